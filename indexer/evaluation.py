"""How good the ranking is: judged queries over a collection of documents.

A collection is a folder of three files:

``docs.jsonl`` or ``docs.jsonl.xz``
    one document a line: ``id``, ``title``, ``text``, and, if there are any, ``date``
    (ISO 8601), ``topics`` (a list) and ``section`` (a name or a path as a list).
``queries.tsv``
    ``query <tab> words``.
``qrels.tsv``
    ``query <tab> document <tab> grade``: 0 is not relevant, more is better.

The documents go into an index of their own, with the fields and settings of the
product. Each query is read as plain words of which any may match.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import lzma
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TypeVar

from .backends import Backend, open_backend
from .config import Config
from .errors import SourceError
from .model import Article, PageStamp, SearchOptions, make_digest
from .query import Or, Query, expand_query, load_synonyms, parse_words, spell_hyphens

T = TypeVar("T")

RANKING_DEPTH = 1000
"""Documents of a run, a query."""
MAX_QUERY_WORDS = 900
"""Words of a query that are looked for; longer ones lose their end."""

Grades = Mapping[str, int]
"""From a document to its grade; what is not in it was not judged."""
Run = dict[str, list[tuple[str, float]]]
"""From a query to its documents, best first, with their scores."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Judged queries over documents, as read from a folder."""

    documents: tuple[Article, ...]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out, as means over the queries with a relevant document.

    Attributes:
        documents, queries: how many; queries are those counted in the means.
        ndcg10: gain is the grade, discounted by log2(rank + 1).
        mean_average_precision: over the first ``RANKING_DEPTH``.
        unjudged10: share of the first ten that nobody judged.
        queries_per_second: of the first page of ten, one after another.
        run: all queries, judged or not.
    """

    documents: int
    queries: int
    ndcg10: float
    mean_average_precision: float
    recall100: float
    precision10: float
    unjudged10: float
    queries_per_second: float
    run: Run


def evaluate(folder: Path, config: Config, depth: int = RANKING_DEPTH) -> Evaluation:
    """Index a collection aside, run its queries and measure the answers.

    Args:
        depth: of the rankings that are measured.

    Raises:
        SourceError: the folder holds no collection, or a line in it is wrong.
    """
    collection = read_collection(folder, config)
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as place:
        aside = dataclasses.replace(config.index, folder=Path(place) / "index")
        config = dataclasses.replace(config, index=aside)
        with closing(open_backend(config)) as backend:
            with backend.writer(rebuild=True) as writer:
                for article in collection.documents:
                    digest = make_digest(article.url.encode())
                    writer.put(article, PageStamp(digest, "evaluate"))
                writer.commit()
            return _measure(collection, backend, config, depth)


def make_query(text: str, config: Config) -> Query:
    """Return the query for any of the words of a text, other spellings, synonyms."""
    query = spell_hyphens(parse_words(text))
    if isinstance(query, Or):
        query = Or(query.parts[:MAX_QUERY_WORDS])
    if config.search.synonyms:
        synonyms = load_synonyms(config.search.synonyms, config.languages)
        query = expand_query(query, synonyms)
    return query


def _measure(
    collection: Collection, backend: Backend, config: Config, depth: int
) -> Evaluation:
    run: Run = {}
    seconds = 0.0
    for name, text in collection.queries.items():
        query = make_query(text, config)
        started = time.perf_counter()
        backend.search(query)
        seconds += time.perf_counter() - started
        found = backend.search(query, SearchOptions(limit=depth, marks=False))
        run[name] = [(match.article.url, match.score) for match in found.matches]
    judged = {
        name: grades
        for name, grades in collection.judgements.items()
        if any(grade > 0 for grade in grades.values())
    }
    rankings = [
        ([document for document, _ in run.get(name, [])], grades)
        for name, grades in judged.items()
    ]

    def mean(measure: Callable[[list[str], Grades], float]) -> float:
        return fmean(measure(*one) for one in rankings) if rankings else 0.0

    return Evaluation(
        documents=len(collection.documents),
        queries=len(judged),
        ndcg10=mean(measure_ndcg),
        mean_average_precision=mean(measure_average_precision),
        recall100=mean(measure_recall),
        precision10=mean(measure_precision),
        unjudged10=mean(measure_unjudged),
        queries_per_second=len(run) / seconds if seconds else 0.0,
        run=run,
    )


def measure_ndcg(ranking: list[str], grades: Grades, depth: int = 10) -> float:
    """Return the discounted gain of the first documents, of the best there could be.

    Source: Järvelin, Kekäläinen: Cumulated gain-based evaluation, TOIS 2002, with the
    discount log2(rank + 1) as in trec_eval.

    >>> measure_ndcg(["a", "b"], {"b": 1})
    0.6309297535714575
    """

    def add_up(gains: list[int]) -> float:
        return sum(g / math.log2(i) for i, g in enumerate(gains[:depth], 2))

    best = add_up(sorted((g for g in grades.values() if g > 0), reverse=True))
    gained = add_up([max(grades.get(document, 0), 0) for document in ranking[:depth]])
    return gained / best if best else 0.0


def measure_average_precision(ranking: list[str], grades: Grades) -> float:
    """Return the mean, over the relevant documents, of the precision at each.

    >>> measure_average_precision(["a", "b", "c", "d"], {"a": 1, "c": 1})
    0.8333333333333333
    """
    ranks = [i for i, d in enumerate(ranking, 1) if grades.get(d, 0) > 0]
    relevant = sum(grade > 0 for grade in grades.values())
    return sum(n / rank for n, rank in enumerate(ranks, 1)) / relevant


def measure_recall(ranking: list[str], grades: Grades, depth: int = 100) -> float:
    """Return the share of the relevant documents among the first."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant)


