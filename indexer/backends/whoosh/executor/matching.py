"""Which documents match a query, and how well, on whole arrays.

Of parts of a plan that must all match, the rarest runs first, and each other part runs
only on the documents left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .leaf_matches import (
    NO_MATCHES,
    Matches,
    make_mask,
    run_leaf,
    select_scores,
    sum_by_doc,
)
from .planning import AllPlan, AndPlan, BoostPlan, DaysPlan, LeafPlan, OrPlan, Plan
from .reader import Docs, IndexReader
from .scoring import Floats


def run_plan(plan: Plan, reader: IndexReader, within: Docs | None = None) -> Matches:
    """Return what matches a plan, of ``within`` only, if it is given."""
    match plan:
        case LeafPlan():
            return run_leaf(plan, reader, within)
        case AllPlan():
            return Matches(reader.every if within is None else within, None)
        case DaysPlan(column, low, high):
            mask = find_days(reader, column, low, high)
            if within is None:
                return Matches(np.flatnonzero(mask).astype(np.int32), None)
            return Matches(within[mask[within]], None)
        case BoostPlan(part, factor):
            docs, scores = run_plan(part, reader, within)
            boosted = None if scores is None else scores * np.float32(factor)
            return Matches(docs, boosted)
        case AndPlan(parts, denied):
            return _run_and(parts, denied, reader, within)
        case OrPlan(parts):
            return _unite([run_plan(part, reader, within) for part in parts], reader)
    raise AssertionError(plan)


def find_matched(
    plan: Plan, reader: IndexReader, docs: Docs, factor: float = 1.0
) -> Iterator[tuple[LeafPlan, Docs, float]]:
    """Yield the leaves that make documents match, with the documents of each.

    Denied parts make none match; of an ``OrPlan`` only the parts that match count.

    Args:
        docs: that match the plan.

    Yields:
        A leaf, the documents, and the product of the boosts around it. A leaf that is
        itself a part of an ``OrPlan`` comes with documents that it does not match, too.
    """
    match plan:
        case LeafPlan():
            yield plan, docs, factor
        case BoostPlan(part, times):
            yield from find_matched(part, reader, docs, factor * times)
        case AndPlan(parts):
            for part in parts:
                yield from find_matched(part, reader, docs, factor)
        case OrPlan(parts):
            for part in parts:
                alone = isinstance(part, LeafPlan)
                held = docs if alone else run_plan(part, reader, docs).docs
                if len(held):
                    yield from find_matched(part, reader, held, factor)


def find_days(
    reader: IndexReader, column: str, low: int, high: int
) -> NDArray[np.bool_]:
    """Return for every document not deleted whether its day is in the range."""
    key = column, low, high
    mask = reader.filters.find(key)
    if mask is None:
        days = reader.column(column)
        mask = (days >= low) & (days <= high)
        if reader.live is not None:
            mask &= reader.live
        reader.filters.keep(key, mask, mask.nbytes)
    return mask


def _run_and(
    parts: Sequence[Plan],
    denied: Sequence[Plan],
    reader: IndexReader,
    within: Docs | None,
) -> Matches:
    docs, scores = run_plan(parts[0], reader, within)
    for part in parts[1:]:
        if not len(docs):
            return Matches(docs, None)
        found = run_plan(part, reader, docs)
        scores = _add(
            select_scores(docs, scores, found.docs, reader.size), found.scores
        )
        docs = found.docs
    for part in denied:
        if not len(docs):
            return Matches(docs, None)
        taken = run_plan(part, reader, docs).docs
        kept = ~make_mask(taken, reader.size)[docs]
        docs, scores = docs[kept], None if scores is None else scores[kept]
    return Matches(docs, scores)


def _add(one: Floats | None, other: Floats | None) -> Floats | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _unite(found: list[Matches], reader: IndexReader) -> Matches:
    found = [one for one in found if len(one.docs)]
    if len(found) <= 1:
        return found[0] if found else NO_MATCHES
    total = sum(len(one.docs) for one in found)
    if total * 8 > reader.size:
        held = np.zeros(reader.size, np.bool_)
        row = np.zeros(reader.size, np.float32)
        for docs, scores in found:
            held[docs] = True
            if scores is not None:
                row[docs] += scores
        docs = np.flatnonzero(held).astype(np.int32)
        return Matches(docs, row[docs])
    joined = np.concatenate([one.docs for one in found])
    values = np.concatenate(
        [
            np.zeros(len(docs), np.float32) if scores is None else scores
            for docs, scores in found
        ]
    )
    return Matches(*sum_by_doc(joined, values, reader.size))
