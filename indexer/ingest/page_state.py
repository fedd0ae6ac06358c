"""What a reindex remembers of pages beside the index, so as not to clean them again.

The index knows the pages of its documents. The ledger, one file in the index folder,
adds the pages that are no articles, those that failed, and those that were touched but
not changed; and what was learned of each site, which decides how its pages are cleaned.
To lose it costs time, never documents: every page is cleaned once more.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from ..model import PageStamp

NAME = "pages.jsonl"

log = logging.getLogger(__name__)


Kind = Literal["article", "other", "folded", "failed"]


@dataclass(frozen=True, slots=True)
class PageState:
    """A page as it was when last read.

    Attributes:
        known: the page; nothing but its source if it failed.
        kind: ``article`` for one that was touched but not changed, ``other`` for one
            without an article, ``folded`` for one that is a part or a copy of that of
            another page, ``failed`` for one to try again whatever it looks like.
    """

    known: PageStamp
    kind: Kind


@dataclass(frozen=True, slots=True)
class Ledger:
    """All notes, and how the pages were cleaned.

    Attributes:
        recipe: fingerprint of all that decides what cleaning makes of a page; empty
            if pages in the index were cleaned by different ones.
        sites: what was learned of each, by host, as JSON has it.
        notes: by ``doc_id``.
    """

    recipe: str = ""
    sites: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, PageState] = field(default_factory=lambda: MappingProxyType({}))


def load_ledger(folder: Path) -> Ledger:
    """Read the ledger of an index; an empty one if there is none that can be read."""
    path = folder / NAME
    try:
        with path.open(encoding="utf-8") as lines:
            head = json.loads(next(lines))
            recipe, sites = head["recipe"], head["sites"]
            notes = {}
            for line in lines:
                doc_id, kind, *known = json.loads(line)
                notes[doc_id] = PageState(PageStamp(*known), kind)
    except FileNotFoundError:
        return Ledger()
    except (OSError, ValueError, TypeError, KeyError, StopIteration) as error:
        log.warning("%s cannot be read (%s); every page is cleaned again", path, error)
        return Ledger()
    return Ledger(recipe, sites, notes)


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Put a ledger in the place of the old one, whole or not at all.

    Raises:
        OSError: the disk did not take it; the old one stands.
    """
    path, draft = folder / NAME, folder / f"{NAME}.new"
    try:
        with draft.open("w", encoding="utf-8") as file:
            head = {"recipe": ledger.recipe, "sites": dict(ledger.sites)}
            file.write(json.dumps(head) + "\n")
            for doc_id, note in ledger.notes.items():
                k = note.known
                row = (doc_id, note.kind, k.digest, k.source, k.size, k.mtime)
                file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
