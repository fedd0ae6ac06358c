"""Kill reindexing at random moments, over and over, while somebody searches.

    python -m tests.kill_reindex FOLDER [--times 10] [--word WORD]

Copies a folder of pages and indexes the copy, beginning from nothing. Each round
changes a tenth of the pages, begins a reindex, every third time a rebuild, and kills it
with SIGKILL at a random moment. A thread searches without a pause. At the end one
reindex runs through. Prints a line a round; ends with 1 if a search failed, a check
found a fault, a document was lost, or the last run left something undone.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from indexer.backends import Backend, open_backend
from indexer.config import Config, load_config
from indexer.errors import BroadsheetError, IndexMissing
from indexer.ingest.reindexing import reindex
from indexer.model import SearchOptions
from indexer.query import Word
from tests.archive import write_settings


class Reader(threading.Thread):
    """Somebody who searches without a pause."""

    def __init__(self, backend: Backend, word: str) -> None:
        super().__init__(daemon=True)
        self.backend, self.word = backend, word
        self.searches, self.total, self.going = 0, 0, True
        self.failures: list[str] = []

    def run(self) -> None:
        while self.going:
            try:
                found = self.backend.search(
                    Word(self.word), SearchOptions(facets=("published",))
                )
            except IndexMissing:
                if self.total:
                    self.failures.append("the index is missing")
            except BroadsheetError as error:
                self.failures.append(str(error))
            else:
                if found.total < self.total:
                    self.failures.append(f"{found.total} after {self.total} documents")
                self.total = max(self.total, found.total)
            self.searches += 1
            time.sleep(0.01)


def kill_once(settings: Path, patience: float, *options: str) -> str:
    """Begin a reindex, kill it after some seconds, and say whether it had ended."""
    command = [sys.executable, "-m", "indexer.cli", "--config", str(settings)]
    process = subprocess.Popen(
        [*command, "reindex", *options],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(random.uniform(0, patience))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    while _lives(process.pid):
        time.sleep(0.01)
    return "killed" if process.returncode == -signal.SIGKILL else "had ended"


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def change(pages: list[Path]) -> None:
    """Change a tenth of the pages, in a way that leaves their words as they are."""
    for page in random.sample(pages, max(1, len(pages) // 10)):
        with page.open("ab") as file:
            file.write(b"<!-- changed -->\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--patience", type=float, default=20.0, help="seconds a round")
    parser.add_argument("--word", default="the")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(arguments.folder, Path(place) / "site")
        settings = write_settings(Path(place), "index.commit_every = 1")
        config = load_config(settings)
        return torture(settings, config, arguments)


def torture(settings: Path, config: Config, arguments: argparse.Namespace) -> int:
    pages = [
        path
        for path in (settings.parent / "site").rglob("*")
        if path.suffix in (".html", ".htm", ".shtml")
    ]
    backend = open_backend(config)
    reader = Reader(backend, arguments.word)
    reader.start()
    for number in range(arguments.times):
        change(pages)
        options = ["--rebuild"] if number % 3 == 2 else []
        end = kill_once(settings, arguments.patience, *options)
        faults = _check(backend)
        reader.failures += faults
        print(
            f"{number + 1:3}. {end}; {reader.total} matches, {len(faults)} faults",
            flush=True,
        )
    report = reindex(config)
    again = reindex(config)
    reader.going = False
    reader.join()
    done = again.added + again.updated == 0
    print(dataclasses.replace(report, failed=report.failed[:3]))
    print(f"{reader.searches} searches, {len(reader.failures)} failures, done: {done}")
    print(*sorted(set(reader.failures)), sep="\n")
    backend.close()
    return int(bool(reader.failures) or not done)


def _check(backend: Backend) -> list[str]:
    try:
        return [f"{f.file}: {f.problem}" for f in backend.check().faults]
    except IndexMissing:
        return []


if __name__ == "__main__":
    sys.exit(main())
