"""What a score is made of: for each word, what each field gave to it."""

from __future__ import annotations

from collections.abc import Iterator

from .matching import score_fields
from .planning import AndPlan, BoostPlan, LeafPlan, OrPlan, Plan
from .reader import Docs, Reader

Why = tuple[tuple[str, float], ...]


def explain_scores(plan: Plan, reader: Reader, docs: Docs) -> list[Why]:
    """Return the parts of each document's score, as (``field: words``, value).

    A word's score is shared out among the fields as their weighted frequencies are.
    """
    leaves = list(_find_leaves(plan, 1.0))
    found: list[Why] = []
    for docnum in docs.tolist():
        parts: dict[str, float] = {}
        for leaf, factor in leaves:
            words = " ".join(slot.alternatives[0].text for slot in leaf.slots)
            for field, value in score_fields(leaf, reader, docnum).items():
                name = f"{field}: {words}"
                parts[name] = parts.get(name, 0.0) + factor * value
        found.append(tuple(parts.items()))
    return found


def _find_leaves(plan: Plan, factor: float) -> Iterator[tuple[LeafPlan, float]]:
    match plan:
        case LeafPlan():
            yield plan, factor
        case BoostPlan(part, own):
            yield from _find_leaves(part, factor * own)
        case AndPlan(parts) | OrPlan(parts):
            for part in parts:
                yield from _find_leaves(part, factor)
