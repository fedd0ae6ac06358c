"""Suggestions while typing: from titles, topics, phrases and words of the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, Backend, open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, PageStamp, Suggestion
from indexer.search.autocomplete import suggest

KNOWN = PageStamp("0" * 32, "folder:site")
TITLES = (
    "Solar power for the islands",
    "Solar power in the desert",
    "Solar power comes to town",
    "The harbour café reopens",
    "Wind farms off the coast",
    "一带一路上的新铁路",
    "龍馬精神的由來",
    "5G网络覆盖乡村",
)


@pytest.fixture(scope="module", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    folder: Path = tmp_path_factory.mktemp("index")
    backend = open_backend(Config(index=IndexConfig(folder, request.param)))
    put(backend, *(make_article(title) for title in TITLES))
    yield backend
    backend.close()


def make_article(title: str, **values: object) -> Article:
    given = {"body": "", "topics": ("Renewable energy",), "language": "en"} | values
    return Article(f"https://paper.example/{title}", title, **given)  # type: ignore[arg-type]


def put(backend: Backend, *articles: Article) -> None:
    with backend.writer() as writer:
        for article in articles:
            writer.put(article, KNOWN)
        writer.commit()


def texts(found: tuple[Suggestion, ...], kind: str) -> list[str]:
    return [s.text for s in found if s.kind == kind]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("wind f", "Wind farms off the coast"),
        ("coast", "Wind farms off the coast"),
        ("cafe", "The harbour café reopens"),
        ("CAFÉ", "The harbour café reopens"),
        ("一路", "一带一路上的新铁路"),
        ("铁", "一带一路上的新铁路"),
        ("鐵路", "一带一路上的新铁路"),
        ("龙马", "龍馬精神的由來"),
        ("5g 乡村", "5G网络覆盖乡村"),
        ("harbor", "The harbour café reopens"),
        ("habrour", "The harbour café reopens"),
        ("dessert", "Solar power in the desert"),
    ],
)
def test_a_title_is_offered_for_what_was_typed_of_it(
    backend: Backend, typed: str, title: str
) -> None:
    assert title in texts(suggest(typed, backend), "title")


@pytest.mark.parametrize("typed", ["", "  ", "…", "路一", "带铁", "zzzz", "wind solar"])
def test_nothing_is_offered_where_nothing_fits(backend: Backend, typed: str) -> None:
    assert suggest(typed, backend) == ()


def test_a_phrase_of_many_titles_is_offered(backend: Backend) -> None:
    assert texts(suggest("sol", backend), "words")[0] == "Solar power"


def test_the_last_word_is_made_whole_after_what_stands(backend: Backend) -> None:
    assert "wind farms" in texts(suggest("wind fa", backend), "words")


def test_a_topic_is_offered_with_its_documents(backend: Backend) -> None:
    (topic,) = (s for s in suggest("ren", backend) if s.kind == "topic")
    assert (topic.text, topic.count) == ("Renewable energy", len(TITLES))


def test_what_was_typed_is_marked(backend: Backend) -> None:
    (title,) = (s for s in suggest("farms win", backend) if s.kind == "title")
    assert [title.text[a:b] for a, b in title.marks] == ["Win", "farms"]
    (title,) = (s for s in suggest("網絡", backend) if s.kind == "title")
    assert [title.text[a:b] for a, b in title.marks] == ["网络"]


def test_a_title_leads_to_its_article(backend: Backend) -> None:
    (title,) = (s for s in suggest("harbour", backend) if s.kind == "title")
    assert title.url == "https://paper.example/The harbour café reopens"


def test_the_read_and_the_new_come_first(tmp_path: Path) -> None:
    backend = open_backend(Config(index=IndexConfig(tmp_path)))
    today = dt.datetime.now(dt.UTC)
    old = today - dt.timedelta(days=4000)
    put(
        backend,
        make_article("Rain old", published=old),
        make_article("Rain new", published=today),
        make_article("Rain read", published=today, popularity=90_000),
    )
    wanted = ["Rain read", "Rain new", "Rain old"]
    assert texts(suggest("rain", backend), "title") == wanted


def test_a_commit_is_seen_and_only_its_titles_are_read(tmp_path: Path) -> None:
    backend = open_backend(Config(index=IndexConfig(tmp_path)))
    put(backend, make_article("Rain at last"))
    assert texts(suggest("rain", backend), "title") == ["Rain at last"]
    with backend.writer() as writer:
        writer.put(make_article("Rainy season"), KNOWN)
        writer.delete(make_article("Rain at last").doc_id)
        writer.commit()
    backend.close()
    assert texts(suggest("rain", backend), "title") == ["Rainy season"]
