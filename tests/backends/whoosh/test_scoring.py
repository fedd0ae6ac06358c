"""What makes a word count for more."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.backends.whoosh.executor.scoring import (
    norm_lengths,
    saturate,
    weigh_age,
    weigh_clicks,
    weigh_focus,
    weigh_rarity,
)
from indexer.backends.whoosh.storage.schema import MISSING


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


def test_age_takes_half_of_its_share_in_a_half_life() -> None:
    days = np.array([1000, 900, 0, MISSING])

    factors = weigh_age(days, share=0.4, half_life=100)

    assert factors.tolist() == pytest.approx([1.0, 0.8, 0.6 + 0.4 * 2**-10, 0.6])


def test_clicks_count_by_their_logarithm() -> None:
    factors = weigh_clicks(np.array([99, 9, 0, MISSING]), share=0.5)

    assert factors.tolist() == pytest.approx([1.0, 0.75, 0.5, 0.5])


@pytest.mark.parametrize("values", [[], [MISSING, MISSING]])
def test_without_dates_or_clicks_all_are_alike(values: list[int]) -> None:
    column = np.array(values, np.int64)

    assert len(set(weigh_age(column, 0.5, 10).tolist())) <= 1
    assert len(set(weigh_clicks(column, 0.5).tolist())) <= 1
