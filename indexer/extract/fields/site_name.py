"""How the name of the site is taken off a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence

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

MIN_AGREED_CHARS = 8
"""Folded characters above which a part of a title is all of it if another source has
just that."""


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
        others: other texts for the same title, headings among them: one that this
            text only adds to at a separator is the title.
        guess: whether a short last piece counts as the site's name without a source.

    >>> strip_site("Rain | The Daily", {"thedaily"}, [])
    'Rain'
    >>> strip_site("Rain - again - Gazette", set(), ["Rain - again"])
    'Rain - again'
    >>> strip_site("Rain in May - Reprise", set(), ["Rain in May - Reprise"])
    'Rain in May - Reprise'
    """
    core = strip_names(text, names)
    agreed = {fold(o) for o in others if o} - names
    for run in find_title_runs(core):
        folded = fold(run)
        if folded in agreed and (run == core or len(folded) > MIN_AGREED_CHARS):
            return run
    rest = _strip_pieces(core, lambda piece: is_site_name(piece, names))
    if not guess or rest != text:
        return rest
    spans = split_title(rest)
    return text[: spans[-2][1]] if _looks_like_name(rest, spans) else rest


def strip_names(text: str, names: Container[str]) -> str:
    """Take pieces off a title that are just a name of the site.

    >>> strip_names("The Daily | Daily rain | News", {"thedaily"})
    'Daily rain'
    """
    return _strip_pieces(text, lambda p: fold(p) in names or fold(p) in NON_TITLES)


def _strip_pieces(text: str, is_name: Callable[[str], bool]) -> str:
    """Take pieces off both ends of a title, but the last one that is left."""
    spans = split_title(text)
    while len(spans) > 1 and is_name(text[slice(*spans[-1])]):
        spans.pop()
    while len(spans) > 1 and is_name(text[slice(*spans[0])]):
        spans.pop(0)
    return text[spans[0][0] : spans[-1][1]].strip()


def is_site_name(piece: str, names: set[str]) -> bool:
    """Return whether a piece of a title is the site's name or no title at all."""
    folded = fold(piece)
    if not folded or folded in names or folded in NON_TITLES:
        return True
    return len(folded) > 3 and any(
        len(n) > 3 and (folded in n or (n in folded and len(n) * 2 > len(folded)))
        for n in names
    )


def _looks_like_name(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether the last piece is short, or comes after a strong separator."""
    if len(spans) == 1:
        return False
    last = text[slice(*spans[-1])]
    rest = sum(end - start for start, end in spans[:-1])
    mark = text[spans[-2][1] : spans[-1][0]].strip()
    if mark in STRONG_SEPARATORS:
        return len(last) < rest
    short = len(NAME_WORD.findall(last)) <= MAX_SITE_NAME_WORDS
    return mark not in (":", "/") and short and len(last) * 2 < rest
