"""What the pages of each site have in common, and whether it still holds.

A template is learned from a sample of the pages it is for: those with the smallest
``doc_id``, which is as good as a random draw. When another page enters the sample, or a
page in it changes, the template is learned again. So it depends on the pages there are,
not on the order they came in, and an index that grew day by day is cleaned as one that
is built at once.
"""

from __future__ import annotations

import heapq
import logging
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from ..config import AdapterConfig
from ..errors import ExtractError, SourceError
from ..extract import (
    MAX_LAYOUTS,
    MIN_SAMPLE_PAGES,
    SiteLayouts,
    Template,
    TrainingPage,
    learn_layout,
    learn_template,
    read_layouts,
    read_training_page,
)
from .jobs import KnownOdds, PageRules
from .listed_pages import ListedPage, PageList

if TYPE_CHECKING:
    from .process_pool import Run

MAX_SAMPLE_PAGES = 60
"""Pages of a site, or of a layout of it, that its template is learned from."""

log = logging.getLogger(__name__)

SampleMark = list[Any]
"""A page of a sample as JSON has it: its ``doc_id``, size and mtime."""


@dataclass(slots=True)
class LearnedSite:
    """What was learned of one site, and from which pages.

    Attributes:
        samples: of each layout, the pages its template was learned from. There may be
            one more than templates: pages too few, or too unlike, to learn from.
        page_layouts: by ``doc_id``, of pages that the first template does not fit.
        cleaning_from: the lowest layout whose pages are being cleaned again; -1 if
            none is.
        postponed: ``doc_id`` of pages that are to be cleaned again in the next run.
    """

    site: SiteLayouts = field(default_factory=SiteLayouts)
    samples: list[list[SampleMark]] = field(default_factory=list)
    page_layouts: dict[str, int] = field(default_factory=dict)
    cleaning_from: int = -1
    postponed: set[str] = field(default_factory=set)

    def write(self) -> dict[str, Any]:
        """Return it as values JSON can write."""
        return {
            "templates": self.site.write(),
            "samples": self.samples,
            "layouts": dict(self.page_layouts),
            "again": self.cleaning_from,
            "stale": sorted(self.postponed),
        }

    def is_stale(self, doc_id: str) -> bool:
        """Return whether a page was cleaned by an older template than there is now."""
        layout = self.page_layouts.get(doc_id, 0)
        return 0 <= self.cleaning_from <= layout or doc_id in self.postponed

    def find_due(self, marks: Sequence[list[SampleMark]]) -> int:
        """Return the first layout whose sample changed; -1 if none did.

        Args:
            marks: the sample of each layout now.
        """
        for layout in range(min(MAX_LAYOUTS, len(self.site.layouts) + 1)):
            before = self.samples[layout] if layout < len(self.samples) else []
            if marks[layout] != before:
                return layout
        return -1

    def adopt(
        self,
        layout: int,
        new: Template | None,
        marks: list[SampleMark],
        *,
        is_sample_whole: bool,
    ) -> bool:
        """Put a new template in its place, and return whether it replaced the old one.

        It replaces an old one that differs; if the sample is only a part of the pages,
        one that differs noticeably. The layouts above it are dropped then: they are
        learned again from the pages that no longer fit.

        Args:
            new: None if nothing can be learned from the sample.
            marks: of the sample.
            is_sample_whole: whether it holds all pages of the layout.
        """
        layouts = self.site.layouts
        old = layouts[layout] if layout < len(layouts) else None
        above = self.samples[layout + 1 :]
        self.samples = [*self.samples[:layout], marks]
        is_alike = old and new and not is_sample_whole and not old.differs(new)
        if old == new or is_alike:
            self.samples += above
            return False
        self.site = SiteLayouts((*layouts[:layout], *([new] if new else [])))
        self.cleaning_from = layout
        return True


def read_learned_site(values: Mapping[str, Any]) -> LearnedSite:
    """Return what was written."""
    return LearnedSite(
        read_layouts(values["templates"]),
        list(values["samples"]),
        dict(values["layouts"]),
        values["again"],
        set(values["stale"]),
    )


