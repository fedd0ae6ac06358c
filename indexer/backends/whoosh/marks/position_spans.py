"""``analysis.find_spans`` for a whole text at once.

Characters are looked up in a table of classes: of a word, Han, neither. Words begin and
end where the class changes, and each Han character is by itself. Words that a sign
joins (``1,000``, ``U.S.``) are left to the pattern of ``analysis``, which is matched
only where such a sign occurs.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from ....text import SPAN, UNSPACED_CHARACTER

Ints = NDArray[np.int64]

NONE, WORD, ALONE, INNER, CLOSING, UNKNOWN = range(6)
"""Classes of characters. ``INNER`` and ``CLOSING`` are signs that may belong to a word,
only between parts of it or at its end as well."""


def find_bounds(text: str) -> tuple[Ints, Ints]:
    """Return start and end in characters of each position: int64[positions] each.

    >>> [b.tolist() for b in find_bounds("5G网络: 1,000.")]
    [[0, 2, 3, 6], [2, 3, 4, 11]]
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = CHARACTER_CLASSES.find(codes)
    signs = np.flatnonzero(kinds >= INNER)
    signs = signs[kinds[signs - 1] == WORD]
    joins = (kinds[signs] == CLOSING) | (kinds[signs + 1] == WORD)
    joins |= kinds[signs + 1] >= INNER
    kinds[kinds >= INNER] = NONE
    before, here = kinds[:-1], kinds[1:]
    edges = before != here
    alone = here == ALONE
    starts = np.flatnonzero((edges & (here == WORD)) | alone)
    alone[1:] = alone[:-1]
    alone[0] = False
    ends = np.flatnonzero((edges & (before == WORD)) | alone)
    joints = signs[joins] - 1
    if len(joints):
        return _join(text, starts, ends, joints)
    return starts, ends


def _join(text: str, starts: Ints, ends: Ints, joints: Ints) -> tuple[Ints, Ints]:
    """Return the bounds, with words joined where the pattern matches them as one.

    Args:
        joints: the places of signs right after a word.
    """
    match = SPAN.match
    after = 0
    gone = np.zeros(len(starts), np.bool_)
    ends = ends.copy()
    words = starts.searchsorted(joints) - 1
    for word, start in zip(words.tolist(), starts[words].tolist(), strict=True):
        if start < after:
            continue
        found = match(text, start)
        assert found is not None
        after = found.end()
        if after != ends[word]:
            last = int(starts.searchsorted(after))
            gone[word + 1 : last] = True
            ends[word] = after
    kept = ~gone
    return starts[kept], ends[kept]


class CharacterClasses:
    """The class of every character, found when the character first occurs.

    One table serves all threads without a lock: what a character gets is always the
    same.
    """

    def __init__(self) -> None:
        self._table = np.full(sys.maxunicode + 1, UNKNOWN, np.uint8)

    def find(self, codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the class of each character, with one of no word at either end."""
        kinds = np.zeros(len(codes) + 2, np.uint8)
        np.take(self._table, codes, out=kinds[1:-1])
        unknown = kinds == UNKNOWN
        unknown[0] = unknown[-1] = False
        if unknown.any():
            for code in set(codes[unknown[1:-1]].tolist()):
                self._table[code] = _find_class(chr(code))
            np.take(self._table, codes, out=kinds[1:-1])
        return kinds


def _find_class(character: str) -> int:
    """Return the class of a character.

    Signs are those that the pattern names and that belong to no word by themselves.
    """
    if UNSPACED_CHARACTER.match(character):
        return ALONE
    if SPAN.match(character):
        return WORD
    if character not in SPAN.pattern:
        return NONE
    closed = SPAN.match(f"a{character} ")
    assert closed is not None
    return CLOSING if closed.end() > 1 else INNER


CHARACTER_CLASSES = CharacterClasses()
"""Filled in by searches as characters occur; a megabyte for the whole process."""
