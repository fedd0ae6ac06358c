"""From the text of a request to the query that is searched for.

The search and the page of an article both use it, so that both mark the same words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ..backends import Backend
from ..config import Config
from ..model import Diagnostic
from ..query import (
    Query,
    expand_query,
    load_synonyms,
    make_diagnostic,
    parse_query,
    spell_hyphens,
)
from .wildcards import ExpandedQuery, expand_wildcards


@dataclass(frozen=True, slots=True)
class InterpretedQuery:
    """What the text of a request means.

    Attributes:
        typed: the text as a tree, as it was parsed.
        expanded: the query to search for.
        messages: what was not understood.
    """

    typed: Query
    expanded: Query
    messages: tuple[Diagnostic, ...]


def interpret_text(text: str, backend: Backend, config: Config) -> InterpretedQuery:
    """Return the query that a text stands for today.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    parsed = parse_query(
        text,
        today=dt.datetime.now(config.zone).date(),
        default_operator=config.search.default_operator,
    )
    expanded = expand_words(parsed.query, backend, config)
    wide = (_note_wide(pattern, text) for pattern in expanded.wide)
    return InterpretedQuery(parsed.query, expanded.query, (*parsed.messages, *wide))


def expand_words(query: Query, backend: Backend, config: Config) -> ExpandedQuery:
    """Return a query with all that its words stand for.

    That is both ways to write what a hyphen may join, the words that patterns stand
    for, and the owner's synonyms.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    expanded = expand_wildcards(spell_hyphens(query), backend, config.languages)
    if not config.search.synonyms:
        return expanded
    synonyms = load_synonyms(config.search.synonyms, config.languages)
    return replace(expanded, query=expand_query(expanded.query, synonyms))


def _note_wide(pattern: str, text: str) -> Diagnostic:
    start = text.find(pattern)
    span = (0, len(text)) if start < 0 else (start, start + len(pattern))
    return make_diagnostic("pattern-wide", *span, pattern)
