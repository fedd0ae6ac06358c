"""What the pages of one site have in common, learned before they are cleaned."""

from __future__ import annotations

import heapq
import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import count

from .cleaning import find_adapter
from .config import AdapterConfig, Config, SourceConfig
from .errors import ConfigError, ExtractError, SourceError
from .extract import see_page
from .extract.pages import SAMPLE, find_host
from .extract.template import ENOUGH, Sighting, Template, learn_template
from .model import make_doc_id
from .sources import Entry, Listing
from .workers import run_jobs

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SightingJob:
    """A page of a site to learn from."""

    entry: Entry
    site: str
    adapter: AdapterConfig | None


def see_entry(job: SightingJob) -> Sighting | ConfigError | None:
    """Read one page for what it tells of its site; nothing if it cannot be read.

    Such a page fails again, and is reported, when it is to be cleaned.
    """
    try:
        return see_page(job.entry.read(), job.adapter)[0]
    except (ExtractError, SourceError, OSError):
        return None
    except ConfigError as error:
        return error


def learn_sites(config: Config, sources: Iterable[SourceConfig]) -> dict[str, Template]:
    """Return the template of each site that has pages enough in some sources, by host.

    Raises:
        ConfigError: an adapter is not usable.
    """
    sightings: defaultdict[str, list[Sighting]] = defaultdict(list)
    jobs = [
        SightingJob(entry, site, find_adapter(entry.url, config))
        for site, entries in _choose_sample(sources).items()
        for entry in entries
    ]
    results = run_jobs(
        see_entry,
        jobs,
        processes=config.processes,
        timeout=config.page_timeout,
        memory=config.page_memory,
    )
    with closing(results):
        for job, outcome in results:
            if isinstance(outcome, ConfigError):
                raise outcome
            if isinstance(outcome, Sighting):
                sightings[job.site].append(outcome)
    templates = {
        site: learn_template(seen)
        for site, seen in sightings.items()
        if len(seen) >= ENOUGH
    }
    for site, template in templates.items():
        log.info("learned from %d pages how those of %s look", template.pages, site)
    return templates


def _choose_sample(sources: Iterable[SourceConfig]) -> dict[str, list[Entry]]:
    """Return some pages of each site, chosen by their ``doc_id``: as good as by lot,
    and the same ones each time."""
    heaps: defaultdict[str, list[tuple[int, int, Entry]]] = defaultdict(list)
    order = count()
    for source in sources:
        for entry in Listing().entries(source):
            heap = heaps[find_host(entry.url)]
            number = int(make_doc_id(entry.url), 16)
            heapq.heappush(heap, (-number, next(order), entry))
            if len(heap) > SAMPLE:
                heapq.heappop(heap)
    return {site: [entry for *_, entry in sorted(h)] for site, h in heaps.items()}
