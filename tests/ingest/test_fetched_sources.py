"""A reindex over a web site: what is fetched and deleted, and what a person is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.config import (
    AdapterConfig,
    CleaningConfig,
    Config,
    IndexConfig,
    SourceConfig,
)
from indexer.errors import ConfigError, SourceError
from indexer.ingest.reindexing import reindex
from indexer.model import make_doc_id
from indexer.moved_documents import list_successors
from tests.archive import write_page
from tests.ingest.test_reindexing import counts, titles
from tests.sources.web_server import WebServer, answer

NAMES = tuple(f"/news/{number}.html" for number in range(6))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    with WebServer() as running:
        for name in NAMES:
            publish(running, tmp_path, name, f"The ferry is back, day {name[6]}")
        links = "".join(f'<a href="{name}">{name}</a>' for name in NAMES)
        running.routes["/"] = answer(200, f"<title>Gazette</title>{links}")
        yield running


def publish(server: WebServer, folder: Path, name: str, title: str) -> None:
    page = write_page(folder, f"pages{name}", title).read_bytes()
    server.routes[name] = answer(200, page)


@pytest.fixture
def archive(server: WebServer, tmp_path: Path) -> Config:
    source = SourceConfig(f"site:{server.url}/", requests_per_second=0, revisit_hours=0)
    return Config(
        index=IndexConfig(tmp_path / "index"),
        cleaning=CleaningConfig(processes=1),
        sources=(source,),
    )


@pytest.fixture
def indexed(archive: Config) -> Config:
    assert counts(reindex(archive)) == {"added": 6, "not_articles": 1}
    return archive


def take_down(server: WebServer) -> None:
    server.routes = dict.fromkeys(("/robots.txt", *server.routes), answer(503))


def test_a_site_is_indexed_and_then_only_what_has_changed(
    indexed: Config, server: WebServer, tmp_path: Path
) -> None:
    assert counts(reindex(indexed)) == {"unchanged": 6, "not_articles": 1}
    publish(server, tmp_path, NAMES[0], "The ferry is late")
    assert counts(reindex(indexed)) == {"updated": 1, "unchanged": 5, "not_articles": 1}
    assert titles(indexed)[server.url + NAMES[0]] == "The ferry is late"


def test_a_page_that_the_site_says_is_gone_loses_its_document(
    indexed: Config, server: WebServer
) -> None:
    server.routes[NAMES[0]] = answer(410)
    assert counts(reindex(indexed)) == {"unchanged": 5, "deleted": 1, "not_articles": 1}


def test_a_page_that_moves_takes_its_document_along(
    indexed: Config, server: WebServer
) -> None:
    server.routes["/new.html"] = server.routes[NAMES[0]]
    server.routes[NAMES[0]] = answer(301, Location="/new.html")
    reindex(indexed)
    assert server.url + NAMES[0] not in titles(indexed)
    assert titles(indexed)[f"{server.url}/new.html"] == "The ferry is back, day 0"
    old, new = (make_doc_id(f"{server.url}{path}") for path in (NAMES[0], "/new.html"))
    assert list(list_successors(indexed.index.folder, old)) == [new]
    server.routes[NAMES[0]] = server.routes["/new.html"]
    reindex(indexed)
    assert list(list_successors(indexed.index.folder, old)) == []


def test_a_site_that_moves_as_a_whole_takes_its_documents_along(
    indexed: Config, server: WebServer
) -> None:
    for name in NAMES:
        server.routes[f"/new{name}"] = server.routes[name]
        server.routes[name] = answer(308, Location=f"/new{name}")
    report = reindex(indexed)
    assert (report.added, report.deleted, report.messages) == (6, 6, ())
    assert all("/new/" in url for url in titles(indexed))


def test_pages_that_are_gone_all_at_once_stay_until_a_person_says_so(
    indexed: Config, server: WebServer
) -> None:
    for name in NAMES[:3]:
        server.routes[name] = answer(404)
    for _ in range(2):
        report = reindex(indexed)
        assert report.withheld == 3
        assert "lost 3 of its 6 documents" in report.messages[0]
    assert reindex(indexed, allow_deletions=True).deleted == 3


def test_a_page_that_fails_is_named_and_keeps_its_document(
    indexed: Config, server: WebServer
) -> None:
    server.routes[NAMES[0]] = answer(500)
    report = reindex(indexed)
    assert [(one.url, one.error) for one in report.failed] == [
        (server.url + NAMES[0], "answered 500")
    ]
    assert not report.messages
    assert len(titles(indexed)) == 6


@pytest.mark.parametrize("allow_deletions", [False, True])
def test_a_site_that_is_down_loses_nothing_and_is_named(
    allow_deletions: bool, indexed: Config, server: WebServer
) -> None:
    take_down(server)
    report = reindex(indexed, allow_deletions=allow_deletions)
    assert "gives no robots.txt: it answered 503" in report.messages[0]
    assert counts(report) == {"unchanged": 6, "not_articles": 1}


def test_a_site_that_was_down_from_the_beginning_is_missing(
    archive: Config, server: WebServer
) -> None:
    take_down(server)
    assert "it answered 503" in reindex(archive).messages[0]


def test_pages_are_cleaned_again_without_being_fetched_again(
    indexed: Config, server: WebServer
) -> None:
    take_down(server)
    rules = {"127.0.0.1": AdapterConfig(drop=".banner")}
    changed = dataclasses.replace(indexed, adapters=rules)
    assert counts(reindex(changed)) == {"updated": 6, "not_articles": 1}


def test_a_rebuild_has_the_pages_that_are_stored(
    indexed: Config, server: WebServer
) -> None:
    take_down(server)
    report = reindex(indexed, rebuild=True)
    assert counts(report) == {"updated": 6, "not_articles": 1}
    assert "it answered 503" in report.messages[0]


def test_a_rebuild_without_a_store_and_a_site_leaves_the_index(
    indexed: Config, server: WebServer
) -> None:
    lose_store(indexed)
    take_down(server)
    with pytest.raises(SourceError, match="old index was left"):
        reindex(indexed, rebuild=True)
    assert len(titles(indexed)) == 6


def lose_store(config: Config) -> None:
    for path in (config.index.folder / "fetched").iterdir():
        path.rename(path.with_suffix(".lost"))


def test_a_store_that_is_lost_costs_requests_and_no_documents(
    indexed: Config, server: WebServer
) -> None:
    lose_store(indexed)
    server.asked.clear()
    assert counts(reindex(indexed)) == {"unchanged": 6, "not_articles": 1}
    assert server.requests[NAMES[0]] == 1


def test_a_dry_run_fetches_nothing(indexed: Config, server: WebServer) -> None:
    server.asked.clear()
    assert counts(reindex(indexed, dry_run=True)) == {"unchanged": 6, "not_articles": 1}
    assert not server.asked


def test_a_dry_run_of_a_site_that_was_never_fetched_says_so(
    archive: Config, server: WebServer
) -> None:
    report = reindex(archive, dry_run=True)
    assert "nothing of it has been fetched yet" in report.messages[0]
    assert not server.asked
    assert not archive.index.folder.exists()


def test_wrong_settings_of_a_source_stop_the_run_before_a_request(
    archive: Config, server: WebServer
) -> None:
    wrong = SourceConfig("site:gazette.example")
    with pytest.raises(ConfigError, match="must be site: and the address of a site"):
        reindex(dataclasses.replace(archive, sources=(*archive.sources, wrong)))
    assert not server.asked


def test_an_unfinished_crawl_deletes_nothing_that_it_has_not_come_to(
    indexed: Config, server: WebServer
) -> None:
    lose_store(indexed)
    server.routes["/"] = answer(200, f'<title>Gazette</title><a href="{NAMES[0]}">')
    server.routes["/sitemap.xml"] = answer(429, Retry_After="86400")
    report = reindex(indexed, allow_deletions=True)
    assert report.deleted == 0
    assert len(titles(indexed)) == 6
