"""Operations on whole arrays: ragged rows, runs, and what ascending arrays share.

Rows of different lengths lie end to end in one array; *starts* are where each begins,
and the end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MAX_MERGE_RATIO = 8
"""Two arrays of which neither is so many times longer are merged to be compared."""

CHUNK_TOKENS = 1 << 21
"""Tokens whose places are worked out together, 40 bytes of memory each."""


def starts_of(sizes: NDArray[Any]) -> Ints:
    """Return the starts of n rows from their sizes: int64[n + 1]."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, dtype=np.int64, out=starts[1:])
    return starts


def starts_from_ends(ends: array[int]) -> Ints:
    """Return the starts of rows from where each ends."""
    return np.concatenate((np.zeros(1, np.int64), np.frombuffer(ends, np.int64)))


def repeat_row_numbers(starts: Ints) -> NDArray[np.int32]:
    """Return for every entry the number of its row."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def expand_ranges(firsts: Ints, sizes: Ints) -> Ints:
    """Return the numbers of some ranges, one range after the other.

    >>> expand_ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(sizes)
    return np.repeat(firsts - ends + sizes, sizes) + np.arange(sizes.sum())


def mark_run_starts(values: NDArray[Any]) -> Mask:
    """Return whether each value differs from the one before; true for the first."""
    new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def find_run_starts(values: NDArray[Any]) -> Ints:
    """Return the places of the values that differ from the one before, and 0."""
    return np.flatnonzero(mark_run_starts(values))


def locate(values: NDArray[Any], ascending: NDArray[Any]) -> tuple[Ints, Mask]:
    """Look values up in an ascending array.

    Returns:
        int64[values], the place of each, of no meaning where it is not there, and
        bool[values], whether it is there.
    """
    if not len(ascending):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    at = ascending.searchsorted(values)
    at[at == len(ascending)] = 0
    return at, ascending[at] == values


def find_common(one: NDArray[Any], other: NDArray[Any]) -> tuple[Ints, NDArray[Any]]:
    """Return the values that two ascending arrays share, and their places in the first.

    Each value stands in an array once. The shorter is looked up in the longer.
    """
    if len(one) <= len(other):
        here = np.flatnonzero(locate(one, other)[1])
        return here, one[here]
    at, found = locate(other, one)
    return at[found], other[found]


def intersect(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return the values that two ascending arrays of distinct values share.

    Arrays of about the same length are merged, which is faster than looking up.
    """
    if len(one) > len(other):
        one, other = other, one
    if len(one) * MAX_MERGE_RATIO > len(other):
        both = np.concatenate([one, other])
        both.sort(kind="stable")  # what ascends already is only merged
        common: NDArray[Any] = both[:-1][both[1:] == both[:-1]]
        return common
    return one[locate(one, other)[1]]


def smallest_dtype(values: NDArray[Any], size: int = 1) -> np.dtype[Any]:
    """Return the smallest unsigned type, of ``size`` bytes or more, for values."""
    most = max(int(values.max(initial=0)), 256**size - 1)
    return np.min_scalar_type(most)


def chunk_edges(sizes: NDArray[Any]) -> Iterator[int]:
    """Yield the edges of ranges of terms that together have ``CHUNK_TOKENS`` at most.

    A term that has more is a range by itself.
    """
    starts = starts_of(sizes)
    at = 0
    yield at
    while at < len(sizes):
        fitting = int(starts.searchsorted(starts[at] + CHUNK_TOKENS, "right")) - 1
        at = max(at + 1, fitting)
        yield at
