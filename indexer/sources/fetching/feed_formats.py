"""Feeds: Atom, RSS and JSON Feed to one record for each entry."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from ...model import PageHints

MAX_FEED_ENTRIES = 5000
HTML_TYPES = ("text/html", "application/xhtml+xml")
FEEDPARSER_ERRORS = (LookupError, AttributeError, TypeError, RecursionError, ValueError)
"""What feedparser raises over elements that are not closed."""
NEXT_RELATIONS = ("next", "prev-archive")
"""Links to the rest of a feed. Source: RFC 5005, sections 3 and 4."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed lists.

    Attributes:
        url: absolute if the feed has a base or an address.
        lastmod: when it was changed, as written.
    """

    url: str
    lastmod: str
    hints: PageHints


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed.

    Attributes:
        next_url: of the part with older entries; empty if there is none.
    """

    entries: tuple[FeedEntry, ...]
    next_url: str = ""


def parse_feed(content: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Return the entries of a feed that lead to pages.

    Args:
        url: of the feed.
        content_type: as HTTP had it.

    Raises:
        ValueError: it is no feed.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(content, url)
    headers = {"content-location": url, "content-type": content_type}
    try:
        parsed = feedparser.parse(
            content, response_headers=headers, sanitize_html=False
        )
    except FEEDPARSER_ERRORS as error:
        raise ValueError(f"the feed is damaged ({error})") from error
    if not parsed.get("version") and not parsed.entries:
        raise ValueError("it is no feed")
    found = [_read_entry(one, url) for one in parsed.entries[:MAX_FEED_ENTRIES]]
    links = parsed.feed.get("links", ())
    following = (
        str(link.get("href") or "")
        for link in links
        if link.get("rel") in NEXT_RELATIONS
    )
    next_url = urljoin(url, next(following, "")) if links else ""
    return ParsedFeed(
        tuple(entry for entry in found if entry.url),
        next_url if next_url != url else "",
    )


def _read_entry(entry: Any, base: str) -> FeedEntry:
    modified = _read_date(entry, "updated")
    published = _read_date(entry, "published")
    contents = [
        str(one.get("value") or "")
        for one in entry.get("content", ())
        if one.get("type") in HTML_TYPES
    ]
    authors = entry.get("authors") or ()
    hints = PageHints(
        title=str(entry.get("title") or ""),
        published=published,
        modified=modified,
        authors=_list_names(author.get("name") for author in authors),
        topics=_list_names(tag.get("term") for tag in entry.get("tags", ())),
        content=max(contents, key=len, default=""),
    )
    link = str(entry.get("link") or "")
    return FeedEntry(urljoin(base, link) if link else "", modified or published, hints)


def _read_date(entry: Any, name: str) -> str:
    """Return a date as ISO 8601; empty if it cannot be read.

    feedparser turns dates into UTC. What was written says the zone too.
    """
    # its own get gives one date for the other, with a warning
    written = dict.get(entry, name, "")
    parsed = dict.get(entry, f"{name}_parsed")
    if zoned := parse_date(written):
        return zoned
    if not parsed:
        return ""
    year, month, day, hour, minute, second = parsed[:6]
    moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    return moment.isoformat()


def parse_date(written: str) -> str:
    """Return a date of a feed as ISO 8601; empty if it is of another form.

    >>> parse_date("Fri, 29 Nov 2019 16:28:00 +0100"), parse_date("last week")
    ('2019-11-29T16:28:00+01:00', '')
    """
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(written.strip()).isoformat()
        except (ValueError, TypeError, OverflowError):
            continue
    return ""


def _parse_json(content: bytes, url: str) -> ParsedFeed:
    """Return the entries of a JSON Feed. Source: jsonfeed.org, version 1.1."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its JSON cannot be read ({error})") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ValueError("it is no feed")
    items = [one for one in feed["items"][:MAX_FEED_ENTRIES] if isinstance(one, dict)]
    following = _read_text(feed, "next_url")
    return ParsedFeed(
        tuple(_read_item(one, url) for one in items if _read_text(one, "url")),
        urljoin(url, following) if following else "",
    )


def _read_item(item: Mapping[str, Any], base: str) -> FeedEntry:
    published = parse_date(_read_text(item, "date_published"))
    modified = parse_date(_read_text(item, "date_modified"))
    authors = item.get("authors") or [item.get("author")]
    tags = item.get("tags")
    hints = PageHints(
        title=_read_text(item, "title"),
        published=published,
        modified=modified,
        authors=_list_names(
            one.get("name")
            for one in (authors if isinstance(authors, list) else ())
            if isinstance(one, dict)
        ),
        topics=_list_names(tags if isinstance(tags, list) else ()),
        content=_read_text(item, "content_html"),
    )
    return FeedEntry(urljoin(base, item["url"]), modified or published, hints)


def _read_text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _list_names(values: Any) -> tuple[str, ...]:
    """Return the names among some values, each once."""
    names = (" ".join(value.split()) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(filter(None, names)))
