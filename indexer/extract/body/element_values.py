"""The values of annotations: what the attributes of an element say, checked.

An address is absolute and leads to the web or to a mailbox; a number is small; every
text has a largest length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.html import HtmlElement

from ..addresses import join_address, split_address
from ..visible_text import flatten

LINK_SCHEMES = ("http", "https", "mailto")
IMAGE_SCHEMES = ("http", "https")
MAX_LINK_CHARS = 2_000
MAX_ALT_CHARS = 500
MAX_CELL_SPAN = 100
MAX_LIST_START = 1_000_000
MAX_IMAGE_PIXELS = 20_000
IMAGE_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src")
"""Attributes with the address of a picture, that of a script which loads it first: the
plain ``src`` is then of a placeholder."""
ABSOLUTE = re.compile(r"https?://\w", re.I)
FILE_NAME = re.compile(r"[^\s/]+\.(?:jpe?g|png|gif|webp|avif|svg|bmp)", re.I)


def read_values(kind: str, element: HtmlElement, base: str) -> tuple[str, ...] | None:
    """Return the values of an annotation other than ``img``.

    Args:
        base: address that links are relative to.

    Returns:
        None if the element says nothing without a value that it has not.
    """
    reader = READERS.get(kind)
    return reader(element, base) if reader else ()


def read_number(element: HtmlElement, name: str, low: int, high: int) -> str:
    """Return an attribute that is a number within bounds, else an empty string."""
    value = (element.get(name) or "").strip().removesuffix("px")
    digits = value.isascii() and value.isdigit() and len(value) < 9
    return str(int(value)) if digits and low <= int(value) <= high else ""


def read_address(base: str, link: str, schemes: tuple[str, ...]) -> str:
    """Return where a link leads, an empty string if that has none of the schemes.

    >>> read_address("https://paper.example/a/b", "../c", LINK_SCHEMES)
    'https://paper.example/c'
    >>> read_address("https://paper.example/", "javascript:alert(1)", LINK_SCHEMES)
    ''
    """
    link = link.strip()
    if not link or len(link) > MAX_LINK_CHARS:
        return ""
    address = link if ABSOLUTE.match(link) else join_address(base, link)
    parts = split_address(address)
    place = parts.path if parts.scheme == "mailto" else parts.hostname
    usable = parts.scheme in schemes and place and address.isprintable()
    return address if usable and len(address) <= MAX_LINK_CHARS else ""


def read_image_address(image: HtmlElement, base: str) -> str:
    """Return the address of a picture, an empty string if none can be read."""
    for name in IMAGE_ATTRIBUTES:
        if address := read_address(base, image.get(name) or "", IMAGE_SCHEMES):
            return address
    return ""


def read_alt(image: HtmlElement) -> str:
    """Return the alternative text of a picture, unless it is the name of a file."""
    alt = flatten((image.get("alt") or "")[: 2 * MAX_ALT_CHARS])[:MAX_ALT_CHARS]
    return "" if FILE_NAME.fullmatch(alt) else alt


def _read_link(element: HtmlElement, base: str) -> tuple[str, ...] | None:
    address = read_address(base, element.get("href") or "", LINK_SCHEMES)
    return (address,) if address else None


def _read_list(element: HtmlElement, base: str) -> tuple[str, ...]:
    return (read_number(element, "start", 2, MAX_LIST_START),)


def _read_cell(element: HtmlElement, base: str) -> tuple[str, ...]:
    spans = ("colspan", "rowspan")
    return tuple(read_number(element, name, 2, MAX_CELL_SPAN) for name in spans)


READERS: dict[str, Callable[[HtmlElement, str], tuple[str, ...] | None]] = {
    "a": _read_link,
    "ol": _read_list,
    "td": _read_cell,
    "th": _read_cell,
}
"""From a kind that has values to the function that reads them."""