def measure_precision(ranking: list[str], grades: Grades, depth: int = 10) -> float:
    """Return the share of relevant documents among the first ten."""
    return sum(grades.get(d, 0) > 0 for d in ranking[:depth]) / depth


def measure_unjudged(ranking: list[str], grades: Grades, depth: int = 10) -> float:
    """Return the share of documents among the first ten that were not judged."""
    return sum(d not in grades for d in ranking[:depth]) / depth


@dataclass(frozen=True, slots=True)
class QueryChange:
    """A query whose nDCG@10 is not what it was in another run."""

    query: str
    words: str
    before: float
    after: float


def make_report(
    evaluation: Evaluation, folder: Path, before: Run | None = None
) -> dict[str, object]:
    """Return the figures as JSON has them, with the queries that moved."""
    report: dict[str, object] = {
        "documents": evaluation.documents,
        "queries": evaluation.queries,
        "nDCG@10": round(evaluation.ndcg10, 4),
        "MAP": round(evaluation.mean_average_precision, 4),
        "Recall@100": round(evaluation.recall100, 4),
        "P@10": round(evaluation.precision10, 4),
        "unjudged@10": round(evaluation.unjudged10, 4),
        "queries_per_second": round(evaluation.queries_per_second, 1),
    }
    if before is not None:
        report["moved"] = [
            dataclasses.asdict(moved)
            for moved in compare_runs(before, evaluation.run, folder)
        ]
    return report


def compare_runs(before: Run, after: Run, folder: Path) -> tuple[QueryChange, ...]:
    """Return the judged queries that moved, the most changed first."""
    queries, judgements = _read_queries(folder), _read_judgements(folder)
    moved = []
    for name, grades in judgements.items():
        old, new = (
            measure_ndcg([d for d, _ in run.get(name, [])], grades)
            for run in (before, after)
        )
        if abs(new - old) > 1e-9:
            moved.append(QueryChange(name, queries.get(name, ""), old, new))
    return tuple(sorted(moved, key=lambda m: -abs(m.after - m.before)))


def write_run(path: Path, run: Run) -> None:
    """Write a run in the six columns of TREC."""
    with path.open("w", encoding="utf-8") as file:
        for name, ranking in run.items():
            for rank, (document, score) in enumerate(ranking, 1):
                file.write(f"{name} Q0 {document} {rank} {score:.6f} broadsheet\n")


def read_run(path: Path) -> Run:
    """Read a run in the six columns of TREC, in the order of its ranks.

    Raises:
        SourceError: a line has other columns.
    """

    def parse(line: str) -> tuple[str, int, str, float]:
        name, _, document, rank, score, _ = line.split()
        return name, int(rank), document, float(score)

    run: Run = {}
    for name, _, document, score in sorted(_read_lines(path, parse)):
        run.setdefault(name, []).append((document, score))
    return run


def read_collection(folder: Path, config: Config) -> Collection:
    """Read the three files of a collection.

    Raises:
        SourceError: a file is missing, or a line in it is wrong.
    """
    plain = folder / "docs.jsonl"
    path = plain if plain.exists() else folder / "docs.jsonl.xz"
    documents = tuple(
        _read_lines(path, lambda line: _make_article(json.loads(line), config))
    )
    return Collection(documents, _read_queries(folder), _read_judgements(folder))


def _read_queries(folder: Path) -> dict[str, str]:
    def parse(line: str) -> tuple[str, str]:
        name, words = line.split("\t", 1)
        return name, words

    return dict(_read_lines(folder / "queries.tsv", parse))


def _read_judgements(folder: Path) -> dict[str, dict[str, int]]:
    def parse(line: str) -> tuple[str, str, int]:
        name, document, grade = line.split("\t")
        return name, document, int(grade)

    judgements: dict[str, dict[str, int]] = {}
    for name, document, grade in _read_lines(folder / "qrels.tsv", parse):
        judgements.setdefault(name, {})[document] = grade
    return judgements


def _read_lines(path: Path, parse: Callable[[str], T]) -> Iterator[T]:
    """Yield what each line holds that is not blank."""
    number = 0
    try:
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            for line in file:
                number += 1
                if line.strip():
                    yield parse(line.rstrip("\r\n"))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, EOFError, lzma.LZMAError) as error:
        raise SourceError(f"{path}, line {number}: {error}") from error


def _make_article(record: Mapping[str, object], config: Config) -> Article:
    """Return the article of one document; its id stands for the address.

    Raises:
        KeyError, TypeError, ValueError: the record is not as described.
    """
    section, topics = record.get("section") or [], record.get("topics") or []
    path = [section] if isinstance(section, str) else section
    if not isinstance(path, list) or not isinstance(topics, list):
        raise TypeError("topics and section must be lists")
    return Article(
        url=str(record["id"]),
        title=str(record.get("title") or ""),
        body=str(record.get("text") or ""),
        published=_parse_date(str(record.get("date") or "")),
        topics=tuple(map(str, topics)),
        sections=(tuple(map(str, path)),) if path else (),
        language=config.languages[0],
    )


def _parse_date(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
