"""``make bench-extract``: what we and the libraries make of labelled pages, as a table.

    python -m bench.extraction [--every N] [SET.jsonl.xz ...]

A set is JSON lines with ``id``, ``site``, ``url``, ``html`` and the truth: ``body``,
``title``, ``date``, ``author``, ``tags``, ``heads``; what is empty is not measured.
Each way runs over each set in a process of its own; speed is in pages a second of
processor time, memory what the process came to need beyond holding the pages (Linux).
"""

from __future__ import annotations

import argparse
import json
import logging
import lzma
import multiprocessing
import re
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import Any

from .extractors import WAYS, Article, Records
from .train_block_classifier import WORD, count_shingles

Pair = tuple[float, float]
"""Precision and recall."""
Measure = tuple[str, float | Pair]
SHOWN = ("id", "url", "html", "site", "lang")
"""What of a labelled page is shown to a way."""
COLUMNS = (
    "body F1",
    "good",
    "title",
    "day",
    "time",
    "author F1",
    "tag F1",
    "head recall",
    "head precision",
    "pages/s",
    "MB",
)
SETS = Path(__file__).parents[2] / "shared/data/pages"
"""Where labelled pages may lie."""
GOOD = 0.95
"""F1 from which a body is good."""
PARTS = re.compile(r"\s*(?:[,;，；、|]|\band\b)\s*")
CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ](?!00:00)(\d\d:\d\d)")


def fold(text: object) -> str:
    """Return a text without case, white space and marks."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(c for c in folded if c.isalnum())


def bag(names: object) -> Counter[str]:
    """Return names folded, each once; a text is parted where names part.

    >>> sorted(bag("Ann Lee and Tom Ray"))
    ['annlee', 'tomray']
    """
    parts = PARTS.split(names) if isinstance(names, str) else names or ()
    assert isinstance(parts, Iterable)
    return Counter({fold(part) for part in parts} - {""})


def shingles(text: object) -> Counter[tuple[str, ...]]:
    """Return what bodies are compared by."""
    return count_shingles(WORD.findall(str(text or "").lower()))


def compare(truth: Counter[Any], found: Counter[Any]) -> Pair:
    """Return precision and recall of a bag against another."""
    if not truth or not found:
        same = float(not truth and not found)
        return same, same
    common = sum((truth & found).values())
    return common / found.total(), common / truth.total()


def balance(pair: Pair) -> float:
    """Return the harmonic mean."""
    precision, recall = pair
    return 2 * precision * recall / (precision + recall) if precision else 0.0


def measure_page(truth: dict[str, Any], article: Article) -> Iterator[Measure]:
    """Yield the measures of one article, by column; none where the truth is silent."""
    body = compare(shingles(truth.get("body")), shingles(article.get("body")))
    yield "body", body
    yield "good", balance(body) >= GOOD
    published = str(article.get("published") or "")
    if truth.get("title"):
        yield "title", fold(truth["title"]) == fold(article.get("title"))
    if truth.get("date"):
        yield "day", str(truth["date"])[:10] == published[:10]
    if clock := CLOCK.match(str(truth.get("date") or "")):
        yield "time", clock[1] == published[11:16]
    for column, label, name in (
        ("author F1", "author", "authors"),
        ("tag F1", "tags", "topics"),
    ):
        if names := bag(truth.get(label)):
            yield column, balance(compare(names, bag(article.get(name))))
    if truth.get("heads"):
        heads = (fold(p["heading"]) for p in article.get("passages") or ())
        wanted = Counter(map(fold, truth["heads"]))
        yield "head", compare(wanted, Counter(h for h in heads if h))


def measure(pairs: Iterable[tuple[dict[str, Any], Article]]) -> dict[str, float]:
    """Return the means over pages and what was made of them.

    F1 of bodies is that of the mean precision and recall.
    """
    single: dict[str, list[float]] = {}
    paired: dict[str, list[Pair]] = {}
    for record, article in pairs:
        for column, value in measure_page(record, article):
            if isinstance(value, tuple):
                paired.setdefault(column, []).append(value)
            else:
                single.setdefault(column, []).append(value)
    values = {column: fmean(found) for column, found in single.items()}
    means = {
        column: (fmean(p for p, _ in found), fmean(r for _, r in found))
        for column, found in paired.items()
    }
    values["body F1"] = balance(means["body"])
    if "head" in means:
        values["head precision"], values["head recall"] = means["head"]
    return values


def read_set(path: Path, every: int) -> Records:
    """Read every Nth labelled page of a set."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, 0, None, every)]


def read_memory(peak: bool) -> float:
    """Return the MB this process holds, or held at most since the peak was cleared."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    field = "VmHWM" if peak else "VmRSS"
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def run(path: Path, every: int, way: str) -> dict[str, float] | None:
    """Measure one way on one set, in this process; nothing where it is for no page."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # of libraries, about dates
    records = read_set(path, every)
    articles = WAYS[way]([{key: r.get(key) for key in SHOWN} for r in records])
    before = read_memory(peak=False)
    Path("/proc/self/clear_refs").write_text("5")  # clears the peak, see proc(5)
    begun = time.process_time()
    found = list(articles)
    spent = time.process_time() - begun
    memory = read_memory(peak=True) - before
    if not found:
        return None
    values = measure([(records[place], article) for place, article in found])
    return values | {"pages/s": len(found) / spent, "MB": memory}


def show(cells: Sequence[str]) -> str:
    """Return a line of the table."""
    return f"| {' | '.join(cells)} |"


def show_value(column: str, value: float | None) -> str:
    """Return a value as the table has it; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.0f}" if column in ("pages/s", "MB") else f"{value:.3f}"


def main() -> None:
    """Measure every way on every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sets", nargs="*", type=Path, default=sorted(SETS.glob("*.jsonl.xz"))
    )
    parser.add_argument("--every", type=int, default=1, help="Take every Nth page.")
    chosen = parser.parse_args()
    if not chosen.sets:
        parser.error(f"name files of labelled pages; there are none in {SETS}")
    print(show(("set", "way", *COLUMNS)))
    print(show(["---"] * (2 + len(COLUMNS))))
    for path in chosen.sets:
        for way in WAYS:
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, spawn) as alone:
                values = alone.submit(run, path, chosen.every, way).result()
            if values is not None:
                cells = (show_value(column, values.get(column)) for column in COLUMNS)
                label = re.sub(r"\.jsonl.*", "", path.name)
                print(show((label, way, *cells)), flush=True)


if __name__ == "__main__":
    main()
