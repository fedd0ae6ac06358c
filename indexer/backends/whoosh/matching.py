"""Which documents match a query, and how well, on whole arrays.

Of parts of a plan that must all match, the rarest is met first, and the others look
only at what is left. What a leaf matches is kept with the reader: documents and scores,
and for a leaf that many documents match, the scores of all documents in one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .phrases import find_phrases
from .planning import AllPlan, AndPlan, BoostPlan, DaysPlan, LeafPlan, OrPlan, Plan
from .reader import Docs, Reader
from .scoring import Floats, saturate
from .segment import FieldPostings
from .terms import Lists

FEW = 500
"""Documents up to which they are searched for among others one by one."""
SMALL = 4096
"""Postings of a leaf that are always read whole."""
SHARE = 16
"""A leaf is read whole if its postings are at most so many times what is left."""


class Matches(NamedTuple):
    """Documents and their scores.

    Attributes:
        docs: ascending.
        scores: float32[docs]; None if all are 0.
    """

    docs: Docs
    scores: Floats | None


@dataclass(slots=True)
class Found:
    """What a leaf matches in the whole index.

    Attributes:
        row: float32[documents], the scores, 0 where it does not match; only kept for
            a leaf that many documents match.
    """

    docs: Docs
    scores: Floats
    row: Floats | None


def run_plan(plan: Plan, reader: Reader, within: Docs | None = None) -> Matches:
    """Return what matches a plan, of ``within`` only, if it is given."""
    match plan:
        case LeafPlan():
            return _run_leaf(plan, reader, within)
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


def find_days(reader: Reader, column: str, low: int, high: int) -> NDArray[np.bool_]:
    """Return for every document whether it lives and its day is in the range."""
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
    reader: Reader,
    within: Docs | None,
) -> Matches:
    docs, scores = run_plan(parts[0], reader, within)
    for part in parts[1:]:
        if not len(docs):
            return Matches(docs, None)
        found = run_plan(part, reader, docs)
        scores = _add(_look_up(docs, scores, found.docs, reader.size), found.scores)
        docs = found.docs
    for part in denied:
        if not len(docs):
            return Matches(docs, None)
        taken = run_plan(part, reader, docs).docs
        kept = ~_hold(taken, reader.size)[docs]
        docs, scores = docs[kept], None if scores is None else scores[kept]
    return Matches(docs, scores)


def _look_up(
    docs: Docs, scores: Floats | None, wanted: Docs, size: int
) -> Floats | None:
    """Return the scores of some of the documents."""
    if scores is None or len(wanted) == len(docs):
        return scores
    if len(wanted) < FEW:
        return scores[docs.searchsorted(wanted)]
    return scores[_hold(wanted, size)[docs]]


def _hold(docs: Docs, size: int) -> NDArray[np.bool_]:
    """Return for every document of the index whether it is one of these."""
    held = np.zeros(size, np.bool_)
    held[docs] = True
    return held


def _add(one: Floats | None, other: Floats | None) -> Floats | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _unite(found: list[Matches], reader: Reader) -> Matches:
    found = [one for one in found if len(one.docs)]
    if len(found) <= 1:
        return found[0] if found else Matches(_none(), None)
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
    return Matches(*sum_by_doc(joined, values))


def sum_by_doc(docs: Docs, values: Floats) -> tuple[Docs, Floats]:
    """Return each document once, ascending, with the sum of its values."""
    order = docs.argsort(kind="stable")
    docs, values = docs[order], values[order]
    first = np.ones(len(docs), np.bool_)
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    at = np.flatnonzero(first)
    return docs[at], np.add.reduceat(values, at) if len(at) else values


def _run_leaf(plan: LeafPlan, reader: Reader, within: Docs | None) -> Matches:
    if not plan.fields:
        return Matches(_none(), None)
    found = reader.leaves.find(plan.key)
    if found is None:
        ratio = SHARE * (reader.size if within is None else len(within))
        if plan.size > max(SMALL, ratio) and all(
            one.single for field in plan.fields for one in field.lists
        ):
            assert within is not None
            return _score(plan, reader, within)
        found = _read_leaf(plan, reader)
    if within is None:
        return Matches(found.docs, found.scores)
    if found.row is not None:
        scores = found.row[within]
        kept = scores > 0
        return Matches(within[kept], scores[kept])
    if min(len(found.docs), len(within)) > FEW:
        both = within[_hold(found.docs, reader.size)[within]]
        return Matches(both, _look_up(found.docs, found.scores, both, reader.size))
    at, both = find_common(found.docs, within)
    return Matches(both, found.scores[at])


def find_common(docs: Docs, within: Docs) -> tuple[NDArray[np.int64], Docs]:
    """Return where in ``docs`` those stand that are also in ``within``, and these."""
    if len(docs) <= len(within):
        at = within.searchsorted(docs)
        at[at == len(within)] = 0
        here = np.flatnonzero(within[at] == docs)
        return here, docs[here]
    at = docs.searchsorted(within)
    at[at == len(docs)] = 0
    kept = docs[at] == within
    return at[kept], within[kept]


def _read_leaf(plan: LeafPlan, reader: Reader) -> Found:
    docs, scores = _score(plan, reader, None)
    assert scores is not None
    row = None
    if len(docs) * 8 > reader.size:
        row = np.zeros(reader.size, np.float32)
        row[docs] = scores
    size = docs.nbytes + scores.nbytes + (0 if row is None else row.nbytes)
    found = Found(docs, scores, row)
    reader.leaves.keep(plan.key, found, size + 200)
    return found


def _score(plan: LeafPlan, reader: Reader, within: Docs | None) -> Matches:
    """Return what a leaf matches, from the postings, of ``within`` if it is given."""
    parts: list[tuple[Docs, Floats]] = []
    for field in plan.fields:
        postings = reader.segments[field.segment].fields[field.name]
        start = reader.starts[field.segment]
        local = None
        if within is not None:
            bounds = np.array((start, reader.starts[field.segment + 1]), np.int32)
            low, high = within.searchsorted(bounds)
            local = within[low:high] - np.int32(start)
        if len(plan.slots) > 1:
            args = plan.slots, plan.slop, field.lists, postings, local
            docs, freqs = find_phrases(*args)
        else:
            docs, freqs = read_lists(field.lists[0], postings, local)
        docs = docs + np.int32(start) if start else docs
        values = freqs * np.float32(field.weight)
        values *= reader.norms(field.name)[docs]
        parts.append((docs, values))
    docs, values = _merge(parts, plan, reader)
    if reader.live is not None:
        kept = reader.live[docs]
        docs, values = docs[kept], values[kept]
    return Matches(docs, saturate(values, plan.idf))


def score_fields(plan: LeafPlan, reader: Reader, docnum: int) -> dict[str, float]:
    """Return what each field of one document gives to the score of a leaf."""
    values: dict[str, float] = {}
    segment, number = reader.place(docnum)
    local = np.array([number], np.int32)
    for field in plan.fields:
        if reader.segments[field.segment] is not segment:
            continue
        postings = segment.fields[field.name]
        if len(plan.slots) > 1:
            args = plan.slots, plan.slop, field.lists, postings, local
            freq = float(find_phrases(*args)[1].sum())
        else:
            docs, freqs = read_lists(field.lists[0], postings)
            freq = float(freqs[docs == number].sum())
        if freq:
            norm = float(reader.norms(field.name)[docnum])
            values[field.name] = freq * field.weight * norm
    total = sum(values.values())
    score = float(saturate(np.array([total]), plan.idf)[0])
    return {name: score * value / total for name, value in values.items()}


def _merge(
    parts: list[tuple[Docs, Floats]], plan: LeafPlan, reader: Reader
) -> tuple[Docs, Floats]:
    """Return each document once with the sum of its parts."""
    if len(parts) == 1 and (len(plan.slots) > 1 or plan.fields[0].lists[0].single):
        return parts[0]
    docs = np.concatenate([docs for docs, _ in parts])
    values = np.concatenate([values for _, values in parts])
    if len(docs) * 8 > reader.size:
        sums = np.bincount(docs, weights=values, minlength=reader.size)
        docs = np.flatnonzero(sums).astype(np.int32)
        return docs, sums[docs].astype(np.float32)
    return sum_by_doc(docs, values)


def read_lists(
    lists: Lists,
    postings: FieldPostings,
    within: Docs | None = None,
) -> tuple[Docs, Floats]:
    """Return docnums and weighted frequencies of one slot in one segment.

    Only single lists are read within given documents.
    """
    docnums, freqs = postings.docnums, postings.freqs
    if within is not None:
        ((start, end, weight),) = lists.ranges
        own = docnums[start:end]
        at = own.searchsorted(within)
        at[at == len(own)] = 0
        kept = own[at] == within
        return within[kept], freqs[start:end][at[kept]] * np.float32(weight)
    if lists.ranges[0][1] - lists.ranges[0][0] == len(docnums):
        held = np.flatnonzero(postings.lengths).astype(np.int32)
        return held, postings.lengths[held] * np.float32(lists.ranges[0][2])
    pieces = [
        (docnums[start:end], freqs[start:end] * np.float32(weight))
        for start, end, weight in lists.ranges
    ]
    if len(pieces) == 1:
        return pieces[0]
    docs, values = zip(*pieces, strict=True)
    return np.concatenate(docs), np.concatenate(values)


def _none() -> Docs:
    return np.empty(0, np.int32)
