"""Words that mean the same, from the owner's file; see ``docs/synonyms.md``.

They are applied to the query tree, when a query is asked: the index knows nothing of
them, and a change of the file needs no new index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..errors import ConfigError
from ..text import find_spans, is_unspaced, query_terms
from ..toml import load_table
from .tree import And, Boost, Not, Or, Phrase, Query, Word, make_and, make_or

SYNONYM_WEIGHT = 0.7
"""Of a synonym, beside the words typed."""
MAX_ADDED_SYNONYMS = 100
"""Synonyms added to one query at most."""

Key = tuple[str, ...]
"""The terms of some words, in a row."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What else to look for.

    Attributes:
        languages: in which the keys were made.
        texts: from the terms of words typed to the texts that mean the same.
        longest: terms of the longest key.
    """

    languages: tuple[str, ...]
    texts: Mapping[Key, tuple[str, ...]]
    longest: int


@lru_cache
def load_synonyms(path: str, languages: tuple[str, ...]) -> Synonyms:
    """Read a file of synonyms, once.

    Raises:
        ConfigError: the file cannot be read, or an entry in it is wrong.
    """
    return load_table(
        Path(path),
        lambda table: make_synonyms(table, languages),
        "the synonyms cannot be read: ",
    )


def make_synonyms(table: Mapping[str, object], languages: tuple[str, ...]) -> Synonyms:
    """Check a table of synonyms.

    Args:
        table: ``two_way``, a list of groups of texts, each found by all of its group;
            ``one_way``, from a text to those that it finds, too.

    Raises:
        ConfigError: an entry is wrong.
    """
    if unknown := sorted(table.keys() - {"two_way", "one_way"}):
        raise ConfigError(f"unknown {unknown[0]!r}; only two_way and one_way are known")
    groups, pairs = table.get("two_way", []), table.get("one_way", {})
    if not isinstance(groups, list) or not isinstance(pairs, dict):
        raise ConfigError("two_way must be a list, one_way a table")
    found: dict[Key, dict[str, None]] = {}

    def add(text: str, others: list[str]) -> None:
        key = _make_key(text, languages)
        if not key:
            raise ConfigError(f"there is no word in {text!r}")
        here = [other for other in others if _make_key(other, languages) != key]
        found.setdefault(key, {}).update(dict.fromkeys(here))

    for group in groups:
        texts = _check_texts(group, 2)
        for text in texts:
            add(text, texts)
    for text, others in pairs.items():
        add(text, _check_texts(others, 1))
    return Synonyms(
        languages,
        {key: tuple(texts) for key, texts in found.items()},
        max(map(len, found), default=0),
    )


def _check_texts(value: object, least: int) -> list[str]:
    if (
        isinstance(value, list)
        and len(value) >= least
        and all(isinstance(text, str) for text in value)
    ):
        return value
    raise ConfigError(f"{value!r} must be a list of {least} or more texts")


def _make_key(text: str, languages: tuple[str, ...]) -> Key:
    return tuple(term.forms[0][0] for term in query_terms(text, languages))


def expand_query(query: Query, synonyms: Synonyms) -> Query:
    """Return a query that finds the synonyms of its words as well.

    What was typed counts for more. Synonyms are not looked up for synonyms.

    >>> table = {"two_way": [["BRI", "Belt and Road"]]}
    >>> expand_query(Word("bri"), make_synonyms(table, ("en",)))
    Or(parts=(Word(text='bri', ...), Boost(part=Word(text='Belt and Road', ...), ...)))
    """
    return _Expansion(synonyms).expand(query) if synonyms.texts else query


class _Expansion:
    """Expands one query, and counts what is added."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.synonyms = synonyms
        self.room = MAX_ADDED_SYNONYMS

    def expand(self, query: Query) -> Query:
        match query:
            case And(parts):
                return make_and(self._expand_parts(parts, And))
            case Or(parts):
                return make_or(self._expand_parts(parts, Or))
            case Not(part) | Boost(part):
                return replace(query, part=self.expand(part))
            case Word() | Phrase():
                return self._widen(query, self._rewrite(query))
            case _:
                return query

    def _expand_parts(
        self, parts: tuple[Query, ...], join: type[And] | type[Or]
    ) -> Iterator[Query]:
        """Yield the parts; words in a row that are one entry become one part."""
        at = 0
        while at < len(parts):
            size, texts = self._find_words(parts[at:])
            if size < 2:
                yield self.expand(parts[at])
                at += 1
            else:
                first = parts[at]
                assert isinstance(first, Word)
                words = [replace(first, text=text) for text in texts]
                yield self._widen(join(parts[at : at + size]), words)
                at += size

    def _find_words(self, parts: tuple[Query, ...]) -> tuple[int, tuple[str, ...]]:
        """Return how many of the first parts are the longest entry, and its texts."""
        key: Key = ()
        best: tuple[int, tuple[str, ...]] = (0, ())
        for size, part in enumerate(parts, 1):
            if not isinstance(part, Word) or part.field != parts[0].field:  # type: ignore[union-attr]
                break
            key += _make_key(part.text, self.synonyms.languages)
            if len(key) > self.synonyms.longest:
                break
            if key in self.synonyms.texts:
                best = size, self.synonyms.texts[key]
        return best

    def _rewrite(self, leaf: Word | Phrase) -> list[Word | Phrase]:
        """Return the leaf with each entry in its text replaced by each synonym."""
        terms = query_terms(leaf.text, self.synonyms.languages)
        forms = [term.forms[0][0] for term in terms]
        spans = find_spans(leaf.text)
        found: list[Word | Phrase] = []
        start = 0
        while start < len(terms):
            size = self._match(forms[start:])
            if size:
                last = terms[start + size - 1]
                form = last.forms[0][0]
                end = last.position + (len(form) if is_unspaced(form) else 1)
                before = leaf.text[: spans[terms[start].position][0]]
                after = leaf.text[spans[end - 1][1] :]
                for text in self.synonyms.texts[tuple(forms[start : start + size])]:
                    pieces = f"{before} {text} {after}".split()
                    found.append(replace(leaf, text=" ".join(pieces)))
            start += size or 1
        return found

    def _match(self, forms: list[str]) -> int:
        """Return the length of the longest entry that the forms begin with."""
        for size in range(min(len(forms), self.synonyms.longest), 0, -1):
            if tuple(forms[:size]) in self.synonyms.texts:
                return size
        return 0

    def _widen(self, query: Query, others: list[Word | Phrase] | list[Word]) -> Query:
        added = others[: self.room]
        self.room -= len(added)
        if not added:
            return query
        return make_or([query, *(Boost(other, SYNONYM_WEIGHT) for other in added)])
