"""Estimate what two texts have in common from 128 bytes of each.

The shingles of a text are all runs of ``SHINGLE_CHARS`` of its letters and digits. Its
MinHash keeps the least shingle of each of 64 classes into which they fall by hash.
Source: A. Broder, On the resemblance and containment of documents, 1997; one hash for
all classes: P. Li, A. Owen, C.-H. Zhang, One permutation hashing, 2012; 16 bits of each
least value: P. Li, A. C. König, b-bit minwise hashing, 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..visible_text import fold

SHINGLE_CHARS = 12
"""Letters of a shingle: two or three words, or a clause of Chinese."""
HASH_CLASSES = 64
CLASS_STARTS = np.arange(HASH_CLASSES, dtype=np.uint64) << np.uint64(58)
MIN_SHINGLE_TEXT_CHARS = 150
"""Letters below which a text is too short to be told from others."""
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Of splitmix64 (S. Vigna, splitmix64.c, 2015)."""


@dataclass(frozen=True, slots=True)
class MinHash:
    """The part of a text that is kept to compare it with others.

    Attributes:
        values: uint16[CLASSES] as bytes, little-endian; 0 where a class is empty. No
            bytes if the text is too short.
        size: number of distinct shingles.
    """

    values: bytes = b""
    size: int = 0


NO_MINHASH = MinHash()
"""Of a text too short."""


def make_minhash(text: str) -> MinHash:
    """Return the MinHash of a text; case, spaces and punctuation do not matter."""
    letters = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), "<u4")
    if len(letters) < MIN_SHINGLE_TEXT_CHARS:
        return NO_MINHASH
    hashes = np.sort(_hash_runs(letters.astype(np.uint64)))
    first = hashes.searchsorted(CLASS_STARTS)
    least = hashes[np.minimum(first, len(hashes) - 1)]
    filled = np.diff(np.append(first, len(hashes))) > 0
    values = np.where(filled, least % np.uint64(0xFFFF) + np.uint64(1), 0)
    size = 1 + int(np.count_nonzero(hashes[1:] != hashes[:-1]))
    return MinHash(values.astype("<u2").tobytes(), size)


def _hash_runs(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash of every run of letters: uint64[n - RUN + 1]."""
    count = len(letters) - SHINGLE_CHARS + 1
    hashes = np.zeros(count, np.uint64)
    for offset in range(SHINGLE_CHARS):
        hashes = hashes * MULTIPLIER + letters[offset : offset + count]
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX[0]
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX[1]
    return hashes ^ (hashes >> np.uint64(31))


def find_resemblance(one: MinHash, other: MinHash) -> float:
    """Return about the share of their shingles two texts have in common, 0 to 1.

    The standard error is at most .07. It is 0 if one is too short.
    """
    if not one.values or not other.values:
        return 0.0
    a, b = np.frombuffer(one.values, "<u2"), np.frombuffer(other.values, "<u2")
    filled = np.count_nonzero(a | b)
    return float(np.count_nonzero((a == b) & (a > 0)) / filled)


def find_containment(one: MinHash, other: MinHash) -> float:
    """Return about the share of the smaller text's shingles that the larger has."""
    resemblance = find_resemblance(one, other)
    shared = resemblance / (1 + resemblance) * (one.size + other.size)
    return min(1.0, shared / min(one.size, other.size)) if shared else 0.0
