"""``make bench``: the same articles, queries and work for every engine, in one run.

Prints a table and writes JSON lines to build/bench/results-N.jsonl. The queries are
only those on which all peers agree about the count (stemmers and tokenizers differ at
the edges); how many were left out is printed. Timing goes round by round, one peer
after the other, so that a noisy moment of the machine falls on all.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .corpus import read_corpus, write_corpus
from .peers import DEBIAN, PEERS, RANKING_ONLY
from .queries import Ask, draw_queries, write_ask
from .worker import CLOCKS

FOLDER = Path("build/bench")
SLOW = {"whoosh": 100_000, "bm25s": 300_000}
"""Above so many articles a peer gets fewer queries; five times above it is left out."""
MODULES = {"whoosh": "whoosh", "tantivy": "tantivy", "bm25s": "bm25s"}


@dataclass
class Run:
    """One peer's process, and what it told.

    Attributes:
        first: by query number, seconds when it was asked for the first time.
        times: by query number, seconds of each round after that.
    """

    name: str
    process: subprocess.Popen[str]
    folder: Path
    build: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    first: dict[int, float] = field(default_factory=dict)
    times: dict[int, list[float]] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    def tell(self, command: str, numbers: list[int] | None = None) -> dict[str, Any]:
        """Send one command and wait for its answer."""
        assert self.process.stdin and self.process.stdout
        listed = ",".join(map(str, numbers or []))
        self.process.stdin.write(f"{command} {listed}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: {self.name} died during {command}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="articles")
    parser.add_argument("--peers", default="", help="names, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--each", type=int, default=2, help="queries of each kind")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: where others use it too"
    )
    parser.add_argument(
        "--reuse", action="store_true", help="keep indexes built before"
    )
    args = parser.parse_args()
    corpus = write_corpus(args.n, FOLDER / "corpus")
    sample = itertools.islice(read_corpus(corpus), 50_000)
    asks = draw_queries(sample, args.each)
    queries = FOLDER / f"queries-{args.n}.json"
    queries.write_text(json.dumps([write_ask(a) for a in asks]))
    names = args.peers.split(",") if args.peers else _present(args.n)
    runs = [_start(name, corpus, queries, args.n, args.clock) for name in names]
    for run in runs:
        _build(run, args.reuse)
    numbers = list(range(len(asks)))
    agreed = _agree([r for r in runs if r.name in PEERS], asks, numbers, args.n)
    _time(runs, asks, agreed, args.rounds, args.n)
    _print(runs, asks, agreed, args.n)
    for run in runs:
        assert run.process.stdin
        run.process.stdin.close()
        run.process.wait()


def _present(count: int) -> list[str]:
    """Return the peers that are installed and can cope with so many articles."""
    found = []
    for name in PEERS | RANKING_ONLY:
        module = MODULES.get(name)
        there = (Path(DEBIAN) / "xapian").exists() if name == "xapian" else True
        if module and importlib.util.find_spec(module) is None:
            there = False
        if not there:
            print(f"{name}: not installed, left out", file=sys.stderr)
        elif count > 5 * SLOW.get(name, count):
            print(f"{name}: left out at {count:,} articles", file=sys.stderr)
        else:
            found.append(name)
    return found


def _start(
    name: str, corpus: Path, queries: Path, count: int, clock: str = "wall"
) -> Run:
    folder = FOLDER / f"{name}-{count}"
    command = [sys.executable, "-m", "bench.worker", name]
    process = subprocess.Popen(
        [*command, str(corpus), str(folder), str(queries), clock],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Run(name, process, folder)


def _build(run: Run, reuse: bool) -> None:
    done = run.folder.with_suffix(".built.json")
    if reuse and done.exists():
        run.build = json.loads(done.read_text())
    else:
        shutil.rmtree(run.folder, ignore_errors=True)
        done.unlink(missing_ok=True)
        print(f"{run.name}: indexing ...", file=sys.stderr)
        run.build = run.tell("build")
        files = [f for f in run.folder.rglob("*") if f.is_file()]
        run.build["bytes"] = sum(f.stat().st_size for f in files)
        done.write_text(json.dumps(run.build))
    run.process = _start_again(run)
    run.tell("open", [0])
    run.process = _start_again(run)
    run.opened = run.tell("open", [0])


def _start_again(run: Run) -> subprocess.Popen[str]:
    """Replace the process, so that searching starts with clean memory."""
    assert run.process.stdin
    run.process.stdin.close()
    run.process.wait()
    command = [str(a) for a in run.process.args]  # type: ignore[union-attr]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _mine(run: Run, numbers: list[int], asks: list[Ask], count: int) -> list[int]:
    """Return the queries that a peer gets: a slow one at scale one of each class."""
    if run.name in RANKING_ONLY:
        return [i for i in numbers if asks[i].kind == "or"]
    if count <= SLOW.get(run.name, count):
        return numbers
    first = {asks[i].group: i for i in reversed(numbers)}
    return sorted(first.values())


def _agree(
    runs: list[Run], asks: list[Ask], numbers: list[int], count: int
) -> list[int]:
    """Return the numbers of the queries on which all peers count the same."""
    for run in runs:
        print(f"{run.name}: counting ...", file=sys.stderr)
        mine = numbers if run.name != "whoosh" else _mine(run, numbers, asks, count)
        answer = run.tell("ask", mine)
        run.counts = dict(zip(mine, answer["counts"], strict=True))
        run.first = dict(zip(mine, answer["times"], strict=True))
    agreed = [
        i for i in numbers if len({r.counts[i] for r in runs if i in r.counts}) == 1
    ]
    print(f"\nqueries: {len(agreed)} of {len(numbers)} counted alike by all", end="; ")
    odd: Counter[str] = Counter()
    for i in set(numbers) - set(agreed):
        common = Counter(r.counts[i] for r in runs if i in r.counts).most_common(1)[0][
            0
        ]
        odd.update(r.name for r in runs if r.counts.get(i, common) != common)
    print("apart from the rest:", ", ".join(f"{n} {c}x" for n, c in odd.items()) or "-")
    return agreed


def _time(
    runs: list[Run], asks: list[Ask], agreed: list[int], rounds: int, count: int
) -> None:
    for turn in range(rounds):
        for run in runs:
            mine = _mine(run, agreed, asks, count)
            if run.name == "whoosh" and turn and count > SLOW["whoosh"]:
                continue
            print(f"{run.name}: round {turn + 1} ...", file=sys.stderr)
            answer = run.tell("ask", mine)
            for i, seconds in zip(mine, answer["times"], strict=True):
                run.first.setdefault(i, seconds)  # of one that only ranks
                run.times.setdefault(i, []).append(seconds)
            run.memory = answer


COLUMNS = (
    ("median", "median_ms", 1, 9, 2),
    ("p95", "p95_ms", 1, 9, 2),
    ("worst", "worst_ms", 1, 9, 2),
    ("first", "first_ms", 1, 9, 2),
    ("ratio", "ratio", 1, 9, 1),
    ("docs/s", "docs_per_second", 1, 9, 0),
    ("MB", "index_bytes", 1e6, 8, 0),
    ("open ms", "open_ms", 1, 9, 1),
    ("build anon", "build_anonymous_bytes", 1e6, 12, 0),
    ("serve anon", "serve_anonymous_bytes", 1e6, 12, 0),
    ("serve file", "serve_mapped_bytes", 1e6, 12, 0),
)
"""Heading, name in the rows, divisor, width and decimals of each column."""


def _print(runs: list[Run], asks: list[Ask], agreed: list[int], count: int) -> None:
    print(f"\n{count:,} articles; milliseconds a query (median of rounds;")
    print("first: the median of the first time each was asked); memory in MB\n")
    print(f"{'engine':<11}" + "".join(f"{c[0]:>{c[3]}}" for c in COLUMNS))
    rows = [_sum_up(run, runs[0], count) for run in runs]
    for row in rows:
        cells = (f"{row[n] / by:>{w},.{d}f}" for _, n, by, w, d in COLUMNS)
        print(f"{row['engine']:<11}" + "".join(cells))
    print("\nmedian milliseconds by class of query (matches: median count)\n")
    print(f"{'class':<24}{'matches':>9}" + "".join(f"{r.name:>12}" for r in runs))
    for group in dict.fromkeys(asks[i].group for i in agreed):
        mine = [i for i in agreed if asks[i].group == group]
        matches = statistics.median(runs[0].counts[i] for i in mine)
        cell = dict.fromkeys((run.name for run in runs), "-")
        for run in runs:
            spent = [_typical(run, i) for i in mine if i in run.times]
            if spent:
                row = {"engine": run.name, "articles": count, "class": group}
                row |= {"matches": matches, "median_ms": statistics.median(spent)}
                rows.append(row | {"worst_ms": max(spent)})
                cell[run.name] = f"{row['median_ms']:.2f}"
        print(
            f"{group:<24}{matches:>9,.0f}" + "".join(f"{c:>12}" for c in cell.values())
        )
    out = FOLDER / f"results-{count}.jsonl"
    out.write_text("".join(json.dumps(row) + "\n" for row in rows))
    print(f"\nwritten to {out}")


def _sum_up(run: Run, ours: Run, count: int) -> dict[str, Any]:
    """Return what is shown of a peer; the ratio is the median over shared queries."""
    spent = {i: _typical(run, i) for i in run.times}
    values = sorted(spent.values())
    shared = [i for i in spent if i in ours.times]
    return {
        "engine": run.name,
        "articles": count,
        "queries": len(values),
        "median_ms": statistics.median(values),
        "p95_ms": values[int(len(values) * 0.95)],
        "worst_ms": values[-1],
        "first_ms": statistics.median(run.first[i] for i in spent) * 1e3,
        "ratio": statistics.median(spent[i] / _typical(ours, i) for i in shared),
        "docs_per_second": count / run.build["seconds"],
        "index_bytes": run.build["bytes"],
        "open_ms": run.opened["seconds"] * 1e3,
        "build_anonymous_bytes": run.build["peak_anonymous"],
        "serve_anonymous_bytes": run.memory["peak_anonymous"],
        "serve_mapped_bytes": run.memory["peak_mapped"],
    }


def _typical(run: Run, number: int) -> float:
    """Return the median milliseconds of a query."""
    return statistics.median(run.times[number]) * 1e3


if __name__ == "__main__":
    main()
