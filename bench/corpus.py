"""The articles to measure with: as many as asked for, always the same ones.

When the generator of realistic articles lies in ``../shared`` it makes them; else
``invent`` does, with a Zipf vocabulary of invented words.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GENERATOR = Path(__file__).parents[2] / "shared/tools/gen_corpus.py"

SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "on", "ur")]


@dataclass(frozen=True, slots=True)
class Doc:
    """One article as every peer gets it, cleaned already.

    Attributes:
        date: ISO date-time without zone.
        author, publisher: one name; empty if there is none.
    """

    url: str
    title: str
    text: str
    date: str
    section: str
    topics: tuple[str, ...]
    author: str
    publisher: str


def write_corpus(count: int, folder: Path) -> Path:
    """Write the first ``count`` articles as JSON lines, once; return the file."""
    kind = "shared" if GENERATOR.exists() else "invented"
    path = folder / f"{kind}-{count}.jsonl"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        if kind == "shared":
            command = [sys.executable, str(GENERATOR), str(count), "--seed", "1"]
            subprocess.run(command, stdout=out, check=True)
        else:
            out.writelines(json.dumps(doc) + "\n" for doc in invent(count))
    part.rename(path)
    return path


def read_corpus(path: Path) -> Iterator[Doc]:
    """Yield the articles of a file that ``write_corpus`` made."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            d = json.loads(line)
            places = d["places"]
            yield Doc(
                "https://news.example" + d["url"],
                d["title"],
                d["text"],
                d["date"],
                d["section"],
                tuple(d["topics"]),
                d["author"],
                places[0] if places else "",
            )


def invent(count: int, words: int = 300) -> Iterator[dict[str, object]]:
    """Yield invented articles: Zipf words, 12 sections, 90 topics, 400 authors."""
    vocabulary = [_word(k) for k in range(60_000)]
    weights = list(itertools.accumulate(1 / (k + 3) ** 1.05 for k in range(60_000)))
    day = dt.datetime(1990, 1, 1, 6)
    for i in range(count):
        rng = random.Random(i)
        size = max(40, int(rng.lognormvariate(0, 0.5) * words))
        text = [
            vocabulary[bisect.bisect(weights, rng.random() * weights[-1])]
            for _ in range(size)
        ]
        parts = [" ".join(text[j : j + 60]) + "." for j in range(0, size, 60)]
        yield {
            "url": f"/{i}.html",
            "title": " ".join(rng.sample(text, 7)).capitalize(),
            "text": "\n\n".join(parts),
            "date": (day + dt.timedelta(minutes=i * 15)).isoformat(),
            "section": f"Section {min(int(rng.expovariate(0.4)), 11)}",
            "topics": sorted({f"topic {int(rng.paretovariate(0.7)) % 90}"}),
            "author": f"Author {int(rng.paretovariate(0.9)) % 400}",
            "places": [f"place {int(rng.paretovariate(0.8)) % 60}"],
        }


def _word(k: int) -> str:
    """Return the k-th invented word: short for small k, each once."""
    base, word = len(SYLLABLES), ""
    k += base
    while k:
        k, rest = divmod(k, base)
        word += SYLLABLES[rest]
    return word
