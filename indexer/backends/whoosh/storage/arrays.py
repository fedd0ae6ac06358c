"""Rows of different lengths, end to end in one array: where each begins and ends."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

CHUNK_TOKENS = 1 << 21
"""Tokens whose places are worked out together, 40 bytes of memory each."""


def starts_of(sizes: NDArray[Any]) -> Ints:
    """Return int64[n + 1], where each of n rows begins, and the end."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, dtype=np.int64, out=starts[1:])
    return starts


def starts_from_ends(ends: array[int]) -> Ints:
    """Return where each row begins, and the end, from where each ends."""
    return np.concatenate((np.zeros(1, np.int64), np.frombuffer(ends, np.int64)))


def repeat_row_numbers(starts: Ints) -> NDArray[np.int32]:
    """Return the number of the row of every entry, from where the rows begin."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def expand_ranges(firsts: Ints, sizes: Ints) -> Ints:
    """Return the numbers of some ranges, each from its first, end to end."""
    ends = np.cumsum(sizes)
    return np.repeat(firsts - ends + sizes, sizes) + np.arange(sizes.sum())


def find_run_starts(values: NDArray[Any]) -> Ints:
    """Return where a value is not the one before it, the first place included."""
    new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.flatnonzero(new)


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
