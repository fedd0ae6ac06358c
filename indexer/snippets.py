"""Text and marks in, a snippet out: data, never HTML."""

from __future__ import annotations

from .model import Article, Mark, Snippet


def make_snippet(
    article: Article, marks: tuple[Mark, ...], length: int = 240
) -> Snippet:
    """Cut the piece of the body that shows best why the article matched.

    Args:
        marks: spans of ``article.body``, ascending and disjoint.
        length: of the piece, in characters, about.
    """
    start = max(0, marks[0][0] - length // 4) if marks else 0
    text = article.body[start : start + length]
    return Snippet(
        text, tuple((a - start, b - start) for a, b in marks if b - start <= len(text))
    )
