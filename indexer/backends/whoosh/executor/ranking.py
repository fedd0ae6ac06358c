"""The first documents of an order, without sorting all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..storage.schema import MISSING

Places = NDArray[np.int64]
Key = Callable[[Places | slice], NDArray[Any]]
"""Maps places among the matches to the values that order them, smallest first."""


ROW_MATCHES = 64
MIN_MATCHES_PER_WANTED = 4 * ROW_MATCHES
"""From so many matches for each one wanted, the smallest value of each row of
``ROW_MATCHES`` is looked at first: the smallest of these bound what else can be wanted,
which is little."""


def find_first(total: int, keys: list[Key], count: int) -> Places:
    """Return the places of the first ``count`` of ``total`` matches, in order.

    Args:
        keys: the next decides where the one before is equal; the place decides last.
    """
    if not (count := min(count, total)):
        return np.empty(0, np.int64)
    chosen = _select(slice(0, total), keys, count)
    order = np.lexsort((chosen, *(key(chosen) for key in reversed(keys))))
    return chosen[order[:count]]


def _select(places: Places | slice, keys: list[Key], count: int) -> Places:
    """Return places, ascending, among which are the first ``count``."""
    if isinstance(places, slice):
        total = places.stop
        if not keys or total <= max(2 * count, 64):
            return np.arange(total if keys else count)
    elif not keys or len(places) <= max(2 * count, 64):
        return places if keys else places[:count]
    values = keys[0](places)
    if len(values) > MIN_MATCHES_PER_WANTED * count:
        rows = (
            values[: len(values) // ROW_MATCHES * ROW_MATCHES]
            .reshape(-1, ROW_MATCHES)
            .min(axis=1)
        )
        near = np.flatnonzero(values <= np.partition(rows, count - 1)[count - 1])
        if len(near) * 4 < len(values):
            chosen = near if isinstance(places, slice) else places[near]
            return _select(chosen, keys, count)
    bound = np.partition(values, count - 1)[count - 1]
    within = _take(places, values <= bound)
    if len(within) <= max(2 * count, 64):
        return within
    sure = _take(places, values < bound)
    tied = _take(places, values == bound)
    rest = _select(tied, keys[1:], count - len(sure))
    return np.sort(np.concatenate([sure, rest]))


def _take(places: Places | slice, kept: NDArray[np.bool_]) -> Places:
    found = np.flatnonzero(kept)
    return found if isinstance(places, slice) else places[found]


def by_score(scores: NDArray[np.float32]) -> Key:
    """Return the key of scores, largest first."""
    return lambda places: -scores[places]


def unmarked_first(mask: NDArray[np.bool_], docs: NDArray[np.int32]) -> Key:
    """Return the key of a mask over all documents, those in it last."""
    return lambda places: mask[docs[places]]


def ascending_by(column: NDArray[np.int64], docs: NDArray[np.int32]) -> Key:
    """Return the key of a column, smallest first, missing last."""

    def key(places: Places | slice) -> NDArray[Any]:
        values = column[docs[places]]
        values[values == MISSING] = np.iinfo(np.int64).max
        return values

    return key


def descending_by(column: NDArray[np.int64], docs: NDArray[np.int32]) -> Key:
    """Return the key of a column, largest first, missing last."""
    return lambda places: ~column[docs[places]]
