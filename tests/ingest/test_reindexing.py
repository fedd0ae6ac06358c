"""The first line, over real folders, workers and index."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.backends import open_backend
from indexer.config import AdapterConfig, Config, SourceConfig
from indexer.errors import ConfigError, IndexLocked, SourceError
from indexer.extract import Register
from indexer.ingest.page_state import STATE_FILE, load_state
from indexer.ingest.page_stream import extract_pages
from indexer.ingest.recipe import make_recipe, make_rules
from indexer.ingest.reindexing import reindex
from indexer.model import PageStamp, ReindexReport
from tests.archive import (
    BASE,
    make_archive,
    touch,
    with_settings,
    without_source,
    write_other,
    write_page,
)


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    return make_archive(tmp_path)


@pytest.fixture
def site(archive: Config, tmp_path: Path) -> Path:
    """Return the folder of an archive that has been indexed."""
    assert counts(reindex(archive)) == {"added": 6}
    return tmp_path / "site"


def counts(report: ReindexReport) -> dict[str, int]:
    """Return what was counted, without zeros."""
    values = dataclasses.asdict(report)
    values |= {"failed": len(report.failed), "noindex": len(report.noindex)}
    told = ("messages", "seconds", "learned", "cleaned_again")
    return {k: v for k, v in values.items() if v and k not in told}


def contents(config: Config) -> dict[str, tuple[str, PageStamp]]:
    """Return title and page of every document, by URL."""
    backend = open_backend(config)
    try:
        return {a.url: (a.title, known) for a, known in backend.scan()}
    finally:
        backend.close()


def titles(config: Config) -> dict[str, str]:
    return {url: title for url, (title, _) in contents(config).items()}


def test_pages_that_did_not_change_make_no_commit(archive: Config, site: Path) -> None:
    backend = open_backend(archive)
    before = backend.info()
    assert counts(reindex(archive)) == {"unchanged": 6}
    backend.close()
    assert backend.info().generation == before.generation


def test_a_changed_page_replaces_its_document(archive: Config, site: Path) -> None:
    write_page(site, "news/3.html", "The ferry is late")
    assert counts(reindex(archive)) == {"updated": 1, "unchanged": 5}
    assert contents(archive)[BASE + "news/3.html"][0] == "The ferry is late"
    assert len(contents(archive)) == 6


def test_a_page_of_the_same_size_and_time_is_not_read(
    archive: Config, site: Path
) -> None:
    page = site / "news/3.html"
    status = page.stat()
    page.write_bytes(b"x" * status.st_size)
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(reindex(archive)) == {"unchanged": 6}


def test_a_touched_page_is_read_once_and_never_cleaned(
    archive: Config, site: Path
) -> None:
    page = site / "news/3.html"
    touch(page)
    assert counts(reindex(archive)) == {"unchanged": 6}
    status = page.stat()
    page.write_bytes(b"x" * status.st_size)
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(reindex(archive)) == {"unchanged": 6}


def test_a_page_that_is_gone_loses_its_document(archive: Config, site: Path) -> None:
    (site / "news/3.html").unlink()
    assert counts(reindex(archive)) == {"unchanged": 5, "deleted": 1}
    assert BASE + "news/3.html" not in contents(archive)


def lose_folder(site: Path) -> None:
    site.rename(site.with_name("elsewhere"))


def empty_folder(site: Path) -> None:
    shutil.rmtree(site)
    site.mkdir()


def lose_two(site: Path) -> None:
    (site / "news/1.html").unlink()
    (site / "news/2.html").unlink()


def replace_two(site: Path) -> None:
    write_other(site, "news/1.html")
    write_other(site, "news/2.html")


@pytest.mark.parametrize(
    ("accident", "lost", "reason"),
    [
        (lose_folder, 6, "there is no folder"),
        (empty_folder, 6, "has no pages"),
        (lose_two, 2, "lost 2 of its 6 documents"),
        (replace_two, 2, "lost 2 of its 6 documents"),
    ],
)
def test_too_great_a_loss_deletes_nothing_until_a_person_says_so(
    accident: Callable[[Path], None],
    lost: int,
    reason: str,
    archive: Config,
    site: Path,
) -> None:
    accident(site)
    for _ in range(2):
        report = reindex(archive)
        assert report.withheld == lost
        assert report.deleted == 0
        assert reason in report.messages[0]
        assert len(contents(archive)) == 6
    report = reindex(archive, allow_deletions=True)
    assert report.deleted == lost
    assert not report.messages
    assert len(contents(archive)) == 6 - lost


def test_a_source_taken_out_of_the_settings_keeps_its_documents_at_first(
    archive: Config, tmp_path: Path
) -> None:
    write_page(tmp_path, "annex/one.html")
    annex = SourceConfig(f"folder:{tmp_path / 'annex'}", "https://annex.example/")
    archive = dataclasses.replace(archive, sources=(*archive.sources, annex))
    reindex(archive)
    archive = without_source(archive, 1)
    report = reindex(archive)
    assert "no longer in the settings" in report.messages[0]
    assert counts(report) == {"unchanged": 6, "withheld": 1}
    assert counts(reindex(archive, allow_deletions=True)) == {
        "unchanged": 6,
        "deleted": 1,
    }


def test_what_two_sources_list_comes_from_the_first(
    archive: Config, tmp_path: Path
) -> None:
    write_page(tmp_path, "annex/news/3.html", "Another ferry")
    annex = SourceConfig(f"folder:{tmp_path / 'annex'}", BASE)
    both = dataclasses.replace(archive, sources=(*archive.sources, annex))
    turned = dataclasses.replace(both, sources=both.sources[::-1])
    assert counts(reindex(both)) == {"added": 6}
    assert contents(archive)[BASE + "news/3.html"][0] == "The ferry is back, day 3"
    assert counts(reindex(both)) == {"unchanged": 6}
    assert counts(reindex(turned)) == {"updated": 1, "unchanged": 5}
    assert contents(archive)[BASE + "news/3.html"][0] == "Another ferry"


def test_a_source_that_moved_keeps_its_documents(archive: Config, site: Path) -> None:
    site.rename(site.with_name("moved"))
    source = SourceConfig(f"folder:{site.with_name('moved')}", BASE)
    archive = dataclasses.replace(archive, sources=(source,))
    assert counts(reindex(archive)) == {"unchanged": 6}
    assert counts(reindex(archive)) == {"unchanged": 6}


def test_pages_without_an_article_are_counted_and_not_cleaned_again(
    archive: Config, site: Path
) -> None:
    page = write_other(site, "search.html")
    assert counts(reindex(archive)) == {"unchanged": 6, "not_articles": 1}
    status = page.stat()
    page.write_bytes(b"x" * status.st_size)
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(reindex(archive)) == {"unchanged": 6, "not_articles": 1}


def test_an_article_that_is_none_any_more_loses_its_document(
    archive: Config, site: Path
) -> None:
    write_other(site, "news/3.html")
    assert counts(reindex(archive)) == {
        "unchanged": 5,
        "not_articles": 1,
        "deleted": 1,
    }
    write_page(site, "news/3.html")
    assert counts(reindex(archive)) == {"unchanged": 5, "added": 1}


def test_a_page_that_fails_is_named_keeps_its_document_and_is_tried_again(
    archive: Config, site: Path
) -> None:
    page = site / "news/3.html"
    page.unlink()
    page.symlink_to(site / "gone")
    for _ in range(2):
        report = reindex(archive)
        assert counts(report) == {"unchanged": 5, "failed": 1}
        assert report.failed[0].url == BASE + "news/3.html"
        assert report.failed[0].error == "No such file or directory"
    assert len(contents(archive)) == 6
    page.unlink()
    write_page(site, "news/3.html", "The ferry is late")
    assert counts(reindex(archive)) == {"unchanged": 5, "updated": 1}


def test_a_page_that_takes_too_long_or_too_much_costs_itself(
    archive: Config, site: Path
) -> None:
    with (site / "huge.html").open("wb") as file:
        file.truncate(2**30)
    report = reindex(with_settings(archive, cleaning={"page_memory": 512}))
    assert counts(report) == {"unchanged": 6, "failed": 1}
    assert report.failed[0].error.startswith("MemoryError")


def test_other_rules_of_cleaning_clean_every_page_again(
    archive: Config, site: Path
) -> None:
    rules = {"gazette.example": AdapterConfig(drop=".banner")}
    changed = dataclasses.replace(archive, adapters=rules)
    assert counts(reindex(changed)) == {"updated": 6}
    assert counts(reindex(changed)) == {"unchanged": 6}


def test_a_page_that_fails_under_other_rules_is_tried_again(
    archive: Config, site: Path
) -> None:
    (site / "news/3.html").write_text("")
    assert counts(reindex(archive)) == {"unchanged": 5, "failed": 1}
    rules = {"gazette.example": AdapterConfig(drop=".banner")}
    changed = dataclasses.replace(archive, adapters=rules)
    assert counts(reindex(changed)) == {"updated": 5, "failed": 1}
    assert counts(reindex(changed)) == {"unchanged": 5, "failed": 1}


def test_another_function_of_an_adapter_cleans_every_page_again(
    archive: Config, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = site.parent / "gazette_rules.py"
    module.write_text("def change(soup): pass\n")
    monkeypatch.syspath_prepend(site.parent)
    rules = {"gazette.example": AdapterConfig(function="gazette_rules:change")}
    changed = dataclasses.replace(archive, adapters=rules)
    assert counts(reindex(changed)) == {"updated": 6}
    assert counts(reindex(changed)) == {"unchanged": 6}
    module.write_text("def change(soup): soup.h1.string = 'Low water'\n")
    assert counts(reindex(changed)) == {"updated": 6}


def test_wrong_settings_stop_the_run_before_anything_is_touched(
    archive: Config,
) -> None:
    rules = {"gazette.example": AdapterConfig(function="no_such_module:change")}
    place = archive.sources[0].address
    for wrong in (
        dataclasses.replace(archive, adapters=rules),
        dataclasses.replace(archive, sources=(SourceConfig(place),)),
        dataclasses.replace(archive, sources=(SourceConfig("ftp://x"),)),
        dataclasses.replace(archive, sources=()),
    ):
        with pytest.raises(ConfigError):
            reindex(wrong)
    assert not archive.index.folder.exists()


def test_a_selector_that_cannot_be_used_stops_the_run(archive: Config) -> None:
    rules = {"gazette.example": AdapterConfig(drop="..banner")}
    with pytest.raises(ConfigError, match="drop is no CSS selector"):
        reindex(dataclasses.replace(archive, adapters=rules))


def test_a_reindex_cleans_pages_as_the_extraction_of_all_of_them_does(
    archive: Config, site: Path
) -> None:
    pages = [
        {"url": f"{BASE}news/{path.name}", "html": path.read_text()}
        for path in (site / "news").iterdir()
    ]
    expected = {record["url"]: record["body"] for record in extract_pages(pages)}
    backend = open_backend(archive)
    assert {article.url: article.body for article, _ in backend.scan()} == expected


def test_what_is_learned_of_a_site_is_kept_by_a_run_that_is_stopped(
    archive: Config,
) -> None:
    def stop(done: int, total: int) -> None:
        time.sleep(0.2)
        if done == 6:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reindex(with_settings(archive, index={"commit_every": 1}), progress=stop)
    held = len(contents(archive))
    assert 0 < held < 6
    assert counts(reindex(archive)) == {"added": 6 - held, "unchanged": held}


def test_a_run_killed_between_its_commit_and_its_state_has_lost_no_rules(
    archive: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Register.commit

    def die(register: Register) -> None:
        commit(register)
        raise InterruptedError

    with monkeypatch.context() as killed, pytest.raises(InterruptedError):
        killed.setattr(Register, "commit", die)
        reindex(archive)
    assert counts(reindex(archive)) == {"unchanged": 6}


def test_a_run_stopped_after_it_noted_other_pages_has_lost_no_rules(
    archive: Config, tmp_path: Path
) -> None:
    for name in ("a.html", "b.html", "c.html"):
        write_other(tmp_path / "site", name)

    def stop(done: int, total: int) -> None:
        time.sleep(0.4)
        if done == 8:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reindex(with_settings(archive, index={"commit_every": 1}), progress=stop)
    assert load_state(archive.index.folder).recipe == make_recipe(
        archive, make_rules(archive)
    )


def test_to_lose_the_state_of_pages_costs_time_only(
    archive: Config, site: Path
) -> None:
    write_other(site, "search.html")
    reindex(archive)
    (archive.index.folder / STATE_FILE).unlink()
    assert counts(reindex(archive)) == {"updated": 6, "not_articles": 1}
    assert counts(reindex(archive)) == {"unchanged": 6, "not_articles": 1}


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(archive: Config) -> None:
    assert counts(reindex(archive, dry_run=True)) == {"added": 6}
    assert not archive.index.folder.exists()


def test_a_dry_run_leaves_an_index_as_it_is(archive: Config, site: Path) -> None:
    write_page(site, "news/7.html")
    (site / "news/3.html").unlink()
    before = {p: p.stat().st_mtime_ns for p in archive.index.folder.iterdir()}
    report = reindex(archive, dry_run=True)
    assert counts(report) == {"added": 1, "unchanged": 5, "deleted": 1}
    assert before == {p: p.stat().st_mtime_ns for p in archive.index.folder.iterdir()}


def test_a_rebuild_cleans_every_page(archive: Config, site: Path) -> None:
    (site / "news/3.html").unlink()
    assert counts(reindex(archive, rebuild=True)) == {"updated": 5, "deleted": 1}
    assert len(contents(archive)) == 5
    assert counts(reindex(archive)) == {"unchanged": 5}


def test_a_rebuild_that_would_lose_too_much_leaves_the_old_index(
    archive: Config, site: Path
) -> None:
    lose_two(site)
    with pytest.raises(SourceError, match="the old index was left as it is"):
        reindex(archive, rebuild=True)
    assert len(contents(archive)) == 6
    report = reindex(archive, rebuild=True, allow_deletions=True)
    assert counts(report) == {"updated": 4, "deleted": 2}


def test_a_rebuild_in_which_too_much_fails_leaves_the_old_index(
    archive: Config, site: Path
) -> None:
    for name in ("1.html", "2.html"):
        (site / "news" / name).write_text("")
    with pytest.raises(SourceError, match="lost 2 of its 6 documents"):
        reindex(archive, rebuild=True)
    assert len(contents(archive)) == 6


@pytest.mark.parametrize("seed", range(2))
def test_after_any_changes_the_index_holds_the_articles_of_the_folder(
    seed: int, archive: Config, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    expected = {f"news/{n}.html": f"The ferry is back, day {n}" for n in range(6)}
    for turn in range(6):
        for name in chance.sample([f"news/{n}.html" for n in range(9)], 4):
            expected.pop(name, None)
            match chance.choice(["write", "write", "delete", "other", "touch"]):
                case "write":
                    expected[name] = f"The ferry sinks, part {turn} of the story"
                    write_page(tmp_path, f"site/{name}", expected[name])
                case "delete":
                    (tmp_path / "site" / name).unlink(missing_ok=True)
                case "other":
                    write_other(tmp_path, f"site/{name}")
                case "touch":
                    expected[name] = "The ferry is touched"
                    touch(write_page(tmp_path, f"site/{name}", expected[name]))
        reindex(archive, allow_deletions=True, rebuild=chance.random() < 0.2)
        assert titles(archive) == {BASE + n: title for n, title in expected.items()}


def test_only_one_reindex_runs_at_a_time(archive: Config, site: Path) -> None:
    backend = open_backend(archive)
    with backend.writer(), pytest.raises(IndexLocked):
        reindex(archive)
    assert counts(reindex(archive)) == {"unchanged": 6}


def test_a_source_without_pages_gives_an_empty_index_and_says_so(
    archive: Config, tmp_path: Path
) -> None:
    empty_folder(tmp_path / "site")
    report = reindex(archive)
    assert report.messages
    assert contents(archive) == {}


def test_progress_counts_every_page_once(archive: Config, site: Path) -> None:
    write_page(site, "news/7.html")
    told: list[tuple[int, int]] = []
    reindex(archive, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 7) for done in range(1, 8)]


def exclude(config: Config, *globs: str, limit: float = 1.0) -> Config:
    """Return settings with globs to leave out, and a limit of deletions."""
    sources = tuple(dataclasses.replace(s, exclude=globs) for s in config.sources)
    changed = dataclasses.replace(config, sources=sources)
    return with_settings(changed, index={"deletion_limit": limit})


def test_the_document_of_a_page_that_is_excluded_now_is_deleted(
    archive: Config, site: Path
) -> None:
    report = reindex(exclude(archive, "/news/2.*", "*/4.html"))
    assert counts(report) == {"unchanged": 4, "deleted": 2, "excluded": 2}
    assert not titles(archive).keys() & {BASE + "news/2.html", BASE + "news/4.html"}
    assert counts(reindex(archive)) == {"unchanged": 4, "added": 2}


def test_a_glob_that_excludes_most_of_a_source_deletes_nothing_unasked(
    archive: Config, site: Path
) -> None:
    settings = exclude(archive, "/news/*", limit=0.2)
    assert counts(reindex(settings)) == {"excluded": 6, "withheld": 6}
    allowed = reindex(settings, allow_deletions=True)
    assert counts(allowed) == {"excluded": 6, "deleted": 6}


def test_standing_and_noindex_pages_are_reported_in_every_run(
    archive: Config, site: Path
) -> None:
    text = "<p>The ferry has run since the bridge was closed for the winter.</p>" * 9
    head = "<title>{0}</title>{1}<h1>{0}</h1>" + text
    (site / "about.html").write_text(head.format("About", ""), encoding="utf-8")
    noindex = '<meta name="robots" content="noindex">'
    (site / "draft.html").write_text(head.format("Draft", noindex), encoding="utf-8")
    for change in ("added", "unchanged"):
        report = reindex(archive)
        assert report.standing_pages == 1
        assert report.noindex == (BASE + "draft.html",)
        assert getattr(report, change) >= 1
    ignoring = with_settings(archive, cleaning={"honour_noindex": False})
    assert reindex(ignoring).standing_pages == 2
    without = with_settings(archive, cleaning={"standing_pages": False})
    report = reindex(without, allow_deletions=True)
    assert (report.deleted, report.standing_pages) == (2, 0)
