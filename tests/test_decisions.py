"""Decisions are numbered, indexed and agree on their status; links in docs resolve."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted(DECISIONS.glob("[0-9]*.md"))
PARTS = ["## Context", "## Decision", "## Consequences"]
LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")


def read_status(page: Path) -> str:
    """Return the status on one line; an empty text if the page has none."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r"^Status: (.*?)\n\n", text, re.M | re.S)
    return " ".join(found[1].split()) if found else ""


def find_links(page: Path, relation: str) -> set[str]:
    """Return the names of the pages in the part of the status with the relation."""
    parts = [part for part in read_status(page).split("; ") if relation in part]
    return {name for part in parts for _, name in LINK.findall(part)}


def make_row(page: Path) -> str:
    """Return the line of the index for a page: number, title, status without links."""
    title = page.read_text(encoding="utf-8").splitlines()[0][7:]
    status = LINK.sub(r"\1", read_status(page))
    return f"| [{page.name[:4]}]({page.name}) | {title} | {status} |"


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in PAGES] == [*range(1, len(PAGES) + 1)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_has_its_number_a_status_and_three_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]} ")
    assert re.match("accepted|superseded by ", read_status(page))
    assert re.findall(r"^## .*", text, re.M) == PARTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_both_pages_of_a_supersession_name_each_other(page: Path) -> None:
    for name in find_links(page, "superseded by"):
        assert page.name in find_links(DECISIONS / name, "supersedes")
    for name in find_links(page, "supersedes"):
        assert page.name in find_links(DECISIONS / name, "superseded by")


def test_the_index_lists_every_decision_with_its_title_and_status() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    rows = [line for line in index.splitlines() if line.startswith("| [")]
    assert rows == [make_row(page) for page in PAGES]


def test_the_index_of_measurements_lists_every_page() -> None:
    folder = ROOT / "docs" / "measurements"
    index = (folder / "README.md").read_text(encoding="utf-8")
    listed = {target for _, target in LINK.findall(index)} | {"README.md"}
    assert listed == {page.name for page in folder.iterdir()}


@pytest.mark.parametrize(
    "page",
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_link_resolves(page: Path) -> None:
    targets = [target for _, target in LINK.findall(page.read_text(encoding="utf-8"))]
    paths = [t.partition("#")[0] for t in targets if not re.match(r"https?:|#", t)]
    assert [path for path in paths if not (page.parent / path).exists()] == []
