"""The first of an order are those that sorting all would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.backends.whoosh.executor.ranking import (
    ascending_by,
    by_score,
    descending_by,
    find_first,
)
from indexer.backends.whoosh.storage.schema import MISSING


@pytest.mark.parametrize("different", [1, 3, 50, 10**6])
@given(st.integers(0, 5000), st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_first_matches_are_those_of_a_full_sort(
    different: int, total: int, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, different, total).astype(np.float32)
    dates = rng.integers(0, different, total) - different // 2
    docs = np.arange(total, dtype=np.int32)
    found = find_first(total, [by_score(scores), descending_by(dates, docs)], count)
    expected = np.lexsort((docs, -dates, -scores))[:count]
    assert found.tolist() == expected.tolist()


def test_what_is_missing_comes_last_in_both_directions() -> None:
    column = np.array([5, MISSING, -3, 9])
    docs = np.array([0, 1, 2, 3], np.int32)
    assert find_first(4, [ascending_by(column, docs)], 4).tolist() == [2, 0, 3, 1]
    assert find_first(4, [descending_by(column, docs)], 4).tolist() == [3, 0, 2, 1]
