"""The ranking does not get worse than it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.evaluation import evaluate

from .floors import (
    FILE,
    SLOW,
    find_collections,
    find_lowered,
    raise_floors,
    read_floors,
    read_history,
)

FOLDERS = {n: f for n, f in find_collections().items() if n not in SLOW}
CLONE = shutil.which("git") and any((p / ".git").exists() for p in FILE.parents)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_collection_reaches_its_floor(name: str) -> None:
    found = evaluate(FOLDERS[name], Config(), depth=10)

    assert found.ndcg10 >= read_floors().get(name, 0.0)


def test_our_own_collections_have_floors() -> None:
    own = {f.name for f in FILE.parent.iterdir() if (f / "qrels.tsv").exists()}

    assert own == {"en", "zh"} <= read_floors().keys()


@pytest.mark.skipif(not CLONE, reason="needs the history of the repository")
def test_no_floor_was_ever_higher() -> None:
    now = read_floors()

    assert not [name for before in read_history() for name in find_lowered(now, before)]


def test_a_lowered_or_missing_floor_is_named() -> None:
    before = {"en": 0.9, "zh": 0.8, "other": 0.7}

    assert find_lowered({"en": 0.91, "zh": 0.79}, before) == ["zh", "other"]


def test_floors_only_rise() -> None:
    raised = raise_floors({"en": 0.9, "zh": 0.8}, {"en": 0.8999, "zh": 0.8128})

    assert raised == {"en": 0.9, "zh": 0.812}


@pytest.mark.parametrize("name", ["en", "zh"])
def test_judgements_name_documents_and_queries_that_exist(name: str) -> None:
    folder: Path = FOLDERS[name]
    text = {f.stem: f.read_text("utf-8") for f in folder.iterdir()}
    queries = {line.split("\t")[0] for line in text["queries"].splitlines()}

    for line in text["qrels"].splitlines():
        query, document, grade = line.split("\t")
        assert query in queries and f'"id": "{document}"' in text["docs"]
        assert grade in "012"
