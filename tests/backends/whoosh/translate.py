"""The query tree in Whoosh's own query classes.

This is the slow and plain meaning of a query: Whoosh's searcher runs it, and the
executor must find the same documents. Where Whoosh has no class for a thing, one here
says it in the fewest words.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import whoosh.query as wq
from whoosh.matching import ListMatcher, NullMatcher

from indexer.backends.whoosh.executor.slots import (
    TermSlot,
    find_ranges,
    fits,
    leaf_fields,
    lower_leaf,
    make_slots,
    range_days,
)
from indexer.backends.whoosh.storage.schema import DAY_SUFFIX
from indexer.query import And, Boost, Every, Not, Or, Query, Range


def to_whoosh(query: Query, languages: tuple[str, ...]) -> wq.Query:
    """Return the Whoosh query with the same meaning.

    Parts without any word are left out; a query of nothing else finds nothing.

    Raises:
        RequestError: it names a field or a day that does not exist.
    """
    return _translate(query, languages) or wq.NullQuery


def _translate(query: Query, languages: tuple[str, ...]) -> wq.Query | None:
    match query:
        case Every():
            return wq.Every()
        case Range():
            low, high = range_days(query)
            return Days(query.field + DAY_SUFFIX, low, high)
        case Not(part):
            inner = _translate(part, languages)
            return inner and Without(inner)
        case Boost(part, factor):
            inner = _translate(part, languages)
            return inner and inner.with_boost(factor)
        case And(parts) | Or(parts):
            inners = [_translate(part, languages) for part in parts]
            kept = [inner for inner in inners if inner is not None]
            if not kept:
                return None
            return wq.Or(kept) if isinstance(query, Or) else wq.And(kept)
        case _:
            lowered = lower_leaf(query)
            if lowered is not query:
                return _translate(lowered, languages)
            slots = make_slots(query, languages)
            slop = getattr(query, "slop", 0)
            found = [
                Near(name, slots, slop, boost) for name, boost in leaf_fields(query)
            ]
            return wq.Or(found) if slots and found else None


class Listed(wq.Query):  # type: ignore[misc]
    """A leaf that Whoosh has no class for: it lists its documents by itself."""

    boost = 1.0

    def __repr__(self) -> str:
        return f"{type(self).__name__}{tuple(vars(self).values())!r}"

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def with_boost(self, boost: float) -> Listed:
        changed = copy.copy(self)
        changed.boost = self.boost * boost
        return changed

    def is_leaf(self) -> bool:
        return True

    def normalize(self) -> Listed:
        return self

    def simplify(self, reader: Any) -> Listed:
        return self

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    def estimate_min_size(self, reader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        found = {d: w for d, w in self.find(searcher) if not reader.is_deleted(d)}
        return (
            ListMatcher(list(found), list(found.values())) if found else NullMatcher()
        )

    def find(self, searcher: Any) -> Iterator[tuple[int, float]]:
        """Yield documents of one segment, ascending, with their weights."""
        raise NotImplementedError


class Without(Listed):
    """All documents but those that match; Whoosh's own ``Not`` lets deleted ones in."""

    def __init__(self, query: wq.Query) -> None:
        self.query = query

    def find(self, searcher: Any) -> Iterator[tuple[int, float]]:
        taken = set(self.query.matcher(searcher).all_ids())
        for docnum in range(searcher.reader().doc_count_all()):
            if docnum not in taken:
                yield docnum, self.boost


class Days(Listed):
    """Documents with a date in a range of days, in days since 1970."""

    def __init__(self, field: str, low: int, high: int) -> None:
        self.field_name, self.low, self.high = field, low, high

    def find(self, searcher: Any) -> Iterator[tuple[int, float]]:
        reader = searcher.reader()
        if reader.has_column(self.field_name):
            days = reader.column_reader(self.field_name)
            for docnum in range(reader.doc_count_all()):
                if self.low <= days[docnum] <= self.high:
                    yield docnum, self.boost


class Near(Listed):
    """Documents where the slots of one leaf are filled in one field.

    The weight of a document is how often they are.
    """

    def __init__(
        self, field: str, slots: tuple[TermSlot, ...], slop: int, boost: float
    ) -> None:
        self.field_name, self.slots, self.slop, self.boost = field, slots, slop, boost

    def find(self, searcher: Any) -> Iterator[tuple[int, float]]:
        reader = searcher.reader()
        by_slot = [_positions(reader, self.field_name, slot) for slot in self.slots]
        for docnum in sorted(set(by_slot[0]).intersection(*by_slot[1:])):
            filled = [positions[docnum] for positions in by_slot]
            if ranges := find_ranges(self.slots, filled, self.slop):
                yield docnum, self.boost * len(ranges)


def _positions(reader: Any, field: str, slot: TermSlot) -> dict[int, set[int]]:
    """Return where a slot can be filled, by docnum."""
    found: dict[int, set[int]] = {}
    for term in expand_slot(slot, lambda: reader.lexicon(field)):
        if (field, term) not in reader:
            continue
        matcher = reader.postings(field, term)
        while matcher.is_active():
            found.setdefault(matcher.id(), set()).update(matcher.value_as("positions"))
            matcher.next()
    return found


def expand_slot(
    slot: TermSlot, lexicon: Callable[[], Iterator[bytes]]
) -> dict[str, float]:
    """Return the terms that may fill a slot, with their weights."""
    weights: dict[str, float] = {}
    for alternative in slot.alternatives:
        if alternative.kind == "term":
            terms = [alternative.text]
        else:
            texts = (term.decode("utf-8") for term in lexicon())
            terms = [text for text in texts if fits(text, alternative)]
        for term in terms:
            weights[term] = max(alternative.weight, weights.get(term, 0.0))
    return weights
