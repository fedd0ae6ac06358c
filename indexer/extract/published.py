"""When an article was published and last changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

import htmldate
from lxml.html import HtmlElement

from .clues import Clues, Sign
from .dates import HINT, Moment, find_dates, parse_stamp
from .jsonld import values_of
from .texts import read_text

PUBLISHED_META = (
    *(
        "article:published_time",
        "article:published",
        "og:published_time",
        "og:article:published_time",
    ),
    *(
        "datepublished",
        "publishdate",
        "publish_date",
        "publish-date",
        "pubdate",
        "publication_date",
    ),
    *(
        "date_published",
        "publishtime",
        "published_time",
        "published-date",
        "parsely-pub-date",
    ),
    *(
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "dc.date.issued",
        "dcterms.issued",
    ),
    *(
        "dcterms.created",
        "dc.date.created",
        "citation_publication_date",
        "citation_online_date",
    ),
    *(
        "dc.date",
        "dcterms.date",
        "displaydate",
        "date",
        "created",
        "article_date_original",
    ),
    *(
        "firstpublishdate",
        "weibo: article:create_at",
        "article.created",
        "originalpublicationdate",
    ),
)
MODIFIED_META = (
    *(
        "article:modified_time",
        "article:modified",
        "og:updated_time",
        "og:modified_time",
    ),
    *("datemodified", "lastmod", "last-modified", "modified_time", "dcterms.modified"),
    *("article.updated", "updated_time", "revised"),
)
PUBLISHED_WORDS = re.compile(
    r"publi(?:shed|cation)|posted|first (?:aired|seen)|created|released|issued|filed|"
    r"发布|发表|刊发|创建|时间|日期|出版|發佈|發表",
    re.I,
)
UPDATED_WORDS = re.compile(
    r"updat|modif|revis|edited|refreshed|reviewed|(?:更新|修改|修订|编辑于)(?:时间|日期)?",
    re.I,
)
OTHER_WORDS = re.compile(
    r"©|copyright|\(c\)|expire|deadline|accessed|retrieved|born|since|until|from|through|"
    r"version|member|joined|comment|replied|event|starts|ends|valid|access(?:ed)?|版权|截止|有效",
    re.I,
)
LABELLED = re.compile(r"\S[:：]\s*\S")
NEAR_BEFORE, NEAR_AFTER = 12, 25
"""Blocks before and after the headline among which a date belongs to the article."""
BESIDE = 8
"""Blocks from the headline within which a date shown outweighs one told to machines."""
LONGEST_LINE = 200
URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")
FIRST_YEAR = 1900
TOLERANCE = dt.timedelta(days=1)
"""How far ahead of our clock a date may be: the other side of the world."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication or change.

    Attributes:
        source: ``json-ld``, ``meta``, ``slot``, ``text``, ``url`` or ``htmldate``.
    """

    when: dt.datetime
    source: str
    precision: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A date shown to readers.

    Attributes:
        role: ``published``, ``modified`` or empty if the page does not say.
        source: ``slot`` or ``text``.
        distance: in blocks from the headline.
    """

    moment: Moment
    role: str
    source: str
    distance: int


def find_published(
    root: HtmlElement, clues: Clues, title_at: int, now: dt.datetime
) -> tuple[Dated | None, Dated | None]:
    """Return when the article was published and when it was changed.

    Args:
        title_at: index of the block the headline stands in; -1 if it is not shown.
        now: with a zone; later dates are refused.
    """
    shown = find_shown(clues, title_at, now)
    ranked = rank_published(clues, shown, now)
    modified = next(_told(clues, "dateModified", MODIFIED_META, now), None) or next(
        (_shown_as(s) for s in shown if s.role == "modified"), None
    )
    published = ranked[0] if ranked else modified
    if published is None:
        published = _ask_htmldate(root, clues.url, now)
    if published and modified and modified.when.date() < published.when.date():
        modified = None
    return published, modified


