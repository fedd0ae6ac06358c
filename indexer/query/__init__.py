"""A typed query to a tree and back; see ``docs/query-language.md``."""

from __future__ import annotations

from .builder import Parsed
from .diagnostics import LIMITS, MAX_WORDS, MESSAGES
from .hyphens import spell_hyphens
from .parser import parse_query, parse_words
from .rewriting import find_words, join_words, loosen, replace_words
from .synonyms import expand_query, load_synonyms
from .tree import (
    And,
    Boost,
    Every,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
    make_and,
    make_or,
    walk,
)
from .writer import write_query

__all__ = [
    "LIMITS",
    "MAX_WORDS",
    "MESSAGES",
    "And",
    "Boost",
    "Every",
    "Fuzzy",
    "Not",
    "Or",
    "Parsed",
    "Phrase",
    "Prefix",
    "Query",
    "Range",
    "Wildcard",
    "Word",
    "expand_query",
    "find_words",
    "join_words",
    "load_synonyms",
    "loosen",
    "make_and",
    "make_or",
    "parse_query",
    "parse_words",
    "replace_words",
    "spell_hyphens",
    "walk",
    "write_query",
]
