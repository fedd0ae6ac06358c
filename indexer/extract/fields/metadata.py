"""What a page says about itself: title, dates, people, section, topics and more.

Each field has a module that ranks every reading of it; here the first of each is taken.
What an adapter found goes before all else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from ...model import Article
from ..addresses import make_address_key, strip_tracking
from ..visible_text import fold, read_text
from .credits import find_editor, find_publisher, rank_authors
from .dates import find_dates, parse_stamp
from .link_relations import find_claim
from .page_signals import PageSignals
from .person_names import split_names
from .published import PublicationDate, find_published
from .sections import rank_sections
from .series import find_series
from .site_facts import NO_SITE_FACTS, SiteFacts
from .titles import list_spellings, strip_medium
from .topics import rank_topics
from .view_counts import find_popularity


def read_metadata(
    signals: PageSignals,
    adapted: Mapping[str, Sequence[str]],
    now: dt.datetime | None = None,
    facts: SiteFacts = NO_SITE_FACTS,
) -> Article:
    """Read all fields of an article but its text.

    Args:
        signals: with the headline; see ``titles.find_headline``.
        adapted: what an adapter found, by setting; it goes before all else.
        now: with a zone; dates after it are refused. The clock's, if None.
        facts: what is known of the fields of its site.
    """
    title = " ".join(adapted.get("title", ())) or signals.headline
    signals = signals.with_headline(title)
    series = find_series(strip_medium(title), signals.blocks)
    spellings = list_spellings(title, series)
    published, modified = _find_dates(signals, adapted, now)
    editor = find_editor(signals)
    authors = _find_authors(signals, adapted)
    return Article(
        url=signals.url,
        title=title,
        body="",
        series=series,
        standfirst=_find_standfirst(signals, title),
        published=published.when if published else None,
        modified=modified.when if modified else None,
        published_source=published.source if published else "",
        published_precision=published.precision if published else "",
        authors=tuple(name for name in authors if name != editor),
        editor=editor,
        publisher=find_publisher(signals),
        topics=_find_topics(signals, title, facts, adapted),
        sections=_find_sections(signals, spellings, adapted),
        popularity=find_popularity(signals),
        canonical_url=_find_canonical(signals),
    )


def _find_dates(
    signals: PageSignals,
    adapted: Mapping[str, Sequence[str]],
    now: dt.datetime | None,
) -> tuple[PublicationDate | None, PublicationDate | None]:
    published, modified = find_published(signals, now or dt.datetime.now(dt.UTC))
    for text in adapted.get("published", ()):
        if (date := parse_stamp(text)) is not None:
            return PublicationDate(date.when, "slot", date.precision), modified
    return published, modified


def _find_authors(
    signals: PageSignals, adapted: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    if "authors" in adapted:
        return split_names(adapted["authors"], set())
    found = next(rank_authors(signals), None)
    return found.names if found else ()


def _find_topics(
    signals: PageSignals,
    headline: str,
    facts: SiteFacts,
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    if "topics" in adapted:
        return tuple(dict.fromkeys(adapted["topics"]))
    found = next(rank_topics(signals, [headline], facts), None)
    return found.names if found else ()


def _find_sections(
    signals: PageSignals,
    titles: Iterable[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[tuple[str, ...], ...]:
    path, categories = adapted.get("section", ()), adapted.get("categories", ())
    if path or categories:
        paths = [tuple(path), *((name,) for name in categories)]
        return tuple(dict.fromkeys(filter(None, paths)))
    found = next(rank_sections(signals, titles), None)
    return found.paths if found else ()


def _find_standfirst(signals: PageSignals, headline: str) -> str:
    """Return the summary below the headline, where it is named as one."""
    for named in signals.of_kind("standfirst"):
        if signals.title_at < 0 or not 0 <= named.block - signals.title_at <= 5:
            continue
        text = read_text(named.element)
        dated = next(iter(find_dates(text)), None) is not None and len(text) < 80
        if 30 <= len(text) <= 500 and not dated and fold(text) != fold(headline):
            return text
    return ""


def _find_canonical(signals: PageSignals) -> str:
    """Return the address a page says is its own, if it may be; else the one it has."""
    canonical = signals.links.get("canonical", "")
    own = strip_tracking(signals.url) if make_address_key(signals.url) else ""
    return find_claim(signals.url, canonical, signals.find_meta("og:url")) or own
