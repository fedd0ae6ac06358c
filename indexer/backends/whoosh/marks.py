"""Where in a shown article the query matched, as spans of characters.

Titles are short and analysed. Bodies are not: a Han run is searched for as it is; a
word, by the beginning that its forms share, until as many are found as its posting
says; for everything else, and where that count is not reached, the positions of the
postings are looked up among the bounds of all words of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ...languages import SPAN, analyze, fold_han, is_han, make_word_terms
from ...model import Article, Mark
from .phrases import find_occurrences
from .planning import LeafPlan
from .reader import Docs, Reader
from .slots import Slot, find_ranges, fits
from .spans import find_bounds

WORDS = 1 << 16
"""Words of a language whose terms are remembered."""

Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One leaf, as what to look for in texts.

    Attributes:
        run: the folded Han run it asks for; empty if it is something else.
        word: the term it asks for, if it is one word; else empty.
    """

    leaf: LeafPlan
    run: str
    word: str


def make_target(leaf: LeafPlan) -> Target:
    """Return how a leaf is looked for."""
    slots = leaf.slots
    simple = all(len(s.alternatives) == 1 and s.run == slots[0].run for s in slots)
    texts = [slot.alternatives[0].text for slot in slots]
    if simple and all(map(is_han, texts)):
        return Target(leaf, "".join(t[0] for t in texts[:-1]) + texts[-1], "")
    if simple and len(slots) == 1 and slots[0].alternatives[0].kind == "term":
        return Target(leaf, "", texts[0])
    return Target(leaf, "", "")


def mark_page(
    reader: Reader, leaves: Iterable[LeafPlan], docs: Docs, articles: Sequence[Article]
) -> list[tuple[Marks, Marks]]:
    """Return the marks of title and body of each article shown."""
    targets = [make_target(leaf) for leaf in leaves]
    titles = [t for t in targets if "title" in t.leaf.names]
    bodies = [t for t in targets if "body" in t.leaf.names]
    counts = _count_words(reader, bodies, docs)
    return [
        (
            _mark_title(article, titles) if titles else (),
            _mark_body(reader, docnum, article, bodies, counts) if bodies else (),
        )
        for docnum, article in zip(docs.tolist(), articles, strict=True)
    ]


def _mark_title(article: Article, targets: list[Target]) -> Marks:
    """Return the marks of a title, which is analysed for it."""
    text = article.title
    spans: list[Mark] = []
    folded = fold_han(text)
    terms: list[tuple[str, int]] = []
    for target in targets:
        if target.run:
            spans += find_all(folded, target.run)
            continue
        terms = terms or list(analyze(text, article.language))
        slots = target.leaf.slots
        filled = [find_filling(slot, terms) for slot in slots]
        if all(filled):
            ranges = find_ranges(slots, filled, target.leaf.slop)
            spans += _to_spans(text, ranges)
    return merge_marks(spans)


def find_filling(slot: Slot, terms: list[tuple[str, int]]) -> set[int]:
    """Return the positions at which a slot can be filled from an analysed text."""
    return {
        position
        for term, position in terms
        if any(fits(term, alternative) for alternative in slot.alternatives)
    }


def _mark_body(
    reader: Reader,
    docnum: int,
    article: Article,
    targets: list[Target],
    counts: dict[tuple[int, str], int],
) -> Marks:
    text = article.body
    spans: list[Mark] = []
    left: list[LeafPlan] = []
    folded = lowered = ""
    for target in targets:
        if target.run:
            folded = folded or fold_han(text)
            spans += find_all(folded, target.run)
        elif target.word:
            if count := counts.get((docnum, target.word), 0):
                lowered = lowered or text.lower()
                found = find_word(text, lowered, target.word, article.language, count)
                if found is None:
                    left.append(target.leaf)
                else:
                    spans += found
        else:
            left.append(target.leaf)
    if left and (ranges := _find_positions(reader, docnum, left)):
        spans += _to_spans(text, ranges)
    return merge_marks(spans)


def find_all(text: str, part: str) -> list[Mark]:
    """Return where a part stands in a text, also one over the other."""
    spans: list[Mark] = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans


def find_word(
    text: str, lowered: str, term: str, language: str, count: int
) -> list[Mark] | None:
    """Return the ``count`` words with this term, None if they are not found this way.

    Args:
        lowered: the text in lower case.
    """
    if len(lowered) != len(text):
        return None
    begin = term[:-1] if len(term) > 2 else term
    word_terms = _remember_terms(language)
    match = SPAN.match
    spans: list[Mark] = []
    at = lowered.find(begin)
    while at >= 0:
        before = lowered[at - 1] if at else " "
        if before.isspace() or before in OPENING:
            found = match(text, at)
            assert found is not None
            if term in word_terms(found[0]):
                spans.append(found.span())
                if len(spans) > count:
                    return None
        elif not before.isalnum():
            return None
        at = lowered.find(begin, at + 1)
    return spans if len(spans) == count else None


OPENING = '([{"“”«»‹›„<>|/*=~—–…，。！？、；：（）《》「」『』【】'
"""Signs that hold no word together, so that a word begins right after one."""


@cache
def _remember_terms(language: str) -> Callable[[str], tuple[str, ...]]:
    return lru_cache(WORDS)(make_word_terms(language))


def _count_words(
    reader: Reader, targets: list[Target], docs: Docs
) -> dict[tuple[int, str], int]:
    """Return how often each document's body has each single word, by its posting."""
    counts: dict[tuple[int, str], int] = {}
    ordered = np.sort(docs)
    for target in targets:
        if not target.word:
            continue
        for field in target.leaf.fields:
            if field.name != "body":
                continue
            start = reader.starts[field.segment]
            segment = reader.segments[field.segment]
            low, high = ordered.searchsorted((start, start + segment.doc_count))
            if low == high:
                continue
            postings = segment.fields["body"]
            first, after, _ = field.lists[0].ranges[0]
            own = postings.docnums[first:after]
            wanted = ordered[low:high] - np.int32(start)
            at = own.searchsorted(wanted)
            at[at == len(own)] = 0
            kept = own[at] == wanted
            freqs = postings.freqs[first:after][at[kept]].tolist()
            for number, freq in zip(wanted[kept].tolist(), freqs, strict=True):
                counts[start + number, target.word] = freq
    return counts


def _find_positions(
    reader: Reader, docnum: int, leaves: list[LeafPlan]
) -> list[tuple[int, int]]:
    """Return the ranges of positions of leaves in the body of one document."""
    segment, number = reader.place(docnum)
    local = np.array([number], np.int32)
    postings = segment.fields["body"]
    ranges: list[tuple[int, int]] = []
    for leaf in leaves:
        for field in leaf.fields:
            if field.name == "body" and reader.segments[field.segment] is segment:
                args = leaf.slots, leaf.slop, field.lists, postings, local
                found = find_occurrences(*args)
                ranges += found.get(number, [])
    return ranges


def _to_spans(text: str, ranges: list[tuple[int, int]]) -> list[Mark]:
    """Return the spans of ranges of positions."""
    if not ranges:
        return []
    starts, ends = find_bounds(text)
    firsts, afters = np.array(ranges).T
    found = zip(starts[firsts].tolist(), ends[afters - 1].tolist(), strict=True)
    return list(found)


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
