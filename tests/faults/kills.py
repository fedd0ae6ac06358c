"""Kills writers and fills disks, and looks at what is left of the index.

    python -m tests.faults.kills [--kills 240] [--full 24]

A writer that updates, deletes, adds and merges runs again and again, each time in a
process of its own over the same index. One process kills itself (SIGKILL) before or
after one call that touches a file: the first, the second ... of all such calls, evenly
over as many as are asked for. Others may write no file longer than a limit
(RLIMIT_FSIZE), which is how a disk without room looks to a program.

After each: the index must open at the commit before or the one after, ``check`` must
pass, every document must be there as that commit has it, and the next writer must
remove whatever lies about and be able to commit.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from indexer.backends.whoosh.commits.checking import check_index
from indexer.backends.whoosh.commits.generations import find_files, open_generation
from indexer.backends.whoosh.commits.index_writer import ArrayWriter
from indexer.backends.whoosh.compat.whoosh_schema import make_schema
from indexer.backends.whoosh.writing import merge_policy
from indexer.errors import IndexFull
from indexer.model import Article, PageStamp, make_digest

TOUCHING = frozenset(
    ["open", "write", "flush", "fsync", "close", "replace", "rename", "unlink", "mkdir"]
)
KNOWN = PageStamp(make_digest(b""), "folder:site")

Content = dict[str, str]
"""From address to title."""


def make_article(number: int, title: str) -> Article:
    """Return an article that is easy to recognise."""
    body = f"{title} {number} of the solar farms " * (number % 7 + 1)
    url = f"https://paper.example/{number}"
    return Article(url, title, body, topics=("sea",), sections=(("News", title),))


def open_writer(folder: Path) -> ArrayWriter:
    """Open the index for changes, with segments of a few documents."""
    return ArrayWriter(folder, make_schema(), zone=ZoneInfo("UTC"), memory=30_000)


def write_before(folder: Path) -> None:
    """Make the index of the commit before: two segments, one with deletions."""
    with open_writer(folder) as writer:
        for number in range(300):
            writer.put(make_article(number, "Old"), KNOWN)
        writer.commit()
        for number in range(300, 310):
            writer.put(make_article(number, "Old"), KNOWN)
        writer.delete(make_article(3, "").doc_id)
        writer.commit()


def write_after(folder: Path) -> None:
    """Make the commit after: changes in both segments, the small ones merged."""
    with open_writer(folder) as writer:
        for number in (1, 5, 305, 310, 311):
            writer.put(make_article(number, "New"), KNOWN)
        for number in range(320, 340):
            writer.put(make_article(number, "New"), KNOWN)
        for number in (2, 302):
            writer.delete(make_article(number, "").doc_id)
        writer.commit()


def read_content(folder: Path) -> Content:
    """Return what the index holds; nothing may be there twice."""
    _, segments = open_generation(folder)
    articles = [
        segment.article(docnum)
        for segment in segments
        for docnum in range(segment.doc_count)
        if segment.live is None or segment.live[docnum]
    ]
    content = {article.url: article.title for article in articles}
    assert len(content) == len(articles), "a document is there twice"
    return content


def run_apart(work: Callable[[], object]) -> int:
    """Run in a process of its own; return its exit code, negative if killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except IndexFull:
            code = 74
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_touches(work: Callable[[], None], kill_at: int = 0) -> int:
    """Run and count calls that touch files, as they begin and as they end.

    Args:
        kill_at: the one at which the process kills itself; 0 lets it live.
    """
    touches = 0

    def watch(frame: FrameType, event: str, function: Any) -> None:
        nonlocal touches
        if event in ("c_call", "c_return") and function.__name__ in TOUCHING:
            touches += 1
            if touches == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return touches


class Trial:
    """The commits before and after, and the look at what a fault has left."""

    def __init__(self, folder: Path) -> None:
        self._original, self.index = folder / "original", folder / "index"
        write_before(self._original)
        self.before = read_content(self._original)
        self.restore()
        write_after(self.index)
        self.after = read_content(self.index)
        generation, _ = open_generation(self.index)
        assert [entry.live for entry in generation.entries] == [3, 0], "no such commit"

    def restore(self) -> None:
        """Put the commit before in place."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self._original, self.index)

    def judge(self) -> str:
        """Return which commit is there; raise if it is neither or damaged."""
        report = check_index(self.index)
        assert not report.faults, report.faults
        content = read_content(self.index)
        assert content in (self.before, self.after), "documents are lost or mixed"
        with open_writer(self.index) as writer:
            generation, _ = open_generation(self.index)
            left = {path.name for path in find_files(self.index)}
            assert left == generation.file_names(), left ^ generation.file_names()
            writer.put(make_article(999, "Next"), KNOWN)
            writer.commit()
        assert len(read_content(self.index)) == len(content) + 1
        return "after" if content == self.after else "before"


def try_kills(trial: Trial, kills: int) -> Counter[str]:
    """Kill a writer at so many places and count the commits found."""
    seen: Counter[str] = Counter()
    trial.restore()
    total = count_touches(lambda: write_after(trial.index))
    for i in range(min(kills, total)):
        at = 1 + i * (total - 1) // max(1, min(kills, total) - 1)
        trial.restore()
        work = partial(write_after, trial.index)
        code = run_apart(partial(count_touches, work, at))
        assert code == -signal.SIGKILL, f"call {at} of {total} was not reached: {code}"
        seen[trial.judge()] += 1
    return seen


def try_full_disks(trial: Trial, limits: int) -> Counter[str]:
    """Write under so many limits of file size and count the commits found."""
    seen: Counter[str] = Counter()
    trial.restore()
    sizes = {path.name for path in trial.index.iterdir()}
    write_after(trial.index)
    longest = max(
        p.stat().st_size for p in trial.index.iterdir() if p.name not in sizes
    )
    for i in range(limits):
        limit = i * (longest - 1) // max(1, limits - 1)

        def work(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            write_after(trial.index)

        trial.restore()
        old = {path.name for path in trial.index.iterdir()}
        code = run_apart(work)
        assert code == 74, f"a limit of {limit} bytes was not told as IndexFull: {code}"
        left = {path.name for path in trial.index.iterdir()} - old
        assert not left, f"a limit of {limit} bytes left {left}"
        seen[trial.judge()] += 1
    return seen


def main() -> None:
    """Run what was asked for and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=240)
    parser.add_argument("--full", type=int, default=24)
    asked = parser.parse_args()
    merge_policy.MIN_SEGMENT_BYTES, merge_policy.SIZE_RATIO = 2_000, 1
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name))
        kills = try_kills(trial, asked.kills)
        full = try_full_disks(trial, asked.full)
    for what, seen in (("kills", kills), ("full disks", full)):
        print(
            f"{seen.total()} {what}: {seen['before']} left the commit before, "
            f"{seen['after']} the one after; none lost, mixed or damaged anything"
        )


if __name__ == "__main__":
    main()
