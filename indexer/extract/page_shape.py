"""Features of a page that distinguish articles, standing pages and other pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.html import HtmlElement

from ..model import Article
from ..text import HAN_CHARACTER
from .addresses import join_address, split_address
from .blocks import HEADING_TAGS, Block, PageBlocks
from .entry_links import find_links, find_target, is_link, measure_entries
from .fields.page_signals import PageSignals
from .fields.source_hints import FEED_SOURCE
from .fields.visible_dates import (
    DATE_BLOCKS_AFTER,
    DATE_BLOCKS_BEFORE,
    MAX_DATE_LINE_CHARS,
)
from .publishing_software import TemplateKind, find_template_kind, is_manual
from .visible_text import fold

SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’）)」』]*$")

MIN_LISTED_HEADINGS = 3
"""Headings that lead to other pages from which a page may be a list."""
MIN_PARAGRAPH_WEIGHT = 100
"""Weight of a block with which the text begins."""
MENU_NAME = re.compile(r"\bnav|menu", re.I)

MACHINE_SOURCES = ("json-ld", "meta", FEED_SOURCE)
"""Values of ``published_source``."""


@dataclass(frozen=True, slots=True)
class PageShape:
    """What is looked at to tell an article from other pages.

    Attributes:
        path: of the address, unquoted.
        titles: what the page may be called.
        classes: of the body element, in lower case.
        template_kind: what its publishing software says the page is.
        is_manual: whether it is a page of a manual or wiki.
        body_chars: weight of the sentences in the body.
        link_share: of the characters of the page, those in links.
        body_link_share: the same of the body.
        listed: other pages that headings lead to.
        headings: of the page.
        listed_in_body: headings of the body that are links.
        entry_chars: of the usual entry, if the text stands between links to other
            pages; 0 if it does not.
        has_own_heading: whether a heading that leads nowhere else is the title.
        in_menu: whether a menu of the page leads to it.
        has_labels: whether it links to its tags or categories.
        published_source: where the date was found; empty if it was not.
        is_update: whether that is the date of a change, for want of another.
        has_date_line: whether that date stands between the headline and the text.
    """

    path: str
    query: str
    titles: frozenset[str]
    classes: frozenset[str]
    template_kind: TemplateKind
    is_manual: bool
    signals: PageSignals
    body_chars: int
    link_share: float
    body_link_share: float
    listed: int
    headings: int
    listed_in_body: int
    entry_chars: int
    has_own_heading: bool
    in_menu: bool
    has_labels: bool
    published_source: str
    is_update: bool
    has_date_line: bool
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
    meta: Article,
) -> PageShape:
    """Look at a page for what tells an article from other pages.

    Args:
        titles: what the page may be called.
        kept: bool[blocks], which of them are the body.
        meta: what was found of its fields.
    """
    page, parts = signals.page, split_address(signals.url)
    names = {*titles, *(b.text for b in page.blocks if page.nodes[b.node].tag == "h1")}
    links = find_links(page)
    weights = [_weigh(b, page) for b in page.blocks]
    own = [0 if link is not None else w for w, link in zip(weights, links, strict=True)]
    body = [n for n, keep in enumerate(kept) if keep]
    targets = _find_heading_targets(signals)
    classes = _read_classes(page)
    return PageShape(
        path=unquote(parts.path),
        query=parts.query,
        titles=frozenset(names),
        classes=classes,
        template_kind=find_template_kind(classes, signals.root),
        is_manual=is_manual(signals.find_meta("generator"), signals.links),
        signals=signals,
        body_chars=sum(own[n] for n in body),
        link_share=_share_links(page, links, range(len(links))),
        body_link_share=_share_links(page, links, body),
        listed=len({target for target in targets.values() if target}),
        headings=len(targets),
        listed_in_body=sum(
            page.blocks[n].node in targets and links[n] is not None for n in body
        ),
        entry_chars=measure_entries(page, weights, links, signals.outside, signals.url),
        has_own_heading=_has_own_heading(signals, targets),
        in_menu=_is_in_menu(signals),
        has_labels=_has_labels(signals),
        published_source=meta.published_source,
        has_date_line=_has_date_line(signals, meta, weights),
        is_update=meta.published is not None and meta.published == meta.modified,
        authors=meta.authors,
    )


def _find_heading_targets(signals: PageSignals) -> dict[int, str]:
    """Return for the node of each heading which other page of the site it leads to."""
    page, found = signals.page, dict[int, str]()
    for node in dict.fromkeys(b.node for b in page.blocks):
        if page.nodes[node].tag in HEADING_TAGS:
            heading = page.nodes[node].element
            link = next(heading.iter("a"), None)
            if link is None:
                link = next(heading.iterancestors("a"), None)
            found[node] = "" if link is None else find_target(link, signals.url)
    return found


def _has_date_line(signals: PageSignals, meta: Article, weights: Sequence[int]) -> bool:
    """Return whether the date of a page stands above its text."""
    if meta.published is None:
        return False
    title_at = max(0, signals.title_at)
    start = max(0, title_at - DATE_BLOCKS_BEFORE)
    after = range(title_at + 1, min(title_at + DATE_BLOCKS_AFTER, len(weights)))
    end = next((n for n in after if weights[n] >= MIN_PARAGRAPH_WEIGHT), after.stop)
    year = str(meta.published.year)
    return any(
        year in block.text and len(block.text) <= MAX_DATE_LINE_CHARS
        for block in signals.blocks[start:end]
    ) or any(start <= named.block <= end for named in signals.of_kind("date"))


def _has_own_heading(signals: PageSignals, targets: dict[int, str]) -> bool:
    """Return whether a heading that leads nowhere else is a part of the title."""
    title = fold(signals.title)
    nodes = signals.page.nodes
    plain = (nodes[n].element for n, target in targets.items() if not target)
    folded = (fold(" ".join(h.text_content().split())) for h in plain)
    return any(len(one) > 3 and one in title for one in folded)


def _is_in_menu(signals: PageSignals) -> bool:
    """Return whether a menu leads to the page itself."""
    path = split_address(signals.url).path.rstrip("/")
    name = path.rpartition("/")[2]
    if not name:
        return False
    for link in signals.root.iter("a"):
        href = link.get("href") or ""
        if name not in href or not href.partition("?")[0].rstrip("/").endswith(name):
            continue
        other = split_address(join_address(signals.url, href)).path
        if other.rstrip("/") == path and any(map(_is_menu, link.iterancestors())):
            return True
    return False


def _is_menu(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag == "nav" or MENU_NAME.search(names) is not None


def _has_labels(signals: PageSignals) -> bool:
    """Return whether the article itself links to its tags or categories."""
    return any(
        ("rel-" in one.names or "href-" in one.names)
        and not signals.is_outside(one.block)
        for one in signals.of_kind("tag", "category")
    )


def _read_classes(page: PageBlocks) -> frozenset[str]:
    """Return the classes of the body element."""
    body = next((n.element for n in page.nodes if n.tag == "body"), None)
    names = body.get("class") or "" if body is not None else ""
    return frozenset(names.lower().split())


def _share_links(
    page: PageBlocks, links: Sequence[HtmlElement | None], places: Collection[int]
) -> float:
    """Return the share of the characters of some blocks that are links."""
    chars = linked = 0
    for n in places:
        size = len(page.blocks[n].text)
        chars += size
        linked += size if links[n] is not None else page.blocks[n].links
    return linked / chars if chars else 0.0


def _weigh(block: Block, page: PageBlocks) -> int:
    """Return the characters of a block of sentences; a Han character counts thrice."""
    text = block.text
    if is_link(block) or page.nodes[block.node].tag in HEADING_TAGS:
        return 0
    weight = len(text) + 2 * len(HAN_CHARACTER.findall(text))
    return weight if weight > 80 or SENTENCE_END.search(text) else 0
