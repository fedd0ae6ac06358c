"""What holds for every source, and what for a folder."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.config import SourceConfig
from indexer.errors import ConfigError, SourceError
from indexer.sources import (
    SOURCES,
    Entry,
    FetchReport,
    PageSource,
    fetch_source,
    open_source,
)
from tests.archive import BASE, write_page
from tests.sources.web_server import WebServer, answer, make_page


def make_folder(path: Path, _: WebServer) -> SourceConfig:
    write_page(path, "site/news/2019/one.html")
    write_page(path, "site/two.html")
    return SourceConfig(f"folder:{path / 'site'}", BASE)


def make_site(_: Path, server: WebServer) -> SourceConfig:
    server.routes["/one.html"] = answer(200, make_page("one", ["two.html"]))
    server.routes["/two.html"] = answer(200, make_page("two"))
    return SourceConfig(f"site:{server.url}/one.html", requests_per_second=0)


def make_feed(path: Path, server: WebServer) -> SourceConfig:
    make_site(path, server)
    items = [{"url": "/one.html"}, {"url": "/two.html"}]
    server.routes["/feed.json"] = answer(200, json.dumps({"items": items}))
    return SourceConfig(f"feed:{server.url}/feed.json", requests_per_second=0)


EXAMPLES: dict[str, Callable[[Path, WebServer], SourceConfig]] = {
    "folder": make_folder,
    "site": make_site,
    "feed": make_feed,
}
"""For each kind of source, what makes an example with two pages."""


def make_path_too_long(folder: Path) -> None:
    """Nest folders until the path of the last is longer than the system takes."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def open_here(config: SourceConfig) -> PageSource:
    """Open a source whose pages are on this machine."""
    return open_source(config, Path("no-index"))


def list_urls(config: SourceConfig) -> list[str]:
    return [entry.url for entry in open_here(config).entries]


def test_every_source_has_an_example() -> None:
    assert EXAMPLES.keys() == SOURCES.keys()


@pytest.fixture(params=SOURCES)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SourceConfig]:
    with WebServer() as server:
        yield EXAMPLES[request.param](tmp_path, server)


def test_nothing_is_in_the_way_of_fetching_an_example(
    example: SourceConfig, tmp_path: Path
) -> None:
    assert fetch_source(example, tmp_path / "index") == FetchReport()


def test_a_source_lists_its_pages_in_the_same_order_each_time(
    example: SourceConfig, tmp_path: Path
) -> None:
    def list_here() -> list[str]:
        return [one.url for one in open_source(example, tmp_path / "index").entries]

    fetch_source(example, tmp_path / "index")
    urls = list_here()
    assert len(set(urls)) == len(urls) == 2
    assert urls == list_here()


def test_fetching_says_how_far_it_is(example: SourceConfig, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    fetch_source(example, tmp_path / "index", lambda *done: told.append(done))
    assert all(0 < done <= total for done, total in told)
    assert bool(told) == (SOURCES[example.kind].fetch is not None)


def test_an_entry_can_be_sent_to_another_process_and_read_there(
    example: SourceConfig, tmp_path: Path
) -> None:
    fetch_source(example, tmp_path / "index")
    for entry in open_source(example, tmp_path / "index").entries:
        sent: Entry = pickle.loads(pickle.dumps(entry))
        page = sent.read()
        assert page.url == entry.url
        assert b"ferry" in page.content
        assert entry.size in (0, len(page.content))


def test_a_page_that_is_as_it_was_has_the_same_size_and_time_when_fetched_again(
    example: SourceConfig, tmp_path: Path
) -> None:
    def list_marks() -> list[tuple[str, int, int]]:
        fetch_source(example, tmp_path / "index")
        entries = open_source(example, tmp_path / "index").entries
        return [(one.url, one.size, one.mtime) for one in entries]

    assert list_marks() == list_marks()


def test_an_unknown_kind_of_source_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="folder:"):
        open_here(SourceConfig("ftp://gazette.example"))


def test_a_folder_needs_a_base_url(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        open_here(SourceConfig(f"folder:{tmp_path}"))


def test_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no folder"):
        open_here(SourceConfig(f"folder:{tmp_path / 'gone'}", BASE))


def test_pages_are_the_html_files_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.htm", "a/b/c/d.SHTML", "a.html", "a.txt", "a.html.bak", ".a.html"):
        write_page(tmp_path, name)
    write_page(tmp_path, ".git/a.html")
    urls = list_urls(SourceConfig(f"folder:{tmp_path}", BASE))
    assert urls == [BASE + name for name in ("a.html", "b.htm", "a/b/c/d.SHTML")]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"index.html", ""),
        (b"news/index.shtml", "news/"),
        ("新闻.html".encode(), "%E6%96%B0%E9%97%BB.html"),
        (b"caf\xe9 100%?#.html", "caf%E9%20100%25%3F%23.html"),
        (b"a+b@c,d;e=f(1).html", "a+b@c,d;e=f(1).html"),
    ],
)
def test_the_address_of_a_page_is_made_of_its_path(
    name: bytes, path: str, tmp_path: Path
) -> None:
    write_page(tmp_path, os.fsdecode(name))
    source = open_here(SourceConfig(f"folder:{tmp_path}", BASE.rstrip("/")))
    (entry,) = source.entries
    assert entry.url == BASE + path
    assert entry.read().content


def test_a_loop_of_links_ends_and_a_page_comes_once(tmp_path: Path) -> None:
    write_page(tmp_path, "site/z/page.html")
    write_page(tmp_path, "elsewhere/far.html")
    (tmp_path / "site/a").symlink_to(tmp_path / "site/z")
    (tmp_path / "site/z/up").symlink_to(tmp_path / "site")
    (tmp_path / "site/b").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site/self").symlink_to(tmp_path / "site/self")
    urls = list_urls(SourceConfig(f"folder:{tmp_path / 'site'}", BASE))
    assert urls == [BASE + "z/page.html", BASE + "b/far.html"]


def test_a_broken_link_is_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to(tmp_path / "gone")
    (entry,) = open_here(SourceConfig(f"folder:{tmp_path}", BASE)).entries
    with pytest.raises(FileNotFoundError):
        entry.read()


def test_a_pipe_is_no_page(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")
    assert list_urls(SourceConfig(f"folder:{tmp_path}", BASE)) == []


def test_a_folder_that_cannot_be_listed_is_told_after_all_pages(tmp_path: Path) -> None:
    write_page(tmp_path, "z.html")
    make_path_too_long(tmp_path)
    entries = open_here(SourceConfig(f"folder:{tmp_path}", BASE)).entries
    assert next(entries).url == BASE + "z.html"
    with pytest.raises(SourceError, match="could not be read"):
        next(entries)
