"""A sample of what ``make faults`` runs, and folders that refuse."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from indexer.errors import IndexLocked, IndexStoreError

from .drawn import open_writer

ROOT = Path(__file__).parents[3]


def run(module: str, *options: str) -> str:
    """Run a module of ``tests.faults`` and return what it printed."""
    command = [sys.executable, "-m", f"tests.faults.{module}", *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_killed_and_full_writers_leave_one_of_two_commits() -> None:
    printed = run("kills", "--kills", "12", "--full", "4")
    assert "12 kills" in printed and "4 full disks" in printed


def test_searches_during_commits_see_whole_commits() -> None:
    assert "no error" in run("readers", "--commits", "40")


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys; from tests.backends.whoosh.drawn import open_writer;"
        "held = open_writer(pathlib.Path(sys.argv[1])); print('open', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout and other.stdout.readline() == "open\n"
        with pytest.raises(IndexLocked, match="wait"):
            open_writer(tmp_path)
        other.kill()
    open_writer(tmp_path).close()


def test_a_folder_that_cannot_be_written_is_said_so() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)  # nobody: modes say nothing to root
            with pytest.raises(IndexStoreError, match=r"cannot be written.*denied"):
                open_writer(Path(name))
        finally:
            os.seteuid(user)
            Path(name).chmod(0o755)
