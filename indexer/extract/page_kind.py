"""Tells articles from fronts, lists, search results and error pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import parse_qs, unquote

from ..text import HAN_CHARACTER
from .addresses import split_address
from .blocks import HEADING_TAGS, Block, PageBlocks

ERROR_TITLE = re.compile(
    r"^\W*(?:(?:error\s*)?(?:40[034]|410|50[0234])\b|page not found|"
    r"page cannot be found|not found|access denied|forbidden|service unavailable|"
    r"just a moment|attention required|页面不存在|页面未找到|找不到页面|"
    r"您访问的页面|访问出错|出错了|系统错误)",
    re.I,
)
SEARCH_TITLE = re.compile(r"^\W*(?:search results?|搜索结果|检索结果)|搜索结果", re.I)
LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|authors?|archives?|search|page|label|channel|"
    r"标签|分类|归档)(?:/[^/]+){0,2}/?(?:index\.\w+)?$",
    re.I,
)
FRONT_PATH = re.compile(
    r"/(?:index|default|home|list)?(?:[_-]\d+)?(?:\.\w{3,5})?$", re.I
)
SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’）)」』]*$")

MIN_PROSE_WEIGHT = 400
"""Weight of the sentences below which a page may be a front page or a list."""
MIN_ARTICLE_WEIGHT = 100
"""Weight of the sentences below which a page is no article. Below ``MIN_PROSE_WEIGHT``
an article must at least show a date."""

SEARCH_PARAMETERS = frozenset(("q", "query", "keyword"))
"""Parameters of the address of a page of search results."""

MACHINE_SOURCES = ("json-ld", "meta")
"""Values of ``published_source`` for dates in metadata."""


def find_other_kind(
    url: str,
    titles: Collection[str],
    page: PageBlocks,
    kept: Sequence[bool],
    published_source: str,
) -> str:
    """Return what a page is if it is no article, in words; else an empty string.

    Args:
        titles: spellings of the article's title that may occur on the page.
        kept: which blocks of the page are the body.
        published_source: where the date was found. Only articles state it in metadata;
            a date that is merely visible may belong to a list.
    """
    parts = split_address(url)
    names = {*titles, *(b.text for b in page.blocks if page.nodes[b.node].tag == "h1")}
    body = [b for b, keep in zip(page.blocks, kept, strict=True) if keep]
    weight = sum(_weigh(block, page) for block in body)
    if any(map(ERROR_TITLE.search, names)) and weight < 2 * MIN_PROSE_WEIGHT:
        return "an error page"
    is_query = not SEARCH_PARAMETERS.isdisjoint(parse_qs(parts.query))
    if is_query or any(map(SEARCH_TITLE.search, names)):
        return "a page of search results"
    if published_source in MACHINE_SOURCES:
        return ""
    links = sum(map(_is_link, page.blocks))
    if kind := _find_listing(unquote(parts.path), weight, links, len(body)):
        return kind
    shows_date = bool(published_source)
    if weight < MIN_ARTICLE_WEIGHT or (weight < MIN_PROSE_WEIGHT and not shows_date):
        return "a page with next to no text"
    return ""


def _find_listing(path: str, weight: int, links: int, kept: int) -> str:
    """Return which kind of list of articles a page is, else an empty string.

    Args:
        path: of its address, decoded.
        weight: of the sentences in its body.
        links: number of blocks that are links.
        kept: number of blocks in its body.
    """
    if LIST_PATH.search(path) and weight < 4 * MIN_PROSE_WEIGHT:
        return "a list of articles"
    if FRONT_PATH.search(path) and weight < MIN_PROSE_WEIGHT and links > 5:
        return "a front page"
    if weight < MIN_PROSE_WEIGHT and links > 20 and links > 2 * kept:
        return "a page of links"
    return ""


def _is_link(block: Block) -> bool:
    return bool(block.links) and 2 * block.links > len(block.text)


def _weigh(block: Block, page: PageBlocks) -> int:
    """Return the characters of a block of sentences; a Han character counts thrice."""
    text = block.text
    if _is_link(block) or page.nodes[block.node].tag in HEADING_TAGS:
        return 0
    weight = len(text) + 2 * len(HAN_CHARACTER.findall(text))
    return weight if weight > 80 or SENTENCE_END.search(text) else 0
