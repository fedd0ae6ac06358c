"""The ratchet: nDCG@10 that each collection has reached and may not fall below.

``python -m tests.relevance.floors`` measures every collection there is, the shared ones
too, and raises the floors in ``floors.json`` to what was reached. No floor is lowered:
not by this script, and the tests refuse a file in which one is lower than it ever was.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.config import Config
from indexer.evaluation import Evaluation, evaluate

HERE = Path(__file__).parent
FILE = HERE / "floors.json"
SHARED = HERE.parents[2] / "shared" / "data" / "relevance"
SLOW = ("cmrc2018",)
"""Collections that only the script measures."""

Floors = Mapping[str, float]


def read_floors() -> dict[str, float]:
    """Return the floors as they are now."""
    floors: dict[str, float] = json.loads(FILE.read_text("utf-8"))
    return floors


def find_collections() -> dict[str, Path]:
    """Return the collections that are here, by name."""
    folders = [*HERE.iterdir(), *(SHARED.iterdir() if SHARED.exists() else ())]
    return {f.name: f for f in sorted(folders) if (f / "qrels.tsv").exists()}


def read_history() -> Iterator[Floors]:
    """Yield every version of the floors that was committed, the newest first."""
    log = ("log", "--format=%h", "--", FILE.name)
    for commit in _run_git(*log).split():
        yield json.loads(_run_git("show", f"{commit}:./{FILE.name}"))


def _run_git(*arguments: str) -> str:
    run = subprocess.run(
        ["git", *arguments], cwd=HERE, capture_output=True, text=True, check=True
    )
    return run.stdout


def find_lowered(now: Floors, before: Floors) -> list[str]:
    """Return the names of floors that are lower than before, or gone."""
    return [name for name, floor in before.items() if now.get(name, 0.0) < floor]


def raise_floors(now: Floors, reached: Floors) -> dict[str, float]:
    """Return the floors, each raised to what was reached, rounded down."""
    names = sorted(now.keys() | reached.keys())
    return {
        name: max(now.get(name, 0.0), math.floor(reached.get(name, 0.0) * 1000) / 1000)
        for name in names
    }


def show(name: str, found: Evaluation, floor: float) -> str:
    """Return one line of the table."""
    mark = "" if found.ndcg10 >= floor else "  below its floor"
    return (
        f"{name:12} nDCG@10 {found.ndcg10:.4f}  floor {floor:.3f}  "
        f"MAP {found.mean_average_precision:.4f}  R@100 {found.recall100:.4f}  "
        f"{found.queries_per_second:6.0f} queries/s{mark}"
    )


def main() -> int:
    """Measure, print, raise; return 1 if a collection is below its floor."""
    floors, reached = read_floors(), {}
    for name, folder in find_collections().items():
        found = evaluate(folder, Config())
        reached[name] = found.ndcg10
        print(show(name, found, floors.get(name, 0.0)), flush=True)
    raised = raise_floors(floors, reached)
    FILE.write_text(json.dumps(raised, indent=2) + "\n", "utf-8")
    return int(any(reached[name] < floors.get(name, 0.0) for name in reached))


if __name__ == "__main__":
    sys.exit(main())
