"""The examples of ``docs/analysis.md`` hold in every backend, marks included."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, Filter, Mark, SearchOptions, make_digest
from indexer.query import Word
from indexer.text.analysis import find_runs

from ..occurrences import find_occurrences
from ..text.test_analysis import ROWS
from .articles import KNOWN

SIGNS = (
    " ",
    ", ",
    "。",
    "，",
    "-",
    "'",
    "",
    "/",
    "’",
    "\n\n",
    " — ",
    "(",
    ".",
    "\u00ad",
)


def expect_marks(text: str, query: str) -> tuple[Mark, ...]:
    """Return the spans of all occurrences; those that meet are one."""
    spans: list[Mark] = []
    for start, end in find_occurrences(text, query):
        if spans and start <= spans[-1][1]:
            start, last = spans.pop()
            end = max(end, last)
        spans.append((start, end))
    return tuple(spans)


def draw_text(chance: random.Random) -> str:
    """Return the words of the examples in any order, with any signs between."""
    words = [word for row in ROWS for word in (*row[0], *row[2])]
    size = chance.randint(1, 50)
    return "".join(chance.choice(words) + chance.choice(SIGNS) for _ in range(size))


@pytest.mark.parametrize("name", BACKENDS)
def test_any_text_is_found_and_marked_by_its_runs(name: str, tmp_path: Path) -> None:
    chance = random.Random(4)
    backend = open_backend(Config(index=IndexConfig(tmp_path, name)))
    texts = [draw_text(chance) for _ in range(60)]
    with backend.writer() as writer:
        for text in texts:
            url = make_digest(text.encode())
            writer.put(Article(url, "", text, topics=(url,)), KNOWN)
        writer.commit()

    for text in texts:
        here = (Filter("topics", make_digest(text.encode())),)
        runs = find_runs(text)
        for _ in range(8):
            first = chance.randrange(len(runs))
            query = " ".join(runs[first : first + chance.randint(1, 3)])
            found = backend.search(
                Word(query, "body"), SearchOptions(filters=here)
            ).matches
            marks = found[0].body_marks if found else ()
            assert marks == expect_marks(text, query), (query, text)
    backend.close()


@pytest.mark.parametrize("name", BACKENDS)
def test_the_documented_examples_are_found_and_marked(
    name: str, tmp_path: Path
) -> None:
    backend = open_backend(Config(index=IndexConfig(tmp_path, name)))
    texts = [f"On {row[0][0]}, today." for row in ROWS]
    with backend.writer() as writer:
        for number, text in enumerate(texts):
            url, topics = f"https://e.example/{number}", (f"row {number}",)
            writer.put(Article(url, "", text, topics=topics), KNOWN)
        writer.commit()

    for number, (text, row) in enumerate(zip(texts, ROWS, strict=True)):
        here = (Filter("topics", f"row {number}"),)
        for query in row[2]:
            [match] = backend.search(
                Word(query, "body"), SearchOptions(filters=here)
            ).matches
            assert match.body_marks == expect_marks(text, query), (query, text)
        for query in row[3]:
            assert not backend.search(
                Word(query, "body"), SearchOptions(filters=here)
            ).total, query
    backend.close()
