"""What a source gives: pages that have been seen but not yet read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..model import Page


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
    """

    entries: Iterator[Entry]
    complete: bool
