from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from lxml import etree

from .articles import ARTICLES, CHINESE, HOSTILE, PUMP

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def ids_of(client: FlaskClient, query: str) -> list[str]:
    """Return the hits of every page, as the pages show them."""
    found: list[str] = []
    for page in range(1, 1 + client.get(f"/api/v1/search?{query}").json["pages"]):
        hits = client.get(f"/api/v1/search?{query}&page={page}").json["hits"]
        found += [hit["doc_id"] for hit in hits]
    return found


def test_an_answer_has_the_promised_keys(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=goats&topics=water").json
    (hit,) = answer["hits"]
    assert answer["total"] == 1
    assert answer["messages"] == []
    assert (
        hit.items()
        >= {
            "doc_id": PUMP.doc_id,
            "url": PUMP.url,
            "title": PUMP.title,
            "published": "2019-11-29T09:30:00+08:00",
            "section": ["Projects", "Water"],
            "sections": ["Projects > Water"],
            "topics": ["water", "energy"],
            "article": f"http://localhost/article/{PUMP.doc_id}",
        }.items()
    )
    assert {"value": "water", "count": 1, "selected": True} in answer["facets"][
        "topics"
    ]


@pytest.mark.parametrize(("query", "word"), [("goats", "goats"), ("水泵", "水泵")])
def test_marks_are_spans_of_the_text_beside_them(
    client: FlaskClient, query: str, word: str
) -> None:
    snippet = client.get(f"/api/v1/search?q={query}").json["hits"][0]["snippet"]
    start, end = snippet["marks"][0]
    assert snippet["text"][start:end] == word


def test_messages_say_where_and_what(client: FlaskClient) -> None:
    (message,) = client.get('/api/v1/search?q=goats+"pump').json["messages"]
    assert (message["code"], message["start"], message["end"]) == (
        "unclosed-quote",
        6,
        7,
    )
    assert message["message"]


def test_the_reasons_of_a_score_come_only_when_asked_for(client: FlaskClient) -> None:
    assert "why" not in client.get("/api/v1/search?q=goats").json["hits"][0]


@pytest.mark.parametrize(
    "query", ["q=water", "q=water&sort=oldest", "topics=water&published=2018", "q="]
)
def test_files_hold_every_hit_in_the_order_of_the_pages(
    client: FlaskClient, query: str
) -> None:
    expected = ids_of(client, query)
    table = client.get(f"/export.csv?{query}").get_data(as_text=True).lstrip("\ufeff")
    data = client.get(f"/export.json?{query}").json
    feed = etree.fromstring(client.get(f"/feed.atom?{query}").data)
    links = {a.url: a.doc_id for a in ARTICLES}
    entries = feed.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert [row["doc_id"] for row in csv.DictReader(io.StringIO(table))] == expected
    assert [hit["doc_id"] for hit in data["hits"]] == expected
    assert [
        links.get(name) or name.removeprefix("urn:broadsheet:") for name in entries
    ] == expected
    assert data["total"] == len(expected) == len(set(expected))


@pytest.mark.parametrize("name", ["csv", "atom"])
def test_the_api_gives_the_same_files(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/api/v1/search?q=water&format={name}")
    export = client.get(f"/export.{name}?q=water")
    assert answer.mimetype == export.mimetype
    assert answer.data.splitlines()[12:] == export.data.splitlines()[12:]


def test_a_file_is_named_for_saving(client: FlaskClient) -> None:
    headers = client.get("/export.csv?q=water").headers
    assert headers["Content-Disposition"] == 'attachment; filename="results.csv"'
    assert headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_feed_names_itself_its_page_and_when_it_changed(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/feed.atom?q=水泵").data)
    page, here = (
        feed.xpath(f"string(a:link[@rel='{rel}']/@href)", namespaces=ATOM)
        for rel in ("alternate", "self")
    )
    assert page == "http://localhost/?q=%E6%B0%B4%E6%B3%B5"
    assert here.startswith("http://localhost/feed.atom?q=")
    updated = feed.xpath("string(a:updated)", namespaces=ATOM)
    assert updated == CHINESE.published.isoformat()  # type: ignore[union-attr]


def test_no_cell_of_a_table_begins_a_formula(client: FlaskClient) -> None:
    table = client.get("/export.csv?q=hostile").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    assert row["title"] == HOSTILE.title
    assert not [v for v in row.values() if v[:1] in tuple("=+-@")]


def test_health_tells_the_state_of_the_index(client: FlaskClient) -> None:
    health = client.get("/healthz").json
    assert health["status"] == "ok" and health["open"] is True
    assert health["documents"] == len(ARTICLES)
    assert health["generation"] >= 1 and health["size"] > 0


def test_errors_have_one_shape(client: FlaskClient) -> None:
    answers = [
        client.get("/api/v1/search?page=-1"),
        client.get("/api/v1/search?colour=red"),
        client.get("/api/v1/search?format=pdf"),
        client.get("/api/v1/nowhere"),
        client.post("/api/v1/search"),
    ]
    assert [a.status_code for a in answers] == [400, 400, 400, 404, 405]
    for answer in answers:
        error = answer.json["error"]
        assert error["status"] == answer.status_code
        assert error["code"] and error["message"]
    assert answers[0].json["error"]["parameter"] == "page"


def test_suggestions_lead_to_what_they_name(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=pum").json["suggestions"]
    links = {s["kind"]: s["link"] for s in found}
    assert links["title"] == f"http://localhost/article/{PUMP.doc_id}"
    assert links["words"].startswith("http://localhost/?q=pump")
    (topic,) = client.get("/api/v1/suggest?q=energ").json["suggestions"][:1]
    assert client.get(topic["link"]).status_code == 200


def test_browsers_get_suggestions_in_their_own_shape(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=pum&format=opensearch")
    typed, texts, notes, links = answer.json
    assert answer.mimetype == "application/x-suggestions+json"
    assert typed == "pum" and "pump" in texts
    assert len(texts) == len(notes) == len(links)


def test_nothing_typed_suggests_nothing(client: FlaskClient) -> None:
    assert client.get("/api/v1/suggest?q=").json["suggestions"] == []


def test_chinese_is_written_as_it_is(client: FlaskClient) -> None:
    assert CHINESE.title in client.get("/api/v1/search?q=水泵").get_data(as_text=True)


def test_the_answer_is_plain_json(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=hostile")
    assert response.mimetype == "application/json"
    assert json.loads(response.data)["hits"][0]["title"] == HOSTILE.title
