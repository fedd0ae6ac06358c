"""How a site is fetched: what is found, what is asked again, and how politely."""

from __future__ import annotations

import dataclasses
import gzip
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from indexer.config import SourceConfig
from indexer.errors import ConfigError, SourceError
from indexer.model import PageHints
from indexer.sources import FetchReport, check_source, open_source
from indexer.sources.fetching import PageStore, find_store_path
from indexer.sources.fetching.crawler import CrawlScope
from indexer.sources.fetching.rate_limit import Clock
from indexer.sources.fetching.web_addresses import find_places
from indexer.sources.fetching.web_source import fetch_web_source
from tests.sources.web_server import (
    WebServer,
    answer,
    answer_once_changed,
    make_clock,
    make_page,
)

AUXILIARY = ("/robots.txt", "/sitemap.xml")


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def site(server: WebServer) -> SourceConfig:
    """Return settings for a front page with links to three pages."""
    publish(server, "/", ["/one", "/two", "/three"])
    for path in ("/one", "/two", "/three"):
        publish(server, path)
    return SourceConfig(f"site:{server.url}/", concurrency=1, revisit_hours=0)


def publish(server: WebServer, path: str, links: list[str] | None = None) -> None:
    page = make_page(path, links or ())
    server.routes[path] = answer_once_changed(page, str(hash(page)))


def publish_robots(server: WebServer, text: str) -> None:
    server.routes["/robots.txt"] = answer(200, text, "text/plain")


def publish_sitemap(server: WebServer, path: str, **pages: str) -> None:
    """Write a sitemap of pages with their ``lastmod``."""
    rows = "".join(
        f"<url><loc>{server.url}/{name}</loc><lastmod>{day}</lastmod></url>"
        for name, day in pages.items()
    )
    text = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    )
    server.routes[path] = answer(200, text, "application/xml")


def crawl(
    config: SourceConfig, folder: Path, clock: Clock | None = None
) -> FetchReport:
    return fetch_web_source(config, folder, kind="page", clock=clock or make_clock())


def list_paths(config: SourceConfig, folder: Path) -> list[str]:
    entries = open_source(config, folder).entries
    return ["/" + one.url.split("/", 3)[3] for one in entries]


def list_gone(config: SourceConfig, folder: Path) -> list[str]:
    gone = open_source(config, folder).gone
    return sorted("/" + url.split("/", 3)[3] for url in gone)


def count_pages(server: WebServer) -> dict[str, int]:
    """Return how often each page was asked for since the last count."""
    counted = {k: v for k, v in server.requests.items() if k not in AUXILIARY}
    server.asked.clear()
    return counted


