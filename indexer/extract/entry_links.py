"""Links to other pages in one slot with text between them: the entries of a list.

The title of each entry of a list is a link, in a heading or in a block of its own, and
the teasers stand between these. Related articles stand together below a text, and menus
have no text between their links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from lxml.html import HtmlElement

from .addresses import join_address, split_address
from .blocks import Block, PageBlocks

MIN_ENTRIES = 3
MIN_ENTRY_TITLE_CHARS = 4
MIN_SHARE_BETWEEN = 0.4
"""Share of the text of a page that stands between the first and the last entry."""
MIN_FILLED_GAPS = 0.5
"""Share of the gaps between entries that hold text."""
MAX_CARD_CHARS = 1_000
"""Characters in a link that is a card; one that was never closed holds more."""
SLOT_TAGS = 3
"""Tags of the path to a block that make up its slot."""


def measure_entries(
    page: PageBlocks,
    weights: Sequence[int],
    links: Sequence[HtmlElement | None],
    outside: Sequence[bool],
    url: str,
) -> int:
    """Return the characters of the entries of a list; 0 if the page is none.

    Args:
        weights: int[blocks], the characters of sentences, linked or not.
        links: of each block; see ``find_links``.
        outside: bool[nodes], whether a node surrounds the article.

    Returns:
        The median of the entries whose links stand in one slot.
    """
    before = [0]
    for block, weight in zip(page.blocks, weights, strict=True):
        before.append(before[-1] + (0 if outside[block.node] else weight))
    return max(
        (
            int(median(before[b] - before[a] for a, b in pairwise(places))) or 1
            for places in _group_links(page, links, outside)
            if _is_interleaved(places, before)
            and len({find_target(links[n], url) for n in places} - {""}) >= MIN_ENTRIES
        ),
        default=0,
    )


def _group_links(
    page: PageBlocks, links: Sequence[HtmlElement | None], outside: Sequence[bool]
) -> list[list[int]]:
    """Return the places of blocks that are links, by slot."""
    slots: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, (block, link) in enumerate(zip(page.blocks, links, strict=True)):
        is_title = link is not None and len(block.text) >= MIN_ENTRY_TITLE_CHARS
        if is_title and not outside[block.node]:
            slots[_find_slot(page, block.node)].append(index)
    return [places for places in slots.values() if len(places) >= MIN_ENTRIES]


def _find_slot(page: PageBlocks, node: int) -> tuple[object, ...]:
    """Return the classes of a node and the tags around it."""
    path = page.path(node)[:SLOT_TAGS]
    return page.nodes[node].classes, *(page.nodes[n].tag for n in path)


def _is_interleaved(places: Sequence[int], before: Sequence[int]) -> bool:
    """Return whether text begins with the first of some blocks and fills the gaps.

    Args:
        before: characters of sentences before each block, and in all.
    """
    total, first, last = before[-1], before[places[0]], before[places[-1]]
    gaps = [before[b] - before[a] for a, b in pairwise(places)]
    return (
        last - first > MIN_SHARE_BETWEEN * total
        and first * 2 * len(places) <= total
        and sum(gap > 0 for gap in gaps) >= MIN_FILLED_GAPS * len(gaps)
    )


def find_links(page: PageBlocks) -> list[HtmlElement | None]:
    """Return the link that each block is, or stands in; None for other blocks."""
    found = _find_links_around(page)
    return [
        _find_link(page, block)
        if found[block.node] is None and is_link(block)
        else found[block.node]
        for block in page.blocks
    ]


def is_link(block: Block) -> bool:
    """Return whether most of a block is a link."""
    return bool(block.links) and 2 * block.links > len(block.text)


def _find_links_around(page: PageBlocks) -> list[HtmlElement | None]:
    """Return the link that each node stands in, such as a card of a teaser."""
    found: list[HtmlElement | None] = []
    for node in page.nodes:
        link = found[node.parent] if node.parent >= 0 else None
        outer = page.nodes[node.parent].element if node.parent >= 0 else None
        element = node.element.getparent()
        while link is None and element is not None and element is not outer:
            if element.tag == "a" and element.get("href"):
                is_card = len(element.text_content()) <= MAX_CARD_CHARS
                link = element if is_card else None
            element = element.getparent()
        found.append(link)
    return found


def _find_link(page: PageBlocks, block: Block) -> HtmlElement | None:
    """Return the link that a block begins with, or the first in its node."""
    element, is_tail = block.start
    inline = element.getparent() if is_tail else element
    if inline is not None and inline.tag == "a":
        return inline
    return next(page.nodes[block.node].element.iter("a"), None)


def find_target(link: HtmlElement | None, url: str) -> str:
    """Return the path of another page of the site that a link leads to, or nothing."""
    href = link.get("href") if link is not None else None
    if not href or href.startswith("#"):
        return ""
    own, other = split_address(url), split_address(join_address(url, href))
    same = own.path.rstrip("/") == other.path.rstrip("/")
    return "" if same or own.hostname != other.hostname else other.path
