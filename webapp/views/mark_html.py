"""How marks in a text become ``<mark>``: the only place that writes it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter

from markupsafe import Markup, escape

from indexer import Mark


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


def cut_marks(marks: tuple[Mark, ...], start: int, end: int) -> tuple[Mark, ...]:
    """Return the marks of a text that lie in a part of it, counted from its start.

    >>> cut_marks(((0, 2), (4, 8), (9, 11)), 5, 10)
    ((0, 3), (4, 5))
    """
    first = bisect_right(marks, start, key=itemgetter(1))
    after = bisect_left(marks, end, key=itemgetter(0))
    return tuple(
        (max(low, start) - start, min(high, end) - start)
        for low, high in marks[first:after]
    )
