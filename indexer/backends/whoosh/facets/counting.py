"""How many matching documents have each value of a field.

A document's values are one *code*: documents with the same values share it. Counting is
one pass over the codes of the matches, whether a document has one value or several, and
then one over the pairs (code, value), which are few. The values of a path are all its
levels; the code of a date is its month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import Ints, expand_ranges
from ..storage.schema import MISSING
from ..storage.segment import FacetColumn

PAIRS_PER_DOCUMENT = 8
"""Counting goes through all pairs if there are at most so many for each document."""


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The values of one field in all documents.

    Attributes:
        values: ascending.
        codes: unsigned[documents], as small as they fit; code 0 has no values.
        starts: int64[codes + 1], where the values of each code begin in ``ids``.
        ids: int32, into ``values``.
        owners: int32, the code of each of ``ids``.
    """

    values: Sequence[str]
    codes: NDArray[np.unsignedinteger]
    starts: Ints
    ids: NDArray[np.int32]
    owners: NDArray[np.int32]

    def count(self, docs: NDArray[np.integer]) -> Ints:
        """Return the number of these documents that hold each value: int64[values]."""
        size = len(self.values)
        codes = self.codes.take(docs)
        if self.single:
            return np.bincount(codes, minlength=size + 1)[1:]
        if len(docs) * PAIRS_PER_DOCUMENT < len(self.ids):
            lengths = self.starts[codes + 1] - self.starts[codes]
            return np.bincount(
                self.ids[expand_ranges(self.starts[codes], lengths)], minlength=size
            )
        held = np.bincount(codes, minlength=len(self.starts) - 1)
        counts = np.bincount(self.ids, weights=held[self.owners], minlength=size)
        return counts.astype(np.int64)

    @property
    def single(self) -> bool:
        """Whether each code but 0 is one value, in the order of the values."""
        return len(self.ids) == len(self.values) == len(self.starts) - 2

    def find_holding(self, chosen: Sequence[str]) -> NDArray[np.bool_]:
        """Return for every document whether it holds one of these values."""
        wanted = set(chosen)
        ids = [i for i, value in enumerate(self.values) if value in wanted]
        holding = np.zeros(len(self.starts) - 1, np.bool_)
        holding[self.owners[np.isin(self.ids, ids)]] = True
        held: NDArray[np.bool_] = holding[self.codes]
        return held


@dataclass(frozen=True, slots=True)
class SegmentFacet:
    """The values of one field in one segment.

    Attributes:
        values: ascending.
        codes: signed[documents], as small as they fit; -1 without a value.
        lengths: int64[codes], the number of values of each code.
        ids: int64, the values of each code, one after the other.
    """

    values: list[str]
    codes: NDArray[np.signedinteger]
    lengths: Ints
    ids: Ints


def code_facet(column: FacetColumn, size: int) -> SegmentFacet:
    """Return a segment's values by code.

    Args:
        size: documents of the segment.
    """
    codes, lengths, ids = _code_documents(column, size)
    smallest = np.min_scalar_type(-1 - len(lengths))
    return SegmentFacet(column.values[:], codes.astype(smallest), lengths, ids)


def join_facets(parts: Sequence[SegmentFacet]) -> FacetIndex:
    """Return the values of a field over all segments."""
    values = sorted(set().union(*(part.values for part in parts)))
    number = {value: i for i, value in enumerate(values)}
    codes, starts, ids = [], [np.zeros(2, np.int64)], []
    first, total = 1, 0
    for part in parts:
        merged = np.array([number[value] for value in part.values], np.int32)
        code = np.add(part.codes, first, dtype=np.int32)
        code[part.codes < 0] = 0
        codes.append(code)
        starts.append(np.cumsum(part.lengths) + total)
        ids.append(merged[part.ids] if len(part.ids) else np.empty(0, np.int32))
        first, total = first + len(part.lengths), total + len(part.ids)
    return _make_index(values, codes, starts, ids)


def build_date_facet(days: NDArray[np.int64]) -> FacetIndex:
    """Return the months of days since 1970 over all documents, ``2019-11``."""
    known = days != MISSING
    months = np.zeros(len(days), np.int64)
    dates = days[known].astype("datetime64[D]").astype("datetime64[M]")
    months[known] = dates.astype(np.int64)
    low, high = (months[known].min(), months[known].max()) if known.any() else (0, -1)
    values = [
        f"{1970 + month // 12:04}-{month % 12 + 1:02}"
        for month in range(int(low), int(high) + 1)
    ]
    codes = np.where(known, months - low + 1, 0).astype(np.int32)
    ids = np.arange(len(values), dtype=np.int32)
    starts = [np.zeros(2, np.int64), ids.astype(np.int64) + 1]
    return _make_index(values, [codes], starts, [ids])


def _make_index(
    values: list[str],
    codes: list[NDArray[np.int32]],
    starts: list[Ints],
    ids: list[NDArray[np.int32]],
) -> FacetIndex:
    joined = np.concatenate(starts)
    none = np.zeros(0, np.int32)
    return FacetIndex(
        values,
        np.concatenate([none, *codes]).astype(np.min_scalar_type(len(joined))),
        joined,
        np.concatenate([none, *ids]),
        np.repeat(np.arange(len(joined) - 1, dtype=np.int32), np.diff(joined)),
    )


def _code_documents(column: FacetColumn, size: int) -> tuple[Ints, Ints, Ints]:
    """Give a code to each set of values that a document has.

    Returns:
        int64[size] codes, -1 without a value; int64[codes] number of values of each;
        their ids, one code after the other.
    """
    held = np.bincount(column.docs, minlength=size)
    if held.max(initial=0) <= 1:
        codes = np.full(size, -1, np.int64)
        codes[column.docs] = column.ids
        count = len(column.values)
        return codes, np.ones(count, np.int64), np.arange(count)
    ids = np.sort((column.docs.astype(np.int64) << 32) | column.ids) & 0xFFFFFFFF
    starts = np.cumsum(held) - held
    holding = np.flatnonzero(held)
    names: Ints = np.zeros(len(holding), np.int64)
    base, bound = len(column.values) + 1, 1
    for i in range(int(held.max())):
        if bound * base >= 1 << 62:
            names = np.unique(names, return_inverse=True)[1]
            bound = len(holding)
        deep = np.flatnonzero(held[holding] > i)
        names *= base
        names[deep] += ids[starts[holding[deep]] + i] + 1
        bound *= base
    _, which, inverse = np.unique(names, return_index=True, return_inverse=True)
    codes = np.full(size, -1, np.int64)
    codes[holding] = inverse
    lengths = held[holding[which]]
    return codes, lengths, ids[expand_ranges(starts[holding[which]], lengths)]


def count_days(days: NDArray[np.int64], low: int, high: int) -> int:
    """Return how many days lie in a range, both ends within."""
    return int(np.count_nonzero((days >= low) & (days <= high)))
