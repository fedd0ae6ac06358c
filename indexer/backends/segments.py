"""The protocol by which data derived from an index reads its segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..model import Article


class SegmentReader(Protocol):
    """One segment of an index; only ``live`` ever changes.

    So what is derived from the rest can be cached by the name of the segment. Documents
    are numbered from 0 in each segment.
    """

    @property
    def name(self) -> str:
        """The name, which no other segment ever has."""

    @property
    def live(self) -> NDArray[np.bool_]:
        """bool[n]: False where a document was deleted."""

    def outline(self, docnum: int) -> tuple[str, str]:
        """Return the URL and the title of a document."""

    def article(self, docnum: int) -> Article:
        """Return a document without its annotations."""

    def popularity(self) -> NDArray[np.int64]:
        """Return int64[n]: the click counts, 0 where there is none."""

    def published(self) -> NDArray[np.int64]:
        """Return int64[n]: days since 1970, 0 where there is no date."""

    def values(
        self, field: str
    ) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the whole values of a field, and the documents that have them.

        Returns:
            The values, each once, and int32[m], int32[m]: a docnum and the number of
            a value that it has.
        """

    def vocabulary(self, field: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """Return the terms of a field, by code point, and int64[terms]: doc_freq."""

    def words_like(self, pattern: str) -> Sequence[str]:
        """Return words as written that match a pattern of ``*`` and ``?``.

        They are folded and ascending. Those that are terms themselves are left out.
        """


EPOCH_ORDINAL = 719_163
"""``datetime.date.toordinal`` of 1970-01-01, from which days are counted."""
