"""The index as Whoosh sees it."""

from __future__ import annotations

from whoosh.codec import base
from whoosh.util import random_name

INDEX_NAME = "MAIN"
"""Whoosh's own name for an index that has none."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """What the table of contents says of one segment.

    Attributes:
        doc_total: documents in its file.
        live: generation of its newest ``.live`` file; 0 if nothing was deleted.
        live_total: documents that are not deleted.
    """

    def __init__(
        self, name: str, doc_total: int, live: int = 0, live_total: int | None = None
    ) -> None:
        super().__init__(INDEX_NAME)
        self.segid = name.removeprefix(f"{INDEX_NAME}_")
        self.doc_total = doc_total
        self.live = live
        self.live_total = doc_total if live_total is None else live_total


def make_segment_name() -> str:
    """Return a new name for a segment, as Whoosh makes them."""
    return f"{INDEX_NAME}_{random_name(16)}"
