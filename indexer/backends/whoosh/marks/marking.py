"""Where in a shown article the query matched, as spans of characters.

Texts are not analysed again. Words and Han runs are searched for by ``word_search``,
and as many must be found as the posting has positions; for everything else, and where
the counts differ, the positions of the postings are looked up among the bounds of all
words of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, pairwise, takewhile

import numpy as np

from ....model import Article, Mark, Match
from ....text import (
    UNSPACED_CHARACTER,
    analyze,
    drop_stem_mark,
    find_spans,
    fold_variants,
    is_unspaced,
)
from ..executor.phrases import count_slot, find_occurrences
from ..executor.planning import AndPlan, BoostPlan, LeafPlan, OrPlan, Plan
from ..executor.reader import Docs, IndexReader
from ..executor.slots import TermSlot, find_ranges, fits
from ..executor.terms import SlotPostings
from ..storage.segment import FieldPostings
from .position_spans import find_bounds
from .word_search import PieceSizes, WordTarget, find_all, find_fitting, find_words

MAX_READ_POSTINGS = 200_000
"""Where the terms of a slot have more postings, the texts are analysed instead."""

SHORT_TEXT_CHARS = 200
"""In shorter texts, finding the bounds of words one by one is faster."""

MAX_PLACES = 400
"""Places of one pattern or prefix that are marked in a text, from its start."""

Marks = tuple[Mark, ...]

DocsBySegment = dict[int, Docs]
"""Docnums within each segment, by the number of the segment."""


@dataclass(frozen=True, slots=True)
class MarkTarget:
    """What to search for in texts, for one leaf.

    Attributes:
        run: a folded Han run; empty if the leaf is something else.
        words: successive words; empty if the leaf is something else.
        large: whether so many terms match that reading their postings takes longer
            than reading the texts of a page.
        wanted: what ``want`` returned, by language.
        most: how many places are marked; None for all.
    """

    leaf: LeafPlan
    most: int | None
    run: str = ""
    words: tuple[WordTarget, ...] = ()
    large: bool = False
    wanted: dict[str, tuple[PieceSizes, ...]] = field(default_factory=dict)

    def want(self, language: str) -> tuple[PieceSizes, ...]:
        """Return the sizes of matching pieces in a language, for each of ``words``."""
        wanted = self.wanted.get(language)
        if wanted is None:
            wanted = tuple(PieceSizes(w.fits, language, w.begin) for w in self.words)
            if not wanted:
                alternatives = self.leaf.slots[0].alternatives
                wanted = (
                    PieceSizes(
                        lambda t: any(fits(t, a) for a in alternatives), language
                    ),
                )
            self.wanted[language] = wanted
        return wanted


def make_target(leaf: LeafPlan) -> MarkTarget:
    """Return what to search for, for a leaf."""
    slots = leaf.slots
    lists = chain.from_iterable(field.by_slot for field in leaf.fields)
    kinds = {alternative.kind for slot in slots for alternative in slot.alternatives}
    most = None if kinds == {"term"} else MAX_PLACES
    if any(one.doc_freq > MAX_READ_POSTINGS and not one.single for one in lists):
        return MarkTarget(leaf, most, large=True)
    texts = [slot.alternatives[0].text for slot in slots]
    if all(map(is_unspaced, texts)):
        if all(len(s.alternatives) == 1 and s.run == slots[0].run for s in slots):
            return MarkTarget(leaf, most, "".join(t[0] for t in texts[:-1]) + texts[-1])
        return MarkTarget(leaf, most)
    found = tuple(_make_word(slot) for slot in slots)
    follow = [slot.position for slot in slots] == list(range(len(slots)))
    if leaf.slop or not follow or any(map(is_unspaced, texts)) or not all(found):
        return MarkTarget(leaf, most)
    return MarkTarget(leaf, most, words=tuple(word for word in found if word))


def _make_word(slot: TermSlot) -> WordTarget | None:
    kinds = {alternative.kind for alternative in slot.alternatives}
    texts = [alternative.text for alternative in slot.alternatives]
    shared = reduce(_share_beginning, map(drop_stem_mark, texts))
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
    reader: IndexReader,
    leaves: Iterable[tuple[LeafPlan, Docs, float]],
    docs: Docs,
    articles: Sequence[Article],
) -> list[tuple[Marks, Marks]]:
    """Return the marks of title and body of each article shown.

    Args:
        leaves: with the documents, ascending, in which each is marked; the boost does
            not matter.
    """
    targets = [
        (_find_target(reader, leaf), _split_by_segment(reader, h))
        for leaf, h, _ in leaves
    ]
    titles = _Marker(reader, "title", targets)
    bodies = _Marker(reader, "body", targets)
    return [
        (
            titles.mark(docnum, article.title, article.language),
            bodies.mark(docnum, article.body, article.language),
        )
        for docnum, article in zip(docs.tolist(), articles, strict=True)
    ]


def mark_document(reader: IndexReader, plan: Plan | None, docnum: int) -> Match:
    """Return a document with all leaves of a plan marked, matching or not."""
    article = reader.article(docnum)
    docs = np.array([docnum], np.int32)
    leaves = [(leaf, docs, 1.0) for leaf in _list_leaves(plan)]
    ((title, body),) = mark_page(reader, leaves, docs, [article])
    return Match(article, 0.0, title, body)


def _list_leaves(plan: Plan | None) -> Iterator[LeafPlan]:
    """Yield the leaves that are not denied."""
    match plan:
        case LeafPlan():
            yield plan
        case BoostPlan(part):
            yield from _list_leaves(part)
        case AndPlan(parts) | OrPlan(parts):
            for part in parts:
                yield from _list_leaves(part)


def _find_target(reader: IndexReader, leaf: LeafPlan) -> MarkTarget:
    """Return the target of a leaf, with the pieces it has cached."""
    found: MarkTarget | None = reader.targets.find(leaf.key)
    return found or reader.targets.keep(leaf.key, make_target(leaf), len(leaf.slots))


def _split_by_segment(reader: IndexReader, docs: Docs) -> DocsBySegment:
    """Return the documents by segment, numbered from where it starts."""
    if len(reader.segments) == 1:
        return {0: docs}
    bounds = docs.searchsorted(np.array(reader.starts, np.int32)).tolist()
    return {
        number: docs[low:high] - np.int32(reader.starts[number])
        for number, (low, high) in enumerate(pairwise(bounds))
        if low < high
    }


class _Marker:
    """Marks one field of the articles of a page."""

    def __init__(
        self,
        reader: IndexReader,
        field: str,
        targets: list[tuple[MarkTarget, DocsBySegment]],
    ) -> None:
        self._reader, self._field = reader, field
        self._targets = [
            (target, docs, self._count(target, docs))
            for target, docs in targets
            if field in target.leaf.names
        ]
        self._ranges: dict[int, dict[int, list[tuple[int, int]]]] = {}

    def mark(self, docnum: int, text: str, language: str) -> Marks:
        """Return the marks of one text."""
        spans: list[Mark] = []
        left: list[tuple[int, int]] = []
        folded = lowered = ""
        for number, (target, _, counts) in enumerate(self._targets):
            if docnum not in counts:
                continue
            found: list[Mark] | None = None
            if target.large:
                if len(target.leaf.slots) > 1 or UNSPACED_CHARACTER.search(text):
                    found = _analyse(text, language, target.leaf)
                else:
                    found = find_fitting(text, target.want(language)[0], MAX_PLACES)
            elif target.run:
                folded = folded or fold_variants(text)
                found = find_all(folded, target.run)
            elif target.words:
                lowered = lowered or text.lower()
                wanted = target.want(language)
                found = find_words(text, lowered, wanted, counts[docnum])
            if found is None:
                left += self._look_up(number).get(docnum, ())[: target.most]
            else:
                spans += found[: target.most]
        if left:
            spans += _to_spans(text, left)
        return merge_marks(spans)

    def _count(self, target: MarkTarget, docs: DocsBySegment) -> dict[int, int]:
        """Return how often documents have the first slot of a target of words.

        For other targets the numbers are 0.
        """
        if not target.words:
            starts = self._reader.starts
            return {starts[n] + d: 0 for n, own in docs.items() for d in own.tolist()}
        counts: dict[int, int] = {}
        for start, lists, postings, own in self._read_segments(target.leaf, docs):
            for number, freq in count_slot(lists[0], postings, own):
                counts[start + number] = freq
        return counts

    def _look_up(self, number: int) -> dict[int, list[tuple[int, int]]]:
        """Return the positions that one target fills in each document."""
        found = self._ranges.get(number)
        if found is None:
            found = self._ranges[number] = {}
            target, docs, _ = self._targets[number]
            leaf = target.leaf
            for start, lists, postings, own in self._read_segments(leaf, docs):
                held = find_occurrences(leaf.slots, leaf.slop, lists, postings, own)
                found |= {start + docnum: ranges for docnum, ranges in held.items()}
        return found

    def _read_segments(
        self, leaf: LeafPlan, docs: DocsBySegment
    ) -> Iterator[tuple[int, tuple[SlotPostings, ...], FieldPostings, Docs]]:
        """Yield each segment's start, slots, postings of the field and documents."""
        for one in leaf.fields:
            if one.name == self._field and one.segment in docs:
                postings = self._reader.segments[one.segment].fields[one.name]
                start = self._reader.starts[one.segment]
                yield start, one.by_slot, postings, docs[one.segment]


