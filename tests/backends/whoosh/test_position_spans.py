"""Bounds found for a whole text at once are those of the pattern."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.backends.whoosh.marks.position_spans import find_bounds
from indexer.text.analysis import SPAN, find_spans

SIGNS = "'’ʼ＇.,-‐‑&＆+#\u00ad\u0301\u0327 \n_%"
awkward = st.text(
    st.sampled_from(SIGNS + "aBcU1205网络éßかカ한ก\u0e31" + "".join(set(SPAN.pattern)))
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(awkward, st.text()))
@example("U.S.A. C++ C# co-operation 1,000,000.5 e\u0301te\u0301 AT&T R&D 3-D")
@example("a\u0301")
@example("\ud800a")
def test_bounds_are_those_of_the_pattern(text: str) -> None:
    starts, ends = find_bounds(text)
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == find_spans(text)


@pytest.mark.parametrize("word", ["co-operation", "U.S.A", "1,000", "R&D", "it's"])
def test_a_word_with_signs_is_one(word: str) -> None:
    starts, ends = find_bounds(f"the {word}, and")
    assert (starts[1], ends[1]) == (4, 4 + len(word))
