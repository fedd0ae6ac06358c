"""Where in a shown article the query matched: positions to spans of characters."""

from __future__ import annotations

from collections.abc import Iterable

from ...languages import find_spans
from ...model import Mark
from ...query import And, Boost, Every, Not, Or, Query, Range
from .slots import Slot, leaf_fields, lower_leaf, make_slots

Marked = tuple[tuple[Slot, ...], int, frozenset[str]]
"""Slots of a leaf, its slop and the fields it looks in."""


def find_leaves(query: Query, languages: tuple[str, ...]) -> tuple[Marked, ...]:
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
