"""Many pages in, one record for each out: what ``broadsheet extract`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..config import AdapterConfig
from ..errors import ExtractError
from ..model import Article, Page
from . import read_page


def articles_of(
    records: Iterable[object],
    single: bool = False,
    adapters: Mapping[str, AdapterConfig] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the article of each record, in order, as plain values.

    A record holds ``id``, ``url`` and ``html`` (text), and may hold ``site``. A record
    that is none of that, or whose page fails, gives one with an ``error`` all the same.

    Args:
        single: whether each page is cleaned without looking at others of its site.
        adapters: by host, what the owner says about its pages.
    """
    for record in records:
        if not isinstance(record, dict) or not isinstance(record.get("html"), str):
            identity = record.get("id") if isinstance(record, dict) else None
            yield make_record(identity, None, "the record has no html")
            continue
        yield _extract_record(record, adapters or {})


def _extract_record(
    record: Mapping[str, Any], adapters: Mapping[str, AdapterConfig]
) -> dict[str, Any]:
    page = make_page(record)
    try:
        host = urlsplit(page.url).hostname or ""
        article, other = read_page(page, adapters.get(host))
    except (ExtractError, ValueError, RecursionError) as error:
        return make_record(record.get("id"), None, str(error))
    return make_record(record.get("id"), article, other and f"the page is {other}")


def make_page(record: Mapping[str, Any]) -> Page:
    """Return the page of a record whose ``html`` is text."""
    content = record["html"].encode("utf-8", "replace")
    return Page(
        url=str(record.get("url") or ""),
        content=content,
        charset="utf-8",
        site=str(record.get("site") or ""),
    )


def make_record(
    identity: object, article: Article | None, error: str | None
) -> dict[str, Any]:
    """Return an article as values JSON can write.

    Args:
        article: None if the page could not be read.
        error: why not, or why the page is no article; empty or None if it is one.
    """
    shown = article or Article("", "", "")
    series = shown.series
    return {
        "id": identity,
        "url": shown.url,
        "title": shown.title,
        "series": {"name": series.name, "part": series.part} if series else None,
        "standfirst": shown.standfirst,
        "published": _iso(shown.published),
        "published_source": shown.published_source,
        "published_precision": shown.published_precision,
        "modified": _iso(shown.modified),
        "authors": list(shown.authors),
        "editor": shown.editor,
        "publisher": shown.publisher,
        "topics": list(shown.topics),
        "section": list(shown.section),
        "language": shown.language,
        "popularity": shown.popularity,
        "passages": [
            {"heading": p.heading, "level": p.level, "anchor": p.anchor, "text": p.text}
            for p in shown.passages
        ],
        "body": shown.body,
        "is_article": article is not None and not error,
        "canonical_url": shown.canonical_url,
        "duplicate_of": shown.duplicate_of,
        "error": error or None,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
