"""Changes of a query tree: its words replaced, joined, or any of them enough.

What is excluded is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..fields import SEARCHED
from ..text import RUN, is_unspaced
from .tree import (
    And,
    Boost,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    make_and,
    make_or,
    narrows,
    walk,
)


def find_words(query: Query, longest: int) -> Iterator[str]:
    """Yield the words of letters that are searched, as typed and in order.

    Args:
        longest: of the words that are yielded, in letters; three are the least.
    """
    excluded = {
        id(n) for not_ in walk(query) if isinstance(not_, Not) for n in walk(not_)
    }
    for node in walk(query):
        if id(node) in excluded or not isinstance(node, (Word, Phrase)):
            continue
        if not node.field or node.field in SEARCHED:
            for run in RUN.findall(node.text):
                if not is_unspaced(run) and run.isalpha() and 3 <= len(run) <= longest:
                    yield run


def _map_texts(query: Query, change: Callable[[Word | Phrase], Query]) -> Query:
    """Return a tree with its words and phrases changed, but for excluded ones."""
    match query:
        case Word() | Phrase():
            return change(query)
        case And(parts):
            return make_and(_map_texts(part, change) for part in parts)
        case Or(parts):
            return make_or(_map_texts(part, change) for part in parts)
        case Boost(part, factor):
            return Boost(_map_texts(part, change), factor)
        case _:
            return query


def loosen(query: Query) -> Query | None:
    """Return a query that any of the words is enough for; None if it has not several.

    What narrows, such as exclusions and dates, still does.
    """
    parts = query.parts if isinstance(query, And) else ()
    words = [part for part in parts if not narrows(part)]
    if len(words) < 2:
        return None
    return make_and([make_or(words), *filter(narrows, parts)])


def replace_words(
    query: Query,
    texts: Mapping[str, str],
    join: Callable[[Iterable[Query]], Query] = make_and,
) -> Query:
    """Return a tree with words in place of others.

    Args:
        texts: from a word to one or several.
        join: what becomes of several in place of one.
    """

    def change(leaf: Word | Phrase) -> Query:
        text = RUN.sub(lambda run: texts.get(run[0], run[0]), leaf.text)
        if isinstance(leaf, Word):
            return join(Word(word, leaf.field) for word in text.split())
        return replace(leaf, text=text)

    return _map_texts(query, change)


def join_words(query: Query, joined: Mapping[tuple[str, str], str]) -> Query:
    """Return a tree in which words that stand side by side are one."""

    def join(parts: Sequence[Query]) -> Iterator[Query]:
        waiting: Query | None = None
        for part in parts:
            if (
                isinstance(waiting, Word)
                and isinstance(part, Word)
                and (text := joined.get((waiting.text, part.text)))
                and part.field == waiting.field
            ):
                waiting = None
                yield Word(text, part.field)
                continue
            if waiting is not None:
                yield waiting
            waiting = part
        if waiting is not None:
            yield waiting

    def change(leaf: Word | Phrase) -> Query:
        text = leaf.text
        for (a, b), whole in joined.items():
            text = text.replace(f"{a} {b}", whole)
        return replace(leaf, text=text)

    if isinstance(query, And):
        query = make_and(join(query.parts))
    return _map_texts(query, change)
