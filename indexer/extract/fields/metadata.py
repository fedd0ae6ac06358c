"""What a page says about itself: title, dates, people, section, topics and more.

Each field has a module that ranks every reading of it; here the first of each is taken.
What an adapter found goes before all else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ...model import Series
from ..addresses import make_key, strip_tracking
from ..blocks import PageBlocks
from ..texts import fold, read_text
from .dates import find_dates, parse_stamp
from .link_relations import find_claim
from .names import split_names
from .page_signals import PageSignals, read_signals
from .people import find_editor, find_publisher, rank_authors
from .published import PublicationDate, find_published
from .sections import rank_sections
from .series import split_series
from .site_facts import NO_SITE_FACTS, SiteFacts
from .site_name import find_site_names
from .titles import Headline, rank_titles, strip_medium
from .topics import rank_topics
from .view_counts import find_popularity


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of an article that are not its text; see ``indexer.model.Article``.

    Attributes:
        headline: the title with the series part, as the page shows it.
    """

    title: str = ""
    series: Series | None = None
    standfirst: str = ""
    published: dt.datetime | None = None
    modified: dt.datetime | None = None
    published_source: str = ""
    published_precision: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    publisher: str = ""
    topics: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    popularity: int | None = None
    canonical_url: str = ""
    headline: str = ""


def read_metadata(
    root: HtmlElement,
    url: str,
    page: PageBlocks,
    adapted: Mapping[str, Sequence[str]],
    now: dt.datetime | None = None,
    facts: SiteFacts = NO_SITE_FACTS,
) -> Metadata:
    """Read all fields of a page.

    Args:
        page: the blocks of the same tree.
        adapted: what an adapter found, by setting; it goes before all else.
        now: with a zone; dates after it are refused. The clock's, if None.
        facts: what is known of the fields of its site.
    """
    signals = read_signals(root, url, page)
    titles = rank_titles(signals, facts.names)
    headline = " ".join(adapted.get("title", ())) or (titles[0].text if titles else "")
    title_at = find_headline(titles, headline)
    signals.place(title_at)
    texts = (block.text for block in page.blocks)
    title, series = split_series(strip_medium(headline), texts)
    site = find_site_names(signals)
    published, modified = _find_dates(root, signals, title_at, adapted, now)
    authors = _find_authors(signals, title_at, site, adapted)
    editor = find_editor(signals)
    return Metadata(
        title=title,
        headline=headline,
        series=series,
        standfirst=find_standfirst(signals, title_at, headline),
        published=published.when if published else None,
        modified=modified.when if modified else None,
        published_source=published.source if published else "",
        published_precision=published.precision if published else "",
        authors=tuple(name for name in authors if name != editor),
        editor=editor,
        publisher=find_publisher(signals, title_at),
        topics=_find_topics(signals, headline, facts.topics, adapted),
        section=_find_section(signals, (title, headline), title_at, site, adapted),
        popularity=find_popularity(signals),
        canonical_url=find_canonical(signals),
    )


def find_headline(titles: Sequence[Headline], headline: str) -> int:
    """Return the index of the block a headline is shown in; -1 if it is not shown."""
    shown = (t.block for t in titles if t.block >= 0 and t.text == headline)
    return next(shown, -1)


def _find_dates(
    root: HtmlElement,
    signals: PageSignals,
    title_at: int,
    adapted: Mapping[str, Sequence[str]],
    now: dt.datetime | None,
) -> tuple[PublicationDate | None, PublicationDate | None]:
    published, modified = find_published(
        root, signals, title_at, now or dt.datetime.now(dt.UTC)
    )
    for text in adapted.get("published", ()):
        if (moment := parse_stamp(text)) is not None:
            return PublicationDate(moment.when, "slot", moment.precision), modified
    return published, modified


def _find_authors(
    signals: PageSignals,
    title_at: int,
    site: Sequence[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    if "authors" in adapted:
        return split_names(adapted["authors"], set())
    found = next(rank_authors(signals, title_at, site), None)
    return found.names if found else ()


def _find_topics(
    signals: PageSignals,
    headline: str,
    common: Container[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    if "topics" in adapted:
        return tuple(dict.fromkeys(adapted["topics"]))
    found = next(rank_topics(signals, [headline], common), None)
    return found.names if found else ()


def _find_section(
    signals: PageSignals,
    titles: Sequence[str],
    title_at: int,
    site: Sequence[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    if "section" in adapted:
        return tuple(adapted["section"])
    found = next(rank_sections(signals, titles, title_at, site), None)
    return found.parts if found else ()


def find_standfirst(signals: PageSignals, title_at: int, headline: str) -> str:
    """Return the summary below the headline, where it is named as one."""
    for sign in signals.of_kind("standfirst"):
        if title_at < 0 or not 0 <= sign.block - title_at <= 5:
            continue
        text = read_text(sign.element)
        dated = next(iter(find_dates(text)), None) is not None and len(text) < 80
        if 30 <= len(text) <= 500 and not dated and fold(text) != fold(headline):
            return text
    return ""


def find_canonical(signals: PageSignals) -> str:
    """Return the address a page says is its own, if it may be; else the one it has."""
    canonical = signals.links.get("canonical", "")
    own = strip_tracking(signals.url) if make_key(signals.url) else ""
    return find_claim(signals.url, canonical, signals.first("og:url")) or own
