"""What is made of an index is made of each part once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from indexer.backends import Backend
from indexer.backends.segments import SegmentReader
from indexer.search.segment_cache import PerSegmentCache


@dataclass(frozen=True)
class Piece:
    """As much of a part as is asked for."""

    name: str
    live: NDArray[np.bool_]


@dataclass(eq=False)
class Shelf:
    """As much of a backend as has parts."""

    held: tuple[Piece, ...]

    def segments(self) -> tuple[Piece, ...]:
        return self.held


def make_part(name: str, documents: int = 1) -> Piece:
    return Piece(name, np.ones(documents, np.bool_))


def test_a_commit_makes_only_what_is_new_and_forgets_what_is_gone() -> None:
    made: list[str] = []

    def make(part: SegmentReader) -> str:
        made.append(part.name)
        return part.name.upper()

    def join(parts: Sequence[tuple[SegmentReader, str]]) -> list[str]:
        return [name for _, name in parts]

    cache = PerSegmentCache(make, join)
    one, two, three = make_part("one"), make_part("two"), make_part("three")
    shelf = Shelf((one, two))
    backend = cast(Backend, shelf)
    assert cache.of(backend) == ["ONE", "TWO"]
    assert cache.of(backend) is cache.of(backend)
    shelf.held = (two, three)
    assert cache.of(backend) == ["TWO", "THREE"]
    shelf.held = (one, two)
    assert cache.of(backend) == ["ONE", "TWO"]
    assert made == ["one", "two", "three", "one"]


def test_what_is_deleted_in_a_part_joins_anew() -> None:
    cache = PerSegmentCache(
        lambda part: part.name, lambda parts: int(parts[0][0].live.sum())
    )
    part = make_part("one", 2)
    backend = cast(Backend, Shelf((part,)))
    assert cache.of(backend) == 2
    part.live[0] = False
    assert cache.of(backend) == 1


def test_threads_that_ask_together_make_it_once() -> None:
    made: list[str] = []
    cache = PerSegmentCache(lambda part: made.append(part.name), lambda parts: object())
    backend = cast(Backend, Shelf((make_part("one"),)))
    with ThreadPoolExecutor(8) as pool:
        wholes = set(pool.map(lambda _: cache.of(backend), range(32)))
    assert (len(wholes), made) == (1, ["one"])
