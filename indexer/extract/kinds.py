"""Article or not: fronts, lists, search results and error pages, each with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from .blocks import Block

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
LITTLE = 400
"""Characters of prose below which a page must be no list to be an article."""


def find_other_kind(
    url: str, title: str, blocks: Sequence[Block], kept: Sequence[bool], dated: bool
) -> str:
    """Return what a page is if it is no article, as a sentence; else an empty string.

    Args:
        blocks: of the whole page.
        kept: which of them are the body.
        dated: whether the page gives a date of publication.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    body = [b for b, keep in zip(blocks, kept, strict=True) if keep]
    prose = sum(len(b.text) for b in body if 2 * b.links <= len(b.text))
    links = sum(1 for b in blocks if b.links and 2 * b.links > len(b.text))
    if ERROR_TITLE.search(title) and prose < 2 * LITTLE:
        return "an error page"
    if (
        SEARCH_TITLE.search(title)
        or {"q", "query", "keyword"} & parse_qs(parts.query).keys()
    ):
        return "a page of search results"
    if LIST_PATH.search(path) and not dated and prose < 4 * LITTLE:
        return "a list of articles"
    if FRONT_PATH.search(path) and not dated and prose < 4 * LITTLE and links > 5:
        return "a front page"
    if prose < LITTLE and not dated and links > 20 and links > 2 * len(body):
        return "a page of links"
    return ""
