"""Articles of several pages and addresses, through runs that see only what changed."""

from __future__ import annotations

import dataclasses
import random
import time
from pathlib import Path

import pytest

from indexer.backends import open_backend
from indexer.config import CleaningConfig, Config, IndexConfig, SourceConfig
from indexer.extract import FOLDED, Placement
from indexer.ingest.consolidation import Folding, find_folding
from indexer.ingest.reindexing import REGISTER_FILE, reindex
from indexer.model import Article
from tests.archive import with_settings
from tests.ingest.test_reindexing import counts
from tests.roads import BASE, make_page, make_text, paged

PAGES = ["/road.html", "/road_2.html", "/road_3.html"]


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    """Return settings for a site with an article of three pages and another one."""
    for number in range(3):
        write_part(tmp_path, number)
    write(tmp_path, "/other.html", make_text("other"), title="Another road")
    sources = (SourceConfig(f"folder:{tmp_path / 'site'}", f"{BASE}/"),)
    return Config(
        index=IndexConfig(tmp_path / "index"),
        cleaning=CleaningConfig(processes=1),
        sources=sources,
    )


def write(folder: Path, path: str, text: str, **more: str) -> Path:
    file = folder / "site" / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(make_page(path, text, **more)["html"], encoding="utf-8")
    return file


def write_part(folder: Path, number: int, seed: str = "") -> Path:
    text = make_text(f"{seed}{number}")
    return write(folder, PAGES[number], text, foot=paged(PAGES, number))


def articles(config: Config) -> dict[str, Article]:
    """Return every document, by its path."""
    backend = open_backend(config)
    try:
        return {a.url.removeprefix(BASE): a for a, _ in backend.scan()}
    finally:
        backend.close()


def has(article: Article, seed: str) -> bool:
    return make_text(seed).split("</p>")[0].removeprefix("<p>") in article.body


def test_a_page_has_no_document_while_that_of_another_has_its_text() -> None:
    origins = {2: FOLDED, 3: FOLDED, 4: FOLDED}
    placements = {1: Placement(1), 2: Placement(1, is_part=True), 5: Placement(1)}
    folding = find_folding(origins, placements, (), is_article=lambda n: n == 3)
    assert folding == Folding(frozenset({5}), frozenset({2}), frozenset({4}))


def test_pages_of_an_article_that_could_not_be_made_keep_their_documents() -> None:
    placements = {1: Placement(1, later_pages=(2,)), 2: Placement(1, is_part=True)}
    folding = find_folding({}, placements, {1}, is_article=lambda n: True)
    assert folding == Folding(frozenset(), frozenset(), frozenset())


def test_the_pages_of_an_article_are_one_document(archive: Config) -> None:
    assert counts(reindex(archive)) == {"added": 2, "folded": 2}
    road = articles(archive)["/road.html"]
    assert all(has(road, str(number)) for number in range(3))
    assert articles(archive).keys() == {"/road.html", "/other.html"}
    assert counts(reindex(archive)) == {"unchanged": 2, "folded": 2}


def test_a_later_page_that_changed_or_went_changes_the_document(
    archive: Config, tmp_path: Path
) -> None:
    reindex(archive)
    second = write_part(tmp_path, 1, "new")
    assert counts(reindex(archive)) == {"updated": 1, "unchanged": 1, "folded": 2}
    road = articles(archive)["/road.html"]
    assert has(road, "new1") and not has(road, "1") and has(road, "2")
    second.unlink()
    assert counts(reindex(archive)) == {"updated": 1, "unchanged": 1, "folded": 1}
    assert not has(articles(archive)["/road.html"], "new1")


def test_a_page_that_is_no_later_page_any_more_gets_a_document(
    archive: Config, tmp_path: Path
) -> None:
    reindex(archive)
    write(tmp_path, PAGES[2], make_text("2"), title="A road of its own")
    report = counts(reindex(archive))
    assert report == {"added": 1, "updated": 1, "unchanged": 1, "folded": 1}
    assert not has(articles(archive)["/road.html"], "2")
    assert has(articles(archive)[PAGES[2]], "2")


def test_when_the_first_page_goes_the_second_is_first(archive: Config) -> None:
    reindex(archive)
    Path(archive.sources[0].address.removeprefix("folder:"), "road.html").unlink()
    reindex(archive, allow_deletions=True)
    assert articles(archive).keys() == {"/road_2.html", "/other.html"}
    assert has(articles(archive)["/road_2.html"], "2")


