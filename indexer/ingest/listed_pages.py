"""What a run sees of the pages it may read, wherever they are listed.

All that cleans pages depends on this module, and on nothing else about sources: a
change of how pages are fetched does not clean them again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..model import read_doc_id
from ..sources import Entry


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page that a source lists.

    Attributes:
        doc_id: of its document.
        site: pages of one site share their templates; empty if it has none.
        source: address of the source that lists it.
    """

    doc_id: str
    site: str
    source: str
    entry: Entry

    @property
    def number(self) -> int:
        """Its number in a register."""
        return read_doc_id(self.doc_id)

    @property
    def url(self) -> str:
        """Where readers find it."""
        return self.entry.url


class PageList(Protocol):
    """The pages of a run, in the same order each time they are listed."""

    def list_all(self) -> Iterator[ListedPage]:
        """Yield every page, for the pass in which changed pages are cleaned."""

    def list_sites(self, is_wanted: Callable[[str], bool]) -> Iterator[ListedPage]:
        """Yield the pages of some sites.

        Args:
            is_wanted: is called with the name of a site.
        """

    @property
    def unsure_sites(self) -> Collection[str]:
        """Sites whose pages ``list_all`` could not list completely."""


def find_pages(numbers: Collection[int], pages: PageList) -> dict[int, ListedPage]:
    """Return pages by number; those that are not listed now are left out."""
    found: dict[int, ListedPage] = {}
    if numbers:
        for page in pages.list_sites(lambda site: True):
            if page.number in numbers:
                found.setdefault(page.number, page)
    return found
