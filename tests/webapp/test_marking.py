"""What is marked on the page of an article, and that a result marks no other words."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from indexer import Article, Page, Passage, extract_article, make_config
from webapp import create_app
from webapp.locales import LOCALES
from webapp.views.article import list_headings, write_body
from webapp.views.mark_html import cut_marks, mark
from webapp.views.pictures import NO_HOSTS

from .articles import make_article
from .conftest import add_articles

SAMPLE = Path(__file__).parents[2] / "sample"

MARKED = [
    ("Solar pumps pump.", "pump", ["pumps", "pump"]),
    ("Belt and Road", '"belt and road"', ["Belt and Road"]),
    ("Road and belt", '"belt and road"', []),
    ("A dry year", "-dry year", ["year"]),
    ("One or two", "one OR two", ["One", "two"]),
    ("Pump it", "title:pump", []),
    ("Pump it", "topic:pump", []),
    ("Pump it", "", []),
    ("Pumping, a pumped lump", "pump*", ["Pumping", "pumped"]),
    ("A pump, a pamp, a pimple", "p?mp", ["pump", "pamp"]),
    ("A pump, a pupm, a plumber", "pump~", ["pump", "pupm"]),
    ("Water for the pump", '"pump water"~5', ["Water for the pump"]),
    ("太阳能水泵", "太阳能", ["太阳能"]),
    ("太阳能水泵", "水", ["水"]),
    ("太阳和能源", "太阳能", []),
    ("5G网络覆盖", "5G网络", ["5G网络"]),
    ("COVID19 by e-mail", "covid 19 email", ["COVID19", "e-mail"]),
]
"""Text of an article, query, words marked in the text."""

SAMPLE_QUERIES = (
    "water",
    "river -bridge",
    '"nine rivers"',
    "solar OR harbour",
    "train*",
    "ele*ity",
    "watre~",
    '"river water"~8',
    "title:water",
    "COVID19 road",
    "date:2019 river",
    "水",
    "铁路 OR 港口",
    "“一带一路”",
    "training 水利",
)


Opener = Callable[..., FlaskClient]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Return a function that serves some articles under some settings."""

    def open_client(*articles: Article, **settings: Any) -> FlaskClient:
        config = make_config(settings, tmp_path)
        add_articles(config, articles)
        return create_app(config).test_client()

    return open_client


def read(client: FlaskClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).get_data(as_text=True), "lxml")


