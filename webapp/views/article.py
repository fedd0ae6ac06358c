"""One article as data: its parts with marks, its contents and its neighbours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from indexer import Article, Mark, Passage

from ..locales import Locale
from .mark_html import cut_marks, mark
from .results import local_day, passage_id

MIN_CONTENTS_HEADINGS = 3
"""Headings from which on a list of contents helps."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage as it is shown.

    Attributes:
        level: of the heading on our page, 2 to 6; of a run-in heading as the passage
            has it; 0 without a heading.
        is_run_in: whether the heading opens the first paragraph.
    """

    id: str
    level: int
    is_run_in: bool
    heading: Markup
    paragraphs: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class SeriesPartView:
    """An article of the same series: its number and its day, for people."""

    article: Article
    number: str
    day: str


def build_passages(
    article: Article, marks: tuple[Mark, ...]
) -> tuple[PassageView, ...]:
    """Lay out the text of an article.

    Args:
        marks: spans of ``article.body``, ascending and disjoint.
    """
    passages = article.passages or (Passage("", 0, "", article.body),)
    levels = [p.level for p in passages if p.level and not p.is_run_in]
    highest = min(levels, default=2)
    at = 0

    def show(piece: str) -> Markup:
        """Mark the next piece of the body: pieces stand in it in reading order."""
        nonlocal at
        start = article.body.find(piece, at)
        if start < 0:
            return mark(piece, ())
        at = start + len(piece)
        return mark(piece, cut_marks(marks, start, at))

    return tuple(
        PassageView(
            passage_id(number),
            _shown_level(passage, highest),
            passage.is_run_in,
            show(passage.heading),
            tuple(show(p) for p in passage.text.split("\n\n") if p.strip()),
        )
        for number, passage in enumerate(passages)
    )


def list_contents(parts: tuple[PassageView, ...]) -> tuple[PassageView, ...]:
    """Return the headed parts if they are many enough to need a list."""
    headed = tuple(part for part in parts if part.heading)
    return headed if len(headed) >= MIN_CONTENTS_HEADINGS else ()


def list_series(
    articles: tuple[Article, ...], locale: Locale, zone: ZoneInfo
) -> tuple[SeriesPartView, ...]:
    """Lay out the articles of one series, by their part."""
    numbered = [(a.series.part, a) for a in articles if a.series]
    neighbours = []
    for part, article in sorted(numbered, key=lambda pair: pair[0]):
        day = local_day(article.published, zone)
        number = locale.translate("article.part", part=part)
        neighbours.append(
            SeriesPartView(article, number, locale.date(day) if day else "")
        )
    return tuple(neighbours)


def format_published(article: Article, locale: Locale, zone: ZoneInfo) -> str:
    """Return when an article was published, to the minute if that is known."""
    day = local_day(article.published, zone)
    if article.published is None or day is None:
        return ""
    if article.published_precision != "minute":
        return locale.date(day)
    return f"{locale.date(day)} {_local(article.published, zone):%H:%M}"


def format_modified(article: Article, locale: Locale, zone: ZoneInfo) -> str:
    """Return the day an article was changed, if that was after it was published."""
    changed = local_day(article.modified, zone)
    published = local_day(article.published, zone)
    if changed is None or (published is not None and changed <= published):
        return ""
    return locale.translate("article.modified", date=locale.date(changed))


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment


def _shown_level(passage: Passage, highest: int) -> int:
    """Return the level on our page, where the title is the only heading above."""
    if not passage.level or passage.is_run_in:
        return passage.level
    return min(6, passage.level - highest + 2)
