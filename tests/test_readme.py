"""The README is a session that runs: its console blocks are run, line by line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def read_session(page: Path) -> list[tuple[str, str]]:
    """Return the commands of the console blocks, each with what it should print."""
    steps: list[tuple[str, str]] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], ""))
            else:
                command, output = steps[-1]
                steps[-1] = command, output + line + "\n"
    return steps


def make_pattern(expected: str) -> re.Pattern[str]:
    """Return the pattern of an output in which an ellipsis stands for anything."""
    return re.compile(".*?".join(map(re.escape, expected.strip().split("…"))), re.S)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sample", tmp_path / "sample")
    shutil.copy(ROOT / "broadsheet.toml", tmp_path)
    return tmp_path


def test_the_readme_has_a_session() -> None:
    assert len(read_session(ROOT / "README.md")) >= 5


def test_the_session_of_the_readme_prints_what_it_says(folder: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": scripts + os.pathsep + os.environ["PATH"]}
    for command, expected in read_session(ROOT / "README.md"):
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        printed = done.stdout + done.stderr
        assert make_pattern(expected).fullmatch(printed.strip()), (command, printed)
