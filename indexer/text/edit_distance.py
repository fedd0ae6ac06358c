"""Words that are nearly the one typed, found among many at array speed.

An edit inserts, drops or changes a letter, or swaps two that stand together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 24
"""Letters of the longest word that is looked up with typos."""

Bytes = NDArray[np.uint8]


class Lexicon:
    """Words in order, with how often each occurs.

    Letters are compared by their lowest eight bits, so that the table takes ``WIDTH``
    bytes a word; two letters of one alphabet differ there.

    Args:
        words: ascending, each once, none empty.
        counts: int[len(words)].
    """

    def __init__(self, words: Sequence[str], counts: NDArray[np.int64]) -> None:
        self.words = words
        self.counts = counts
        codes = np.array(words, f"<U{WIDTH + 1}").view(np.uint32)
        codes = codes.reshape(len(words), WIDTH + 1)
        self.lengths = np.count_nonzero(codes, axis=1).astype(np.uint8)
        self.letters: Bytes = codes.astype(np.uint8)
        self.signs = np.zeros(len(words), np.uint32)
        for column in self.letters.T:
            self.signs |= _signs(column)

    def count(self, word: str) -> int:
        """Return how often a word occurs; 0 if it does not."""
        at = bisect_left(self.words, word)
        found = at < len(self.words) and self.words[at] == word
        return int(self.counts[at]) if found else 0

    def find_prefix(self, prefix: str) -> tuple[int, int]:
        """Return the numbers of the words that begin so: from, to before."""
        low = bisect_left(self.words, prefix)
        high = bisect_left(self.words, prefix + chr(0x10FFFF), low)
        return low, high

    def find_near(
        self,
        word: str,
        distance: int,
        *,
        prefix: bool = False,
        low: int = 0,
        high: int | None = None,
    ) -> list[tuple[int, int]]:
        """Return words at most ``distance`` edits away: number and edits of each.

        Args:
            prefix: whether it is enough for a word to begin so.
            low, high: numbers of the words to look among.
        """
        typed = np.array([word], f"<U{len(word)}").view(np.uint32).astype(np.uint8)
        if not 0 < len(typed) <= WIDTH:
            return []
        span = slice(low, len(self.words) if high is None else high)
        lengths, signs = self.lengths[span], self.signs[span]
        wanted = np.bitwise_or.reduce(_signs(typed))
        missing = _count_bits(wanted & ~signs)
        near = (missing <= distance) & (lengths >= max(1, len(typed) - distance))
        if not prefix:
            near &= lengths <= len(typed) + distance
            near &= missing + _count_bits(signs & ~wanted) <= 2 * distance
        numbers = np.flatnonzero(near) + low
        edits = count_edits(
            typed, self.letters[numbers], self.lengths[numbers], distance, prefix
        )
        kept = edits <= distance
        return list(zip(numbers[kept].tolist(), edits[kept].tolist(), strict=True))


def count_edits(
    typed: Bytes, letters: Bytes, lengths: Bytes, distance: int, prefix: bool = False
) -> NDArray[np.int8]:
    """Return the edits between one word and many, ``distance`` + 1 for any more.

    Only the cells of the table within ``distance`` of its diagonal are filled, a row
    of them for all words at once.

    Args:
        letters: uint8[n, at least any length].
        lengths: uint8[n].
        prefix: whether to compare with the best beginning of each word.

    Source: the restricted Damerau-Levenshtein distance; E. Ukkonen, Algorithms for
    approximate string matching, 1985, for the band.
    """
    band, far = 2 * distance + 1, np.int8(distance + 1)
    padded = np.zeros((len(lengths), letters.shape[1] + len(typed) + band), np.uint8)
    padded[:, distance : distance + letters.shape[1]] = letters
    # Cell k of row i is that of the first i letters typed and i - distance + k of
    # each word; so the cell before both last letters has the same k one row up.
    steps = np.arange(band, dtype=np.int8)
    row = np.abs(steps - np.int8(distance))
    row[:distance] = far
    row = np.tile(row, (len(lengths), 1))
    above = np.full_like(row, far)
    for i in range(1, len(typed) + 1):
        before, above = above, row
        last = padded[:, i - 1 : i - 1 + band]
        row = above + (last != typed[i - 1])
        np.minimum(row[:, :-1], above[:, 1:] + np.int8(1), out=row[:, :-1])
        if i > 1:
            swapped = last == typed[i - 2]
            swapped &= padded[:, i - 2 : i - 2 + band] == typed[i - 1]
            np.minimum(row, before + np.int8(1), out=row, where=swapped)
        row = np.minimum.accumulate(row - steps, axis=1) + steps
        np.minimum(row, far, out=row)
    ends = lengths[:, None].astype(np.int64) - len(typed) + distance
    ended = steps <= ends if prefix else steps == ends
    edits: NDArray[np.int8] = np.where(ended, row, far).min(axis=1)
    return edits


def _signs(letters: Bytes) -> NDArray[np.uint32]:
    """Return a bit for each letter, none where there is no letter."""
    bits = np.uint32(1) << (letters % 32).astype(np.uint32)
    return np.where(letters > 0, bits, np.uint32(0))


_BITS = np.array([i.bit_count() for i in range(1 << 16)], np.uint8)


def _count_bits(signs: NDArray[np.uint32]) -> Bytes:
    counts: Bytes = _BITS[signs & 0xFFFF] + _BITS[signs >> 16]
    return counts
