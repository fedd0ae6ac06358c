"""The examples of ``docs/analysis.md`` hold in every backend, marks included."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.backends import BACKENDS, open_backend
from indexer.config import Config
from indexer.model import Article, Filter, Mark
from indexer.query import Word

from ..occurrences import find_occurrences
from ..test_languages import ROWS
from .articles import KNOWN


def expect_marks(text: str, query: str) -> tuple[Mark, ...]:
    """Return the spans of all occurrences; those that meet are one."""
    spans: list[Mark] = []
    for start, end in find_occurrences(text, query):
        if spans and start <= spans[-1][1]:
            start, _ = spans.pop()
        spans.append((start, end))
    return tuple(spans)


@pytest.mark.parametrize("name", BACKENDS)
def test_the_documented_examples_are_found_and_marked(
    name: str, tmp_path: Path
) -> None:
    backend = open_backend(Config(backend=name, index_dir=tmp_path))
    texts = [f"On {row[0][0]}, today." for row in ROWS]
    with backend.writer() as writer:
        for number, text in enumerate(texts):
            url, topics = f"https://e.example/{number}", (f"row {number}",)
            writer.put(Article(url, "", text, topics=topics), KNOWN)
        writer.commit()

    for number, (text, row) in enumerate(zip(texts, ROWS, strict=True)):
        here = (Filter("topics", f"row {number}"),)
        for query in row[2]:
            [match] = backend.search(Word(query, "body"), filters=here).matches
            assert match.body_marks == expect_marks(text, query), (query, text)
        for query in row[3]:
            assert not backend.search(Word(query, "body"), filters=here).total, query
    backend.close()
