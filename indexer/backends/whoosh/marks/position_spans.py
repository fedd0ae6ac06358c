"""``languages.find_spans`` for whole texts at once.

Characters are looked up in a table of classes: of a word, Han, neither. Words begin and
end where the class changes, and each Han character is by itself. What a sign inside a
word (``1,000``, ``U.S.``) holds together is left to the pattern of ``languages``, which
looks only where such a sign stands.
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
    kinds = _classify(codes)
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
    """Return the bounds with words joined that the pattern takes for one.

    Args:
        joints: where signs stand right after a word.
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


def _classify(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the class of each character, with one of no word at either end."""
    kinds = np.zeros(len(codes) + 2, np.uint8)
    np.take(_CLASSES, codes, out=kinds[1:-1])
    unknown = kinds == UNKNOWN
    unknown[0] = unknown[-1] = False
    if unknown.any():
        for code in set(codes[unknown[1:-1]].tolist()):
            _CLASSES[code] = _find_class(chr(code))
        np.take(_CLASSES, codes, out=kinds[1:-1])
    return kinds


_CLASSES = np.full(sys.maxunicode + 1, UNKNOWN, np.uint8)
"""Of every character met so far."""


def _find_class(character: str) -> int:
    """Return the class of a character.

    Signs are those that the pattern names and that are of no word by themselves.
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
