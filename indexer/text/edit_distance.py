"""Words that are nearly the one typed, found among many at array speed.

An edit inserts, drops or changes a letter, or swaps two neighbours; no part of a word
is edited twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_WORD_LETTERS = 24
"""Letters of the longest word that is looked up with typos."""

Bytes = NDArray[np.uint8]
Bits = NDArray[np.uint32]


class Lexicon:
    """Words in order, with how often each occurs.

    Letters are compared by their lowest eight bits, so that the table takes
    ``MAX_WORD_LETTERS`` bytes a word; two letters of one alphabet differ there.

    Args:
        words: ascending, each once, none empty.
        counts: int[len(words)].
    """

    def __init__(self, words: Sequence[str], counts: NDArray[np.int64]) -> None:
        self.words = words
        self.counts = counts
        codes = np.array(words, f"<U{MAX_WORD_LETTERS + 1}").view(np.uint32)
        codes = codes.reshape(len(words), MAX_WORD_LETTERS + 1)
        self.lengths = np.count_nonzero(codes, axis=1).astype(np.uint8)
        self.letters: Bytes = codes.astype(np.uint8)
        self.letter_bits = np.zeros(len(words), np.uint32)
        for column in self.letters.T:
            self.letter_bits |= make_letter_bits(column)

    def count(self, word: str) -> int:
        """Return how often a word occurs; 0 if it does not."""
        at = bisect_left(self.words, word)
        found = at < len(self.words) and self.words[at] == word
        return int(self.counts[at]) if found else 0

    def find_prefix(self, prefix: str) -> tuple[int, int]:
        """Return the first and one past the last number of the words with a prefix."""
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
        if not 0 < len(typed) <= MAX_WORD_LETTERS:
            return []
        span = slice(low, len(self.words) if high is None else high)
        lengths, held = self.lengths[span], self.letter_bits[span]
        wanted = np.bitwise_or.reduce(make_letter_bits(typed))
        missing = count_missing(int(wanted), held)
        near = (missing <= distance) & (lengths >= max(1, len(typed) - distance))
        if not prefix:
            near &= lengths <= len(typed) + distance
            near &= missing + _count_bits(held & ~wanted) <= 2 * distance
        numbers = np.flatnonzero(near) + low
        edits = count_edits(
            typed, self.letters[numbers], self.lengths[numbers], distance, prefix
        )
        kept = edits <= distance
        return list(zip(numbers[kept].tolist(), edits[kept].tolist(), strict=True))


def count_edits(
    typed: NDArray[Any],
    letters: NDArray[Any],
    lengths: NDArray[np.integer],
    distance: int,
    prefix: bool = False,
) -> NDArray[np.int8]:
    """Return the edits between one word and many, ``distance`` + 1 for any more.

    Only the cells of the table within ``distance`` of its diagonal are filled, one row
    of them for all words at once.

    Args:
        typed: code points of the word, or their lowest eight bits.
        letters: the same of the others, [n, at least any length], zeros after the end.
        lengths: [n].
        prefix: whether to compare with the best beginning of each word.

    Source: the restricted Damerau-Levenshtein distance; E. Ukkonen, Algorithms for
    approximate string matching, 1985, for the band.
    """
    band, far = 2 * distance + 1, np.int8(distance + 1)
    words, width = letters.shape
    padded = np.zeros((width + len(typed) + band, words), letters.dtype)
    padded[distance : distance + width] = letters.T
    # Cell k of row i is that of the first i letters typed and i - distance + k of
    # each word; so the cell before both last letters has the same k one row up.
    # The words are the last axis, so that each step runs over neighbours in memory.
    steps = np.arange(band, dtype=np.int8)[:, None]
    row = np.abs(steps - np.int8(distance))
    row[:distance] = far
    row = np.tile(row, (1, words))
    above = np.full_like(row, far)
    for i in range(1, len(typed) + 1):
        before, above = above, row
        last = padded[i - 1 : i - 1 + band]
        row = above + (last != typed[i - 1])
        np.minimum(row[:-1], above[1:] + np.int8(1), out=row[:-1])
        if i > 1:
            swapped = last == typed[i - 2]
            swapped &= padded[i - 2 : i - 2 + band] == typed[i - 1]
            np.minimum(row, before + np.int8(1), out=row, where=swapped)
        for k in range(1, band):
            np.minimum(row[k], row[k - 1] + np.int8(1), out=row[k])
        np.minimum(row, far, out=row)
    ends = lengths.astype(np.int64) - len(typed) + distance
    ended = steps <= ends if prefix else steps == ends
    edits: NDArray[np.int8] = np.where(ended, row, far).min(axis=0)
    return edits


def is_near(word: str, other: str, distance: int) -> bool:
    """Return whether two words are at most ``distance`` edits apart.

    One pair takes a third of the time that ``count_edits`` needs for it.

    >>> is_near("serach", "search", 1), is_near("sea", "search", 2)
    (True, False)
    """
    if abs(len(word) - len(other)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(word, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(row[-1] + 1, above[j] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == word[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1] <= distance


def make_letter_bits(letters: Bytes) -> Bits:
    """Return for each letter the bit of its lowest five, none where there is none."""
    bits: Bits = np.left_shift(letters != 0, letters & 31, dtype=np.uint32)
    return bits


def count_missing(wanted: int, held: Bits) -> Bytes:
    """Return how many of the letters wanted each word lacks, at least.

    Each takes an edit, which rules out most words before any edit is counted.

    Args:
        wanted: letters as bits.
        held: uint32[n], the letters of each word as bits.
    """
    missing = np.zeros(len(held), np.uint8)
    for place in range(wanted.bit_length()):
        if wanted >> place & 1:
            missing += held & np.uint32(1 << place) == 0
    return missing


_BIT_COUNTS = np.array([i.bit_count() for i in range(1 << 16)], np.uint8)


def _count_bits(letters: Bits) -> Bytes:
    counts: Bytes = _BIT_COUNTS[letters & 0xFFFF] + _BIT_COUNTS[letters >> 16]
    return counts
