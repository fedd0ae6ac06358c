"""Whoosh as it comes: its own codec, writer and searcher, everything else by hand.

Slow and plain. It says what the answers are: the arrays beside it must give the same.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import whoosh.index
from whoosh.writing import CLEAR

from indexer.backends import EPOCH_ORDINAL
from indexer.backends.whoosh.compat.whoosh_schema import ArticleText, make_schema
from indexer.backends.whoosh.executor.slots import (
    TermSlot,
    find_ranges,
    fits,
    leaf_fields,
    lower_leaf,
    make_slots,
)
from indexer.backends.whoosh.facets.ordering import (
    group_filters,
    order_dates,
    order_paths,
    order_values,
)
from indexer.backends.whoosh.marks.marking import merge_marks
from indexer.backends.whoosh.storage.schema import (
    MISSING,
    TEXT_KINDS,
    column_names,
    make_columns,
    make_facet_values,
    make_texts,
    parse_day_bounds,
)
from indexer.config import Config
from indexer.fields import FIELD, FIELDS, SORTS
from indexer.model import (
    FIRST_TEN,
    Article,
    BackendResult,
    Facet,
    Match,
    PageStamp,
    SearchOptions,
)
from indexer.query import And, Boost, Every, Not, Or, Query, Range
from indexer.text.analysis import analyze, find_spans

from .. import plain
from .translate import to_whoosh

Marked = tuple[tuple[TermSlot, ...], int, frozenset[str]]
Leaves = tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What filters, facets and orders need of one document."""

    article: Article
    facets: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, int]


class StockSearcher:
    """One generation of an index, open."""

    def __init__(self, index: Any, config: Config) -> None:
        self.searcher = index.searcher()
        self._rows: dict[int, Row] | None = None
        self._config = config

    def rows(self) -> dict[int, Row]:
        """Return all documents by docnum, read at the first call."""
        if self._rows is None:
            reader = self.searcher.reader()
            self._rows = {
                docnum: _make_row(stored["document"][0], self._config)
                for docnum, stored in reader.iter_docs()
            }
        return self._rows


class StockBackend:
    """Keeps documents in a folder of Whoosh's own files."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._dir = str(config.index.folder)
        self._open: StockSearcher | None = None

    @contextmanager
    def writer(self, *, rebuild: bool = False) -> Iterator[StockWriter]:
        """Open the index for changes, creating it if there is none."""
        self._config.index.folder.mkdir(parents=True, exist_ok=True)
        exists = whoosh.index.exists_in(self._dir)
        opener = whoosh.index.open_dir if exists else _create
        writer = StockWriter(opener(self._dir), self._config, rebuild)
        try:
            yield writer
        finally:
            writer.close()

    def search(self, query: Query, options: SearchOptions = FIRST_TEN) -> BackendResult:
        """Return the exact total, one page of matches and the facet counts."""
        chosen = group_filters(options.filters)
        now = self._current()
        wanted = to_whoosh(query, plain.LANGUAGES)
        results = now.searcher.search(wanted, limit=None)
        scores = {docnum: score for score, docnum in results.top_n}
        rows = now.rows()
        passing = {
            field: {d for d in scores if _holds(rows[d], field, values)}
            for field, values in chosen.items()
        }
        found = set(scores).intersection(*passing.values())
        scored = options.sort == "relevance" and not isinstance(query, Every)
        order = _order(found, rows, scores if scored else None, options.sort)
        return BackendResult(
            len(found),
            tuple(
                _make_match(
                    article,
                    scores[d] if scored else 0.0,
                    tuple(find_leaves(query, article, self._config))
                    if options.marks
                    else (),
                )
                for d in order[options.offset : options.offset + options.limit]
                for article in (rows[d].article,)
            ),
            tuple(
                _count(
                    name,
                    [
                        rows[d]
                        for d in set(scores).intersection(
                            *(s for field, s in passing.items() if field != name)
                        )
                    ],
                    chosen.get(name, ()),
                    self._config.search.facet_size,
                )
                for name in options.facets
            ),
        )

    def find_marks(self, query: Query, doc_id: str) -> Match | None:
        """Return a stored article with a query marked in it, None if there is none."""
        for row in self._current().rows().values():
            if row.article.doc_id == doc_id:
                leaves = find_leaves(query, row.article, self._config, matching=False)
                return _make_match(row.article, 0.0, tuple(leaves))
        return None

    def close(self) -> None:
        """Let go of files; a search after it opens them again."""
        if self._open:
            self._open.searcher.close()
        self._open = None

    def _current(self) -> StockSearcher:
        """Return the searcher of the newest commit."""
        if not self._open:
            self._open = StockSearcher(whoosh.index.open_dir(self._dir), self._config)
        return self._open


class StockWriter:
    """Changes to an index through Whoosh's own writer."""

    def __init__(self, index: Any, config: Config, rebuild: bool) -> None:
        self._index, self._config, self._rebuild = index, config, rebuild
        self._known: dict[str, PageStamp] = {}
        self._changes: dict[str, Article | None] = {}
        self._begin()
        if not rebuild:
            with index.reader() as reader:
                for _, stored in reader.iter_docs():
                    self._known[stored["doc_id"]] = stored["document"][1]

    def _begin(self) -> None:
        self._writer = self._index.writer()
        self._writer.schema = make_schema(self._config.languages[0])

    def page_stamps(self) -> Mapping[str, PageStamp]:
        """Return what is known of every document held, by ``doc_id``."""
        return dict(self._known)

    def put(self, article: Article, stamp: PageStamp) -> None:
        """Add the document, or replace the one with its ``doc_id``."""
        self._changes[article.doc_id] = article
        self._known[article.doc_id] = stamp

    def delete(self, doc_id: str) -> None:
        """Remove the document; no error if there is none."""
        self._changes[doc_id] = None
        self._known.pop(doc_id, None)

    def commit(self) -> None:
        """Make all changes so far visible at once.

        Whoosh deletes only what was committed before, so changes wait until here.
        """
        for doc_id, article in self._changes.items():
            self._writer.delete_by_term("doc_id", doc_id)
            if article is not None:
                self._add(article)
        self._changes.clear()
        self._writer.commit(**({"mergetype": CLEAR} if self._rebuild else {}))
        self._rebuild = False
        self._begin()

    def _add(self, article: Article) -> None:
        values: dict[str, object] = {
            "doc_id": article.doc_id,
            "document": (article, self._known[article.doc_id]),
        }
        for field in FIELDS:
            if field.kind in TEXT_KINDS:
                texts = make_texts(field, article)
                values[field.name] = ArticleText(texts, article.language)
                values[f"_stored_{field.name}"] = None  # ``document`` has it
            else:
                found = make_columns(field, article, self._config.zone)
                values |= zip(column_names(field), found, strict=True)
        self._writer.add_document(**values)

    def close(self) -> None:
        """Drop what was not committed."""
        self._writer.cancel()


