"""Texts of a page as people see them, and what of them matters in a comparison."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from .blocks import BLOCK, SKIPPED, Block

NO_LETTERS = re.compile(r"[\W_]+")


def flatten(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """Return a text for machines as people should read it.

    >>> clean("Davos&amp;#8217;s <br> Brand")
    'Davos’s Brand'
    """
    text = re.sub(r"</?(?:br|em|i|b|strong|span|p)\b[^>]{0,99}>", " ", text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return flatten(text)


def read_text(element: HtmlElement, gap: str = "") -> str:
    """Return the text of an element as people see it.

    Args:
        gap: what parts its inline elements; blocks and lines are parted by a space.
    """
    if element.tag == "meta":
        return flatten(element.get("content") or "")
    return flatten("".join(_read_parts(element, gap)))


def _read_parts(element: HtmlElement, gap: str) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        between = " " if child.tag == "br" or child.tag in BLOCK else gap
        yield between
        if child.tag not in SKIPPED:
            yield from _read_parts(child, gap)
        yield between
        yield child.tail or ""


def space_out(block: Block) -> str:
    """Return the text of a block with its inline elements apart.

    ``By<b>Ann Lee</b><i>May 3, 2019</i>`` looks apart on the page.
    """
    return flatten(" ".join(piece.text for piece in block.pieces))


def fold(text: str) -> str:
    """Return what of a text matters when two are compared: letters and digits.

    >>> fold("The 4th “Party”!") == fold("the 4th party")
    True
    """
    return NO_LETTERS.sub("", text.casefold())
