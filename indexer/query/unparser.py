"""The query tree back to text: see ``write_query``."""

from __future__ import annotations

from ..fields import FIELD
from .parser import is_capitals, parse_query
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
)
from .words import AS_ASCII


def write_query(query: Query) -> str:
    """Return text that ``parse_query`` reads as this tree.

    It does so exactly for every tree that parsing makes. Any other is written with
    its meaning as near as the language has it.

    >>> write_query(Or((Word("solar"), Phrase("wind power", "title"))))
    'solar OR title:"wind power"'
    """
    text = _write(query, top=True)
    # Operators outside parentheses are words in a line of capitals.
    alone = isinstance(query, Or) and is_capitals(text.translate(AS_ASCII))
    return f"({text})" if alone else text


def _write(query: Query, *, top: bool = False) -> str:
    match query:
        case Every():
            return "*"
        case Word(text, name):
            written = _write_name(name) + text
            if parse_query(written).query == query:
                return written
            return _write(Phrase(text, name))
        case Phrase(text, name, slop):
            plain = text.translate(AS_ASCII)
            pairs = zip(text, plain, strict=True)
            quoted = "".join(" " if p == '"' else c for c, p in pairs)
            quoted = " ".join(quoted.split())
            return f'{_write_name(name)}"{quoted}"' + (f"~{slop}" if slop else "")
        case Prefix(text, name):
            return f"{_write_name(name)}{text}*"
        case Wildcard(text, name):
            return _write_name(name) + text
        case Fuzzy(text, name, distance):
            return f"{_write_name(name)}{text}~{distance}"
        case Range(name, low, high):
            span = low if low == high else f"{low}..{high}"
            return _write_name(name) + span
        case Not(part):
            return "-" + _write(part)
        case Boost(part, factor):
            return f"({_write(part, top=True)})^{factor:.3f}".rstrip("0").rstrip(".")
        case And(parts):
            joined = " ".join(_write(part) for part in parts)
        case Or(parts):
            joined = " OR ".join(_write(part) for part in parts)
    return joined if top else f"({joined})"


def _write_name(name: str) -> str:
    if not name:
        return ""
    row = FIELD.get(name)
    return f"{row.query[0] if row and row.query else name}:"
