"""What to search for, offered while a person types.

Offered are the titles of articles, topics, phrases that many titles hold, and the rest
of the last word. All of it comes from the index, part by part (``keeping``); a text is
found by the beginnings of its words, and by any piece of its Chinese.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..backends import EPOCH_ORDINAL, Backend, SegmentReader
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
    read_pieces,
)
from .derived import PerSegmentCache

WORDS, TOPICS, TITLES = 4, 3, 5
"""Suggestions of each kind, at most."""

MAX_TYPED = 100
"""Characters that are looked at; the last ones."""

POPULAR = 1_000_000
"""Clicks above which an article is as popular as can be."""

MAX_CORRECTED_WORDS = 3
"""Words that are replaced by near ones, at most."""

MAX_TITLES = 300_000
"""Titles of a part that are offered: those of the greatest weight."""

MAX_PHRASES = 20_000
"""Phrases of a part, and topics in all, that are offered: the most frequent."""

HALF_LIFE = 730
"""Days after which the newness of an article counts half."""


def suggest(text: str, backend: Backend) -> tuple[Suggestion, ...]:
    """Return what a person may be about to type, the likeliest of each kind first.

    The words come before the topics and these before the titles. Where nothing begins
    as typed, what nearly does is offered.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    typed = text[-MAX_TYPED:]
    pieces = read_pieces(typed)
    if not pieces:
        return ()
    suggester = SUGGESTERS.of(backend)
    return suggester.suggest(typed, pieces) or suggester.suggest(
        typed, suggester.correct(pieces)
    )


@dataclass(frozen=True, slots=True)
class Headlines:
    """What is made of one part.

    Attributes:
        titles: index of the titles.
        docnums: int64[titles]: whose each title is, ascending.
        phrases: with the number of titles that hold each.
    """

    titles: TextIndex
    docnums: NDArray[np.int64]
    phrases: dict[str, int]


def read_headlines(part: SegmentReader) -> Headlines:
    """Read the titles of a part."""
    weights = weigh(part.popularity(), part.published(), dt.date.today())
    docnums = np.sort(np.argsort(-weights, kind="stable")[:MAX_TITLES])
    titles = [part.outline(docnum)[1] for docnum in docnums.tolist()]
    phrases = Counter(count_phrases(titles)).most_common(MAX_PHRASES)
    return Headlines(TextIndex(titles, weights[docnums]), docnums, dict(phrases))


def weigh(
    popularity: NDArray[np.int64], published: NDArray[np.int64], today: dt.date
) -> NDArray[np.float32]:
    """Return what brings an article forward: up to 1 for clicks, up to 1 for newness.

    Args:
        published: days since 1970.
    """
    clicks = np.log1p(np.clip(popularity, 0, POPULAR)) / np.log1p(POPULAR)
    age = np.clip(today.toordinal() - EPOCH_ORDINAL - published, 0, None)
    weights: NDArray[np.float32] = (clicks + 0.5 ** (age / HALF_LIFE)).astype(
        np.float32
    )
    return weights


class Suggester:
    """All parts of one generation."""

    def __init__(self, parts: Sequence[tuple[SegmentReader, Headlines]]) -> None:
        self.parts = parts
        topics: Counter[str] = Counter()
        phrases: Counter[str] = Counter()
        for part, headlines in parts:
            values, docs, numbers = part.values("topics")
            counts = np.bincount(numbers[part.live[docs]], minlength=len(values))
            topics.update(dict(zip(values, counts.tolist(), strict=True)))
            phrases.update(headlines.phrases)
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
        found = (*words[:WORDS], *topics[:TOPICS], *self.find_titles(pieces))
        return mark_typed(found, pieces)

    def complete(self, typed: str, pieces: Sequence[Piece]) -> list[tuple[str, int]]:
        """Return what was typed with its last word made whole."""
        last = pieces[-1]
        if last.whole or is_unspaced(last.key):
            return []
        counts: Counter[str] = Counter()
        for _, headlines in self.parts:
            counts.update(headlines.titles.complete(pieces, WORDS))
        before = typed[: [m.start() for m in RUN.finditer(typed)][-1]]
        return [(before + word, n) for word, n in counts.most_common(WORDS)]

    def find_titles(self, pieces: Sequence[Piece]) -> list[Suggestion]:
        """Return the articles whose titles hold all pieces, each title once."""
        found = [
            (-score, int(headlines.docnums[place]), number)
            for number, (_, headlines) in enumerate(self.parts)
            for score, place in headlines.titles.find(pieces, 4 * TITLES)
        ]
        han = join_han(pieces)
        urls: dict[str, str] = {}
        for _, docnum, number in sorted(found):
            part = self.parts[number][0]
            if len(urls) == TITLES:
                break
            if part.live[docnum]:
                url, title = part.outline(docnum)
                folded = fold_variants(title) if han else ""
                if all(run in folded for run in han):
                    urls.setdefault(title, url)
        return [Suggestion(title, "title", url=url) for title, url in urls.items()]

    def correct(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """Return the pieces with those that nothing holds replaced by near words."""
        indexes = [self.topics.index, *(h.titles for _, h in self.parts)]
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

    The first letter is taken to be right, or to have changed places with the second.
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
        found = self.index.find(pieces, 4 * WORDS)
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


SUGGESTERS: PerSegmentCache[Headlines, Suggester] = PerSegmentCache(
    read_headlines, Suggester
)
