"""A segment as ``SegmentReader``, for data derived from an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import numpy as np
from numpy.typing import NDArray

from ...model import Article
from .executor.slots import make_pattern
from .executor.terms import find_pattern
from .storage.arrays import Ints
from .storage.schema import DAY_SUFFIX, MISSING
from .storage.segment import Segment
from .storage.stored import decode_outline


class ArraySegmentReader:
    """One segment, with the deletions of one generation.

    Args:
        reporting: opens a context that blames damage for the errors it has caused.
    """

    def __init__(
        self, segment: Segment, reporting: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._segment = segment
        self._reporting = reporting
        self._all = np.ones(segment.doc_count, np.bool_)

    @property
    def name(self) -> str:
        """The segment's own name, drawn at random when it was written."""
        return self._segment.name

    @property
    def live(self) -> NDArray[np.bool_]:
        """bool[n]."""
        live = self._segment.live
        return self._all if live is None else live

    def outline(self, docnum: int) -> tuple[str, str]:
        """Return the URL and the title of a document."""
        with self._reporting():
            return decode_outline(self._segment.encoded(docnum))

    def article(self, docnum: int) -> Article:
        """Return a document without its annotations."""
        with self._reporting():
            return self._segment.hit(docnum)

    def popularity(self) -> Ints:
        """Return the click counts, 0 where there is none."""
        return self._column("popularity")

    def published(self) -> Ints:
        """Return days since 1970, 0 where there is no date."""
        return self._column("published" + DAY_SUFFIX)

    def values(
        self, field: str
    ) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the whole values of a field, and the documents that have them."""
        facet = self._segment.facets[field]
        return facet.values, facet.docs, facet.ids

    def vocabulary(self, field: str) -> tuple[Sequence[str], Ints]:
        """Return the terms of a field and their doc_freq."""
        postings = self._segment.fields[field]
        return postings.terms, postings.doc_freq.astype(np.int64)

    def words_like(self, pattern: str) -> list[str]:
        """Return the words as written that match a pattern."""
        words = self._segment.words
        return [words[i] for i in find_pattern(make_pattern(pattern), words).tolist()]

    def _column(self, name: str) -> Ints:
        column = self._segment.columns[name]
        return np.where(column == MISSING, 0, column)
