"""General extractors, asked which blocks of a page they would keep.

Before a page is shown to them, each block is marked with two Braille signs that stand
in no real text and mean nothing to their rules; the marks found in what they return are
their answer, exact even where texts repeat.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy

import readability
import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from ..blocks import PageBlocks
from .places import weigh

BASE = 0x2800
HIDDEN = readability.readability.REGEXES["displayNoneRe"]
MARK = re.compile("[\u2800-\u28ff]{2}")
ASIDE = frozenset(("nav", "footer", "aside", "form", "menu", "dialog"))
PROSE = 50
"""Characters of a block that is more than a label."""

FAILURES = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
    etree.LxmlError,
)
"""What libraries were seen to raise, or may, on pages broken beyond their rules."""

logger = logging.getLogger(__name__)

Teacher = Callable[[HtmlElement], str]
"""From a tree of the page, not to be changed, to the text kept."""


def ask_teachers(root: HtmlElement, page: PageBlocks) -> dict[str, list[bool]]:
    """Return which blocks each teacher keeps: on large pages, what reads as prose."""
    if page.is_large:
        return dict.fromkeys(TEACHERS, _find_prose(page))
    votes = {}
    with _marked(page):
        for name, teacher in TEACHERS.items():
            found = MARK.findall(_ask(teacher, root))
            kept = {(ord(m[0]) - BASE) * 256 + ord(m[1]) - BASE for m in found}
            votes[name] = [i in kept for i in range(len(page.blocks))]
    return votes


def _find_prose(page: PageBlocks) -> list[bool]:
    """Say which blocks are no links and long enough, inside nothing that is no body.

    A teacher that costs next to nothing: where it stands in for both, .89 to .90 F1.
    """
    aside: list[bool] = []
    for node in page.nodes:
        above = node.parent >= 0 and aside[node.parent]
        aside.append(above or node.hidden or node.tag in ASIDE)
    return [
        weigh(b.text) >= PROSE and 2 * b.links < len(b.text) and not aside[b.node]
        for b in page.blocks
    ]


def _ask(teacher: Teacher, root: HtmlElement) -> str:
    """Return what a teacher keeps: nothing, where it fails on a broken page."""
    try:
        return teacher(root)
    except FAILURES as error:
        logger.warning("%s failed: %r", teacher.__name__, error)
        return ""


@contextmanager
def _marked(page: PageBlocks) -> Iterator[None]:
    """Mark every block in the tree, and take the marks away again."""
    before: list[tuple[HtmlElement, bool, str]] = []
    for index, block in enumerate(page.blocks[: 256 * 256]):
        element, tail = block.place
        text = (element.tail if tail else element.text) or ""
        before.append((element, tail, text))
        body = text.lstrip()
        mark = chr(BASE + index // 256) + chr(BASE + index % 256)
        _set(element, tail, text[: len(text) - len(body)] + mark + body)
    try:
        yield
    finally:
        for element, tail, text in reversed(before):
            _set(element, tail, text)


def _set(element: HtmlElement, tail: bool, text: str) -> None:
    if tail:
        element.tail = text
    else:
        element.text = text


def read_with_trafilatura(root: HtmlElement) -> str:
    """Return what trafilatura keeps."""
    found = trafilatura.bare_extraction(
        root, include_comments=False, with_metadata=False
    )
    return str(getattr(found, "text", "") or "")


class _Document(readability.Document):  # type: ignore[misc]
    """readability on a tree of ours, which needs no parser and no cleaner."""

    def _parse(self, input: HtmlElement) -> HtmlElement:
        """Return a copy of the tree without what readability never reads.

        The cleaner of the library also empties addresses of scripts, which no rule of
        readability looks at, for a third of its time.
        """
        root = deepcopy(input)
        for element in root.xpath("//*[@hidden]"):
            element.drop_tree()
        for element in root.xpath("//*[@style]"):
            if HIDDEN.search(element.get("style")):
                element.drop_tree()
        etree.strip_elements(root, "script", "link", with_tail=False)
        etree.strip_attributes(root, "style")
        return root


def read_with_readability(root: HtmlElement) -> str:
    """Return what readability-lxml keeps, as HTML."""
    return str(_Document(root).summary())


TEACHERS: dict[str, Teacher] = {
    "readability": read_with_readability,
    "trafilatura": read_with_trafilatura,
}
