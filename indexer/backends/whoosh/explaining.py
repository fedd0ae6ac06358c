"""What a score is made of: for each word, what each field gave to it."""

from __future__ import annotations

from .matching import score_fields
from .planning import Plan, find_leaves
from .reader import Docs, Reader

Why = tuple[tuple[str, float], ...]


def explain_scores(plan: Plan, reader: Reader, docs: Docs) -> list[Why]:
    """Return the parts of each document's score, as (``field: words``, value).

    A word's score is shared out among the fields as their weighted frequencies are.
    """
    leaves = list(find_leaves(plan))
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
