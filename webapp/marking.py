"""Where the words of a query stand in a text, and how marks become ``<mark>``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from markupsafe import Markup, escape

from indexer.languages import QueryTerm, analyze, find_spans, is_han, query_terms
from indexer.model import Mark
from indexer.query import And, Boost, Or, Phrase, Prefix, Query, Word

Wanted = tuple[tuple[QueryTerm, ...], ...]


def mark(text: str, marks: tuple[Mark, ...]) -> Markup:
    """Escape a text and wrap its marked spans in ``<mark>``.

    >>> mark("a <b> c", ((2, 5),))
    Markup('a <mark>&lt;b&gt;</mark> c')
    """
    pieces, at = [], 0
    for start, end in marks:
        pieces += [escape(text[at:start]), Markup("<mark>")]
        pieces += [escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join((*pieces, escape(text[at:])))


def list_wanted(query: Query, languages: tuple[str, ...]) -> Wanted:
    """Return what a query looks for in running text, as rows of terms to stand so."""
    rows = dict.fromkeys(_find_wanted(query, languages))
    return tuple(row for row in rows if row)


def find_marks(text: str, wanted: Wanted, language: str) -> tuple[Mark, ...]:
    """Return the spans of a text that a query looks for, ascending and disjoint."""
    spans = find_spans(text)
    at: dict[int, set[str]] = defaultdict(set)
    places: dict[str, list[int]] = defaultdict(list)
    for term, position in analyze(text, language) if wanted else ():
        at[position].add(term)
        places[term].append(position)
    found: set[Mark] = set()
    for row in wanted:
        first = row[0]
        forms = _matching(first, places)
        for place in {p for form in forms for p in places[form]}:
            start = place - first.position
            if all(_stands(term, at.get(start + term.position, ())) for term in row):
                last = place + row[-1].position - first.position
                found.add((spans[place][0], spans[_end(row[-1], last, spans)][1]))
    return _merge(found)


def _find_wanted(
    query: Query, languages: tuple[str, ...]
) -> Iterator[tuple[QueryTerm, ...]]:
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _find_wanted(part, languages)
        case Boost(part, _):
            yield from _find_wanted(part, languages)
        case Word(text, "" | "title" | "body" | "headings"):
            yield query_terms(text, languages)
        case Phrase(text, "" | "title" | "body" | "headings", slop):
            terms = query_terms(text, languages)
            if slop:
                yield from ((term,) for term in terms)
            else:
                yield terms
        case Prefix(text, "" | "title" | "body" | "headings"):
            yield (QueryTerm(0, ((text.casefold(), 1.0),), prefix=True),)
        case _:
            return


def _matching(wanted: QueryTerm, places: dict[str, list[int]]) -> list[str]:
    """Return the terms of the text that a query term finds."""
    if not wanted.prefix:
        return [form for form, _ in wanted.forms if form in places]
    prefixes = tuple(form for form, _ in wanted.forms)
    return [term for term in places if term.startswith(prefixes)]


def _stands(wanted: QueryTerm, terms: set[str] | tuple[str, ...]) -> bool:
    if wanted.prefix:
        return any(t.startswith(tuple(f for f, _ in wanted.forms)) for t in terms)
    return any(form in terms for form, _ in wanted.forms)


def _end(term: QueryTerm, place: int, spans: list[Mark]) -> int:
    """Return the position of the last character: a bigram covers one more."""
    form = term.forms[0][0]
    pair = not term.prefix and len(form) == 2 and is_han(form)
    return min(place + pair, len(spans) - 1)


def _merge(found: set[Mark]) -> tuple[Mark, ...]:
    merged: list[Mark] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