def test_links_are_followed_once(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    publish(server, "/one", ["/", "two#part", f"{server.url}/./three", "/four?b=1&a=2"])
    publish(server, "/four?b=1&a=2")
    crawl(site, tmp_path)
    assert list_paths(site, tmp_path) == [
        "/",
        "/four?b=1&a=2",
        "/one",
        "/three",
        "/two",
    ]
    assert set(count_pages(server).values()) == {1}


def test_what_did_not_change_is_not_sent_again(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    before = list(open_source(site, tmp_path).entries)
    server.asked.clear()
    crawl(site, tmp_path)
    assert server.find_headers("/one")["If-None-Match"]
    assert {one.mtime for one in open_source(site, tmp_path).entries} == {
        one.mtime for one in before
    }


def test_a_page_is_asked_for_again_when_its_time_has_come(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    site = dataclasses.replace(site, revisit_hours=10)
    clock = make_clock()
    crawl(site, tmp_path, clock)
    count_pages(server)
    crawl(site, tmp_path, clock)
    assert count_pages(server) == {"/": 1}
    visits = []
    for _ in range(40):
        later = clock.read_time() + 10 * 3600 + 1
        clock = Clock(lambda later=later: later, clock.read_monotonic, clock.sleep)  # type: ignore[misc]
        crawl(site, tmp_path, clock)
        visits.append(count_pages(server).get("/one", 0))
    assert [number for number, asked in enumerate(visits) if asked] == [0, 2, 6, 14, 30]


def test_sitemaps_and_robots_lead_to_pages_without_links(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    names = ("plain", "packed", "text", "news", "index")
    maps = "\n".join(f"Sitemap: {server.url}/map/{name}" for name in names)
    publish_robots(server, maps)
    publish_sitemap(server, "/map/plain", a="2019-11-29")
    packed = f"<urlset><url><loc>{server.url}/b</loc></url></urlset>".encode()
    server.routes["/map/packed"] = answer(
        200, gzip.compress(packed), "application/gzip"
    )
    server.routes["/map/text"] = answer(200, f"{server.url}/c\n/not\n", "text/plain")
    news = (
        f"<urlset><url><loc>{server.url}/d</loc><n:news xmlns:n='x'>"
        "<n:publication_date>2019-11-29</n:publication_date><n:title>Ferry</n:title>"
        "</n:news></url></urlset>"
    )
    server.routes["/map/news"] = answer(200, news, "application/xml")
    inner = f"<sitemap><loc>{server.url}/map/in</loc></sitemap>"
    index = f"<sitemapindex>{inner}</sitemapindex>"
    server.routes["/map/index"] = answer(200, index, "application/xml")
    publish_sitemap(server, "/map/in", e="2019-11-29")
    for path in ("/a", "/b", "/c", "/d", "/e"):
        publish(server, path)
    assert crawl(site, tmp_path) == FetchReport()
    assert {"/a", "/b", "/c", "/d", "/e"} <= set(list_paths(site, tmp_path))
    found = {one.url: one for one in open_source(site, tmp_path).entries}
    hints = found[f"{server.url}/d"].read().hints
    assert hints == PageHints(title="Ferry", published="2019-11-29")


def test_a_page_with_another_lastmod_is_asked_for_at_once(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    site = dataclasses.replace(site, revisit_hours=1000)
    publish_sitemap(server, "/sitemap.xml", one="2019-11-29", two="2019-11-29")
    crawl(site, tmp_path)
    count_pages(server)
    publish_sitemap(server, "/sitemap.xml", one="2019-11-30", two="2019-11-29")
    crawl(site, tmp_path)
    assert count_pages(server) == {"/": 1, "/one": 1}


def test_lastmod_is_not_believed_where_it_moves_and_the_pages_do_not(
    server: WebServer, tmp_path: Path
) -> None:
    names = [f"page{number}" for number in range(30)]
    publish(server, "/")
    for name in names:
        publish(server, f"/{name}")
    site = SourceConfig(f"site:{server.url}/", revisit_hours=1000)
    asked = []
    for day in ("2019-11-28", "2019-11-29", "2019-11-30"):
        publish_sitemap(server, "/sitemap.xml", **dict.fromkeys(names, day))
        crawl(site, tmp_path)
        asked.append(len(count_pages(server)))
    assert asked == [31, 31, 1]


def test_a_redirect_is_remembered_and_leads_to_the_page(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    server.routes["/one"] = answer(301, Location="/uno")
    publish(server, "/uno")
    crawl(site, tmp_path)
    assert list_paths(site, tmp_path) == ["/", "/three", "/two", "/uno"]
    assert list_gone(site, tmp_path) == ["/one"]


def test_a_stored_page_that_leads_elsewhere_for_the_time_being_stays(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    server.routes["/one"] = answer(302, Location="/two")
    assert len(crawl(site, tmp_path).failed) == 1
    assert "/one" in list_paths(site, tmp_path)


@pytest.mark.parametrize(
    ("status", "is_kept"), [(404, False), (410, False), (500, True)]
)
def test_a_page_is_gone_when_the_server_says_so_and_not_when_it_fails(
    status: int, is_kept: bool, site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    server.routes["/one"] = answer(status)
    crawl(site, tmp_path)
    assert ("/one" in list_paths(site, tmp_path)) == is_kept
    assert list_gone(site, tmp_path) == ([] if is_kept else ["/one"])


def test_pages_that_lead_to_another_host_stay(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    parked = answer(301, Location="https://parked.example/")
    server.routes = dict.fromkeys(server.routes, parked)
    report = crawl(site, tmp_path)
    assert {one.error for one in report.failed} == {
        "leads to another host: https://parked.example/"
    }
    assert len(list_paths(site, tmp_path)) == 4


def test_a_site_whose_start_is_gone_is_asked_for_no_more(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    server.routes.clear()
    server.asked.clear()
    assert "says that its start address is gone" in crawl(site, tmp_path).problem
    assert not server.requests["/three"]
    assert len(list_paths(site, tmp_path)) >= 2


def test_a_run_that_goes_on_later_asks_again_what_is_new(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    site = dataclasses.replace(site, max_minutes=1 / 60)
    crawl(site, tmp_path)
    server.asked.clear()
    crawl(site, tmp_path)
    assert server.requests["/"] == 1


def test_a_page_that_no_link_leads_to_any_more_stays(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    publish(server, "/", ["/two"])
    crawl(site, tmp_path)
    assert "/one" in list_paths(site, tmp_path)


def test_a_site_that_is_down_keeps_what_was_fetched(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(site, tmp_path)
    server.routes = dict.fromkeys(("/robots.txt", *server.routes), answer(503))
    assert "robots.txt: it answered 503" in crawl(site, tmp_path).problem
    assert len(list_paths(site, tmp_path)) == 4


def test_a_site_that_was_never_fetched_is_missing(
    site: SourceConfig, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="nothing of it has been fetched"):
        open_source(site, tmp_path)


def test_robots_decide_which_pages_are_asked_for_and_a_page_they_name_later_goes(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    publish_robots(server, "User-agent: broadsheet\nDisallow: /t")
    crawl(site, tmp_path)
    assert set(count_pages(server)) == {"/", "/one"}
    publish_robots(server, "User-agent: *\nDisallow: /one")
    crawl(site, tmp_path)
    assert list_paths(site, tmp_path) == ["/", "/three", "/two"]
    assert list_gone(site, tmp_path) == ["/one"]


@pytest.mark.parametrize(
    ("rules", "rate", "interval"),
    [("", 2.0, 0.5), ("User-agent: *\nCrawl-delay: 7", 2.0, 7.0), ("", 0.25, 4.0)],
)
def test_requests_keep_their_distance(
    rules: str,
    rate: float,
    interval: float,
    site: SourceConfig,
    server: WebServer,
    tmp_path: Path,
) -> None:
    publish_robots(server, rules)
    clock = make_clock()
    began = clock.read_monotonic()
    site = dataclasses.replace(site, requests_per_second=rate, concurrency=3)
    crawl(site, tmp_path, clock)
    least = (sum(server.requests.values()) - 2) * interval
    assert clock.read_monotonic() - began >= least


def answer_in_turn(*statuses: int, **headers: str) -> object:
    """Return a route that answers with each status once, then with a page."""
    left = list(statuses)

    def write(request: BaseHTTPRequestHandler) -> None:
        status = left.pop(0) if left else 200
        answer(status, make_page("turn"), **headers)(request)

    return write


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_wait_is_left_alone_so_long(
    status: int, site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/one"] = answer_in_turn(status, status, Retry_After="120")  # type: ignore[assignment]
    clock = make_clock()
    began = clock.read_monotonic()
    assert crawl(site, tmp_path, clock) == FetchReport()
    assert clock.read_monotonic() - began >= 240
    assert "/one" in list_paths(site, tmp_path)


def test_a_server_that_asks_for_too_long_a_wait_is_asked_in_the_next_run(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/one"] = answer_in_turn(429, Retry_After="86400")  # type: ignore[assignment]
    assert "asks to be left alone (429)" in crawl(site, tmp_path).problem
    assert not open_source(site, tmp_path).complete
    assert crawl(site, tmp_path) == FetchReport()
    assert open_source(site, tmp_path).complete
    assert len(list_paths(site, tmp_path)) == 4


def test_the_number_of_pages_and_the_depth_are_bounded(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    publish(server, "/one", ["/deep"])
    publish(server, "/deep")
    shallow = dataclasses.replace(site, max_depth=1)
    crawl(shallow, tmp_path / "depth")
    assert list_paths(shallow, tmp_path / "depth") == ["/", "/one", "/three", "/two"]
    few = dataclasses.replace(site, max_pages=2)
    crawl(few, tmp_path / "pages")
    assert list_paths(few, tmp_path / "pages") == ["/", "/one"]


def test_wider_settings_find_what_was_left_out(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    narrow = dataclasses.replace(site, exclude=("/t*",))
    crawl(narrow, tmp_path)
    assert list_paths(narrow, tmp_path) == ["/", "/one"]
    server.asked.clear()
    crawl(site, tmp_path)
    assert list_paths(site, tmp_path) == ["/", "/one", "/three", "/two"]


def test_excluded_pages_are_not_asked_for(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    crawl(dataclasses.replace(site, include=("/t*",)), tmp_path)
    assert set(count_pages(server)) == {"/", "/two", "/three"}


def test_headers_of_the_owner_and_the_contact_go_with_every_request(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    path = tmp_path / "headers"
    path.write_text("Cookie: key=word\nX-Reader: ferry\n")
    site = dataclasses.replace(site, headers=str(path), contact="ann@review.example")
    crawl(site, tmp_path)
    for asked in ("/robots.txt", "/one"):
        headers = server.find_headers(asked)
        assert headers["Cookie"] == "key=word"
        assert headers["User-Agent"] == "Broadsheet (ann@review.example)"


@pytest.mark.parametrize(
    ("place", "headers"), [("ftp://a.example/", ""), ("//", ""), ("", "no header")]
)
def test_wrong_settings_are_found_without_a_request(
    place: str, headers: str, tmp_path: Path
) -> None:
    (tmp_path / "headers").write_text(headers)
    config = SourceConfig(f"site:{place}", headers=str(tmp_path / "headers"))
    with pytest.raises(ConfigError):
        check_source(config)


def look_up_as_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name of a host stand for this machine."""
    look_up = socket.getaddrinfo

    def find(host: str, *rest: object, **more: object) -> object:
        return look_up("127.0.0.1", *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", find)


def test_a_name_that_stands_for_a_private_address_is_not_connected_to(
    server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up_as_loopback(monkeypatch)
    publish(server, "/")
    port = server.place.partition(":")[2]
    config = SourceConfig(f"site:http://review.example:{port}/")
    assert "private address" in crawl(config, tmp_path).problem
    assert not server.asked
    private = dataclasses.replace(config, private=True)
    assert crawl(private, tmp_path) == FetchReport()


def test_other_hosts_are_asked_if_they_are_named(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    with WebServer() as other:
        publish(server, "/", [f"{other.url}/far"])
        publish(other, "/far")
        crawl(site, tmp_path)
        assert not other.asked
        named = dataclasses.replace(site, hosts=(other.place,))
        crawl(named, tmp_path)
        assert other.requests["/far"] == 1
        assert len(list_paths(named, tmp_path)) == 2


def test_a_site_that_leads_to_another_host_names_it(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/"] = answer(301, Location="http://gazette.example/new")
    problem = crawl(site, tmp_path).problem
    assert "leads to http://gazette.example/new; name that host in hosts" in problem


def test_links_to_the_insecure_twin_of_a_secure_site_lead_to_the_site() -> None:
    places = find_places(["https://a.example/", "https://b.example/"])
    scope = CrawlScope(SourceConfig("site:x"), "https://a.example/", "page", places)
    assert scope.secure("http://www.a.example/x") == "https://www.a.example/x"
    assert scope.secure("http://b.example/x") == "http://b.example/x"


def test_a_run_that_is_over_time_goes_on_in_the_next(
    site: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    site = dataclasses.replace(site, max_minutes=2 / 60)
    clock = make_clock()
    crawl(site, tmp_path, clock)
    assert 0 < len(list_paths(site, tmp_path)) < 4
    while not open_source(site, tmp_path).complete:
        crawl(site, tmp_path, clock)
    assert len(list_paths(site, tmp_path)) == 4
    assert set(count_pages(server).values()) == {1}


def test_what_a_killed_run_has_fetched_is_not_fetched_again(
    server: WebServer, tmp_path: Path
) -> None:
    links = [f"/page/{number}" for number in range(12)]
    publish(server, "/", links)
    for link in links:
        publish(server, link)
    config = SourceConfig(
        f"site:{server.url}/", requests_per_second=0, concurrency=1, revisit_hours=0
    )
    for number in (3, 4, 8):
        kill_at(f"/page/{number}", server, config, tmp_path)
    crawl(config, tmp_path)
    assert len(list_paths(config, tmp_path)) == 13
    counted = count_pages(server)
    interrupted = {f"/page/{number}" for number in (3, 4, 8)}
    assert {k for k, v in counted.items() if v > 1} == interrupted


def kill_at(path: str, server: WebServer, config: SourceConfig, folder: Path) -> None:
    """Fetch a site in a process that is killed while it waits for a page."""
    came, route = threading.Event(), server.routes[path]

    def wait(request: BaseHTTPRequestHandler) -> None:
        came.set()
        died.wait(20)
        request.close_connection = True

    died = threading.Event()
    server.routes[path] = wait
    script = (
        "from pathlib import Path; from indexer.config import SourceConfig; "
        "from indexer.sources import fetch_source; "
        f"fetch_source({config!r}, Path({str(folder)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    assert came.wait(30)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    died.set()
    server.routes[path] = route


def test_a_store_of_another_version_is_begun_again(tmp_path: Path) -> None:
    path = find_store_path(tmp_path, "site:https://review.example/")
    store = PageStore(path)
    store.set_fact("complete", True)
    store._file.execute("PRAGMA user_version = 99")
    store.commit()
    store.close()
    again = PageStore(path)
    assert again.find_fact("complete", False) is False
    again.close()