def _create(path: str) -> Any:
    return whoosh.index.create_in(path, make_schema())


def _make_row(article: Article, config: Config) -> Row:
    columns: dict[str, int] = {}
    for field in FIELDS:
        if names := column_names(field):
            columns |= zip(
                names, make_columns(field, article, config.zone), strict=True
            )
    return Row(
        article,
        {
            field.name: make_facet_values(field, article)
            for field in FIELDS
            if field.kind in ("values", "path")
        },
        columns,
    )


def _holds(row: Row, field: str, values: tuple[str, ...]) -> bool:
    if FIELD[field].kind != "date":
        return not set(values).isdisjoint(row.facets[field])
    day = row.columns[f"{field}_day"]
    bounds = [parse_day_bounds(value) for value in values]
    return any(low <= day <= high for low, high in bounds)


def _order(
    found: set[int],
    rows: Mapping[int, Row],
    scores: Mapping[int, float] | None,
    sort: str,
) -> list[int]:
    field, descending = SORTS[sort]

    def rank(docnum: int) -> tuple[float, int, int]:
        newest = -rows[docnum].columns["published"]
        if not field:
            return -scores[docnum] if scores else 0.0, newest, docnum
        value = rows[docnum].columns[field]
        if value == MISSING:
            return float("inf"), newest, docnum
        return -value if descending else value, newest, docnum

    return sorted(found, key=rank)


def _make_match(article: Article, score: float, leaves: Leaves) -> Match:
    return Match(
        article,
        score,
        _find_marks("title", article.title, article.language, leaves),
        _find_marks("body", article.body, article.language, leaves),
    )


def _find_marks(
    field: str, text: str, language: str, leaves: Leaves
) -> tuple[tuple[int, int], ...]:
    terms = list(analyze(text, language))
    spans = find_spans(text)
    found = []
    for slots, slop, fields in leaves:
        filled = [
            {p for t, p in terms if any(fits(t, a) for a in slot.alternatives)}
            for slot in slots
        ]
        if field in fields:
            for first, after in find_ranges(slots, filled, slop):
                found.append((spans[first][0], spans[after - 1][1]))
    return merge_marks(found)


def find_leaves(
    query: Query, article: Article, config: Config, *, matching: bool = True
) -> Iterator[Marked]:
    """Yield slots, slop and fields of the leaves that are marked in an article.

    Args:
        matching: whether only those that make the article match are.
    """
    find = partial(find_leaves, article=article, config=config, matching=matching)
    match query:
        case And(parts):
            for part in parts:
                yield from find(part)
        case Or(parts):
            for part in parts:
                if not matching or plain.matches(part, article, config.zone):
                    yield from find(part)
        case Boost(part, _):
            yield from find(part)
        case Every() | Not() | Range():
            pass
        case _:
            lowered = lower_leaf(query)
            if lowered is not query:
                yield from find(lowered)
            elif slots := make_slots(query, plain.LANGUAGES):
                fields = frozenset(name for name, _ in leaf_fields(query))
                yield slots, getattr(query, "slop", 0), fields


def _count(name: str, rows: list[Row], chosen: tuple[str, ...], size: int) -> Facet:
    if FIELD[name].kind != "date":
        tally = Counter(value for row in rows for value in row.facets[name])
        values = sorted(tally)
        counts = np.array([tally[value] for value in values], np.int64)
        if FIELD[name].kind == "path":
            return order_paths(name, values, counts, chosen, size)
        return order_values(name, values, counts, chosen, size)
    days = [row.columns[f"{name}_day"] for row in rows]
    dates = (dt.date.fromordinal(d + EPOCH_ORDINAL) for d in days if d != MISSING)
    months = Counter(date.isoformat()[:7] for date in dates)
    values = sorted(months)
    counts = np.array([months[value] for value in values], np.int64)
    bounds = {v: parse_day_bounds(v) for v in chosen if ".." in v or len(v) == 10}
    others = {
        value: sum(low <= day <= high for day in days)
        for value, (low, high) in bounds.items()
    }
    return order_dates(name, values, counts, others, chosen)
