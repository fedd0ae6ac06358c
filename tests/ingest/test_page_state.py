"""The file that remembers pages, and one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.ingest.page_state import (
    STATE_FILE,
    IngestState,
    PageState,
    load_state,
    write_state,
)
from indexer.model import PageStamp

STATE = IngestState(
    "recipe",
    {"gazette.example": {"pages": 3}},
    {
        "1f": PageState(
            PageStamp("ab", "folder:\udcff", 12, 1_795_495_112_947_225_545), "other"
        ),
        "2f": PageState(PageStamp("", "folder:x"), "failed"),
    },
)


def test_a_state_reads_as_it_was_written(tmp_path: Path) -> None:
    write_state(tmp_path, STATE)
    assert load_state(tmp_path) == STATE


def test_without_a_state_nothing_is_remembered(tmp_path: Path) -> None:
    assert load_state(tmp_path) == IngestState()


@pytest.mark.parametrize("text", ["", "[]\n", "{}\n", "{", '{"recipe": "r"}\n["1f"]\n'])
def test_a_state_that_does_not_read_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE_FILE).write_text(text)
    assert load_state(tmp_path) == IngestState()


def test_a_state_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    write_state(tmp_path, STATE)
    broken = IngestState(
        "new", {}, {"3f": PageState(PageStamp(b"", "folder:x"), "other")}
    )  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_state(tmp_path, broken)
    assert load_state(tmp_path) == STATE
    assert [path.name for path in tmp_path.iterdir()] == [STATE_FILE]
