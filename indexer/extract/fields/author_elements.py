"""Names in the elements of a page that are named for authors or link to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import BLOCK_TAGS, HEADING_TAGS
from ..visible_text import MAX_TEXT_CHARS, read_text
from .bylines import (
    BYLINE_BLOCKS_AFTER,
    BYLINE_BLOCKS_BEFORE,
    MAX_BYLINE_CHARS,
    OTHER_CREDIT,
    Byline,
)
from .markup_hints import AUTHOR_FOLDERS
from .page_signals import NamedElement, PageSignals
from .person_names import NameRules, drop_repeated, is_person

AUTHOR_PAGE_ADDRESS = re.compile(
    rf"/(?:{AUTHOR_FOLDERS}|profiles?|staff|team)/[^/?#]+", re.I
)
AUTHOR_CLASS = re.compile(r"author|by[-_]?line|writer|contributor|zuozhe", re.I)
"""Names for authors; others are names and icons for any user."""
AUTHOR_MARKUP = re.compile(r"itemprop-author|rel-author|href-author")
AUTHOR_NAME_ELEMENT = re.compile(r"author.*name|name.*author|author-?title", re.I)
AUTHOR_MARKUP_BLOCKS = 5
"""Blocks after the headline where ``AUTHOR_MARKUP`` counts outside the article too, and
where the icon of a user announces an author."""
ICON_TAGS = frozenset(("i", "svg"))
"""Elements for icons; what an icon announces is behind it."""
MAX_AUTHOR_LINKS = 100
"""Links of an element for authors that are read."""


def read_near_elements(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the names in elements for authors around the headline.

    Those that markup names together come first.
    """
    near = [s for s in _find_author_elements(signals) if _is_near(signals, s)]
    names = [(s, _names_in(s, rules, signals)) for s in near]
    exact = (n for s, found in names if AUTHOR_MARKUP.search(s.names) for n in found)
    yield Byline(drop_repeated(exact), "slot")
    yield from (Byline(found, "slot") for _, found in names)


def read_author_boxes(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the one name that all elements for authors on the page agree on."""
    boxes = (
        s
        for s in _find_author_elements(signals)
        if AUTHOR_CLASS.search(s.names)
        and (not signals.is_outside(s.block) or AUTHOR_NAME_ELEMENT.search(s.names))
    )
    names = drop_repeated(n for s in boxes for n in _names_in(s, rules, signals))
    if len(names) == 1:
        yield Byline(names, "slot")


def read_whole_names(signals: PageSignals, rules: NameRules) -> Iterator[str]:
    """Yield the single names that elements for authors near the headline hold."""
    for named in signals.of_kind("author"):
        if _is_near(signals, named):
            text = read_text(named.element, " ")
            names = rules.split([text])
            if len(names) == 1 and text.partition(" (")[0] == names[0]:
                yield names[0]


def _find_author_elements(signals: PageSignals) -> Iterator[NamedElement]:
    """Yield the elements named for authors.

    Publishing software makes the id of a heading from its words, such as
    ``list-of-contributors``, so that the id alone is no sign. Nor is a link in a
    paragraph of the text, whose address leads to a person it mentions.
    """
    blocks = signals.blocks
    for named in signals.of_kind("author"):
        own_class = named.element.get("class") or ""
        if named.element.tag in HEADING_TAGS and not AUTHOR_CLASS.search(own_class):
            continue
        block = blocks[named.block].text if named.block < len(blocks) else ""
        if named.names != "href-author" or len(block) <= MAX_BYLINE_CHARS:
            yield named


def _is_near(signals: PageSignals, named: NamedElement) -> bool:
    distance = named.block - max(0, signals.title_at)
    below = 0 <= distance <= AUTHOR_MARKUP_BLOCKS
    if below and AUTHOR_MARKUP.search(named.names):
        return True
    if not below and not AUTHOR_CLASS.search(named.names):
        return False
    return (
        -BYLINE_BLOCKS_BEFORE <= distance <= BYLINE_BLOCKS_AFTER
        and not signals.is_outside(named.block)
    )


def _skip_icon(element: HtmlElement) -> HtmlElement:
    """Return the element after an icon, if the icon's text is not right behind it."""
    after = element.getnext()
    if element.tag not in ICON_TAGS or (element.tail or "").strip() or after is None:
        return element
    return after


def _read_pieces(element: HtmlElement) -> list[str]:
    """Return the texts of the blocks in an element; that of the name comes first.

    Behind an icon it is the text that follows.
    """
    if element.tag in ICON_TAGS:
        return [element.tail or ""]
    blocks = [child for child in element if child.tag in BLOCK_TAGS]
    if not blocks or (element.text or "").strip():
        return [read_text(element, " ")]
    if len(blocks) == len(element) == 1:
        return _read_pieces(blocks[0])
    return [read_text(block, " ") for block in blocks]


def _names_in(
    named: NamedElement, rules: NameRules, signals: PageSignals
) -> tuple[str, ...]:
    """Return the names in an element for authors, those of its links first."""
    element = _skip_icon(named.element)
    blocks = signals.blocks
    around = (
        blocks[named.block].text[:MAX_TEXT_CHARS] if named.block < len(blocks) else ""
    )
    links = [element] if element.tag == "a" else element.iter("a")
    links = islice(links, MAX_AUTHOR_LINKS)
    texts = [(read_text(a, " "), a.get("href") or "") for a in links]
    people = [
        t for t, href in texts if len(t) < 60 and AUTHOR_PAGE_ADDRESS.search(href)
    ]
    people = people or [t for t, _ in texts if is_person(t)]
    names = rules.split(people)
    if not names:
        short = (t for t in _read_pieces(element) if len(t) < MAX_BYLINE_CHARS)
        names = next(filter(None, (rules.split([text]) for text in short)), ())
    return tuple(
        n
        for n in names
        if not re.search(
            rf"{OTHER_CREDIT}\W{{0,4}}(?:dr\.?\s+)?{re.escape(n)}", around, re.I
        )
    )
