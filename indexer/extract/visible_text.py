"""Visible texts of elements, and texts folded for comparison."""

from __future__ import annotations

import html
import re

from lxml.html import HtmlElement

from .blocks import BLOCK_TAGS, Block
from .skipped_elements import is_skipped

NON_ALPHANUMERIC = re.compile(r"[\W_]+")

MAX_TEXT_CHARS = 2_000
"""Characters of an element, white space aside, that are read at most, about."""


def flatten(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def strip_markup(text: str) -> str:
    """Return a text of structured data without entities and inline tags.

    >>> strip_markup("Davos&amp;#8217;s <br> Brand")
    'Davos’s Brand'
    """
    text = re.sub(r"</?(?:br|em|i|b|strong|span|p)\b[^>]{0,99}>", " ", text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return flatten(text)


def read_text(element: HtmlElement, gap: str = "") -> str:
    """Return the visible text of an element.

    Args:
        gap: between inline elements; between blocks and lines there is a space.

    Returns:
        The beginning, if it has more than ``MAX_TEXT_CHARS`` characters: no field has
        so many, and a hostile page nests many elements around one long text.
    """
    if element.tag == "meta":
        return flatten(element.get("content") or "")
    parts: list[str] = []
    _read_parts(element, gap, parts, MAX_TEXT_CHARS)
    return flatten("".join(parts))


def _read_parts(element: HtmlElement, gap: str, parts: list[str], room: int) -> int:
    """Gather texts until there is no room; return what room is left."""
    room = _add_part(element.text, parts, room)
    for child in element:
        if room < 0:
            break
        between = " " if child.tag == "br" or child.tag in BLOCK_TAGS else gap
        parts.append(between)
        if not is_skipped(child, child.keys()):
            room = _read_parts(child, gap, parts, room)
        parts.append(between)
        room = _add_part(child.tail, parts, room)
    return room


def _add_part(text: str | None, parts: list[str], room: int) -> int:
    if not text:
        return room
    parts.append(text[: 4 * MAX_TEXT_CHARS])
    return room - len(parts[-1].strip())


def space_out(block: Block) -> str:
    """Return the text of a block with its inline elements apart.

    ``By<b>Ann Lee</b><i>May 3, 2019</i>`` looks apart on the page.
    """
    return flatten(" ".join(run.text for run in block.runs))


def fold(text: str) -> str:
    """Return the letters and digits of a text without case, to compare two texts.

    >>> fold("The 4th “Party”!") == fold("the 4th party")
    True
    """
    return NON_ALPHANUMERIC.sub("", text.casefold())
