"""Units to tokens: every term of every document, and the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .rows import Ints, spread
from .vocabulary import Group

PLACE_BITS = 32
PLACE_MASK = (1 << PLACE_BITS) - 1


class GroupTable:
    """The groups of a vocabulary as arrays.

    Attributes:
        widths, sizes, firsts: int64[groups], positions and terms of each group, and
            where its terms begin in the two others.
        terms, offsets: int64, end to end.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        pairs = [(width, group) for width, group in groups]
        self.widths = np.array([width for width, _ in pairs])
        self.sizes = np.array([len(group) for _, group in pairs])
        self.firsts = np.cumsum(self.sizes) - self.sizes
        flat = [pair for _, group in pairs for pair in group]
        self.offsets, self.terms = np.array(flat, np.int64).reshape(-1, 2).T

    def mark_terms(self, used: NDArray[np.bool_], units: NDArray[np.int32]) -> None:
        """Set the entry of every term that stands in a row of units."""
        single = units >= 0
        used[units[single]] = True
        codes = np.unique(-1 - units[~single])
        used[self.terms[spread(self.firsts[codes], self.sizes[codes])]] = True

    def place(
        self, units: NDArray[np.int32], starts: Ints, rank: Ints
    ) -> tuple[Ints, Ints]:
        """Turn the units of all documents into tokens.

        The positions of the documents are taken one after the other, so that a place
        says both the document and the position.

        Args:
            starts: int64[n + 1], where the units of each document begin, and the end.
            rank: int64[terms], by what number a term goes in the answer.

        Returns:
            int64[tokens], rank << ``PLACE_BITS`` | place, unordered; int64[n + 1], the
            place of the first position of each document, and the end.
        """
        grouped = np.flatnonzero(units < 0)
        codes = -1 - units[grouped]
        places = np.ones(len(units) + 1, np.int64)
        places[0] = 0
        places[grouped + 1] = self.widths[codes]
        np.cumsum(places, out=places)
        bases = places[starts]
        single = units >= 0
        tokens = rank[units[single]] << PLACE_BITS
        tokens |= places[:-1][single]
        sizes = self.sizes[codes]
        inner = spread(self.firsts[codes], sizes)
        more = rank[self.terms[inner]] << PLACE_BITS
        more |= np.repeat(places[grouped], sizes) + self.offsets[inner]
        return np.concatenate((tokens, more)), bases
