"""One article as data: its parts with marks, its contents and its neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from indexer import Annotation, Article, Mark, Passage
from indexer.annotation_tree import INLINE_KINDS

from ..locales import Locale
from .body_html import HEADING_KINDS, RUN_IN_KIND, BodyWriter
from .mark_html import cut_marks, mark
from .pictures import PictureHosts, write_picture
from .results import local_day, passage_id

MIN_CONTENTS_HEADINGS = 3
"""Headings from which on a list of contents helps."""


@dataclass(frozen=True, slots=True)
class HeadingView:
    """A heading as it is shown, or a run-in heading.

    Attributes:
        level: on our page, 2 to 6; of a run-in heading as the passage has it.
        start, end: in the body.
    """

    id: str
    level: int
    is_run_in: bool
    text: Markup
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SeriesPartView:
    """An article of the same series: its number and its day, for people."""

    article: Article
    number: str
    day: str


def list_headings(article: Article, marks: tuple[Mark, ...]) -> tuple[HeadingView, ...]:
    """Find the headings of an article in its body, in reading order.

    Args:
        marks: spans of ``article.body``, ascending and disjoint.
    """
    levels = [p.level for p in article.passages if p.level and not p.is_run_in]
    highest = min(levels, default=2)
    headings = []
    at = 0
    for number, passage in enumerate(article.passages):
        start = article.body.find(passage.heading, at) if passage.heading else -1
        if start >= 0:
            end = start + len(passage.heading)
            text = mark(passage.heading, cut_marks(marks, start, end))
            level = _shown_level(passage, highest)
            anchor = passage_id(number)
            is_run_in = passage.is_run_in
            headings.append(HeadingView(anchor, level, is_run_in, text, start, end))
            at = end
        text_start = article.body.find(passage.text, at)
        at = at if text_start < 0 else text_start + len(passage.text)
    return tuple(headings)


def list_contents(headings: tuple[HeadingView, ...]) -> tuple[HeadingView, ...]:
    """Return the headings if they are many enough to need a list."""
    return headings if len(headings) >= MIN_CONTENTS_HEADINGS else ()


def write_body(
    article: Article,
    marks: tuple[Mark, ...],
    headings: tuple[HeadingView, ...],
    hosts: PictureHosts,
    locale: Locale,
) -> Markup:
    """Return the text of an article as elements of a page.

    Args:
        marks: spans of ``article.body``, ascending and disjoint.
        hosts: whose pictures are shown; others become links.
    """

    def write_image(values: tuple[str, ...]) -> str:
        return write_picture(values, hosts, locale)

    writer = BodyWriter(
        article.body, marks, write_image, locale.translate("article.table")
    )
    return writer.write(sorted(_annotate(article, headings), key=_find_order))


def _annotate(
    article: Article, headings: tuple[HeadingView, ...]
) -> Iterator[Annotation]:
    """Yield the annotations of an article, and its headings as some more."""
    yield from article.annotations
    for one in headings:
        kind = RUN_IN_KIND if one.is_run_in else f"h{one.level}"
        yield Annotation(one.start, one.end, kind, (one.id,))


def _find_order(one: Annotation) -> tuple[int, int]:
    """Return the place of an annotation: headings are in blocks, and hold the rest."""
    is_heading = one.kind == RUN_IN_KIND or one.kind in HEADING_KINDS
    return one.start, 2 if one.kind in INLINE_KINDS else is_heading


def list_series(
    articles: tuple[Article, ...], locale: Locale, zone: ZoneInfo
) -> tuple[SeriesPartView, ...]:
    """Lay out the articles of one series, by their part if all have a number."""
    numbered = [(a.series.part, a) for a in articles if a.series]
    if all(part for part, _ in numbered):
        numbered.sort(key=lambda pair: pair[0])
    neighbours = []
    for part, article in numbered:
        day = local_day(article.published, zone)
        number = locale.translate("article.part", part=part) if part else ""
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
