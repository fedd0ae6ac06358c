"""``make bench-extract``: compares extractors on labelled pages, as a table.

    python -m bench.extraction [--every N] [SET.jsonl.xz ...]

A set is JSON lines with ``id``, ``site``, ``url``, ``html`` and the truth: ``body``,
``title``, ``date``, ``author``, ``tags``, ``heads``; an empty one is not measured.
Each extractor runs over each set in a process of its own. Speed is in pages a second
of processor time; memory is what the process needs beyond the pages (Linux).
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

from .extractors import EXTRACTORS, Article, Records
from .train_block_classifier import WORD, count_shingles

PrecisionRecall = tuple[float, float]
"""Precision and recall."""
Score = tuple[str, float | PrecisionRecall]
INPUT_KEYS = ("id", "url", "html", "site", "lang")
"""Keys of a labelled page that an extractor is given."""
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
SETS_FOLDER = Path(__file__).parents[2] / "shared/data/pages"
"""Folder of the sets that are measured by default."""
GOOD_F1 = 0.95
"""F1 from which a body is good."""
NAME_SEPARATOR = re.compile(r"\s*(?:[,;，；、|]|\band\b)\s*")
TIME_OF_DAY = re.compile(r"\d{4}-\d\d-\d\d[T ](?!00:00)(\d\d:\d\d)")


def fold(text: object) -> str:
    """Return the letters and digits of a text in lower case."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(c for c in folded if c.isalnum())


def count_names(names: object) -> Counter[str]:
    """Return the folded names in a list or a text, each once.

    >>> sorted(count_names("Ann Lee and Tom Ray"))
    ['annlee', 'tomray']
    """
    parts = NAME_SEPARATOR.split(names) if isinstance(names, str) else names or ()
    assert isinstance(parts, Iterable)
    return Counter({fold(part) for part in parts} - {""})


def shingles(text: object) -> Counter[tuple[str, ...]]:
    """Return the shingles by which bodies are compared."""
    return count_shingles(WORD.findall(str(text or "").lower()))


def compare(truth: Counter[Any], found: Counter[Any]) -> PrecisionRecall:
    """Return precision and recall of one multiset against another."""
    if not truth or not found:
        same = float(not truth and not found)
        return same, same
    common = sum((truth & found).values())
    return common / found.total(), common / truth.total()


def balance(pair: PrecisionRecall) -> float:
    """Return the harmonic mean."""
    precision, recall = pair
    return 2 * precision * recall / (precision + recall) if precision else 0.0


def measure_page(truth: dict[str, Any], article: Article) -> Iterator[Score]:
    """Yield the scores of one article by column; none where there is no truth."""
    body = compare(shingles(truth.get("body")), shingles(article.get("body")))
    yield "body", body
    yield "good", balance(body) >= GOOD_F1
    published = str(article.get("published") or "")
    if truth.get("title"):
        yield "title", fold(truth["title"]) == fold(article.get("title"))
    if truth.get("date"):
        yield "day", str(truth["date"])[:10] == published[:10]
    if clock := TIME_OF_DAY.match(str(truth.get("date") or "")):
        yield "time", clock[1] == published[11:16]
    for column, label, name in (
        ("author F1", "author", "authors"),
        ("tag F1", "tags", "topics"),
    ):
        if names := count_names(truth.get(label)):
            yield column, balance(compare(names, count_names(article.get(name))))
    if truth.get("heads"):
        heads = (fold(p["heading"]) for p in article.get("passages") or ())
        wanted = Counter(map(fold, truth["heads"]))
        yield "head", compare(wanted, Counter(h for h in heads if h))


def measure(pairs: Iterable[tuple[dict[str, Any], Article]]) -> dict[str, float]:
    """Return the mean scores over pages and their articles.

    F1 of bodies is that of the mean precision and recall.
    """
    single: dict[str, list[float]] = {}
    paired: dict[str, list[PrecisionRecall]] = {}
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
    """Return the MB this process uses, or used at most since the peak was reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    field = "VmHWM" if peak else "VmRSS"
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def run(path: Path, every: int, extractor: str) -> dict[str, float] | None:
    """Measure one extractor on one set in this process; None if it reads no page."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # of libraries, about dates
    records = read_set(path, every)
    articles = EXTRACTORS[extractor](
        [{key: r.get(key) for key in INPUT_KEYS} for r in records]
    )
    before = read_memory(peak=False)
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak, see proc(5)
    begun = time.process_time()
    found = list(articles)
    spent = time.process_time() - begun
    memory = read_memory(peak=True) - before
    if not found:
        return None
    values = measure([(records[place], article) for place, article in found])
    return values | {"pages/s": len(found) / spent, "MB": memory}


def write_row(cells: Sequence[str]) -> str:
    """Return a row of the table."""
    return f"| {' | '.join(cells)} |"


def write_value(column: str, value: float | None) -> str:
    """Return a value as written in the table; a dash if there is none."""
    if value is None:
        return "–"
    return f"{value:.0f}" if column in ("pages/s", "MB") else f"{value:.3f}"


def main() -> None:
    """Measure every extractor on every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sets", nargs="*", type=Path, default=sorted(SETS_FOLDER.glob("*.jsonl.xz"))
    )
    parser.add_argument("--every", type=int, default=1, help="Take every Nth page.")
    chosen = parser.parse_args()
    if not chosen.sets:
        parser.error(f"name files of labelled pages; there are none in {SETS_FOLDER}")
    print(write_row(("set", "extractor", *COLUMNS)))
    print(write_row(["---"] * (2 + len(COLUMNS))))
    for path in chosen.sets:
        for extractor in EXTRACTORS:
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, spawn) as alone:
                values = alone.submit(run, path, chosen.every, extractor).result()
            if values is not None:
                cells = (write_value(column, values.get(column)) for column in COLUMNS)
                label = re.sub(r"\.jsonl.*", "", path.name)
                print(write_row((label, extractor, *cells)), flush=True)


if __name__ == "__main__":
    main()
