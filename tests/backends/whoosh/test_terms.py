"""Patterns are held against whole dictionaries as against one term after the other."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.backends.whoosh.executor.slots import Alternative
from indexer.backends.whoosh.executor.terms import _find_terms
from indexer.backends.whoosh.storage.segment import TermDictionary
from indexer.backends.whoosh.writing.strings import encode_words, make_keys
from indexer.text import is_near


def make_terms(words: set[str]) -> TermDictionary:
    """Return a dictionary of these words."""
    encoded = encode_words(sorted(words, key=lambda w: w.encode()))
    starts = np.cumsum([0, *map(len, encoded)])
    joined = b"".join(encoded)
    keys = make_keys(joined, starts)
    return TermDictionary(
        np.frombuffer(joined, np.uint8), starts.astype(np.uint32), keys
    )


words = st.text("abé网", min_size=1, max_size=6)


@given(
    st.sets(words, min_size=1, max_size=30),
    st.text("abé网*?", min_size=1, max_size=5).filter(lambda p: "**" not in p),
)
def test_a_pattern_finds_the_terms_that_fit(held: set[str], pattern: str) -> None:
    terms = make_terms(held)
    found = _find_terms(Alternative("pattern", pattern), terms)
    expected = [term for term in terms if fnmatchcase(term, pattern)]
    assert [terms[int(i)] for i in found] == expected


@given(st.sets(words, min_size=1, max_size=30), words, st.integers(1, 2))
def test_a_word_with_typos_finds_the_terms_that_are_near(
    held: set[str], word: str, distance: int
) -> None:
    terms = make_terms(held)
    found = _find_terms(Alternative("fuzzy", word, distance=distance), terms)
    expected = [term for term in terms if is_near(term, word, distance)]
    assert [terms[int(i)] for i in found] == expected
