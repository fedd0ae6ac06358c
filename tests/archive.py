"""A small archive of invented pages on disk, for tests of the whole first line."""

from __future__ import annotations

import dataclasses
import os
import random
from pathlib import Path

from indexer.config import CleaningConfig, Config, IndexConfig, SourceConfig

BASE = "https://gazette.example/"

TEXT = (
    "The ferry across the {0} ran again on Monday after {1} weeks of repair. The"
    " harbour office had counted on four weeks, but the {2} needed new plates.",
    "Captain and crew of {1} used the time to learn first aid from the nurse of {0}."
    " Passengers of the {2} paid nothing on the first day, and some crossed thrice.",
    "A second ferry, bought from {0}, is to follow in {1} months, once its {2} is"
    " painted. Its timetable will be printed on the last page of this paper.",
)

WORDS = (
    (
        "lower river",
        "upper lake",
        "northern bay",
        "mill pond",
        "salt marsh",
        "old canal",
    ),
    ("seven", "nine", "eleven", "thirteen", "fifteen", "seventeen", "twenty", "thirty"),
    ("hull", "deck", "bow", "stern", "rudder", "cabin", "bridge", "gangway", "keel"),
)
"""What differs from page to page: a text that stands on all is taken for furniture."""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - Gazette</title>
<meta property="article:published_time" content="2019-11-29T16:28:00+00:00"></head>
<body><article><h1>{title}</h1>
{paragraphs}
</article></body></html>
"""

SEARCH_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Search results</title></head>
<body><h1>Search results</h1><p>{text}</p></body></html>
"""


def write_page(folder: Path, name: str, title: str = "The ferry is back") -> Path:
    """Write an article page, with folders above it, and return where it is."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(os.fsencode(name) + title.encode())
    texts = [text.format(*map(chance.choice, WORDS)) for text in TEXT]
    paragraphs = "\n".join(f"<p>{text}</p>" for text in texts)
    path.write_text(PAGE.format(title=title, paragraphs=paragraphs), encoding="utf-8")
    return path


def write_other(folder: Path, name: str) -> Path:
    """Write a page that is whole but no article."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = " ".join(TEXT)
    path.write_text(SEARCH_PAGE.format(text=text), encoding="utf-8")
    return path


def write_settings(folder: Path, *settings: str) -> Path:
    """Write a settings file over the folder ``site`` beside it.

    Args:
        settings: lines of it, such as ``server.port = 0``.
    """
    lines = [
        *settings,
        "[[sources]]",
        'address = "folder:site"',
        f'base_url = "{BASE}"',
    ]
    path = folder / "broadsheet.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def make_archive(folder: Path, count: int = 6) -> Config:
    """Write ``count`` article pages below ``folder`` and return settings for them."""
    site = folder / "site"
    for number in range(count):
        write_page(site, f"news/{number}.html", f"The ferry is back, day {number}")
    return Config(
        index=IndexConfig(folder / "index"),
        cleaning=CleaningConfig(processes=1),
        sources=(SourceConfig(f"folder:{site}", BASE),),
    )


def with_settings(config: Config, **tables: dict[str, object]) -> Config:
    """Return settings that differ in some values of some tables."""
    changed = {
        name: dataclasses.replace(getattr(config, name), **values)
        for name, values in tables.items()
    }
    return dataclasses.replace(config, **changed)


def touch(path: Path) -> None:
    """Change the time of a file and nothing else."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


def without_source(config: Config, number: int) -> Config:
    """Take a source out of the settings."""
    kept = tuple(s for i, s in enumerate(config.sources) if i != number)
    return dataclasses.replace(config, sources=kept)
