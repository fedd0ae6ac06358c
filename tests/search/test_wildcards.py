"""Patterns find words as they are written, whatever their stems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, Backend, open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, PageStamp, SearchRequest, SearchResult
from indexer.query import parse_query, write_query
from indexer.query.diagnostics import MAX_WORDS
from indexer.search.interpretation import expand_words
from indexer.search.service import run_search

TEXTS = (
    "Electricity for all",
    "Happiness, and educational organisations.",
    "A word on co-operation and café.",
    "Elevation of the well",
    "电力 electric",
)
KNOWN = PageStamp("0" * 32, "folder:site")


def make_article(number: int, text: str) -> Article:
    return Article(f"https://paper.example/{number}", "Piece", text, language="en")


@pytest.fixture(scope="module", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    folder: Path = tmp_path_factory.mktemp("index")
    backend = open_backend(Config(index=IndexConfig(folder, request.param)))
    for half in (slice(0, 3), slice(3, 5)):
        with backend.writer() as writer:
            for number, text in list(enumerate(TEXTS))[half]:
                writer.put(make_article(number, text), KNOWN)
            writer.commit()
    yield backend
    backend.close()


def ask(backend: Backend, text: str) -> SearchResult:
    return run_search(SearchRequest(text), backend, Config())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ele*ity", "04"),
        ("ELE*ITY", "04"),
        ("h?pp*ness", "1"),
        ("*sations", "1"),
        ("w?rd", "2"),
        ("co*ation", "2"),
        ("caf?", "2"),
        ("educati?nal", "1"),
        ("ele*zy", ""),
        ("body:ele*ity", "04"),
        ("title:ele*ity", ""),
        ("ele* -ele*ity", "3"),
        ("电?", "4"),
    ],
)
def test_a_pattern_stands_for_words_as_written(
    backend: Backend, typed: str, found: str
) -> None:
    hits = ask(backend, typed).hits
    assert sorted(hit.article.url[-1] for hit in hits) == list(found)


def test_what_a_pattern_found_is_marked(backend: Backend) -> None:
    (hit, *_) = ask(backend, "e*icity").hits
    (start, end), *_ = hit.snippet.marks
    assert hit.snippet.text[start:end].lower().startswith("electric")


def test_a_pattern_of_many_words_says_that_some_are_left_out(tmp_path: Path) -> None:
    config = Config(index=IndexConfig(tmp_path))
    backend = open_backend(config)
    letters = "bcdfghjklmnp"
    words = [f"p{a}a{b}ations" for a in letters for b in letters]
    with backend.writer() as writer:
        writer.put(make_article(1, " ".join(words)), KNOWN)
        writer.commit()
    (message,) = run_search(SearchRequest("see p*ations"), backend, config).messages[:1]
    assert (message.code, message.part) == ("pattern-wide", "p*ations")
    assert (message.start, message.end) == (4, 12)
    query = expand_words(parse_query("p*ations").query, backend, config).query
    assert write_query(query).count(" OR ") == MAX_WORDS
    backend.close()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("e*", "educational electric electricity elevation"),
        ("*s", "happiness organisations"),
        ("?a*ss", "happiness"),
        ("word", ""),
    ],
)
def test_a_part_knows_the_words_that_are_no_terms(
    backend: Backend, pattern: str, words: str
) -> None:
    found = {word for part in backend.segments() for word in part.words_like(pattern)}
    assert sorted(found) == words.split()
