"""What to look for: the query tree, and the words people type for it.

The tree knows no engine. Text in it is as typed; analysis is the backend's, with
``indexer.languages``. Parsing never raises: what is not understood is left out or
read as words, and a ``Diagnostic`` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

from .fields import QUERY_NAMES
from .model import Diagnostic


@dataclass(frozen=True, slots=True)
class Every:
    """All documents."""


@dataclass(frozen=True, slots=True)
class Word:
    """Documents with this text: one word, or words and Han characters in a row.

    Attributes:
        text: as typed.
        field: name in ``FIELDS``; empty means every field with a boost.
    """

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents where these words stand in this order.

    Attributes:
        slop: how many other words may stand among them; with a slop above 0 the
            order does not matter.
    """

    text: str
    field: str = ""
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a word that begins with this text."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Documents with a word of this pattern: ``*`` any characters, ``?`` just one."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Documents with a word at most ``distance`` edits away (transposition is one)."""

    text: str
    field: str = ""
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose date lies in a range of days, both ends within.

    Attributes:
        low, high: ISO days such as ``2019-11-01``; empty is open.
    """

    field: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match any part; those that match more parts score higher."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Boost:
    """Documents that match the part, their score multiplied by ``factor``."""

    part: Query
    factor: float


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match the part."""

    part: Query


Query = (
    Every | Word | Phrase | Prefix | Wildcard | Fuzzy | Range | And | Or | Boost | Not
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query tree, and what was not understood on the way."""

    query: Query
    messages: tuple[Diagnostic, ...] = ()


TOKEN = re.compile(r'\s*(-?)(?:(\w+):)?(?:"([^"]*)"?|([^\s"]+))')


def parse_query(text: str) -> Parsed:
    """Read a typed query; see ``docs/query-language.md``.

    >>> parse_query('solar "belt and road" -coal title:wind').query.parts[1]
    Phrase(text='belt and road', field='', slop=0)
    """
    groups: list[list[Query]] = [[]]
    alternative = False
    for minus, name, phrase, word in TOKEN.findall(text):
        if word == "OR" and not name:
            alternative = bool(groups[-1])
            continue
        field = QUERY_NAMES[name].name if name in QUERY_NAMES else ""
        if name and not field:
            word = f"{name} {word or phrase}"
        part: Query = Phrase(phrase, field) if phrase else Word(word, field)
        part = Not(part) if minus else part
        if alternative:
            groups[-1].append(part)
        else:
            groups.append([part])
        alternative = False
    parts = tuple(g[0] if len(g) == 1 else Or(tuple(g)) for g in groups if g)
    messages: tuple[Diagnostic, ...] = ()
    if text.count('"') % 2:
        at = text.rindex('"')
        message = "a quotation mark is left open; it was closed at the end"
        messages = (Diagnostic(at, at + 1, "unclosed-quote", message, '"'),)
    if not parts:
        return Parsed(Every(), messages)
    return Parsed(parts[0] if len(parts) == 1 else And(parts), messages)


def walk(query: Query) -> tuple[Query, ...]:
    """Return every node of a tree, parents first."""
    match query:
        case And(parts) | Or(parts):
            return reduce(lambda found, part: found + walk(part), parts, (query,))
        case Not(part) | Boost(part, _):
            return (query, *walk(part))
        case _:
            return (query,)
