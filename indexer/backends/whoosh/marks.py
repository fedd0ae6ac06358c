"""Where in a shown article the query matched, as spans of characters.

Texts are not analysed again. A Han run is searched for as it is; a word, by the
beginning that its forms share, and as many must be found as its posting says; for
everything else, and where that count is not met, the positions of the postings are
looked up among the bounds of all words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import chain, takewhile

import numpy as np

from ...languages import SPAN, analyze, find_spans, fold_han, is_han, make_word_terms
from ...model import Article, Mark
from .phrases import count_slot, find_occurrences
from .planning import LeafPlan
from .reader import Docs, Reader
from .segment import FieldPostings
from .slots import Slot, find_ranges, fits
from .spans import find_bounds
from .terms import Lists

LARGE = 200_000
"""Postings of several terms from which texts are analysed instead."""

SHORT = 200
"""Characters of a text whose bounds are sooner found one by one."""

WORDS = 1 << 16
"""Words of a language whose terms are remembered."""

Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class WordTarget:
    """Words that have one of these terms or a term that begins with one of these.

    Attributes:
        begin: how every such word begins, nearly always.
    """

    terms: frozenset[str]
    prefixes: tuple[str, ...]
    begin: str

    def fits(self, found: tuple[str, ...]) -> bool:
        """Say whether a word with the terms found is wanted."""
        if not self.terms.isdisjoint(found):
            return True
        return any(term.startswith(self.prefixes) for term in found)


@dataclass(frozen=True, slots=True)
class Target:
    """One leaf, as what to look for in texts.

    Attributes:
        run: the folded Han run it asks for; empty if it is something else.
        words: that must follow each other; empty if it is something else.
        large: whether so many terms fit that their postings take longer to look
            through than the texts of a page.
    """

    leaf: LeafPlan
    run: str = ""
    words: tuple[WordTarget, ...] = ()
    large: bool = False


def make_target(leaf: LeafPlan) -> Target:
    """Return how a leaf is looked for."""
    slots = leaf.slots
    lists = chain.from_iterable(field.lists for field in leaf.fields)
    if any(one.doc_freq > LARGE and not one.single for one in lists):
        return Target(leaf, large=True)
    texts = [slot.alternatives[0].text for slot in slots]
    if all(map(is_han, texts)):
        if all(len(s.alternatives) == 1 and s.run == slots[0].run for s in slots):
            return Target(leaf, "".join(t[0] for t in texts[:-1]) + texts[-1])
        return Target(leaf)
    found = tuple(_make_word(slot) for slot in slots)
    follow = [slot.position for slot in slots] == list(range(len(slots)))
    if leaf.slop or not follow or any(map(is_han, texts)) or not all(found):
        return Target(leaf)
    return Target(leaf, "", tuple(word for word in found if word))


def _make_word(slot: Slot) -> WordTarget | None:
    kinds = {alternative.kind for alternative in slot.alternatives}
    texts = [alternative.text for alternative in slot.alternatives]
    shared = reduce(_share_beginning, texts)
    if not shared or not kinds <= {"term", "prefix"}:
        return None
    return WordTarget(
        frozenset(a.text for a in slot.alternatives if a.kind == "term"),
        tuple(a.text for a in slot.alternatives if a.kind == "prefix"),
        shared[:-1] if len(shared) > 2 else shared,
    )


def _share_beginning(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(a for a, _ in same)


def mark_page(
    reader: Reader, leaves: Iterable[LeafPlan], docs: Docs, articles: Sequence[Article]
) -> list[tuple[Marks, Marks]]:
    """Return the marks of title and body of each article shown."""
    targets = [make_target(leaf) for leaf in leaves]
    titles = _Marker(reader, "title", targets, docs)
    bodies = _Marker(reader, "body", targets, docs)
    return [
        (
            titles.mark(docnum, article.title, article.language),
            bodies.mark(docnum, article.body, article.language),
        )
        for docnum, article in zip(docs.tolist(), articles, strict=True)
    ]


class _Marker:
    """Marks one field of the articles of a page."""

    def __init__(
        self, reader: Reader, field: str, targets: list[Target], docs: Docs
    ) -> None:
        self._reader, self._field = reader, field
        self._docs = np.sort(docs)
        self._targets = [
            (target, self._count(target.leaf) if target.words else {})
            for target in targets
            if field in target.leaf.names
        ]
        self._ranges: dict[int, dict[int, list[tuple[int, int]]]] = {}

    def mark(self, docnum: int, text: str, language: str) -> Marks:
        """Return the marks of one text."""
        spans: list[Mark] = []
        left: list[tuple[int, int]] = []
        folded = lowered = ""
        for number, (target, counts) in enumerate(self._targets):
            if target.large:
                spans += _analyse(text, language, target.leaf)
                continue
            if target.run:
                folded = folded or fold_han(text)
                spans += find_all(folded, target.run)
                continue
            found = None
            if target.words:
                if docnum not in counts:
                    continue
                lowered = lowered or text.lower()
                found = find_words(
                    text, lowered, target.words, language, counts[docnum]
                )
            if found is None:
                left += self._look_up(number).get(docnum, ())
            else:
                spans += found
        if left:
            spans += _to_spans(text, left)
        return merge_marks(spans)

    def _count(self, leaf: LeafPlan) -> dict[int, int]:
        """Return how often each document has the first slot of a leaf."""
        counts: dict[int, int] = {}
        for start, lists, postings, docs in self._split(leaf):
            for number, freq in count_slot(lists[0], postings, docs):
                counts[start + number] = freq
        return counts

    def _look_up(self, number: int) -> dict[int, list[tuple[int, int]]]:
        """Return the positions that one target fills in each document."""
        found = self._ranges.get(number)
        if found is None:
            found = self._ranges[number] = {}
            leaf = self._targets[number][0].leaf
            for start, lists, postings, docs in self._split(leaf):
                held = find_occurrences(leaf.slots, leaf.slop, lists, postings, docs)
                found |= {start + docnum: ranges for docnum, ranges in held.items()}
        return found

    def _split(
        self, leaf: LeafPlan
    ) -> Iterator[tuple[int, tuple[Lists, ...], FieldPostings, Docs]]:
        """Yield, by segment, where it starts, what it has of a leaf, and its docs."""
        for field in leaf.fields:
            if field.name == self._field:
                start, end = self._reader.starts[field.segment : field.segment + 2]
                low, high = self._docs.searchsorted(np.array((start, end), np.int32))
                if low < high:
                    segment = self._reader.segments[field.segment]
                    own = self._docs[low:high] - np.int32(start)
                    yield start, field.lists, segment.fields[field.name], own


def _analyse(text: str, language: str, leaf: LeafPlan) -> list[Mark]:
    """Return the spans of a leaf in a text that is analysed for it."""
    places: dict[str, list[int]] = {}
    for term, position in analyze(text, language):
        places.setdefault(term, []).append(position)
    filled = []
    for slot in leaf.slots:
        fit = (t for t in places if any(fits(t, a) for a in slot.alternatives))
        filled.append({position for term in fit for position in places[term]})
    return _to_spans(text, find_ranges(leaf.slots, filled, leaf.slop))


def _to_spans(text: str, ranges: list[tuple[int, int]]) -> list[Mark]:
    """Return the spans of ranges of positions."""
    if len(text) < SHORT:
        spans = find_spans(text)
        return [(spans[first][0], spans[after - 1][1]) for first, after in ranges]
    starts, ends = find_bounds(text)
    firsts, afters = np.array(ranges, np.int64).reshape(-1, 2).T
    found = zip(starts[firsts].tolist(), ends[afters - 1].tolist(), strict=True)
    return list(found)


def find_all(text: str, part: str) -> list[Mark]:
    """Return where a part stands in a text, also one over the other."""
    spans: list[Mark] = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans


def find_words(
    text: str,
    lowered: str,
    words: tuple[WordTarget, ...],
    language: str,
    count: int,
) -> list[Mark] | None:
    """Return the places of words that follow each other.

    Args:
        lowered: the text in lower case.
        count: how many words fit the first target.

    Returns:
        None if the words that fit the first target are not found this way.
    """
    if len(lowered) != len(text):
        return None
    first = words[0]
    wanted = first.fits
    begin = first.begin
    word_terms = _remember_terms(language)
    match = SPAN.match
    spans: list[Mark] = []
    at = lowered.find(begin)
    while at >= 0:
        if not at or lowered[at - 1] in OPENING:
            found = match(text, at)
        elif lowered[at - 1].isalnum():
            found = None
        else:
            found = _find_around(text, at)
        if found is not None and wanted(word_terms(found[0])):
            spans.append(found.span())
        at = lowered.find(begin, at + 1)
    if len(spans) != count:
        return None
    if len(words) > 1:
        return list(_follow(text, spans, words[1:], word_terms))
    return spans


OPENING = frozenset(
    ' \n\t\u3000([{"“”«»‹›„<>|/*=~—–…，。！？、；：（）《》「」『』【】'
)
"""Characters that hold no word together: a word begins right after one."""


def _find_around(text: str, place: int) -> re.Match[str] | None:
    """Return the word that has a letter after a sign here, if it begins so."""
    start = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
    for found in SPAN.finditer(text, start):
        if found.end() > place:
            return found if found.start() == place else None
    return None


def _follow(
    text: str,
    spans: list[Mark],
    words: tuple[WordTarget, ...],
    word_terms: Callable[[str], tuple[str, ...]],
) -> Iterator[Mark]:
    """Yield the places that go on with these words."""
    for start, end in spans:
        for word in words:
            found = SPAN.search(text, end)
            if found is None or not word.fits(word_terms(found[0])):
                break
            end = found.end()
        else:
            yield start, end


@cache
def _remember_terms(language: str) -> Callable[[str], tuple[str, ...]]:
    return lru_cache(WORDS)(make_word_terms(language))


def merge_marks(spans: list[Mark]) -> Marks:
    """Return spans ascending; those that meet are one.

    >>> merge_marks([(4, 6), (0, 2), (5, 7)])
    ((0, 2), (4, 7))
    """
    if len(spans) <= 1:
        return tuple(spans)
    spans.sort()
    marks = spans[:1]
    for start, end in spans[1:]:
        if start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(marks)