def test_a_copy_has_no_document_and_a_reprint_names_the_original(
    archive: Config, tmp_path: Path
) -> None:
    text = make_text("other")
    write(tmp_path, "/print/other.html", text, title="Another road")
    write(tmp_path, "/later.html", text, title="A road again", day="2021-03-09")
    reindex(archive)
    found = articles(archive)
    assert "/print/other.html" not in found
    assert found["/later.html"].duplicate_of == f"{BASE}/other.html"
    (tmp_path / "site/other.html").unlink()
    reindex(archive, allow_deletions=True)
    found = articles(archive)
    assert found["/later.html"].duplicate_of == f"{BASE}/print/other.html"


def test_a_page_stays_folded_while_the_source_of_its_original_is_away(
    archive: Config, tmp_path: Path
) -> None:
    narrow = tmp_path / "mobile"
    narrow.mkdir()
    page = make_page("/other.html", make_text("other"), title="Another road")
    (narrow / "other.html").write_text(page["html"])
    mobile = SourceConfig(f"folder:{narrow}", "https://m.gazette.example/")
    both = dataclasses.replace(archive, sources=(*archive.sources, mobile))
    assert counts(reindex(both)) == {"added": 2, "folded": 3}
    (tmp_path / "site").rename(tmp_path / "away")
    assert counts(reindex(both)) == {"withheld": 2, "folded": 1}
    assert articles(both).keys() == {"/road.html", "/other.html"}
    (tmp_path / "away").rename(tmp_path / "site")
    assert counts(reindex(both)) == {"unchanged": 2, "folded": 3}


def test_a_run_that_is_stopped_before_it_consolidates_is_made_up_for(
    archive: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise InterruptedError

    slow = with_settings(archive, index={"commit_every": 1})
    with monkeypatch.context() as patch, pytest.raises(InterruptedError):
        patch.setattr("indexer.ingest.pipeline.find_placements", stop)
        reindex(slow, progress=lambda done, total: time.sleep(0.4))
    assert not has(articles(archive)["/road.html"], "1")
    reindex(archive)
    assert articles(archive).keys() == {"/road.html", "/other.html"}


def test_to_lose_the_register_costs_time_only(archive: Config) -> None:
    reindex(archive)
    before = articles(archive)
    for damage in (Path.unlink, lambda path: path.write_bytes(b"damaged" * 1000)):
        damage(archive.index.folder / REGISTER_FILE)
        reindex(archive)
        assert articles(archive) == before


def test_a_dry_run_leaves_the_register_as_it_is(
    archive: Config, tmp_path: Path
) -> None:
    reindex(archive)
    before = (archive.index.folder / REGISTER_FILE).read_bytes()
    write_part(tmp_path, 1, "new")
    assert counts(reindex(archive, dry_run=True))["updated"] == 1
    assert (archive.index.folder / REGISTER_FILE).read_bytes() == before


def change(folder: Path, chance: random.Random) -> None:
    """Write or delete a page of an article, a copy or a reprint of one."""
    number, seed = chance.randrange(3), chance.choice(["", "new"])
    match chance.choice(["part", "part", "delete", "copy", "reprint", "other"]):
        case "part":
            write_part(folder, number, seed)
        case "delete":
            paths = sorted((folder / "site").rglob("*.html"))
            chance.choice(paths).unlink()
        case "copy":
            head = f'<link rel=canonical href="{PAGES[number]}">'
            write(folder, f"/print/{seed}.html", make_text(str(number)), head=head)
        case "reprint":
            text = make_text(chance.choice(["other", "0", "1"]))
            day = chance.choice(["2021-03-01", "2021-03-09"])
            write(folder, f"/re{seed}{number}.html", text, title="Again", day=day)
        case "other":
            write(folder, "/other.html", make_text("other"), title="Another road")


@pytest.mark.parametrize("seed", range(3))
def test_an_index_that_grew_is_the_index_that_is_built_at_once(
    seed: int, archive: Config, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        for _ in range(chance.randint(1, 4)):
            change(tmp_path, chance)
        reindex(archive, allow_deletions=True)
        grown = articles(archive)
        reindex(archive, rebuild=True, allow_deletions=True)
        assert articles(archive) == grown
