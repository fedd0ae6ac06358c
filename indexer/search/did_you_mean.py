"""Did you mean: a query whose misspelt words are corrected by those of the index.

The index holds stems. How its commoner words are written is read from a sample of the
articles: one near the word typed is a candidate. So is a stem near the one of the word
typed; how that is written is read from articles that hold it. Only these words and
stems are kept in memory (``caches``), and only what finds something is offered.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, product

import numpy as np

from ..backends import Backend
from ..model import BackendResult, Filter, SearchOptions
from ..query import (
    Phrase,
    Prefix,
    Query,
    Word,
    find_words,
    join_words,
    loosen,
    make_or,
    replace_words,
    walk,
)
from ..text import (
    MAX_WORD_LETTERS,
    RUN,
    Lexicon,
    fold_word,
    is_unspaced,
    make_word_terms,
    query_terms,
)
from .caches import SPELLING_DICTIONARIES
from .dictionaries import SpellingDictionary

MAX_HITS_TO_CORRECT = 50
"""Hits, of a query or a word, up to which another spelling is considered."""

MAX_TRIED_QUERIES = 8
"""Corrected queries that are tried at most."""

MIN_FREQUENCY_RATIO = 50
"""How much more frequent a word one letter away must be to replace a known one."""

MAX_DOUBTED_WORDS = 5
"""Words of a query that may be wrong; where there are more, none is corrected."""

MAX_NEAR_STEMS = 5
"""Stems near a word whose words are looked up."""

MAX_COUNTED_EDITS = 5
"""Edits between two words that are counted; more are all the same."""

MIN_RUN_CHARS, MAX_RUN_CHARS = 4, 40
"""Characters of an unspaced run that is cut into pieces."""

MAX_CUT_RUNS = 4


@dataclass(frozen=True, slots=True)
class Correction:
    """Another query, and what it finds.

    Attributes:
        total: of the documents it finds; above 0.
        any_word: whether any of its words is enough, where no document has all.
    """

    query: Query
    total: int
    any_word: bool = False


def find_correction(
    query: Query,
    found: int,
    backend: Backend,
    languages: tuple[str, ...],
    filters: tuple[Filter, ...] = (),
) -> Correction | None:
    """Return a query that was more likely meant, None if there is none.

    Where nothing has all the words of a query, and no other spelling finds anything,
    it is the query for any of them, in the likeliest spelling.

    Args:
        found: documents that the query itself finds.
        languages: of the publication.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    if found > MAX_HITS_TO_CORRECT:
        return None

    def count(query: Query) -> int:
        return backend.search(
            query, SearchOptions(filters=filters, limit=0, marks=False)
        ).total

    finder = _Finder(backend, SPELLING_DICTIONARIES.of(backend), languages, found)
    tried: list[Query] = []
    for candidate in islice(finder.candidates(query), MAX_TRIED_QUERIES):
        if (total := count(candidate)) > found:
            return Correction(candidate, total)
        tried.append(candidate)
    for candidate in (*tried[:1], query) if not found else ():
        loose = loosen(candidate)
        if loose is not None and (total := count(loose)):
            return Correction(loose, total, any_word=True)
    return None


