"""Words found with typos, against the distance computed word by word."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.edit_distance import MAX_WORD_LETTERS, Lexicon, is_near

WORDS = st.text("abcd", min_size=1, max_size=7)


def distance(a: str, b: str) -> int:
    """Count the edits, each letter edited once, by the definition."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {
        (0, j): j for j in range(len(b) + 1)
    }
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            same = a[i - 1] != b[j - 1]
            steps = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + same,
            ]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                steps.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(steps)
    return table[len(a), len(b)]


def make_lexicon(words: set[str]) -> Lexicon:
    return Lexicon(sorted(words), np.arange(1, len(words) + 1))


@given(st.sets(WORDS), WORDS, st.integers(1, 2))
def test_near_words_are_those_by_the_definition(
    words: set[str], typed: str, most: int
) -> None:
    lexicon = make_lexicon(words)
    found = {lexicon.words[n]: e for n, e in lexicon.find_near(typed, most)}
    wanted = {w: distance(w, typed) for w in words if distance(w, typed) <= most}
    assert found == wanted


@given(st.sets(WORDS), WORDS, st.integers(1, 2))
def test_near_beginnings_are_those_of_any_beginning(
    words: set[str], typed: str, most: int
) -> None:
    lexicon = make_lexicon(words)
    near = lexicon.find_near(typed, most, prefix=True)
    wanted = {
        w
        for w in words
        if min(distance(w[:n], typed) for n in range(1, len(w) + 1)) <= most
    }
    assert {lexicon.words[n] for n, _ in near} == wanted


@given(st.sets(WORDS), WORDS)
def test_a_prefix_is_a_range(words: set[str], prefix: str) -> None:
    lexicon = make_lexicon(words)
    low, high = lexicon.find_prefix(prefix)
    assert lexicon.words[low:high] == sorted(w for w in words if w.startswith(prefix))


def test_counts_are_by_word() -> None:
    assert make_lexicon({"wind", "solar"}).count("wind") == 2
    assert make_lexicon({"wind", "solar"}).count("win") == 0


@given(WORDS, WORDS, st.integers(1, 2))
def test_one_pair_is_judged_as_among_many(one: str, other: str, most: int) -> None:
    assert is_near(one, other, most) == (distance(one, other) <= most)


def test_too_long_a_word_is_near_to_none() -> None:
    longest = "a" * MAX_WORD_LETTERS
    assert make_lexicon({longest}).find_near(longest + "a", 2) == []


def test_no_words_are_near_to_none() -> None:
    assert make_lexicon(set()).find_near("wind", 2) == []