def marks_of(soup: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [node.get_text() for node in soup.select(f"{selector} mark")]


def follow(client: FlaskClient, hit: Tag) -> BeautifulSoup:
    link = hit.select_one("h3 a")
    assert link
    return read(client, str(link["href"]))


@pytest.mark.parametrize(("text", "query", "marked"), MARKED)
def test_what_a_query_finds_is_marked(
    opened: Opener, text: str, query: str, marked: list[str]
) -> None:
    article = make_article("a", "", text, language="zh" if text > "一" else "en")
    soup = read(opened(article), f"/article/{article.doc_id}?q={quote(query)}")
    assert marks_of(soup, ".text") == marked


def test_a_word_of_one_field_is_marked_only_there(opened: Opener) -> None:
    article = make_article("a", "Pump it", "A pump")
    soup = read(opened(article), f"/article/{article.doc_id}?q=title:pump")
    assert (marks_of(soup, "h1"), marks_of(soup, ".text")) == (["Pump"], [])


def test_a_word_found_by_a_synonym_is_marked_in_the_article(
    opened: Opener, tmp_path: Path
) -> None:
    synonyms = tmp_path / "synonyms.toml"
    synonyms.write_text('two_way = [["BRI", "Belt and Road"]]', encoding="utf-8")
    article = make_article("a", "A forum", "They spoke of the Belt and Road.")
    client = opened(article, search={"synonyms": str(synonyms)})
    (hit,) = read(client, "/?q=bri").select(".hit")
    assert marks_of(hit, ".snippet") == ["Belt and Road"]
    assert marks_of(follow(client, hit), ".text") == ["Belt and Road"]


@pytest.mark.parametrize("default_operator", ["and", "or"])
@pytest.mark.parametrize(
    "query", ["pump date:last year..", "pump last month", "goat covid 19"]
)
def test_a_result_and_its_article_read_a_query_alike(
    opened: Opener, query: str, default_operator: str
) -> None:
    text = "COVID-19 felled a pump, a goat and the months that last."
    now = dt.datetime.now(dt.UTC)
    article = make_article("a", "News", text, published=now)
    client = opened(article, search={"default_operator": default_operator})
    (hit,) = read(client, f"/?q={quote(query)}").select(".hit")
    marks = marks_of(hit, ".snippet")
    assert marks and marks_of(follow(client, hit), ".text") == marks


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Serve every article of the sample publication."""
    entries = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
    config = make_config({}, tmp_path_factory.mktemp("sample"))
    add_articles(config, (read_sample(entry["path"]) for entry in entries))
    return create_app(config).test_client()


def read_sample(path: str) -> Article:
    content = (SAMPLE / "site" / path).read_bytes()
    return extract_article(Page(f"https://nine-rivers.example/{path}", content))


@pytest.mark.parametrize("query", SAMPLE_QUERIES)
def test_what_a_result_marks_is_marked_in_the_article(
    sample: FlaskClient, query: str
) -> None:
    hits = read(sample, f"/?q={quote(query)}&size=100").select(".hit")
    assert hits
    for hit in hits:
        page = follow(sample, hit)
        assert marks_of(page, "h1") == marks_of(hit, "h3")
        snippet, text = (
            Counter(" ".join(marks).split())
            for marks in (marks_of(hit, ".snippet"), marks_of(page, ".text"))
        )
        assert snippet <= text


@given(st.text("<a&\"'>", max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_a_marked_text_is_the_escaped_text_with_two_tags(
    text: str, one: int, other: int
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    shown = mark(text, ((start, end),))
    assert isinstance(shown, Markup)
    assert shown.replace("<mark>", "").replace("</mark>", "") == escape(text)


@given(
    st.lists(st.integers(0, 30), max_size=8, unique=True),
    st.lists(st.integers(0, 30), max_size=5),
)
def test_marks_cut_at_any_places_cover_what_they_covered(
    ends: list[int], cuts: list[int]
) -> None:
    places = sorted(ends)
    marks = tuple(zip(places[::2], places[1::2], strict=False))
    bounds = [0, *sorted(cuts), 31]
    pieces = {
        low + place
        for low, high in pairwise(bounds)
        for start, end in cut_marks(marks, low, high)
        for place in range(start, end)
    }
    assert pieces == {place for start, end in marks for place in range(start, end)}


def test_marks_stand_in_headings_and_paragraphs_as_in_the_body() -> None:
    passages = (
        Passage("", 0, "", "Pump here.\n\nHere."),
        Passage("Pump", 2, "", "A pump."),
        Passage("A pump.", 7, "", "Pump, pump."),
    )
    body = "Pump here.\n\nHere.\n\nPump\n\nA pump.\n\nA pump. Pump, pump."
    article = make_article("a", "", body, passages=passages)
    found = tuple(m.span() for m in re.finditer("pump", body, re.IGNORECASE))
    headings = list_headings(article, found)
    shown = write_body(article, found, headings, NO_HOSTS, LOCALES["en"])
    assert str(shown).replace("mark>", "m>") == (
        "<p><m>Pump</m> here.</p><p>Here.</p>"
        '<h2 id="passage-2"><m>Pump</m></h2><p>A <m>pump</m>.</p>'
        '<p id="passage-3"><b class="run-in">A <m>pump</m>.</b> '
        "<m>Pump</m>, <m>pump</m>.</p>"
    )
    assert [str(h.text).replace("mark>", "m>") for h in headings] == [
        "<m>Pump</m>",
        "A <m>pump</m>.",
    ]
