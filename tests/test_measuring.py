"""What ``bench.extraction`` calls right."""

from __future__ import annotations

import pytest

from bench.extraction import bag, measure

TRUTH = {
    "body": "one two three four five",
    "title": "The Wells",
    "date": "2024-05-06T07:08:00",
    "author": "Ann Lee and Tom Ray",
    "tags": None,
    "heads": ["First", "Second"],
}


def test_a_measure_is_taken_only_where_there_is_a_label() -> None:
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


def test_names_are_parted_and_folded() -> None:
    assert set(bag("Ann Lee, Tom Ray、林远山")) == {"annlee", "tomray", "林远山"}