def rank_published(
    clues: Clues, all_shown: Sequence[Shown], now: dt.datetime
) -> list[Dated]:
    """Return what the date of publication may be, likeliest first."""
    told = list(_told(clues, "datePublished", PUBLISHED_META, now))
    shown = [s for s in all_shown if s.role != "modified"]
    url = _read_url(clues.url, now)
    shown.sort(
        key=lambda s: (
            s.role != "published",
            url is None or s.moment.day != url.when.date(),
        )
    )
    found = [_reconcile(t, shown, url) for t in told[:1]] + told[1:]
    found += [_shown_as(s) for s in shown]
    if url is not None:
        found.append(url)
    return found


def _told(
    clues: Clues, key: str, names: Sequence[str], now: dt.datetime
) -> Iterator[Dated]:
    """Yield the dates told to machines: by JSON-LD, meta elements and microdata."""
    for value in values_of(clues.things, key):
        if isinstance(value, str):
            yield from _accept(parse_stamp(value), "json-ld", now)
    for name in names:
        for value in clues.meta.get(name, ())[:1]:
            yield from _accept(parse_stamp(value), "meta", now)
    for sign in clues.signs:
        if key in sign.names and not clues.is_outside(sign.block):
            value = sign.element.get("content") or sign.element.get("datetime") or ""
            yield from _accept(parse_stamp(value), "slot", now)


def _accept(moment: Moment | None, source: str, now: dt.datetime) -> Iterator[Dated]:
    if moment is not None and is_possible(moment, now):
        yield Dated(moment.when, source, moment.precision)


def is_possible(moment: Moment, now: dt.datetime) -> bool:
    """Say whether something may be published then: not ahead, not at the epoch."""
    when = moment.when
    aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (
        aware <= now + TOLERANCE
        and when.year >= FIRST_YEAR
        and when.date() != dt.date(1970, 1, 1)
    )


def find_shown(clues: Clues, title_at: int, now: dt.datetime) -> list[Shown]:
    """Return the dates shown around the headline, those in named elements first."""
    found = [*_read_slots(clues, title_at), *_read_lines(clues, title_at)]
    possible = [s for s in found if is_possible(s.moment, now)]
    return sorted(possible, key=lambda s: s.source != "slot")


def _shown_as(shown: Shown) -> Dated:
    return Dated(shown.moment.when, shown.source, shown.moment.precision)


def _read_slots(clues: Clues, title_at: int) -> Iterator[Shown]:
    for sign in clues.of_kind("date", "modified"):
        distance = sign.block - title_at if title_at >= 0 else sign.block
        if clues.is_outside(sign.block) or not -NEAR_BEFORE <= distance <= NEAR_AFTER:
            continue
        text = _text_of(sign)
        if len(text) > LONGEST_LINE:
            continue
        around = clues.page.blocks[sign.block].text if clues.page.blocks else ""
        for moment in find_dates(text):
            role = _find_role(text, moment) or _find_role_around(sign, around, moment)
            if role != "other":
                yield Shown(moment, role, "slot", distance)


def _text_of(sign: Sign) -> str:
    """Return the date of a sign as machines are told it, else as people see it."""
    stamp = sign.element.get("datetime") or sign.element.get("content") or ""
    return stamp if HINT.search(stamp) else read_text(sign.element, " ")


def _find_role_around(sign: Sign, around: str, moment: Moment) -> str:
    if "modified" in sign.kind or UPDATED_WORDS.search(
        sign.names.replace("update", "updat")
    ):
        return "modified"
    if len(around) > LONGEST_LINE:
        return ""
    same = next((m for m in find_dates(around) if m.day == moment.day), None)
    return _find_role(around, same) if same is not None else ""