class _Finder:
    """Finds corrections of one query."""

    def __init__(
        self,
        backend: Backend,
        vocabulary: SpellingDictionary,
        languages: tuple[str, ...],
        found: int,
    ) -> None:
        self.backend = backend
        self.vocabulary = vocabulary
        self.languages = languages
        self.found = found

    def candidates(self, query: Query) -> Iterator[Query]:
        """Yield corrected queries, the likeliest first."""
        words = list(dict.fromkeys(find_words(query, MAX_WORD_LETTERS)))
        counts = {word: self.count(word) for word in words}
        joined = {
            (a, b): a + b
            for a, b in pairwise(find_words(query, MAX_WORD_LETTERS))
            if 0 in (counts[a], counts[b], self.found) and self.count(a + b)
        }
        if joined:
            yield join_words(query, joined)
        cut = {} if self.found else self.cut_runs(query)
        if cut and all("".join(text.split()) == run for run, text in cut.items()):
            yield replace_words(query, cut)
        doubted = [word for word in words if counts[word] == 0]
        doubted = doubted or [
            word for word in words if counts[word] <= MAX_HITS_TO_CORRECT
        ]
        if len(doubted) > MAX_DOUBTED_WORDS:
            doubted = []
        options = {word: self.find_options(word, counts[word]) for word in doubted}
        options = {word: found for word, found in options.items() if found}
        choices = sorted(
            product(*(islice(found, 3) for found in options.values())),
            key=lambda choice: sum(cost for cost, _ in choice),
        )
        for choice in choices if options else ():
            texts = (text for _, text in choice)
            yield replace_words(query, dict(zip(options, texts, strict=True)))
        if cut:
            yield replace_words(query, cut, make_or)

    def cut_runs(self, query: Query) -> dict[str, str]:
        """Return the long runs of Han characters of a query in pieces."""
        runs = [
            run
            for node in walk(query)
            if isinstance(node, Word)
            for run in RUN.findall(node.text)
            if is_unspaced(run) and MIN_RUN_CHARS <= len(run) <= MAX_RUN_CHARS
        ]
        cut = {run: self.find_pieces(run) for run in runs[:MAX_CUT_RUNS]}
        return {run: pieces for run, pieces in cut.items() if pieces}

    def count(self, word: str) -> int:
        """Return the number of documents that hold a word in any form."""
        terms = query_terms(word, self.languages)
        return max(
            (self.vocabulary.count(f) for t in terms for f, _ in t.forms), default=0
        )

    def find_options(self, word: str, count: int) -> list[tuple[float, str]]:
        """Return what may be meant by a word, with its cost, the least first."""
        terms, folded = query_terms(word, self.languages), fold_word(word)
        if not terms or not folded:
            return []
        stem = terms[0].forms[0][0]
        distance = 1 if count or len(word) < 5 else 2
        least = max(1, count * (MIN_FREQUENCY_RATIO if self.found else 10))
        vocabulary, options = self.vocabulary, list[tuple[float, str]]()
        near = vocabulary.find_near(vocabulary.words, folded, distance)
        for form, (edits, freq) in near.items():
            if form != folded and self.count(form) >= least:
                options.append((_cost(edits + (form[0] != folded[0]), freq), form))
        if not any(edits == 1 for edits, _ in near.values()):
            options += self.find_rare(stem, folded, distance, least)
        if word[0].isupper():
            options = [(cost, form.capitalize()) for cost, form in options]
        if count == 0:
            options += self.find_splits(word)
        return sorted(options)

    def find_rare(
        self, stem: str, word: str, distance: int, least: int
    ) -> Iterator[tuple[float, str]]:
        """Yield words by their stems, of which no form was in the sample."""
        near = self.vocabulary.find_near(self.vocabulary.stems, stem, distance)
        costs = [
            (_cost(edits + (text[0] != stem[0]), freq), text, freq)
            for text, (edits, freq) in near.items()
            if edits and freq >= least
        ]
        for _, text, freq in sorted(costs)[:MAX_NEAR_STEMS]:
            edits, form = self.find_surface(text, word)
            yield _cost(edits + (form[0] != word[0]), freq), form

    def find_pieces(self, run: str) -> str:
        """Return a run of Han characters cut into pieces that articles hold.

        Each piece is the longest that is held. Every beginning of it is held too, so
        its length is found by halving. Characters that nothing holds are left out.
        Empty if there are not two pieces.
        """
        pieces: list[str] = []
        start = 0
        while start < len(run):
            held = bisect_left(
                range(2, len(run) - start + 1),
                True,
                key=lambda n: not self.search(Word(run[start : start + n]), 0).total,
            )
            end = start + 1 + held
            if end == len(run) - 1 and held > 1:
                end -= 1  # a lone character at the end says little
            if held:
                pieces.append(run[start:end])
            start = end
        return " ".join(pieces) if len(pieces) > 1 else ""

    def find_splits(self, word: str) -> Iterator[tuple[float, str]]:
        """Yield two words that were run together, if articles hold them in a row."""
        pairs = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
        known = [(min(map(self.count, pair)), *pair) for pair in pairs]
        for count, left, right in sorted(known, reverse=True)[:3]:
            text = f"{left} {right}"
            if count and (total := self.search(Phrase(text), 0).total):
                yield _cost(1, total), text

    def find_surface(self, stem: str, typed: str) -> tuple[int, str]:
        """Return the word of a stem in the form nearest to the one typed.

        Returns:
            How many edits it is away, and the word.
        """
        for query in (Word(stem), Prefix(stem)):
            forms = Counter(
                word.casefold()
                for match in self.search(query, 10).matches
                for text, marks in (
                    (match.article.title, match.title_marks),
                    (match.article.body, match.body_marks),
                )
                for word in (text[a:b] for a, b in marks)
                if stem in make_word_terms(match.article.language)(word)
            )
            if forms:
                lexicon = Lexicon(sorted(forms), np.zeros(len(forms), np.int64))
                near = dict(lexicon.find_near(typed, MAX_COUNTED_EDITS))
                edits, _, best = min(
                    (near.get(i, MAX_COUNTED_EDITS + 1), -forms[form], form)
                    for i, form in enumerate(lexicon.words)
                )
                return edits, best
        return MAX_COUNTED_EDITS, stem

    def search(self, query: Query, limit: int) -> BackendResult:
        return self.backend.search(query, SearchOptions(limit=limit, marks=limit > 0))


def _cost(edits: int, count: int) -> float:
    """Weigh edits against frequency: a thousandfold count is worth one edit."""
    return edits - math.log10(count) / 3
