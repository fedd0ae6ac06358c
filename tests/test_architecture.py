"""ARCHITECTURE.md names what there is: paths, functions, folders, floors."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PATHS = re.findall(r"\b(?:indexer|webapp|docs|tests|bench)(?:/[\w.]*\w)+", TEXT)
STEPS = re.findall(r"^    (\w+)\(.*\s(\S+)$", TEXT, re.M)


@pytest.mark.parametrize("path", sorted(set(PATHS)))
def test_every_path_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("function", "folder"), STEPS)
def test_every_step_of_the_two_lines_is_in_its_folder(
    function: str, folder: str
) -> None:
    modules = (ROOT / folder).rglob("*.py")
    assert any(f"def {function}(" in m.read_text(encoding="utf-8") for m in modules)


def test_every_table_that_grows_is_where_it_is_said_to_be() -> None:
    for row in re.findall(r"^\| an? .* \| an? (.*) \|$", TEXT, re.M):
        for path in re.findall(r"`(\w+/[\w/]+\.py)`", row):
            source = (ROOT / path).read_text(encoding="utf-8")
            for name in re.findall(r"`(\w+)`", row):
                assert re.search(rf"^(class )?{name}\b", source, re.M), row


def test_every_folder_has_its_question() -> None:
    parents = ("indexer", "indexer/extract", "indexer/backends/whoosh", "webapp")
    folders = {
        str(face.parent.relative_to(ROOT))
        for parent in parents
        for face in (ROOT / parent).glob("*/__init__.py")
    }
    asked = set(re.findall(r"^\| `([\w/]+)` \| [^|]*\? \|$", TEXT, re.M))
    assert folders <= asked


def test_the_floors_are_those_of_the_contract() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    layers = settings["importlinter:contract:floors"]["layers"].split("\n")
    drawn = TEXT.partition("## Floors")[2].partition("\n## ")[0]
    assert re.findall(r"^    (.*)", drawn, re.M) == [layer for layer in layers if layer]


def test_the_glossary_has_at_most_40_lines() -> None:
    glossary = TEXT.partition("## Glossary\n")[2]
    assert 20 <= len(glossary.strip().splitlines()) <= 40
