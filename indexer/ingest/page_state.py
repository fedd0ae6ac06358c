"""What a reindex remembers beside the index, so as not to clean pages again.

The index records the pages of its documents. ``pages.jsonl``, one file in the index
folder, adds the pages that are no articles, those that failed and those that were
touched but not changed; and what was learned of each site, which decides how its pages
are cleaned. Losing it costs time, never documents: every page is cleaned once more.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from ..config import Config
from ..extract import SiteLayouts, find_host
from ..file_replacement import replacing
from ..model import PageStamp
from .templates import read_learned_site

STATE_FILE = "pages.jsonl"

log = logging.getLogger(__name__)


PageKind = Literal["article", "other", "folded", "failed"]


@dataclass(frozen=True, slots=True)
class PageState:
    """A page as it was when last read.

    Attributes:
        stamp: of the page; nothing but its source if it failed.
        kind: ``article`` for one that was touched but not changed, ``other`` for one
            without an article, ``folded`` for a part or a copy of the article of
            another page, ``failed`` for one to try again whatever it looks like.
    """

    stamp: PageStamp
    kind: PageKind


@dataclass(frozen=True, slots=True)
class IngestState:
    """The state of all pages after a run, and how they were cleaned.

    Attributes:
        recipe: fingerprint of all that decides what cleaning makes of a page; empty
            if pages in the index were cleaned by different ones.
        sites: what was learned of each, as JSON has it.
        pages: by ``doc_id``.
    """

    recipe: str = ""
    sites: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    pages: Mapping[str, PageState] = field(default_factory=lambda: MappingProxyType({}))


def load_state(folder: Path) -> IngestState:
    """Read the state of an index; an empty one if there is none that can be read."""
    path = folder / STATE_FILE
    try:
        with path.open(encoding="utf-8") as lines:
            head = json.loads(next(lines))
            recipe, sites = head["recipe"], head["sites"]
            pages = {}
            for line in lines:
                doc_id, kind, *stamp = json.loads(line)
                pages[doc_id] = PageState(PageStamp(*stamp), kind)
    except FileNotFoundError:
        return IngestState()
    except (OSError, ValueError, TypeError, KeyError, StopIteration) as error:
        log.warning("%s cannot be read (%s); every page is cleaned again", path, error)
        return IngestState()
    return IngestState(recipe, sites, pages)


def write_state(folder: Path, state: IngestState) -> None:
    """Put a state in the place of the old one, whole or not at all.

    Raises:
        OSError: the disk did not take it; the old one stands.
    """
    with replacing(folder / STATE_FILE) as file:
        head = {"recipe": state.recipe, "sites": dict(state.sites)}
        file.write(json.dumps(head) + "\n")
        for doc_id, page in state.pages.items():
            stamp = page.stamp
            row = (
                doc_id,
                page.kind,
                stamp.digest,
                stamp.source,
                stamp.size,
                stamp.mtime,
            )
            file.write(json.dumps(row) + "\n")


def load_sites(config: Config, urls: Iterable[str]) -> dict[str, SiteLayouts]:
    """Return what the last reindex learned of the sites of these pages, by host."""
    written = load_state(config.index.folder).sites
    hosts = written.keys() & set(map(find_host, urls))
    return {host: read_learned_site(written[host]).site for host in hosts}
