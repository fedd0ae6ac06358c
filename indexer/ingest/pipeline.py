"""The steps from listed pages to documents, for a reindex and for a stream of pages.

    learn the first template of each new site from a sample of its pages
    for each listed page:
        recall what it was in the last run            decisions.recall
        if it is untouched: leave it                  decisions.is_untouched
        else read and clean it in a worker            jobs.clean_page
        decide what becomes of it, and write that     decisions.decide_cleaned
    while the pages of a site no longer fit its templates:
        learn them again, and clean its pages again   templates.SiteLearner
    find the pages that are one article               extract.find_placements
        make its document again of all of them        consolidation.plan_joined
        find reprints, and make their documents       consolidation.plan_others
        delete the documents of its other pages       consolidation.find_folding

The pipeline calls these in order and keeps their results. It decides nothing: decisions
are functions in ``decisions`` and ``consolidation``, and what was learned of sites is
in ``templates``. Its hooks send results to an index, to a printed record or nowhere.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from ..extract import (
    ALONE,
    FOLDED,
    DocumentOrigin,
    MinHash,
    Placement,
    Register,
    find_placements,
)
from ..model import Article, PageStamp, read_doc_id, write_doc_id
from .consolidation import (
    DocumentPlan,
    find_folding,
    make_jobs,
    plan_joined,
    plan_others,
)
from .decisions import (
    Decision,
    Outcome,
    PageHistory,
    decide_cleaned,
    decide_joined,
    decide_origin,
    decide_unchanged,
    is_untouched,
    make_stamp,
    recall,
)
from .jobs import ArticleJob, Cleaned, PageJob, PageRules, clean_article, clean_page
from .listed_pages import ListedPage, PageList, find_pages
from .page_state import PageState
from .process_pool import Lost, Run
from .templates import SiteLearner

Job = TypeVar("Job", PageJob, ArticleJob)

log = logging.getLogger(__name__)


class PipelineHooks:
    """What goes on around a pipeline; by default nothing does, as in a dry run."""

    def begin(self) -> None:
        """Save what was learned of sites, before the first page is cleaned."""

    def put(self, article: Article, stamp: PageStamp) -> None:
        """Write a document."""

    def delete(self, doc_id: str) -> None:
        """Delete a document; there may be none."""

    def amend(self, page: ListedPage, origin: DocumentOrigin) -> bool:
        """Put the addresses of an origin into the document of a page.

        Returns:
            Whether that was done; else the page is cleaned again.
        """
        return False

    def collect(self, page: ListedPage, cleaned: Cleaned | Lost) -> None:
        """Look at what a worker made of a page, after it was written."""

    def advance(self) -> None:
        """Count a page that was listed as done."""

    def checkpoint(self) -> None:
        """Save what was done so far."""


@dataclass(slots=True)
class PageTable:
    """The pages of a run, by ``doc_id``.

    Attributes:
        stamps: of documents in the index when the run began.
        states: to remember after the run; at its beginning, those of the last run.
        outcomes: of the pages that were listed.
        is_trusted: whether pages of the last run were cleaned as they would be now.
        is_rebuild: whether the index is rebuilt, so that the old one does not count.
    """

    stamps: Mapping[str, PageStamp] = field(default_factory=dict)
    states: dict[str, PageState] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    is_trusted: bool = False
    is_rebuild: bool = True

    def set_state(self, doc_id: str, state: PageState | None) -> None:
        """Remember the state of a page; None to forget it."""
        if state:
            self.states[doc_id] = state
        else:
            self.states.pop(doc_id, None)


@dataclass(slots=True)
class Pipeline:
    """One run over listed pages.

    Attributes:
        run: has workers clean pages.
        cleanings_left: how many pages may still be cleaned again in this run.
        cleaned_again: how many were.
        learned_again: sites whose templates were learned again.
        placements: of pages that are tied to others, once they are consolidated.
    """

    pages: PageList
    rules: PageRules
    run: Run
    learner: SiteLearner
    register: Register
    table: PageTable
    hooks: PipelineHooks
    cleanings_left: int = sys.maxsize
    cleaned_again: int = 0
    learned_again: set[str] = field(default_factory=set)
    placements: dict[int, Placement] = field(default_factory=dict)

    def clean_all(self) -> None:
        """Learn sites and clean pages, until every page is cleaned as it is to be.

        Raises:
            ConfigError: an adapter is not usable.
        """
        self.learner.learn_new(self.pages)
        self.hooks.begin()
        for job, cleaned in self._work(clean_page, self._find_changed()):
            self._take(job, cleaned)
            self.hooks.advance()
        self.learner.end_cleaning()
        while sites := self.learner.learn_again(self.pages.unsure_sites):
            self.learned_again |= sites
            self.hooks.checkpoint()
            for job, cleaned in self._work(clean_page, self._find_stale(sites)):
                self._take(job, cleaned)
            self.learner.end_cleaning()

    def consolidate(self) -> None:
        """Make one document of the pages of each article."""
        register = self.register
        if register.is_consolidated():
            return
        self.placements = find_placements(register)
        failed = self._make_documents(plan_joined(register, self.placements))
        others = plan_others(register, self.placements, failed)
        failed |= self._make_documents(others)
        self._fold(failed)
        register.mark_consolidated(not failed)

    def delete(self, doc_id: str) -> None:
        """Delete a document; the register forgets its page if it is not listed."""
        self.hooks.delete(doc_id)
        if doc_id not in self.table.outcomes:
            self.register.forget(read_doc_id(doc_id))

    def forget_unlisted(self) -> None:
        """Forget the pages that were not listed."""
        outcomes = self.table.outcomes
        for doc_id in self.table.states.keys() - outcomes.keys():
            del self.table.states[doc_id]
        self.learner.forget_all_but(outcomes)
        self.register.forget_unlisted()

    def _work(
        self, function: Callable[..., Cleaned], jobs: Iterable[Job]
    ) -> Iterator[tuple[Job, Cleaned | Lost]]:
        """Yield jobs with what workers made of them."""
        work = partial(
            function,
            sites=self.learner.layouts,
            topics=self.rules.topics,
            kinds=self.rules.kinds,
        )
        with closing(self.run(work, jobs)) as results:
            for job, cleaned in results:
                yield job, cleaned
                self.hooks.collect(job.page, cleaned)

    def _find_changed(self) -> Iterator[PageJob]:
        """Yield the pages that have to be read, and leave the others as they are."""
        for page in self.pages.list_all():
            if page.doc_id in self.table.outcomes:
                log.info("%s is listed twice; the first is taken", page.url)
                self.hooks.advance()
                continue
            self.table.outcomes[page.doc_id] = Outcome.PENDING
            self.register.mark_listed(page.number)
            self.learner.add(page)
            last = self._recall(page)
            if last and self._claim(page):
                last = None
            if last and is_untouched(page, last.stamp):
                history = self._find_history(page, last)
                self._apply(page, decide_unchanged(history, last))
                self.hooks.advance()
            else:
                yield self._make_job(page, last.stamp.digest if last else "")

    def _find_stale(self, sites: Collection[str]) -> Iterator[PageJob]:
        """Yield the pages that were cleaned before their site was learned again."""
        listed: set[str] = set()
        for page in self.pages.list_sites(lambda site: site in sites):
            outcome = self.table.outcomes.get(page.doc_id, Outcome.FAILED)
            if page.doc_id in listed or outcome in (Outcome.FAILED, Outcome.LOST):
                continue
            listed.add(page.doc_id)
            if self._claim(page):
                yield self._make_job(page)

    def _claim(self, page: ListedPage) -> bool:
        """Return whether a page is cleaned again now; the next run does it if not."""
        if not self.learner.is_stale(page):
            return False
        if not self.cleanings_left:
            self.learner.postpone(page)
            return False
        self.cleanings_left -= 1
        self.cleaned_again += 1
        return True

    def _make_job(self, page: ListedPage, last_digest: str = "") -> PageJob:
        adapter = self.rules.find_adapter(page.url)
        odds = self.learner.known_odds.pop(page.doc_id, None)
        return PageJob(page, adapter, last_digest, odds)

    def _recall(self, page: ListedPage) -> PageState | None:
        table = self.table
        return recall(
            table.stamps.get(page.doc_id),
            table.states.get(page.doc_id),
            self.register.find_digest(page.number),
            is_trusted=table.is_trusted,
        )

    def _find_history(self, page: ListedPage, last: PageState | None) -> PageHistory:
        """Return what decisions about a page depend on, but for the origin."""
        return PageHistory(
            page,
            outcome=self.table.outcomes[page.doc_id],
            stamp=self.table.stamps.get(page.doc_id),
            last=last,
            layout=self.learner.find_layout(page),
            is_rebuild=self.table.is_rebuild,
        )

    def _take(self, job: PageJob, cleaned: Cleaned | Lost) -> None:
        """Write what a worker made of a page."""
        page = job.page
        last = self._recall(page) if job.last_digest else None
        history = replace(
            self._find_history(page, last),
            origin=self.register.find_origin(page.number),
        )
        decision = decide_cleaned(history, cleaned)
        self.learner.note_cleaned(page)
        if isinstance(cleaned, Cleaned):
            self._register(history, cleaned)
            if decision.put and cleaned.article:
                self.hooks.put(cleaned.article, make_stamp(page, cleaned.digest))
        self._apply(page, decision)

    def _register(self, history: PageHistory, cleaned: Cleaned) -> None:
        """Put the summary of a page into the register, if it was cleaned."""
        if cleaned.summary is None:
            return
        page = history.page
        self.register.put(page.number, cleaned.digest, page.source, cleaned.summary)
        self.register.mark_consolidated(False)
        if origin := decide_origin(history.origin, cleaned):
            self.register.set_origin(page.number, origin)

    def _apply(self, page: ListedPage, decision: Decision) -> None:
        if decision.delete:
            self.hooks.delete(page.doc_id)
        self.table.outcomes[page.doc_id] = decision.outcome
        self.table.set_state(page.doc_id, decision.state)
        if decision.layout is not None:
            self.learner.note_layout(page, decision.layout)

    def _make_documents(self, plans: Mapping[int, DocumentPlan]) -> set[int]:
        """Make documents as planned; return those that could not be made."""
        numbers = {n for n, plan in plans.items() for n in (n, *plan.later_pages)}
        pages = find_pages(numbers, self.pages)
        made = self._amend_documents(plans, pages)
        left = {number: plan for number, plan in plans.items() if number not in made}
        for job, cleaned in self._work(
            clean_article, make_jobs(left, pages, self.rules)
        ):
            if isinstance(cleaned, Cleaned) and cleaned.article:
                plan = plans[job.page.number]
                self.hooks.put(cleaned.article, make_stamp(job.page, cleaned.digest))
                minhash = cleaned.minhash if plan.later_pages else None
                self._note_document(job.page, plan, minhash)
                made.add(job.page.number)
        return plans.keys() - made

    def _amend_documents(
        self, plans: Mapping[int, DocumentPlan], pages: Mapping[int, ListedPage]
    ) -> set[int]:
        """Make documents of which no text changes, where that needs no cleaning."""
        made: set[int] = set()
        for number in plans.keys() & pages.keys():
            page, plan = pages[number], plans[number]
            if not plan.later_pages and self.hooks.amend(page, plan.origin):
                self._note_document(page, plan, None)
                made.add(number)
        return made

    def _note_document(
        self, page: ListedPage, plan: DocumentPlan, minhash: MinHash | None
    ) -> None:
        """Note of what the document of a page was made."""
        table = self.table
        self.register.set_joined_minhash(page.number, minhash)
        self.register.set_origin(page.number, plan.origin)
        table.set_state(page.doc_id, None)
        outcome = decide_joined(
            table.outcomes.get(page.doc_id), is_known=page.doc_id in table.stamps
        )
        if outcome:
            table.outcomes[page.doc_id] = outcome

    def _fold(self, failed: Collection[int]) -> None:
        """Delete the documents of pages whose text is in that of another page."""
        register, table = self.register, self.table
        folding = find_folding(
            register.list_origins(), self.placements, failed, register.is_article
        )
        pages = find_pages(folding.new, self.pages)
        for number, page in pages.items():
            stamp = make_stamp(page, register.find_digest(number))
            table.states[page.doc_id] = PageState(stamp, "folded")
            register.set_origin(number, FOLDED)
            self.delete(page.doc_id)
        for doc_id in map(write_doc_id, folding.kept | pages.keys()):
            if table.outcomes.get(doc_id, Outcome.FAILED) is not Outcome.FAILED:
                table.outcomes[doc_id] = Outcome.FOLDED
        for number in folding.released:
            self._release(number)

    def _release(self, number: int) -> None:
        """Note that a page which was a part of an article is none by itself."""
        table, doc_id = self.table, write_doc_id(number)
        self.register.set_origin(number, ALONE)
        if (state := table.states.get(doc_id)) and state.kind == "folded":
            table.states[doc_id] = PageState(state.stamp, "other")
        if table.outcomes.get(doc_id) is Outcome.FOLDED:
            table.outcomes[doc_id] = Outcome.NOT_ARTICLE
