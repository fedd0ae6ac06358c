"""What the source of a page says of it, where the page says nothing or agrees."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html import escape

from ...model import NO_HINTS, Article, Page, PageHints
from ..visible_text import fold, strip_markup
from .dates import DateMention, parse_stamp
from .person_names import split_names
from .topics import tidy_topics

FEED_SOURCE = "feed"
"""The ``published_source`` of a date that the page does not have."""


def add_hints(article: Article, hints: PageHints, now: dt.datetime) -> Article:
    """Return an article whose gaps are filled from hints.

    Args:
        article: as the page has it; it may lack a text.
        now: with a zone; dates after it are refused.
    """
    if hints == NO_HINTS:
        return article
    owners = {fold(article.publisher)} - {""}
    known = {fold(name) for path in article.sections for name in path}
    title = article.title or strip_markup(hints.title)
    topics = tidy_topics(hints.topics, known | {fold(title)})
    return replace(
        _add_dates(article, hints, now),
        title=title,
        authors=article.authors or split_names(hints.authors, owners),
        topics=article.topics or topics,
    )


def make_hinted_page(page: Page) -> Page:
    """Return a page made of the text that the source has of it.

    A page whose text is put in by a script has none, but its feed often has.
    """
    hints = page.hints
    title = escape(strip_markup(hints.title))
    html = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
        f"<article><h1>{title}</h1>{hints.content}</article></body></html>"
    )
    content = html.encode("utf-8", "replace")
    return Page(page.url, content, "utf-8", replace(hints, content=""))


def _add_dates(article: Article, hints: PageHints, now: dt.datetime) -> Article:
    """Return an article with the dates of hints.

    The minute of the source counts beside the same day of the page.
    """
    published = _read_date(hints.published, now)
    modified = _read_date(hints.modified, now)
    if published and _adds_to(article, published):
        source = article.published_source or FEED_SOURCE
        article = replace(
            article,
            published=published.when,
            published_source=source,
            published_precision=published.precision,
        )
    if modified and not article.modified and modified.when != article.published:
        article = replace(article, modified=modified.when)
    return article


def _adds_to(article: Article, published: DateMention) -> bool:
    if article.published is None:
        return True
    is_finer = (article.published_precision, published.precision) == ("day", "minute")
    return is_finer and article.published.date() == published.when.date()


def _read_date(text: str, now: dt.datetime) -> DateMention | None:
    """Return a date that is not ahead of the clock; None if there is none."""
    found = parse_stamp(text) if text else None
    if found is None:
        return None
    when = found.when
    local = when if when.tzinfo else when.replace(tzinfo=now.tzinfo)
    return found if local <= now else None
