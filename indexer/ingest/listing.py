"""The pages that a run may read, as their sources list them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from ..config import Config, SourceConfig
from ..extract import find_host
from ..model import Failure, make_doc_id
from ..sources import Listing, Progress, fetch_source
from .listed_pages import ListedPage


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


@lru_cache(1024)
def _find_origin_host(origin: str) -> str:
    """Return the host of an address; quick, because every page of a run asks."""
    return find_host(origin)
