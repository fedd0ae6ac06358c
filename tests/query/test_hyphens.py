"""Words with a hyphen and written apart find each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, PageStamp, SearchRequest
from indexer.query import And, Or, Query, Word, parse_query, walk, write_query
from indexer.query.hyphens import spell_hyphens
from indexer.search.service import run_search

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"
SECTION = PAGE.read_text("utf-8").partition("| also looked for |")[2]
ROWS = re.findall(r"^\| `(.+?)` \| (?:`(.+?)` )?\|", SECTION, re.M)
ROWS = ROWS[: next(i for i, row in enumerate(ROWS) if row[0] == "a way out") + 1]

TEXTS = (
    "The COVID-19 vaccine came.",
    "The COVID 19 vaccine came.",
    "COVID19 vaccine",
    "Far away",
    "a way out",
)


def leaves(query: Query) -> list[str]:
    return [write_query(n) for n in walk(query) if not isinstance(n, (And, Or))]


@pytest.mark.parametrize(("typed", "more"), ROWS)
def test_the_other_spelling_is_looked_for_too(typed: str, more: str) -> None:
    query = parse_query(typed).query
    added = [x for x in leaves(spell_hyphens(query)) if x not in leaves(query)]
    assert added == ([more] if more else [])


def test_what_is_excluded_is_excluded_in_both_spellings() -> None:
    query = spell_hyphens(parse_query("flu -COVID-19").query)
    assert write_query(query) == 'flu -(COVID-19 OR "COVID 19")'


def test_words_of_two_fields_are_not_joined() -> None:
    query = And((Word("anti", "title"), Word("dumping")))
    assert spell_hyphens(query) == query


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("COVID-19", "012"),
        ("COVID 19", "012"),
        ("COVID19", "02"),
        ('"COVID 19 vaccine"', "012"),
        ("vaccine -COVID-19", ""),
        ("a way", "4"),
    ],
)
def test_each_spelling_finds_the_others(
    name: str, typed: str, found: str, tmp_path: Path
) -> None:
    config = Config(index=IndexConfig(tmp_path, name))
    backend = open_backend(config)
    with backend.writer() as writer:
        for number, text in enumerate(TEXTS):
            article = Article(str(number), "Title", text, language="en")
            writer.put(article, PageStamp("0" * 32, "folder:site"))
        writer.commit()
    hits = run_search(SearchRequest(typed), backend, config).hits
    assert sorted(hit.article.url for hit in hits) == list(found)
    backend.close()
