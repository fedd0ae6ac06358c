"""The headline of a page, chosen among its title element, its markup and its headings.

The title in structured data often differs from the headline that readers see. So a
heading wins that shares enough words with structured data, or that is the only main
heading; otherwise the title in structured data, without the name of the site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from ...model import Series
from ...text import UNSPACED
from ..blocks import HEADING_TAGS, PageBlocks
from ..visible_text import fold, read_text, strip_markup
from .dates import YEAR_HINT, parse_date
from .jsonld import find_values
from .page_signals import HOME_ADDRESS, Headline, PageSignals
from .person_names import NAME_LEAD, is_person
from .site_name import NON_TITLES, find_title_runs, strip_names, strip_site

TITLE_TOKEN = re.compile(f"[{UNSPACED}]|[^\\W{UNSPACED}]+")
_TITLE_META = (
    "og:title twitter:title headline parsely-title sailthru.title dc.title title"
)
TITLE_META = _TITLE_META.split()
"""Meta elements that give the title, most trusted first."""
PLACE_SCORES = {
    "h1": 0.5,
    "h2": 0.0,
    "h3": -0.3,
    "named": 0.1,
    "line": -0.1,
    "above": -0.1,
}
"""Score of a text by where it stands: a heading, a named element, a line of the title
element, the line above a date."""
_MEDIUM = (
    r"[\[【（(]\s*(?:视频|組圖|组图|图集|多图|图文|图|音频|直播|videos?|photos?|gallery|"
    r"audio|podcast)\s*[\]】）)]"
)
MEDIUM_MARK = re.compile(rf"^\s*{_MEDIUM}\s*|\s*{_MEDIUM}\s*$", re.I)
"""A mark beside a title of the medium in which the article comes."""
WELCOME_TITLE = re.compile(r"welcome to\b|欢迎(?:光临|访问|来到|您)", re.I)
"""The beginning of a title element that is the same on all pages of its site."""
NAMED_TITLE_TAGS = frozenset(("div", "p", "span", "td", "strong", "font", "b"))
TITLE_NAME = re.compile("headline|title", re.I)
LEVELS = ("h1", "h2", "h3")
"""Headings that may be the title."""
MAX_TITLE_CHARS = 300
MAX_LABEL_CHARS = 12
"""Folded characters of a label before the title in a heading: *Opinion*, *News*."""
MAX_HEADINGS = 12
"""Headings of a page that are looked at, besides those of the first level."""


@dataclass(frozen=True, slots=True)
class _VisibleTitle:
    text: str
    place: str
    node: int
    block: int


@dataclass(frozen=True, slots=True)
class _StatedTitles:
    """Titles in structured data.

    Attributes:
        titles: text without the site's name and source, most trusted first.
        folded: of ``titles``.
        words: of the different ones of them.
        runs: folded runs of pieces of the whole texts.
        names: folded names of the site.
    """

    titles: tuple[tuple[str, str], ...]
    folded: tuple[str, ...]
    words: tuple[Counter[str], ...]
    runs: frozenset[str]
    names: set[str]


def find_headline(
    signals: PageSignals, shared: Iterable[str] | None = None
) -> PageSignals:
    """Return the signals of a page with its titles ranked and its headline placed.

    Args:
        shared: what the pages of its site have beside their titles; None if that is not
            known.
    """
    return signals.with_titles(_rank_titles(signals, shared))


def _rank_titles(signals: PageSignals, shared: Iterable[str] | None) -> list[Headline]:
    """Return what the title may be, likeliest first."""
    names = {fold(n) for n in (*signals.site_names, *(shared or ()))} - {""}
    dated = _find_datelines(signals)
    if _names_only_the_site(signals, dated):
        names.add(fold(signals.title))
    headings = list(_read_headings(signals))
    texts = [h.text for h in headings]
    stated = _read_structured(signals, names, texts, guess=shared is None)
    shown = (*headings, *_read_lines(signals, stated, dated), *_read_named(signals))
    visible = [_score(title, stated, dated, signals) for title in shown]
    visible = _boost_only_heading(visible)
    found = [
        *visible,
        *(Headline(t, s, 1.0 - 0.1 * i) for i, (t, s) in enumerate(stated.titles)),
    ]
    ranked = sorted(found, key=lambda h: -h.score)
    usable = [h for h in ranked if _is_title(h.text, names)]
    return usable or [h for h in ranked if h.text][:1]


def strip_medium(title: str) -> str:
    """Return a title without the mark of a medium.

    >>> strip_medium("[视频]雨季札记"), strip_medium("Rain in May (Photos)")
    ('雨季札记', 'Rain in May')
    """
    return MEDIUM_MARK.sub("", title) or title


def list_spellings(title: str, series: Series | None) -> set[str]:
    """Return a title as it is printed, and as a page may repeat it.

    >>> sorted(list_spellings("[视频]雨季札记（二）", Series("雨季札记", 2)))
    ['[视频]雨季札记（二）', '雨季札记', '雨季札记（二）']
    """
    spellings = {title, strip_medium(title)}
    return spellings | {series.name} if series else spellings


def _boost_only_heading(visible: list[Headline]) -> list[Headline]:
    """Raise the only main heading of a page above the titles in structured data."""
    main = [h for h in visible if h.score >= 0.5]
    if len(main) != 1:
        return visible
    return [replace(h, score=h.score + 0.6) if h is main[0] else h for h in visible]


def _is_title(text: str, names: set[str]) -> bool:
    folded = fold(text)
    return (
        1 < len(folded) <= MAX_TITLE_CHARS
        and folded not in names
        and folded not in NON_TITLES
    )


def _read_structured(
    signals: PageSignals, names: set[str], headings: Iterable[str], guess: bool
) -> _StatedTitles:
    """Read the titles in structured data, without the name of the site.

    Args:
        headings: texts of headings, one of which may be the title as it is printed.
        guess: as for ``strip_site``.
    """
    whole = strip_markup(signals.title)
    values = find_values(signals.things, "headline")
    headlines = [value for value in values if isinstance(value, str)]
    present = [name for name in TITLE_META if name in signals.meta]
    raw = [(strip_markup(text), "json-ld") for text in headlines[:1]]
    raw += [(strip_markup(signals.meta[name][0]), "meta") for name in present]
    raw += [(whole, "title")] if whole else []
    texts = [t for t, _ in raw]
    titles = tuple(
        (strip_site(text, names, {*texts} - {text} | {*headings}, guess), source)
        for text, source in raw
    )
    runs = {fold(run) for text in dict.fromkeys(texts) for run in find_title_runs(text)}
    words = tuple(count_words(t) for t in dict.fromkeys(t for t, _ in titles))
    folded = tuple(fold(t) for t, _ in titles)
    return _StatedTitles(
        titles, folded, words, frozenset(r for r in runs if len(r) > 4) - names, names
    )


def _find_datelines(signals: PageSignals) -> frozenset[int]:
    """Return the blocks of short lines that open with a date."""
    found = set()
    for index, block in enumerate(signals.blocks[:400]):
        if len(block.text) < 160 and YEAR_HINT.search(block.text):
            moment = parse_date(block.text)
            if moment is not None and moment.start < 20:
                found.add(index)
    return frozenset(found)


def _names_only_the_site(signals: PageSignals, dated: frozenset[int]) -> bool:
    """Return whether the title element repeats the banner of the site.

    On such old pages without headings the headline is the line above the date.
    """
    blocks, whole = signals.blocks, fold(signals.title)
    above = [i - 1 for i in sorted(dated) if i and _may_head(blocks[i - 1].text)]
    if not above or any(b.tag in ("h1", "h2") for b in blocks):
        return False
    banner = next((i for i, b in enumerate(blocks) if fold(b.text) == whole), -1)
    return 0 <= banner < above[0] or WELCOME_TITLE.match(signals.title) is not None


def _may_head(text: str) -> bool:
    """Return whether a line above a date may be a headline, not a byline or label."""
    return 5 < len(text) < 150 and not (
        NAME_LEAD.match(text) or is_person(text) or ":" in text
    )


def _read_headings(signals: PageSignals) -> Iterator[_VisibleTitle]:
    """Yield the headings, of the lower levels the first few."""
    page, seen = signals.page, set()
    for index, block in enumerate(page.blocks):
        node = _find_heading(page, block.node)
        if node >= 0 and node not in seen and (tag := page.nodes[node].tag) in LEVELS:
            seen.add(node)
            if len(seen) <= MAX_HEADINGS or tag == "h1":
                text = read_text(page.nodes[node].element)
                yield _VisibleTitle(text, tag, node, index)


def _read_lines(
    signals: PageSignals, stated: _StatedTitles, dated: frozenset[int]
) -> Iterator[_VisibleTitle]:
    """Yield lines that are part of a stated title, and lines above a date."""
    page = signals.page
    stated_text = "\n".join(
        [strip_markup(signals.title), *(t for t, _ in stated.titles)]
    )
    for index, block in enumerate(page.blocks):
        text, place = block.text, ""
        if 4 < len(text) < MAX_TITLE_CHARS and text in stated_text:
            place = "line" if fold(text) in stated.runs else ""
        if not place and index + 1 in dated and _may_head(text):
            place = "above"
        if place and _find_heading(page, block.node) < 0:
            yield _VisibleTitle(text, place, block.node, index)


def _read_named(signals: PageSignals) -> Iterator[_VisibleTitle]:
    """Yield elements whose names say that they hold the title."""
    blocks = signals.blocks
    for named in signals.of_kind("headline"):
        if named.element.tag in NAMED_TITLE_TAGS and named.block < len(blocks):
            text = read_text(named.element)
            if 0 < len(text) < MAX_TITLE_CHARS:
                node = blocks[named.block].node
                yield _VisibleTitle(text, "named", node, named.block)


def _find_heading(page: PageBlocks, node: int) -> int:
    """Return the heading that is or closely holds a node; -1 if there is none."""
    for _ in range(4):
        if node < 0 or page.nodes[node].tag in HEADING_TAGS:
            return node
        node = page.nodes[node].parent
    return -1


def _score(
    visible: _VisibleTitle,
    stated: _StatedTitles,
    dated: frozenset[int],
    signals: PageSignals,
) -> Headline:
    """Score a text by its place and by its likeness to the stated titles."""
    text = _trim(visible.text, stated)
    element = signals.page.nodes[visible.node].element
    folded = fold(text)
    words = count_words(text)
    like = max((measure_likeness(words, w) for w in stated.words), default=0.0)
    if folded in stated.runs or _adds_to_title(text, stated):
        like = max(like, 0.95)
    within = 2 if visible.place in ("line", "above") else 4
    follows = not dated.isdisjoint(range(visible.block + 1, visible.block + within))
    score = 1.6 * like + 0.2 * (like == 1) + PLACE_SCORES[visible.place]
    score += 0.2 * _is_named_title(element)
    score += 0.3 * follows
    score -= 0.6 * signals.outside[visible.node]
    score -= 0.8 * (folded in stated.names or _links_home(element))
    score -= 0.3 * (words.total() < 3)
    source = "line" if visible.place in ("line", "above") else "heading"
    return Headline(text, source, score, visible.block)


def _adds_to_title(text: str, stated: _StatedTitles) -> bool:
    """Return whether a text has a stated title and more, apart at a separator."""
    runs = find_title_runs(text)[1:]
    return bool(runs) and not stated.runs.isdisjoint(map(fold, runs))


def _is_named_title(element: HtmlElement) -> bool:
    names = (element.get("class"), element.get("id"), element.get("itemprop"))
    return TITLE_NAME.search(" ".join(filter(None, names))) is not None


def _trim(heading: str, stated: _StatedTitles) -> str:
    """Return a heading without the label, date or site name beside the title in it."""
    text = strip_names(heading, stated.names)
    folded = fold(text)
    if folded in stated.folded:
        return text
    for (title, _), core in zip(stated.titles, stated.folded, strict=True):
        if len(core) < 12 or core not in folded:
            continue
        before, _, after = folded.partition(core)
        label = not after and len(before) <= MAX_LABEL_CHARS
        label = label and not before.startswith(("the", "a"))
        if label or (YEAR_HINT.search(before + after) and parse_date(heading)):
            return title
    return text


def _links_home(element: HtmlElement) -> bool:
    """Return whether a heading is the link from the logo to the front page."""
    inner, outer = next(element.iter("a"), None), element.getparent()
    link = inner if inner is not None else outer
    if link is None or link.tag != "a":
        return False
    return HOME_ADDRESS.fullmatch(link.get("href") or "") is not None


def count_words(text: str) -> Counter[str]:
    """Count the words of a text, or its characters in Han script."""
    return Counter(TITLE_TOKEN.findall(text.casefold()))


def measure_likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words two titles have in common: 0 to 1.

    >>> measure_likeness(count_words("Rain in May"), count_words("May: rain in Paris"))
    0.857...
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
