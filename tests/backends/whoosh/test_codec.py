"""Whoosh's own searcher finds in our segments what it finds in its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
import whoosh.query as wq
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.qparser import MultifieldParser
from whoosh.query.spans import SpanFirst, SpanNear
from whoosh.scoring import TF_IDF
from whoosh.sorting import FieldFacet

from indexer.config import Config, IndexConfig
from indexer.model import Article, PageStamp

from .drawn import ZONE, documents, open_writer
from .stock import StockBackend

FIELDS = ["title", "body", "topics", "section"]
KNOWN = PageStamp("0" * 32, "folder:site")

fields = st.sampled_from(FIELDS)
words = st.sampled_from(
    ["solar", "wind", "net", "network", "5g", "网络", "能源", "a", "none"]
)
leaves = st.one_of(
    st.builds(wq.Term, fields, words),
    st.builds(wq.Prefix, fields, st.sampled_from(["s", "net", "网", "supercalif"])),
    st.builds(wq.Wildcard, fields, st.sampled_from(["*n?t*", "s*r", "?"])),
    st.builds(wq.FuzzyTerm, fields, words),
    st.builds(wq.TermRange, fields, st.just("b"), st.just("t")),
    st.builds(wq.Phrase, fields, st.lists(words, min_size=2, max_size=2)),
    st.just(wq.Every()),
    st.sampled_from([f"{i:016x}" for i in range(3)]).map(
        lambda k: wq.Term("doc_id", k)
    ),
)
spans = st.one_of(  # Whoosh itself cannot have them inside other queries
    st.builds(lambda f, w: SpanFirst(wq.Term(f, w), limit=2), fields, words),
    st.builds(
        lambda f, a, b: SpanNear(wq.Term(f, a), wq.Term(f, b), slop=2),
        fields,
        words,
        words,
    ),
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(wq.And, st.lists(inner, min_size=1, max_size=3))
        | st.builds(wq.Or, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda a, b: wq.And([a, wq.Not(b)]), inner, inner)
    ),
    max_leaves=5,
)


def read_results(searcher: Any, query: wq.Query) -> list[tuple[str, float]]:
    results = searcher.search(query, limit=None)
    return sorted((hit["doc_id"], round(hit.score, 6)) for hit in results)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(documents, min_size=1, max_size=8, unique_by=lambda d: d[0].url),
    st.lists(trees | spans, min_size=1, max_size=12),
)
def test_whoosh_answers_as_over_its_own_codec(
    put: list[tuple[Article, PageStamp]], queries: list[wq.Query]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        config = Config(index=IndexConfig(Path(name, "stock")), time_zone=ZONE.key)
        for writer in (
            StockBackend(config).writer(),
            open_writer(Path(name, "ours")),
        ):
            with writer as changes:
                for document in put:
                    changes.put(*document)
                changes.commit()
        answers = []
        for folder in ("stock", "ours"):
            index = whoosh.index.open_dir(str(Path(name, folder)))
            with index.searcher(weighting=TF_IDF()) as searcher:
                answers.append([read_results(searcher, query) for query in queries])
                answers[-1].append(list(searcher.reader().all_terms()))
        assert answers[0] == answers[1]


@pytest.fixture
def searcher(tmp_path: Path) -> Any:
    """Whoosh's searcher over three articles in two segments, one of them deleted."""
    with open_writer(tmp_path) as writer:
        for i, body in enumerate(
            ["Solar power", "Coal", "Solar farms and solar roofs"]
        ):
            writer.put(
                Article(f"https://paper.example/{i}", body, body, popularity=-i), KNOWN
            )
        writer.commit()
        writer.delete(Article("https://paper.example/1", "", "").doc_id)
        writer.commit()
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        yield searcher


def find(searcher: Any, text: str, **options: Any) -> list[str]:
    query = MultifieldParser(["title", "body"], searcher.schema).parse(text)
    results = searcher.search(query, **options)
    return [hit["document"][0].title for hit in results]


def test_typed_queries_leave_out_deleted_documents(searcher: Any) -> None:
    assert find(searcher, "solar roofs") == ["Solar farms and solar roofs"]
    assert find(searcher, "co*") == []
    assert len(find(searcher, '"solar roofs" OR power')) == 2


def test_columns_order_results(searcher: Any) -> None:
    least = find(searcher, "solar", sortedby=FieldFacet("popularity"))
    most = find(searcher, "solar", sortedby=FieldFacet("popularity", reverse=True))
    assert least == most[::-1] == ["Solar farms and solar roofs", "Solar power"]


def test_highlights_key_terms_and_spelling_work(searcher: Any) -> None:
    parse = MultifieldParser(["body"], searcher.schema).parse
    hit = searcher.search(parse("solar"))[0]
    assert '<b class="match term0">' in hit.highlights("body")
    assert "solar" in dict(searcher.key_terms([hit.docnum], "body"))
    assert searcher.correct_query(parse("sollar"), "sollar").string == "solar"
