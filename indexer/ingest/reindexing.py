"""The first line: sources -> changed pages -> articles -> the index.

One process walks the sources and writes; workers read and clean. What a page was last
time (``PageStamp``) decides whether it is read at all. Deleting comes last, source by
source, and only where the brake lets it.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from typing import TypeVar

from ..backends import Backend, Writer, open_backend
from ..config import Config
from ..errors import (
    DISK_FULL_ERRNOS,
    ConfigError,
    IndexCorrupt,
    IndexFull,
    IndexMissing,
    IndexOutdated,
    SourceError,
)
from ..extract import Register, find_host, saying_full
from ..model import Article, PageStamp, ReindexReport, make_doc_id
from ..sources import Entry, Listing, open_source
from .consolidation import is_held, settle
from .deletion_guard import find_brake
from .jobs import (
    Cleaned,
    PageJob,
    clean_page,
    clean_whole,
    find_adapter,
    make_recipe,
    open_vocabulary,
)
from .outcomes import Documents
from .page_state import Ledger, load_ledger, write_ledger
from .process_pool import Lost, run_jobs
from .templates import Sites

Progress = Callable[[int, int], None]
"""Told the number of pages done, and of pages in all."""

AGAIN = 5000
"""Pages that one run cleans again because their site was learned anew."""

REGISTER = "pages.sqlite"

Job = TypeVar("Job")

log = logging.getLogger(__name__)


def reindex(
    config: Config,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    allow_deletions: bool = False,
    progress: Progress | None = None,
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

    Raises:
        ConfigError: a source or an adapter is set up wrongly, or there is no source.
        SourceError: a rebuild would have lost too much; the old index stays.
        IndexLocked: another reindex is at work.
        IndexOutdated: the index is of another format; rebuild it.
        IndexFull: the disk took no more; the last commit stands.
    """
    if not config.sources:
        raise ConfigError("the settings name no source of pages: [[sources]]")
    for source in config.sources:
        with suppress(SourceError):  # that is for the report, wrong settings are not
            open_source(source)
    recipe = make_recipe(config)
    backend = open_backend(config)
    try:
        with (
            _naming_full(config),
            _open_writer(backend, dry_run, rebuild) as (writer, known),
            _open_register(config, rebuild or not known, dry_run) as register,
        ):
            run = _Run(
                *(config, writer, register, known, recipe),
                rebuild=rebuild,
                dry_run=dry_run,
            )
            if progress:
                run.watch(progress)
            run.learn()
            run.clean()
            run.clean_again()
            run.settle(allow_deletions)
            run.delete_gone(allow_deletions)
            run.finish()
    finally:
        backend.close()
    return run.report()


@contextmanager
def _open_writer(
    backend: Backend, dry_run: bool, rebuild: bool
) -> Iterator[tuple[Writer, Mapping[str, PageStamp]]]:
    """Open the index for changes, and say what it holds."""
    if dry_run:
        yield _NullWriter(), _scan(backend, rebuild)
        return
    with backend.writer(rebuild=rebuild) as writer:
        yield writer, _scan(backend, rebuild) if rebuild else writer.page_stamps()


def _scan(backend: Backend, rebuild: bool) -> dict[str, PageStamp]:
    """Return what is known of every document; nothing of an index to be replaced."""
    try:
        return {article.doc_id: known for article, known in backend.scan()}
    except IndexMissing:
        return {}
    except (IndexOutdated, IndexCorrupt):
        if rebuild:
            return {}
        raise


@contextmanager
def _naming_full(config: Config) -> Iterator[None]:
    """Say in a sentence that the disk is full."""
    try:
        with saying_full():
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
    """Open what is kept of pages to tell which of them are one article."""
    path = config.index.folder / REGISTER
    return closing(Register(path, fresh=fresh, keep=not dry_run))


class _NullWriter:
    """The writer of a dry run."""

    def page_stamps(self) -> Mapping[str, PageStamp]:
        return {}

    def put(self, article: Article, stamp: PageStamp) -> None:
        pass

    def delete(self, doc_id: str) -> None:
        pass

    def commit(self) -> None:
        pass


