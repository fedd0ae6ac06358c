"""Which segments to merge, so that they stay few and are seldom rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..storage.arrays import Mask
from ..storage.segment import Segment

MIN_SEGMENT_BYTES = 1 << 20
"""Smaller segments count as this large, so they are merged at once."""

SIZE_RATIO = 3
"""A segment stays if it is so many times larger than all smaller ones together."""

MAX_DELETED_SHARE = 0.3
"""Share of deleted documents above which a segment is rewritten."""


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment to merge.

    Attributes:
        live: bool[doc_count], None if nothing was deleted.
    """

    segment: Segment
    live: Mask | None

    @property
    def live_count(self) -> int:
        """The number of documents that are left."""
        count = self.segment.doc_count
        return count if self.live is None else int(np.count_nonzero(self.live))

    @property
    def deleted(self) -> float:
        """The share of documents that are not left."""
        return 1 - self.live_count / self.segment.doc_count

    @property
    def size(self) -> int:
        """The bytes that its live documents take, about."""
        return int(self.segment.file.size * (1 - self.deleted))


def choose_merge(sources: Sequence[MergeSource]) -> list[int]:
    """Return which segments to merge, ascending; empty if all may stay.

    Each segment that stays is ``SIZE_RATIO`` times as large as all smaller ones
    together, so there are at most about log4(size / ``MIN_SEGMENT_BYTES``) of them, and
    a document is rewritten about as often.
    """
    sizes = [max(source.size, MIN_SEGMENT_BYTES) for source in sources]
    order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
    stale = {
        i for i, source in enumerate(sources) if source.deleted > MAX_DELETED_SHARE
    }
    for place, i in enumerate(order[:-1]):
        if sizes[i] < SIZE_RATIO * sum(sizes[j] for j in order[place + 1 :]):
            return sorted(stale.union(order[place:]))
    return sorted(stale)
