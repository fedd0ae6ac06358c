"""Where in a shown article the query matched, as spans of characters.

Texts are not analysed again. A Han run is searched for as it is; a word, by the
beginning that its forms share, and as many must be found as its posting says; for
everything else, and where that count is not met, the positions of the postings are
looked up among the bounds of all words of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ...languages import SPAN, find_spans, fold_han, is_han, make_word_terms
from ...model import Article, Mark
from .phrases import find_occurrences
from .planning import LeafPlan
from .reader import Docs, Reader
from .spans import find_bounds

SHORT = 200
"""Characters of a text whose bounds are sooner found one by one."""

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
        self.reader, self.field = reader, field
        self.targets = [t for t in targets if field in t.leaf.names]
        self.counts: dict[tuple[int, str], int] = {}
        ordered = np.sort(docs)
        for target in self.targets:
            if target.word:
                self._count(target, ordered)

    def mark(self, docnum: int, text: str, language: str) -> Marks:
        """Return the marks of one text."""
        spans: list[Mark] = []
        left: list[LeafPlan] = []
        folded = lowered = ""
        for target in self.targets:
            if target.run:
                folded = folded or fold_han(text)
                spans += find_all(folded, target.run)
            elif not target.word:
                left.append(target.leaf)
            elif count := self.counts.get((docnum, target.word), 0):
                lowered = lowered or text.lower()
                found = find_word(text, lowered, target.word, language, count)
                if found is None:
                    left.append(target.leaf)
                else:
                    spans += found
        if left:
            spans += self._look_up(docnum, text, left)
        return merge_marks(spans)

    def _count(self, target: Target, docs: Docs) -> None:
        """Note how often each document has a single word, by its postings."""
        reader = self.reader
        for field in target.leaf.fields:
            if field.name != self.field:
                continue
            start, end = reader.starts[field.segment : field.segment + 2]
            low, high = docs.searchsorted(np.array((start, end), np.int32))
            if low == high:
                continue
            postings = reader.segments[field.segment].fields[field.name]
            first, after, _ = field.lists[0].ranges[0]
            own = postings.docnums[first:after]
            wanted = docs[low:high] - np.int32(start)
            at = own.searchsorted(wanted)
            at[at == len(own)] = 0
            freqs = postings.freqs[at + first].tolist()
            here = (own[at] == wanted).tolist()
            for number, freq, held in zip(wanted.tolist(), freqs, here, strict=True):
                if held:
                    self.counts[start + number, target.word] = freq

    def _look_up(self, docnum: int, text: str, leaves: list[LeafPlan]) -> list[Mark]:
        """Return the spans of the positions at which leaves are filled."""
        segment, number = self.reader.place(docnum)
        local = np.array([number], np.int32)
        postings = segment.fields[self.field]
        ranges: list[tuple[int, int]] = []
        for leaf in leaves:
            for field in leaf.fields:
                if (
                    field.name == self.field
                    and self.reader.segments[field.segment] is segment
                ):
                    args = leaf.slots, leaf.slop, field.lists, postings, local
                    ranges += find_occurrences(*args).get(number, [])
        if not ranges:
            return []
        if len(text) < SHORT:
            spans = find_spans(text)
            return [(spans[a][0], spans[b - 1][1]) for a, b in ranges]
        starts, ends = find_bounds(text)
        firsts, afters = np.array(ranges).T
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
