"""The record of the last runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from indexer.cli import run
from indexer.ingest import load_history
from indexer.ingest.run_history import (
    HISTORY_FILE,
    MAX_RECORDED_RUNS,
    record_error,
    record_report,
)
from indexer.model import Failure, ReindexReport
from tests.archive import make_archive, write_settings

BAD = ReindexReport(failed=(Failure("https://a.example/1", "took too long"),))


def test_a_page_that_fails_again_is_counted_in_a_row(tmp_path: Path) -> None:
    record_report(tmp_path, BAD)
    record_error(tmp_path, "the disk is full", 1.0)
    record_report(tmp_path, BAD)
    assert [page.runs for page in load_history(tmp_path)[-1].failing] == [2]
    record_report(tmp_path, ReindexReport(added=1))
    record_report(tmp_path, BAD)
    assert [page.runs for page in load_history(tmp_path)[-1].failing] == [1]


def test_only_the_last_runs_are_kept(tmp_path: Path) -> None:
    for number in range(MAX_RECORDED_RUNS + 2):
        record_report(tmp_path, ReindexReport(added=number))
    history = load_history(tmp_path)
    assert len(history) == MAX_RECORDED_RUNS
    assert history[-1].counts["added"] == MAX_RECORDED_RUNS + 1


def test_a_damaged_history_begins_again(tmp_path: Path) -> None:
    (tmp_path / HISTORY_FILE).write_text("{")
    assert load_history(tmp_path) == ()
    record_error(tmp_path, "the disk is full", 1.0)
    assert load_history(tmp_path)[0].error == "the disk is full"


def test_status_lists_runs_that_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_archive(tmp_path)
    begin = ["--config", str(write_settings(tmp_path, "cleaning.processes = 1"))]
    assert run([*begin, "status"]) == 0
    assert "no run is recorded yet" in capsys.readouterr().out
    assert run([*begin, "reindex", "--quiet"]) == 0
    assert run([*begin, "reindex", "--quiet", "--dry-run"]) == 0
    assert run([*begin, "status", "--json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["counts"]["added"] > 0 and not record["error"]


def test_a_run_that_an_error_ends_is_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_archive(tmp_path)
    begin = ["--config", str(write_settings(tmp_path, "cleaning.processes = 1"))]
    assert run([*begin, "reindex", "--quiet"]) == 0
    shutil.rmtree(tmp_path / "site")
    assert run([*begin, "reindex", "--rebuild", "--quiet"]) == 5
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert run([*begin, "status"]) == 0
    assert sentence.removeprefix("broadsheet: ") in capsys.readouterr().out
