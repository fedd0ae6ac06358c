"""Where in a shown article the query matched: positions to spans of characters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...languages import find_spans
from ...model import Mark
from ...query import And, Boost, Every, Not, Or, Query, Range
from .phrases import WIDTH, find_places
from .reader import Docs, Reader
from .segment import FieldPostings
from .slots import Slot, find_ranges, leaf_fields, lower_leaf, make_slots
from .terms import find_lists

Marked = tuple[tuple[Slot, ...], int, frozenset[str]]
"""Slots of a leaf, its slop and the fields it looks in."""

Leaves = tuple[Marked, ...]


def find_leaves(query: Query, languages: tuple[str, ...]) -> Leaves:
    """Return the leaves of a query whose occurrences are marked: those not denied."""
    found: dict[Marked, None] = {}
    waiting: list[Query] = [query]
    while waiting:
        node = waiting.pop()
        match node:
            case And(parts) | Or(parts):
                waiting.extend(parts)
            case Boost(part, _):
                waiting.append(part)
            case Every() | Not() | Range():
                pass
            case _:
                lowered = lower_leaf(node)
                if lowered is not node:
                    waiting.append(lowered)
                elif slots := make_slots(node, languages):
                    fields = frozenset(name for name, _ in leaf_fields(node))
                    found[slots, getattr(node, "slop", 0), fields] = None
    return tuple(found)


def make_marks(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Mark, ...]:
    """Return the spans of ranges of positions, ascending; those that meet are one.

    >>> make_marks("On 5G网络", [(2, 4), (1, 2)])
    ((3, 7),)
    """
    ordered = sorted(ranges)
    if not ordered:
        return ()
    spans = find_spans(text)
    marks: list[Mark] = []
    for first, after in ordered:
        start, end = spans[first][0], spans[after - 1][1]
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(marks)


def find_ranges_in(
    reader: Reader, field: str, docs: Docs, leaves: Leaves
) -> dict[int, list[tuple[int, int]]]:
    """Return the ranges of positions that matched in a field, by docnum."""
    found: dict[int, list[tuple[int, int]]] = {}
    wanted = [leaf for leaf in leaves if field in leaf[2]]
    if not wanted or not len(docs):
        return found
    ordered = np.sort(docs)
    for start, segment in zip(reader.starts, reader.segments, strict=False):
        low, high = ordered.searchsorted((start, start + segment.doc_count))
        if low == high:
            continue
        own = ordered[low:high] - np.int32(start)
        for slots, slop, _ in wanted:
            ranges = _find_ranges(slots, slop, segment.fields[field], own)
            for number, one in ranges.items():
                found.setdefault(start + number, []).extend(one)
    return found


def _find_ranges(
    slots: tuple[Slot, ...], slop: int, postings: FieldPostings, docs: Docs
) -> dict[int, list[tuple[int, int]]]:
    """Return where a leaf is filled in some documents of one segment."""
    filled: list[dict[int, list[int]]] = []
    for slot in slots:
        lists = find_lists(slot, postings)
        if not lists.ranges:
            return {}
        by_doc: dict[int, list[int]] = {}
        for place in find_places(lists, postings, docs).tolist():
            by_doc.setdefault(place >> 32, []).append(place & (WIDTH - 1))
        filled.append(by_doc)
    found = {}
    for docnum in set(filled[0]).intersection(*filled[1:]):
        if ranges := find_ranges(slots, [by_doc[docnum] for by_doc in filled], slop):
            found[docnum] = ranges
    return found
