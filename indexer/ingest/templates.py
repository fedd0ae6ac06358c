"""What the pages of one site have in common, and whether it still holds.

A template is learned from a sample of the pages it is for: those with the smallest
``doc_id``, as good as drawn by lot. When another page enters the sample, or one in it
changes, it is learned anew. So it depends on the pages there are, not on the order they
came in, and an index that grew day by day is cleaned as one that is built at once.
"""

from __future__ import annotations

import heapq
import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any

from ..config import AdapterConfig, Config, SourceConfig
from ..errors import ConfigError, ExtractError, SourceError
from ..extract import (
    MAX_LAYOUTS,
    MIN_SAMPLE_PAGES,
    SiteLayouts,
    TrainingPage,
    find_host,
    learn_layout,
    learn_template,
    read_layouts,
    read_training_page,
)
from ..model import make_doc_id
from ..sources import Entry, Listing
from .batch import SAMPLE
from .jobs import find_adapter
from .page_state import load_ledger
from .process_pool import run_jobs

log = logging.getLogger(__name__)

Mark = list[Any]
"""A page of a sample as JSON has it: its ``doc_id``, size and mtime."""


@dataclass(slots=True)
class Learned:
    """What was learned of one site, and from what.

    Attributes:
        samples: of each layout, the pages its template was learned from. There may be
            one more than templates: pages too few, or too unlike, to learn from.
        layouts: by ``doc_id``, of pages that the first template does not fit.
        again: the lowest layout whose pages are being cleaned again; -1 if none.
        stale: ``doc_id`` of pages that are to be cleaned again in the next run.
    """

    site: SiteLayouts = field(default_factory=SiteLayouts)
    samples: list[list[Mark]] = field(default_factory=list)
    layouts: dict[str, int] = field(default_factory=dict)
    again: int = -1
    stale: set[str] = field(default_factory=set)

    def write(self) -> dict[str, Any]:
        """Return it as values JSON can write."""
        return {
            "templates": self.site.write(),
            "samples": self.samples,
            "layouts": dict(self.layouts),
            "again": self.again,
            "stale": sorted(self.stale),
        }


def read_learned(values: Mapping[str, Any]) -> Learned:
    """Return what was written."""
    return Learned(
        read_layouts(values["templates"]),
        list(values["samples"]),
        dict(values["layouts"]),
        values["again"],
        set(values["stale"]),
    )


def load_sites(config: Config, urls: Iterable[str]) -> dict[str, SiteLayouts]:
    """Return what the last reindex learned of the sites of these pages, by host."""
    written = load_ledger(config.index.folder).sites
    hosts = written.keys() & set(map(find_host, urls))
    return {host: read_learned(written[host]).site for host in hosts}


class Sample:
    """The pages of one layout with the smallest ``doc_id``.

    Attributes:
        pages: how many there are in all.
    """

    def __init__(self) -> None:
        self.pages = 0
        self._heap: list[tuple[int, int, str, Entry]] = []
        self._order = count()

    def add(self, doc_id: str, entry: Entry) -> None:
        """Take a page in, if it is among the smallest."""
        self.pages += 1
        row = (-int(doc_id, 16), next(self._order), doc_id, entry)
        if len(self._heap) < SAMPLE:
            heapq.heappush(self._heap, row)
        else:
            heapq.heappushpop(self._heap, row)

    @property
    def entries(self) -> list[Entry]:
        """The pages, in one order."""
        return [entry for *_, entry in sorted(self._heap)]

    @property
    def marks(self) -> list[Mark]:
        """What tells whether the pages are those of last time."""
        return [[doc_id, e.size, e.mtime] for *_, doc_id, e in sorted(self._heap)]


@lru_cache(1024)
def _read_host(origin: str) -> str:
    return find_host(origin)


def _find_host(entry: Entry) -> str:
    """Return the host of a page; asked for every page of a run, so it is quick."""
    return _read_host("/".join(entry.url.split("/", 3)[:3]))


