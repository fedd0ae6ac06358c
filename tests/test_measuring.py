"""What ``bench.extraction`` counts as right."""

from __future__ import annotations

import pytest

from bench.extraction import count_names, measure

TRUTH = {
    "body": "one two three four five",
    "title": "The Wells",
    "date": "2024-05-06T07:08:00",
    "author": "Ann Lee and Tom Ray",
    "tags": None,
    "heads": ["First", "Second"],
}


def test_only_what_is_labelled_is_measured() -> None:
    right = {
        "body": "One two three, four five.",
        "title": "the wells!",
        "published": "2024-05-06T09:00:00",
        "authors": ["Ann Lee"],
        "passages": [{"heading": "First"}],
    }
    values = measure([(TRUTH, right)])
    assert values["body F1"] == values["good"] == values["title"] == values["day"] == 1
    assert values["time"] == 0
    assert values["author F1"] == pytest.approx(2 / 3)
    assert (values["head precision"], values["head recall"]) == (1, 0.5)
    assert "tag F1" not in values


def test_nothing_found_scores_nothing() -> None:
    assert set(measure([(TRUTH, {})]).values()) == {0}


def test_names_are_split_and_folded() -> None:
    assert set(count_names("Ann Lee, Tom Ray、林远山")) == {
        "annlee",
        "tomray",
        "林远山",
    }
