"""From the text of a query's leaf to the terms that must occur at its positions.

A leaf becomes *slots*: one for each position, each with *alternatives* of which any
may occur there. One slot is a single term, several are a phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Literal

from ....errors import RequestError
from ....fields import FIELD, FIELDS
from ....query import (
    And,
    Fuzzy,
    Period,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
    parse_period,
    parse_range,
)
from ....text import (
    STEM_MARK,
    find_runs,
    find_stems,
    fold_word,
    is_near,
    is_unspaced,
    query_terms,
)
from ..storage.schema import TEXT_KINDS, make_day_bounds

FUZZY_WEIGHT = 0.5
"""Weight of a term that is only near the word typed."""

GroupKey = tuple[tuple["Alternative", ...], ...]

Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that may occur at one position.

    Attributes:
        kind: ``term``, the text itself; ``prefix``, terms that begin with it;
            ``pattern``, terms of this pattern of ``*`` and ``?``; ``fuzzy``, terms
            at most ``distance`` edits away.
        weight: that one occurrence counts for in scoring.
    """

    kind: Literal["term", "prefix", "pattern", "fuzzy"]
    text: str
    weight: float = 1.0
    distance: int = 0


@dataclass(frozen=True, slots=True)
class TermSlot:
    """The terms that may occur at one position of a leaf.

    Attributes:
        position: relative to the first slot.
        width: positions that an occurrence marks: 2 for a bigram.
        run: number of its run; slots of one run keep their distances in a phrase with
            slop.
    """

    position: int
    width: int
    run: int
    alternatives: tuple[Alternative, ...]


def leaf_fields(leaf: Leaf) -> tuple[tuple[str, float], ...]:
    """Return the text fields a leaf looks in, with their weights; empty if none.

    Raises:
        RequestError: there is no such field.
    """
    if not leaf.field:
        return DEFAULT_FIELDS
    if leaf.field not in FIELD:
        raise RequestError(f"there is no field {leaf.field!r}", parameter="q")
    field = FIELD[leaf.field]
    return ((field.name, field.boost or 1.0),) if field.kind in TEXT_KINDS else ()


DEFAULT_FIELDS = tuple((f.name, f.boost) for f in FIELDS if f.boost > 0)


def make_slots(leaf: Leaf, languages: tuple[str, ...]) -> tuple[TermSlot, ...]:
    """Return the slots of a leaf, by position; none if its text has no words.

    >>> [s.alternatives[0].text for s in make_slots(Word("5G网络化"), ("en",))]
    ['5g', '网络', '络化']
    """
    if isinstance(leaf, Wildcard):
        pattern = make_pattern(leaf.text)
        alternative = Alternative("pattern", pattern)
        return (TermSlot(0, 1, 0, (alternative,)),) if pattern else ()
    found: list[TermSlot] = []
    run, after = -1, -1
    for term in query_terms(leaf.text, languages):
        if not (texts := [form for form in term.forms if form[0]]):
            continue
        han = is_unspaced(texts[0][0])
        if not (han and term.position <= after):
            run += 1
        width = len(texts[0][0]) if han else 1
        after = term.position + width - 1
        kind: Literal["term", "prefix"] = "prefix" if term.prefix else "term"
        forms = tuple(Alternative(kind, text, weight) for text, weight in texts)
        if isinstance(leaf, Fuzzy) and not han:
            forms += tuple(
                Alternative("fuzzy", f.text, f.weight * FUZZY_WEIGHT, leaf.distance)
                for f in forms
                if not f.text.startswith(STEM_MARK)
            )
        found.append(TermSlot(term.position, width, run, forms))
    if isinstance(leaf, Prefix) and found:
        last = find_runs(leaf.text)[-1]
        if not is_unspaced(last):
            begins = Alternative("prefix", fold_word(last))
            stems = (Alternative("term", s) for s in find_stems(last))
            forms = (*found[-1].alternatives, begins, *stems)
            found[-1] = replace(found[-1], alternatives=forms)
    return tuple(found)


def make_pattern(text: str) -> str:
    """Return a wildcard as typed in the form of the terms it is compared with.

    >>> make_pattern("(W?rk**"), make_pattern("!")
    ('w?rk*', '')
    """
    kept = "".join(re.findall(r"[\w'’*?]+", text))
    return re.sub(r"\*+", "*", fold_word(kept).replace("_", "")) if kept else ""


def make_prefix_bound(pattern: str) -> str:
    """Return the text before the first ``*`` or ``?`` of a wildcard."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


@lru_cache(256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a wildcard, which no marked stem matches."""
    parts = {"*": ".*", "?": "."}
    rest = "".join(parts.get(c, re.escape(c)) for c in pattern)
    return re.compile(f"(?!{STEM_MARK}){rest}", re.DOTALL)