def _analyse(text: str, language: str, leaf: LeafPlan) -> list[Mark]:
    """Return the spans of a leaf in a text that is analysed for it.

    Reading ends when each slot was filled ``MAX_PLACES`` times.
    """
    filled: list[set[int]] = [set() for _ in leaf.slots]
    for term, position in analyze(text, language):
        for slot, places in zip(leaf.slots, filled, strict=True):
            if any(fits(term, alternative) for alternative in slot.alternatives):
                places.add(position)
        if min(map(len, filled)) > MAX_PLACES:
            break
    return _to_spans(text, find_ranges(leaf.slots, filled, leaf.slop))


def _to_spans(text: str, ranges: list[tuple[int, int]]) -> list[Mark]:
    """Return the spans of ranges of positions."""
    if len(text) < SHORT_TEXT_CHARS:
        spans = find_spans(text)
        return [(spans[first][0], spans[after - 1][1]) for first, after in ranges]
    starts, ends = find_bounds(text)
    firsts, afters = np.array(ranges, np.int64).reshape(-1, 2).T
    found = zip(starts[firsts].tolist(), ends[afters - 1].tolist(), strict=True)
    return list(found)


def merge_marks(spans: list[Mark]) -> Marks:
    """Return spans ascending, those that touch or overlap as one.

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
