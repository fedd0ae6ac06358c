"""The sample texts: what an article is, and how one is read from its file."""

from __future__ import annotations

import html
import json
import posixpath
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FURNITURE: dict[str, Any] = json.loads((HERE / "furniture.json").read_text("utf-8"))
RUN_IN = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
NOT_PROSE = re.compile(r"[#|!>-] ?|\d+\) ")


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def plain(text: str) -> str:
    """The text a reader sees: marks removed, broken halves joined."""

    def joint(match: re.Match[str]) -> str:
        return " " if text[match.start() - 1].isascii() else ""

    text = RUN_IN.sub(r"\1", LINK.sub(r"\1", text))
    return re.sub(r"\s*//\s*", joint, text)


def section_name(key: str, lang: str) -> str:
    return str(FURNITURE["sections"][key][lang])


@dataclass(frozen=True)
class Article:
    slug: str
    meta: dict[str, str]
    body: tuple[str, ...]

    @property
    def lang(self) -> str:
        return self.slug[:2]

    @property
    def date(self) -> str:
        return self.meta["date"]

    @property
    def iso(self) -> str:
        return self.date.replace(" ", "T")

    @property
    def kind(self) -> str:
        """The generation of pages it belongs to: old, middle or modern."""
        year = int(self.date[:4])
        return "modern" if year >= 2018 else "middle" if year >= 2010 else "old"

    @property
    def modern(self) -> bool:
        return self.kind == "modern"

    @property
    def html_lang(self) -> str:
        return self.meta.get("htmllang", "en" if self.lang == "en" else "zh-CN")

    @property
    def path(self) -> str:
        year, month, day = self.date[:10].split("-")
        number = 1000 + zlib.crc32(self.slug.encode()) % 9000
        name = {
            "modern": f"{year}/{self.slug[3:]}",
            "middle": f"{year}{month}/{number}",
            "old": f"t{year}{month}{day}_{number}",
        }[self.kind]
        return f"/{self.lang}/{self.meta['section']}/{name}.html"

    @property
    def headline(self) -> str:
        return self.meta["title"] + self.meta.get("suffix", "")

    @property
    def section(self) -> list[str]:
        """The names of its sections, outermost first."""
        key = self.meta["section"]
        return [section_name(k, self.lang) for k in (key.split("/")[0], key)]

    @property
    def prose(self) -> list[str]:
        """The blocks that are paragraphs."""
        return [b for b in self.body if not NOT_PROSE.match(b)]

    def items(self, key: str) -> list[str]:
        parts = re.split("[;；]", self.meta.get(key, ""))
        return [x.strip() for x in parts if x.strip()]

    def shown_date(self) -> str:
        """The date as the page prints it, at the precision of the source."""
        year, month, day = self.date[:10].split("-")
        clock = self.date[10:]
        if self.lang == "zh" and (self.modern or self.meta.get("dateform") == "han"):
            return f"{year}年{month}月{day}日{clock}"
        if self.modern:
            return f"{int(day)} {FURNITURE['months'][int(month) - 1]} {year},{clock}"
        return self.date

    def href(self, target: str) -> str:
        """A link from this page: from the root on modern pages, else relative."""
        if self.modern:
            return target
        return posixpath.relpath(target, posixpath.dirname(self.path))


def read_article(path: Path) -> Article:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    pairs = (line.partition(":") for line in head.splitlines())
    meta = {key.strip(): value.strip() for key, _, value in pairs}
    blocks = (block.strip() for block in re.split(r"\n\s*\n", body))
    return Article(path.stem, meta, tuple(b for b in blocks if b))
