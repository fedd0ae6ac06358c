"""Features of a page that distinguish an article from other pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.html import HtmlElement

from ..text import HAN_CHARACTER
from .addresses import join_address, split_address
from .blocks import HEADING_TAGS, Block, PageBlocks
from .fields.page_signals import PageSignals
from .visible_text import fold

SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’）)」』]*$")

MIN_LISTED_HEADINGS = 3
"""Headings that lead to other pages from which a page may be a list."""

MACHINE_SOURCES = ("json-ld", "meta")
"""Values of ``published_source``."""


@dataclass(frozen=True, slots=True)
class PageShape:
    """What is looked at to tell an article from other pages.

    Attributes:
        path: of the address, unquoted.
        classes: of the body element, in lower case.
        body_chars: weight of the sentences in the body.
        link_share: of the characters of the page, those in links.
        body_link_share: the same of the body.
        listed: other pages that headings lead to.
        headings: of the page.
        listed_in_body: headings of the body that are links.
        has_own_heading: whether a heading that leads nowhere else is the title.
        published_source: where the date was found; empty if it was not.
    """

    path: str
    query: str
    titles: frozenset[str]
    classes: frozenset[str]
    signals: PageSignals
    body_chars: int
    link_share: float
    body_link_share: float
    listed: int
    headings: int
    listed_in_body: int
    has_own_heading: bool
    published_source: str
    authors: tuple[str, ...]

    @property
    def told_dated(self) -> bool:
        """Whether the date is told to machines."""
        return self.published_source in MACHINE_SOURCES

    @property
    def is_list_of_headings(self) -> bool:
        """Whether a good part of many headings leads to other pages."""
        return self.listed >= MIN_LISTED_HEADINGS and 3 * self.listed >= self.headings


def make_shape(
    signals: PageSignals,
    titles: Collection[str],
    kept: Sequence[bool],
    published_source: str,
    authors: tuple[str, ...],
) -> PageShape:
    """Look at a page for what tells an article from other pages.

    Args:
        titles: what the page may be called.
        kept: bool[blocks], which of them are the body.
        published_source: where the date was found. Articles tell machines when they
            were published; a date that is merely visible may be a list's.
    """
    page, parts = signals.page, split_address(signals.url)
    names = {*titles, *(b.text for b in page.blocks if page.nodes[b.node].tag == "h1")}
    body = [b for b, keep in zip(page.blocks, kept, strict=True) if keep]
    headings = {
        b.node: page.nodes[b.node].element
        for b in page.blocks
        if page.nodes[b.node].tag in HEADING_TAGS
    }
    targets = [_find_target(h, signals.url) for h in headings.values()]
    plain = {
        fold(" ".join(h.text_content().split()))
        for h, target in zip(headings.values(), targets, strict=True)
        if not target
    }
    title = fold(signals.title)
    return PageShape(
        path=unquote(parts.path),
        query=parts.query,
        titles=frozenset(names),
        classes=_read_classes(page),
        signals=signals,
        body_chars=sum(_weigh(b, page) for b in body),
        link_share=_share_links(page.blocks),
        body_link_share=_share_links(body),
        listed=len({target for target in targets if target}),
        headings=len(headings),
        listed_in_body=sum(b.node in headings and _is_link(b) for b in body),
        has_own_heading=any(len(one) > 3 and one in title for one in plain),
        published_source=published_source,
        authors=authors,
    )


def _find_target(heading: HtmlElement, url: str) -> str:
    """Return the path of the other page of the site that a heading leads to."""
    link = next(heading.iter("a"), None)
    if link is None:
        link = next(heading.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    if not href or href.startswith("#"):
        return ""
    own, other = split_address(url), split_address(join_address(url, href))
    same = own.path.rstrip("/") == other.path.rstrip("/")
    return "" if same or own.hostname != other.hostname else other.path


def _read_classes(page: PageBlocks) -> frozenset[str]:
    """Return the classes of the body element."""
    body = next((n.element for n in page.nodes if n.tag == "body"), None)
    names = body.get("class") or "" if body is not None else ""
    return frozenset(names.lower().split())


def _share_links(blocks: Sequence[Block]) -> float:
    chars = sum(len(b.text) for b in blocks)
    return sum(b.links for b in blocks) / chars if chars else 0.0


def _is_link(block: Block) -> bool:
    return bool(block.links) and 2 * block.links > len(block.text)


def _weigh(block: Block, page: PageBlocks) -> int:
    """Return the characters of a block of sentences; a Han character counts thrice."""
    text = block.text
    if _is_link(block) or page.nodes[block.node].tag in HEADING_TAGS:
        return 0
    weight = len(text) + 2 * len(HAN_CHARACTER.findall(text))
    return weight if weight > 80 or SENTENCE_END.search(text) else 0
