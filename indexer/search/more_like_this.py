"""More like this: articles that share an article's weightiest words."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter

from ..backends import Backend
from ..model import Article, SearchOptions
from ..query import Boost, Query, Word, make_or
from ..text import find_runs, fold_variants, is_unspaced, make_word_terms

MAX_RELATED_WORDS = 20
"""Words that are looked for."""

MAX_WEIGHED_TERMS = 100
"""Words of the article whose frequency in the index is looked up: the most used."""

MAX_COPIES = 15
"""Copies and articles of the same title that may stand among those found."""

TITLE_WEIGHT = 3
"""A word of the title counts like so many in the body."""


def find_related(
    article: Article, backend: Backend, limit: int = 5
) -> tuple[Article, ...]:
    """Return the articles most similar to one, the most similar first, without copies.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    query = make_related_query(article, backend)
    if query is None:
        return ()
    found = backend.search(query, SearchOptions(limit=limit + MAX_COPIES, marks=False))
    others: dict[str, Article] = {}
    for match in found.matches:
        other = match.article
        copies = {article.url, article.duplicate_of} & {other.url, other.duplicate_of}
        if not copies - {""} and other.title != article.title:
            others.setdefault(other.title, other)
    return tuple(others.values())[:limit]


def make_related_query(article: Article, backend: Backend) -> Query | None:
    """Return a query for the words that set an article apart, None if there are none.

    A word weighs more the more often the article has it, and the fewer others do.
    """
    words, counts = count_terms(article)
    parts = backend.segments()
    size = sum(int(part.live.sum()) for part in parts)
    vocabularies = [part.vocabulary("body") for part in parts]
    weights: dict[str, float] = {}
    for term, count in counts.most_common(MAX_WEIGHED_TERMS):
        doc_freq = 0
        for terms, doc_freqs in vocabularies:
            at = bisect_left(terms, term)
            if at < len(terms) and terms[at] == term:
                doc_freq += int(doc_freqs[at])
        if 1 < doc_freq < size:
            weights[term] = (1 + math.log(count)) * math.log(size / doc_freq)
    best = sorted(weights, key=lambda term: -weights[term])[:MAX_RELATED_WORDS]
    if not best:
        return None
    most = weights[best[0]]
    return make_or(
        Boost(Word(words[term]), round(weights[term] / most, 3)) for term in best
    )


def count_terms(article: Article) -> tuple[dict[str, str], Counter[str]]:
    """Return the terms of an article: a word behind each, and how often it stands."""
    word_terms = make_word_terms(article.language)
    words: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE_WEIGHT), (article.body, 1)):
        for run in find_runs(text):
            if is_unspaced(run):
                folded = fold_variants(run)
                pairs = [folded[i : i + 2] for i in range(len(run) - 1)]
                words |= zip(pairs, pairs, strict=True)
                for pair in pairs:
                    counts[pair] += weight
            elif terms := word_terms(run):
                words.setdefault(terms[0], run)
                counts[terms[0]] += weight
    return words, counts
