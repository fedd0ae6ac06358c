"""Synonyms: what an entry adds to a query, and which files are refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.backends import open_backend
from indexer.config import make_config
from indexer.errors import ConfigError
from indexer.model import Article, PageStamp, SearchRequest, make_digest
from indexer.query import (
    Boost,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    parse_query,
    parse_words,
    walk,
)
from indexer.query.synonyms import (
    MAX_ADDED_SYNONYMS,
    SYNONYM_WEIGHT,
    expand_query,
    make_synonyms,
)
from indexer.search.service import run_search

LANGUAGES = ("en", "zh")
PAGE = Path(__file__).parents[2] / "docs" / "synonyms.md"
FILE = PAGE.read_text("utf-8").split("```toml\n")[2].split("```")[0]
TABLE = make_synonyms(tomllib.loads(FILE), LANGUAGES)


def added(query: Query) -> list[Query]:
    """Return what is looked for beside what was typed."""
    expanded = expand_query(query, TABLE)
    return [n.part for n in walk(expanded) if isinstance(n, Boost)]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("bri", ["Belt and Road", "一带一路"]),
        ("belt and road", ["BRI", "一带一路"]),
        ("belts and roads", ["BRI", "一带一路"]),
        ("一帶一路", ["BRI", "Belt and Road"]),
        ("Aluminium", ["aluminum"]),
        ("covid-19", ["新冠", "新冠肺炎"]),
        ("renewable energy", ["solar", "wind power", "hydropower"]),
        ("solar", []),
        ("road and belt", []),
        ("belt", []),
    ],
)  # fmt: skip
def test_an_entry_finds_its_synonyms(typed: str, texts: list[str]) -> None:
    assert [part.text for part in added(parse_query(typed).query)] == texts  # type: ignore[union-attr]


def test_an_entry_inside_a_phrase_is_replaced_there() -> None:
    assert added(Phrase("the BRI forum", slop=2)) == [
        Phrase("the Belt and Road forum", slop=2),
        Phrase("the 一带一路 forum", slop=2),
    ]


def test_the_longest_entry_among_han_characters_is_replaced_there() -> None:
    assert added(Word("战胜新冠肺炎疫情")) == [
        Word("战胜 COVID-19 疫情"),
        Word("战胜 新冠 疫情"),
    ]


def test_synonyms_stay_in_the_field() -> None:
    assert added(Word("BRI", "title"))[0] == Word("Belt and Road", "title")


def test_what_is_denied_is_denied_with_its_synonyms() -> None:
    expanded = expand_query(Not(Word("aluminium")), TABLE)

    assert expanded == Not(
        Or((Word("aluminium"), Boost(Word("aluminum"), SYNONYM_WEIGHT)))
    )


def test_bigrams_of_an_entry_find_its_synonyms() -> None:
    assert added(parse_words("为什么一带一路")) == [Word("BRI"), Word("Belt and Road")]


def test_prefixes_have_no_synonyms() -> None:
    assert expand_query(Prefix("BRI"), TABLE) == Prefix("BRI")


def test_no_query_grows_without_end() -> None:
    query = Or(tuple(Word("BRI") for _ in range(1000)))

    assert len(added(query)) == MAX_ADDED_SYNONYMS


@given(st.lists(st.sampled_from(["belt", "and", "road", "bri", "-x", "一带一路"])))
def test_a_query_without_its_synonyms_is_the_query(words: list[str]) -> None:
    query = parse_query(" ".join(words)).query

    def typed(node: Query) -> list[Query]:
        if isinstance(node, Boost):
            return []
        parts = getattr(node, "parts", None) or [getattr(node, "part", None)]
        inner = [leaf for part in parts if part for leaf in typed(part)]
        return [node] if isinstance(node, Word) else inner

    assert typed(expand_query(query, TABLE)) == typed(query)


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"two-way": []}, "two-way"),
        ({"two_way": ["BRI"]}, "BRI"),
        ({"two_way": [["BRI"]]}, "BRI"),
        ({"two_way": [["BRI", "!"]]}, "!"),
        ({"one_way": {"BRI": []}}, "must be a list"),
        ({"one_way": []}, "a table"),
    ],
)
def test_a_wrong_entry_is_named(table: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        make_synonyms(table, LANGUAGES)


def test_settings_with_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        make_config({"search": {"synonyms": "none.toml"}}, tmp_path)


def test_a_search_finds_synonyms_after_the_words_typed(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(FILE, "utf-8")
    config = make_config({"search": {"synonyms": "synonyms.toml"}}, tmp_path)
    texts = [
        "一带一路论坛开幕。",
        "A forum on the Belt and Road.",
        "The BRI forum.",
        "Belts.",
    ]
    backend = open_backend(config)
    with backend.writer() as writer:
        for text in texts:
            known = PageStamp(make_digest(text.encode()), "test")
            writer.put(Article(text, "", text), known)
        writer.commit()

    result = run_search(SearchRequest("BRI"), backend, config)

    assert {hit.article.url for hit in result.hits} == set(texts[:3])
    assert result.hits[0].article.url == texts[2]
    assert all(hit.snippet.marks for hit in result.hits)
    backend.close()
