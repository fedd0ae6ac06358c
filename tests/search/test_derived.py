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
from indexer.search.derived import Kept


@dataclass(frozen=True)
class Piece:
    """As much of a part as is asked for."""

    name: str
    live: NDArray[np.bool_]


@dataclass(eq=False)
class Shelf:
    """As much of a backend as has parts."""

    held: tuple[Piece, ...]

    def parts(self) -> tuple[Piece, ...]:
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

    kept = Kept(make, join)
    one, two, three = make_part("one"), make_part("two"), make_part("three")
    shelf = Shelf((one, two))
    backend = cast(Backend, shelf)
    assert kept.of(backend) == ["ONE", "TWO"]
    assert kept.of(backend) is kept.of(backend)
    shelf.held = (two, three)
    assert kept.of(backend) == ["TWO", "THREE"]
    shelf.held = (one, two)
    assert kept.of(backend) == ["ONE", "TWO"]
    assert made == ["one", "two", "three", "one"]


def test_what_is_deleted_in_a_part_joins_anew() -> None:
    kept = Kept(lambda part: part.name, lambda parts: int(parts[0][0].live.sum()))
    part = make_part("one", 2)
    backend = cast(Backend, Shelf((part,)))
    assert kept.of(backend) == 2
    part.live[0] = False
    assert kept.of(backend) == 1


def test_threads_that_ask_together_make_it_once() -> None:
    made: list[str] = []
    kept = Kept(lambda part: made.append(part.name), lambda parts: object())
    backend = cast(Backend, Shelf((make_part("one"),)))
    with ThreadPoolExecutor(8) as pool:
        wholes = set(pool.map(lambda _: kept.of(backend), range(32)))
    assert (len(wholes), made) == (1, ["one"])
