"""From a query tree to a plan, in which the rarest part runs first.

Leaves are looked up in the term dictionaries here, so that it is known about how many
documents each part of a plan can match before any posting is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....errors import RequestError
from ....query import And, Boost, Every, Not, Or, Query, Range
from ..storage.schema import DAY_SUFFIX
from .reader import IndexReader
from .scoring import weigh_focus, weigh_rarity
from .slots import Leaf, TermSlot, leaf_fields, lower_leaf, make_slots, range_days
from .terms import SlotPostings, find_postings

MAX_QUERY_LEAVES = 1024
MAX_QUERY_DEPTH = 100


@dataclass(frozen=True, slots=True)
class LeafPostings:
    """The postings of a leaf in one field of one segment, by slot."""

    name: str
    weight: float
    segment: int
    by_slot: tuple[SlotPostings, ...]


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """A leaf, looked up in the term dictionaries.

    Attributes:
        key: of its matches in the cache.
        names: of the fields it looks in.
        idf: of its rarest slot.
        size: number of postings to read for all its matches.
    """

    key: tuple[object, ...]
    slots: tuple[TermSlot, ...]
    slop: int
    names: frozenset[str]
    fields: tuple[LeafPostings, ...]
    idf: float
    size: int


@dataclass(frozen=True, slots=True)
class AllPlan:
    """Every document."""

    size: int


@dataclass(frozen=True, slots=True)
class DaysPlan:
    """Documents with a date in a range of days since 1970."""

    column: str
    low: int
    high: int
    size: int


@dataclass(frozen=True, slots=True)
class AndPlan:
    """Documents that match all of ``parts``, rarest first, and none of ``denied``."""

    parts: tuple[Plan, ...]
    denied: tuple[Plan, ...]
    size: int


@dataclass(frozen=True, slots=True)
class OrPlan:
    """Documents that match any part."""

    parts: tuple[Plan, ...]
    size: int


@dataclass(frozen=True, slots=True)
class BoostPlan:
    """A part whose scores are multiplied."""

    part: Plan
    factor: float
    size: int


@dataclass(frozen=True, slots=True)
class NotPlan:
    """What an ``AndPlan`` denies; only while plans are made."""

    part: Plan
    size: int


Plan = LeafPlan | AllPlan | DaysPlan | AndPlan | OrPlan | BoostPlan | NotPlan


def make_plan(
    query: Query, reader: IndexReader, languages: tuple[str, ...]
) -> Plan | None:
    """Return the plan of a query; None if there is no word in it.

    Args:
        languages: in whose stems words are looked for, beside those of the articles.
    """
    planner = _Planner(reader, tuple(dict.fromkeys((*languages, *reader.languages))))
    plan = planner.plan(query, 0)
    return plan and _make_standalone(plan, reader)


class _Planner:
    """Makes one plan, and counts its leaves."""

    def __init__(self, reader: IndexReader, languages: tuple[str, ...]) -> None:
        self.reader, self.languages = reader, languages
        self.leaves = 0

    def plan(self, query: Query, level: int) -> Plan | None:
        if level > MAX_QUERY_DEPTH:
            raise RequestError("the query is nested too deep", parameter="q")
        size = self.reader.documents
        match query:
            case Every():
                return AllPlan(size)
            case Range():
                low, high = range_days(query)
                return DaysPlan(query.field + DAY_SUFFIX, low, high, size)
            case Not(part):
                inner = self.plan(part, level + 1)
                return inner and NotPlan(_make_standalone(inner, self.reader), size)
            case Boost(part, factor):
                inner = self.plan(part, level + 1)
                if isinstance(inner, NotPlan):
                    return inner
                return inner and BoostPlan(inner, factor, inner.size)
            case And(parts):
                return self._plan_and(parts, level)
            case Or(parts):
                found = [self.plan(part, level + 1) for part in parts]
                kept = tuple(_make_standalone(p, self.reader) for p in found if p)
                return OrPlan(kept, sum(p.size for p in kept)) if kept else None
            case _:
                return self._plan_leaf(query, level)

    def _plan_and(self, parts: tuple[Query, ...], level: int) -> Plan | None:
        wanted: list[Plan] = []
        denied: list[Plan] = []
        for part in parts:
            plan = self.plan(part, level + 1)
            if isinstance(plan, NotPlan):
                denied.append(plan.part)
            elif isinstance(plan, AndPlan):
                wanted += plan.parts
                denied += plan.denied
            elif plan is not None:
                wanted.append(plan)
        if not wanted and not denied:
            return None
        ordered = sorted(wanted, key=lambda p: p.size) or [
            AllPlan(self.reader.documents)
        ]
        if len(ordered) == 1 and not denied:
            return ordered[0]
        return AndPlan(tuple(ordered), tuple(denied), ordered[0].size)

    def _plan_leaf(self, leaf: Leaf, level: int) -> Plan | None:
        self.leaves += 1
        if self.leaves > MAX_QUERY_LEAVES:
            raise RequestError(
                f"a query may hold at most {MAX_QUERY_LEAVES:,} words", parameter="q"
            )
        kept = self.reader.plans.find((leaf, self.languages))
        if kept is None:
            lowered = lower_leaf(leaf)
            if lowered is not leaf:
                return self.plan(lowered, level + 1)
            kept = plan_leaf(leaf, self.reader, self.languages)
            if kept is not None:
                size = len(kept.slots) * len(self.reader.segments)
                self.reader.plans.keep((leaf, self.languages), kept, size)
        return kept


def plan_leaf(
    leaf: Leaf, reader: IndexReader, languages: tuple[str, ...]
) -> LeafPlan | None:
    """Look a leaf up in the term dictionaries; None if its text has no words."""
    slots = make_slots(leaf, languages)
    weights = leaf_fields(leaf)
    if not slots or not weights:
        return None
    found: list[LeafPostings] = []
    frequencies = []
    occurrences = [0.0] * len(slots)
    size = 0
    for name, weight in weights:
        counts = [0] * len(slots)
        for number, segment in enumerate(reader.segments):
            postings = segment.fields[name]
            by_slot = tuple(find_postings(slot, postings) for slot in slots)
            for i, one in enumerate(by_slot):
                counts[i] += one.doc_freq
                occurrences[i] += weight * one.occurrences
            if all(one.doc_freq for one in by_slot):
                found.append(LeafPostings(name, weight, number, by_slot))
                size += min(one.doc_freq for one in by_slot)
        frequencies.append(counts)
    held = list(map(max, zip(*frequencies, strict=True)))
    rarest = held.index(min(held))
    slop = getattr(leaf, "slop", 0)
    key = (slots, slop, weights)
    idf = weigh_rarity(held[rarest], reader.size)
    idf *= weigh_focus(occurrences[rarest], held[rarest])
    names = frozenset(name for name, _ in weights)
    return LeafPlan(key, slots, slop, names, tuple(found), idf, size)


def _make_standalone(plan: Plan, reader: IndexReader) -> Plan:
    """Return a plan that needs no other plan to select documents from."""
    if isinstance(plan, NotPlan):
        every = AllPlan(reader.documents)
        return AndPlan((every,), (plan.part,), every.size)
    return plan
