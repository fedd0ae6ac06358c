"""Patterns such as ``ele*ity`` stand for words as they are written.

The index has stems: that of ``electricity`` is ``electr``, which fits no such pattern.
But each segment keeps the words it was made of. Those that fit are searched for
beside the pattern, each as if it had been typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..backends import Backend
from ..query import (
    MAX_WORDS,
    And,
    Boost,
    Not,
    Or,
    Query,
    Wildcard,
    Word,
    make_and,
    make_or,
)
from ..text import find_runs, is_unspaced, query_terms


@dataclass(frozen=True, slots=True)
class ExpandedQuery:
    """A query with words beside its patterns.

    Attributes:
        wide: patterns that stand for more words than are looked for.
    """

    query: Query
    wide: tuple[str, ...] = ()


def expand_wildcards(
    query: Query, backend: Backend, languages: tuple[str, ...]
) -> ExpandedQuery:
    """Return a query that finds the words its patterns stand for.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    wide: list[str] = []

    def spell(query: Query) -> Query:
        match query:
            case And(parts):
                return make_and(map(spell, parts))
            case Or(parts):
                return make_or(map(spell, parts))
            case Not(part) | Boost(part):
                return replace(query, part=spell(part))
            case Wildcard(text, field) if not any(map(is_unspaced, find_runs(text))):
                words = list(_find_words(text, backend, languages))
                if len(words) > MAX_WORDS:
                    wide.append(text)
                return make_or([query, *(Word(w, field) for w in words[:MAX_WORDS])])
            case _:
                return query

    return ExpandedQuery(spell(query), tuple(wide))


def _find_words(
    pattern: str, backend: Backend, languages: tuple[str, ...]
) -> Iterator[str]:
    """Yield one word for each stem that is meant, the shortest first."""
    parts = backend.segments()
    words = {word for part in parts for word in part.words_like(pattern)}
    seen: set[str] = set()
    for word in sorted(words, key=lambda word: (len(word), word)):
        stem = query_terms(word, languages)[0].forms[0][0]
        if stem not in seen:
            seen.add(stem)
            yield word
