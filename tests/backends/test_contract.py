"""What every backend promises, over every row of ``BACKENDS``."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.backends import BACKENDS, Backend, open_backend
from indexer.config import Config, IndexConfig, SearchConfig
from indexer.errors import IndexLocked, IndexMissing, RequestError
from indexer.fields import SORTS
from indexer.model import (
    Annotation,
    Article,
    BackendResult,
    Facet,
    Filter,
    Mark,
    Match,
    PageStamp,
    SearchOptions,
)
from indexer.query import And, Every, Not, Or, Phrase, Prefix, Query, Range, Word

from . import plain
from .articles import KNOWN, collections, filters, make_article, queries

some = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
every_backend = pytest.mark.parametrize("name", BACKENDS)


@contextmanager
def opened(name: str, *articles: Article, **options: object) -> Iterator[Backend]:
    """Open a backend over these articles."""
    with tempfile.TemporaryDirectory() as folder:
        index = IndexConfig(Path(folder), name)
        config = Config(index=index, **options)  # type: ignore[arg-type]
        backend = open_backend(config)
        with backend.writer() as writer:
            for article in articles:
                writer.put(article, KNOWN)
            writer.commit()
        yield backend
        backend.close()


MIXED = (
    ("de", "Das alte Haus am Fluss"),
    ("fr", "Les conditions économiques du port"),
    ("ru", "Новая книга о реке"),
    ("en", "This is not a plan"),
    ("ja", "東京駅のタワーが完成した"),
    ("ko", "한국어로 쓴 뉴스를 읽는다"),
    ("ar", "افتتاح المدرسة الجديدة"),
)


@every_backend
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("Häuser", 0), ("économique", 1), ("economique", 1), ("книги", 2)),
        *(("タワ", 4), ("국어로", 5), ("مدرسة", 6), ("notes", None), ("planes", None)),
    ],
)
def test_each_article_of_a_mixed_archive_is_found_in_its_language(
    name: str, typed: str, number: int | None
) -> None:
    rows = enumerate(MIXED)
    archive = [make_article(n, body=text, language=code) for n, (code, text) in rows]
    with opened(name, *archive, make_article(9, body="x", language="es")) as backend:
        found = backend.search(Word(typed))
        assert urls(found) == ([] if number is None else [number])
        assert all(match.body_marks for match in found.matches)


def urls(found: BackendResult) -> list[int]:
    return [int(m.article.url.rpartition("/")[2]) for m in found.matches]


def look(backend: Backend, query: Query, filters: tuple[Filter, ...] = ()) -> list[int]:
    """Return the numbers of the articles found, ascending."""
    return sorted(urls(backend.search(query, SearchOptions(filters, limit=1000))))


def counts(facet: Facet) -> dict[str, int]:
    return {v.value: v.count for v in facet.values}


@every_backend
@some
@given(collections(), st.lists(queries, min_size=1, max_size=8))
def test_a_query_finds_what_its_meaning_says(
    name: str, articles: list[Article], asked: list[Query]
) -> None:
    with opened(name, *articles, time_zone="Asia/Shanghai") as backend:
        zone = Config(time_zone="Asia/Shanghai").zone
        for query in asked:
            expected = [a.url for a in plain.find(query, articles, zone)]
            found = backend.search(query, SearchOptions(limit=100))
            assert sorted(m.article.url for m in found.matches) == sorted(expected)
            assert found.total == len(expected)


@every_backend
@some
@given(collections(), st.lists(st.tuples(queries, filters), min_size=1, max_size=8))
def test_facets_keep_their_contract(
    name: str,
    articles: list[Article],
    asked: list[tuple[Query, tuple[Filter, ...]]],
) -> None:
    with opened(
        name, *articles, search=SearchConfig(facet_size=2), time_zone="Asia/Shanghai"
    ) as backend:
        zone = Config(time_zone="Asia/Shanghai").zone
        names = ("topics", "section", "published")
        for query, chosen in asked:
            found = backend.search(
                query, SearchOptions(filters=chosen, facets=names, limit=100)
            )
            held = plain.find(query, articles, zone)
            assert sorted(m.article.url for m in found.matches) == sorted(
                a.url for a in held if plain.passes(a, chosen, zone)
            )
            topics, section, published = found.facets
            tally = plain.count_values("topics", held, chosen, zone)
            assert topics == plain.make_values_facet(tally, chosen, 2)
            check_section(
                section, plain.count_values("section", held, chosen, zone), chosen
            )
            check_dates(
                published, plain.count_values("published", held, chosen, zone), chosen
            )


def check_section(
    facet: Facet, expected: dict[str, int], chosen: tuple[Filter, ...]
) -> None:
    picked = {f.value for f in chosen if f.field == "section"}
    shown = sorted(expected, key=lambda v: (-expected[v], v))[:2]
    above = {v[:at] for v in picked for at in range(len(v)) if v[at:].startswith(" > ")}
    above &= expected.keys()
    assert counts(facet) == {v: expected.get(v, 0) for v in {*shown, *picked, *above}}
    assert {v.value for v in facet.values if v.selected} == picked
    order = [v.value for v in facet.values]
    for value in order:
        parent = value.rpartition(" > ")[0]
        assert parent not in order or order.index(parent) < order.index(value)


def check_dates(
    facet: Facet, expected: dict[str, int], chosen: tuple[Filter, ...]
) -> None:
    picked = [f.value for f in chosen if f.field == "published"]
    shown = counts(facet)
    assert all(shown[v] == expected.get(v, 0) for v in shown)
    assert set(picked) <= set(shown)
    years = [v for v in shown if len(v) == 4]
    assert years == sorted(years, reverse=True)
    assert {v for v in expected if len(v) == 4 and expected[v]} <= set(years)
    for year in years:
        months = {v for v in expected if len(v) == 7 and v[:4] == year}
        parts = [v for v in picked if v[:4] == year and ".." not in v]
        if parts or len(years) == 1:
            assert months <= set(shown)


@every_backend
def test_an_article_in_two_subsections_counts_once_for_their_parent(name: str) -> None:
    sections = (("News", "Training"), ("News", "Wind"), ("Health",))
    with opened(name, make_article(sections=sections)) as backend:
        (facet,) = backend.search(Every(), SearchOptions(facets=("section",))).facets
    assert counts(facet) == {
        "Health": 1,
        "News": 1,
        "News > Training": 1,
        "News > Wind": 1,
    }


@every_backend
def test_a_rare_chosen_section_is_shown_with_those_above_it(name: str) -> None:
    articles = [make_article(n, sections=((f"S{n % 40}",),)) for n in range(99)]
    articles.append(make_article(99, sections=(("A", "B", "C", "D"),)))
    options = SearchOptions((Filter("section", "A > B > C > D"),), facets=("section",))
    with opened(name, *articles, search=SearchConfig(facet_size=3)) as backend:
        (facet,) = backend.search(Every(), options).facets
    shown = ["S0", "S1", "S10", "A", "A > B", "A > B > C", "A > B > C > D"]
    assert [value.value for value in facet.values] == shown


@every_backend
@some
@given(collections(), st.sampled_from(sorted(SORTS)), st.integers(1, 4))
def test_pages_are_pieces_of_one_order(
    name: str, articles: list[Article], sort: str, size: int
) -> None:
    with opened(name, *articles) as backend:
        query = Or((Word("solar"), Word("wind"), Word("网络")))
        whole = backend.search(query, SearchOptions(sort=sort, limit=100))
        pages = [
            backend.search(query, SearchOptions(sort=sort, offset=at, limit=size))
            for at in range(0, len(articles) + size, size)
        ]
        assert [*itertools.chain.from_iterable(p.matches for p in pages)] == list(
            whole.matches
        )
        check_order(whole, sort)


def check_order(found: BackendResult, sort: str) -> None:
    zone = Config().zone
    early = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    when = [plain.instant(m.article, zone) or early for m in found.matches]
    read = [m.article.popularity for m in found.matches]
    keys = {
        "relevance": [(-m.score, -w.timestamp()) for m, w in zip(found.matches, when)],  # noqa: B905
        "newest": [-w.timestamp() for w in when],
        "oldest": [(w == early, w.timestamp()) for w in when],
        "most_read": [
            (r is None, -(r or 0), -w.timestamp())
            for r, w in zip(read, when, strict=True)
        ],
    }[sort]
    assert keys == sorted(keys)  # type: ignore[type-var]


@every_backend
def test_words_are_all_wanted_and_stemmed(name: str) -> None:
    one = make_article(1, title="Pursuing wind", body="on every road")
    two = make_article(2, title="Wind", body="nothing else")
    with opened(name, one, two) as backend:
        assert look(backend, And((Word("winds"), Word("pursued")))) == [1]
        assert look(backend, Word("pursue wind")) == [1]
        assert look(backend, Word("wind pursue")) == []
        assert look(backend, And((Word("wind"), Not(Word("road"))))) == [2]
        assert look(backend, Not(Word("road"))) == [2]


@every_backend
@pytest.mark.parametrize(
    "part", ["一带一路", "带一", "一带", "路建设", "5G网", "建", "设"]
)
def test_any_part_of_a_han_run_is_found_and_marked(name: str, part: str) -> None:
    article = make_article(1, body="共建一带一路建设，5G网络。", language="zh")
    with opened(
        name, article, make_article(2, body="一路带", language="zh")
    ) as backend:
        found = backend.search(Word(part))
        assert urls(found) == [1]
        marked = [article.body[a:b] for a, b in found.matches[0].body_marks]
        assert marked == [part] * article.body.count(part)


@every_backend
@some
@given(collections(), st.lists(queries, min_size=1, max_size=8))
def test_a_document_alone_is_marked_at_least_as_in_a_result(
    name: str, articles: list[Article], asked: list[Query]
) -> None:
    with opened(name, *articles) as backend:
        for query in asked:
            for match in backend.search(query, SearchOptions(limit=100)).matches:
                alone = backend.find_marks(query, match.article.doc_id)
                assert alone and alone.article == match.article
                assert covered(match.title_marks) <= covered(alone.title_marks)
                assert covered(match.body_marks) <= covered(alone.body_marks)


def covered(marks: tuple[Mark, ...]) -> set[int]:
    return {place for start, end in marks for place in range(start, end)}


@every_backend
def test_a_document_alone_is_marked_where_it_does_not_match(name: str) -> None:
    article = make_article(1, title="A wind farm", body="Wind on a belt, no road")
    query = And((Word("wind"), Word("solar"), Not(Word("belt")), Not(Word("road"))))
    with opened(name, article) as backend:
        assert not backend.search(query).total
        assert backend.find_marks(query, article.doc_id) == Match(
            article, 0.0, ((2, 6),), ((0, 4),)
        )
        assert backend.find_marks(query, "0" * 16) is None


@every_backend
def test_marks_are_what_matched(name: str) -> None:
    article = make_article(
        1, title="Belt and Road", body="The road's belt: roads, and “belt and road”."
    )
    with opened(name, article) as backend:
        (found,) = backend.search(Phrase("belt and roads")).matches
        assert found.title_marks == ((0, 13),)
        assert [article.body[a:b] for a, b in found.body_marks] == ["belt and road"]
        (found,) = backend.search(Or((Word("road"), Not(Word("belt"))))).matches
        marked = [article.body[a:b] for a, b in found.body_marks]
        assert marked == ["road's", "roads", "road"]
        (found,) = backend.search(Every()).matches
        assert found.body_marks == found.title_marks == ()
        (found,) = backend.search(Word("road", "title")).matches
        assert found.body_marks == ()
        (found,) = backend.search(Word("road"), SearchOptions(marks=False)).matches
        assert found.body_marks == found.title_marks == ()


@every_backend
def test_only_the_choices_that_match_are_marked_and_explained(name: str) -> None:
    query = Or(
        (
            And((Word("wind"), Word("road"))),
            And((Word("solar"), Not(Word("road")))),
            Word("belt"),
        )
    )
    with opened(name, make_article(1, body="wind, solar, belt")) as backend:
        (found,) = backend.search(query, SearchOptions(explain=True)).matches
        marked = [found.article.body[a:b] for a, b in found.body_marks]
        assert marked == ["solar", "belt"]
        assert [what for what, _ in found.why] == ["body: solar", "body: belt"]


@every_backend
def test_a_phrase_spans_no_two_values(name: str) -> None:
    with opened(name, make_article(1, topics=("Asia", "Energy"))) as backend:
        assert look(backend, Phrase("asia energy")) == []
        assert look(backend, And((Word("asia"), Word("energy", "topics")))) == [1]


@every_backend
@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("2019", [1, 2]),
        ("2019-11", [1]),
        ("2019-11-30", [1]),
        ("2019-11-29", []),
        ("2019-12..2020", [2, 3]),
        ("2020..", [3]),
        ("..2019-11-30", [1]),
    ],
)
def test_days_are_those_of_the_site(name: str, value: str, numbers: list[int]) -> None:
    late = dt.datetime(2019, 11, 29, 23, tzinfo=dt.UTC)
    dates = (late, dt.datetime(2019, 12, 31, 23), dt.datetime(2020, 1, 1))
    made = [make_article(n, published=d) for n, d in enumerate(dates, 1)]
    with opened(name, *made, make_article(4), time_zone="Asia/Shanghai") as backend:
        chosen = (Filter("published", value),)
        assert look(backend, Every(), filters=chosen) == numbers
        low, dots, high = value.partition("..")
        asked = Range("published", low, high if dots else low)
        assert look(backend, asked) == numbers


@every_backend
def test_of_equal_scores_a_standing_page_comes_after_the_articles(name: str) -> None:
    new = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    articles = (
        make_article(1, body="solar", kind="page", published=new),
        make_article(2, body="solar"),
        make_article(3, body="solar solar", kind="page"),
    )
    with opened(name, *articles) as backend:
        assert urls(backend.search(Word("solar"))) == [3, 2, 1]


@every_backend
def test_ties_go_to_the_newest(name: str) -> None:
    dates = [None, dt.datetime(2019, 1, 1), dt.datetime(2020, 1, 1)]
    made = [
        make_article(n, body="wind", published=d, popularity=7)
        for n, d in enumerate(dates)
    ]
    with opened(name, *made) as backend:
        for sort in ("relevance", "newest", "most_read"):
            assert urls(backend.search(Word("wind"), SearchOptions(sort=sort))) == [
                2,
                1,
                0,
            ]
        assert urls(backend.search(Every())) == [2, 1, 0]


@every_backend
def test_a_word_in_the_title_counts_for_more(name: str) -> None:
    made = [
        make_article(1, body="wind and road"),
        make_article(2, title="wind and road"),
    ]
    with opened(name, *made) as backend:
        first, second = backend.search(Word("wind")).matches
        assert first.article.title and first.score > second.score > 0


@every_backend
def test_age_and_clicks_have_a_say_only_if_so_set(name: str) -> None:
    old, new = (dt.datetime(year, 1, 1) for year in (2010, 2020))
    made = [
        make_article(1, body="wind and wind", published=old),
        make_article(2, body="wind and road", published=new),
        make_article(3, body="wind and wind", published=old, popularity=9),
    ]
    for ranking, order in (
        (SearchConfig(), [1, 3, 2]),
        (SearchConfig(recency=0.9), [2, 1, 3]),
        (SearchConfig(popularity=0.9), [3, 1, 2]),
    ):
        with opened(name, *made, search=ranking) as backend:
            found = backend.search(Word("wind"), SearchOptions(explain=True))
            assert urls(found) == order
            for match in found.matches:
                assert sum(v for _, v in match.why) == pytest.approx(match.score)


@every_backend
def test_a_filter_or_field_that_is_none_is_refused(name: str) -> None:
    with opened(name, make_article()) as backend:
        for bad in (Filter("colour", "red"), Filter("published", "soon")):
            with pytest.raises(RequestError):
                backend.search(Every(), SearchOptions(filters=(bad,)))
        with pytest.raises(RequestError):
            backend.search(Word("x", "colour"))


@every_backend
def test_nothing_to_look_for_finds_nothing(name: str) -> None:
    with opened(name, make_article(1, body="wind!")) as backend:
        assert look(backend, Word("?!")) == []
        assert look(backend, And((Word("?!"), Word("wind")))) == [1]
        assert look(backend, Or((Not(Word("-")), Word("wind")))) == [1]
        assert look(backend, Prefix("")) == []


@every_backend
def test_a_writer_replaces_deletes_and_remembers(name: str) -> None:
    one, two = make_article(1, body="wind"), make_article(2, body="wind road")
    with opened(name, one, two) as backend:
        with backend.writer() as writer:
            assert writer.page_stamps() == {one.doc_id: KNOWN, two.doc_id: KNOWN}
            newer = PageStamp("1" * 32, "folder:site")
            writer.put(make_article(1, body="solar"), newer)
            writer.delete(two.doc_id)
            writer.delete("0" * 16)
            writer.commit()
            assert writer.page_stamps() == {one.doc_id: newer}
        backend.close()
        assert look(backend, Word("solar")) == [1]
        assert look(backend, Word("wind")) == []
        assert backend.get(two.doc_id) is None
        assert list(backend.scan()) == [(make_article(1, body="solar"), newer)]
        assert backend.info().documents == 1
        assert backend.check().faults == ()


@every_backend
def test_what_is_no_key_gets_nothing(name: str) -> None:
    one = make_article(1)
    with opened(name, one) as backend:
        assert backend.get(one.doc_id) == one
        for bad in ("", "no key", "0x1", "g" * 16, one.doc_id.upper() + " "):
            assert backend.get(bad) is None


@every_backend
def test_what_was_not_committed_is_dropped(name: str) -> None:
    with opened(name, make_article(1)) as backend:
        with backend.writer() as writer:
            writer.put(make_article(2), KNOWN)
        with backend.writer() as writer:
            assert list(writer.page_stamps()) == [make_article(1).doc_id]


@every_backend
def test_a_rebuild_begins_from_nothing_and_is_seen_at_its_commit(name: str) -> None:
    with opened(name, make_article(1)) as backend:
        before = backend.info().generation
        with backend.writer(rebuild=True) as writer:
            assert writer.page_stamps() == {}
            writer.put(make_article(2), KNOWN)
            assert look(backend, Every()) == [1]
            writer.commit()
            writer.put(make_article(3), KNOWN)
            writer.commit()
        backend.close()
        assert look(backend, Every()) == [2, 3]
        assert backend.info().generation > before


@every_backend
def test_only_one_writer_at_a_time(name: str) -> None:
    with opened(name) as backend, backend.writer():  # noqa: SIM117
        with pytest.raises(IndexLocked), backend.writer():
            pass


@every_backend
def test_an_index_never_built_says_so(name: str, tmp_path: Path) -> None:
    backend = open_backend(Config(index=IndexConfig(tmp_path / "none", name)))
    for ask in (backend.info, lambda: backend.search(Every())):
        with pytest.raises(
            IndexMissing, match="yet; build it with: broadsheet reindex"
        ):
            ask()


@every_backend
@some
@given(collections(4))
def test_an_article_comes_back_as_it_was_put(
    name: str, articles: list[Article]
) -> None:
    with opened(name, *articles) as backend:
        for article in articles:
            assert backend.get(article.doc_id) == article
        assert sorted(backend.scan(), key=lambda pair: pair[0].url) == sorted(
            ((a, KNOWN) for a in articles), key=lambda pair: pair[0].url
        )


def make_pictured(number: int, alt: str, caption: str) -> Article:
    """Return an article about wind with one picture."""
    values = ("https://paper.example/a.jpg", alt, caption, "", "")
    image = Annotation(0, 0, "img", values)
    return make_article(number, body="wind and road", annotations=(image,))


@every_backend
def test_hits_come_without_annotations_and_articles_with_them(name: str) -> None:
    article = make_pictured(1, "a mill", "")
    with opened(name, article) as backend:
        assert backend.get(article.doc_id) == article
        (match,) = backend.search(Word("wind")).matches
        assert match.article == replace(article, annotations=())
        alone = backend.find_marks(Word("wind"), article.doc_id)
        assert alone and alone.article == article
        assert alone.body_marks == match.body_marks == ((0, 4),)


@every_backend
def test_words_of_captions_and_alternative_texts_are_found(name: str) -> None:
    with opened(
        name,
        make_pictured(1, "a mill", "the mill at dusk"),
        make_pictured(2, "a mill", ""),
        make_pictured(3, "wind and road", ""),
    ) as backend:
        assert look(backend, And((Word("mill"), Word("wind")))) == [1, 2]
        assert look(backend, Word("dusk", "captions")) == [1]
        assert look(backend, Word("wind", "captions")) == []
        (first, second) = backend.search(Word("mill")).matches
        assert first.body_marks == second.body_marks == ()
