"""Words with a hyphen, in one word, or apart: ``COVID-19``, ``COVID19``, ``COVID 19``.

The index has the first two as one term. What is written apart is two, so a query for
one asks for the other as well. It is done to the query tree, as with synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ..text import RUN
from .tree import And, Boost, Not, Or, Phrase, Query, Word, make_and, make_or

HYPHEN = re.compile("[-‐‑]")
ONE_LETTER_WORDS = ("a", "i")
"""Letters that are words: ``a way`` is not ``away``."""


def spell_hyphens(query: Query) -> Query:
    """Return a query that finds its hyphenated words written apart, and the reverse.

    >>> spell_hyphens(Word("COVID-19"))
    Or(parts=(Word(text='COVID-19', ...), Phrase(text='COVID 19', ...)))
    >>> spell_hyphens(And((Word("anti"), Word("dumping")))).parts[1]
    Word(text='anti-dumping', field='')
    """
    match query:
        case And(parts):
            return make_and(_spell_parts(parts, And))
        case Or(parts):
            return make_or(_spell_parts(parts, Or))
        case Not(part) | Boost(part):
            return replace(query, part=spell_hyphens(part))
        case Word(text) | Phrase(text):
            return make_or([query, *_spell_leaf(query, text)])
        case _:
            return query


def _spell_parts(
    parts: tuple[Query, ...], join: type[And] | type[Or]
) -> Iterator[Query]:
    """Yield the parts; two words that a hyphen may join become one part."""
    at = 0
    while at < len(parts):
        one, two = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        at += 1
        if (
            isinstance(one, Word)
            and isinstance(two, Word)
            and one.field == two.field
            and _is_joined(one.text, two.text)
        ):
            at += 1
            yield make_or([join((one, two)), Word(f"{one.text}-{two.text}", one.field)])
        else:
            yield spell_hyphens(one)


def _spell_leaf(leaf: Word | Phrase, text: str) -> Iterator[Query]:
    """Yield what else is meant by the text of a word or a phrase."""
    apart = RUN.sub(lambda run: HYPHEN.sub(" ", run[0]), text)
    if apart != text:
        yield Phrase(apart, leaf.field, leaf.slop if isinstance(leaf, Phrase) else 0)
    runs = list(RUN.finditer(text))
    together, at = "", 0
    for one, two in pairwise(runs):
        if (
            one.start() >= at
            and text[one.end() : two.start()] == " "
            and _is_joined(one[0], two[0])
        ):
            together += f"{text[at : one.end()]}-{two[0]}"
            at = two.end()
    if together:
        yield replace(leaf, text=together + text[at:])


def _is_joined(one: str, two: str) -> bool:
    """Return whether two words with a hyphen between them are one word."""
    joined = RUN.fullmatch(f"{one}-{two}") is not None
    return joined and (one.lower() not in ONE_LETTER_WORDS or two.isdecimal())
