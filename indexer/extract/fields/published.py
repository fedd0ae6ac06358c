"""When an article was published and last changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from ..addresses import split_address
from .dates import DateMention, parse_stamp
from .jsonld import find_values
from .page_signals import PageSignals
from .visible_dates import VisibleDate, find_only_date, find_visible_dates, is_possible

_PUBLISHED_META = """
    article:published_time, article:published, og:published_time,
    og:article:published_time, datepublished, publishdate, publish_date, publish-date,
    pubdate, publication_date, date_published, publishtime, published_time,
    published-date, parsely-pub-date, sailthru.date, cxenseparse:recs:publishtime,
    dc.date.issued, dcterms.issued, dcterms.created, dc.date.created,
    citation_publication_date, citation_online_date, dc.date, dcterms.date, displaydate,
    date, created, article_date_original, firstpublishdate, weibo: article:create_at,
    article.created, originalpublicationdate
"""
PUBLISHED_META = [name.strip() for name in _PUBLISHED_META.split(",")]
"""Meta elements that give the date of publication, most trusted first."""
_MODIFIED_META = """
    article:modified_time article:modified og:updated_time og:modified_time datemodified
    lastmod last-modified modified_time dcterms.modified article.updated updated_time
    revised
"""
MODIFIED_META = _MODIFIED_META.split()
"""Meta elements that give the date of the last change, most trusted first."""
BUILT_META = frozenset(
    ("date", "created", "dc.date", "dc.date.created", "dcterms.created", *MODIFIED_META)
)
"""Meta elements in which the generators of manuals write the date of the build."""
MANUAL_GENERATOR = re.compile(
    r"sphinx|docutils|doxygen|javadoc|rustdoc|pdoc|epydoc|mkdocs|mdbook|docusaurus|antora"
    r"|publican|docbook|asciidoc|texi|makeinfo|latex2html|tex4ht|hevea|gitbook|pandoc",
    re.I,
)
"""Names of generators of manuals, which are built and not published."""
MAX_BLOCKS_BESIDE = 8
"""Blocks from the headline where a visible date outweighs one in structured data."""
ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date of publication or change.

    Attributes:
        source: ``json-ld``, ``meta``, ``slot``, ``text`` or ``url``.
    """

    when: dt.datetime
    source: str
    precision: str


def find_published(
    signals: PageSignals, now: dt.datetime
) -> tuple[PublicationDate | None, PublicationDate | None]:
    """Return when the article was published and when it was changed.

    Args:
        now: with a zone; later dates are refused.
    """
    visible = find_visible_dates(signals, now)
    ranked = rank_published(signals, visible, now)
    modified = next(
        _read_structured(signals, "dateModified", MODIFIED_META, now), None
    ) or next((_from_visible(s) for s in visible if s.role == "modified"), None)
    published = ranked[0] if ranked else _find_stand_in(signals, visible, modified)
    if published is None and (only := find_only_date(signals, now)):
        published = _from_visible(only)
    if published and modified and modified.when.date() < published.when.date():
        modified = None
    return published, modified


def _find_stand_in(
    signals: PageSignals,
    visible: Sequence[VisibleDate],
    modified: PublicationDate | None,
) -> PublicationDate | None:
    """Return the date of change if it may stand for that of publication.

    The last change of a page of a manual, or one shown far from the headline, is often
    the day on which the site was built.
    """
    if _is_manual(signals):
        return None
    far = all(
        abs(s.distance) > MAX_BLOCKS_BESIDE for s in visible if s.role == "modified"
    )
    shown = modified is not None and modified.source in ("slot", "text")
    return None if shown and far else modified


def _is_manual(signals: PageSignals) -> bool:
    return MANUAL_GENERATOR.search(signals.find_meta("generator")) is not None


def rank_published(
    signals: PageSignals, all_visible: Sequence[VisibleDate], now: dt.datetime
) -> list[PublicationDate]:
    """Return what the date of publication may be, likeliest first."""
    stated = list(_read_structured(signals, "datePublished", PUBLISHED_META, now))
    visible = [s for s in all_visible if s.role != "modified"]
    url = _read_url(signals.url, now)
    visible.sort(
        key=lambda s: (
            s.role != "published",
            url is None or s.moment.day != url.when.date(),
        )
    )
    found = [_reconcile(t, visible, url) for t in stated[:1]] + stated[1:]
    found += [_from_visible(s) for s in visible]
    if url is not None:
        found.append(url)
    return found


