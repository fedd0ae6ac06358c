"""One generation of the index, opened to be answered from.

The documents of all segments are numbered through: *docnum* here is the number in the
segment plus those of the segments before it. Arrays as long as the index (norms,
columns, facet codes) are made when they are first needed and kept by the reader; they
and the files are released when the last search that uses the reader ends.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from sys import getsizeof
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ....model import DOC_ID, Article, PageStamp
from ..facets.counting import (
    FacetIndex,
    SegmentFacet,
    build_date_facet,
    code_facet,
    join_facets,
)
from ..storage.schema import DAY_SUFFIX
from ..storage.segment import FieldPostings, Segment
from .cache import LruCache
from .scoring import Floats, norm_lengths, weigh_age, weigh_clicks

Docs = NDArray[np.int32]
"""Docnums, ascending, each once."""

T = TypeVar("T")

POSTINGS_CACHE_BYTES = 40 << 20
FILTER_CACHE_BYTES = 16 << 20
ARTICLE_CACHE_BYTES = 8 << 20
ARTICLE_OVERHEAD_BYTES = 1024
"""Memory of an article besides its body, about."""
PLAN_CACHE_SLOTS = 1 << 15
"""Slots in cached plans, counted once a segment. A query of 256 characters: 70 KB."""

TARGET_CACHE_SLOTS = 512
"""Slots in cached targets of marking."""


class IndexReader:
    """The segments of one generation as one.

    Attributes:
        generation: its number.
        size: documents, deleted ones included.
        live: bool[size], None if nothing is deleted.
        documents: that are not deleted.
        plans, leaves, filters, targets, articles: caches of what searches compute.
    """

    def __init__(self, generation: int, segments: tuple[Segment, ...]) -> None:
        self.generation = generation
        self.segments = segments
        self.starts = [0]
        for segment in segments:
            self.starts.append(self.starts[-1] + segment.doc_count)
        self.size = self.starts[-1]
        self.live = self._join_live()
        self.documents = (
            self.size if self.live is None else int(np.count_nonzero(self.live))
        )
        self.plans: LruCache[Any, Any] = LruCache(PLAN_CACHE_SLOTS)
        self.leaves: LruCache[Any, Any] = LruCache(POSTINGS_CACHE_BYTES)
        self.filters: LruCache[Any, NDArray[np.bool_]] = LruCache(FILTER_CACHE_BYTES)
        self.targets: LruCache[Any, Any] = LruCache(TARGET_CACHE_SLOTS)
        self.articles: LruCache[int, Article] = LruCache(ARTICLE_CACHE_BYTES)
        self._made: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()

    def fields(self, name: str) -> list[tuple[int, FieldPostings]]:
        """Return the postings of a field, with the docnum each segment begins at."""
        return [
            (start, segment.fields[name])
            for start, segment in zip(self.starts, self.segments, strict=False)
            if name in segment.fields
        ]

    def norms(self, field: str) -> Floats:
        """Return ``norm_lengths`` of a field for every document."""
        return self._keep("norms", field, self._make_norms)

    def prior(self, recency: float, half_life: float, popularity: float) -> Floats:
        """Return the factor of the score of every document, by age and clicks."""

        def make(_: str) -> Floats:
            ages = weigh_age(self.column("published" + DAY_SUFFIX), recency, half_life)
            return ages * weigh_clicks(self.column("popularity"), popularity)

        return self._keep("prior", f"{recency} {half_life} {popularity}", make)

    def column(self, name: str) -> NDArray[Any]:
        """Return an integer column for every document."""
        return self._keep("column", name, self._join_column)

    def facet(self, field: str) -> FacetIndex:
        """Return the values of a field for every document."""
        return self._keep(
            "facet",
            field,
            lambda name: join_facets([_code(s, name) for s in self.segments]),
        )

    def date_facet(self, field: str) -> FacetIndex:
        """Return the months of a date field for every document."""
        return self._keep(
            "months",
            field,
            lambda name: build_date_facet(self.column(name + DAY_SUFFIX)),
        )

    @cached_property
    def every(self) -> Docs:
        """All documents that are not deleted."""
        if self.live is None:
            return np.arange(self.size, dtype=np.int32)
        return np.flatnonzero(self.live).astype(np.int32)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the articles, ascending; those of deleted ones may be there."""
        held = (segment.facets["language"].values for segment in self.segments)
        return tuple(sorted(set().union(*held)))

    def place(self, docnum: int) -> tuple[Segment, int]:
        """Return the segment of a document and its number there."""
        at = bisect_right(self.starts, docnum) - 1
        return self.segments[at], docnum - self.starts[at]

    def article(self, docnum: int) -> Article:
        """Return a stored article."""
        segment, number = self.place(docnum)
        return segment.article(number)

    def hit(self, docnum: int) -> Article:
        """Return a stored article without its annotations, as hits are shown."""
        found = self.articles.find(docnum)
        if found is None:
            segment, number = self.place(docnum)
            found = segment.hit(number)
            self.articles.keep(
                docnum, found, getsizeof(found.body) + ARTICLE_OVERHEAD_BYTES
            )
        return found

    def stored(self, docnum: int) -> tuple[Article, PageStamp]:
        """Return a stored document."""
        segment, number = self.place(docnum)
        return segment.stored(number)

    def find_doc(self, doc_id: str) -> int | None:
        """Return the docnum of a key; None if no document has it, or it is no key."""
        if not DOC_ID.fullmatch(doc_id):
            return None
        wanted = np.uint64(int(doc_id, 16))
        for start, segment in zip(self.starts, self.segments, strict=False):
            for number in np.flatnonzero(segment.doc_ids == wanted).tolist():
                if segment.live is None or segment.live[number]:
                    return start + int(number)
        return None

    def _keep(self, kind: str, name: str, make: Callable[[str], T]) -> T:
        found: T | None = self._made.get((kind, name))
        if found is None:
            with self._lock:
                found = self._made.get((kind, name))
                if found is None:
                    found = self._made[kind, name] = make(name)
        return found

    def _join_live(self) -> NDArray[np.bool_] | None:
        if all(segment.live is None for segment in self.segments):
            return None
        return np.concatenate(
            [
                np.ones(s.doc_count, np.bool_) if s.live is None else s.live
                for s in self.segments
            ]
        )

    def _make_norms(self, field: str) -> Floats:
        parts = [postings for _, postings in self.fields(field)]
        holding = sum(int(np.count_nonzero(p.lengths)) for p in parts)
        total = sum(p.total_length for p in parts)
        average = total / holding if holding else 0.0
        none = np.empty(0, np.float32)
        return np.concatenate(
            [none, *(norm_lengths(p.lengths, average) for p in parts)]
        )

    def _join_column(self, name: str) -> NDArray[Any]:
        columns = [segment.columns[name] for segment in self.segments]
        if len(columns) == 1:
            return columns[0]
        return np.concatenate([np.empty(0, np.int64), *columns])


def _code(segment: Segment, field: str) -> SegmentFacet:
    """Return the facet values of a segment by code, made once for each segment."""
    found: SegmentFacet | None = segment.derived.get(field)
    if found is None:
        found = code_facet(segment.facets[field], segment.doc_count)
        segment.derived[field] = found
    return found
