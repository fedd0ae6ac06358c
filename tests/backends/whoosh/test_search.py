"""The arrays answer as the plain meaning says, and as Whoosh itself does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import whoosh.index
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.backends import Backend
from indexer.backends.whoosh.commits.generations import open_generation
from indexer.backends.whoosh.engine import WhooshBackend
from indexer.backends.whoosh.executor import phrases
from indexer.backends.whoosh.executor.planning import MAX_QUERY_LEAVES
from indexer.backends.whoosh.executor.scoring import K1, B, weigh_focus, weigh_rarity
from indexer.backends.whoosh.marks.marking import MAX_PLACES
from indexer.config import Config, IndexConfig
from indexer.errors import RequestError
from indexer.fields import FIELDS
from indexer.model import Article, SearchOptions
from indexer.query import (
    And,
    Boost,
    Every,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from indexer.text.analysis import QueryTerm, query_terms

from .. import plain
from ..articles import (
    HAN,
    KNOWN,
    LATIN,
    articles,
    filters,
    make_article,
    queries,
    texts,
)
from .stock import StockBackend
from .translate import to_whoosh

some = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

Change = Article | int


@st.composite
def histories(draw: st.DrawFn) -> list[list[Change]]:
    """Draw commits: articles put, and numbers of articles deleted."""
    change = st.integers(0, 9).flatmap(
        lambda n: st.one_of(articles(n), articles(n), articles(n), st.just(n))
    )
    return draw(st.lists(st.lists(change, max_size=8), min_size=1, max_size=4))


@contextmanager
def replayed(
    kind: type[WhooshBackend] | type[StockBackend], history: list[list[Change]]
) -> Iterator[tuple[Backend, Config]]:
    """Open an index that saw these commits."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(index=IndexConfig(Path(folder)), time_zone="Asia/Shanghai")
        backend = kind(config)
        with backend.writer() as writer:
            for changes in history:
                for change in changes:
                    if isinstance(change, Article):
                        writer.put(change, KNOWN)
                    else:
                        writer.delete(make_article(change).doc_id)
                writer.commit()
        yield backend, config
        backend.close()


def held_at_the_end(history: list[list[Change]]) -> list[Article]:
    held: dict[str, Article] = {}
    for change in (change for changes in history for change in changes):
        if isinstance(change, Article):
            held[change.url] = change
        else:
            held.pop(make_article(change).url, None)
    return list(held.values())


@some
@given(histories(), st.lists(queries, min_size=1, max_size=8))
def test_segments_and_deletions_change_no_answer(
    history: list[list[Change]], asked: list[Query]
) -> None:
    with replayed(WhooshBackend, history) as (backend, config):
        held = held_at_the_end(history)
        for query in asked:
            found = backend.search(query, SearchOptions(limit=100))
            expected = sorted(a.url for a in plain.find(query, held, config.zone))
            assert sorted(m.article.url for m in found.matches) == expected
            assert found.total == len(expected)


@some
@given(histories(), st.lists(queries, min_size=1, max_size=8))
def test_whoosh_itself_finds_the_same_in_the_same_index(
    history: list[list[Change]], asked: list[Query]
) -> None:
    with (
        replayed(WhooshBackend, history) as (backend, config),
        whoosh.index.open_dir(str(config.index.folder)).searcher() as searcher,
    ):
        for query in asked:
            ours = {
                m.article.doc_id
                for m in backend.search(query, SearchOptions(limit=100)).matches
            }
            theirs = searcher.search(to_whoosh(query, plain.LANGUAGES), limit=None)
            assert ours == {hit["doc_id"] for hit in theirs}


@some
@given(histories(), st.lists(st.tuples(queries, filters), min_size=1, max_size=6))
def test_whoosh_with_its_own_files_gives_the_same_page(
    history: list[list[Change]],
    asked: list[tuple[Query, tuple]],  # type: ignore[type-arg]
) -> None:
    facets = ("topics", "section", "published", "authors")
    options = SearchOptions(limit=100, facets=facets, sort="newest")
    with (
        replayed(WhooshBackend, history) as (ours, _),
        replayed(StockBackend, history) as (stock, _),
    ):
        for query, chosen in asked:
            narrowed = replace(options, filters=chosen)
            mine = ours.search(query, narrowed)
            theirs = stock.search(query, narrowed)
            assert mine.facets == theirs.facets
            assert marks(mine.matches) == marks(theirs.matches)


