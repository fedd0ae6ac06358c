"""How a score comes about: what each word contributes in each field."""

from __future__ import annotations

import numpy as np

from .executor.leaf_matches import score_fields
from .executor.matching import find_matched
from .executor.planning import Plan
from .executor.reader import Docs, IndexReader

Reasons = tuple[tuple[str, float], ...]


def explain_scores(plan: Plan, reader: IndexReader, docs: Docs) -> list[Reasons]:
    """Return the parts of each document's score, as (``field: words``, value) pairs.

    A word's score is divided among the fields in proportion to weighted frequency.
    """
    parts: dict[int, dict[str, float]] = {docnum: {} for docnum in docs.tolist()}
    for leaf, held, factor in find_matched(plan, reader, np.sort(docs)):
        words = " ".join(slot.alternatives[0].text for slot in leaf.slots)
        for docnum in held.tolist():
            own = parts[docnum]
            for field, value in score_fields(leaf, reader, docnum).items():
                name = f"{field}: {words}"
                own[name] = own.get(name, 0.0) + factor * value
    return [tuple(parts[docnum].items()) for docnum in docs.tolist()]
