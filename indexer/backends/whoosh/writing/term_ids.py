"""Words to term numbers, fast: each text between two blanks is analysed once.

A text becomes a row of *units*. A unit is the number of the term that stands at the
next position, or a negative number: unit -1 - g stands for ``TermIds.groups[g]``,
any number of positions with any number of terms at each. ``analysis.find_runs`` never
finds a run across a blank, nor looks beyond one; so a text is split at its blanks, and
a dictionary holds the unit of nearly every piece: ``oil,``, ``"We`` or ``(OPEC)``.

Han characters are a blank to the words beside them. The unit of a Han bigram is made of
its code points, the first << ``CODE_BITS`` | the second; of a character alone the
second is 0. Only ``number_bigrams`` turns these, all at once, into numbers of terms.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np

from ....text import (
    CUT,
    OTHER,
    UNSPACED_CHARACTER,
    find_runs,
    fold_variants,
    fold_word,
    make_word_terms,
    read_kinds,
)
from ..storage.arrays import Ints, find_run_starts
from ..storage.schema import VALUE_GAP_POSITIONS

UnitGroup = tuple[int, tuple[tuple[int, int], ...]]
"""Width in positions, and (offset, term) pairs by offset."""

GAP_UNIT, EMPTY_UNIT = -1, -2
"""The unit between two values of a field, and that of a piece without a word."""

CODE_BITS = 21
CODE_MASK = (1 << CODE_BITS) - 1
FIRST_BIGRAM_UNIT = 1 << 32
"""Units from here on are bigrams: no Han character has a code point below 2,048."""

EDGE_SIGNS = ".,;:!?()[]'\""
"""Signs that are never part of a word at its ends."""

T = TypeVar("T", bound=Hashable)


class IdTable(dict[T, int]):
    """Numbers things in the order in which they are first looked up."""

    def __missing__(self, thing: T) -> int:
        number = self[thing] = len(self)
        return number


class TermIds:
    """The numbers of all terms so far, and of the pieces of text they came from.

    Attributes:
        terms: number of each term.
        groups: number of each group; the first two are those of ``GAP_UNIT`` and
            ``EMPTY_UNIT``.
        words: as written and folded, with the number of their first term; those that
            are terms themselves are left out.
        unnumbered: bigrams, about, in rows since ``number_bigrams``.
    """

    def __init__(self) -> None:
        self.terms: IdTable[str] = IdTable()
        self.groups: IdTable[UnitGroup] = IdTable()
        self.groups[VALUE_GAP_POSITIONS, ()], self.groups[0, ()] = (
            -1 - GAP_UNIT,
            -1 - EMPTY_UNIT,
        )
        self.words: dict[str, int] = {}
        self.unnumbered = 0
        self._pieces: dict[str, PieceUnits] = {}

    def __len__(self) -> int:
        """Return the number of entries, a measure of the memory held."""
        pieces = sum(len(pieces) for pieces in self._pieces.values())
        return len(self.terms) + len(self.groups) + len(self.words) + pieces

    def add_text(self, row: array[int], text: str, language: str) -> None:
        """Append the units of a text to a row; they mean what ``analyze`` returns."""
        pieces = self._pieces.get(language)
        if pieces is None:
            pieces = self._pieces[language] = PieceUnits(self, language)
        if text.isascii() or not UNSPACED_CHARACTER.search(text):
            row.extend(map(pieces.__getitem__, text.split()))
        else:
            self._add_mixed(row, text, pieces)

    def add_values(
        self, row: array[int], values: tuple[str, ...], language: str
    ) -> None:
        """Append the units of a field's values to a row, gaps between them."""
        for i, value in enumerate(values):
            if i:
                row.append(GAP_UNIT)
            self.add_text(row, value, language)

    def number_bigrams(self, rows: Sequence[Ints]) -> None:
        """Replace the bigrams in rows of units by numbers of terms, in place."""
        masks = [row >= FIRST_BIGRAM_UNIT for row in rows]
        codes = np.concatenate([row[m] for row, m in zip(rows, masks, strict=True)])
        order = np.argsort(codes)
        codes = codes[order]
        at = find_run_starts(codes)
        numbers = [
            self.terms[chr(code >> CODE_BITS) + chr(code & CODE_MASK).strip("\0")]
            for code in codes[at].tolist()
        ]
        sizes = np.diff(at, append=len(codes))
        codes[order] = np.repeat(np.array(numbers, np.int64), sizes)
        after = 0
        for row, mask in zip(rows, masks, strict=True):
            before, after = after, after + int(np.count_nonzero(mask))
            row[mask] = codes[before:after]
        self.unnumbered = 0

    def _add_mixed(self, row: array[int], text: str, pieces: PieceUnits) -> None:
        """Append the units of a text with Han characters."""
        encoded = fold_variants(text).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(encoded, "<u4")
        kinds = read_kinds(codes)
        kept = kinds == CUT
        units = codes.astype(np.int64) << CODE_BITS
        units[:-1][kept[1:]] |= codes[1:][kept[1:]]
        words = np.where(kinds == OTHER, codes, ord(" ")).astype("<u4").tobytes()
        starts = np.flatnonzero(np.diff(kinds == OTHER, prepend=False))[::2]
        found = words.decode("utf-32-le", "surrogatepass").split()
        units[starts] = [pieces[piece] for piece in found]
        kept[starts] = units[starts] != EMPTY_UNIT
        row.frombytes(units[kept].tobytes())
        self.unnumbered += int(np.count_nonzero(kept))


class PieceUnits(dict[str, int]):
    """Maps pieces of text in one language, without Han characters, to units."""

    def __init__(self, term_ids: TermIds, language: str) -> None:
        super().__init__()
        self._terms, self._groups = term_ids.terms, term_ids.groups
        self._words = term_ids.words
        self._word_terms = make_word_terms(language)

    def __missing__(self, piece: str) -> int:
        word = piece.strip(EDGE_SIGNS)
        runs = [word] if word.isascii() and word.isalnum() else find_runs(piece)
        if len(runs) != 1:
            unit = self._make_unit(runs)
        elif piece != runs[0] and runs[0] in self:
            unit = self[runs[0]]
        else:
            terms = self._find_terms(runs[0])
            unit = self._terms[terms[0]] if len(terms) == 1 else self._make_unit(runs)
        self[piece] = unit
        return unit

    def _make_unit(self, runs: list[str]) -> int:
        """Return the unit of some runs in a row, each with all its terms."""
        terms = tuple(
            (offset, self._terms[term])
            for offset, run in enumerate(runs)
            for term in self._find_terms(run)
        )
        return -1 - self._groups[len(runs), terms]

    def _find_terms(self, run: str) -> tuple[str, ...]:
        """Return the terms of a word, and remember how it is written."""
        terms = self._word_terms(run)
        word = fold_word(run)
        if word not in terms:
            self._words[word] = self._terms[terms[0]]
        return terms
