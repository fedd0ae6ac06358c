"""Where documents have moved: from the key of an old address to that of the new one.

A reindex writes what its sources say into one file beside the index; the web
application reads it when somebody asks for a document that there is none of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from .file_replacement import replacing

MOVES_FILE = "moved.json"
MAX_MOVES_IN_A_ROW = 10


def load_moves(folder: Path) -> dict[str, str]:
    """Return the new ``doc_id`` by the old one, as the last reindex left it.

    The file is a help: where it is missing or damaged, nothing has moved.

    Args:
        folder: of the index.
    """
    try:
        moves = json.loads((folder / MOVES_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(moves) if isinstance(moves, dict) else {}


def write_moves(folder: Path, moves: Mapping[str, str]) -> None:
    """Put moves in the place of the old ones, whole or not at all."""
    with replacing(folder / MOVES_FILE) as file:
        file.write(json.dumps(dict(moves)))


def list_successors(folder: Path, doc_id: str) -> Iterator[str]:
    """Yield the keys that a document has had since, in turn.

    Args:
        folder: of the index.
    """
    path = folder / MOVES_FILE
    if not path.exists():
        return
    moves = _load_version(folder, path.stat().st_mtime_ns)
    for _ in range(MAX_MOVES_IN_A_ROW):
        if doc_id not in moves:
            return
        doc_id = moves[doc_id]
        yield doc_id


@lru_cache(4)
def _load_version(folder: Path, mtime: int) -> dict[str, str]:
    """Return the moves of a file that was written at some time."""
    return load_moves(folder)
