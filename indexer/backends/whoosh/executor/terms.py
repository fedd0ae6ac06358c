"""From a slot to posting lists, by the term dictionary of a field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....text import STEM_MARK, count_edits, count_missing
from ..storage.arrays import Ints, mark_run_starts
from ..storage.segment import FieldPostings, TermDictionary
from .slots import Alternative, TermSlot, compile_pattern, make_prefix_bound

DECODING_RATIO = 8
"""Terms that are decoded together in the time of one by itself."""


@dataclass(frozen=True, slots=True)
class SlotPostings:
    """The posting lists of one slot in one field of one segment.

    Attributes:
        ranges: (first, one past the last, weight) in the field's postings; one range
            holds the posting lists of successive terms.
        single: whether it is one posting list, so that its docnums ascend.
        doc_freq: sum over the terms.
        occurrences: weighted sum of all their frequencies.
    """

    ranges: tuple[tuple[int, int, float], ...]
    single: bool
    doc_freq: int
    occurrences: float


NO_POSTINGS = SlotPostings((), True, 0, 0.0)


def find_postings(slot: TermSlot, field: FieldPostings) -> SlotPostings:
    """Look up all terms of a slot; a term found twice has its best weight."""
    if len(slot.alternatives) == 1 and slot.alternatives[0].kind == "term":
        only = slot.alternatives[0]
        term = field.terms.find(only.text)
        if term is None:
            return NO_POSTINGS
        start, end = int(field.starts[term]), int(field.starts[term + 1])
        occurrences = float(field.total_freq[term]) * only.weight
        return SlotPostings(
            ((start, end, only.weight),), True, end - start, occurrences
        )
    found = [_find_terms(a, field.terms) for a in slot.alternatives]
    ids = np.concatenate(found)
    if not len(ids):
        return NO_POSTINGS
    weights = np.repeat([a.weight for a in slot.alternatives], list(map(len, found)))
    order = np.lexsort((-weights, ids))
    ids, weights = ids[order], weights[order]
    first = mark_run_starts(ids)
    ids, weights = ids[first], weights[first]
    breaks = np.flatnonzero((np.diff(ids) != 1) | (np.diff(weights) != 0))
    lows = ids[np.concatenate(([0], breaks + 1))]
    highs = ids[np.concatenate((breaks, [len(ids) - 1]))]
    own = weights[np.concatenate(([0], breaks + 1))]
    starts, ends = field.starts[lows], field.starts[highs + 1]
    ranges = tuple(zip(starts.tolist(), ends.tolist(), own.tolist(), strict=True))
    occurrences = float(field.total_freq[ids] @ weights)
    return SlotPostings(ranges, len(ids) == 1, int((ends - starts).sum()), occurrences)


def _find_terms(alternative: Alternative, terms: TermDictionary) -> Ints:
    """Return the numbers of an alternative's terms, ascending."""
    match alternative.kind:
        case "term":
            found = terms.find(alternative.text)
            return np.array([] if found is None else [found], np.int64)
        case "prefix":
            return np.arange(*terms.find_prefix(alternative.text))
        case "pattern":
            return find_pattern(alternative.text, terms)
        case "fuzzy":
            return _find_like(alternative.text, alternative.distance, terms)


def find_pattern(pattern: str, terms: TermDictionary) -> Ints:
    """Return the numbers of the terms that fit a pattern of ``*`` and ``?``."""
    low, high = terms.find_prefix(make_prefix_bound(pattern))
    low = max(low, terms.find_prefix(STEM_MARK)[1])
    if "*" in pattern and "?" not in pattern:
        return _find_pieces(pattern.split("*"), terms, low, high)
    fits = compile_pattern(pattern).fullmatch
    held = np.flatnonzero(_count_missing(pattern, terms)[low:high] == 0) + low
    if len(held) * DECODING_RATIO < high - low:
        matched = [i for i in held.tolist() if fits(terms[i])]
    else:
        matched = [i for i, term in enumerate(terms[low:high], low) if fits(term)]
    return np.array(matched, np.int64)


def _find_pieces(pieces: list[str], terms: TermDictionary, low: int, high: int) -> Ints:
    """Return the terms that are these pieces with anything between them.

    Each piece is searched for, after the piece before, in the bytes of all terms at
    once.

    Args:
        low, high: the first and one past the last term with the first piece as prefix.
    """
    first, *inner, last = (p.encode("utf-8", "surrogatepass") for p in pieces)
    bounds = terms.starts[low : high + 1].astype(np.int64)
    found, reached = np.arange(low, high), bounds[:-1] + len(first)
    ends = bounds[1:] - len(last)
    for piece in filter(None, inner):
        places = _find_bytes(terms.data, piece, int(bounds[0]), int(bounds[-1]))
        at = places.searchsorted(reached)
        found, ends, at = (a[at < len(places)] for a in (found, ends, at))
        after = places[at] + len(piece)
        found, ends, reached = (a[after <= ends] for a in (found, ends, after))
    found, ends = (a[reached <= ends] for a in (found, ends))
    for i, byte in enumerate(last):
        kept = terms.data[ends + i] == byte
        found, ends = found[kept], ends[kept]
    return found


def _find_bytes(data: NDArray[np.uint8], piece: bytes, low: int, high: int) -> Ints:
    """Return where a piece begins in ``data[low:high]``."""
    size = max(0, high - low - len(piece) + 1)
    here = data[low : low + size] == piece[0]
    for i, byte in enumerate(piece[1:], 1):
        here &= data[low + i : low + i + size] == byte
    return np.flatnonzero(here) + low


def _count_missing(text: str, terms: TermDictionary) -> NDArray[np.uint8]:
    """Return how many ASCII letters of a text each term lacks, at least."""
    wanted = 0
    for letter in text:
        if letter.isascii() and letter not in "*?":
            wanted |= 1 << (ord(letter) & 31)
    return count_missing(wanted, terms.letter_bits)


def _find_like(text: str, distance: int, terms: TermDictionary) -> Ints:
    """Return the terms at most ``distance`` edits away."""
    starts = terms.starts.astype(np.int64)
    lengths = np.diff(starts)
    most = (len(text) + distance) * 4
    fit = (lengths <= most) & (lengths >= len(text) - distance)
    near = np.flatnonzero(fit & (_count_missing(text, terms) <= distance))
    words = [terms[i] for i in near.tolist()]
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    fit = np.abs(sizes - len(text)) <= distance
    near, sizes = near[fit], sizes[fit]
    kept = [word for word, keep in zip(words, fit.tolist(), strict=True) if keep]
    if not kept:
        return near
    edits = count_edits(_read_letters([text])[0], _read_letters(kept), sizes, distance)
    return near[edits <= distance]


def _read_letters(words: list[str]) -> NDArray[np.uint32]:
    """Return the code points of words, uint32[words, longest], zeros after the end."""
    width = max(map(len, words))
    return np.array(words, f"<U{width}").view(np.uint32).reshape(len(words), width)
