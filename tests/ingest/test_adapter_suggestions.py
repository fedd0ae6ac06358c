"""The adapter that is suggested for a site."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest

from indexer.cli.terminal_output import show_adapter
from indexer.config import (
    AdapterConfig,
    CleaningConfig,
    Config,
    IndexConfig,
    SourceConfig,
    load_config,
    make_config,
)
from indexer.errors import ConfigError, NotAnArticle
from indexer.extract.adapter_draft import AdapterDraft
from indexer.extract.page_to_article import extract_article
from indexer.extract.site.layouts import SiteLayouts
from indexer.ingest.adapter_suggestions import draft_adapter
from indexer.ingest.listing import SourcePages
from indexer.ingest.page_state import IngestState, load_sites, write_state
from indexer.ingest.process_pool import make_runner
from indexer.ingest.recipe import make_rules
from indexer.ingest.templates import SiteLearner
from indexer.model import Article
from indexer.sources import Listing
from tests.archive import BASE, with_settings
from tests.ingest.test_templates import NEW, OLD, publish

HOST = "gazette.example"


def learn(config: Config) -> Config:
    """Write down what a reindex would learn."""
    learner = SiteLearner({}, make_rules(config), make_runner(config.cleaning))
    learner.learn_new(SourcePages(config))
    config.index.folder.mkdir(exist_ok=True)
    write_state(config.index.folder, IngestState("", learner.write()))
    return config


def find_site(config: Config, host: str) -> SiteLayouts:
    return load_sites(config, [f"https://{host}/"])[host]


def read_table(draft: AdapterDraft) -> AdapterConfig:
    """Print a draft and load it as settings."""
    table = tomllib.loads("\n".join(show_adapter(draft)))
    return make_config(table).adapters[draft.host]


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    publish(tmp_path, OLD, 0, 6)
    source = SourceConfig(f"folder:{tmp_path / 'site'}", BASE)
    return learn(
        Config(
            index=IndexConfig(tmp_path / "index"),
            cleaning=CleaningConfig(processes=1),
            sources=(source,),
        )
    )


def test_the_table_has_selectors_of_body_and_title_and_of_what_to_drop(
    archive: Config,
) -> None:
    adapter = read_table(draft_adapter(archive, HOST))
    assert adapter.body == "div.story"
    assert adapter.title == "h1"
    assert set(adapter.drop.split(", ")) == {"div.when", "div.story > h1", "div.promo"}


def test_each_selector_shows_on_how_many_pages_it_is_right(
    archive: Config,
) -> None:
    lines = list(show_adapter(draft_adapter(archive, HOST)))
    assert "# div.story is right on 6 of 6 pages" in lines
    assert "6 of 6 articles" in lines[0]


def test_each_layout_has_its_own_selectors(archive: Config, tmp_path: Path) -> None:
    publish(tmp_path, NEW, 20, 6)
    body = draft_adapter(learn(archive), HOST).adapter.body
    assert set(body.split(", ")) == {"div.story", "section.prose"}


def test_what_finds_something_else_on_a_page_is_commented_out(
    archive: Config, tmp_path: Path
) -> None:
    page = tmp_path / "site" / "3.html"
    text = page.read_text().replace("<h1>", "<h1>Extra</h1><h1>")
    page.write_text(text)
    draft = draft_adapter(learn(archive), HOST)
    assert draft.pages == draft.same
    title = next(s for s in draft.suggestions if s.setting == "title")
    assert not title.is_safe
    assert read_table(draft).title == ""


def test_an_unknown_host_gets_no_suggestions(archive: Config) -> None:
    with pytest.raises(ConfigError, match=r"'b\.example'.* known: gazette\.example"):
        draft_adapter(archive, "b.example")


def test_the_table_changes_no_article_of_the_sample_publication(
    tmp_path: Path,
) -> None:
    config = load_config(Path("broadsheet.toml"))
    config = learn(
        with_settings(config, index={"folder": tmp_path}, cleaning={"processes": 2})
    )
    adapter = read_table(draft_adapter(config, "nine-rivers.example"))
    assert adapter.body
    assert adapter.title
    site = find_site(config, "nine-rivers.example")

    def read(adapter: AdapterConfig | None) -> list[Article | str]:
        articles: list[Article | str] = []
        for entry in list(Listing().entries(config.sources[0], tmp_path))[::3]:
            try:
                article = extract_article(entry.read(), adapter, site)
            except NotAnArticle as error:
                articles.append(str(error))
            else:
                articles.append(dataclasses.replace(article, published_source=""))
        return articles

    assert read(adapter) == read(None)
