"""Where pages come from. A new source is one file and one line in ``SOURCES``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..config import SourceConfig
from ..errors import ConfigError, SourceError
from .entries import Entry, PageSource
from .folder import make_path, open_folder

__all__ = ["SOURCES", "Entry", "Listing", "PageSource", "make_path", "open_source"]

SOURCES: dict[str, Callable[[str, str], PageSource]] = {"folder": open_folder}
"""From the kind of an address to the function that opens it: (place, base_url) ->
PageSource."""


def open_source(config: SourceConfig) -> PageSource:
    """Open the source that a ``[[sources]]`` table names.

    Raises:
        ConfigError: there is no such kind of source, or a setting of it is wrong.
        SourceError: there is nothing at its place.
    """
    kind, _, place = config.address.partition(":")
    if kind not in SOURCES:
        raise ConfigError(
            f"[[sources]] address {config.address!r} must begin with one of: "
            + ", ".join(f"{name}:" for name in SOURCES)
        )
    return SOURCES[kind](place, config.base_url)


@dataclass(slots=True)
class Listing:
    """The progress of listing one source.

    Attributes:
        pages: listed.
        excluded: left out by ``include`` and ``exclude``.
        complete: whether a page that it does not list is gone.
        missing: why it could not be opened.
        unread: why it could not be read to its end.
    """

    pages: int = 0
    excluded: int = 0
    complete: bool = True
    missing: str = ""
    unread: str = ""

    def entries(self, source: SourceConfig) -> Iterator[Entry]:
        """Yield the entries of the source, and note what goes wrong."""
        try:
            opened = open_source(source)
        except SourceError as error:
            self.missing = str(error)
            return
        self.complete = opened.complete
        try:
            for entry in opened.entries:
                if source.admits(entry.url):
                    self.pages += 1
                    yield entry
                else:
                    self.excluded += 1
        except SourceError as error:
            self.unread = str(error)
