"""What a source is, and what it gives: pages that have been seen but not yet read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..config import SourceConfig
from ..model import Failure, Page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of a source, before its bytes are read.

    Attributes:
        url: where readers find it.
        size: in bytes.
        mtime: last change, in nanoseconds since 1970; 0 if unknown. A page whose size
            and mtime are those of last time is not read.
        read: gives the page; raises OSError or SourceError. It can be pickled, because
            pages are read in the processes that clean them.
    """

    url: str
    size: int
    mtime: int
    read: Callable[[], Page]


@dataclass(frozen=True, slots=True)
class PageSource:
    """An open source.

    Attributes:
        entries: every page once, in the same order each time. Raises SourceError, after
            all that could be listed, if a part of the source could not be.
        complete: whether a page that is not listed is gone. A folder is complete; a
            feed, which lists the latest pages only, is not.
        gone: addresses of pages that are gone for certain. They are not listed.
        moved: of these, the ones that lead elsewhere now, with the new address.
    """

    entries: Iterator[Entry]
    complete: bool
    gone: Iterable[str] = ()
    moved: Iterable[tuple[str, str]] = ()


Progress = Callable[[int, int], None]
"""Is called with how many are done, and how many there are in all, as far as known."""


def ignore_progress(done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What came of fetching the pages of one source.

    Attributes:
        failed: pages that could not be fetched; what was stored of them stays.
        problem: why the source as a whole could not be fetched to its end, in a
            sentence; what was stored of it stays.
    """

    failed: tuple[Failure, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """How sources of one kind are used: a row of ``SOURCES``.

    The folder is that of the index. A source whose pages are elsewhere stores them in
    it, so that they can be listed and cleaned again without being fetched again.

    Attributes:
        check: raises ConfigError if the settings of a source are wrong. It does not
            look whether the source is there.
        open: lists the pages of a source, several times in a run, so without fetching
            anything; raises SourceError if there is nothing.
        fetch: stores what has changed at the source, once at the beginning of a run,
            and says how far it is; None if its pages are on this machine.
    """

    check: Callable[[SourceConfig], None]
    open: Callable[[SourceConfig, Path], PageSource]
    fetch: Callable[[SourceConfig, Path, Progress], FetchReport] | None = None
