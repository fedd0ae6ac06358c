"""An article and its marks in, a snippet out: data, never HTML.

The piece shown is one piece of the body, cut between sentences where one ends nearby,
between words elsewhere. The only change to it is that every run of white space becomes
one blank.
"""

from __future__ import annotations

import re
from itertools import chain

from ..model import Article, Mark, Passage, Snippet

MAX_WEIGHED_MARKS = 400
"""Marks of a body among which the best piece is looked for."""

SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？；][”’」』）]*\s*|\n\s*")
BREAK = re.compile(r"\s+|(?<=[，、：；,])")
ODD_BLANKS = re.compile(r"\s{2,}|[^\S ]")
LAST_BREAK = re.compile(r".*(?:(?=\s)|(?<=[，、：；,]))", re.DOTALL)
"""Everything up to the last place to break at."""


def make_snippet(
    article: Article, marks: tuple[Mark, ...], length: int = 240
) -> Snippet:
    """Cut the piece of the body that shows best why the article matched.

    That is the piece with the most different words marked; of equals, the one with the
    most marks, then the first. Without marks it is the standfirst, or how the body
    begins.

    Args:
        marks: spans of ``article.body``, ascending and disjoint.
        length: of the piece, in characters, about; a longer mark is shown whole.
    """
    body = article.body
    if not marks:
        text = article.standfirst or _skip_heading(article)
        return Snippet(_fold(text[: _find_end(text, 0, length, 0)].strip()))
    first, last = _choose(body, marks[:MAX_WEIGHED_MARKS], length)
    passage, low, high = _find_passage(article, marks[first][0])
    start = _find_start(body, low, marks[first][0], marks[last][1], length)
    end = _find_end(body, start, length, marks[last][1])
    if marks[last][1] <= high < end and high - start > length // 2:
        end = high
    while end > marks[last][1] and body[end - 1].isspace():
        end -= 1
    shown = [mark for mark in marks[first:] if mark[1] <= end]
    heading, anchor = (passage.heading, passage.anchor) if passage else ("", "")
    return _cut(body, start, end, shown, heading, anchor)


def _choose(body: str, marks: tuple[Mark, ...], length: int) -> tuple[int, int]:
    """Return the first and last mark of the best piece."""
    count = len(marks)
    if marks[-1][1] - marks[0][0] <= length:
        return 0, count - 1
    words = [body[start:end].casefold() for start, end in marks]
    best, chosen = (0, 0), (0, 0)
    after = 0
    for first, (start, _) in enumerate(marks):
        reached = after
        while after < count and (after <= first or marks[after][1] <= start + length):
            after += 1
        if after > reached:
            worth = len(set(words[first:after])), after - first
            if worth > best:
                best, chosen = worth, (first, after - 1)
            if after == count:
                break
    return chosen


def _find_passage(article: Article, place: int) -> tuple[Passage | None, int, int]:
    """Return the passage around a place in the body, and from where to where it goes.

    A heading belongs to the text below it.
    """
    low = 0
    for passage in article.passages:
        start = article.body.find(passage.text, low)
        if start < 0:
            continue
        end = start + len(passage.text)
        if place < end:
            return passage, start if place >= start else low, end
        low = end
    return None, low, len(article.body)


def _skip_heading(article: Article) -> str:
    """Return the body from where its first text begins."""
    for passage in article.passages:
        if passage.text:
            start = article.body.find(passage.text)
            return article.body[max(start, 0) :]
    return article.body


def _find_start(body: str, low: int, first: int, last: int, length: int) -> int:
    """Return where a piece begins that shows the marks from ``first`` to ``last``."""
    room = max(length - (last - first), 0)
    far = max(low, first - max(room // 2, min(room, length // 4)))
    if far == low:
        while low < first and body[low].isspace():
            low += 1
        return low
    latest = len(body) - length // 4  # a later beginning leaves next to nothing
    ends = [found.end() for found in SENTENCE.finditer(body, far, first)]
    sentences = [end for end in ends if end <= latest]
    if sentences:
        return sentences[-1]
    found = BREAK.search(body, far, first)
    return found.end() if found else _leave_word(body, far, first)


def _find_end(text: str, start: int, length: int, last: int) -> int:
    """Return where a piece ends that shows all marks up to ``last``."""
    far = max(start + length, last)
    if far >= len(text):
        return len(text)
    near = max(last, far - length // 3)
    sentences = [found.end() for found in SENTENCE.finditer(text, near, far + 1)]
    if sentences:
        return sentences[-1]
    found = LAST_BREAK.match(text, near, far + 1)
    if found:
        return max(found.end(), last)
    return _enter_word(text, far, last)


def _leave_word(text: str, place: int, most: int) -> int:
    """Return the next place that does not stand inside a word of letters."""
    while place < most and text[place - 1].isalnum() and _joins(text[place]):
        place += 1
    return place


def _enter_word(text: str, place: int, least: int) -> int:
    """Return the last place before that does not stand inside a word of letters."""
    at = place
    while at > least and text[at - 1].isalnum() and _joins(text[at]):
        at -= 1
    return at if at > least else place


def _joins(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


def _cut(
    body: str, start: int, end: int, marks: list[Mark], heading: str, anchor: str
) -> Snippet:
    """Return the piece with its marks, white space folded."""
    piece = body[start:end]
    if piece.isprintable() and "  " not in piece:  # no blank is odd: much the fastest
        kept = tuple([(low - start, high - start) for low, high in marks])
        return Snippet(piece, kept, heading, anchor)
    runs = ODD_BLANKS.finditer(piece)
    run = next(runs, None)
    edges, gone = [], start
    for place in chain.from_iterable(marks):
        while run and start + run.start() < place:
            gone += len(run[0]) - 1
            run = next(runs, None)
        edges.append(place - gone)
    kept = tuple(zip(edges[::2], edges[1::2], strict=True))
    return Snippet(_fold(piece), kept, heading, anchor)


def _fold(text: str) -> str:
    return ODD_BLANKS.sub(" ", text)
