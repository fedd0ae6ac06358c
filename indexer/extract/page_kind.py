"""Article or not: fronts, lists, search results and error pages, each with a reason."""

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

MIN_LIST_CHARS = 400
"""Weight of the sentences below which a page must be no list to be an article."""

MIN_ARTICLE_CHARS = 100
"""Weight of the sentences below which only a page that tells machines its date is one.

Below ``MIN_LIST_CHARS`` it must at least show a date.
"""

MACHINE_SOURCES = ("json-ld", "meta")
"""Values of ``published_source``."""


def find_other_kind(
    url: str,
    titles: Collection[str],
    page: PageBlocks,
    kept: Sequence[bool],
    published_source: str,
) -> str:
    """Return what a page is if it is no article, as a sentence; else an empty string.

    Args:
        titles: what the page may be called.
        kept: which blocks of the page are the body.
        published_source: where the date was found. Articles tell machines when they
            were published; a date that is merely visible may be a list's.
    """
    parts = split_address(url)
    path = unquote(parts.path)
    names = {*titles, *(b.text for b in page.blocks if page.nodes[b.node].tag == "h1")}
    body = [b for b, keep in zip(page.blocks, kept, strict=True) if keep]
    said = sum(_weigh(b, page) for b in body)
    links = sum(1 for b in page.blocks if _is_link(b))
    if any(map(ERROR_TITLE.search, names)) and said < 2 * MIN_LIST_CHARS:
        return "an error page"
    if (
        any(map(SEARCH_TITLE.search, names))
        or {"q", "query", "keyword"} & parse_qs(parts.query).keys()
    ):
        return "a page of search results"
    if published_source in MACHINE_SOURCES:
        return ""
    if LIST_PATH.search(path) and said < 4 * MIN_LIST_CHARS:
        return "a list of articles"
    if FRONT_PATH.search(path) and said < MIN_LIST_CHARS and links > 5:
        return "a front page"
    if said < MIN_LIST_CHARS and links > 20 and links > 2 * len(body):
        return "a page of links"
    if said < MIN_ARTICLE_CHARS or (said < MIN_LIST_CHARS and not published_source):
        return "a page with next to no text"
    return ""


def _is_link(block: Block) -> bool:
    return bool(block.links) and 2 * block.links > len(block.text)


def _weigh(block: Block, page: PageBlocks) -> int:
    """Return the characters of a block of sentences; a Han character is worth three."""
    text = block.text
    if _is_link(block) or page.nodes[block.node].tag in HEADING_TAGS:
        return 0
    weight = len(text) + 2 * len(HAN_CHARACTER.findall(text))
    return weight if weight > 80 or SENTENCE_END.search(text) else 0
