"""``make bench-extract``: bodies, titles, days and headings against labelled pages.

    python -m bench.extraction [--every N] SET.jsonl.xz ...

A set is JSON lines with ``id``, ``site``, ``url``, ``html`` and the truth: ``body``,
``title``, ``date``, ``heads``. Prints one line for each set and way. Seconds are of
processor time, in one process.
"""

from __future__ import annotations

import argparse
import json
import logging
import lzma
import re
import resource
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import readability
import trafilatura
from lxml.html import fromstring

from indexer.extract.pages import articles_of

from .grow_judge import WORD, grams

Records = Sequence[dict[str, Any]]
Way = Callable[[Records], Iterable[dict[str, Any]]]


def read_ours(records: Records, single: bool) -> Iterator[dict[str, Any]]:
    """Yield our articles; the labels are not shown to the extractor."""
    shown = ({k: r[k] for k in ("id", "url", "html", "site")} for r in records)
    return articles_of(shown, single)


def read_trafilatura(records: Records) -> Iterator[dict[str, Any]]:
    """Yield what trafilatura makes of each page, as it comes."""
    for record in records:
        found = trafilatura.bare_extraction(
            record["html"], include_comments=False, with_metadata=True
        )
        text, title, date = (
            str(getattr(found, name, "") or "") for name in ("text", "title", "date")
        )
        yield {"body": text, "title": title, "published": date}


def read_readability(records: Records) -> Iterator[dict[str, Any]]:
    """Yield what readability-lxml makes of each page, as it comes."""
    for record in records:
        page = readability.Document(record["html"])
        body = "\n".join(fromstring(page.summary()).itertext())
        yield {"body": body, "title": page.short_title(), "published": ""}


WAYS: dict[str, Way] = {
    "ours, single": lambda records: read_ours(records, True),
    "ours, site": lambda records: read_ours(records, False),
    "trafilatura": read_trafilatura,
    "readability": read_readability,
}


def fold(text: object) -> str:
    """Return a text without case, white space and marks."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(c for c in folded if c.isalnum())


def compare(truth: Counter[Any], found: Counter[Any]) -> tuple[float, float]:
    """Return precision and recall of a bag against another."""
    if not truth or not found:
        same = float(not truth and not found)
        return same, same
    common = sum((truth & found).values())
    return common / found.total(), common / truth.total()


def balance(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision else 0.0


def measure(records: Records, articles: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Return the measures of one way over one set."""
    bodies, good, titles, days, heads = [], [], [], [], []
    for record, article in zip(records, articles, strict=True):
        truth, found = (
            grams(WORD.findall(str(one.get("body") or "").lower()))
            for one in (record, article)
        )
        bodies.append(compare(truth, found))
        good.append(balance(*bodies[-1]) >= 0.95)
        if record.get("title"):
            titles.append(fold(record["title"]) == fold(article["title"]))
        if record.get("date"):
            days.append(str(record["date"])[:10] == str(article["published"])[:10])
        if record.get("heads"):
            headings = (fold(p["heading"]) for p in article.get("passages", ()))
            wanted = Counter(fold(h) for h in record["heads"])
            heads.append(compare(wanted, Counter(h for h in headings if h)))
    precision, recall = (fmean(part) for part in zip(*bodies, strict=True))
    found_heads = [fmean(part) for part in zip(*heads, strict=True)] or [0.0, 0.0]
    return {
        "F1": balance(precision, recall),
        "good": fmean(good),
        "title": fmean(titles) if titles else 0.0,
        "day": fmean(days) if days else 0.0,
        "head p": found_heads[0],
        "head r": found_heads[1],
    }


def main() -> None:
    """Measure every way on every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="Take every Nth page.")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    for path in chosen.sets:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines][:: chosen.every]
        for name, way in WAYS.items():
            begun = time.process_time()
            articles = list(way(records))
            speed = len(records) / (time.process_time() - begun)
            values = measure(records, articles)
            shown = "  ".join(f"{key} {value:.3f}" for key, value in values.items())
            label = re.sub(r"\.jsonl.*", "", path.name)
            print(f"{label:18} {name:13} {shown}  {speed:.0f} pages/s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB")


if __name__ == "__main__":
    main()