@some
@given(histories(), st.lists(queries, min_size=1, max_size=6))
def test_whoosh_with_its_own_files_marks_the_same_in_any_document(
    history: list[list[Change]], asked: list[Query]
) -> None:
    doc_ids = [make_article(number).doc_id for number in range(10)]
    with (
        replayed(WhooshBackend, history) as (ours, _),
        replayed(StockBackend, history) as (stock, _),
    ):
        for query, doc_id in product(asked, doc_ids):
            mine, theirs = (b.find_marks(query, doc_id) for b in (ours, stock))
            assert mine == theirs


def marks(matches: tuple) -> dict[str, tuple]:  # type: ignore[type-arg]
    return {m.article.url: (m.title_marks, m.body_marks) for m in matches}


simple = st.builds(
    Word,
    st.sampled_from((*LATIN, *HAN, "solar wind", "一带 一路")),
    st.sampled_from(("", "title", "body", "topics", "section")),
)
scored: st.SearchStrategy[Query] = st.recursive(
    simple,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda ps: And(tuple(ps))),
        st.lists(part, min_size=1, max_size=3).map(lambda ps: Or(tuple(ps))),
        st.builds(Boost, part, st.sampled_from((0.5, 3.0))),
        st.builds(lambda a, b: And((a, Not(b))), part, part),
    ),
    max_leaves=5,
)


@some
@given(histories(), st.lists(scored, min_size=1, max_size=6))
def test_scores_are_those_of_the_formula(
    history: list[list[Change]], asked: list[Query]
) -> None:
    with replayed(WhooshBackend, history) as (backend, config):
        _, segments = open_generation(config.index.folder)
        corpus = [s.article(n) for s in segments for n in range(s.doc_count)]
        for query in asked:
            for match in backend.search(
                query, SearchOptions(limit=100, explain=True)
            ).matches:
                expected = plain_score(query, match.article, corpus, config)
                assert match.score == pytest.approx(expected, rel=1e-5)
                assert sum(v for _, v in match.why) == pytest.approx(expected, rel=1e-4)


def plain_score(
    query: Query, article: Article, corpus: list[Article], config: Config
) -> float:
    """Return the BM25F score of a matching article, said one document at a time."""
    match query:
        case And(parts) | Or(parts):
            return sum(
                plain_score(part, article, corpus, config)
                for part in parts
                if plain.matches(part, article, config.zone)
            )
        case Boost(part, factor):
            return factor * plain_score(part, article, corpus, config)
        case Word(text, field):
            return leaf_score(text, field, article, corpus)
    return 0.0


def leaf_score(text: str, field: str, article: Article, corpus: list[Article]) -> float:
    wanted = query_terms(text, plain.LANGUAGES)
    weights = {f.name: f.boost or 1.0 for f in FIELDS if f.name == field} or {
        f.name: f.boost for f in FIELDS if f.boost > 0
    }
    held = [0] * len(wanted)
    occurrences = [0.0] * len(wanted)
    x = 0.0
    for name, weight in weights.items():
        fields = [plain.field_terms(name, a) for a in corpus]
        lengths = [len(terms) for terms in fields if terms]
        mine = plain.field_terms(name, article)
        filled = [{p - w.position for t, p in mine if fits(w, t)} for w in wanted]
        norm = 1 - B + B * len(mine) * len(lengths) / max(sum(lengths), 1)
        freq: float = len(set.intersection(*filled))
        if len(wanted) == 1:
            freq = sum(weigh(wanted[0], term) for term, _ in mine)
        x += weight * freq / norm
        for i, want in enumerate(wanted):
            found = [[t for t, _ in terms if fits(want, t)] for terms in fields]
            held[i] = max(held[i], sum(len(set(terms)) for terms in found))
            occurrences[i] += weight * sum(weigh(want, t) for ts in found for t in ts)
    rarest = held.index(min(held))
    worth = weigh_rarity(held[rarest], len(corpus))
    worth *= weigh_focus(occurrences[rarest], held[rarest])
    return worth * x / (K1 + x)


