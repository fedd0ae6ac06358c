"""The backend: opens the newest commit and lets all threads search it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from ...config import Config
from ...model import (
    FIRST_TEN,
    Article,
    BackendResult,
    CheckReport,
    IndexInfo,
    Match,
    PageStamp,
    SearchOptions,
)
from ...query import Query
from .commits.checking import check_index
from .commits.generations import latest_generation, measure_files, open_generation
from .commits.index_writer import ArrayWriter
from .commits.integrity import FileVerifier
from .compat.whoosh_schema import make_schema
from .executor.planning import make_plan
from .executor.reader import IndexReader
from .marks.marking import mark_document
from .search import execute
from .segment_reader import ArraySegmentReader

REFRESH_SECONDS = 0.25
"""Seconds between two looks for a newer commit."""


class WhooshBackend:
    """Stores documents in a folder of array files that Whoosh can open.

    One reader serves all threads until there is a newer commit. A search that began on
    the old reader ends on it; then its files are closed.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._dir = config.index.folder
        self._lock = threading.Lock()
        self._reader: IndexReader | None = None
        self._verifier = FileVerifier((), set())
        self._verified: set[str] = set()
        self._refreshed = 0.0

    def writer(self, *, rebuild: bool = False) -> ArrayWriter:
        """Open the index for changes, creating it if there is none."""
        return ArrayWriter(
            self._dir,
            make_schema(self._config.languages[0]),
            zone=self._config.zone,
            memory=self._config.index.memory << 20,
            rebuild=rebuild,
        )

    def search(self, query: Query, options: SearchOptions = FIRST_TEN) -> BackendResult:
        """Return the exact total, one page of matches and the facet counts."""
        reader = self._current()
        with self._verifier.reporting_damage():
            return execute(reader, self._config, query, options)

    def get(self, doc_id: str) -> Article | None:
        """Return a stored article, or None if there is none."""
        reader = self._current()
        with self._verifier.reporting_damage():
            docnum = reader.find_doc(doc_id)
            return None if docnum is None else reader.article(docnum)

    def find_marks(self, query: Query, doc_id: str) -> Match | None:
        """Return a stored article with a query marked in it, None if there is none."""
        reader = self._current()
        with self._verifier.reporting_damage():
            docnum = reader.find_doc(doc_id)
            if docnum is None:
                return None
            plan = make_plan(query, reader, self._config.languages)
            return mark_document(reader, plan, docnum)

    def scan(self) -> Iterator[tuple[Article, PageStamp]]:
        """Yield every document of the last commit, in no particular order."""
        reader = self._current()
        with self._verifier.reporting_damage():
            for docnum in reader.every.tolist():
                yield reader.stored(docnum)

    def segments(self) -> tuple[ArraySegmentReader, ...]:
        """Return the segments of the last commit."""
        reader = self._current()
        reporting = self._verifier.reporting_damage
        return tuple(ArraySegmentReader(one, reporting) for one in reader.segments)

    def info(self) -> IndexInfo:
        """Return the state of the index."""
        reader = self._current()
        size = measure_files(self._dir)
        segments = len(reader.segments)
        return IndexInfo(reader.generation, reader.documents, size, segments)

    def check(self) -> CheckReport:
        """Read every file of the index and report what is wrong with it."""
        return check_index(self._dir)

    def close(self) -> None:
        """Close the files; a search after it opens them again."""
        with self._lock:
            self._verifier.stop()
            self._reader = None

    def _current(self) -> IndexReader:
        """Return the reader of the newest commit, at most ``REFRESH_SECONDS`` old."""
        reader = self._reader
        if reader is not None and time.monotonic() - self._refreshed < REFRESH_SECONDS:
            return reader
        with self._lock:
            reader = self._reader
            number = latest_generation(self._dir)
            if reader is None or reader.generation != number:
                self._reader = None
                generation, segments = open_generation(self._dir)
                if reader is not None:
                    derived = {old.name: old.derived for old in reader.segments}
                    for segment in segments:
                        segment.derived = derived.get(segment.name, segment.derived)
                self._verifier.stop()
                self._verifier = FileVerifier(segments, self._verified)
                self._verifier.start()
                reader = self._reader = IndexReader(generation.number, segments)
            self._refreshed = time.monotonic()
            return reader
