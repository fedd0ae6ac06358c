"""A page of results as data: its hits, messages and pager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from indexer import (
    Article,
    Diagnostic,
    Filter,
    Hit,
    SearchRequest,
    SearchResult,
    Snippet,
    join_path,
    make_doc_id,
    make_passage_url,
)

from ..locales import Locale
from ..state.request import safe_url, toggle, with_page
from .mark_html import mark

PROBE_CHARS = 12
"""Characters by which the place of a snippet in its body is told."""

SENTENCE_ENDS = (*".!?…。！？；\n", '."', ".”", "。”", "！”", "？”")
"""What a sentence or a paragraph ends with."""


@dataclass(frozen=True, slots=True)
class TagView:
    """A section or topic to narrow by, and the request that does; None if chosen."""

    label: str
    target: SearchRequest | None


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as it is shown.

    Attributes:
        day: for people; empty if the article has no date.
        iso: the same for programs.
        original: address of the passage that the snippet is from, on the original page;
            empty if it is not one of the web.
        part: which part of which series it is; empty if its title says so.
        reprint_of: ``doc_id`` of the article whose text it prints; empty if of none.
        anchor: id, on our article page, of the passage that the snippet is from.
    """

    article: Article
    title: Markup
    snippet: Markup
    heading: str
    day: str
    iso: str
    anchor: str
    original: str
    part: str
    reprint_of: str
    sections: tuple[tuple[TagView, ...], ...]
    topics: tuple[TagView, ...]
    why: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """What was not understood in the query.

    Attributes:
        lang: of the text.
        echo: the query, the part it is about marked; empty if it is about all.
    """

    text: str
    lang: str
    echo: Markup


def build_messages(result: SearchResult, locale: Locale) -> tuple[MessageView, ...]:
    """Word what was not understood, in the language of the page where it is known."""
    return tuple(
        _build_message(m, result.request.text, locale) for m in result.messages
    )


def _build_message(message: Diagnostic, text: str, locale: Locale) -> MessageView:
    key = f"diagnostic.{message.code}"
    known = key in locale.texts
    return MessageView(
        locale.translate(key, **{"part": message.part, **dict(message.values)})
        if known
        else message.message,
        locale.tag if known else "en",
        mark(text, ((message.start, message.end),))
        if message.start < message.end <= len(text)
        else Markup(""),
    )


def build_hits(
    result: SearchResult, locale: Locale, zone: ZoneInfo
) -> tuple[HitView, ...]:
    """Lay out the hits of one page."""
    return tuple(_build_hit(hit, result.request, locale, zone) for hit in result.hits)


def _build_hit(
    hit: Hit, request: SearchRequest, locale: Locale, zone: ZoneInfo
) -> HitView:
    article = hit.article
    day = local_day(article.published, zone)
    return HitView(
        article=article,
        title=mark(article.title, hit.title_marks),
        snippet=mark_snippet(hit.snippet, article.body),
        heading=hit.snippet.heading,
        day=locale.date(day) if day else "",
        iso=day.isoformat() if day else "",
        anchor=find_anchor(article, hit.snippet),
        original=safe_url(
            make_passage_url(article.url, hit.snippet.heading, hit.snippet.anchor)
        ),
        part=format_part(article, locale),
        reprint_of=find_original(article),
        sections=tag_sections(article, request),
        topics=tag_topics(article, request),
        why=tuple((format_reason(what, locale), value) for what, value in hit.why),
    )


def format_part(article: Article, locale: Locale) -> str:
    """Return which part of which series an article is; empty if its title says so."""
    series = article.series
    if series is None or article.title.startswith(series.name):
        return ""
    key = "hit.part" if series.part else "hit.series"
    return locale.translate(key, part=series.part, series=series.name)


def find_original(article: Article) -> str:
    """Return the ``doc_id`` of the article this one prints again; empty if of none."""
    return make_doc_id(article.duplicate_of) if article.duplicate_of else ""


