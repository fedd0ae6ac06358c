"""The query tree: what to look for, with no trace of how it was typed.

It is independent of any engine. Text in it is as typed; analysis is the backend's, with
``indexer.text.analysis``. Trees made by parsing are flat: no ``And`` in an ``And``, no
``Or`` in an ``Or``, no ``Not`` of a ``Not``, none with less than two parts, and no
``Every`` beside others in an ``And``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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


def walk(query: Query) -> Iterator[Query]:
    """Yield every node of a tree, parents first."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case And(parts) | Or(parts):
                waiting.extend(reversed(parts))
            case Not(part) | Boost(part, _):
                waiting.append(part)
            case _:
                pass


def make_and(parts: Iterable[Query]) -> Query:
    """Join, without ``And`` in ``And`` and without what changes nothing."""
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    flat = [part for part in flat if part != Every()] or flat[:1]
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else Every()


def make_or(parts: Iterable[Query]) -> Query:
    """Join, without ``Or`` in ``Or``."""
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat)) if flat else Every()


def narrows(query: Query) -> bool:
    """Return whether a part restricts even where any word may match."""
    match query:
        case Not() | Range():
            return True
        case Or(parts):
            return all(narrows(part) for part in parts)
        case _:
            return False
