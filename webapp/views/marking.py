"""Where the words of a query stand in a text, and how marks become ``<mark>``.

The backend marks the hits of one page; an article read alone is marked here, by the
meaning of the terms that ``indexer.text.analysis`` gives.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from indexer import Mark
from indexer.query import And, Boost, Fuzzy, Or, Phrase, Prefix, Query, Wildcard, Word
from indexer.text import analyze, find_spans, fold_word, is_unspaced, query_terms

MARKED = ("", "title", "headings", "body")
"""Fields whose words are marked: those that running text shows."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand at one position.

    Attributes:
        position: relative to the others of its row.
        forms: terms of which one must stand there.
        pattern: of the terms that may, where they are not listed.
        near: a word that the terms may differ from in ``distance`` letters.
    """

    position: int
    forms: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    near: str = ""
    distance: int = 0

    def fits(self, term: str) -> bool:
        """Say whether a term may stand here."""
        if self.pattern:
            return self.pattern.fullmatch(term) is not None
        if self.near:
            return differ(term, self.near, self.distance) <= self.distance
        return term in self.forms


Row = tuple[Slot, ...]


def mark(text: str, marks: tuple[Mark, ...]) -> Markup:
    """Escape a text and wrap its marked spans in ``<mark>``.

    >>> mark("a <b> c", ((2, 5),))
    Markup('a <mark>&lt;b&gt;</mark> c')
    """
    pieces: list[str] = []
    at = 0
    for start, end in marks:
        pieces += (escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>")
        at = end
    return Markup("".join((*pieces, escape(text[at:]))))


def list_wanted(query: Query, languages: tuple[str, ...]) -> tuple[Row, ...]:
    """Return what a query looks for in running text, as rows of slots to fill."""
    rows = dict.fromkeys(_find_rows(query, languages))
    return tuple(row for row in rows if row)


def find_marks(text: str, wanted: tuple[Row, ...], language: str) -> tuple[Mark, ...]:
    """Return the spans of a text that a query looks for, ascending and disjoint."""
    if not wanted:
        return ()
    spans = find_spans(text)
    at: dict[int, set[str]] = defaultdict(set)
    places: dict[str, list[int]] = defaultdict(list)
    for term, position in analyze(text, language):
        at[position].add(term)
        places[term].append(position)
    found: set[Mark] = set()
    for row in wanted:
        first, last = row[0], row[-1]
        for place in {p for term in places if first.fits(term) for p in places[term]}:
            start = place - first.position
            if all(any(map(s.fits, at[start + s.position])) for s in row):
                end = min(start + last.position + _covers(last), len(spans)) - 1
                found.add((spans[place][0], spans[end][1]))
    return _merge(found)


@lru_cache(maxsize=4096)
def differ(one: str, other: str, limit: int) -> int:
    """Return how many edits part two words, or more than the limit.

    A transposition is one edit.
    Source: Damerau 1964, as optimal string alignment.

    >>> differ("pupm", "pump", 2), differ("pump", "lamp", 2), differ("a", "pump", 2)
    (1, 2, 3)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row, earlier = row, [i], before
        before = last
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _find_rows(query: Query, languages: tuple[str, ...]) -> Iterator[Row]:
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _find_rows(part, languages)
        case Boost(part, _):
            yield from _find_rows(part, languages)
        case Word(text, field) if field in MARKED:
            yield _make_row(text, languages)
        case Phrase(text, field, slop) if field in MARKED:
            row = _make_row(text, languages)
            yield from ((slot,) for slot in row) if slop else (row,)
        case Prefix(text, field) if field in MARKED:
            yield (_make_pattern(text + "*"),)
        case Wildcard(text, field) if field in MARKED:
            yield (_make_pattern(text),)
        case Fuzzy(text, field, distance) if field in MARKED:
            yield (Slot(0, near=fold_word(text), distance=distance),)
        case _:
            return


def _make_row(text: str, languages: tuple[str, ...]) -> Row:
    row = []
    for term in query_terms(text, languages):
        forms = frozenset(form for form, _ in term.forms)
        starts = "|".join(map(re.escape, forms))
        pattern = re.compile(f"(?:{starts}).*") if term.prefix else None
        row.append(Slot(term.position, forms, pattern))
    return tuple(row)


def _make_pattern(text: str) -> Slot:
    pieces = {"*": ".*", "?": "."}
    folded = fold_word(text)
    return Slot(
        0, pattern=re.compile("".join(pieces.get(c) or re.escape(c) for c in folded))
    )


def _covers(slot: Slot) -> int:
    """Return how many positions a slot covers: a pair of Han characters, two."""
    pair = any(len(form) == 2 and is_unspaced(form) for form in slot.forms)
    return 2 if pair and not slot.pattern else 1


def _merge(found: set[Mark]) -> tuple[Mark, ...]:
    merged: list[Mark] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
