"""What is made of an index beside it, and made anew only where the index changed."""

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
    """Makes something of each part of an index once, and a whole of these.

    A commit adds parts or removes some; what was made of the others stays.

    Args:
        make: of one part; what was deleted in it does not count.
        join: of all parts and what was made of them.
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
        """Return the whole for the newest commit.

        Raises:
            IndexStoreError: the index cannot serve.
        """
        parts = backend.segments()
        state = [(part.name, int(np.count_nonzero(part.live))) for part in parts]
        known = self._whole.get(backend)
        if known is not None and known[0] == state:
            return known[1]
        with self._lock:
            known = self._whole.get(backend)  # another thread may have made it
            if known is not None and known[0] == state:
                return known[1]
            before = self._made.get(backend, {})
            made = {
                part.name: before[part.name]
                if part.name in before
                else self._make(part)
                for part in parts
            }
            whole = self._join([(part, made[part.name]) for part in parts])
            self._made[backend], self._whole[backend] = made, (state, whole)
        return whole
