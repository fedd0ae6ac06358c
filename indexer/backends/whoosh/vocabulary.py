"""Words to numbers, fast: every word is folded and stemmed once, then looked up.

A text becomes a row of *units*, one for each position: the number of its term, or,
where a position holds no term or several, a negative number: unit -1 - g stands for
the tuple of terms with number g in ``Vocabulary.groups``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable
from typing import TypeVar

from ...languages import find_runs, fold_han, is_han, make_word_terms

GAP = -1
"""The unit between two values of a field: no term, ``VALUE_GAP`` positions wide."""

NO_TERM = -2
"""The unit of a word without a term."""

T = TypeVar("T", bound=Hashable)


class Numbers(dict[T, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, thing: T) -> int:
        number = self[thing] = len(self)
        return number


class Units(dict[str, int]):
    """From words, as written in one language, to units."""

    def __init__(
        self,
        word_terms: Callable[[str], tuple[str, ...]],
        terms: Numbers[str],
        groups: Numbers[tuple[int, ...]],
    ) -> None:
        super().__init__()
        self._word_terms = word_terms
        self._terms = terms
        self._groups = groups

    def __missing__(self, word: str) -> int:
        numbers = tuple(self._terms[term] for term in self._word_terms(word))
        unit = numbers[0] if len(numbers) == 1 else -1 - self._groups[numbers]
        self[word] = unit
        return unit


class Vocabulary:
    """All terms seen so far, and the words that led to them.

    Attributes:
        terms: number of each term.
        groups: number of each tuple of terms that shares one position; the first two
            are those of ``GAP`` and ``NO_TERM``.
    """

    def __init__(self) -> None:
        self.terms: Numbers[str] = Numbers()
        self.groups: Numbers[tuple[int, ...]] = Numbers()
        self.groups[(-1,)], self.groups[()] = -1 - GAP, -1 - NO_TERM
        self._units: dict[str, Units] = {}

    def __len__(self) -> int:
        """Return the number of entries, a measure of the memory held."""
        words = sum(len(units) for units in self._units.values())
        return len(self.terms) + len(self.groups) + words

    def add_text(self, row: array[int], text: str, language: str) -> None:
        """Append the units of a text to a row, the meaning of ``analyze``."""
        units = self._units.get(language)
        if units is None:
            units = Units(make_word_terms(language), self.terms, self.groups)
            self._units[language] = units
        runs = find_runs(text)
        if text.isascii() or not any(is_han(run) for run in runs if not run.isascii()):
            row.extend(map(units.__getitem__, runs))
            return
        for run in runs:
            if run.isascii() or not is_han(run):
                row.append(units[run])
            else:
                run = fold_han(run)
                pairs = map(str.__add__, run, run[1:])
                row.extend(map(self.terms.__getitem__, pairs))
                row.append(self.terms[run[-1]])

    def add_values(
        self, row: array[int], values: tuple[str, ...], language: str
    ) -> None:
        """Append the units of a field's values to a row, gaps between them."""
        for i, value in enumerate(values):
            if i:
                row.append(GAP)
            self.add_text(row, value, language)