def _find_role(text: str, moment: Moment) -> str:
    """Return what the words before a date say it is the date of."""
    before = text[max(0, moment.start - 40) : moment.start]
    before = re.split(r"(?:19|20)\d\d", before)[-1]
    roles = {
        "modified": UPDATED_WORDS,
        "published": PUBLISHED_WORDS,
        "other": OTHER_WORDS,
    }
    ends = {
        role: max((m.end() for m in words.finditer(before)), default=-1)
        for role, words in roles.items()
    }
    role = max(ends, key=lambda r: ends[r])
    return role if ends[role] >= 0 else ""


def _read_lines(clues: Clues, title_at: int) -> Iterator[Shown]:
    """Yield the dates of short lines around the headline that say little else."""
    blocks = clues.page.blocks
    start = max(0, title_at - NEAR_BEFORE) if title_at >= 0 else 0
    stop = title_at + NEAR_AFTER if title_at >= 0 else 3 * NEAR_AFTER
    for index in range(start, min(stop, len(blocks))):
        text = blocks[index].text
        if index == title_at or len(text) > LONGEST_LINE or clues.is_outside(index):
            continue
        for moment in find_dates(text):
            role = _find_role(text, moment)
            rest = len(text) - (moment.end - moment.start)
            alone = rest <= 20 or moment.start < 8 or moment.end >= len(text) - 1
            lone = alone and (rest <= 80 or LABELLED.search(text) is not None)
            if role != "other" and (role or lone):
                yield Shown(moment, role, "text", index - title_at)


def _read_url(url: str, now: dt.datetime) -> Dated | None:
    for match in URL_DAY.finditer(unquote(urlsplit(url).path)):
        try:
            when = dt.datetime(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        if is_possible(Moment(when, "day"), now):
            return Dated(when, "url", "day")
    return None


def _reconcile(told: Dated, shown: Sequence[Shown], url: Dated | None) -> Dated:
    """Return the date told to machines, or the one readers see where the two differ.

    The same moment shown as local time gives a moment told in UTC its zone. A day shown
    beside the headline that is not called an update is what the publisher stands by.
    """
    for one in shown:
        zone = _find_zone(told, one.moment)
        if zone is not None:
            return replace(told, when=told.when.astimezone(zone))
    seen = [s for s in shown if -BESIDE <= s.distance <= BESIDE]
    days = {s.moment.day for s in seen}
    if (
        not days
        and url is not None
        and _is_utc(told)
        and abs((url.when.date() - told.when.date()).days) == 1
    ):
        return url
    if not days or told.when.date() in days:
        return told
    return max(
        map(
            _shown_as,
            seen[:1] + [s for s in seen if s.moment.day == seen[0].moment.day],
        ),
        key=lambda d: d.precision == "minute",
    )


def _is_utc(told: Dated) -> bool:
    return told.when.tzinfo is not None and told.when.utcoffset() == dt.timedelta(0)


def _find_zone(told: Dated, shown: Moment) -> dt.tzinfo | None:
    """Return the zone in which a moment told in UTC reads as it is shown."""
    if not _is_utc(told) or told.precision == "day" or shown.precision == "day":
        return None
    if shown.when.tzinfo is not None:
        same = abs(shown.when - told.when) < dt.timedelta(minutes=1)
        return shown.when.tzinfo if same else None
    gap = shown.when.replace(tzinfo=dt.UTC, second=0) - told.when.replace(
        second=0, microsecond=0
    )
    minutes = round(gap.total_seconds() / 60)
    if abs(minutes) > 14 * 60 or minutes % 15:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes))


def _ask_htmldate(root: HtmlElement, url: str, now: dt.datetime) -> Dated | None:
    """Return the day that htmldate finds: the last resort."""
    found = htmldate.find_date(
        root,
        original_date=True,
        extensive_search=True,
        url=url or None,
        max_date=now.date().isoformat(),
    )
    moment = parse_stamp(found) if found else None
    if moment is None or (moment.when.month, moment.when.day) == (1, 1):
        return None  # the first of January stands for the year of a copyright
    return Dated(moment.when, "htmldate", "day")