def local_day(moment: dt.datetime | None, zone: ZoneInfo) -> dt.date | None:
    """Return the day of a moment where the site is; one without a zone is local."""
    if moment is None:
        return None
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def mark_snippet(snippet: Snippet, body: str) -> Markup:
    """Return a snippet with its marks, and dots where a sentence was cut."""
    text, marked = snippet.text, mark(snippet.text, snippet.marks)
    start = body.find(text[:PROBE_CHARS])
    before = body[max(0, start - PROBE_CHARS) : max(0, start)].rstrip(" ")
    cut = before and not before.endswith(SENTENCE_ENDS)
    return (
        ("…\u00a0" if cut else "")
        + marked
        + (
            ""
            if text.endswith(SENTENCE_ENDS) or body.endswith(text[-PROBE_CHARS:])
            else "\u00a0…"
        )
    )


def format_reason(what: str, locale: Locale) -> str:
    """Return what a part of a score is for, ``field: words``, in words for people."""
    field, _, words = what.partition(": ")
    key = f"why.{field}"
    return f"{locale.translate(key)}: {words}" if key in locale.texts else what


def find_anchor(article: Article, snippet: Snippet) -> str:
    """Return the id, on our article page, of the passage a snippet was cut from."""
    for number, passage in enumerate(article.passages):
        if (passage.heading, passage.anchor) == (snippet.heading, snippet.anchor):
            return passage_id(number) if passage.heading else ""
    return ""


def passage_id(number: int) -> str:
    """Return the id of a passage, counted from 0, on our article page."""
    return f"passage-{number + 1}"


def tag_sections(
    article: Article, request: SearchRequest
) -> tuple[tuple[TagView, ...], ...]:
    """Return each level of each section of an article as a way to narrow."""
    return tuple(
        tuple(_tag_level(path[: end + 1], request) for end in range(len(path)))
        for path in article.sections
    )


def _tag_level(path: tuple[str, ...], request: SearchRequest) -> TagView:
    return TagView(path[-1], _narrow(request, Filter("section", join_path(path))))


def tag_topics(article: Article, request: SearchRequest) -> tuple[TagView, ...]:
    """Return the topics of an article as ways to narrow."""
    return tuple(
        TagView(t, _narrow(request, Filter("topics", t))) for t in article.topics
    )


def _narrow(request: SearchRequest, chosen: Filter) -> SearchRequest | None:
    return None if chosen in request.filters else toggle(request, chosen)


@dataclass(frozen=True, slots=True)
class PagerView:
    """Where the pages of a result are.

    Attributes:
        numbers: pages to link, each with its request; 0 stands for a gap.
        last: the last page; the one to turn to if the page is past it.
    """

    numbers: tuple[tuple[int, SearchRequest], ...]
    previous: SearchRequest | None
    following: SearchRequest | None
    last: SearchRequest


def build_pager(request: SearchRequest, pages: int) -> PagerView:
    """Lay out the pager of a result of so many pages."""
    page = request.page
    return PagerView(
        tuple((n, with_page(request, n)) for n in number_pages(page, pages)),
        with_page(request, page - 1) if 1 < page <= pages else None,
        with_page(request, page + 1) if page < pages else None,
        with_page(request, pages),
    )


def number_pages(page: int, pages: int) -> tuple[int, ...]:
    """Return the page numbers to link, ascending; 0 stands for a gap.

    >>> number_pages(7, 20), number_pages(2, 4)
    ((1, 0, 5, 6, 7, 8, 9, 0, 20), (1, 2, 3, 4))
    """
    near = range(max(1, page - 2), min(pages, page + 2) + 1)
    wanted = sorted({1, *near, pages})
    numbers: list[int] = []
    for number in wanted:
        gap = number - (numbers[-1] if numbers else 0)
        if gap == 2:
            numbers.append(number - 1)
        elif gap > 2:
            numbers.append(0)
        numbers.append(number)
    return tuple(numbers)


def format_total(result: SearchResult, locale: Locale) -> str:
    """Return how many articles were found, and by what, as a sentence."""
    request, n = result.request, result.total
    shown = result.suggestion if result.replaced else request.text
    if shown:
        return locale.translate("found.words" if n else "found.none", n=n, q=shown)
    if request.filters:
        return locale.translate("found.filters" if n else "found.none.filters", n=n)
    return locale.translate("found.all", n=n)
