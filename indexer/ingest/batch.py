"""Many pages in, one record for each out: what ``broadsheet extract`` prints."""

from __future__ import annotations

import heapq
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import IO, Any

from ..article_json import describe_article
from ..config import AdapterConfig
from ..errors import ConfigError, ExtractError
from ..extract import (
    MIN_SAMPLE_PAGES,
    Extraction,
    LogOdds,
    Sheet,
    SiteLayouts,
    Sketch,
    TrainingPage,
    find_host,
    join_articles,
    learn_template,
    make_sketch,
    read_page,
    read_training_page,
)
from ..model import Article, Page, make_digest
from .batch_records import gather
from .process_pool import Lost, Run, run_here

SAMPLE = 60
"""Pages of a site that its template is learned from, at most."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    """A record, where it stands in the spool, and what was said of its blocks."""

    record: object
    place: int = 0
    alone: LogOdds | None = None


def articles_of(
    records: Iterable[object],
    single: bool = False,
    adapters: Mapping[str, AdapterConfig] | None = None,
    run: Run = run_here,
) -> Iterator[dict[str, Any]]:
    """Yield the article of each record, in order, as plain values.

    A record holds ``id``, ``url`` and ``html`` (text), and may hold ``site``. A record
    that is none of that, or whose page fails, gives one with an ``error`` all the same.
    The records are read once and spooled to disk: a first pass learns the template of
    each site from a sample of its pages, a second cleans them, and a third joins the
    pages of one article and tells the copies.

    Args:
        single: whether each page is cleaned without looking at others.
        adapters: by host, what the owner says about its pages.
        run: the work on each page, so that a page which is given up costs itself alone.

    Raises:
        ConfigError: an adapter is not usable.
    """
    known = adapters or {}
    with tempfile.TemporaryFile() as spool:
        sites: dict[str, SiteLayouts] = {}
        jobs: Iterator[_Job] = map(_Job, records)
        if not single:
            samples = _spool_records(records, spool)
            sites, alone = _learn_sites(samples, spool, known, run)
            jobs = _read_spool(spool, alone)
        extract = partial(_extract_record, adapters=known, sites=sites)
        cleaned = _clean(partial(run, extract), jobs)
        if single:
            yield from (record for _, record, _ in cleaned)
            return

        def join(articles: Iterable[Sequence[int]]) -> Iterator[_Whole | None]:
            jobs = ([_read_job(spool, n, alone) for n in pages] for pages in articles)
            with closing(run(partial(_join_records, extract), jobs)) as results:
                for _, whole in results:
                    yield None if isinstance(whole, Lost) else whole

        yield from gather(cleaned, join)


_Whole = tuple[int, dict[str, Any], Sketch]


def _clean(
    run: Callable[[Iterable[_Job]], Any], jobs: Iterable[_Job]
) -> Iterator[tuple[int, dict[str, Any], Sheet | None]]:
    """Yield the place of each page with what is made of it.

    Raises:
        ConfigError: an adapter is not usable.
    """
    lost = 0
    with closing(run(jobs)) as results:
        for job, outcome in results:
            if isinstance(outcome, ConfigError):
                raise outcome
            if isinstance(outcome, Lost):
                lost += 1
                reason = outcome.reason
                yield job.place, make_record(_find_id(job.record), None, reason), None
            elif isinstance(outcome, str):
                yield job.place, make_record(_find_id(job.record), None, outcome), None
            else:
                why = outcome.other and f"the page is {outcome.other}"
                record = make_record(_find_id(job.record), outcome.article, why)
                yield job.place, record, outcome.sheet
    if lost:
        log.warning("pages given up: %d; the error of each says why", lost)


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


def _read_spool(spool: IO[bytes], alone: Mapping[int, LogOdds]) -> Iterator[_Job]:
    spool.seek(0)
    place = 0
    for line in spool:
        yield _Job(json.loads(line), place, alone.get(place))
        place += len(line)


def _read_job(spool: IO[bytes], place: int, alone: Mapping[int, LogOdds]) -> _Job:
    spool.seek(place)
    return _Job(json.loads(spool.readline()), place, alone.get(place))


def _learn_sites(
    samples: Mapping[str, Sample],
    spool: IO[bytes],
    adapters: Mapping[str, AdapterConfig],
    run: Run,
) -> tuple[dict[str, SiteLayouts], dict[int, LogOdds]]:
    """Learn the template of each site that has pages enough.

    Returns:
        Sites by name; and by place, what was said of the blocks of those pages
        that are going to be asked about again.
    """
    sites: dict[str, SiteLayouts] = {}
    alone: dict[int, LogOdds] = {}
    see = partial(_see_record, adapters=adapters)
    with closing(run(see, _read_samples(samples, spool))) as results:
        for name, seen in groupby(results, lambda result: _find_site(result[0].record)):
            sightings = []
            weights = {}
            for job, outcome in seen:
                if isinstance(outcome, ConfigError):
                    raise outcome
                if isinstance(outcome, tuple):
                    sightings.append(outcome[0])
                    weights[job.place] = outcome[1]
            if len(sightings) >= MIN_SAMPLE_PAGES:
                template = learn_template(sightings)
                sites[name] = SiteLayouts((template,))
                if not template.is_trusted:
                    alone |= weights
    return sites, alone


def _read_samples(samples: Mapping[str, Sample], spool: IO[bytes]) -> Iterator[_Job]:
    for sample in samples.values():
        for _, place in sorted(sample) if len(sample) >= MIN_SAMPLE_PAGES else []:
            yield _read_job(spool, place, {})


def _see_record(
    job: _Job, adapters: Mapping[str, AdapterConfig]
) -> tuple[TrainingPage, LogOdds] | ConfigError | None:
    """Read a page for what it tells of its site; nothing if it cannot be read.

    Such a page fails again, and is reported, when its turn comes.
    """
    assert isinstance(job.record, dict), "only pages are chosen"
    page = make_page(job.record)
    try:
        return read_training_page(page, adapters.get(find_host(page.url)))
    except ExtractError:
        return None
    except ConfigError as error:
        return error


def _extract_record(
    job: _Job,
    adapters: Mapping[str, AdapterConfig],
    sites: Mapping[str, SiteLayouts],
) -> Extraction | ConfigError | str:
    """Return what is made of a page, or why nothing is."""
    record = job.record
    if not isinstance(record, dict) or not isinstance(record.get("html"), str):
        return "the record has no html"
    page = make_page(record)
    adapter = adapters.get(find_host(page.url))
    try:
        return read_page(page, adapter, sites.get(_find_site(record)), job.alone)
    except ExtractError as error:
        return str(error)
    except ConfigError as error:
        return error


def _join_records(
    extract: Callable[[_Job], Extraction | ConfigError | str], jobs: Sequence[_Job]
) -> _Whole:
    """Return the article of the pages of several records."""
    readings = map(extract, jobs)
    article = join_articles([r.article for r in readings if isinstance(r, Extraction)])
    return jobs[0].place, make_record(None, article, None), make_sketch(article.body)


def _find_id(record: object) -> object:
    return record.get("id") if isinstance(record, dict) else None


def make_page(record: Mapping[str, Any]) -> Page:
    """Return the page of a record whose ``html`` is text."""
    content = record["html"].encode("utf-8", "replace")
    return Page(str(record.get("url") or ""), content, charset="utf-8")


def make_record(
    identity: object, article: Article | None, error: str | None
) -> dict[str, Any]:
    """Return an article as values JSON can write.

    Args:
        article: None if the page could not be read.
        error: why not, or why the page is no article; empty or None if it is one.
    """
    return {
        "id": identity,
        **describe_article(article or Article("", "", "")),
        "is_article": article is not None and not error,
        "error": error or None,
    }
