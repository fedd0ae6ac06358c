"""The engines that store and search documents.

A new engine is one file or folder that offers ``Backend``, and one line in
``BACKENDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from ..config import Config
from ..errors import ConfigError
from ..model import (
    FIRST_TEN,
    Article,
    BackendResult,
    CheckReport,
    IndexInfo,
    Match,
    PageStamp,
    SearchOptions,
)
from ..query import Query
from .segments import EPOCH_ORDINAL, SegmentReader

__all__ = [
    "BACKENDS",
    "EPOCH_ORDINAL",
    "Backend",
    "SegmentReader",
    "Writer",
    "open_backend",
]


class Writer(Protocol):
    """Changes to an index that become visible together, at ``commit``."""

    def page_stamps(self) -> Mapping[str, PageStamp]:
        """Return the stamp of the page of every document, by ``doc_id``."""

    def put(self, article: Article, stamp: PageStamp) -> None:
        """Add the document, or replace the one with its ``doc_id``."""

    def delete(self, doc_id: str) -> None:
        """Remove the document; no error if there is none."""

    def commit(self) -> None:
        """Make all changes so far visible at once; may be called again.

        Changes not committed when the writer closes are dropped.

        Raises:
            IndexFull: the disk is full; the last commit stands.
        """


class Backend(Protocol):
    """One engine over one index. Safe to share between threads."""

    def writer(self, *, rebuild: bool = False) -> AbstractContextManager[Writer]:
        """Open the index for changes, creating it if there is none.

        Args:
            rebuild: begin from nothing; the old index is searched until the commit
                replaces it.

        Raises:
            IndexLocked: another process has it open for changes.
            IndexOutdated: it is of another format and ``rebuild`` is not set.
        """

    def search(self, query: Query, options: SearchOptions = FIRST_TEN) -> BackendResult:
        """Return the exact total, one page of matches and the facet counts.

        Facet contract: values of one field are alternatives, fields must all
        agree; the counts of a field leave out its own filters; a chosen value is
        always listed, even at 0. ``values`` come by count, then by value, the
        settings' ``facet_size`` of them at most beside the chosen ones; a ``path``
        comes likewise, each level a value, parents before children, and a chosen
        one with those above it; ``date`` comes as years, newest first, each year
        followed by its months (``2019-11``) where the year or a part of it is
        chosen, or where it is the only year.

        Raises:
            IndexMissing: nothing has been indexed yet.
            IndexOutdated, IndexCorrupt: it must be built again.
        """

    def get(self, doc_id: str) -> Article | None:
        """Return a stored article, or None if there is none."""

    def find_marks(self, query: Query, doc_id: str) -> Match | None:
        """Return a stored article with a query marked in it, None if there is none.

        Words, phrases and patterns are marked as ``search`` marks them, all but the
        excluded ones, whether or not the article matches the query. The score is 0.

        Raises:
            IndexStoreError: the index cannot serve.
        """

    def scan(self) -> Iterator[tuple[Article, PageStamp]]:
        """Yield every document of the last commit, in no particular order."""

    def segments(self) -> tuple[SegmentReader, ...]:
        """Return the segments of the last commit, for what is derived from an index.

        Raises:
            IndexStoreError: the index cannot serve.
        """

    def info(self) -> IndexInfo:
        """Return the state of the index.

        Raises:
            IndexMissing: nothing has been indexed yet.
        """

    def check(self) -> CheckReport:
        """Read every file of the index and report what is wrong with it."""

    def close(self) -> None:
        """Close the files; a search after it opens them again."""


def open_backend(config: Config) -> Backend:
    """Return the backend that the settings name.

    Raises:
        ConfigError: there is no backend of this name.
    """
    if config.index.backend not in BACKENDS:
        raise ConfigError(
            f"unknown backend {config.index.backend!r}; known: {', '.join(BACKENDS)}"
        )
    return BACKENDS[config.index.backend](config)


def _open_whoosh(config: Config) -> Backend:
    from .whoosh import WhooshBackend

    return WhooshBackend(config)


BACKENDS: dict[str, Callable[[Config], Backend]] = {"whoosh": _open_whoosh}
