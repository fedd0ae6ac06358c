"""The dates a page shows around its headline, and what they are the dates of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..addresses import find_host
from ..visible_text import read_text, space_out
from .date_words import (
    OPENING_LABELS,
    OTHER_LABELS,
    PUBLISHED_LABELS,
    UPDATED_LABELS,
    join_patterns,
)
from .dates import YEAR_HINT, DateMention, find_dates, find_order
from .page_signals import NamedElement, PageSignals
from .person_names import NAME_LEAD

PUBLISHED_WORDS = re.compile(join_patterns(PUBLISHED_LABELS), re.I)
UPDATED_WORDS = re.compile(join_patterns(UPDATED_LABELS), re.I)
OTHER_WORDS = re.compile(join_patterns(OTHER_LABELS), re.I)
ROLE_WORDS = {
    "modified": UPDATED_WORDS,
    "published": PUBLISHED_WORDS,
    "other": OTHER_WORDS,
}
PUBLISHED_NAMES = re.compile(r"itemprop-date(?:published|created)", re.I)
UPDATED_NAMES = re.compile(r"updat|modif|lastmod", re.I)
PUBLISHED_OPENING = re.compile(
    rf"\W*(?:(?:first|originally)\s+)?(?:{join_patterns(OPENING_LABELS)})", re.I
)
"""The opening of a line whose date counts wherever it stands."""
ROLE_AFTER = re.compile(
    r"\s*(?:(?P<modified>更新|修正|수정)|(?P<published>公開|掲載|投稿|配信|등록|게시|입력))"
    r"(?![日時시：:\s]*\d)"
)
"""The role of a date written after it, unless that opens the next date."""
LABELLED_VALUE = re.compile(r"\S[:：]\s*\S")
DATE_BLOCKS_BEFORE = 12
DATE_BLOCKS_AFTER = 25
"""Blocks before and after the headline among which a date belongs to the article."""
MAX_DATE_LINE_CHARS = 200
MAX_BYLINE_CHARS = 60
"""Characters before the date of a line that opens with a byline."""
MAX_DISTANCE = 1_000_000
"""Blocks from the headline of a date that may stand anywhere."""
MAX_CHARS_TO_WORD = 6
"""Characters between a date and its name, if that is no word of a sentence."""
MIN_YEAR = 1900
CLOCK_TOLERANCE = dt.timedelta(days=1)
"""How far ahead of our clock a date may be: the other side of the world."""


@dataclass(frozen=True, slots=True)
class VisibleDate:
    """A date shown to readers.

    Attributes:
        role: ``published``, ``modified`` or empty if unknown.
        source: ``slot`` or ``text``.
        distance: in blocks from the headline.
    """

    moment: DateMention
    role: str
    source: str
    distance: int


def is_possible(moment: DateMention, now: dt.datetime) -> bool:
    """Return whether something may be published then: not ahead, not at the epoch."""
    when = moment.when
    aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (
        aware <= now + CLOCK_TOLERANCE
        and when.year >= MIN_YEAR
        and when.date() != dt.date(1970, 1, 1)
    )


def find_visible_dates(signals: PageSignals, now: dt.datetime) -> list[VisibleDate]:
    """Return the dates shown around the headline, those in named elements first.

    Args:
        now: with a zone; later dates are left out.
    """
    order = _find_order(signals)
    found = [
        *_read_slots(signals, order),
        *_read_lines(signals, order),
    ]
    possible = [s for s in found if is_possible(s.moment, now)]
    return sorted(possible, key=lambda s: s.source != "slot")


def has_labelled_date(signals: PageSignals, now: dt.datetime) -> bool:
    """Return whether a date on the page is called its date of publication.

    Args:
        now: with a zone; later dates are left out.
    """
    return any(one.role == "published" for one in find_visible_dates(signals, now))


def find_only_date(signals: PageSignals, now: dt.datetime) -> VisibleDate | None:
    """Return the date of a page whose elements for dates all name the same day.

    They may stand anywhere: beside the article, in a box with its facts, below it.
    """
    order = _find_order(signals)
    found = [
        VisibleDate(moment, find_role(text, moment), "slot", MAX_DISTANCE)
        for named in signals.of_kind("date")
        if len(text := _text_of(named)) <= MAX_DATE_LINE_CHARS
        for moment in find_dates(text, order)
        if is_possible(moment, now)
    ]
    days = {one.moment.day for one in found}
    return found[0] if len(days) == 1 and found[0].role != "other" else None


def _find_order(signals: PageSignals) -> str:
    """Return how the page writes dates in numbers."""
    texts = (b.text for b in signals.blocks if len(b.text) <= MAX_DATE_LINE_CHARS)
    host = find_host(signals.url)
    return find_order(texts, (signals.language, signals.find_meta("og:locale"), host))


def _read_slots(signals: PageSignals, order: str) -> Iterator[VisibleDate]:
    """Yield the dates in elements whose names announce one."""
    for named in signals.of_kind("date", "modified"):
        distance = named.block - max(0, signals.title_at)
        near = -DATE_BLOCKS_BEFORE <= distance <= DATE_BLOCKS_AFTER
        if signals.is_outside(named.block):
            continue
        text = _text_of(named)
        if len(text) > MAX_DATE_LINE_CHARS or not (
            near or PUBLISHED_OPENING.match(text)
        ):
            continue
        for moment in find_dates(text, order):
            role = find_role(text, moment) or _find_role_around(
                signals, named, moment, order
            )
            if role != "other":
                yield VisibleDate(moment, role, "slot", distance)


def _text_of(named: NamedElement) -> str:
    """Return the ``datetime`` or ``content`` of an element, else its visible text."""
    stamp = named.element.get("datetime") or named.element.get("content") or ""
    return stamp if YEAR_HINT.search(stamp) else read_text(named.element, " ")


def _find_role_around(
    signals: PageSignals, named: NamedElement, moment: DateMention, order: str
) -> str:
    """Return the role of a date by the names of its element, then by its line."""
    if PUBLISHED_NAMES.search(named.names):
        return "published"
    if named.kind == "modified" or UPDATED_NAMES.search(named.names):
        return "modified"
    if named.block >= len(signals.blocks):
        return ""
    line = signals.blocks[named.block].text
    if len(line) > MAX_DATE_LINE_CHARS:
        return ""
    same = next((m for m in find_dates(line, order) if m.day == moment.day), None)
    return find_role(line, same) if same is not None else ""


def find_role(text: str, moment: DateMention, gap: int = 40) -> str:
    """Return the role of a date by the words beside it; empty if they give none.

    Args:
        gap: most characters between the words and the date.

    >>> text = "Last updated on May 3, 2019"
    >>> find_role(text, next(find_dates(text)))
    'modified'
    """
    before = text[max(0, moment.start - 40) : moment.start]
    before = re.split(r"(?:19|20)\d\d", before)[-1]
    ends = {
        role: max((m.end() for m in words.finditer(before)), default=-1)
        for role, words in ROLE_WORDS.items()
    }
    role = max(ends, key=lambda r: ends[r])
    if ends[role] >= max(0, len(before) - gap):
        return role
    after = ROLE_AFTER.match(text, moment.end)
    return after.lastgroup or "" if after else ""


def _read_lines(signals: PageSignals, order: str) -> Iterator[VisibleDate]:
    """Yield the dates of short lines that hold little else.

    They stand around the headline, or open with words of publication.
    """
    title_at = signals.title_at
    start = max(0, title_at - DATE_BLOCKS_BEFORE)
    stop = title_at + DATE_BLOCKS_AFTER if title_at >= 0 else 3 * DATE_BLOCKS_AFTER
    for index, block in enumerate(signals.blocks):
        text = block.text
        if (
            index == title_at
            or len(text) > MAX_DATE_LINE_CHARS
            or block.tag == "pre"
            or not YEAR_HINT.search(text)
        ):
            continue
        if signals.is_outside(index) or not (
            start <= index < stop or PUBLISHED_OPENING.match(text)
        ):
            continue
        moments = list(find_dates(text, order))
        if not moments:
            text = space_out(block)
            moments = list(find_dates(text, order))
        for moment in moments:
            role = find_role(text, moment)
            named = find_role(text, moment, MAX_CHARS_TO_WORD) != ""
            if role != "other" and (named or _holds_little_else(text, moment)):
                yield VisibleDate(moment, role, "text", index - title_at)


def _holds_little_else(text: str, moment: DateMention) -> bool:
    """Return whether a line is there for its date: alone, at an end, after a byline."""
    rest = len(text) - (moment.end - moment.start)
    at_end = moment.start < 8 or moment.end >= len(text) - 1
    if rest <= 20:
        return True
    signed = NAME_LEAD.match(text) is not None
    if signed and moment.start <= MAX_BYLINE_CHARS:
        return True
    return (at_end or signed) and (
        rest <= 80 or LABELLED_VALUE.search(text) is not None
    )
