"""What becomes of a crawl that meets a server which does what it should not."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.config import SourceConfig
from indexer.sources import FetchReport, open_source
from indexer.sources.fetching import PageStore, find_store_path
from indexer.sources.fetching.http_client import FetchLimits
from indexer.sources.fetching.web_source import fetch_web_source
from tests.sources.web_server import (
    Route,
    WebServer,
    answer,
    answer_raw,
    make_clock,
    make_page,
)

LIMITS = FetchLimits(seconds=0.7, bytes=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = gzip.compress(bytes(50_000_000))
PACKED = gzip.compress(b"<p>The ferry</p>" * 100)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def crawl(server: WebServer, folder: Path, path: str = "/") -> FetchReport:
    config = make_config(server, path)
    return fetch_web_source(
        config, folder, kind="page", clock=make_clock(), limits=LIMITS
    )


def make_config(server: WebServer, path: str = "/") -> SourceConfig:
    return SourceConfig(f"site:{server.url}{path}", concurrency=1, max_depth=5)


def list_paths(server: WebServer, folder: Path, path: str = "/") -> list[str]:
    """Return the paths of the pages that are stored."""
    source = open_source(make_config(server, path), folder)
    return [entry.url.removeprefix(server.url) for entry in source.entries]


def find_state(server: WebServer, folder: Path, path: str) -> str:
    store = PageStore(find_store_path(folder, make_config(server).address))
    found = store.find(server.url + path)
    store.close()
    return found.state if found else "unknown"


FAILURES: dict[str, tuple[Route, str]] = {
    "headers that never end": (
        answer_raw(HEAD, *[b"X-A: b\r\n"] * 100_000),
        "is no HTTP",
    ),
    "headers that never come": (answer_raw(keeps_open=1.5), "took more than"),
    "headers that stop": (answer_raw(HEAD, keeps_open=1.5), "took more than"),
    "a header line of a megabyte": (
        answer_raw(HEAD, b"X-A: " + b"b" * 2**20 + b"\r\n\r\n"),
        "is no HTTP",
    ),
    "a body that stops": (
        answer_raw(HEAD, b"Content-Length: 99\r\n\r\n<p>", keeps_open=1.5),
        "took more than",
    ),
    "a body that never ends": (
        answer_raw(HEAD, b"\r\n", *[b"<p>more" * 1000] * 1000),
        "has more than 100000 bytes",
    ),
    "a body that says it is huge": (
        answer_raw(HEAD, b"Content-Length: 99999999999\r\n\r\n<p>"),
        "has more than 100000 bytes",
    ),
    "a bomb of gzip": (
        answer(200, BOMB, Content_Encoding="gzip"),
        "has more than 100000 bytes",
    ),
    "half a body": (
        answer_raw(HEAD, b"Content-Length: 99\r\n\r\n<p>Half"),
        "ended too early",
    ),
    "half a chunk": (
        answer_raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n99\r\n<p>Half"),
        "ended too early",
    ),
    "chunks that are none": (
        answer_raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\nferry\r\n<p>"),
        "",
    ),
    "half a gzip": (
        answer(200, PACKED[:-20], Content_Encoding="gzip"),
        "ended too early",
    ),
    "a gzip that is none": (
        answer(200, "<p>The ferry</p>", Content_Encoding="gzip"),
        "is packed wrongly",
    ),
    "a packing that was not asked for": (
        answer(200, "<p>The ferry</p>", Content_Encoding="br"),
        "is packed as 'br'",
    ),
    "a packing in a packing": (
        answer(200, gzip.compress(PACKED), Content_Encoding="gzip, gzip"),
        "is packed as 'gzip, gzip'",
    ),
    "two lengths": (
        answer_raw(HEAD, b"Content-Length: 3\r\nContent-Length: 30\r\n\r\n<p>"),
        "",
    ),
    "another protocol": (answer_raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "is no HTTP"),
    "nothing at all": (answer_raw(), "closed the connection"),
    "304 though it was not asked": (answer(304, kind=""), "answered 304"),
    "no content": (answer(204, kind=""), "answered 204"),
    "a part of the content": (answer(206, "<p>Part"), "answered 206"),
    "choices": (answer(300, "<p>Which?"), "answered 300"),
    "a door without a key": (answer(401), "answered 401"),
    "a closed door": (answer(403), "answered 403"),
    "a broken server": (answer(500), "answered 500"),
    "a server without its master": (answer(502), "answered 502"),
    "a server that rests": (answer(503), "answered 503"),
    "a status of its own": (answer(999), "answered 999"),
    "a redirect to nowhere": (answer(301), "cannot be read"),
    "a redirect to a file": (
        answer(301, Location="file:///etc/passwd"),
        "cannot be read",
    ),
    "a redirect with a password": (
        answer(301, Location="http://user:word@127.0.0.1/"),
        "cannot be read",
    ),
}
"""Answers, and why the page cannot be fetched; empty where aiohttp finds the words."""


@pytest.mark.parametrize("name", FAILURES)
def test_a_page_that_cannot_be_fetched_costs_itself(
    name: str, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front", ["/bad", "/good"]))
    server.routes["/good"] = answer(200, make_page("good"))
    server.routes["/bad"], reason = FAILURES[name]
    report = crawl(server, tmp_path)
    assert [one.url for one in report.failed] == [f"{server.url}/bad"]
    assert reason in report.failed[0].error
    assert not report.problem
    assert list_paths(server, tmp_path) == ["/", "/good"]


@pytest.mark.parametrize("name", FAILURES)
def test_a_page_that_cannot_be_fetched_any_more_is_kept(
    name: str, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front", ["/bad"]))
    server.routes["/bad"] = answer(200, make_page("bad"))
    crawl(server, tmp_path)
    before = [one.read() for one in open_source(make_config(server), tmp_path).entries]
    server.routes["/bad"] = FAILURES[name][0]
    make_due(server, tmp_path)
    assert crawl(server, tmp_path).failed
    after = [one.read() for one in open_source(make_config(server), tmp_path).entries]
    assert before == after


def make_due(server: WebServer, folder: Path) -> None:
    """Let every page be due."""
    store = PageStore(find_store_path(folder, make_config(server).address))
    store._file.execute("UPDATE resources SET due = 0")
    store.commit()
    store.close()


STATES: dict[str, tuple[Route, str]] = {
    "not found": (answer(404), "gone"),
    "gone": (answer(410), "gone"),
    "a redirect to itself": (answer(301, Location="/odd"), "moved"),
    "a redirect elsewhere": (answer(301, Location="http://far.example/"), "moved"),
    "a redirect to a private address": (
        answer(302, Location="http://169.254.169.254/latest/"),
        "moved",
    ),
    "a redirect to another port": (
        answer(302, Location="http://127.0.0.1:1/"),
        "moved",
    ),
    "a picture": (answer(200, b"\x89PNG\r\n", "image/png"), "other"),
    "a PDF": (answer(200, b"%PDF-1.7", "application/pdf"), "other"),
    "a film that never ends": (
        answer_raw(HEAD.replace(b"text/html", b"video/mp4"), b"\r\n", *[BOMB] * 99),
        "other",
    ),
    "a page without a type": (answer(200, make_page("odd"), ""), "stored"),
    "a charset nobody knows": (
        answer(200, make_page("odd"), "text/html; charset=klingon"),
        "stored",
    ),
    "the charset of another page": (
        answer(200, "<p>渡船</p>".encode("gbk"), "text/html; charset=utf-8"),
        "stored",
    ),
    "an empty page": (answer(200), "stored"),
    "bytes that are no page": (answer(200, bytes(range(256))), "stored"),
    "tags without an end": (answer(200, "<div>" * 10_000), "stored"),
    "a page that is not to be indexed": (
        answer(200, '<meta name="robots" content="noindex"><p>The ferry'),
        "hidden",
    ),
    "a header that says so": (
        answer(200, make_page("odd"), X_Robots_Tag="noindex, nofollow"),
        "hidden",
    ),
    "links that cannot be read": (
        answer(200, '<a href="http://[::1/"> <a href="http://a:b/"> <base href="//">'),
        "stored",
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_an_odd_answer_is_an_answer(
    name: str, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front", ["/odd"]))
    server.routes["/odd"], state = STATES[name]
    report = crawl(server, tmp_path)
    assert report == FetchReport()
    assert find_state(server, tmp_path, "/odd") == state
    assert set(server.requests) <= {"/robots.txt", "/sitemap.xml", "/", "/odd"}


def test_redirects_that_never_end_do(server: WebServer, tmp_path: Path) -> None:
    for number in range(50):
        server.routes[f"/hop/{number}"] = answer(301, Location=f"/hop/{number + 1}")
    server.routes["/"] = answer(200, make_page("front", ["/hop/0"]))
    crawl(server, tmp_path)
    assert sum(path.startswith("/hop/") for path in server.requests) == 11


def test_links_that_never_end_do(server: WebServer, tmp_path: Path) -> None:
    path = "/"
    for _ in range(20):
        server.routes[path] = answer(200, make_page("deeper", ["more/"]))
        path += "more/"
    crawl(server, tmp_path)
    assert len(list_paths(server, tmp_path)) == 4


def test_a_server_that_dies_on_the_way_is_left_alone(
    server: WebServer, tmp_path: Path
) -> None:
    links = [f"/{number}" for number in range(100)]
    server.routes["/"] = answer(200, make_page("front", links))
    server.routes |= dict.fromkeys(links, answer_raw())
    assert "does not answer any more" in crawl(server, tmp_path).problem
    assert sum(server.requests[link] > 0 for link in links) == 10


ROBOTS: dict[str, tuple[Route, str]] = {
    "broken": (answer(500), "robots.txt: it answered 500"),
    "too busy": (answer(429), "robots.txt: it answered 429"),
    "silent": (answer_raw(keeps_open=1.5), "robots.txt: it took more than"),
    "closed": (answer_raw(), "robots.txt: it closed the connection"),
    "forbidding": (
        answer(200, "User-agent: *\nDisallow: /", "text/plain"),
        "robots.txt does not allow it",
    ),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_a_server_without_rules_is_not_asked_for_pages(
    name: str, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front"))
    server.routes["/robots.txt"], problem = ROBOTS[name]
    assert problem in crawl(server, tmp_path).problem
    assert not server.requests["/"]


@pytest.mark.parametrize(
    "robots",
    [
        answer(403),
        answer(301, Location="http://far.example/robots.txt"),
        answer(301, Location="/robots.txt"),
        answer(200, bytes(range(256)) * 100),
        answer(200, "<html><p>Not found"),
        answer(200, "\ufeffDisallow\nUser-agent\n:::\nCrawl-delay: soon"),
    ],
)
def test_rules_that_say_nothing_allow_all(
    robots: Route, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front"))
    server.routes["/robots.txt"] = robots
    assert crawl(server, tmp_path) == FetchReport()
    assert list_paths(server, tmp_path) == ["/"]


ENTITIES = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ferry"}">' for n in range(12)
)
SITEMAPS: dict[str, tuple[Route, str]] = {
    "a bomb of gzip": (
        answer(200, gzip.compress(bytes(60 * 2**20)), "application/gzip"),
        "unpacked",
    ),
    "a bomb of entities": (
        answer(
            200,
            f"<!DOCTYPE urlset [{ENTITIES}]>"
            "<urlset><url><loc>&e11;</loc></url></urlset>",
            "application/xml",
        ),
        "no sitemap",
    ),
    "a file of this machine": (
        answer(
            200,
            '<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            "<urlset><url><loc>&f;</loc></url></urlset>",
            "application/xml",
        ),
        "",
    ),
    "itself": (
        answer(
            200,
            "<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>",
            "application/xml",
        ),
        "",
    ),
    "half of it": (
        answer(200, "<urlset><url><loc>/good</loc></url><url><lo", "application/xml"),
        "",
    ),
    "no sitemap": (answer(200, "<rss></rss>", "application/xml"), "no sitemap"),
    "not even XML": (answer(200, "ferry", "text/plain"), "no sitemap"),
    "a page": (answer(200, "<html><p>Not found"), ""),
    "nothing": (answer(404), ""),
}


@pytest.mark.parametrize("name", SITEMAPS)
def test_a_bad_sitemap_costs_itself(
    name: str, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(200, make_page("front", ["/good"]))
    server.routes["/good"] = answer(200, make_page("good"))
    rules = f"Sitemap: {server.url}/map.xml"
    server.routes["/robots.txt"] = answer(200, rules, "text/plain")
    server.routes["/map.xml"], reason = SITEMAPS[name]
    report = crawl(server, tmp_path)
    failed = {one.url: one.error for one in report.failed}
    assert failed.keys() == ({f"{server.url}/map.xml"} if reason else set())
    assert all(reason in error for error in failed.values())
    assert list_paths(server, tmp_path) == ["/", "/good"]
    assert threading.active_count() < 50
