"""A bounded cache of computed values, for all threads."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """Values by key up to a total size; the least recently used is dropped first.

    Args:
        limit: of the sum of sizes, in the unit that the caller counts in.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: dict[K, tuple[V, int]] = {}
        self._lock = threading.Lock()

    def find(self, key: K) -> V | None:
        """Return the value, or None."""
        with self._lock:
            entry = self._kept.pop(key, None)
            if entry is None:
                return None
            self._kept[key] = entry
            return entry[0]

    def keep(self, key: K, value: V, size: int) -> V:
        """Keep a value, if it is not too large, and return it."""
        with self._lock:
            if old := self._kept.pop(key, None):
                self.size -= old[1]
            if size > self.limit // 2:
                return value
            self._kept[key] = value, size
            self.size += size
            while self.size > self.limit:
                oldest = next(iter(self._kept))
                self.size -= self._kept.pop(oldest)[1]
        return value
