"""What makes a word count for more."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.backends.whoosh.scoring import (
    norm_lengths,
    saturate,
    weigh_focus,
    weigh_rarity,
)


def test_a_rarer_word_counts_for_more() -> None:
    weights = [weigh_rarity(n, 100) for n in (1, 10, 50, 100)]

    assert weights == sorted(weights, reverse=True) and weights[-1] > 0


@pytest.mark.parametrize(("occurrences", "doc_freq"), [(0, 0), (3, 3), (1.5, 3)])
def test_a_word_that_never_comes_twice_has_no_focus(
    occurrences: float, doc_freq: int
) -> None:
    assert weigh_focus(occurrences, doc_freq) == 1.0


def test_focus_grows_slowly() -> None:
    twice, often = weigh_focus(20, 10), weigh_focus(2000, 10)

    assert 1 < twice < often < 12


def test_a_word_in_a_short_field_counts_for_more() -> None:
    norms = norm_lengths(np.array([5, 10, 20]), 10.0)

    assert norms[1] == pytest.approx(1.0)
    assert norms[0] > 1 > norms[2]


def test_repeating_a_word_never_counts_for_more_than_its_weight() -> None:
    scores = saturate(np.array([1, 2, 1000], np.float32), 3.0)

    assert scores[0] < scores[1] < scores[2] < 3.0
