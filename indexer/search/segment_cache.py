"""A cache of what is derived from an index, made anew only where the index changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from ..backends import Backend, SegmentReader

M = TypeVar("M")
W = TypeVar("W")


class PerSegmentCache(Generic[M, W]):
    """Derives a value from each segment of an index once, and joins these.

    A commit adds or removes segments; what was made of the others stays. A value is
    dropped with its backend.

    Args:
        make: makes the value of one segment, in which deletions do not count.
        join: makes the whole of all segments and their values.
    """

    def __init__(
        self,
        make: Callable[[SegmentReader], M],
        join: Callable[[Sequence[tuple[SegmentReader, M]]], W],
    ) -> None:
        self._make = make
        self._join = join
        self._made: WeakKeyDictionary[Backend, dict[str, M]] = WeakKeyDictionary()
        self._whole: WeakKeyDictionary[Backend, tuple[object, W]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, backend: Backend) -> W:
        """Return the joined value for the newest commit.

        Raises:
            IndexStoreError: the index cannot serve.
        """
        segments = backend.segments()
        state = [
            (segment.name, int(np.count_nonzero(segment.live))) for segment in segments
        ]
        known = self._whole.get(backend)
        if known is not None and known[0] == state:
            return known[1]
        with self._lock:
            known = self._whole.get(backend)  # another thread may have made it
            if known is not None and known[0] == state:
                return known[1]
            before = self._made.get(backend, {})
            made = {
                segment.name: before[segment.name]
                if segment.name in before
                else self._make(segment)
                for segment in segments
            }
            whole = self._join([(segment, made[segment.name]) for segment in segments])
            self._made[backend], self._whole[backend] = made, (state, whole)
        return whole