def lower_leaf(leaf: Leaf) -> Query:
    """Return a query of the same meaning in terms and columns, or the leaf itself.

    A word on a date field is a range of days; a wildcard among Han characters, which
    lie in bigrams, asks for the pieces between its stars.
    """
    if leaf.field and FIELD.get(leaf.field) and FIELD[leaf.field].kind == "date":
        try:
            period = parse_range(leaf.text.strip())
        except ValueError:
            return Word("")
        return Range(
            leaf.field,
            period.low.isoformat() if period.low else "",
            period.high.isoformat() if period.high else "",
        )
    if isinstance(leaf, Wildcard) and any(map(is_unspaced, find_runs(leaf.text))):
        pieces = [p for p in re.split(r"[*?]+", leaf.text) if p.strip()]
        return And(tuple(Word(piece, leaf.field) for piece in pieces))
    return leaf


def range_days(node: Range) -> tuple[int, int]:
    """Return the first and last day of a range, in days since 1970.

    Raises:
        RequestError: an end of it is no day, or the field holds no dates.
    """
    if node.field not in FIELD or FIELD[node.field].kind != "date":
        raise RequestError(f"there are no dates in {node.field!r}", parameter="q")
    try:
        low = parse_period(node.low).low if node.low else None
        high = parse_period(node.high).high if node.high else None
    except ValueError as error:
        raise RequestError(str(error), parameter="q") from error
    return make_day_bounds(Period(low, high))


def fits(term: str, alternative: Alternative) -> bool:
    """Return whether a term is one of an alternative."""
    match alternative.kind:
        case "term":
            return term == alternative.text
        case "prefix":
            return term.startswith(alternative.text)
        case "pattern":
            return compile_pattern(alternative.text).fullmatch(term) is not None
        case "fuzzy":
            return is_near(term, alternative.text, alternative.distance)


def split_runs(slots: tuple[TermSlot, ...], slop: int) -> list[list[int]]:
    """Return the slots that keep their exact distances, as groups of their numbers."""
    groups: list[list[int]] = []
    for i, slot in enumerate(slots):
        if i and (not slop or slot.run == slots[i - 1].run):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def find_ranges(
    slots: tuple[TermSlot, ...], filled: Sequence[Collection[int]], slop: int
) -> list[tuple[int, int]]:
    """Return first and one past the last position of each occurrence of a leaf.

    Without slop, slots stand at their exact distances. With slop, the runs of the leaf
    stand in any order within a range of as many positions as they have and ``slop``
    more; a run that the leaf has twice is there twice. A range begins with a run, and
    the shortest from each beginning is given.

    Args:
        filled: for each slot, the positions where one of its alternatives stands.
    """
    groups = split_runs(slots, slop)
    places = [_find_starts(slots, filled, group) for group in groups]
    names, widths = describe_groups(slots, groups)
    if len(groups) == 1:
        return [(start, start + widths[0]) for start in places[0]]
    earlier = [names[:n].count(name) for n, name in enumerate(names)]
    longest = sum(widths) + slop
    found = []
    for first in sorted(set(chain.from_iterable(places))):
        end = _find_end(places, widths, earlier, first)
        if end is not None and end - first <= longest:
            found.append((first, end))
    return found


def describe_groups(
    slots: tuple[TermSlot, ...], groups: list[list[int]]
) -> tuple[list[GroupKey], list[int]]:
    """Return the alternatives of each group, and how many positions it takes."""
    names = [tuple(slots[i].alternatives for i in group) for group in groups]
    firsts = [slots[group[0]].position for group in groups]
    return names, [
        max(slots[i].position - first + slots[i].width for i in group)
        for first, group in zip(firsts, groups, strict=True)
    ]


def _find_starts(
    slots: tuple[TermSlot, ...], filled: Sequence[Collection[int]], group: list[int]
) -> list[int]:
    first = slots[group[0]].position
    shifted = ({p - slots[i].position + first for p in filled[i]} for i in group)
    return sorted(set.intersection(*shifted))


def _find_end(
    places: list[list[int]], widths: list[int], earlier: list[int], first: int
) -> int | None:
    """Return where the shortest range from ``first`` that holds all runs ends.

    Args:
        earlier: how many runs before each ask for the same.
    """
    end = 0
    for place, width, taken in zip(places, widths, earlier, strict=True):
        at = bisect_left(place, first) + taken
        if at >= len(place):
            return None
        end = max(end, place[at] + width)
    return end
