"""The fingerprint of cleaning: what changes it, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.config import Config
from indexer.ingest import recipe
from indexer.ingest.jobs import PageRules
from indexer.ingest.recipe import ROOTS, list_modules, make_recipe

INDEXER = Path(recipe.__file__).parents[1]


def list_files() -> set[str]:
    """Return the modules of the recipe, as paths inside the package."""
    modules = list_modules(ROOTS)
    return {module.removeprefix("indexer.").replace(".", "/") for module in modules}


@pytest.mark.parametrize(
    "module",
    [
        "text/analysis",
        "text/unspaced",
        "topics/tagger",
        "extract/page_to_article",
        "extract/body/block_classifier",
        "extract/grouping/page_groups",
        "extract/grouping/reprints",
        "ingest/jobs",
        "ingest/templates",
        "ingest/consolidation",
    ],
)
def test_all_code_that_cleaning_uses_is_in_the_recipe(module: str) -> None:
    assert module in list_files()


def test_no_code_is_in_the_recipe_that_cleaning_does_not_use() -> None:
    unused = ("search", "backends", "cli", "query", "config", "evaluation", "fields")
    assert {path.split("/")[0] for path in list_files()}.isdisjoint(unused)
    others = {"extract/explain", "topics/suggestions", "ingest/reindexing"}
    others |= {"sources/folder", "sources/fetching/crawler"}
    assert list_files().isdisjoint(others)


@pytest.mark.parametrize(
    ("file", "is_changed"),
    [
        ("text/analysis.py", True),
        ("text/unspaced.py", True),
        ("extract/body/block_classifier.json", True),
        ("search/service.py", False),
        ("extract/__init__.py", False),
    ],
)
def test_a_change_of_a_file_changes_the_recipe_if_cleaning_uses_it(
    file: str, is_changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_recipe(Config(), PageRules())
    read = Path.read_bytes

    def read_changed(path: Path) -> bytes:
        return read(path) + b"\n" if path == INDEXER / file else read(path)

    monkeypatch.setattr(Path, "read_bytes", read_changed)
    recipe._list_imports.cache_clear()
    assert (make_recipe(Config(), PageRules()) != before) == is_changed