def fits(wanted: QueryTerm, term: str) -> bool:
    return weigh(wanted, term) > 0


def weigh(wanted: QueryTerm, term: str) -> float:
    """Return what one occurrence of a term counts for."""
    if wanted.prefix:
        return float(term.startswith(wanted.forms[0][0]))
    return dict(wanted.forms).get(term, 0.0)


@pytest.fixture(scope="module")
def many() -> Iterator[Backend]:
    """An index of 3,000 articles with a common, a rarer and a rare word."""
    made = [
        make_article(
            n,
            title=f"number {n}",
            body="wind " * (1 + n % 3) + "solar " * (n % 50 == 0),
        )
        for n in range(3000)
    ]
    with replayed(WhooshBackend, [made[:2000], [*made[2000:]]]) as (backend, _):
        yield backend


def test_dense_and_sparse_ways_agree(many: Backend) -> None:
    both = And((Word("wind"), Word("solar")))
    assert many.search(both).total == 60
    assert many.search(And((Word("wind"), Not(Word("solar"))))).total == 2940
    assert many.search(And((Word("solar"), Word("150")))).total == 1
    assert many.search(Or((Word("150"), Word("solar"), Word("7")))).total == 61
    assert many.search(Or((Word("wind"), Every()))).total == 3000


@pytest.mark.parametrize(
    ("phrase", "total"),
    [
        (Phrase("wind wind"), 2000),
        (Phrase("wind solar"), 60),
        (Phrase("solar wind", slop=2), 60),
        (Phrase("wind wind", slop=1), 2000),
    ],
)
def test_phrases_are_found_block_by_block(
    many: Backend, monkeypatch: pytest.MonkeyPatch, phrase: Query, total: int
) -> None:
    monkeypatch.setattr(phrases, "BLOCK_DOCUMENTS", 64)
    assert many.search(phrase).total == total


def test_a_deep_page_goes_on_where_the_one_before_ended(many: Backend) -> None:
    pages = [
        many.search(Word("wind"), SearchOptions(offset=at, limit=500))
        for at in range(0, 3500, 500)
    ]
    shown = [m.article.url for page in pages for m in page.matches]
    assert len(shown) == len(set(shown)) == 3000
    scores = [m.score for page in pages for m in page.matches]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        (Prefix("1"), 1111),
        (Wildcard("1*"), 1111),
        (Wildcard("*1"), 300),
        (Wildcard("*"), 3000),
        (Fuzzy("numbr"), 3000),
        (Fuzzy("solra"), 60),
    ],
)
def test_open_words_are_counted_exactly(
    many: Backend, query: Query, total: int
) -> None:
    assert many.search(query).total == total


@pytest.mark.parametrize("query", [Prefix("w"), Wildcard("*n*")])
def test_a_pattern_marks_a_long_text_up_to_a_limit(query: Query) -> None:
    body = "wind " * (MAX_PLACES + 50)
    with replayed(WhooshBackend, [[make_article(1, body=body)]]) as (backend, _):
        (found,) = backend.search(query).matches
        assert len(found.body_marks) == MAX_PLACES
        (found,) = backend.search(Word("wind")).matches
        assert len(found.body_marks) == MAX_PLACES + 50


def test_queries_too_large_are_refused(many: Backend) -> None:
    words = tuple(Word(str(n)) for n in range(MAX_QUERY_LEAVES + 1))
    with pytest.raises(RequestError, match="at most"):
        many.search(Or(words))
    assert many.search(Or(words[:-1])).total > 1000
    deep: Query = Word("wind")
    for _ in range(5000):
        deep = Not(deep)
    with pytest.raises(RequestError, match="nested too deep"):
        many.search(deep)


@some
@given(texts(20), st.sampled_from([*LATIN, "网络", "带", "一带一路"]))
def test_a_word_is_marked_wherever_it_stands(text: str, word: str) -> None:
    with replayed(WhooshBackend, [[make_article(1, body=text, language="en")]]) as (
        backend,
        _,
    ):
        found = backend.search(Word(word))
        if found.total:
            body = found.matches[0].article.body
            assert found.matches[0].body_marks
            for start, end in found.matches[0].body_marks:
                assert backend.search(Word(body[start:end])).total == 1
