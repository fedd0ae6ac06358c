"""Many pages in, one record for each out: what ``broadsheet extract`` prints."""

from __future__ import annotations

import datetime as dt
import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from ..config import AdapterConfig
from ..errors import ExtractError
from ..model import Article, Page, make_digest
from . import read_page, see_page
from .addresses import split_address
from .features import Floats
from .site import Site
from .template import ENOUGH, learn_template

SAMPLE = 60
"""Pages of a site that its template is learned from, at most."""


def articles_of(
    records: Iterable[object],
    single: bool = False,
    adapters: Mapping[str, AdapterConfig] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the article of each record, in order, as plain values.

    A record holds ``id``, ``url`` and ``html`` (text), and may hold ``site``. A record
    that is none of that, or whose page fails, gives one with an ``error`` all the same.
    The records are read once and spooled to disk: a first pass learns the template of
    each site from a sample of its pages, a second cleans them.

    Args:
        single: whether each page is cleaned without looking at others of its site.
        adapters: by host, what the owner says about its pages.
    """
    known = adapters or {}
    if single:
        yield from (_extract_record(r, known) for r in records)
        return
    with tempfile.TemporaryFile() as spool:
        samples = _spool_records(records, spool)
        alone: dict[int, Floats] = {}
        sites = {
            name: _learn_site(sample, spool, known, alone)
            for name, sample in samples.items()
        }
        place = 0
        spool.seek(0)
        for line in spool:
            record = json.loads(line)
            site = sites.get(_find_site(record))
            yield _extract_record(record, known, site, alone.get(place))
            place += len(line)


Sample = list[tuple[int, int]]
"""Chosen pages of one site: a number drawn from the page, negated, and its place."""


def _spool_records(records: Iterable[object], spool: IO[bytes]) -> dict[str, Sample]:
    """Write the records to disk and choose which pages of each site to learn from.

    The pages with the smallest digests are chosen, whatever their order.
    """
    samples: dict[str, Sample] = {}
    for record in records:
        place = spool.tell()
        line = json.dumps(record).encode("ascii")
        spool.write(line + b"\n")
        if site := _find_site(record):
            sample = samples.setdefault(site, [])
            heapq.heappush(sample, (-int(make_digest(line), 16), place))
            if len(sample) > SAMPLE:
                heapq.heappop(sample)
    return samples


def _find_site(record: object) -> str:
    """Return what pages of one site share; empty if the record does not say."""
    if not isinstance(record, dict) or not isinstance(record.get("html"), str):
        return ""
    return str(record.get("site") or "") or find_host(str(record.get("url") or ""))


def _learn_site(
    sample: Sample,
    spool: IO[bytes],
    adapters: Mapping[str, AdapterConfig],
    alone: dict[int, Floats],
) -> Site | None:
    """Learn the template of a site, if there are pages enough.

    Args:
        alone: by place, what was said of the blocks of a page; gets those of the pages
            that are going to be asked about again.
    """
    sightings = []
    weights = {}
    for _, place in sorted(sample) if len(sample) >= ENOUGH else []:
        spool.seek(place)
        page = make_page(json.loads(spool.readline()))
        try:
            seen, odds = see_page(page, adapters.get(find_host(page.url)))
        except ExtractError:
            continue  # it fails again, and is reported, when its turn comes
        sightings.append(seen)
        weights[place] = odds
    if len(sightings) < ENOUGH:
        return None
    template = learn_template(sightings)
    if not template.is_trusted:
        alone.update(weights)
    return Site((template,))


def _extract_record(
    record: object,
    adapters: Mapping[str, AdapterConfig],
    site: Site | None = None,
    alone: Floats | None = None,
) -> dict[str, Any]:
    if not isinstance(record, dict) or not isinstance(record.get("html"), str):
        identity = record.get("id") if isinstance(record, dict) else None
        return make_record(identity, None, "the record has no html")
    page = make_page(record)
    try:
        adapter = adapters.get(find_host(page.url))
        read = read_page(page, adapter, site, alone)
    except ExtractError as error:
        return make_record(record.get("id"), None, str(error))
    why = read.other and f"the page is {read.other}"
    return make_record(record.get("id"), read.article, why)


def find_host(url: str) -> str:
    """Return the host of an address; empty if it has none that can be read."""
    return split_address(url).hostname or ""


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
