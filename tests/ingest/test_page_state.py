"""What the ledger keeps, and what becomes of one that does not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.ingest.page_state import NAME, Ledger, PageState, load_ledger, write_ledger
from indexer.model import PageStamp

LEDGER = Ledger(
    "recipe",
    {"gazette.example": {"pages": 3}},
    {
        "1f": PageState(
            PageStamp("ab", "folder:\udcff", 12, 1_795_495_112_947_225_545), "other"
        ),
        "2f": PageState(PageStamp("", "folder:x"), "failed"),
    },
)


def test_a_ledger_reads_as_it_was_written(tmp_path: Path) -> None:
    write_ledger(tmp_path, LEDGER)
    assert load_ledger(tmp_path) == LEDGER


def test_without_a_ledger_nothing_is_remembered(tmp_path: Path) -> None:
    assert load_ledger(tmp_path) == Ledger()


@pytest.mark.parametrize("text", ["", "[]\n", "{}\n", "{", '{"recipe": "r"}\n["1f"]\n'])
def test_a_ledger_that_does_not_read_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert load_ledger(tmp_path) == Ledger()


def test_a_ledger_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    write_ledger(tmp_path, LEDGER)
    broken = Ledger("new", {}, {"3f": PageState(PageStamp(b"", "folder:x"), "other")})  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_ledger(tmp_path, broken)
    assert load_ledger(tmp_path) == LEDGER
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
