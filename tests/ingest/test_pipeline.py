"""One pipeline: a stream of pages gives what an index of the same pages holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.backends import open_backend
from indexer.config import Config
from indexer.ingest import templates
from indexer.ingest.article_records import make_record
from indexer.ingest.page_state import load_sites
from indexer.ingest.page_stream import extract_pages
from indexer.ingest.recipe import make_rules
from indexer.ingest.reindexing import reindex
from tests.archive import BASE, make_archive, with_settings, write_other
from tests.ingest.test_consolidation import PAGES, write, write_part
from tests.ingest.test_templates import NEW, OLD, publish
from tests.roads import make_text

TOPICS = "[[topics]]\nlabel = 'Ferries'\nphrases = ['ferry']\n"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Return settings for a site with two layouts, an article of three pages, a copy, a
    reprint and a page that is no article."""
    monkeypatch.setattr(templates, "MAX_SAMPLE_PAGES", 6)
    publish(tmp_path, OLD, 0, 9)
    publish(tmp_path, NEW, 20, 7)
    for number in range(len(PAGES)):
        write_part(tmp_path, number)
    text = make_text("other", 8)
    write(tmp_path, "/other.html", text, title="Another road")
    write(tmp_path, "/print/other.html", text, title="Another road")
    write(tmp_path, "/later.html", text, title="A road again", day="2021-03-09")
    write_other(tmp_path / "site", "search.html")
    (tmp_path / "topics.toml").write_text(TOPICS)
    topics = {"topics": str(tmp_path / "topics.toml")}
    return with_settings(make_archive(tmp_path, 0), cleaning=topics)


def stream(config: Config, folder: Path, *, backwards: bool = False) -> dict[str, Any]:
    """Return the records of all pages of an archive, by URL."""
    site = folder / "site"
    paths = sorted(site.rglob("*.html"), reverse=backwards)
    pages = [
        {"id": str(path), "url": BASE + str(path.relative_to(site))} for path in paths
    ]
    for page in pages:
        page["html"] = Path(page["id"]).read_text(encoding="utf-8")
    records = list(extract_pages(pages, rules=make_rules(config)))
    assert [record["id"] for record in records] == [page["id"] for page in pages]
    return {record["url"]: record | {"id": None} for record in records}


def read_index(config: Config) -> dict[str, Any]:
    """Return the records of all articles of an index, by URL."""
    backend = open_backend(config)
    try:
        articles = [article for article, _ in backend.scan()]
    finally:
        backend.close()
    return {article.url: make_record(None, article, None) for article in articles}


def test_a_stream_gives_the_articles_of_an_index_of_the_same_pages(
    archive: Config, tmp_path: Path
) -> None:
    report = reindex(archive)
    assert (report.folded, report.not_articles) == (3, 1)
    site = load_sites(archive, [BASE])["gazette.example"]
    assert len(site.layouts) > 1
    expected = read_index(archive)
    assert any(record["duplicate_of"] for record in expected.values())
    assert any(record["topics"] for record in expected.values())
    records = stream(archive, tmp_path)
    articles = {url: one for url, one in records.items() if one["is_article"]}
    assert articles == expected


def test_the_order_of_a_stream_changes_nothing(archive: Config, tmp_path: Path) -> None:
    records = stream(archive, tmp_path)
    assert stream(archive, tmp_path, backwards=True) == records


def test_pages_of_one_address_or_of_none_have_a_record_each() -> None:
    page = {"html": f"<title>A road</title><h1>A road</h1>{make_text(1)}"}
    pages = [page, page, {**page, "url": BASE}, {**page, "url": BASE}]
    records = list(extract_pages(pages))
    assert [bool(record["is_article"]) for record in records] == [True] * 4
