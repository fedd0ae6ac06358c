"""Operations on ascending arrays, against Python's sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.backends.whoosh.storage import arrays
from indexer.backends.whoosh.storage.arrays import (
    find_common,
    find_run_starts,
    intersect,
    locate,
)

numbers = st.sets(st.integers(0, 30)).map(lambda held: np.array(sorted(held), np.int64))


@pytest.mark.parametrize("ratio", [0, 8])
@given(numbers, numbers)
def test_what_two_arrays_share_is_what_their_sets_share(
    ratio: int, one: np.ndarray, other: np.ndarray
) -> None:
    shared = sorted(set(one.tolist()) & set(other.tolist()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "MAX_MERGE_RATIO", ratio)
        assert intersect(one, other).tolist() == shared
    at, common = find_common(one, other)
    assert common.tolist() == one[at].tolist() == shared


@given(st.lists(st.integers(0, 30)), numbers)
def test_a_value_is_located_where_it_stands(
    values: list[int], ascending: np.ndarray
) -> None:
    at, found = locate(np.array(values, np.int64), ascending)
    assert found.tolist() == [value in ascending for value in values]
    assert ascending[at[found]].tolist() == [v for v in values if v in ascending]


@given(st.lists(st.integers(0, 3)))
def test_a_run_starts_where_the_value_changes(values: list[int]) -> None:
    expected = [i for i, v in enumerate(values) if not i or v != values[i - 1]]
    assert find_run_starts(np.array(values, np.int64)).tolist() == expected
