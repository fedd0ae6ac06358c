"""The pages that a run may read, as their sources list them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from ..config import Config, SourceConfig
from ..extract import find_host
from ..model import Failure, make_doc_id, read_doc_id
from ..sources import Entry, Listing, Progress, fetch_source


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


class SourcePages:
    """The pages of the sources in the settings.

    Attributes:
        by_address: the sources.
        listings: how ``list_all`` went, by address of the source.
        folder: of the index, beside which fetched pages are stored.
    """

    def __init__(self, config: Config) -> None:
        self.by_address = {source.address: source for source in config.sources}
        self.listings: dict[str, Listing] = {}
        self.folder = config.index.folder
        self._unfetched: dict[str, str] = {}

    def fetch_all(self, progress: Progress) -> list[Failure]:
        """Fetch what has changed at the sources that are not on this machine.

        Args:
            progress: called after every request, for each source anew.

        Returns:
            The pages that could not be fetched; what is stored of them stays.
        """
        failed: list[Failure] = []
        for address, source in self.by_address.items():
            report = fetch_source(source, self.folder, progress)
            self._unfetched[address] = report.problem
            failed += report.failed
        return failed

    def list_all(self) -> Iterator[ListedPage]:
        for address, source in self.by_address.items():
            listing = Listing(unfetched=self._unfetched.get(address, ""))
            self.listings[address] = listing
            yield from self._list_source(source, listing)

    def list_sites(self, is_wanted: Callable[[str], bool]) -> Iterator[ListedPage]:
        for source in self.by_address.values():
            if not source.base_url or is_wanted(find_host(source.base_url)):
                for page in self._list_source(source, Listing()):
                    if is_wanted(page.site):
                        yield page

    @property
    def unsure_sites(self) -> set[str]:
        return {
            find_host(source.base_url or source.place)
            for source in self.by_address.values()
            if (listing := self.listings[source.address]).missing or listing.unread
        }

    def _list_source(
        self, source: SourceConfig, listing: Listing
    ) -> Iterator[ListedPage]:
        for entry in listing.entries(source, self.folder):
            site = _find_origin_host("/".join(entry.url.split("/", 3)[:3]))
            yield ListedPage(make_doc_id(entry.url), site, source.address, entry)

    def count(self) -> int:
        """Return the number of pages, which takes as long as listing them."""
        return sum(1 for _ in self.list_sites(lambda site: True))


def find_pages(numbers: Collection[int], pages: PageList) -> dict[int, ListedPage]:
    """Return pages by number; those that are not listed now are left out."""
    found: dict[int, ListedPage] = {}
    if numbers:
        for page in pages.list_sites(lambda site: True):
            if page.number in numbers:
                found.setdefault(page.number, page)
    return found


@lru_cache(1024)
def _find_origin_host(origin: str) -> str:
    """Return the host of an address; quick, because every page of a run asks."""
    return find_host(origin)