class _Run:
    """One reindex under way.

    Attributes:
        known: what the index held at the start, by ``doc_id``.
        trusted: whether pages of last time were cleaned as they would be now.
        recipe_so_far: of all that is known of pages until the run is done.
        counts: of what is no outcome of a page.
        again: how many pages may still be cleaned again.
        learned: hosts that were learned anew.
    """

    def __init__(
        self,
        config: Config,
        writer: Writer,
        register: Register,
        known: Mapping[str, PageStamp],
        recipe: str,
        *,
        rebuild: bool,
        dry_run: bool,
    ) -> None:
        self.config = config
        self.known = known
        self.rebuild = rebuild
        self.dry_run = dry_run
        self.ledger = load_ledger(config.index.folder)
        self.recipe = recipe
        self.trusted = not rebuild and recipe == self.ledger.recipe
        mixed = not self.trusted and (known or self.ledger.notes)
        self.recipe_so_far = "" if mixed else recipe
        self.sites = Sites(config, self.ledger.sites if self.trusted else {})
        self.documents = Documents(
            *(writer, register, self.sites, known, self.ledger.notes),
            trusted=self.trusted,
            rebuild=rebuild,
        )
        self.listings: dict[str, Listing] = {}
        self.counts: Counter[str] = Counter()
        self.again = sys.maxsize if rebuild else AGAIN
        self.learned: set[str] = set()
        self.messages: list[str] = []
        self.pages = self.total = 0
        self.progress: Progress | None = None
        self.started = self.committed = time.monotonic()

    def watch(self, progress: Progress) -> None:
        """Count the pages, and tell after each how many are done."""
        self.progress = progress
        self.total = sum(
            1 for source in self.config.sources for _ in Listing().entries(source)
        )

    def learn(self) -> None:
        """Learn what the pages of each site have in common, where that is not known.

        It is written down before the first page is: a run that is killed right after
        its first commit is otherwise taken for one of other rules.
        """
        if self.known and not self.trusted and not self.rebuild:
            log.info("pages are not cleaned as they were last time: all are read anew")
        self.sites.learn_new(self.config.sources)
        if not self.rebuild:
            self._write_ledger(self.recipe_so_far)

    def clean(self) -> None:
        """Read what changed in every source, and write it."""
        self._clean(self._find_changed(), self._advance)

    def clean_again(self) -> None:
        """Learn sites anew that look different now, and clean their pages again.

        New templates are written down before the pages they are for, so that a run
        that is killed goes on with the same ones.
        """
        self.sites.settle()
        unsure = {
            find_host(source.base_url)
            for source in self.config.sources
            if (listing := self.listings[source.address]).missing or listing.unread
        }
        while hosts := self.sites.learn_again(unsure):
            self.learned |= hosts
            self._commit_so_far()
            self._clean(self._find_stale(hosts))
            self.sites.settle()

    def _clean(
        self, jobs: Iterator[PageJob], advance: Callable[[], None] = lambda: None
    ) -> None:
        for job, outcome in self._work(clean_page, jobs):
            self.documents.take(job, outcome)
            advance()

    def _work(
        self, function: Callable[..., Cleaned | ConfigError], jobs: Iterable[Job]
    ) -> Iterator[tuple[Job, Cleaned | Lost]]:
        """Yield jobs with what workers made of them; commit now and then.

        Raises:
            ConfigError: an adapter is not usable.
        """
        results = run_jobs(
            partial(
                function,
                sites=self.sites.known,
                vocabulary=open_vocabulary(self.config),
                to_all=self.config.cleaning.topics_for == "all",
            ),
            jobs,
            processes=self.config.cleaning.processes,
            timeout=self.config.cleaning.page_timeout,
            memory=self.config.cleaning.page_memory,
        )
        with closing(results):
            for job, outcome in results:
                if isinstance(outcome, ConfigError):
                    raise outcome
                yield job, outcome
                due = self.committed + self.config.index.commit_every
                if time.monotonic() >= due:
                    self._commit_so_far()

    def settle(self, allow_deletions: bool) -> None:
        """Make one document of the pages of each article."""
        for source in self.config.sources:
            if is_held(self.listings[source.address], allow_deletions):
                self.documents.register.hold(source.address)
        settle(self.documents, self.config, partial(self._work, clean_whole))

    def delete_gone(self, allow_deletions: bool) -> None:
        """Delete the documents whose page holds no article, where the brake lets it.

        Raises:
            SourceError: the brake holds in a rebuild.
        """
        held: Counter[str] = Counter()
        gone: defaultdict[str, list[str]] = defaultdict(list)
        for doc_id, known in self.known.items():
            held[known.source] += 1
            if self._is_gone(doc_id, known.source):
                gone[known.source].append(doc_id)
        for address in sorted(self.listings.keys() | gone.keys()):
            doc_ids = gone[address]
            brake = find_brake(
                address,
                self.listings.get(address),
                gone=len(doc_ids),
                held=held[address],
                limit=self.config.index.deletion_limit,
            )
            if brake and not (allow_deletions and brake.yields and doc_ids):
                if self.rebuild:
                    raise SourceError(
                        f"{brake.reason}; the old index was left as it is"
                    )
                self.counts["withheld"] += len(doc_ids)
                self.messages.append(brake.reason)
                continue
            for doc_id in doc_ids:
                self.documents.delete(doc_id)
            self.counts["deleted"] += len(doc_ids)

    def finish(self) -> None:
        """Make the rest visible, and forget the pages that are gone."""
        if not any(one.missing or one.unread for one in self.listings.values()):
            self.documents.forget_gone()
        self._commit(self.recipe)

    def report(self) -> ReindexReport:
        """Return what was done."""
        return ReindexReport(
            **(self.counts + self.documents.count()),
            failed=tuple(self.documents.failed),
            learned=self._tell_learned(),
            messages=tuple(self.messages),
            seconds=round(time.monotonic() - self.started, 3),
        )

    def _is_gone(self, doc_id: str, source: str) -> bool:
        """Say whether a document has no page any more, or one without an article."""
        if outcome := self.documents.outcomes.get(doc_id):
            return outcome in ("not_articles", "lost")
        listing = self.listings.get(source)
        return listing is None or listing.complete

    def _find_changed(self) -> Iterator[PageJob]:
        """Yield the pages that have to be read; count the others."""
        for source in self.config.sources:
            listing = self.listings[source.address] = Listing()
            for entry in listing.entries(source):
                doc_id = make_doc_id(entry.url)
                if doc_id in self.documents.outcomes:
                    log.info("%s is listed twice; the first is taken", entry.url)
                    self._advance()
                    continue
                self.documents.see(entry, doc_id)
                note = self.documents.remember(doc_id)
                if note and self._claim(entry, doc_id):
                    note = None
                if note and _is_same(entry, source.address, note.known):
                    self.documents.keep(entry, doc_id, note)
                    self._advance()
                    continue
                adapter = find_adapter(entry.url, self.config)
                yield PageJob(entry, source.address, adapter, note)

    def _find_stale(self, hosts: Container[str]) -> Iterator[PageJob]:
        """Yield the pages that were cleaned before their site was learned anew."""
        listed: set[str] = set()
        for source in self.config.sources:
            if find_host(source.base_url) not in hosts:
                continue
            for entry in Listing().entries(source):
                doc_id = make_doc_id(entry.url)
                outcome = self.documents.outcomes.get(doc_id, "failed")
                first = doc_id not in listed
                listed.add(doc_id)
                if (
                    first
                    and outcome not in ("failed", "lost")
                    and self._claim(entry, doc_id)
                ):
                    adapter = find_adapter(entry.url, self.config)
                    yield PageJob(entry, source.address, adapter)

    def _claim(self, entry: Entry, doc_id: str) -> bool:
        """Say whether a page is cleaned again now; leave it to the next run if not."""
        if not self.sites.is_stale(entry, doc_id):
            return False
        if not self.again:
            self.sites.postpone(entry, doc_id)
            return False
        self.again -= 1
        self.counts["cleaned_again"] += 1
        return True

    def _tell_learned(self) -> str:
        """Return in a sentence which sites were learned anew, if any were."""
        again, left = self.counts["cleaned_again"], self.sites.left
        if not self.learned and not again:
            return ""
        named = ", ".join(sorted(self.learned)[:3]) or "a site"
        more = len(self.learned) - 3
        named += f" and {more} more sites" if more > 0 else ""
        return (
            f"how the pages of {named} look was learned anew: "
            f"{again} of them were cleaned again"
            + (f", {left} follow in the next run" if left else "")
        )

    def _advance(self) -> None:
        self.pages += 1
        if self.progress:
            self.progress(self.pages, self.total)

    def _commit_so_far(self) -> None:
        """Make visible what was done up to now; a rebuild only shows itself whole."""
        if not self.rebuild:
            self._commit(self.recipe_so_far)

    def _commit(self, recipe: str) -> None:
        """Make changes visible, then note how far that is."""
        self.documents.commit()
        self._write_ledger(recipe)
        self.committed = time.monotonic()
        done = ", ".join(
            f"{number} {name.replace('_', ' ')}"
            for name, number in (self.counts + self.documents.count()).items()
        )
        log.info("%d pages: %s", self.pages, done or "nothing to do")

    def _write_ledger(self, recipe: str) -> None:
        sites = self.sites.write()
        ledger = Ledger(recipe, sites, self.documents.notes)
        if self.dry_run or ledger == self.ledger:
            return
        write_ledger(self.config.index.folder, ledger)
        self.ledger = Ledger(recipe, sites, dict(self.documents.notes))


def _is_same(entry: Entry, source: str, known: PageStamp) -> bool:
    """Say whether a page is as it was, without reading it."""
    return bool(entry.mtime) and (source, entry.size, entry.mtime) == (
        known.source,
        known.size,
        known.mtime,
    )
