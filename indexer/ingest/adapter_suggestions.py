"""Suggests an adapter for a host from the pages its templates were learned from."""

from __future__ import annotations

from collections.abc import Iterator

from ..config import Config
from ..errors import ConfigError, SourceError
from ..extract import AdapterDraft, find_host, suggest_adapter
from ..model import Page, make_doc_id
from ..sources import Listing
from .page_state import load_state
from .templates import LearnedSite, read_learned_site


def draft_adapter(config: Config, host: str) -> AdapterDraft:
    """Suggest an adapter for a host; one in the settings is ignored.

    Raises:
        ConfigError: nothing was learned about such a host.
    """
    learned = _load_learned(config, host)
    return suggest_adapter(host, _read_sample(config, host, learned), learned.site)


def _load_learned(config: Config, host: str) -> LearnedSite:
    sites = load_state(config.index.folder).sites
    if host in sites and (learned := read_learned_site(sites[host])).site.layouts:
        return learned
    known = ", ".join(sorted(sites)) or "none"
    raise ConfigError(
        f"nothing was learned about {host!r}; run broadsheet reindex first. "
        f"Hosts that are known: {known}"
    )


def _read_sample(config: Config, host: str, learned: LearnedSite) -> Iterator[Page]:
    """Read the pages that the templates were learned from, as far as they are there."""
    wanted = {doc_id for sample in learned.samples for doc_id, *_ in sample}
    for source in config.sources:
        if source.base_url and find_host(source.base_url) != host:
            continue
        for entry in Listing().entries(source, config.index.folder):
            if (doc_id := make_doc_id(entry.url)) not in wanted:
                continue
            wanted.discard(doc_id)
            try:
                page = entry.read()
            except (SourceError, OSError):
                continue
            yield page
