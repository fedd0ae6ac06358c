"""All readings of the fields that a page tells in several ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from ..blocks import PageBlocks
from .metadata import find_headline
from .page_signals import read_signals
from .people import rank_authors
from .published import rank_published
from .sections import rank_sections
from .site_facts import NO_SITE_FACTS, SiteFacts
from .site_name import find_site_names
from .titles import rank_titles
from .topics import rank_topics
from .visible_dates import find_visible_dates


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """One way to read a field.

    Attributes:
        source: where the page says so: ``json-ld``, ``meta``, ``heading``, ``slot`` ...
    """

    value: str
    source: str


def rank_fields(
    root: HtmlElement,
    url: str,
    page: PageBlocks,
    now: dt.datetime,
    facts: SiteFacts = NO_SITE_FACTS,
) -> dict[str, tuple[FieldCandidate, ...]]:
    """Return the different readings of each field, likeliest first.

    An adapter has no say here.

    Args:
        now: with a zone; dates after it are refused.
        facts: what is known of the fields of its site.
    """
    signals = read_signals(root, url, page)
    titles = rank_titles(signals, facts.names)
    headline = titles[0].text if titles else ""
    title_at = find_headline(titles, headline)
    signals.place(title_at)
    site = find_site_names(signals)
    dates = rank_published(signals, find_visible_dates(signals, title_at, now), now)
    return {
        "title": _distinct((t.text, t.source) for t in titles),
        "published": _distinct((d.when.isoformat(), d.source) for d in dates),
        "authors": _distinct(
            (", ".join(b.names), b.source)
            for b in rank_authors(signals, title_at, site)
        ),
        "section": _distinct(
            (" > ".join(p.parts), p.source)
            for p in rank_sections(signals, [headline], title_at, site)
        ),
        "topics": _distinct(
            (", ".join(t.names), t.source)
            for t in rank_topics(signals, [headline], facts.topics)
        ),
    }


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[FieldCandidate, ...]:
    """Return readings without those whose value an earlier one has."""
    found: dict[str, FieldCandidate] = {}
    for value, source in pairs:
        found.setdefault(value, FieldCandidate(value, source))
    return tuple(found.values())
