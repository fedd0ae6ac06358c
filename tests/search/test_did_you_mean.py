"""Did you mean: other spellings from the index's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, Backend, open_backend
from indexer.config import Config, IndexConfig, SearchConfig
from indexer.model import Article, Filter, PageStamp, SearchRequest, SearchResult
from indexer.search.service import run_search

PAGE = Path(__file__).parents[2] / "docs" / "around-the-box.md"
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", PAGE.read_text("utf-8"), re.M)
KNOWN = PageStamp("0" * 32, "folder:site")
BODIES = (
    "The government received a report on renewable energy.",
    "Solar power reached the islands; the government paid.",
    "Environmental groups met in Beijing to talk about energy.",
    "A website for the harbour, and a letter from the harbour master.",
    "一带一路 and the railway",
    "铁路隧道通向山区，5G网络也到了",
)


@pytest.fixture(scope="module", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    folder: Path = tmp_path_factory.mktemp("index")
    backend = open_backend(Config(index=IndexConfig(folder, request.param)))
    with backend.writer() as writer:
        for number, body in enumerate(BODIES):
            url = f"https://paper.example/{number}"
            article = Article(url, f"Piece {number}", body, language="en")
            writer.put(article, KNOWN)
        writer.commit()
    yield backend
    backend.close()


def ask(backend: Backend, text: str, *filters: Filter, **settings: str) -> SearchResult:
    config = Config(search=SearchConfig(**settings))  # type: ignore[arg-type]
    return run_search(SearchRequest(text, filters), backend, config)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *EXAMPLES,
        ("recieved report", "received report"),
        ("enviromental", "environmental"),
        ("Goverment", "Government"),
        ("goverment recieved", "government received"),
        ('"goverment received"', '"government received"'),
        ("body:goverment -coal", "body:government -coal"),
        ("goverment OR xyzzy", "government OR xyzzy"),
        ("lettre", "letter"),
        ("5G网络山区铁路", "5G网络 山区 铁路"),
        ("一带一路山区", "一带一路 OR 山区"),
    ],
)
def test_what_was_meant_is_searched_where_nothing_matches(
    backend: Backend, typed: str, meant: str
) -> None:
    result = ask(backend, typed)
    assert (result.suggestion, result.replaced) == (meant, True)
    assert result.total == len(result.hits) > 0


@pytest.mark.parametrize(
    "typed",
    [
        "government",
        "xyzzy",
        "energy",
        "铁路隧洞",
        "",
        "date:1999",
        "-goverment",
    ],
)
def test_nothing_else_is_named_where_nothing_else_is_meant(
    backend: Backend, typed: str
) -> None:
    assert ask(backend, typed).suggestion == ""


def test_another_spelling_must_find_something_under_the_filters(
    backend: Backend,
) -> None:
    assert ask(backend, "goverment", Filter("topics", "Asia")).suggestion == ""


def test_a_word_that_nothing_holds_is_named_beside_the_hits_of_others(
    backend: Backend,
) -> None:
    result = ask(backend, "railway goverment", default_operator="or")
    assert (result.suggestion, result.replaced) == ("railway OR government", False)
    assert result.total == 1


def test_words_must_meet(backend: Backend) -> None:
    assert ask(backend, "enrgy beijing").suggestion == "energy beijing"
    assert ask(backend, "enrgy harbour").suggestion == "energy OR harbour"


def test_any_word_is_enough_where_nothing_has_all_and_that_is_said(
    backend: Backend,
) -> None:
    result = ask(backend, "renewable harbour -letter date:<2019")
    assert (result.any_word, result.suggestion, result.messages) == (False, "", ())
    result = ask(backend, "renewable harbour -letter")
    assert (result.replaced, result.any_word, result.total) == (True, True, 1)
    assert result.suggestion == "(renewable OR harbour) -letter"
    assert [m.code for m in result.messages] == ["any-word"]
    assert not ask(backend, "renewable energy").any_word


def test_a_query_of_many_unknown_words_is_left_as_it_is(backend: Backend) -> None:
    assert ask(backend, "goverment solr enrgy reprt lettr harbuor").suggestion == ""
