"""More like this."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import BACKENDS, Backend, open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, PageStamp
from indexer.search.more_like_this import find_related, make_related_query

KNOWN = PageStamp("0" * 32, "folder:site")


def make_article(name: str, title: str, body: str, **values: str) -> Article:
    given = {"language": "en"} | values
    return Article(f"https://paper.example/{name}", title, body, **given)  # type: ignore[arg-type]


TIDE = make_article("tide", "The tide and the mill", "A tidal mill turned by the sea.")
MILL = make_article("mill", "Old mills", "The tidal mill stands at the harbour.")
BANK = make_article("bank", "The bank and the rate", "A rate was set by the bank.")
RATE = make_article("rate", "Rates", "The bank kept the rate.")
RAIL = make_article("rail", "铁路通车", "山区铁路今天通车。", language="zh")
ROAD = make_article("road", "公路与铁路", "山区铁路之后是公路。", language="zh")
COPY = make_article("copy", "A copy", TIDE.body, duplicate_of=TIDE.url)


@pytest.fixture(scope="module", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    folder: Path = tmp_path_factory.mktemp("index")
    backend = open_backend(Config(index=IndexConfig(folder, request.param)))
    with backend.writer() as writer:
        for article in (TIDE, MILL, BANK, RATE, RAIL, ROAD, COPY):
            writer.put(article, KNOWN)
        writer.commit()
    yield backend
    backend.close()


@pytest.mark.parametrize(
    ("article", "other"),
    [(TIDE, MILL), (MILL, TIDE), (BANK, RATE), (RAIL, ROAD), (ROAD, RAIL)],
)
def test_the_likest_article_shares_the_weightiest_words(
    backend: Backend, article: Article, other: Article
) -> None:
    assert find_related(article, backend)[0] == other


def test_neither_itself_nor_a_copy_is_like_it(backend: Backend) -> None:
    assert not {TIDE, COPY} & set(find_related(TIDE, backend))


def test_no_more_are_given_than_asked_for(backend: Backend) -> None:
    assert len(find_related(TIDE, backend, limit=1)) == 1


def test_an_article_of_words_of_its_own_is_like_none(backend: Backend) -> None:
    stranger = make_article("x", "Xyzzy", "plugh 鬼")
    assert make_related_query(stranger, backend) is None
    assert find_related(stranger, backend) == ()
