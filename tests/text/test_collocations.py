"""Phrases that many texts hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.text.collocations import count_phrases


def test_words_that_stand_together_are_counted_as_written() -> None:
    texts = ["The Solar power plan", "solar power", "no Solar power, no plan"]
    assert count_phrases(texts) == {"Solar power": 3}


def test_the_longest_phrase_stands_for_those_within() -> None:
    assert count_phrases(["一带一路论坛", "谈一带一路", "一带一路"]) == {"一带一路": 3}


def test_a_short_word_that_is_everywhere_begins_no_phrase() -> None:
    texts = [f"w{n} of the sea" for n in range(20)]
    assert "of the sea" not in count_phrases(texts)


def test_punctuation_parts() -> None:
    assert count_phrases(["solar, power"] * 5 + ["网络，安全"] * 5) == {
        "网络": 5,
        "安全": 5,
    }


@given(st.lists(st.text("ab 网络,"), max_size=12))
def test_no_phrase_is_counted_more_often_than_it_stands(texts: list[str]) -> None:
    for phrase, count in count_phrases(texts, least=2).items():
        stands = sum(t.startswith(phrase, i) for t in texts for i in range(len(t)))
        assert 2 <= count <= stands
