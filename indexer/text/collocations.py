"""What words often stand together in many short texts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .analysis import RUN, fold_variants, fold_word, is_unspaced

MAX_PHRASE_WORDS = 4
MAX_PHRASE_HAN = 16
CONTAINED_SHARE = 0.8
"""A phrase is left out if one that holds it has this share of its count."""

Ints = NDArray[np.int64]


def count_phrases(texts: Sequence[str], least: int = 3) -> dict[str, int]:
    """Return phrases, as first written, with how often each occurs.

    Words of letters count with single blanks between them, Han characters in a row. A
    phrase neither begins nor ends with a short word that is everywhere.
    """
    found: dict[str, int] = {}
    for han, longest in ((False, MAX_PHRASE_WORDS), (True, MAX_PHRASE_HAN)):
        tokens = _TokenSequence(texts, han)
        grams = find_frequent(tokens.numbers, longest, least)
        for start, size, count in _drop_contained(tokens.numbers, grams):
            if not tokens.is_common(start) and not tokens.is_common(start + size - 1):
                found[tokens.text(start, size)] = count
    return found


class _TokenSequence:
    """The words of all texts, or the Han characters, end to end as numbers.

    Attributes:
        numbers: int64, equal for equal tokens; -1 where a row of tokens ends.
    """

    def __init__(self, texts: Sequence[str], han: bool) -> None:
        self._texts = texts
        self._owners, self._starts, self._ends = array("i"), array("i"), array("i")
        number: dict[str, int] = {}
        numbers = array("q")

        def add(token: int, at: int, start: int, end: int) -> None:
            numbers.append(token)
            self._owners.append(at)
            self._starts.append(start)
            self._ends.append(end)

        for at, text in enumerate(texts):
            end = -1
            for match in RUN.finditer(text):
                run, start = match[0], match.start()
                if is_unspaced(run) != han:
                    end = -1
                    continue
                if han or start != end + 1 or text[end] != " ":
                    add(-1, at, 0, 0)
                end = match.end()
                if han:
                    for i, character in enumerate(fold_variants(run), start):
                        add(number.setdefault(character, len(number)), at, i, i + 1)
                else:
                    add(number.setdefault(fold_word(run), len(number)), at, start, end)
            add(-1, at, 0, 0)
        self.numbers: Ints = np.array(numbers, np.int64)
        counts = np.bincount(self.numbers[self.numbers >= 0], minlength=1)
        short = [len(word) <= 4 and not han for word in number]
        often = counts[: len(number)] > max(10, len(texts) * 0.02)
        self._common = often & np.array(short, np.bool_)

    def is_common(self, at: int) -> bool:
        """Return whether a token is a short word that is everywhere."""
        return bool(self._common[self.numbers[at]])

    def text(self, start: int, size: int) -> str:
        """Return some tokens in a row as they were written."""
        text = self._texts[self._owners[start]]
        return text[self._starts[start] : self._ends[start + size - 1]]


def find_frequent(
    numbers: Ints, longest: int, least: int
) -> list[tuple[int, int, int]]:
    """Return rows of two or more tokens that occur often: first place, size, count.

    Args:
        numbers: int64[n]: tokens as numbers, -1 between rows.
    """
    found: list[tuple[int, int, int]] = []
    rows = numbers
    width = int(numbers.max(initial=0)) + 1
    for size in range(2, longest + 1):
        if len(rows) < 2:
            break
        last = numbers[size - 1 :]
        rows = rows[: len(last)]
        at = np.flatnonzero((rows >= 0) & (last >= 0))
        _, first, inverse, counts = np.unique(
            rows[at] * width + last[at],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        often = np.flatnonzero(counts >= least)
        if not len(often):
            break
        found += zip(
            at[first[often]].tolist(),
            [size] * len(often),
            counts[often].tolist(),
            strict=True,
        )
        kept = counts[inverse] >= least
        rows = np.full(len(last), -1, np.int64)
        rows[at[kept]] = inverse[kept]
    return found


def _drop_contained(
    numbers: Ints, grams: list[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Leave out what occurs hardly ever but within a longer phrase."""
    held: dict[tuple[int, ...], int] = {}
    for start, size, count in grams:
        tokens = tuple(numbers[start : start + size].tolist())
        for inner in (tokens[1:], tokens[:-1]):
            held[inner] = max(count, held.get(inner, 0))
    return [
        (start, size, count)
        for start, size, count in grams
        if held.get(tuple(numbers[start : start + size].tolist()), 0)
        < CONTAINED_SHARE * count
    ]