class PageSample:
    """The pages of one layout with the smallest ``doc_id``.

    Attributes:
        pages: how many there are in all.
    """

    def __init__(self) -> None:
        self.pages = 0
        self._heap: list[tuple[int, int, ListedPage]] = []
        self._order = count()

    def add(self, page: ListedPage) -> None:
        """Count a page, and keep it if it is among the smallest."""
        self.pages += 1
        row = (-int(page.doc_id, 16), next(self._order), page)
        if len(self._heap) < MAX_SAMPLE_PAGES:
            heapq.heappush(self._heap, row)
        else:
            heapq.heappushpop(self._heap, row)

    @property
    def listed(self) -> list[ListedPage]:
        """The pages of the sample, in an order that does not depend on the run."""
        return [page for *_, page in sorted(self._heap)]

    @property
    def marks(self) -> list[SampleMark]:
        """The pages of the sample, to compare with those of the last run."""
        return [[p.doc_id, p.entry.size, p.entry.mtime] for p in self.listed]


class SiteLearner:
    """The templates of every site, and the samples of the pages listed in this run.

    Attributes:
        learned: by site.
        counted: by site, the layout up to which its pages are in the samples already.
        known_odds: by ``doc_id``, of sampled pages that the block classifier would be
            asked about again.
    """

    def __init__(self, written: Mapping[str, Any], rules: PageRules, run: Run) -> None:
        self.learned = {site: read_learned_site(v) for site, v in written.items()}
        self.counted: dict[str, int] = {}
        self.known_odds: dict[str, KnownOdds] = {}
        self._samples: defaultdict[str, defaultdict[int, PageSample]] = defaultdict(
            lambda: defaultdict(PageSample)
        )
        self._rules = rules
        self._run = run

    def write(self) -> dict[str, Any]:
        """Return what was learned as values JSON can write."""
        return {site: one.write() for site, one in sorted(self.learned.items())}

    @property
    def layouts(self) -> dict[str, SiteLayouts]:
        """The templates of each site."""
        return {site: one.site for site, one in self.learned.items()}

    @property
    def postponed(self) -> int:
        """Number of pages that are to be cleaned again in the next run."""
        return sum(len(one.postponed) for one in self.learned.values())

    def learn_new(self, pages: PageList) -> None:
        """Learn sites of which nothing is known yet, before their pages are cleaned.

        Raises:
            ConfigError: an adapter is not usable.
        """
        for page in pages.list_sites(lambda site: site not in self.learned):
            self.add(page)
        for site in self.learn_again():
            self.learned[site].cleaning_from = -1
        self._samples.clear()
        self.counted.clear()

    def add(self, page: ListedPage) -> None:
        """Count a page among those of its site."""
        if page.site:
            self._samples[page.site][0].add(page)

    def note_layout(self, page: ListedPage, layout: int) -> None:
        """Note the layout of an article, which those below it do not fit; 0 for a page
        that is no article."""
        if not page.site:
            return
        one = self.learned.setdefault(page.site, LearnedSite())
        one.page_layouts.pop(page.doc_id, None)
        if layout:
            one.page_layouts[page.doc_id] = layout
        counted = self.counted.get(page.site, 0)
        for below in range(counted + 1, layout + 1):
            self._samples[page.site][below].add(page)

    def find_layout(self, page: ListedPage) -> int:
        """Return the layout of a page, as it was when it was cleaned."""
        one = self.learned.get(page.site)
        return one.page_layouts.get(page.doc_id, 0) if one else 0

    def is_stale(self, page: ListedPage) -> bool:
        """Return whether a page was cleaned by an older template than there is now."""
        one = self.learned.get(page.site)
        return one is not None and one.is_stale(page.doc_id)

    def postpone(self, page: ListedPage) -> None:
        """Leave it to the next run to clean a page again."""
        self.learned[page.site].postponed.add(page.doc_id)

    def note_cleaned(self, page: ListedPage) -> None:
        """Note that a page was cleaned by the templates there are."""
        if one := self.learned.get(page.site):
            one.postponed.discard(page.doc_id)

    def end_cleaning(self) -> None:
        """Note that all pages were cleaned that were to be cleaned again."""
        for one in self.learned.values():
            one.cleaning_from = -1

    def forget_all_but(self, doc_ids: Container[str]) -> None:
        """Forget the pages that are gone."""
        for one in self.learned.values():
            one.page_layouts = {
                doc_id: layout
                for doc_id, layout in one.page_layouts.items()
                if doc_id in doc_ids
            }
            one.postponed = {doc_id for doc_id in one.postponed if doc_id in doc_ids}

    def learn_again(self, unsure: Container[str] = ()) -> set[str]:
        """Learn again what was learned from pages that are not the same any more.

        Args:
            unsure: sites whose pages could not all be listed; they wait.

        Returns:
            The sites whose pages are to be cleaned again: ``is_stale`` says which.

        Raises:
            ConfigError: an adapter is not usable.
        """
        changed: set[str] = set()
        sites = [site for site in self._samples if site not in unsure]
        while due := {
            site: layout
            for site in sites
            if site not in changed and (layout := self._find_due(site)) >= 0
        }:
            training_pages = self._read_samples(due)
            changed |= {
                site
                for site, layout in due.items()
                if self._learn(site, layout, training_pages[site])
            }
        return changed

    def _find_due(self, site: str) -> int:
        """Return the first layout of a site whose sample changed; -1 if none did."""
        one, samples = self.learned.setdefault(site, LearnedSite()), self._samples[site]
        return one.find_due([samples[n].marks for n in range(MAX_LAYOUTS)])

    def _read_samples(
        self, due: Mapping[str, int]
    ) -> defaultdict[str, dict[str, SampledPage]]:
        """Read the samples of some layouts, by site and ``doc_id``."""
        found: defaultdict[str, dict[str, SampledPage]] = defaultdict(dict)
        with closing(self._run(sample_page, self._list_samples(due))) as results:
            for job, sampled in results:
                if isinstance(sampled, SampledPage):
                    found[job.page.site][job.page.doc_id] = sampled
        return found

    def _list_samples(self, due: Mapping[str, int]) -> Iterator[SampleJob]:
        """Yield the pages of samples that are large enough to learn from."""
        for site, layout in due.items():
            listed = self._samples[site][layout].listed
            for page in listed if len(listed) >= MIN_SAMPLE_PAGES else []:
                yield SampleJob(page, self._rules.find_adapter(page.url))

    def _learn(
        self, site: str, layout: int, sampled: Mapping[str, SampledPage]
    ) -> bool:
        """Learn a template and return whether it replaced the old one."""
        sample, seen = (
            self._samples[site][layout],
            [s.training_page for s in sampled.values()],
        )
        new: Template | None = None
        if layout:
            new = learn_layout(seen)
        elif len(seen) >= MIN_SAMPLE_PAGES:
            new = learn_template(seen)
        if not self.learned[site].adopt(
            layout, new, sample.marks, is_sample_whole=sample.pages <= MAX_SAMPLE_PAGES
        ):
            return False
        self.counted[site] = layout
        for later in range(layout + 1, MAX_LAYOUTS + 1):
            self._samples[site].pop(later, None)
        if new and not new.is_trusted:
            self.known_odds |= {doc_id: s.odds for doc_id, s in sampled.items()}
        log.info("learned from %d pages how those of %s look", len(seen), site)
        return True


@dataclass(frozen=True, slots=True)
class SampleJob:
    """A page to learn from."""

    page: ListedPage
    adapter: AdapterConfig | None


@dataclass(frozen=True, slots=True)
class SampledPage:
    """What a page adds to the template of its site."""

    training_page: TrainingPage
    odds: KnownOdds


def sample_page(job: SampleJob) -> SampledPage | None:
    """Read one page to learn from; nothing if it cannot be read.

    Such a page fails again, and is reported, when it is to be cleaned.

    Raises:
        ConfigError: the adapter is not usable.
    """
    try:
        page = job.page.entry.read()
        training_page, odds = read_training_page(page, job.adapter)
    except (ExtractError, SourceError, OSError):
        return None
    return SampledPage(training_page, KnownOdds(page.digest, odds))