def _read_structured(
    signals: PageSignals, key: str, names: Sequence[str], now: dt.datetime
) -> Iterator[PublicationDate]:
    """Yield the dates in structured data: JSON-LD, meta elements, microdata."""
    for value in find_values(signals.things, key):
        if isinstance(value, str):
            yield from _accept(parse_stamp(value), "json-ld", now)
    built = BUILT_META if _is_manual(signals) else frozenset()
    for name in (n for n in names if n not in built):
        for value in signals.meta.get(name, ())[:1]:
            yield from _accept(parse_stamp(value), "meta", now)
    for named in signals.named:
        if key in named.names and not signals.is_outside(named.block):
            value = named.element.get("content") or named.element.get("datetime") or ""
            yield from _accept(parse_stamp(value), "slot", now)


def _accept(
    moment: DateMention | None, source: str, now: dt.datetime
) -> Iterator[PublicationDate]:
    if moment is not None and is_possible(moment, now):
        midnight = moment.when.time() == dt.time()  # stands for a day without a clock
        yield PublicationDate(
            moment.when, source, "day" if midnight else moment.precision
        )


def _from_visible(visible: VisibleDate) -> PublicationDate:
    return PublicationDate(
        visible.moment.when, visible.source, visible.moment.precision
    )


def _read_url(url: str, now: dt.datetime) -> PublicationDate | None:
    for match in ADDRESS_DAY.finditer(unquote(split_address(url).path)):
        try:
            when = dt.datetime(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        if is_possible(DateMention(when, "day"), now):
            return PublicationDate(when, "url", "day")
    return None


def _reconcile(
    stated: PublicationDate, visible: Sequence[VisibleDate], url: PublicationDate | None
) -> PublicationDate:
    """Return the date in structured data, or the one readers see if the two differ.

    A date in UTC that is also shown in local time gets the zone in which both agree.
    A different day beside the headline, unless called an update, is the publisher's own
    word and replaces it.
    """
    for one in visible:
        zone = _find_zone(stated, one.moment)
        if zone is not None:
            return replace(stated, when=stated.when.astimezone(zone))
    same = [s for s in visible if s.moment.day == stated.when.date()]
    if same:
        exact = _most_exact(same)
        return (
            exact if stated.precision == "day" and exact.precision != "day" else stated
        )
    beside = [
        s
        for s in visible
        if abs(s.distance) <= MAX_BLOCKS_BESIDE or s.role == "published"
    ]
    if beside:
        day = beside[0].moment.day
        return _most_exact([s for s in beside if s.moment.day == day])
    return url if url and _is_next_day(stated, url) else stated


def _most_exact(visible: Sequence[VisibleDate]) -> PublicationDate:
    """Return the first date with a clock, else the first."""
    return _from_visible(max(visible, key=lambda s: s.moment.precision == "minute"))


def _is_next_day(stated: PublicationDate, url: PublicationDate) -> bool:
    """Return whether an address has the day before or after that of a date in UTC."""
    return _is_utc(stated) and abs((url.when.date() - stated.when.date()).days) == 1


def _is_utc(stated: PublicationDate) -> bool:
    return stated.when.tzinfo is not None and stated.when.utcoffset() == dt.timedelta(0)


def _find_zone(stated: PublicationDate, visible: DateMention) -> dt.tzinfo | None:
    """Return the zone in which a date in UTC reads as the date shown."""
    if not _is_utc(stated) or stated.precision == "day" or visible.precision == "day":
        return None
    if visible.when.tzinfo is not None:
        same = abs(visible.when - stated.when) < dt.timedelta(minutes=1)
        return visible.when.tzinfo if same else None
    gap = visible.when.replace(tzinfo=dt.UTC, second=0) - stated.when.replace(
        second=0, microsecond=0
    )
    minutes = round(gap.total_seconds() / 60)
    if abs(minutes) > 14 * 60 or minutes % 15:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes))
