"""Whoosh's own write lock, so that its writers and ours keep each other out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.util.filelock import FileLock

from ....errors import IndexLocked
from .codec import INDEX_NAME


def acquire_lock(directory: Path) -> Any:
    """Take the write lock; the system releases it when the process ends.

    Raises:
        IndexLocked: another process has the index open for changes.
    """
    lock = FileLock(str(directory / f"{INDEX_NAME}_WRITELOCK"))
    if not lock.acquire():
        raise IndexLocked(
            f"another process is changing the index in {directory}; wait for it to end"
        )
    return lock
