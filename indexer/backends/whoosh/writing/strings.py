"""Writes strings end to end, in the layout that ``segment`` describes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..storage.arrayfile import ArrayFileWriter
from ..storage.arrays import Ints, smallest_dtype, starts_of
from .term_ids import IdTable


def encode_words(words: Iterable[str]) -> list[bytes]:
    """Return terms, none with a line break, as UTF-8; encoded all at once."""
    return "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")


def write_strings(
    file: ArrayFileWriter, name: str, encoded: Sequence[bytes]
) -> tuple[bytes, Ints]:
    """Write strings as their bytes and where each begins, and return both."""
    starts = starts_of(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    joined = b"".join(encoded)
    file.begin(f"{name}.data", np.dtype(np.uint8))
    file.extend(joined)
    file.write(f"{name}.starts", starts.astype(smallest_dtype(starts[-1:], 4)))
    return joined, starts


def write_terms(file: ArrayFileWriter, field: str, encoded: Sequence[bytes]) -> None:
    """Write the term dictionary of a field, with the keys that searches compare."""
    joined, starts = write_strings(file, f"{field}.terms", encoded)
    file.write(f"{field}.terms.keys", make_keys(joined, starts))


def make_keys(joined: bytes, starts: Ints) -> NDArray[np.uint64]:
    """Return the first eight bytes of each string as a big-endian number.

    Args:
        joined: the strings end to end.
        starts: int64[n + 1], where each begins, and the end.
    """
    data = np.frombuffer(joined + bytes(8), np.uint8)
    keys = np.zeros((len(starts) - 1, 8), np.uint8)
    for at in range(8):
        longer = starts[1:] - starts[:-1] > at
        keys[longer, at] = data[starts[:-1][longer] + at]
    return keys.view(">u8")[:, 0].astype(np.uint64)


def write_numbered(
    file: ArrayFileWriter, name: str, numbers: IdTable[str]
) -> NDArray[np.int32]:
    """Write numbered strings in ascending order.

    Returns:
        int32[n], the place of each string in that order, by its number.
    """
    strings = list(numbers)
    ascending = sorted(range(len(strings)), key=strings.__getitem__)
    rank = np.empty(len(strings), np.int32)
    rank[ascending] = np.arange(len(strings), dtype=np.int32)
    write_strings(
        file, name, [strings[i].encode("utf-8", "surrogatepass") for i in ascending]
    )
    return rank
