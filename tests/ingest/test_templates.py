"""What is learned of a site, while it grows and after it was redesigned."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.backends import open_backend
from indexer.config import Config
from indexer.extract import SiteLayouts, Template
from indexer.ingest import reindexing, templates
from indexer.ingest.page_state import load_state
from indexer.ingest.reindexing import reindex
from indexer.ingest.templates import LearnedSite, read_learned_site
from tests.archive import TEXT, WORDS, make_archive, with_settings

OLD = """<html><head><title>{title} - Gazette</title></head><body>
<ul class="menu"><li><a href="/">Front page of the Gazette</a><li>
<a href="/tides">Tides and weather</a></ul>
<div class="story"><h1>{title}</h1><div class="when">2019-11-29</div>{body}
<div class="promo"><p>Readers write the Gazette. Send us your letters.</p></div></div>
<div class="more"><p>{other}</p></div></body></html>"""

NEW = """<html><head><title>{title} | Gazette</title></head><body>
<nav class="top"><a href="/">Gazette</a> <a href="/tides">Tides</a></nav>
<main><article class="text"><header class="head"><h1>{title}</h1></header>
<section class="prose">{body}<aside class="card"><p>{other}</p></aside></section>
</article></main><footer class="end"><p>Printed by the harbour.</p></footer>
</body></html>"""


def publish(folder: Path, layout: str, first: int, count: int) -> None:
    """Write some pages in one layout."""
    for number in range(first, first + count):
        chance = random.Random(number)
        texts = [text.format(*map(chance.choice, WORDS)) for text in (*TEXT, *TEXT)]
        body = "".join(f"<p>{text}</p>" for text in texts[:5])
        page = layout.format(title=f"Ferry {number}", body=body, other=texts[5])
        path = folder / "site" / f"{number}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")


def read_bodies(config: Config) -> dict[str, str]:
    backend = open_backend(config)
    try:
        return {article.url: article.body for article, _ in backend.scan()}
    finally:
        backend.close()


def load_learned(config: Config) -> LearnedSite:
    return read_learned_site(load_state(config.index.folder).sites["gazette.example"])


@pytest.fixture
def empty(tmp_path: Path) -> Config:
    return make_archive(tmp_path, count=0)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, empty: Config, tmp_path: Path) -> Config:
    """Return an archive larger than its sample, in the old layout."""
    monkeypatch.setattr(templates, "MAX_SAMPLE_PAGES", 6)
    publish(tmp_path, OLD, 0, 9)
    reindex(empty)
    return empty


MARK = ["0" * 16, 7, 9]


def learn_two_layouts() -> LearnedSite:
    site = SiteLayouts((Template(pages=9), Template(pages=5)))
    return LearnedSite(site, samples=[[MARK], []], page_layouts={"a": 1})


def test_the_first_layout_whose_sample_changed_is_learned_first() -> None:
    one = learn_two_layouts()
    assert one.find_due([[MARK], [], []]) == -1
    assert one.find_due([[MARK], [MARK], [MARK]]) == 1
    assert one.find_due([[], [MARK], []]) == 0


def test_a_new_template_drops_the_layouts_above_it_and_makes_their_pages_stale() -> (
    None
):
    one = learn_two_layouts()
    assert one.adopt(0, Template(pages=8), [], is_sample_whole=True)
    assert one.site.layouts == (Template(pages=8),)
    assert one.samples == [[]]
    assert one.is_stale("a") and one.is_stale("b")


def test_a_new_layout_leaves_the_pages_of_those_below_it() -> None:
    one = learn_two_layouts()
    assert one.adopt(1, Template(pages=6), [MARK], is_sample_whole=True)
    assert one.is_stale("a") and not one.is_stale("b")


@pytest.mark.parametrize(("pages", "is_sample_whole"), [(9, True), (8, False)])
def test_a_template_that_is_no_different_replaces_nothing(
    pages: int, is_sample_whole: bool
) -> None:
    one = learn_two_layouts()
    new = Template(pages=pages)
    assert not one.adopt(0, new, [MARK, MARK], is_sample_whole=is_sample_whole)
    assert one.site == learn_two_layouts().site
    assert one.samples == [[MARK, MARK], []]
    assert not one.is_stale("a")


def test_a_site_that_grew_and_was_redesigned_is_cleaned_as_one_built_at_once(
    empty: Config, tmp_path: Path
) -> None:
    for first in range(0, 60, 5):
        publish(tmp_path, OLD if first < 30 else NEW, first, 5)
        reindex(empty)
    at_once = with_settings(empty, index={"folder": tmp_path / "once"})
    reindex(at_once)
    assert len(read_bodies(empty)) == 60
    assert read_bodies(empty) == read_bodies(at_once)
    assert load_learned(empty) == load_learned(at_once)


def test_a_redesign_gets_a_template_and_old_pages_keep_theirs(
    small: Config, tmp_path: Path
) -> None:
    old = load_learned(small).site.layouts
    publish(tmp_path, NEW, 20, 5)
    report = reindex(small)
    learned = load_learned(small)
    assert learned.site.layouts[:1] == old
    assert learned.site.layouts[1].pages == 5 == len(learned.page_layouts)
    assert report.cleaned_again == 5
    assert "gazette.example" in report.learned


def test_pages_beyond_what_one_run_cleans_again_follow_in_the_next(
    small: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "MAX_CLEANED_AGAIN", 3)
    publish(tmp_path, NEW, 20, 5)
    assert "2 follow in the next run" in reindex(small).learned
    assert reindex(small).cleaned_again == 2
    assert reindex(small).learned == ""
    monkeypatch.undo()
    monkeypatch.setattr(templates, "MAX_SAMPLE_PAGES", 6)
    bodies = read_bodies(small)
    reindex(small, rebuild=True)
    assert read_bodies(small) == bodies


def test_pages_that_are_as_they_were_are_not_learned_from_again(small: Config) -> None:
    before = load_learned(small)
    report = reindex(small)
    assert (report.unchanged, report.cleaned_again, report.learned) == (9, 0, "")
    assert load_learned(small) == before


def test_a_source_out_of_sight_changes_nothing_that_was_learned(
    small: Config, tmp_path: Path
) -> None:
    before = load_learned(small)
    (tmp_path / "site").rename(tmp_path / "elsewhere")
    reindex(small)
    assert load_learned(small) == before


def test_a_run_that_is_stopped_while_it_cleans_again_is_made_up_for(
    small: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise InterruptedError

    publish(tmp_path, NEW, 20, 5)
    with monkeypatch.context() as patched:
        patched.setattr("indexer.ingest.pipeline.Pipeline._find_stale", stop)
        with pytest.raises(InterruptedError):
            reindex(small)
    assert load_learned(small).cleaning_from == 1
    assert reindex(small).cleaned_again == 5
    assert load_learned(small).cleaning_from == -1
