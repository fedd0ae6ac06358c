"""Console blocks of the README and other pages are sessions that run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
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


PAGES = ("README.md", "docs/sources.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_session(page: str) -> None:
    assert len(read_session(ROOT / page)) >= 5


@pytest.fixture
def settings(folder: Path) -> Iterator[None]:
    """Write the settings that a page shows, and end the server that it starts."""
    for command, output in read_session(ROOT / "docs/sources.md"):
        if command.startswith("cat "):
            (folder / command.split()[1]).write_text(output, encoding="utf-8")
    yield
    subprocess.run("kill $(cat server.pid) 2>/dev/null", shell=True, cwd=folder)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("page", PAGES)
def test_the_session_of_a_page_prints_what_it_says(page: str, folder: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": scripts + os.pathsep + os.environ["PATH"]}
    for command, expected in read_session(ROOT / page):
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
