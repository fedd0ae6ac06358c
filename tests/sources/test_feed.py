"""Feeds of three formats: what they list, and what they say of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.config import SourceConfig
from indexer.model import Page, PageHints
from indexer.sources import FetchReport, open_source
from indexer.sources.fetching.web_source import fetch_web_source
from tests.sources.web_server import WebServer, answer, make_clock, make_page

RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gazette</title>
<item><title>The ferry is back</title><link>/one</link><dc:creator>Ann Lee</dc:creator>
<pubDate>Fri, 29 Nov 2019 16:28:00 +0100</pubDate><category>Ferries</category>
<content:encoded>&lt;p&gt;The ferry.&lt;/p&gt;</content:encoded></item>
<item><title>Comment</title><link>/one#comment-7</link></item>
<item><title>No link</title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>
<entry><title>The ferry is back</title><link href="/one"/>
<author><name>Ann Lee</name></author>
<published>2019-11-29T16:28:00+01:00</published><category term="Ferries"/>
<content type="html">&lt;p&gt;The ferry.&lt;/p&gt;</content></entry>
<entry><title>No link</title></entry></feed>"""

JSON = json.dumps(
    {
        "items": [
            {
                "url": "/one",
                "title": "The ferry is back",
                "date_published": "2019-11-29T16:28:00+01:00",
                "authors": [{"name": "Ann Lee"}, "nobody"],
                "tags": ["Ferries"],
                "content_html": "<p>The ferry.</p>",
            },
            {"title": "No link"},
            "no item",
        ]
    }
)
HINTS = PageHints(
    title="The ferry is back",
    published="2019-11-29T16:28:00+01:00",
    authors=("Ann Lee",),
    topics=("Ferries",),
    content="<p>The ferry.</p>",
)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        for path in ("/one", "/two"):
            running.routes[path] = answer(200, make_page(path, ["/three"]))
        yield running


@pytest.fixture
def config(server: WebServer) -> SourceConfig:
    return SourceConfig(f"feed:{server.url}/feed", revisit_hours=0)


def crawl(config: SourceConfig, folder: Path) -> FetchReport:
    return fetch_web_source(config, folder, kind="feed", clock=make_clock())


def read_pages(config: SourceConfig, folder: Path) -> dict[str, Page]:
    pages = (entry.read() for entry in open_source(config, folder).entries)
    return {"/" + page.url.split("/", 3)[3]: page for page in pages}


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON])
def test_the_pages_of_a_feed_carry_what_it_says_of_them(
    feed: str, config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/feed"] = answer(200, feed, "text/plain; charset=utf-8")
    assert crawl(config, tmp_path) == FetchReport()
    pages = read_pages(config, tmp_path)
    assert pages.keys() == {"/one"}
    assert pages["/one"].hints == HINTS


def list_links(*links: str) -> str:
    return json.dumps({"items": [{"url": link} for link in links]})


def test_a_page_that_the_feed_does_not_list_any_more_stays_until_it_is_gone(
    config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/feed"] = answer(200, list_links("/one"))
    crawl(config, tmp_path)
    server.routes["/feed"] = answer(200, list_links("/two"))
    crawl(config, tmp_path)
    assert read_pages(config, tmp_path).keys() == {"/one", "/two"}
    server.routes["/one"] = answer(410)
    crawl(config, tmp_path)
    source = open_source(config, tmp_path)
    assert not source.complete
    assert list(source.gone) == [f"{server.url}/one"]


def test_older_parts_of_a_feed_are_read(
    config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    first = {"items": [{"url": "/one"}], "next_url": "/feed?page=2"}
    server.routes["/feed"] = answer(200, json.dumps(first))
    server.routes["/feed?page=2"] = answer(200, list_links("/two"))
    crawl(config, tmp_path)
    assert read_pages(config, tmp_path).keys() == {"/one", "/two"}


def test_what_a_feed_says_anew_changes_a_page(
    config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    for feed in (ATOM, ATOM.replace("Ferries", "Boats")):
        server.routes["/feed"] = answer(200, feed, "application/atom+xml")
        crawl(config, tmp_path)
        (entry,) = open_source(config, tmp_path).entries
        if feed is ATOM:
            before = entry
    assert entry.mtime > before.mtime
    assert entry.read().digest != Page(entry.url, entry.read().content).digest


@pytest.mark.parametrize(
    "feed",
    [
        "",
        "ferry",
        "<html><p>Not found",
        '{"items": 7}',
        "{" * 10_000,
        "<rss><cha",
        RSS.replace("</item>", "").replace("<item>", "").replace("<link>", "</link>"),
    ],
)
def test_a_feed_that_is_none_is_a_problem_of_the_source(
    feed: str, config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    server.routes["/feed"] = answer(200, feed)
    assert f"{server.url}/feed: " in crawl(config, tmp_path).problem


def test_a_bomb_of_entities_in_a_feed_costs_the_feed(
    config: SourceConfig, server: WebServer, tmp_path: Path
) -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ferry"}">' for n in range(12)
    )
    bomb = f"<!DOCTYPE rss [{entities}]>" + RSS.replace("Ann Lee", "&e11;")
    server.routes["/feed"] = answer(200, bomb, "application/rss+xml")
    crawl(config, tmp_path)
    assert all(len(p.hints.authors) < 2 for p in read_pages(config, tmp_path).values())


def test_a_site_reads_the_feeds_that_its_start_page_names(
    server: WebServer, tmp_path: Path
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    server.routes["/"] = answer(200, link + make_page("front"))
    server.routes["/feed"] = answer(200, RSS, "application/rss+xml")
    config = SourceConfig(f"site:{server.url}/")
    fetch_web_source(config, tmp_path, kind="page", clock=make_clock())
    assert read_pages(config, tmp_path)["/one"].hints == HINTS
