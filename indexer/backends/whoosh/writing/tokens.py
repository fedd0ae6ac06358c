"""From units to tokens: each term of each document, and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import (
    Ints,
    expand_ranges,
    repeat_row_numbers,
    smallest_dtype,
    starts_of,
)
from .term_ids import UnitGroup

PLACE_BITS = 32
PLACE_MASK = (1 << PLACE_BITS) - 1

BLOCK_ENTRIES = 1 << 15
"""Entries processed together: few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class FieldTokens:
    """The tokens of one field of n documents, unordered.

    Positions are counted through all documents, so that a *place* is both the document
    and the position.

    Attributes:
        keys: int64[tokens], rank of the term << ``PLACE_BITS`` | place; no two alike.
        bases: int64[n + 1], place of the first position of each document, and the end.
        lengths: int64[n], tokens of each document.
    """

    keys: Ints
    bases: Ints
    lengths: Ints

    def sort(self) -> tuple[Ints, NDArray[Any]]:
        """Sort the tokens in place, and separate document and position.

        Returns:
            int64[tokens], the keys, now rank << ``PLACE_BITS`` | docnum, ascending;
            uint16 or 32[tokens], the positions.
        """
        keys = self.keys
        keys.sort()
        docs = repeat_row_numbers(self.bases)
        positions = np.empty(len(keys), smallest_dtype(np.diff(self.bases), 2))
        for low in range(0, len(keys), BLOCK_ENTRIES):
            piece = keys[low : low + BLOCK_ENTRIES]
            places = piece & PLACE_MASK
            docnums = docs[places]
            positions[low : low + BLOCK_ENTRIES] = places - self.bases[docnums]
            piece -= places
            piece |= docnums
        return keys, positions


class GroupTable:
    """The groups of ``TermIds`` as arrays.

    Attributes:
        widths, sizes, firsts: int64[groups], positions and terms of each group, and
            where its terms begin in the two others.
        terms, offsets: int64, end to end.
    """

    def __init__(self, groups: Iterable[UnitGroup]) -> None:
        pairs = [(width, group) for width, group in groups]
        self.widths = np.array([width for width, _ in pairs])
        self.sizes = np.array([len(group) for _, group in pairs])
        self.firsts = np.cumsum(self.sizes) - self.sizes
        flat = [pair for _, group in pairs for pair in group]
        self.offsets, self.terms = np.array(flat, np.int64).reshape(-1, 2).T

    def find_terms(self, rows: Iterable[Ints], count: int) -> NDArray[np.bool_]:
        """Return bool[count], whether each term stands in any row of units."""
        seen = np.zeros(count + len(self.sizes), np.bool_)
        for row in rows:
            seen[row] = True  # the unit of a group is negative: it counts from the end
        codes = np.flatnonzero(seen[: -1 - len(self.sizes) : -1])
        seen[self.terms[expand_ranges(self.firsts[codes], self.sizes[codes])]] = True
        return seen[:count]

    def place(self, units: Ints, starts: Ints, rank: Ints) -> FieldTokens:
        """Turn the units of all documents into tokens.

        Args:
            starts: int64[n + 1], where the units of each document begin, and the end.
            rank: int64[terms], the number of each term in the tokens returned.
        """
        grouped = np.flatnonzero(units < 0)
        codes = -1 - units[grouped]
        widths, sizes = starts_of(self.widths[codes]), starts_of(self.sizes[codes])
        before = grouped.searchsorted(starts)
        bases = starts - before + widths[before]
        alone = len(units) - len(grouped)
        keys = np.empty(alone + int(sizes[-1]), np.int64)
        self._place_single(units, rank, keys[:alone])
        inner = expand_ranges(self.firsts[codes], self.sizes[codes])
        more = keys[alone:]
        np.left_shift(rank[self.terms[inner]], PLACE_BITS, out=more)
        places = grouped - np.arange(len(grouped)) + widths[:-1]
        more |= np.repeat(places, self.sizes[codes]) + self.offsets[inner]
        return FieldTokens(keys, bases, np.diff(starts - before + sizes[before]))

    def _place_single(self, units: Ints, rank: Ints, keys: Ints) -> None:
        """Fill in the tokens of units of one term, ``BLOCK_ENTRIES`` at a time."""
        place = at = 0
        for low in range(0, len(units), BLOCK_ENTRIES):
            piece = units[low : low + BLOCK_ENTRIES]
            steps = np.ones(len(piece) + 1, np.int64)
            steps[0] = place
            grouped = piece < 0
            steps[1:][grouped] = self.widths[-1 - piece[grouped]]
            places = np.cumsum(steps)
            single = ~grouped
            found = rank[piece[single]] << PLACE_BITS
            found |= places[:-1][single]
            keys[at : at + len(found)] = found
            at += len(found)
            place = int(places[-1])
