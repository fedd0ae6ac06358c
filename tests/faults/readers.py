"""Searches from many threads while commits follow each other.

    python -m tests.faults.readers [--commits 1000] [--threads 8]

Every commit replaces each article by one with a new title, and now and then the index
is built anew. A search must always find every article once, all of one commit, and
never an older commit than it found before. Afterwards open files and memory of the
process must be what they were early on.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

from indexer.backends.whoosh import WhooshBackend
from indexer.config import Config, IndexConfig
from indexer.errors import BroadsheetError
from indexer.model import Article, Filter, PageStamp, SearchOptions
from indexer.query import Phrase, Prefix, Query, Word

ARTICLES = 12
REBUILD_EVERY = 50
WARM = 0.2
"""Share of the commits after which open files and memory are first looked at."""

QUERIES: tuple[Query, ...] = (Word("solar"), Phrase("solar farms"), Prefix("farm"))


def write_commit(backend: WhooshBackend, number: int) -> None:
    """Replace every article by one whose title is the number."""
    with backend.writer(rebuild=number % REBUILD_EVERY == 0) as writer:
        for i in range(ARTICLES):
            url = f"https://paper.example/{i}"
            body = f"Solar farms {i} and {number}"
            article = Article(url, str(number), body, topics=("sea",))
            writer.put(article, PageStamp("", "folder:site"))
        writer.commit()


class Reader(threading.Thread):
    """Searches until told to stop.

    Attributes:
        searches: answered.
        wrong: what it found that must not be; empty if nothing was.
    """

    def __init__(self, backend: WhooshBackend, done: threading.Event) -> None:
        super().__init__()
        self.backend, self.done = backend, done
        self.searches = 0
        self.wrong = ""

    def run(self) -> None:
        newest = 0
        while not self.done.is_set() and not self.wrong:
            query = QUERIES[self.searches % len(QUERIES)]
            chosen = (Filter("topics", "sea"),) if self.searches % 2 else ()
            try:
                found = self.backend.search(
                    query,
                    SearchOptions(filters=chosen, limit=ARTICLES, facets=("topics",)),
                )
            except BroadsheetError as error:
                self.wrong = repr(error)
                return
            titles = {int(match.article.title) for match in found.matches}
            urls = {match.article.url for match in found.matches}
            if len(titles) != 1 or len(urls) != ARTICLES or found.total != ARTICLES:
                self.wrong = f"{found.total} found, of the commits {titles}"
            elif min(titles) < newest:
                self.wrong = f"commit {min(titles)} after {newest}"
            newest = max(titles, default=newest)
            self.searches += 1
            time.sleep(0.001)


def count_open_files() -> int:
    """Return the number of open files of this process."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def read_memory() -> int:
    """Return the memory of this process that is not a file's, in KB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0])


def main() -> None:
    """Run what was asked for; fail with what went wrong, or print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        backend = WhooshBackend(Config(index=IndexConfig(Path(name))))
        write_commit(backend, 1)
        done = threading.Event()
        readers = [Reader(backend, done) for _ in range(asked.threads)]
        for reader in readers:
            reader.start()
        early = (0, 0)
        for number in range(2, asked.commits + 2):
            write_commit(backend, number)
            if number == 2 + int(asked.commits * WARM):
                early = count_open_files(), read_memory()
        late = count_open_files(), read_memory()
        done.set()
        for reader in readers:
            reader.join()
        backend.close()
    wrong = {reader.wrong for reader in readers if reader.wrong}
    assert not wrong, wrong
    assert late[0] <= early[0] + 2 * asked.threads, f"open files: {early[0]}, {late[0]}"
    assert late[1] <= early[1] * 1.2 + 10_000, f"memory: {early[1]}, {late[1]} KB"
    print(
        f"{asked.commits} commits under {sum(r.searches for r in readers)} searches of "
        f"{asked.threads} threads: no error; open files {early[0]} then {late[0]}, "
        f"memory {early[1] >> 10} then {late[1] >> 10} MB"
    )


if __name__ == "__main__":
    main()
