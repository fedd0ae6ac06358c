"""The words of the index, and its stems, in tables where those near a word are found.

The index holds stems. How its commoner words are written is read from a sample of the
articles. Both are kept by segment, so a commit makes only the tables of new segments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..backends import SegmentReader
from ..fields import SEARCHED
from ..text import MAX_WORD_LETTERS, Lexicon, find_runs, fold_word, is_unspaced

MIN_SAMPLED_ARTICLES = 2_000
"""Articles of a segment whose words are read, if it has as many."""

MAX_STEMS = 300_000
"""Stems of a segment that are kept: the most frequent."""

FIRST_UNSPACED_CHARACTER = "\u0e01"


@dataclass(frozen=True, slots=True)
class SegmentSpellings:
    """What is kept of one segment.

    Attributes:
        stems: with the number of documents that hold each, about.
        words: of a sample of the articles, with their occurrences there.
    """

    stems: Lexicon
    words: Lexicon


class SpellingDictionary:
    """The stems and words of all segments of one generation."""

    def __init__(
        self, segments: Sequence[tuple[SegmentReader, SegmentSpellings]]
    ) -> None:
        self.stems = [spellings.stems for _, spellings in segments]
        self.words = [spellings.words for _, spellings in segments]

    def count(self, stem: str) -> int:
        """Return the number of documents that hold a stem, about."""
        return sum(lexicon.count(stem) for lexicon in self.stems)

    @staticmethod
    def find_near(
        lexicons: Sequence[Lexicon], text: str, distance: int
    ) -> dict[str, tuple[int, int]]:
        """Return words at most so many edits away: edits and count.

        Typos rarely change the first letter, except by swapping the first two: words
        that begin otherwise are looked at only where these give none.
        """
        near: dict[str, tuple[int, int]] = {}
        for beginnings in ((text[:1], text[:2][::-1]), ("",)):
            for lexicon in lexicons:
                for begin in beginnings:
                    low, high = lexicon.find_prefix(begin)
                    for number, edits in lexicon.find_near(
                        text, distance, low=low, high=high
                    ):
                        word, count = lexicon.words[number], lexicon.counts[number]
                        near[word] = edits, near.get(word, (0, 0))[1] + int(count)
            if near:
                break
        return near


def read_spellings(segment: SegmentReader) -> SegmentSpellings:
    """Read the stems of a segment in the searched fields, and a sample of its words."""
    counts: Counter[str] = Counter()
    for field in SEARCHED:
        terms, doc_freq = segment.vocabulary(field)
        letters = terms[: bisect_left(terms, FIRST_UNSPACED_CHARACTER)]
        for term, count in zip(letters, doc_freq.tolist(), strict=False):
            if (
                term.isalpha()
                and len(term) <= MAX_WORD_LETTERS
                and counts[term] < count
            ):
                counts[term] = count
    words: Counter[str] = Counter()
    size = len(segment.live)
    for docnum in range(0, size, max(1, size // MIN_SAMPLED_ARTICLES)):
        article = segment.article(docnum)
        words.update(find_runs(f"{article.title}\n{article.body}"))
    folded: Counter[str] = Counter()
    for word, count in words.items():
        if not is_unspaced(word) and word.isalpha() and len(word) <= MAX_WORD_LETTERS:
            folded[fold_word(word)] += count
    return SegmentSpellings(_make_lexicon(counts), _make_lexicon(folded))


def _make_lexicon(counts: Counter[str]) -> Lexicon:
    kept = dict(sorted(counts.most_common(MAX_STEMS)))
    return Lexicon(list(kept), np.array(list(kept.values()), np.int64))
