"""Which blocks of a page are the body of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from lxml.html import HtmlElement

from ..blocks import HEADING_TAGS, PageBlocks
from ..visible_text import fold
from .block_classifier import MAX_LOG_ODDS, LogOdds, load_classifier
from .boilerplate_terms import BOILERPLATE, COMMENTS_HEADING
from .features import add_vote_features, compute_page_features
from .position_features import Floats, count_letters
from .template import Template
from .trafilatura_votes import collect_votes

MAX_UNKNOWN_SHARE = 0.03
"""Share of a page's text in slots unknown to the template above which the page is also
classified on its own."""
MIN_CLEAR_F1 = 0.97
"""Expected F1 of the first classifier from which trafilatura is not run."""

DATE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
BARE_DATE = re.compile(
    r"(?:\w+\W+)?(?:\d{1,2}\W+[^\W\d]{3,10}|[^\W\d]{3,10}\W+\d{1,2})\W+(?:19|20)\d\d\W*"
)
"""A date in words, and at most a word before it. Announcements begin with one, too."""
BYLINE = re.compile(
    r"^\W*by\s+[A-Z]|"
    r"(?:来源|作者|编辑|点击|阅读|浏览|发布时间|Click\s*Num|Source|Published|Updated)\s*[:：]"
)
TIMESTAMP_LINE = re.compile(
    r"(?:更新时间|更新于|发布时间|发布日期|发布于|published\b|posted\b|"
    r"(?:last )?(?:updated|modified)\b)",
    re.I,
)
"""First words of a line with the date on which the page was written or changed."""
MAX_DATELINE_LETTERS = 30
"""Letters beside a date from which a line is text; see ``count_letters``."""
LABEL_PREFIX = re.compile(r"^[\w ]{2,12}[:：]\s*")
MIN_OWN_LOG_ODDS = -1.0
"""Log-odds from which a block is text of a page whose surroundings are likelier."""
MAX_SURROUNDING_CHARS = 600
"""Characters of a text in the surroundings of an article that no link interrupts. A
longer one is the article, whatever the elements around it are called."""
MIN_PROSE_LETTERS = 100
"""Letters above which a block is certainly text; see ``count_letters``."""


def score_blocks(root: HtmlElement, page: PageBlocks, titles: set[str]) -> LogOdds:
    """Classify the blocks of a page on its own.

    Args:
        titles: spellings of the article's title that may occur on the page.
    """
    return classify_blocks(root, page, titles)[0]


def classify_blocks(
    root: HtmlElement, page: PageBlocks, titles: set[str]
) -> tuple[LogOdds, list[bool] | None]:
    """Classify the blocks of a page on its own, and return the votes for them too.

    Trafilatura takes as long as all other steps together, so it is run only if the
    first classifier leaves the page in doubt; otherwise the votes are None.
    """
    if not page.blocks:
        return np.zeros(0), None
    positions, seen = compute_page_features(page, titles)
    odds = load_classifier("first").score(seen)
    if find_threshold(odds, count_chars(page))[1] >= MIN_CLEAR_F1:
        return odds, None
    votes = collect_votes(root, page)
    rows = add_vote_features(positions, seen, votes)
    return load_classifier("second").score(rows), votes


def score_with_template(
    root: HtmlElement,
    page: PageBlocks,
    titles: set[str],
    template: Template,
    page_odds: LogOdds | None = None,
) -> LogOdds:
    """Classify the blocks of a page with the template of its site.

    A trusted template that knows nearly all of the page decides alone. Otherwise each
    block gets a mean of template and page, weighted by the trust in its slot. If the
    template would keep nothing, it does not apply: the page is classified on its own.

    Args:
        page_odds: result of ``score_blocks``; computed if None.
    """
    odds, trust = template.score(page)
    sizes = count_chars(page)
    unknown = sizes @ (trust == 0) > MAX_UNKNOWN_SHARE * sizes.sum()
    nothing = not (odds > 0).any()
    if template.is_trusted and not (unknown or nothing):
        return odds
    if page_odds is None:
        page_odds = score_blocks(root, page, titles)
    return page_odds if nothing else trust * odds + (1 - trust) * page_odds


def choose_blocks(
    page: PageBlocks, odds: LogOdds, titles: set[str], outside: Sequence[bool] = ()
) -> list[bool]:
    """Return for each block whether it belongs to the body.

    Blocks above the threshold belong to it, but for titles, date lines and boilerplate
    at both ends; if nothing would be left, these stay. Where most of them surround the
    article, it has hardly any text or none: then nothing that surrounds it stays.

    Args:
        outside: for each node whether it surrounds the article; empty if unknown.
    """
    sizes = count_chars(page)
    likely = odds >= find_threshold(odds, sizes)[0]
    around = np.array([bool(outside) and outside[b.node] for b in page.blocks], bool)
    is_bare = bool(sizes @ (likely & around) > sizes @ (likely & ~around))
    is_bare = is_bare and not _has_long_text(page, likely & around)
    if is_bare:
        dated = np.array([BARE_DATE.fullmatch(b.text) is not None for b in page.blocks])
        own = ~around & ~dated & (odds >= MIN_OWN_LOG_ODDS)
        likely = own & (odds >= find_threshold(odds[own], sizes[own])[0])
    kept = [bool(is_likely) for is_likely in likely]
    _drop_timestamps(page, kept)
    _drop_front_matter(page, kept, titles)
    _drop_trailing_boilerplate(page, kept, odds, titles)
    _restore_headings(page, kept, titles)
    return kept if is_bare or any(kept) else [bool(o) for o in likely]


def _has_long_text(page: PageBlocks, chosen: Sequence[bool]) -> bool:
    """Return whether chosen blocks are a long text that no link interrupts."""
    chars = 0
    for block, is_chosen in zip(page.blocks, chosen, strict=True):
        is_text = is_chosen and 2 * block.links < len(block.text)
        chars = chars + len(block.text) if is_text else 0
        if chars > MAX_SURROUNDING_CHARS:
            return True
    return False


def count_chars(page: PageBlocks) -> Floats:
    """Return the characters of each block: float64[blocks]."""
    return np.array([len(b.text) for b in page.blocks], dtype=float)


def find_threshold(odds: LogOdds, sizes: Floats) -> tuple[float, float]:
    """Return the log-odds from which to keep blocks for the highest expected F1, and
    that F1.

    With ``s`` the sizes and ``p`` the probabilities of blocks, F1 of the kept ones is
    about 2 sum(p s, kept) / (sum(s, kept) + sum(p s, all)). So the threshold is lower
    on a page where little is certain (Lewis 1995; Ye et al., ICML 2012).

    Args:
        odds: float64[blocks].
        sizes: float64[blocks], characters.

    >>> find_threshold(np.array([3.0, -1.0, -3.0]), np.array([9.0, 9.0, 9.0]))[0]
    3.0
    >>> find_threshold(np.array([-0.1, -1.0, -3.0]), np.array([9.0, 9.0, 9.0]))[0]
    -1.0
    """
    if not len(odds):
        return 0.0, 0.0
    order = np.argsort(-odds, kind="stable")
    hits = (sizes / (1 + np.exp(-odds)))[order]
    values = np.cumsum(hits) / (np.cumsum(sizes[order]) + hits.sum())
    best = np.argmax(values)
    return float(odds[order[best]]), 2 * float(values[best])


def _drop_timestamps(page: PageBlocks, kept: list[bool]) -> None:
    """Drop all lines with the date of the page, in place."""
    for index, block in enumerate(page.blocks):
        if kept[index] and TIMESTAMP_LINE.match(block.text):
            kept[index] = not _is_dateline(block.text)


def _drop_front_matter(page: PageBlocks, kept: list[bool], titles: set[str]) -> None:
    """Drop the title, short blocks above it and date lines, in place."""
    folded = {fold(t) for t in titles}
    above: list[int] = []
    for index, block in enumerate(page.blocks):
        if not kept[index]:
            continue
        if _is_title(block.text, folded):
            for dropped in (*above, index):
                kept[dropped] = False
        elif count_letters(block.text) > MIN_PROSE_LETTERS:
            return
        else:
            above.append(index)
            kept[index] = block.tag in HEADING_TAGS or not _is_dateline(block.text)


def _is_dateline(text: str) -> bool:
    """Return whether a text is a line with date, source or author of the article.

    >>> _is_dateline("2019-11-29 16:28"), _is_dateline("来源：澜湾日报")
    (True, True)
    >>> _is_dateline("The wells were low again, as the caretakers wrote (2018.12.13)")
    False
    """
    date = DATE.search(text)
    brief = (
        date is not None and count_letters(text) - len(date[0]) < MAX_DATELINE_LETTERS
    )
    return brief or BYLINE.search(text) is not None


def _is_title(text: str, titles: set[str]) -> bool:
    """Return whether a text is one of the folded titles, optionally after a label.

    >>> _is_title("视频简介：雨季札记。", {"雨季札记"})
    True
    """
    return not titles.isdisjoint((fold(text), fold(LABEL_PREFIX.sub("", text, 1))))


def _drop_trailing_boilerplate(
    page: PageBlocks, kept: list[bool], odds: LogOdds, titles: set[str]
) -> None:
    """Drop the boilerplate below the text, in place."""
    folded = {fold(t) for t in titles}
    for index in range(len(kept) - 1, -1, -1):
        text = page.blocks[index].text
        if kept[index] and _is_title(text, folded):
            kept[index] = False
        elif kept[index]:
            if count_letters(text) > MIN_PROSE_LETTERS:
                return
            certain = float(odds[index]) > MAX_LOG_ODDS / 2
            usual = BYLINE.match(text) or BOILERPLATE.match(text.lower())
            comments = COMMENTS_HEADING.fullmatch(text.lower()) is not None
            kept[index] = not comments and (certain or usual is None)


def _restore_headings(page: PageBlocks, kept: list[bool], titles: set[str]) -> None:
    """Keep headings whose own text is kept, in place.

    One above all of the text is kept only if it looks like one inside.
    """
    folded = {fold(t) for t in titles}
    first = kept.index(True) if True in kept else len(kept)
    looks: set[tuple[int, str, tuple[str, ...]]] = set()
    for index in range(len(kept) - 2, -1, -1):
        block = page.blocks[index]
        if block.tag not in HEADING_TAGS:
            continue
        node = page.nodes[block.node]
        look = (node.parent, node.tag, node.classes)
        if kept[index + 1] and not kept[index] and (index > first or look in looks):
            after = page.path(page.blocks[index + 1].node)
            is_matter = TIMESTAMP_LINE.match(block.text) or _is_title(
                block.text, folded
            )
            kept[index] = node.parent in after and not is_matter
        if kept[index]:
            looks.add(look)
