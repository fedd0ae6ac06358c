"""Titles, topics and words of an index, found by how they begin.

A text is found by the beginnings of its words, and by any piece of its Chinese. All of
it comes from the index, segment by segment.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..backends import EPOCH_ORDINAL, SegmentReader
from ..model import Mark, Suggestion
from ..text import (
    MAX_WORD_LETTERS,
    RUN,
    Lexicon,
    Piece,
    TextIndex,
    count_phrases,
    fold_variants,
    is_unspaced,
    join_han,
    make_key,
)

MAX_WORD_SUGGESTIONS = 4
MAX_TOPIC_SUGGESTIONS = 3
MAX_TITLE_SUGGESTIONS = 5

MAX_CLICKS = 1_000_000
"""Clicks above which more add nothing."""

MAX_CORRECTED_WORDS = 3
"""Typed words that are replaced by near ones, at most."""

MAX_TITLES = 300_000
"""Titles of a segment that are offered: those of the greatest weight."""

MAX_PHRASES = 20_000
"""Phrases of a segment, and topics in all, that are offered: the most frequent."""

HALF_LIFE_DAYS = 730
"""Days after which the newness of an article counts half."""


@dataclass(frozen=True, slots=True)
class SegmentTitles:
    """What is kept of one segment.

    Attributes:
        titles: index of the titles.
        docnums: int64[titles]: whose each title is, ascending.
        phrases: with the number of titles that hold each.
    """

    titles: TextIndex
    docnums: NDArray[np.int64]
    phrases: dict[str, int]


def read_titles(segment: SegmentReader) -> SegmentTitles:
    """Read the titles of a segment."""
    weights = weigh(segment.popularity(), segment.published(), dt.date.today())
    docnums = np.sort(np.argsort(-weights, kind="stable")[:MAX_TITLES])
    titles = [segment.outline(docnum)[1] for docnum in docnums.tolist()]
    phrases = Counter(count_phrases(titles)).most_common(MAX_PHRASES)
    return SegmentTitles(TextIndex(titles, weights[docnums]), docnums, dict(phrases))


def weigh(
    popularity: NDArray[np.int64], published: NDArray[np.int64], today: dt.date
) -> NDArray[np.float32]:
    """Return the weight of each article: up to 1 for clicks, up to 1 for newness.

    Args:
        published: days since 1970.
    """
    clicks = np.log1p(np.clip(popularity, 0, MAX_CLICKS)) / np.log1p(MAX_CLICKS)
    age = np.clip(today.toordinal() - EPOCH_ORDINAL - published, 0, None)
    weights: NDArray[np.float32] = (clicks + 0.5 ** (age / HALF_LIFE_DAYS)).astype(
        np.float32
    )
    return weights


class Suggester:
    """Finds suggestions in all segments of one generation."""

    def __init__(self, segments: Sequence[tuple[SegmentReader, SegmentTitles]]) -> None:
        self.segments = segments
        topics: Counter[str] = Counter()
        phrases: Counter[str] = Counter()
        for segment, own in segments:
            values, docs, numbers = segment.values("topics")
            counts = np.bincount(numbers[segment.live[docs]], minlength=len(values))
            topics.update(dict(zip(values, counts.tolist(), strict=True)))
            phrases.update(own.phrases)
        self.topics = _Counted(dict((+topics).most_common(MAX_PHRASES)))
        known = {topic.casefold() for topic in topics}
        self.phrases = _Counted(
            {p: n for p, n in phrases.items() if p.casefold() not in known}
        )

    def suggest(self, typed: str, pieces: Sequence[Piece]) -> tuple[Suggestion, ...]:
        """Return the suggestions for some pieces."""
        if not pieces:
            return ()
        words = [Suggestion(t, "words", count=n) for t, n in self.phrases.find(pieces)]
        texts = {word.text.casefold() for word in words}
        words += [
            Suggestion(text, "words", count=count)
            for text, count in self.complete(typed, pieces)
            if text.casefold() not in texts
        ]
        topics = [Suggestion(t, "topic", count=n) for t, n in self.topics.find(pieces)]
        found = (
            *words[:MAX_WORD_SUGGESTIONS],
            *topics[:MAX_TOPIC_SUGGESTIONS],
            *self.find_titles(pieces),
        )
        return mark_typed(found, pieces)

    def complete(self, typed: str, pieces: Sequence[Piece]) -> list[tuple[str, int]]:
        """Return what was typed with its last word completed."""
        last = pieces[-1]
        if last.whole or is_unspaced(last.key):
            return []
        counts: Counter[str] = Counter()
        for _, own in self.segments:
            counts.update(own.titles.complete(pieces, MAX_WORD_SUGGESTIONS))
        before = typed[: [m.start() for m in RUN.finditer(typed)][-1]]
        return [
            (before + word, n) for word, n in counts.most_common(MAX_WORD_SUGGESTIONS)
        ]

    def find_titles(self, pieces: Sequence[Piece]) -> list[Suggestion]:
        """Return the articles whose titles hold all pieces, each title once."""
        found = [
            (-score, int(own.docnums[place]), number)
            for number, (_, own) in enumerate(self.segments)
            for score, place in own.titles.find(pieces, 4 * MAX_TITLE_SUGGESTIONS)
        ]
        han = join_han(pieces)
        urls: dict[str, str] = {}
        for _, docnum, number in sorted(found):
            segment = self.segments[number][0]
            if len(urls) == MAX_TITLE_SUGGESTIONS:
                break
            if segment.live[docnum]:
                url, title = segment.outline(docnum)
                folded = fold_variants(title) if han else ""
                if all(run in folded for run in han):
                    urls.setdefault(title, url)
        return [Suggestion(title, "title", url=url) for title, url in urls.items()]

    def correct(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """Return the pieces with those that nothing holds replaced by near words."""
        indexes = [self.topics.index, *(h.titles for _, h in self.segments)]
        corrected: list[Piece] = []
        missing = 0
        for piece in pieces:
            spans = [index.span(piece) for index in indexes]
            if is_unspaced(piece.key) or any(s.stop > s.start for s in spans):
                corrected.append(piece)
                continue
            missing += 1
            if missing > MAX_CORRECTED_WORDS:
                return ()
            if near := _find_near(piece, [index.lexicon for index in indexes]):
                corrected.append(Piece(near, True))
            else:
                return ()
        return tuple(corrected) if corrected != list(pieces) else ()


def _find_near(piece: Piece, lexicons: Iterable[Lexicon]) -> str:
    """Return the word that was most likely meant; empty if none is near.

    The first letter is taken to be right, or to be swapped with the second.
    """
    key = piece.key
    if not 4 <= len(key) <= MAX_WORD_LETTERS:
        return ""
    distance = 1 if len(key) < 8 else 2
    best: dict[str, tuple[int, int]] = {}
    for lexicon in lexicons:
        for begin in (key[0], key[1] + key[0]):
            low, high = lexicon.find_prefix(begin)
            for number, edits in lexicon.find_near(
                key, distance, prefix=not piece.whole, low=low, high=high
            ):
                word, count = lexicon.words[number], int(lexicon.counts[number])
                best[word] = (edits, best.get(word, (0, 0))[1] - count)
    return min(best, key=best.__getitem__, default="")


class _Counted:
    """Texts with counts, found like titles."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.texts = list(counts)
        self.counts = list(counts.values())
        most = max(self.counts, default=1)
        weights = np.array([np.log1p(n) / np.log1p(most) for n in self.counts])
        self.index = TextIndex(self.texts, weights.astype(np.float32))

    def find(self, pieces: Sequence[Piece]) -> list[tuple[str, int]]:
        han = join_han(pieces)
        found = self.index.find(pieces, 4 * MAX_WORD_SUGGESTIONS)
        texts = [(self.texts[i], self.counts[i]) for _, i in found]
        return [
            (t, n) for t, n in texts if all(piece in fold_variants(t) for piece in han)
        ]


def mark_typed(
    suggestions: Iterable[Suggestion], pieces: Sequence[Piece]
) -> tuple[Suggestion, ...]:
    """Mark in suggestions what was typed of them."""
    han = join_han(pieces)
    keys = [piece.key for piece in pieces if not is_unspaced(piece.key)]
    initials = {key[0] for key in keys}

    def find_marks(text: str) -> Iterator[Mark]:
        for run in RUN.finditer(text):
            word, start = run[0], run.start()
            if word.isascii():
                if word[0].lower() not in initials:
                    continue
            elif is_unspaced(word):
                folded, end = fold_variants(word), 0
                for at, size in sorted((folded.find(k), len(k)) for k in han):
                    if at >= end:
                        end = at + size
                        yield start + at, start + end
                continue
            key = make_key(word)
            size = next((len(k) for k in keys if key.startswith(k)), 0)
            if size:
                yield start, min(start + size, run.end())

    return tuple(replace(s, marks=tuple(find_marks(s.text))) for s in suggestions)
