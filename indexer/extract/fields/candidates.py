"""All the values a page gives for the fields that it gives in several places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .credits import rank_authors
from .page_signals import PageSignals
from .published import rank_published
from .sections import rank_sections, write_paths
from .site_facts import NO_SITE_FACTS, SiteFacts
from .topics import rank_topics
from .visible_dates import find_visible_dates


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """One value that a field may have.

    Attributes:
        source: where the page gives it: ``json-ld``, ``meta``, ``heading`` ...
    """

    value: str
    source: str


def rank_fields(
    signals: PageSignals, now: dt.datetime, facts: SiteFacts = NO_SITE_FACTS
) -> dict[str, tuple[FieldCandidate, ...]]:
    """Return the different values of each field, likeliest first, without an adapter's.

    Args:
        now: with a zone; dates after it are refused.
        facts: what is known of the fields of its site.
    """
    titles = [signals.headline]
    dates = rank_published(signals, find_visible_dates(signals, now), now)
    authors = rank_authors(signals)
    sections = rank_sections(signals, titles)
    topics = rank_topics(signals, titles, facts)
    return {
        "title": _distinct((t.text, t.source) for t in signals.titles),
        "published": _distinct((d.when.isoformat(), d.source) for d in dates),
        "authors": _distinct((", ".join(a.names), a.source) for a in authors),
        "sections": _distinct((write_paths(s.paths), s.source) for s in sections),
        "topics": _distinct((", ".join(t.names), t.source) for t in topics),
    }


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[FieldCandidate, ...]:
    """Return each value once, with the first of its sources."""
    found: dict[str, FieldCandidate] = {}
    for value, source in pairs:
        found.setdefault(value, FieldCandidate(value, source))
    return tuple(found.values())
