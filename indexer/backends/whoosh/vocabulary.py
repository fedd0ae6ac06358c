"""Words to numbers, fast: what stands between two blanks is analysed once.

A text becomes a row of *units*. A unit is the number of the term that stands at the
next position, or a negative number: unit -1 - g stands for ``Vocabulary.groups[g]``,
any number of positions with any number of terms on each. ``languages.find_runs`` never
finds a run across a blank, nor looks beyond one; so a text is cut at its blanks, and a
dictionary knows the unit of nearly every piece: ``oil,``, ``"We`` or ``(OPEC)``.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import TypeVar

from ...languages import (
    HAN_CHARACTER,
    find_runs,
    fold_han,
    is_han,
    make_word_terms,
)
from .schema import VALUE_GAP

Group = tuple[int, tuple[tuple[int, int], ...]]
"""Width in positions, and (offset, term) pairs by offset."""

GAP = -1
"""The unit between two values of a field."""

OUTER = ".,;:!?()[]'\""
"""Signs that end or begin no word: what they stand around is a run, if it is a word."""

T = TypeVar("T", bound=Hashable)


class Numbers(dict[T, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, thing: T) -> int:
        number = self[thing] = len(self)
        return number


class Vocabulary:
    """All terms seen so far, and the pieces of text that led to them.

    Attributes:
        terms: number of each term.
        groups: number of each group; the first is that of ``GAP``.
    """

    def __init__(self) -> None:
        self.terms: Numbers[str] = Numbers()
        self.groups: Numbers[Group] = Numbers()
        self.groups[VALUE_GAP, ()] = -1 - GAP
        self._pieces: dict[str, Pieces] = {}

    def __len__(self) -> int:
        """Return the number of entries, a measure of the memory held."""
        pieces = sum(len(pieces) for pieces in self._pieces.values())
        return len(self.terms) + len(self.groups) + pieces

    def add_text(self, row: array[int], text: str, language: str) -> None:
        """Append the units of a text to a row, the meaning of ``analyze``."""
        pieces = self._pieces.get(language)
        if pieces is None:
            pieces = self._pieces[language] = Pieces(self, language)
        if text.isascii():
            row.extend(map(pieces.__getitem__, text.split()))
            return
        for piece in text.split():
            if piece.isascii() or not HAN_CHARACTER.search(piece):
                row.append(pieces[piece])
            else:
                self._add_runs(row, piece, pieces)

    def add_values(
        self, row: array[int], values: tuple[str, ...], language: str
    ) -> None:
        """Append the units of a field's values to a row, gaps between them."""
        for i, value in enumerate(values):
            if i:
                row.append(GAP)
            self.add_text(row, value, language)

    def _add_runs(self, row: array[int], piece: str, pieces: Pieces) -> None:
        """Append a piece with Han runs, which are as good as never seen again."""
        for run in find_runs(piece):
            if is_han(run):
                run = fold_han(run)
                pairs = map(str.__add__, run, run[1:])
                row.extend(map(self.terms.__getitem__, pairs))
                row.append(self.terms[run[-1]])
            else:
                row.append(pieces[run])


class Pieces(dict[str, int]):
    """From pieces of text in one language, without Han characters, to units."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        super().__init__()
        self._terms, self._groups = vocabulary.terms, vocabulary.groups
        self._word_terms = make_word_terms(language)

    def __missing__(self, piece: str) -> int:
        word = piece.strip(OUTER)
        runs = [word] if word.isascii() and word.isalnum() else find_runs(piece)
        if len(runs) != 1:
            unit = self._make_unit(runs)
        elif piece != runs[0] and runs[0] in self:
            unit = self[runs[0]]
        else:
            terms = self._word_terms(runs[0])
            unit = self._terms[terms[0]] if len(terms) == 1 else self._make_unit(runs)
        self[piece] = unit
        return unit

    def _make_unit(self, runs: list[str]) -> int:
        """Return the unit of some runs in a row, each with all its terms."""
        terms = tuple(
            (offset, self._terms[term])
            for offset, run in enumerate(runs)
            for term in self._word_terms(run)
        )
        return -1 - self._groups[len(runs), terms]
