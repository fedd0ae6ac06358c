from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.config import make_config
from indexer.errors import (
    BroadsheetError,
    ConfigError,
    IndexCorrupt,
    IndexFull,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
)
from webapp import create_app
from webapp.routes.errors import ERROR_STATUSES, describe_error

LONG = "a" * 100_000
HOSTILE = (
    "q=<script>alert(1)</script>",
    "q=" + quote('"><svg onload=alert(1)>'),
    "q=" + LONG,
    "q=" + quote("水" * 3000),
    "q=%FF%FE",
    "q=\xff",
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "(" * 1500,
    "q=" + quote("-" * 1500),
    "q=" + quote('"' * 1999),
    "q=" + quote("a* " * 30),
    "q=title:&q=title:",
    "page=-1",
    "page=abc",
    "page=99999",
    "page=1e9",
    "page=",
    "size=0",
    "sort=best",
    "sort=newest&sort=oldest",
    "colour=red",
    "topics=" + quote("<b>"),
    "topics=",
    "topics=%00",
    "section=" + quote(" > " * 100),
    "published=never",
    "published=9999-12..9999-12-31",
    "published=0001..",
    "from=2020-01-02&to=2020-01-01",
    "from=yesterday",
    "lang=xx",
    "lang=en&lang=zh",
    "explain=1&explain=1",
    "&&&=&=;",
    "%",
    "q=%",
    "&".join(f"topics={n}" for n in range(5000)),
)
PATHS = ("/", "/api/v1/search", "/api/v1/suggest", "/export.csv", "/feed.atom")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: q[:24])
def test_hostile_input_gets_a_clean_page_or_a_clear_error(
    client: FlaskClient, path: str, query: str
) -> None:
    response = client.get(path, query_string=query)
    assert response.status_code in (200, 400, 404)
    body = response.get_data(as_text=True)
    assert "<script>alert" not in body or path != "/"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "doc_id", ["0", "%3Cscript%3E", "x" * 9000, "0" * 16, "0" * 17, "%00", "-1", "%FF"]
)
def test_a_name_no_article_has_is_not_found(client: FlaskClient, doc_id: str) -> None:
    assert client.get(f"/article/{doc_id}").status_code == 404


def test_an_error_page_does_not_repeat_an_endless_address(client: FlaskClient) -> None:
    assert len(client.get("/?q=" + LONG).data) < 5_000


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%3Cscript%3E", 200),
        ("q=" + LONG, 400),
        ("q=%FF", 400),
        ("page=-1", 400),
        ("page=abc", 400),
        ("sort=best", 400),
        ("published=never", 400),
        ("lang=xx", 200),
    ],
)
def test_pages_and_the_api_agree_on_what_is_wrong(
    client: FlaskClient, query: str, status: int
) -> None:
    assert client.get(f"/?{query}").status_code == status
    assert client.get(f"/api/v1/search?{query}").status_code == status


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60), st.sampled_from(("q", "topics", "section", "published")))
def test_whatever_is_typed_is_answered(app: Flask, typed: str, name: str) -> None:
    typed = typed.encode("utf-8", "replace").decode()
    response = app.test_client().get("/", query_string={name: typed})
    assert response.status_code in (200, 400)


def test_every_error_of_ours_has_a_status() -> None:
    assert BroadsheetError in ERROR_STATUSES


def test_an_index_that_does_not_open_is_503_whatever_ails_it() -> None:
    for kind in (IndexMissing, IndexOutdated, IndexCorrupt, IndexFull, IndexLocked):
        assert describe_error(kind("why")).status == 503


def test_the_table_begins_with_the_narrow_errors() -> None:
    rows = list(ERROR_STATUSES)
    for i, kind in enumerate(rows):
        assert not any(issubclass(kind, wider) for wider in rows[:i])


def test_an_error_nobody_foresaw_tells_nothing_of_the_inside() -> None:
    problem = describe_error(ZeroDivisionError("secret path /srv/key"))
    assert (problem.status, problem.code) == (500, "internal-error")
    assert "secret" not in problem.message


def test_an_unforeseen_error_is_logged_and_answered_with_a_page(
    config: object, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(config)  # type: ignore[arg-type]

    @app.get("/broken")
    def broken() -> str:
        return str(1 // 0)

    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in response.get_data(as_text=True)


def test_a_wrong_file_of_synonyms_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("trouble = 1")
    config = make_config({"search": {"synonyms": "mine.toml"}}, tmp_path)
    with pytest.raises(ConfigError, match=r"mine\.toml: unknown 'trouble'"):
        create_app(config)


@pytest.fixture
def closed(tmp_path: Path) -> FlaskClient:
    """A server whose index was never built."""
    return create_app(make_config({}, tmp_path)).test_client()


@pytest.mark.parametrize("path", ["/", "/?q=a", "/article/00", "/export.csv?q=a"])
def test_a_missing_index_is_503_and_only_the_log_names_the_command(
    closed: FlaskClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = closed.get(path)
    assert response.status_code == 503
    assert "broadsheet reindex" in caplog.text
    assert "reindex" not in response.get_data(as_text=True)
    assert "index_data" not in response.get_data(as_text=True)
    assert int(response.headers["Retry-After"]) > 0


def test_a_missing_index_is_503_in_the_api_and_in_health(
    closed: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/api/v1/search?q=a", "/healthz"):
        response = closed.get(path)
        assert response.status_code == 503
        assert response.json["error"]["code"] == "index-missing"
        assert "index_data" not in response.get_data(as_text=True)
        assert f"GET {path.partition('?')[0]}: no index" in caplog.text
    assert closed.get("/healthz").json["open"] is False


def test_what_needs_no_index_works_without_one(closed: FlaskClient) -> None:
    for path in ("/robots.txt", "/opensearch.xml", "/static/broadsheet.css"):
        with closed.get(path) as response:
            assert response.status_code == 200


def test_errors_speak_the_visitors_language(client: FlaskClient) -> None:
    body = client.get("/?page=-1&lang=zh").get_data(as_text=True)
    assert "页码须为不小于 1 的整数" in body
    assert "找不到页面" in client.get("/x?lang=zh").get_data(as_text=True)


def test_a_wrong_method_is_told_the_right_one(client: FlaskClient) -> None:
    response = client.post("/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
