"""A typed query to a tree and back; see ``docs/query-language.md``."""

from __future__ import annotations

from .builder import Parsed
from .diagnostics import MAX_WORDS, MESSAGES, make_diagnostic
from .hyphens import spell_hyphens
from .parser import parse_query, parse_words
from .periods import RANGE_DOTS, Period, parse_period, parse_range
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
from .unparser import write_query

__all__ = [
    "MAX_WORDS",
    "MESSAGES",
    "RANGE_DOTS",
    "And",
    "Boost",
    "Every",
    "Fuzzy",
    "Not",
    "Or",
    "Parsed",
    "Period",
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
    "make_diagnostic",
    "make_or",
    "parse_period",
    "parse_query",
    "parse_range",
    "parse_words",
    "replace_words",
    "spell_hyphens",
    "walk",
    "write_query",
]
