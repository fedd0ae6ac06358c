"""How the name of the site is taken off a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...text import HAN
from ..visible_text import fold

TITLE_SEPARATOR = re.compile(
    r"\s+[|\-–—·•»«:/~<>]+\s+|\s*(?:[|｜]|(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9]))+\s*"
    rf"|\s+::\s+|\s*--+\s*|(?<=[{HAN}])[-—–](?=[{HAN}])"
)
NAME_WORD = re.compile(rf"[{HAN}]{{2}}|[^\W{HAN}]+")
"""A word of a site's name: two Han characters count as one."""
STRONG_SEPARATORS = frozenset(("|", "｜", "_", "»", "•", "::"))
"""Separators that hardly stand inside a title."""
_NON_TITLES = """
    home, menu, untitled, untitled document, search, blog, news, live, article,
    articles, navigation, share, comments, welcome, 首页, 新闻, 正文, 无标题文档,
    无标题, 详细内容, 新闻详情, 文章详情, 详情, 新闻中心
"""
NON_TITLES = frozenset(map(fold, _NON_TITLES.split(",")))
"""What no article is called."""
MAX_SITE_NAME_WORDS = 4
"""Words of a last piece that may be the name of the site though no source has it."""


def split_title(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each piece of a title between separators."""
    cuts = list(TITLE_SEPARATOR.finditer(text))
    starts, ends = (
        [0, *(c.end() for c in cuts)],
        [*(c.start() for c in cuts), len(text)],
    )
    return list(zip(starts, ends, strict=True))


def find_title_runs(text: str) -> list[str]:
    """Return all runs of whole pieces of a title, longest first.

    >>> find_title_runs("Rain - May | Post")[1:3]
    ['Rain - May', 'May | Post']
    """
    pieces = split_title(text)[:8]
    spans = [
        (pieces[i][0], pieces[j][1])
        for i in range(len(pieces))
        for j in range(i, len(pieces))
    ]
    return [text[a:b] for a, b in sorted(spans, key=lambda s: s[0] - s[1])]


def strip_site(
    text: str, names: set[str], others: Iterable[str], guess: bool = True
) -> str:
    """Take the name of the site off a title.

    Args:
        names: folded names of the site.
        others: other texts for the same title: one that this text only adds to at a
            separator is the title.
        guess: whether a short last piece counts as the site's name without a source.

    >>> strip_site("Rain | The Daily", {"thedaily"}, [])
    'Rain'
    >>> strip_site("Rain - again - Gazette", set(), ["Rain - again"])
    'Rain - again'
    """
    spans = split_title(text)
    if len(spans) == 1:
        return text
    folded = {fold(o) for o in others if o} - names
    for run in find_title_runs(text)[1:]:
        if len(fold(run)) > 8 and fold(run) in folded:
            return run
    pieces = [text[a:b] for a, b in spans]
    first, last = 0, len(pieces)
    while last - first > 1 and is_site_name(pieces[last - 1], names):
        last -= 1
    while last - first > 1 and is_site_name(pieces[first], names):
        first += 1
    mark = text[spans[-2][1] : spans[-1][0]].strip()
    if guess and last - first == len(pieces) and _looks_like_name(pieces, mark):
        last -= 1
    return text[spans[first][0] : spans[last - 1][1]].strip()


def is_site_name(piece: str, names: set[str]) -> bool:
    """Return whether a piece of a title is the site's name or no title at all."""
    folded = fold(piece)
    if not folded or folded in names or folded in NON_TITLES:
        return True
    return len(folded) > 3 and any(
        len(n) > 3 and (folded in n or (n in folded and len(n) * 2 > len(folded)))
        for n in names
    )


def _looks_like_name(pieces: Sequence[str], mark: str) -> bool:
    """Return whether the last piece is short, or comes after a strong separator."""
    last, rest = pieces[-1], sum(map(len, pieces[:-1]))
    if mark in STRONG_SEPARATORS:
        return len(last) < rest
    short = len(NAME_WORD.findall(last)) <= MAX_SITE_NAME_WORDS
    return mark not in (":", "/") and short and len(last) * 2 < rest
