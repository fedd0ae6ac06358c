"""Which documents one leaf matches, and with what score, from its postings.

The matches of a leaf are cached with the reader: documents and scores, and for a leaf
that many documents match, the scores of all documents in one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import find_common, find_run_starts, locate
from ..storage.segment import FieldPostings
from .phrases import find_phrases
from .planning import LeafPlan
from .reader import Docs, IndexReader
from .scoring import Floats, saturate
from .terms import SlotPostings

MAX_SEARCHED_DOCUMENTS = 500
"""Up to so many documents are looked up among others by binary search."""
ALWAYS_READ_POSTINGS = 4096
"""A leaf with at most so many postings is always read whole."""
READ_WHOLE_RATIO = 16
"""A leaf is read whole if it has at most so many postings for each document left."""


class Matches(NamedTuple):
    """Documents and their scores.

    Attributes:
        docs: ascending.
        scores: float32[docs]; None if all are 0.
    """

    docs: Docs
    scores: Floats | None


NO_MATCHES = Matches(np.empty(0, np.int32), None)


@dataclass(slots=True)
class LeafMatches:
    """The matches of a leaf in the whole index.

    Attributes:
        row: float32[documents], the scores, 0 where it does not match; only for a
            leaf that many documents match.
    """

    docs: Docs
    scores: Floats
    row: Floats | None


def run_leaf(plan: LeafPlan, reader: IndexReader, within: Docs | None) -> Matches:
    """Return the matches of a leaf, from the cache or from its postings."""
    if not plan.fields:
        return NO_MATCHES
    found = reader.leaves.find(plan.key)
    if found is None:
        ratio = READ_WHOLE_RATIO * (reader.size if within is None else len(within))
        if plan.size > max(ALWAYS_READ_POSTINGS, ratio) and all(
            one.single for field in plan.fields for one in field.by_slot
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
    if min(len(found.docs), len(within)) > MAX_SEARCHED_DOCUMENTS:
        both = within[make_mask(found.docs, reader.size)[within]]
        return Matches(both, select_scores(found.docs, found.scores, both, reader.size))
    at, both = find_common(found.docs, within)
    return Matches(both, found.scores[at])


def _read_leaf(plan: LeafPlan, reader: IndexReader) -> LeafMatches:
    docs, scores = _score(plan, reader, None)
    assert scores is not None
    row = None
    if len(docs) * 8 > reader.size:
        row = np.zeros(reader.size, np.float32)
        row[docs] = scores
    size = docs.nbytes + scores.nbytes + (0 if row is None else row.nbytes)
    found = LeafMatches(docs, scores, row)
    reader.leaves.keep(plan.key, found, size + 200)
    return found


def _score(plan: LeafPlan, reader: IndexReader, within: Docs | None) -> Matches:
    """Compute the matches of a leaf from its postings, among ``within`` if given."""
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
            args = plan.slots, plan.slop, field.by_slot, postings, local
            docs, freqs = find_phrases(*args)
        else:
            docs, freqs = read_postings(field.by_slot[0], postings, local)
        docs = docs + np.int32(start) if start else docs
        values = freqs * np.float32(field.weight)
        values *= reader.norms(field.name)[docs]
        parts.append((docs, values))
    docs, values = _merge(parts, reader)
    if reader.live is not None:
        kept = reader.live[docs]
        docs, values = docs[kept], values[kept]
    return Matches(docs, saturate(values, plan.idf))


def score_fields(plan: LeafPlan, reader: IndexReader, docnum: int) -> dict[str, float]:
    """Return what each field of one document contributes to the score of a leaf."""
    values: dict[str, float] = {}
    segment, number = reader.place(docnum)
    local = np.array([number], np.int32)
    for field in plan.fields:
        if reader.segments[field.segment] is not segment:
            continue
        postings = segment.fields[field.name]
        if len(plan.slots) > 1:
            args = plan.slots, plan.slop, field.by_slot, postings, local
            freq = float(find_phrases(*args)[1].sum())
        else:
            docs, freqs = read_postings(field.by_slot[0], postings)
            freq = float(freqs[docs == number].sum())
        if freq:
            norm = float(reader.norms(field.name)[docnum])
            values[field.name] = freq * field.weight * norm
    total = sum(values.values())
    score = float(saturate(np.array([total]), plan.idf)[0])
    return {name: score * value / total for name, value in values.items()}


def _merge(
    parts: list[tuple[Docs, Floats]], reader: IndexReader
) -> tuple[Docs, Floats]:
    """Return each document once with the sum of its parts."""
    if len(parts) == 1:
        return parts[0]
    docs = np.concatenate([docs for docs, _ in parts])
    values = np.concatenate([values for _, values in parts])
    return sum_by_doc(docs, values, reader.size)


def read_postings(
    slot: SlotPostings,
    postings: FieldPostings,
    within: Docs | None = None,
) -> tuple[Docs, Floats]:
    """Return docnums, ascending, and weighted frequencies of one slot in one segment.

    Only single posting lists are read within given documents.
    """
    docnums, freqs = postings.docnums, postings.freqs
    if within is not None:
        ((start, end, weight),) = slot.ranges
        own = docnums[start:end]
        at, kept = locate(within, own)
        return within[kept], freqs[start:end][at[kept]] * np.float32(weight)
    if slot.ranges[0][1] - slot.ranges[0][0] == len(docnums):
        held = np.flatnonzero(postings.lengths).astype(np.int32)
        return held, postings.lengths[held] * np.float32(slot.ranges[0][2])
    docs = np.concatenate([docnums[start:end] for start, end, _ in slot.ranges])
    values = np.concatenate([freqs[start:end] for start, end, _ in slot.ranges])
    weights = [weight for _, _, weight in slot.ranges]
    if min(weights) == max(weights):
        values = values * np.float32(weights[0])
    else:
        sizes = [end - start for start, end, _ in slot.ranges]
        values = values * np.repeat(np.array(weights, np.float32), sizes)
    return (
        (docs, values)
        if slot.single
        else sum_by_doc(docs, values, len(postings.lengths))
    )


def select_scores(
    docs: Docs, scores: Floats | None, wanted: Docs, size: int
) -> Floats | None:
    """Return the scores of some of the documents."""
    if scores is None or len(wanted) == len(docs):
        return scores
    if len(wanted) < MAX_SEARCHED_DOCUMENTS:
        return scores[docs.searchsorted(wanted)]
    return scores[make_mask(wanted, size)[docs]]


def make_mask(docs: Docs, size: int) -> NDArray[np.bool_]:
    """Return for every document of the index whether it is one of these."""
    held = np.zeros(size, np.bool_)
    held[docs] = True
    return held


def sum_by_doc(docs: Docs, values: Floats, size: int) -> tuple[Docs, Floats]:
    """Return each document once, ascending, with the sum of its values, all above 0.

    Args:
        size: number of documents in the index.
    """
    if len(docs) * 8 > size:
        sums = np.bincount(docs, weights=values, minlength=size)
        docs = np.flatnonzero(sums).astype(np.int32)
        return docs, sums[docs].astype(np.float32)
    order = docs.argsort(kind="stable")
    docs, values = docs[order], values[order]
    at = find_run_starts(docs)
    return docs[at], np.add.reduceat(values, at) if len(at) else values
