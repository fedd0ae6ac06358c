"""The query language: text to tree, and back. See ``docs/query-language.md``.

Parsing never raises: what is not understood is left out or read as words, and a
``Diagnostic`` says so.
"""

from __future__ import annotations

import datetime as dt

from ..fields import FIELD
from ..text.analysis import find_runs, is_han
from .builder import Parsed
from .diagnostics import MESSAGES
from .parser import Reader, is_capitals
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
    make_or,
    walk,
)
from .words import AS_ASCII

__all__ = [
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
    "parse_query",
    "parse_words",
    "walk",
    "write_query",
]


def parse_query(
    text: str, *, today: dt.date | None = None, default_operator: str = "and"
) -> Parsed:
    """Read a typed query; see ``docs/query-language.md``.

    Args:
        today: in the time zone of the site; what ``last month`` starts from. Without
            it, the day in UTC.
        default_operator: what joins words that stand side by side: ``and`` or ``or``.
            With ``or``, exclusions and dates still narrow.

    >>> parse_query('solar "belt and road" -coal title:wind').query.parts[1]
    Phrase(text='belt and road', field='', slop=0)
    """
    reader = Reader(text, today or dt.datetime.now(dt.UTC).date(), default_operator)
    return reader.read()


def parse_words(text: str) -> Query:
    """Read a text as plain words of which any may match, however long it is.

    Nothing in it is an operator. A run of Han characters becomes its bigrams.

    >>> parse_words("Is 5G网络化 OK?")
    Or(parts=(Word(text='Is', ...), Word(text='5G', ...), Word(text='网络', ...), ...))
    """
    words: list[Query] = []
    for run in find_runs(text):
        if is_han(run) and len(run) > 1:
            words.extend(Word(run[i : i + 2]) for i in range(len(run) - 1))
        else:
            words.append(Word(run))
    return make_or(words)


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
