"""Storage, records and the API follow the one list of an article's fields."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing

import pytest

from indexer.backends.whoosh.storage.stored import decode_article, encode_article
from indexer.ingest import make_record
from indexer.model import Annotation, Article, Hit, Passage, Series, Snippet
from indexer.search import describe_hit

NAMES = [field.name for field in dataclasses.fields(Article)]
SAMPLES = {
    int | None: 7,
    tuple[str, ...]: ("one", "two"),
    tuple[tuple[str, ...], ...]: (("one", "two"), ("three",)),
    dt.datetime | None: dt.datetime(2019, 11, 29, 16, 28, tzinfo=dt.UTC),
    Series | None: Series("Rivers", 2),
    tuple[Passage, ...]: (Passage("Rain", 2, "rain", "elsewhere"),),
    tuple[Annotation, ...]: (
        Annotation(2, 6, "li"),
        Annotation(3, 6, "a", ("https://paper.example/",)),
    ),
}
"""A value of each type of field but text."""


@pytest.fixture
def article() -> Article:
    """Return an article with another value than the default in every field."""
    kinds = typing.get_type_hints(Article)
    values = {name: SAMPLES.get(kinds[name], f"a {name}") for name in NAMES}
    return Article(**values)  # type: ignore[arg-type]


def test_every_field_is_stored(article: Article) -> None:
    assert decode_article(encode_article(article)) == article


def test_every_field_is_in_a_record(article: Article) -> None:
    empty, full = make_record(1, None, ""), make_record(1, article, "")
    assert [name for name in full if name in NAMES] == NAMES
    assert all(full[name] != empty[name] for name in NAMES)


def test_every_field_but_the_text_is_in_a_hit_as_json(article: Article) -> None:
    hit = describe_hit(Hit(article, 1.0, (), Snippet("")))
    record = make_record(1, article, "")
    assert {name for name in NAMES if name not in hit} == {
        "passages",
        "annotations",
        "body",
    }
    assert all(hit[name] == record[name] for name in NAMES if name in hit)


def test_an_article_stored_before_a_field_was_added_has_its_default(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "indexer.backends.whoosh.storage.stored"
    older = [name for name in NAMES if name not in ("body", "annotations", NAMES[-1])]
    monkeypatch.setattr(
        f"{module}._get_values", lambda a: [getattr(a, name) for name in older]
    )
    stored = encode_article(article)
    default = {NAMES[-1]: dataclasses.fields(Article)[-1].default}
    assert decode_article(stored) == dataclasses.replace(article, **default)
