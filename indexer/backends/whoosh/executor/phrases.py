"""Phrases: the documents where all slots of a leaf are filled, by their positions.

An occurrence of a slot is one number, its *place*: docnum times ``POSITION_RANGE`` plus
position. A phrase occurs where the places of its slots, each moved back by its position
in the phrase, are equal.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import (
    expand_ranges,
    find_common,
    find_run_starts,
    intersect,
    locate,
    mark_run_starts,
)
from ..storage.segment import FieldPostings
from .slots import TermSlot, describe_groups, find_ranges, split_runs
from .terms import SlotPostings

Docs = NDArray[np.int32]
Places = NDArray[np.int64]

POSITION_RANGE = 1 << 32

BLOCK_DOCUMENTS = 4096
"""Documents processed together, few enough for their places to stay in the cache."""


def find_phrases(
    slots: tuple[TermSlot, ...],
    slop: int,
    by_slot: tuple[SlotPostings, ...],
    field: FieldPostings,
    within: Docs | None,
) -> tuple[Docs, NDArray[np.float32]]:
    """Return the documents of one segment with the phrase, and its frequency in each.

    Args:
        by_slot: the postings of each slot.
        within: search only these documents.
    """
    docs = _find_docs(by_slot, field, within)
    step = BLOCK_DOCUMENTS if all(one.single for one in by_slot) else max(1, len(docs))
    starts = [
        _find_starts(slots, slop, by_slot, field, docs[at : at + step])
        for at in range(0, len(docs), step)
    ]
    held = np.concatenate([np.empty(0, np.int64), *starts]) >> 32
    first = find_run_starts(held)
    counts = np.diff(first, append=len(held))
    return held[first].astype(np.int32), counts.astype(np.float32)


def _find_starts(
    slots: tuple[TermSlot, ...],
    slop: int,
    by_slot: tuple[SlotPostings, ...],
    field: FieldPostings,
    docs: Docs,
) -> Places:
    """Return the places at which an occurrence of a leaf begins."""
    groups = split_runs(slots, slop)
    places = [_find_exact(slots, group, by_slot, field, docs) for group in groups]
    return places[0] if len(groups) == 1 else _find_near(slots, groups, slop, places)


def _sort_once(places: Places) -> Places:
    """Return the distinct places, ascending; ``np.unique`` hashes, which is slower."""
    places.sort()
    once: Places = places[mark_run_starts(places)]
    return once


def _find_near(
    slots: tuple[TermSlot, ...],
    groups: list[list[int]],
    slop: int,
    places: list[Places],
) -> Places:
    """Return the places at which a range begins that holds all groups.

    The rule is that of ``slots.find_ranges``, applied to all documents at once.
    """
    names, widths = describe_groups(slots, groups)
    joined = np.concatenate(places)
    order = joined.argsort(kind="stable")  # what ascends already is only merged
    ascending = joined[order]
    new = mark_run_starts(ascending)
    starts = ascending[new]
    number = np.cumsum(new) - 1
    owner = np.repeat(np.arange(len(places)), list(map(len, places)))[order]
    within = np.ones(len(starts), np.bool_)
    for n, (own, width) in enumerate(zip(places, widths, strict=True)):
        if not len(own):
            return own
        here = np.zeros(len(starts), np.int64)
        here[number[owner == n]] = 1
        at = np.cumsum(here) - here + names[:n].count(names[n])
        within &= at < len(own)
        np.minimum(at, len(own) - 1, out=at)
        within &= own[at] + width - starts <= sum(widths) + slop
    return starts[within]


def find_occurrences(
    slots: tuple[TermSlot, ...],
    slop: int,
    by_slot: tuple[SlotPostings, ...],
    field: FieldPostings,
    docs: Docs,
) -> dict[int, list[tuple[int, int]]]:
    """Return the ranges of positions of a leaf in each of some documents.

    Args:
        by_slot: the postings of each slot.
    """
    filled = []
    for one in by_slot:
        places: dict[int, list[int]] = {}
        for place in find_places(one, field, docs).tolist():
            places.setdefault(place >> 32, []).append(place & (POSITION_RANGE - 1))
        filled.append(places)
    return {
        docnum: find_ranges(slots, [places[docnum] for places in filled], slop)
        for docnum in set(filled[0]).intersection(*filled[1:])
    }


def _find_docs(
    by_slot: tuple[SlotPostings, ...], field: FieldPostings, within: Docs | None
) -> Docs:
    """Return the documents that have all slots, wherever in the field."""
    ordered = sorted(by_slot, key=lambda one: one.doc_freq)
    docs = _narrow(ordered[0], field, within)
    for one in ordered[1:]:
        if len(docs):
            docs = _narrow(one, field, docs)
    return docs


def _find_exact(
    slots: tuple[TermSlot, ...],
    group: list[int],
    by_slot: tuple[SlotPostings, ...],
    field: FieldPostings,
    docs: Docs,
) -> Places:
    """Return the places where a group of slots occurs at its exact distances."""
    common: Places | None = None
    for i in sorted(group, key=lambda i: by_slot[i].doc_freq):
        places = find_places(by_slot[i], field, docs)
        places -= slots[i].position - slots[group[0]].position
        common = places if common is None else intersect(common, places)
    assert common is not None
    return common


def _narrow(slot: SlotPostings, field: FieldPostings, docs: Docs | None) -> Docs:
    """Return the documents of a slot, of ``docs`` only, if they are given."""
    pieces = [field.docnums[start:end] for start, end, _ in slot.ranges]
    if slot.single and docs is None:
        return pieces[0]
    if slot.single and docs is not None:
        return find_common(pieces[0], docs)[1]
    held = np.zeros(len(field.lengths), np.bool_)
    for piece in pieces:
        held[piece] = True
    if docs is None:
        return np.flatnonzero(held).astype(np.int32)
    return docs[held[docs]]


def count_slot(
    slot: SlotPostings, field: FieldPostings, docs: Docs
) -> Iterator[tuple[int, int]]:
    """Yield the documents that have a slot, with its frequency.

    Args:
        docs: ascending.
    """
    postings, own = _find_postings(slot, field, docs)
    freqs = field.freqs[postings]
    if not slot.single:
        held, at = np.unique(own, return_inverse=True)
        own, freqs = held, np.bincount(at, weights=freqs).astype(np.int64)
    yield from zip(own.tolist(), freqs.tolist(), strict=True)


def find_places(slot: SlotPostings, field: FieldPostings, docs: Docs) -> Places:
    """Return all places of a slot in these documents, ascending, each once.

    Args:
        docs: ascending; those without the slot are skipped.
    """
    places = _read_places(field, *_find_postings(slot, field, docs))
    return places if slot.single else _sort_once(places)


def _find_postings(
    slot: SlotPostings, field: FieldPostings, docs: Docs
) -> tuple[Places, Docs]:
    """Return the postings of a slot in some documents, and the document of each."""
    if slot.single:
        start, end, _ = slot.ranges[0]
        own = field.docnums[start:end]
        at, kept = locate(docs, own)
        return at[kept] + start, docs[kept]
    starts, ends = np.array([r[:2] for r in slot.ranges], np.int64).T
    postings = expand_ranges(starts, ends - starts)
    own = field.docnums[postings]
    wanted = np.zeros(len(field.lengths), np.bool_)
    wanted[docs] = True
    kept = wanted[own]
    return postings[kept], own[kept]


def _read_places(field: FieldPostings, postings: Places, docs: Docs) -> Places:
    """Return the places of these postings, one after the other."""
    freqs = field.freqs[postings].astype(np.int64)
    flat = expand_ranges(field.find_positions(postings), freqs)
    places = np.repeat(docs.astype(np.int64) << 32, freqs)
    places += field.positions[flat]
    return places
