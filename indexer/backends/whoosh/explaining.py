"""What a score is made of: for each word, what each field gave to it."""

from __future__ import annotations

import numpy as np

from .matching import run_plan, score_fields
from .planning import AndPlan, BoostPlan, LeafPlan, OrPlan, Plan
from .reader import Docs, Reader

Why = tuple[tuple[str, float], ...]
Parts = dict[int, dict[str, float]]
"""By docnum, what is added up, by name."""


def explain_scores(plan: Plan, reader: Reader, docs: Docs) -> list[Why]:
    """Return the parts of each document's score, as (``field: words``, value).

    A word's score is shared out among the fields as their weighted frequencies are.
    """
    parts: Parts = {docnum: {} for docnum in docs.tolist()}
    _explain(plan, 1.0, reader, np.sort(docs), parts)
    return [tuple(parts[docnum].items()) for docnum in docs.tolist()]


def _explain(
    plan: Plan, factor: float, reader: Reader, docs: Docs, parts: Parts
) -> None:
    """Add what a plan gives to documents that match it."""
    match plan:
        case LeafPlan():
            words = " ".join(slot.alternatives[0].text for slot in plan.slots)
            for docnum in docs.tolist():
                own = parts[docnum]
                for field, value in score_fields(plan, reader, docnum).items():
                    name = f"{field}: {words}"
                    own[name] = own.get(name, 0.0) + factor * value
        case BoostPlan(part, times):
            _explain(part, factor * times, reader, docs, parts)
        case AndPlan(inner) | OrPlan(inner):
            for part in inner:
                _explain(part, factor, reader, run_plan(part, reader, docs).docs, parts)