class Sites:
    """What is known of every site, and the samples of the pages seen in this run.

    Attributes:
        learned: by host.
        counted: by host, the layout up to which its pages have been counted already.
    """

    def __init__(self, config: Config, written: Mapping[str, Any]) -> None:
        self.config = config
        self.learned = {host: read_learned(v) for host, v in written.items()}
        self.counted: dict[str, int] = {}
        self.samples: defaultdict[str, defaultdict[int, Sample]] = defaultdict(
            lambda: defaultdict(Sample)
        )

    def write(self) -> dict[str, Any]:
        """Return what is known as values JSON can write."""
        return {host: one.write() for host, one in sorted(self.learned.items())}

    @property
    def known(self) -> dict[str, SiteLayouts]:
        """The templates of each site, by host."""
        return {host: one.site for host, one in self.learned.items()}

    @property
    def left(self) -> int:
        """How many pages are to be cleaned again in the next run."""
        return sum(len(one.stale) for one in self.learned.values())

    def learn_new(self, sources: Iterable[SourceConfig]) -> None:
        """Learn sites of which nothing is known yet, before their pages are cleaned.

        Raises:
            ConfigError: an adapter is not usable.
        """
        for source in sources:
            if find_host(source.base_url) not in self.learned:
                for entry in Listing().entries(source):
                    self.add(entry, make_doc_id(entry.url))
        for host in self.learn_again():
            self.learned[host].again = -1
        self.samples.clear()
        self.counted.clear()

    def add(self, entry: Entry, doc_id: str) -> None:
        """Count a page among those of its site."""
        self.samples[_find_host(entry)][0].add(doc_id, entry)

    def take(self, entry: Entry, doc_id: str, layout: int) -> None:
        """Note the layout of an article; those below it were left by it too."""
        host = _find_host(entry)
        one = self.learned.setdefault(host, Learned())
        one.layouts.pop(doc_id, None)
        if layout:
            one.layouts[doc_id] = layout
        counted = self.counted.get(host, 0)
        for below in range(counted + 1, layout + 1):
            self.samples[host][below].add(doc_id, entry)

    def find_layout(self, entry: Entry, doc_id: str) -> int:
        """Return the layout of a page, as it was when it was cleaned."""
        one = self.learned.get(_find_host(entry))
        return one.layouts.get(doc_id, 0) if one else 0

    def is_stale(self, entry: Entry, doc_id: str) -> bool:
        """Say whether a page was cleaned by an older template than there is now."""
        one = self.learned.get(_find_host(entry))
        return one is not None and (
            0 <= one.again <= one.layouts.get(doc_id, 0) or doc_id in one.stale
        )

    def postpone(self, entry: Entry, doc_id: str) -> None:
        """Leave it to the next run to clean a page again."""
        self.learned[_find_host(entry)].stale.add(doc_id)

    def renew(self, entry: Entry, doc_id: str) -> None:
        """Note that a page was cleaned."""
        if one := self.learned.get(_find_host(entry)):
            one.stale.discard(doc_id)

    def settle(self) -> None:
        """Note that all pages were cleaned again that were to be in this run."""
        for one in self.learned.values():
            one.again = -1

    def forget(self, seen: Container[str]) -> None:
        """Forget the pages that are gone."""
        for one in self.learned.values():
            one.layouts = {d: n for d, n in one.layouts.items() if d in seen}
            one.stale = {d for d in one.stale if d in seen}

    def learn_again(self, unsure: Container[str] = ()) -> set[str]:
        """Learn anew what was learned from pages that are not the same any more.

        Args:
            unsure: hosts whose pages could not all be listed; they wait.

        Returns:
            The hosts whose pages are to be cleaned again: ``is_stale`` says which.

        Raises:
            ConfigError: an adapter is not usable.
        """
        changed: set[str] = set()
        hosts = [host for host in self.samples if host not in unsure]
        while due := {
            host: layout
            for host in hosts
            if host not in changed and (layout := self._find_due(host)) >= 0
        }:
            seen = self._see(due)
            changed |= {h for h, layout in due.items() if self._adopt(h, layout, seen)}
        return changed

    def _find_due(self, host: str) -> int:
        """Return the first layout of a site whose sample changed; -1 if none did."""
        one = self.learned.setdefault(host, Learned())
        for layout in range(min(MAX_LAYOUTS, len(one.site.layouts) + 1)):
            held = one.samples[layout] if layout < len(one.samples) else []
            if self.samples[host][layout].marks != held:
                return layout
        return -1

    def _see(self, due: Mapping[str, int]) -> Mapping[str, list[TrainingPage]]:
        """Read the samples of some layouts, by host."""
        jobs = [
            SightingJob(entry, host, find_adapter(entry.url, self.config))
            for host, layout in due.items()
            for entry in self.samples[host][layout].entries
        ]
        results = run_jobs(
            see_entry,
            jobs,
            processes=self.config.cleaning.processes,
            timeout=self.config.cleaning.page_timeout,
            memory=self.config.cleaning.page_memory,
        )
        sightings: defaultdict[str, list[TrainingPage]] = defaultdict(list)
        with closing(results):
            for job, outcome in results:
                if isinstance(outcome, ConfigError):
                    raise outcome
                if isinstance(outcome, TrainingPage):
                    sightings[job.host].append(outcome)
        return sightings

    def _adopt(
        self, host: str, layout: int, sightings: Mapping[str, list[TrainingPage]]
    ) -> bool:
        """Put a template in its place, unless it says what the old one does.

        While all pages are in the sample, every difference counts; beyond that, those
        that would be noticed. The layouts after it are learned anew, from the pages
        it leaves.
        """
        one, sample = self.learned[host], self.samples[host][layout]
        seen, layouts = sightings[host], one.site.layouts
        if layout:
            new = learn_layout(seen)
        else:
            new = learn_template(seen) if len(seen) >= MIN_SAMPLE_PAGES else None
        old = layouts[layout] if layout < len(layouts) else None
        above = one.samples[layout + 1 :]
        one.samples = [*one.samples[:layout], sample.marks]
        same = old == new or (
            old and new and sample.pages > SAMPLE and not old.differs(new)
        )
        if same:
            one.samples += above
            return False
        one.site = SiteLayouts((*layouts[:layout], *([new] if new else [])))
        one.again = self.counted[host] = layout
        for later in range(layout + 1, MAX_LAYOUTS + 1):
            self.samples[host].pop(later, None)
        log.info("learned from %d pages how those of %s look", len(seen), host)
        return True


@dataclass(frozen=True, slots=True)
class SightingJob:
    """A page to learn from."""

    entry: Entry
    host: str
    adapter: AdapterConfig | None


def see_entry(job: SightingJob) -> TrainingPage | ConfigError | None:
    """Read one page for what it tells of its site; nothing if it cannot be read.

    Such a page fails again, and is reported, when it is to be cleaned.
    """
    try:
        return read_training_page(job.entry.read(), job.adapter)[0]
    except (ExtractError, SourceError, OSError):
        return None
    except ConfigError as error:
        return error
