"""Reindex: bring the index up to date with its sources.

One process lists the sources and writes; workers read and clean. What a page was in the
last run (``PageStamp``) decides whether it is read at all. Deleting comes last, source
by source, and only where the deletion guard lets it.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager

from ..backends import Backend, Writer, open_backend
from ..config import Config
from ..errors import (
    DISK_FULL_ERRNOS,
    ConfigError,
    IndexCorrupt,
    IndexFull,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexStoreError,
    SourceError,
)
from ..exit_codes import explain_error
from ..extract import NOINDEX, Register, raising_disk_errors
from ..model import (
    STANDING_KIND,
    Article,
    Failure,
    PageStamp,
    ReindexReport,
    read_doc_id,
)
from ..moved_documents import load_moves, write_moves
from ..sources import Progress, check_source, ignore_progress
from .decisions import PRESENT, count_outcomes, is_gone, may_hide_pages
from .deletion_guard import find_objection
from .jobs import Cleaned, PageRules
from .listed_pages import ListedPage
from .listing import SourcePages
from .page_state import IngestState, load_state, write_state
from .pipeline import PageTable, Pipeline, PipelineHooks
from .process_pool import Lost, make_runner
from .recipe import make_recipe, make_rules
from .run_history import record_error, record_report
from .templates import SiteLearner

MAX_CLEANED_AGAIN = 5000
"""Pages that one run cleans again because their site was learned again."""

REGISTER_FILE = "pages.sqlite"

log = logging.getLogger(__name__)


def reindex(
    config: Config,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    allow_deletions: bool = False,
    progress: Progress | None = None,
    fetch_progress: Progress = ignore_progress,
) -> ReindexReport:
    """Bring the index up to date with its sources.

    Work is committed every ``commit_every`` seconds, so that a run that is killed loses
    no more than that. A rebuild is committed once, at its end. Pages are cleaned in
    worker processes: a script that calls this needs ``if __name__ == "__main__"``.

    Args:
        dry_run: do all but write.
        rebuild: clean every page and build a new index in place of the old one.
        allow_deletions: delete what is gone, however much it is.
        progress: called after every page. The sources are then counted beforehand.
        fetch_progress: called after every request, before the first page.

    Raises:
        ConfigError: a source or an adapter is set up wrongly, or there is no source.
        SourceError: a rebuild would have lost too much; the old index stays.
        IndexLocked: another reindex is running.
        IndexOutdated: the index is of another format; rebuild it.
        IndexFull: the disk took no more; the last commit stands.
    """
    _check_sources(config)
    rules = make_rules(config)
    recipe = make_recipe(config, rules)
    backend = open_backend(config)
    started = time.monotonic()
    try:
        with (
            _raising_index_full(config),
            _open_writer(backend, dry_run, rebuild) as (writer, stamps),
            _open_register(config, rebuild or not stamps, dry_run) as register,
        ):
            run = _Reindex(
                config, rules, recipe, writer, register, stamps, is_rebuild=rebuild
            )
            if not dry_run:
                run.fetch(fetch_progress)
            if progress:
                run.watch(progress)
            run.pipeline.clean_all()
            run.consolidate(allow_deletions)
            run.delete_gone(allow_deletions)
            run.finish()
            report = run.report()
            if not dry_run:
                record_report(config.index.folder, report)
            return report
    except IndexLocked:  # the other reindex writes the record
        raise
    except (SourceError, IndexStoreError, OSError) as error:
        if not dry_run:
            seconds = round(time.monotonic() - started, 3)
            record_error(config.index.folder, explain_error(error), seconds)
        raise
    finally:
        backend.close()


def _check_sources(config: Config) -> None:
    """Raise ConfigError for sources that are set up wrongly."""
    if not config.sources:
        raise ConfigError("the settings name no source of pages: [[sources]]")
    for source in config.sources:
        check_source(source)


@contextmanager
def _open_writer(
    backend: Backend, dry_run: bool, rebuild: bool
) -> Iterator[tuple[Writer | None, Mapping[str, PageStamp]]]:
    """Open the index for changes, and return the stamps of its documents.

    A dry run has no writer.
    """
    if dry_run:
        yield None, _scan(backend, rebuild)
        return
    with backend.writer(rebuild=rebuild) as writer:
        yield writer, _scan(backend, rebuild) if rebuild else writer.page_stamps()


def _scan(backend: Backend, rebuild: bool) -> dict[str, PageStamp]:
    """Return the stamp of every document; nothing of a broken index to be replaced."""
    try:
        return {article.doc_id: stamp for article, stamp in backend.scan()}
    except IndexMissing:
        return {}
    except (IndexOutdated, IndexCorrupt):
        if rebuild:
            return {}
        raise


@contextmanager
def _raising_index_full(config: Config) -> Iterator[None]:
    """Raise IndexFull when the disk is full."""
    try:
        with raising_disk_errors():
            yield
    except OSError as error:
        if error.errno not in DISK_FULL_ERRNOS:
            raise
        raise IndexFull(
            f"no room left in {config.index.folder}; what was committed stays: "
            "free some space and run it again"
        ) from error


def _open_register(
    config: Config, fresh: bool, dry_run: bool
) -> AbstractContextManager[Register]:
    """Open the register of pages, from which it is known which are one article."""
    path = config.index.folder / REGISTER_FILE
    return closing(Register(path, fresh=fresh, writable=not dry_run))


class _Reindex(PipelineHooks):
    """A reindex under way: a pipeline over the sources that writes to an index.

    Attributes:
        recipe_so_far: of all that is remembered of pages until the run is done.
        counts: of documents, for the report.
    """

    def __init__(
        self,
        config: Config,
        rules: PageRules,
        recipe: str,
        writer: Writer | None,
        register: Register,
        stamps: Mapping[str, PageStamp],
        *,
        is_rebuild: bool,
    ) -> None:
        self.config = config
        self.recipe = recipe
        self.writer = writer
        self.written_state = load_state(config.index.folder)
        is_trusted = not is_rebuild and recipe == self.written_state.recipe
        is_mixed = not is_trusted and (stamps or self.written_state.pages)
        self.recipe_so_far = "" if is_mixed else recipe
        self.sources = SourcePages(config)
        runner = make_runner(config.cleaning)
        sites = self.written_state.sites if is_trusted else {}
        self.table = PageTable(
            stamps=stamps,
            states=dict(self.written_state.pages),
            is_trusted=is_trusted,
            is_rebuild=is_rebuild,
        )
        self.pipeline = Pipeline(
            pages=self.sources,
            rules=rules,
            run=runner,
            learner=SiteLearner(sites, rules, runner),
            register=register,
            table=self.table,
            hooks=self,
            cleanings_left=sys.maxsize if is_rebuild else MAX_CLEANED_AGAIN,
        )
        self.counts: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self.messages: list[str] = []
        self.pages_done = self.pages_in_all = 0
        self.progress: Progress | None = None
        self.has_changes = is_rebuild or not stamps
        self.started = self.committed = time.monotonic()

    def fetch(self, progress: Progress) -> None:
        """Fetch what has changed at the sources that are not on this machine."""
        self.failures += self.sources.fetch_all(progress)

    def watch(self, progress: Progress) -> None:
        """Count the pages, and report progress after each."""
        self.progress = progress
        self.pages_in_all = self.sources.count()

    def begin(self) -> None:
        """Write down what was learned, and the recipe, before the first page.

        Otherwise a run that is killed right after its first commit would be taken for
        one with another recipe.
        """
        table = self.table
        if table.stamps and not table.is_trusted and not table.is_rebuild:
            log.info("pages are not cleaned as they were last time: all are read again")
        if not table.is_rebuild:
            self._write_state(self.recipe_so_far)

    def put(self, article: Article, stamp: PageStamp) -> None:
        self.has_changes = True
        if self.writer:
            self.writer.put(article, stamp)

    def delete(self, doc_id: str) -> None:
        self.has_changes = True
        if self.writer:
            self.writer.delete(doc_id)

    def collect(self, page: ListedPage, cleaned: Cleaned | Lost) -> None:
        """Report a page that failed, and commit if it is time."""
        reason = cleaned.reason if isinstance(cleaned, Lost) else cleaned.error
        if reason:
            log.warning("%s: %s", page.url, reason)
            self.failures.append(Failure(page.url, reason))
        elif isinstance(cleaned, Cleaned) and cleaned.not_article:
            log.info("%s: %s", page.url, cleaned.not_article)
        if time.monotonic() >= self.committed + self.config.index.commit_every:
            self.checkpoint()

    def advance(self) -> None:
        self.pages_done += 1
        if self.progress:
            self.progress(self.pages_done, self.pages_in_all)

    def checkpoint(self) -> None:
        """Make visible what was done up to now; a rebuild is committed at its end.

        New templates are written down before the pages they are for, so that a run
        that is killed goes on with the same ones.
        """
        if not self.table.is_rebuild:
            self._commit(self.recipe_so_far)

    def consolidate(self, allow_deletions: bool) -> None:
        """Make one document of the pages of each article.

        Pages that a source may hide count as listed: their copies stay folded.
        """
        for address, listing in self.sources.listings.items():
            if may_hide_pages(listing, allow_deletions=allow_deletions):
                self.pipeline.register.mark_source_listed(address)
        self.pipeline.consolidate()

    def delete_gone(self, allow_deletions: bool) -> None:
        """Delete the documents without a page, unless the deletion guard objects.

        Raises:
            SourceError: it objects in a rebuild.
        """
        held: Counter[str] = Counter()
        gone: defaultdict[str, list[str]] = defaultdict(list)
        listings, outcomes = self.sources.listings, self.table.outcomes
        for doc_id, stamp in self.table.stamps.items():
            held[stamp.source] += 1
            if is_gone(
                outcomes.get(doc_id),
                listings.get(stamp.source),
                is_withdrawn=self._is_withdrawn(doc_id, stamp),
            ):
                gone[stamp.source].append(doc_id)
        for address in sorted(listings.keys() | gone.keys()):
            moved = {one for one in gone[address] if self._has_moved(one, address)}
            self._delete(moved)
            doc_ids = [one for one in gone[address] if one not in moved]
            objection = find_objection(
                address,
                listings.get(address),
                gone=len(doc_ids),
                held=held[address],
                limit=self.config.index.deletion_limit,
            )
            can_lift = allow_deletions and doc_ids
            if objection and not (can_lift and objection.can_be_lifted):
                self._withhold(doc_ids, objection.reason)
            else:
                self._delete(doc_ids)

    def _delete(self, doc_ids: Iterable[str]) -> None:
        for doc_id in doc_ids:
            self.pipeline.delete(doc_id)
            self.counts["deleted"] += 1

    def _has_moved(self, doc_id: str, address: str) -> bool:
        """Return whether a document of a source has another one in its place."""
        listing = self.sources.listings.get(address)
        new = listing.moved.get(doc_id, "") if listing else ""
        return self.table.outcomes.get(new) in PRESENT

    def _is_withdrawn(self, doc_id: str, stamp: PageStamp) -> bool:
        """Return whether a source says that a page is gone, or its settings omit it."""
        source = self.sources.by_address.get(stamp.source)
        if source and doc_id in self.sources.listings[stamp.source].gone:
            return True
        if source is None or not (source.include or source.exclude):
            return False
        url = self.pipeline.register.find_url(read_doc_id(doc_id))
        return bool(url) and not source.admits(url)

    def finish(self) -> None:
        """Commit the rest, and forget the pages that are gone."""
        listings = self.sources.listings
        if not any(one.missing or one.unread for one in listings.values()):
            self.pipeline.forget_unlisted()
        self.messages += [
            f"{address}: {listing.unfetched}; its pages stay, and the next run goes on"
            for address, listing in listings.items()
            if listing.unfetched and not listing.missing
        ]
        self._commit(self.recipe)
        self._write_moves()

    def _write_moves(self) -> None:
        """Add what the sources say has moved to what they said before."""
        folder = self.config.index.folder
        before = load_moves(folder)
        moves = dict(before)
        for listing in self.sources.listings.values():
            moves |= listing.moved
        moves = {
            old: new for old, new in moves.items() if old not in self.table.outcomes
        }
        if self.writer and moves != before:
            write_moves(folder, moves)

    def report(self) -> ReindexReport:
        """Return what was done."""
        register = self.pipeline.register
        return ReindexReport(
            **(self.counts + count_outcomes(self.table.outcomes.values())),
            standing_pages=len(register.list_kind(STANDING_KIND)),
            noindex=tuple(register.list_kind(NOINDEX)),
            excluded=sum(one.excluded for one in self.sources.listings.values()),
            failed=tuple(self.failures),
            cleaned_again=self.pipeline.cleaned_again,
            learned=describe_learned(
                self.pipeline.learned_again,
                self.pipeline.cleaned_again,
                self.pipeline.learner.postponed,
            ),
            messages=tuple(self.messages),
            seconds=round(time.monotonic() - self.started, 3),
        )

    def _withhold(self, doc_ids: list[str], reason: str) -> None:
        """Keep documents although their pages are gone."""
        if self.table.is_rebuild:
            raise SourceError(f"{reason}; the old index was left as it is")
        self.counts["withheld"] += len(doc_ids)
        self.messages.append(reason)

    def _commit(self, recipe: str) -> None:
        """Make changes visible, then write down how far the run is.

        The register comes first, but for what documents were made of: that must not be
        on disk before the documents are. A rebuild's register waits for its index.
        """
        register = self.pipeline.register
        if not self.table.is_rebuild:
            register.commit_pages()
        if self.has_changes:
            if self.writer:
                self.writer.commit()
            self.has_changes = False
        register.commit()
        self._write_state(recipe)
        self.committed = time.monotonic()
        counts = self.counts + count_outcomes(self.table.outcomes.values())
        counts["cleaned_again"] += self.pipeline.cleaned_again
        done = ", ".join(
            f"{number} {name.replace('_', ' ')}"
            for name, number in counts.items()
            if number
        )
        log.info("%d pages: %s", self.pages_done, done or "nothing to do")

    def _write_state(self, recipe: str) -> None:
        """Write down the state of pages and sites, if it changed; not in a dry run."""
        state = IngestState(recipe, self.pipeline.learner.write(), self.table.states)
        if self.writer and state != self.written_state:
            write_state(self.config.index.folder, state)
            self.written_state = IngestState(recipe, state.sites, dict(state.pages))


def describe_learned(sites: set[str], cleaned_again: int, postponed: int) -> str:
    """Return in a sentence which sites were learned again, if any were.

    >>> describe_learned({"a.example"}, 7, 2)
    'the layout of a.example was learned again: 7 pages were cleaned again, 2 ...'
    """
    if not sites and not cleaned_again:
        return ""
    named = ", ".join(sorted(sites)[:3]) or "a site"
    more = len(sites) - 3
    named += f" and {more} more sites" if more > 0 else ""
    return (
        f"the layout of {named} was learned again: "
        f"{cleaned_again} pages were cleaned again"
        + (f", {postponed} follow in the next run" if postponed else "")
    )
