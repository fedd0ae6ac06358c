"""Which blocks of a page are the body of its article."""

from __future__ import annotations

import re

import numpy as np
from lxml.html import HtmlElement

from ..blocks import HEADINGS, PageBlocks
from ..texts import fold
from .block_classifier import load_judge
from .boilerplate_terms import FURNITURE
from .features import Floats, add_votes, describe
from .position_features import weigh
from .template import Template
from .trafilatura_votes import ask_teacher

STRANGE = 0.03
"""Share of a page's text in slots a template does not know, above which the page speaks
for itself, too."""
CLEAR = 0.97
"""Expected F1 of a page from which on nobody else is asked."""
SURE = 4.0

DATE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
BYLINE = re.compile(
    r"^\W*by\s+[A-Z]|"
    r"(?:来源|作者|编辑|点击|阅读|浏览|发布时间|Click\s*Num|Source|Published|Updated)\s*[:：]"
)
STAMP = re.compile(
    r"(?:更新时间|更新于|发布时间|发布日期|发布于|published\b|posted\b|"
    r"(?:last )?(?:updated|modified)\b)",
    re.I,
)
"""How a line begins that says when the page was written or changed."""
BESIDE = 30
"""Letters beside a date from which on a line says more than when and where it was
published; a Han character is worth two."""
LABEL = re.compile(r"^[\w ]{2,12}[:：]\s*")
PROSE = 100
"""Letters of a block that is surely text of the article; a Han character is two."""


def weigh_blocks(root: HtmlElement, page: PageBlocks, titles: set[str]) -> Floats:
    """Return the log-odds of each block to belong to the article, by this page alone.

    Args:
        titles: what the title of the article may read as on the page.

    Returns:
        float64[blocks].
    """
    return ask_judges(root, page, titles)[0]


def ask_judges(
    root: HtmlElement, page: PageBlocks, titles: set[str]
) -> tuple[Floats, list[bool] | None]:
    """Return what ``weigh_blocks`` does, and the votes of the teacher, if it was asked.

    It takes as long as all the rest, so it is asked where what the first judge finds
    is not clear.
    """
    if not page.blocks:
        return np.zeros(0), None
    places, seen = describe(page, titles)
    odds = np.clip(load_judge("first").weigh(seen), -SURE, SURE)
    if find_bar(odds, find_sizes(page))[1] >= CLEAR:
        return odds, None
    votes = ask_teacher(root, page)
    rows = add_votes(places, seen, votes)
    return np.clip(load_judge("second").weigh(rows), -SURE, SURE), votes


def weigh_with_template(
    root: HtmlElement,
    page: PageBlocks,
    titles: set[str],
    template: Template,
    alone: Floats | None = None,
) -> Floats:
    """Return the log-odds of each block by what is known of its site.

    A trusted template that knows nearly all of the page needs nobody else; else what
    the page alone says fills in, the more the less is known of a slot. A page of which
    the template would keep nothing is not of its kind, and speaks for itself.

    Args:
        alone: what ``weigh_blocks`` said of the page, if it was asked.
    """
    odds, trust = template.weigh(page)
    sizes = find_sizes(page)
    strange = sizes @ (trust == 0) > STRANGE * sizes.sum()
    nothing = not (odds > 0).any()
    if template.is_trusted and not (strange or nothing):
        return odds
    if alone is None:
        alone = weigh_blocks(root, page, titles)
    return alone if nothing else trust * odds + (1 - trust) * alone


def choose_blocks(page: PageBlocks, odds: Floats, titles: set[str]) -> list[bool]:
    """Return for each block whether it belongs to the body."""
    bar, _ = find_bar(odds, find_sizes(page))
    found = [bool(o >= bar) for o in odds]
    kept = found.copy()
    _drop_stamps(page, kept)
    _drop_front(page, kept, titles)
    _drop_back(page, kept, odds, titles)
    return kept if any(kept) else found


def find_sizes(page: PageBlocks) -> Floats:
    """Return the characters of each block: float64[blocks]."""
    return np.array([len(b.text) for b in page.blocks], dtype=float)


def find_bar(odds: Floats, sizes: Floats) -> tuple[float, float]:
    """Return the log-odds from which on blocks are kept, for the highest expected F1,
    and that F1.

    With ``s`` the sizes and ``p`` the chances of blocks, F1 of those kept is about
    2 sum(p s, kept) / (sum(s, kept) + sum(p s, all)): less is asked of a block where
    little on the page is sure (Lewis 1995; Ye et al., ICML 2012).

    Args:
        odds: float64[blocks].
        sizes: float64[blocks], characters.

    >>> find_bar(np.array([3.0, -1.0, -3.0]), np.array([9.0, 9.0, 9.0]))[0]
    3.0
    >>> find_bar(np.array([-0.1, -1.0, -3.0]), np.array([9.0, 9.0, 9.0]))[0]
    -1.0
    """
    if not len(odds):
        return 0.0, 0.0
    order = np.argsort(-odds, kind="stable")
    hits = (sizes / (1 + np.exp(-odds)))[order]
    values = np.cumsum(hits) / (np.cumsum(sizes[order]) + hits.sum())
    best = np.argmax(values)
    return float(odds[order[best]]), 2 * float(values[best])


def _drop_stamps(page: PageBlocks, kept: list[bool]) -> None:
    """Drop all lines that say when the page was written, in place."""
    for index, block in enumerate(page.blocks):
        if kept[index] and STAMP.match(block.text):
            kept[index] = not _is_dateline(block.text)


def _drop_front(page: PageBlocks, kept: list[bool], titles: set[str]) -> None:
    """Drop title, what is short above it and date line, in place."""
    folded = {fold(t) for t in titles}
    above: list[int] = []
    for index, block in enumerate(page.blocks):
        if not kept[index]:
            continue
        if _repeats(block.text, folded):
            for place in (*above, index):
                kept[place] = False
        elif weigh(block.text) > PROSE:
            return
        else:
            above.append(index)
            kept[index] = block.tag in HEADINGS or not _is_dateline(block.text)


def _is_dateline(text: str) -> bool:
    """Say whether a short line tells who published the article, and when.

    >>> _is_dateline("2019-11-29 16:28"), _is_dateline("来源：澜湾日报")
    (True, True)
    >>> _is_dateline("The wells were low again, as the caretakers wrote (2018.12.13)")
    False
    """
    date = DATE.search(text)
    brief = date is not None and weigh(text) - len(date[0]) < BESIDE
    return brief or BYLINE.search(text) is not None


def _repeats(text: str, titles: set[str]) -> bool:
    """Say whether a text is one of the folded titles, be it after a label.

    >>> _repeats("视频简介：雨季札记。", {"雨季札记"})
    True
    """
    return not titles.isdisjoint((fold(text), fold(LABEL.sub("", text, 1))))


def _drop_back(
    page: PageBlocks, kept: list[bool], odds: Floats, titles: set[str]
) -> None:
    """Drop the furniture below the text, in place."""
    folded = {fold(t) for t in titles}
    for index in range(len(kept) - 1, -1, -1):
        text = page.blocks[index].text
        if kept[index] and _repeats(text, folded):
            kept[index] = False
        elif kept[index]:
            if weigh(text) > PROSE:
                return
            sure = float(odds[index]) > SURE / 2
            signed = BYLINE.match(text) is not None or FURNITURE.match(text.lower())
            kept[index] = sure or not signed
