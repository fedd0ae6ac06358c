from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.model import (
    Article,
    Diagnostic,
    Facet,
    FacetValue,
    Hit,
    SearchRequest,
    SearchResult,
    Series,
    Snippet,
)
from indexer.search.export_formats import (
    CSV_COLUMNS,
    FORMATS,
    FORMULA_STARTS,
    FeedMetadata,
    Format,
)

NAME = "{http://www.w3.org/2005/Atom}"
MOMENT = dt.datetime(2019, 11, 29, 16, 28, 42, tzinfo=dt.UTC)
ARTICLE = Article(
    "https://news.example/pump?a=1&b=2",
    "A pump",
    "The pump stands in the yard.",
    published=MOMENT,
    authors=("Ada Example",),
    topics=("water", "energy"),
    sections=(("Projects", "Water"), ("News",)),
    series=Series("Pumps", 2),
    language="en",
    popularity=7,
)
FEED = FeedMetadata(
    "pump", "Archive", "https://a.example/?q=pump", "https://a.example/f"
)
WHOLE = st.text(max_size=20)
ANY = st.text(st.characters(), max_size=20)


def make_hit(article: Article = ARTICLE, text: str = "The pump") -> Hit:
    return Hit(article, 1.5, ((2, 6),), Snippet(text, ((4, 8),)))


def make_result(*hits: Hit) -> SearchResult:
    facets = (Facet("topics", (FacetValue("water", len(hits), True),)),)
    messages = (Diagnostic(0, 1, "odd", "this is odd", "p"),)
    return SearchResult(SearchRequest("pump"), len(hits), hits, facets, messages)


def write(name: str, *hits: Hit) -> str:
    return "".join(FORMATS[name].write(make_result(*hits), hits, FEED))


@pytest.mark.parametrize("kind", FORMATS.values(), ids=lambda f: f.name)
def test_every_format_writes_no_hits_and_many(kind: Format) -> None:
    for count in (0, 1, 3):
        hits = [make_hit()] * count
        pieces = list(kind.write(make_result(*hits), iter(hits), FEED))
        assert "".join(pieces).count("pump?a=1") == count * (
            2 if kind.name == "atom" else 1
        )


@pytest.mark.parametrize("kind", FORMATS.values(), ids=lambda f: f.name)
def test_every_format_begins_before_the_last_hit_is_there(kind: Format) -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield make_hit()

    pieces = kind.write(make_result(make_hit()), endless(), FEED)
    assert sum(len(next(pieces)) for _ in range(20)) > 100


@pytest.mark.parametrize("name", FORMATS)
def test_half_a_character_can_be_sent(name: str) -> None:
    article = replace(ARTICLE, title="\ud800", topics=("\udfff",))
    assert write(name, make_hit(article, "\ud800")).encode("utf-8")


@given(WHOLE, WHOLE, WHOLE)
def test_any_text_survives_json(title: str, topic: str, text: str) -> None:
    article = replace(ARTICLE, title=title, topics=(topic,))
    written = write("json", make_hit(article, text))
    (hit,) = json.loads(written)["hits"]
    assert (hit["title"], hit["topics"], hit["snippet"]["text"]) == (
        title,
        [topic],
        text,
    )


@given(ANY, ANY)
def test_any_text_makes_whole_xml(title: str, topic: str) -> None:
    article = replace(ARTICLE, title=title, topics=(topic,), authors=(title,))
    feed = etree.fromstring(write("atom", make_hit(article)).encode())
    assert len(feed.findall(f"{NAME}entry")) == 1


@given(ANY)
def test_no_text_makes_a_formula_of_a_cell(title: str) -> None:
    article = replace(ARTICLE, title=title, authors=(title,), topics=(title,))
    table = io.StringIO(write("csv", make_hit(article)).lstrip("\ufeff"), newline="")
    _, row = csv.reader(table)
    assert len(row) == len(CSV_COLUMNS)
    assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]


@pytest.mark.parametrize("sign", FORMULA_STARTS)
def test_a_formula_gets_an_apostrophe(sign: str) -> None:
    article = replace(ARTICLE, title=f"{sign}1+1")
    assert f"'{sign}1+1" in write("csv", make_hit(article))


def test_a_table_has_a_row_for_each_hit_under_the_names() -> None:
    table = write("csv", make_hit())
    assert table.startswith("\ufeffdoc_id,url,title,")
    assert table.endswith("\r\n")
    (row,) = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    assert row["section"] == "Projects > Water; News"
    assert row["topics"] == "water; energy"
    assert (row["series"], row["part"], row["popularity"]) == ("Pumps", "2", "7")


def test_json_has_the_promised_shape() -> None:
    answer = json.loads(write("json", make_hit()))
    assert answer["total"] == 1
    assert answer["facets"] == {
        "topics": [{"value": "water", "count": 1, "selected": True}]
    }
    assert answer["messages"] == [
        {"code": "odd", "message": "this is odd", "start": 0, "end": 1, "part": "p"}
    ]
    assert answer["hits"][0]["snippet"]["marks"] == [[4, 8]]
    assert answer["hits"][0]["published"] == "2019-11-29T16:28:42+00:00"


def test_an_entry_of_a_feed_has_what_rfc_4287_asks_for() -> None:
    feed = etree.fromstring(write("atom", make_hit()).encode())
    (entry,) = feed.findall(f"{NAME}entry")
    assert feed.findtext(f"{NAME}updated") == "2019-11-29T16:28:42+00:00"
    assert entry.findtext(f"{NAME}id") == ARTICLE.url
    assert entry.findtext(f"{NAME}updated") == "2019-11-29T16:28:42+00:00"
    assert [c.get("term") for c in entry.findall(f"{NAME}category")] == [
        "Projects > Water",
        "News",
        "water",
        "energy",
    ]


def test_an_article_without_an_address_of_the_web_is_not_linked() -> None:
    article = replace(ARTICLE, url="javascript:alert(1)")
    feed = write("atom", make_hit(article))
    assert "javascript:" not in feed
    assert f"urn:broadsheet:{article.doc_id}" in feed


def test_a_day_without_a_zone_is_taken_as_utc() -> None:
    article = replace(ARTICLE, published=dt.datetime(2020, 1, 2))
    assert "<published>2020-01-02T00:00:00+00:00<" in write("atom", make_hit(article))
