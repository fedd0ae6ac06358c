"""A stream of pages to one record for each: what ``broadsheet extract --pages`` prints.

The stream goes through the same ``pipeline`` as the pages of a reindex, so a record is
what an index of the same pages would hold.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from os import SEEK_END
from pathlib import Path
from typing import IO

from ..extract import DocumentOrigin, Register, find_host, raising_disk_errors
from ..model import Page, make_doc_id
from ..sources import Entry
from .article_records import Record, make_page, make_record
from .decisions import Outcome
from .jobs import Cleaned, PageJob, PageRules, clean_page
from .listed_pages import ListedPage
from .pipeline import PageTable, Pipeline, PipelineHooks
from .process_pool import Lost, Run, run_here
from .templates import SiteLearner

log = logging.getLogger(__name__)


def extract_pages(
    records: Iterable[object],
    *,
    single: bool = False,
    rules: PageRules | None = None,
    run: Run = run_here,
) -> Iterator[Record]:
    """Yield the article of each record, in order, as plain values.

    A record holds ``id``, ``url`` and ``html`` (text), and may hold ``site``: pages of
    one site share their templates, by default those of one host. A record that is none
    of that, or whose page fails, gives one with an ``error`` all the same.

    Unless ``single`` is given, the records are read once and spooled to disk, and the
    first one is yielded when the last page is cleaned. What is held in memory of each
    page is its key and its outcome.

    Args:
        single: whether each page is cleaned without looking at others.
        rules: of the owner, for cleaning.
        run: does the work on each page; ``run_jobs`` lets a page that is given up cost
            itself alone.

    Raises:
        ConfigError: an adapter is not usable.
    """
    rules = rules or PageRules()
    if single:
        yield from _extract_singly(records, rules, run)
        return
    with (
        raising_disk_errors(),
        tempfile.TemporaryDirectory() as folder,
        closing(Register()) as register,
        RecordSpool(Path(folder) / "records") as spool,
    ):
        pages = SpooledPages(Path(folder), records)
        pipeline = Pipeline(
            pages=pages,
            rules=rules,
            run=run,
            learner=SiteLearner({}, rules, run),
            register=register,
            table=PageTable(),
            hooks=spool,
        )
        pipeline.clean_all()
        pipeline.consolidate()
        for identity, page in pages.list_with_ids():
            record = spool.read(page) | {"id": identity}
            if pipeline.table.outcomes[page.doc_id] is Outcome.FOLDED:
                record |= _describe_folded(pipeline, page)
            yield record
    _warn_of_lost(spool.lost)


def _extract_singly(
    records: Iterable[object], rules: PageRules, run: Run
) -> Iterator[Record]:
    identities: deque[object] = deque()

    def list_jobs() -> Iterator[PageJob]:
        for record in records:
            identities.append(_find_id(record))
            url = _find_text(record, "url")
            entry = Entry(url, 0, 0, partial(make_page, record))
            yield PageJob(ListedPage("", "", "", entry), rules.find_adapter(url))

    lost = 0
    clean = partial(clean_page, sites={}, topics=rules.topics, kinds=rules.kinds)
    with closing(run(clean, list_jobs())) as results:
        for _, cleaned in results:
            lost += isinstance(cleaned, Lost)
            yield describe_cleaned(cleaned) | {"id": identities.popleft()}
    _warn_of_lost(lost)


def describe_cleaned(cleaned: Cleaned | Lost) -> Record:
    """Return the record of a page by itself, without its id."""
    if isinstance(cleaned, Lost):
        return make_record(None, None, cleaned.reason)
    return make_record(None, cleaned.article, cleaned.error or cleaned.not_article)


def _describe_folded(pipeline: Pipeline, page: ListedPage) -> Record:
    """Return what the record of a page says of the article that has its text."""
    register, placement = pipeline.register, pipeline.placements[page.number]
    url = register.find_url(placement.article)
    address = placement.canonical_url or register.find_address(placement.article)
    return {
        "canonical_url": address,
        "duplicate_of": "" if placement.is_part else url,
        "is_article": False,
        "error": placement.describe(url),
    }


def _warn_of_lost(pages: int) -> None:
    if pages:
        log.warning("pages given up: %d; the error of each says why", pages)


class SpooledPages:
    """The pages of a stream, on disk.

    Two files lie in the folder: the records, and a list with a line for each of them.

    A page has the ``doc_id`` of its URL. If it has none, or an earlier page has the
    same one, it is made of the whole record.
    """

    def __init__(self, folder: Path, records: Iterable[object]) -> None:
        self._records, self._list = folder / "pages", folder / "list"
        taken: set[str] = set()
        with self._records.open("wb") as spool, self._list.open("wb") as listed:
            for record in records:
                offset = spool.tell()
                line = _write_line(spool, record)
                url = _find_text(record, "url")
                doc_id = make_doc_id(url or line)
                while doc_id in taken:
                    doc_id = make_doc_id(f"{doc_id}{line}")
                taken.add(doc_id)
                site = _find_text(record, "site") or find_host(url)
                row = (_find_id(record), doc_id, site, url, offset, len(line))
                _write_line(listed, row)

    def list_with_ids(self) -> Iterator[tuple[object, ListedPage]]:
        """Yield every page with the id of its record."""
        with self._list.open("rb") as listed:
            for line in listed:
                identity, doc_id, site, url, offset, size = json.loads(line)
                read = partial(_read_page, self._records, offset)
                yield identity, ListedPage(doc_id, site, "", Entry(url, size, 0, read))

    def list_all(self) -> Iterator[ListedPage]:
        return (page for _, page in self.list_with_ids())

    def list_sites(self, is_wanted: Callable[[str], bool]) -> Iterator[ListedPage]:
        return (page for page in self.list_all() if is_wanted(page.site))

    @property
    def unsure_sites(self) -> tuple[str, ...]:
        return ()


class RecordSpool(PipelineHooks):
    """The records of a stream, on disk; the last one made of each page counts.

    Attributes:
        lost: how many pages were given up.
    """

    def __init__(self, path: Path) -> None:
        self.lost = 0
        self._file = path.open("w+b")
        self._offsets: dict[str, int] = {}

    def __enter__(self) -> RecordSpool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def collect(self, page: ListedPage, cleaned: Cleaned | Lost) -> None:
        """Keep the record of a page, unless it failed after it was cleaned once."""
        self.lost += isinstance(cleaned, Lost)
        has_failed = isinstance(cleaned, Lost) or cleaned.error
        if not (has_failed and page.doc_id in self._offsets):
            self._write(page, describe_cleaned(cleaned))

    def amend(self, page: ListedPage, origin: DocumentOrigin) -> bool:
        record = self.read(page)
        record["canonical_url"] = origin.canonical_url or record["canonical_url"]
        record["duplicate_of"] = origin.duplicate_of
        self._write(page, record)
        return True

    def read(self, page: ListedPage) -> Record:
        """Return the record of a page, without its id."""
        self._file.seek(self._offsets[page.doc_id])
        record: Record = json.loads(self._file.readline())
        return record

    def _write(self, page: ListedPage, record: Record) -> None:
        self._offsets[page.doc_id] = self._file.seek(0, SEEK_END)
        _write_line(self._file, record)


def _write_line(file: IO[bytes], value: object) -> str:
    """Write a line of JSON, and return it."""
    line = json.dumps(value)
    file.write(line.encode("ascii") + b"\n")
    return line


def _read_page(spool: Path, offset: int) -> Page:
    """Read a page of a spool, in whatever process."""
    with spool.open("rb") as file:
        file.seek(offset)
        return make_page(json.loads(file.readline()))


def _find_id(record: object) -> object:
    return record.get("id") if isinstance(record, dict) else None


def _find_text(record: object, name: str) -> str:
    return str(record.get(name) or "") if isinstance(record, dict) else ""
