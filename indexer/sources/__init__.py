"""Where do pages come from?

A new source is one file and one line in ``SOURCES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..config import SourceConfig
from ..errors import ConfigError, SourceError
from ..model import make_doc_id
from .entries import (
    Entry,
    FetchReport,
    PageSource,
    Progress,
    SourceKind,
    ignore_progress,
)
from .feed import FEED
from .folder import FOLDER, make_path
from .site import SITE

__all__ = [
    "SOURCES",
    "Entry",
    "FetchReport",
    "Listing",
    "PageSource",
    "Progress",
    "SourceKind",
    "check_source",
    "fetch_source",
    "ignore_progress",
    "make_path",
    "open_source",
]

SOURCES: dict[str, SourceKind] = {"folder": FOLDER, "site": SITE, "feed": FEED}
"""By what an address of the kind begins with."""


def check_source(config: SourceConfig) -> None:
    """Check the settings of a source without a look at what is at its place.

    Raises:
        ConfigError: there is no such kind of source, or a setting of it is wrong.
    """
    _find_kind(config).check(config)


def fetch_source(
    config: SourceConfig, folder: Path, progress: Progress = ignore_progress
) -> FetchReport:
    """Fetch what has changed at a source, if its pages are not on this machine.

    Args:
        folder: of the index; what is fetched is stored in it.
        progress: called after every request.

    Raises:
        ConfigError: there is no such kind of source, or a setting of it is wrong.
    """
    kind = _find_kind(config)
    kind.check(config)
    return kind.fetch(config, folder, progress) if kind.fetch else FetchReport()


def open_source(config: SourceConfig, folder: Path) -> PageSource:
    """Open the source that a ``[[sources]]`` table names, without fetching anything.

    Args:
        folder: of the index; what was fetched is stored in it.

    Raises:
        ConfigError: there is no such kind of source, or a setting of it is wrong.
        SourceError: there is nothing at its place.
    """
    kind = _find_kind(config)
    kind.check(config)
    return kind.open(config, folder)


def _find_kind(config: SourceConfig) -> SourceKind:
    if config.kind not in SOURCES:
        raise ConfigError(
            f"[[sources]] address {config.address!r} must begin with one of: "
            + ", ".join(f"{name}:" for name in SOURCES)
        )
    return SOURCES[config.kind]


@dataclass(slots=True)
class Listing:
    """The progress of listing one source.

    Attributes:
        pages: listed.
        excluded: left out by ``include`` and ``exclude``.
        complete: whether a page that it does not list is gone.
        gone: ``doc_id`` of pages that are gone in any case.
        moved: new ``doc_id`` of pages that moved, by the old one.
        missing: why it could not be opened.
        unread: why it could not be read to its end.
        unfetched: why it could not be fetched to its end before; what was stored of it
            is listed all the same.
    """

    pages: int = 0
    excluded: int = 0
    complete: bool = True
    gone: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    missing: str = ""
    unread: str = ""
    unfetched: str = ""

    def entries(self, source: SourceConfig, folder: Path) -> Iterator[Entry]:
        """Yield the entries of the source, and note what goes wrong.

        Args:
            folder: of the index; what was fetched is stored in it.
        """
        try:
            opened = open_source(source, folder)
        except SourceError as error:
            self.missing = self.unfetched or str(error)
            return
        self.complete = opened.complete
        self.gone.update(map(make_doc_id, opened.gone))
        for old, new in opened.moved:
            self.moved[make_doc_id(old)] = make_doc_id(new)
        try:
            for entry in opened.entries:
                if source.admits(entry.url):
                    self.pages += 1
                    yield entry
                else:
                    self.excluded += 1
        except SourceError as error:
            self.unread = str(error)
