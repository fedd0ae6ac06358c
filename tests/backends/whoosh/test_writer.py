"""A segment holds what was put, as ``languages`` and ``schema`` say it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.backends.whoosh.commits.checking import check_index
from indexer.backends.whoosh.commits.generations import (
    find_files,
    open_generation,
    read_generation,
)
from indexer.backends.whoosh.storage.arrays import starts_of
from indexer.backends.whoosh.storage.schema import (
    TEXT_KINDS,
    analyze_texts,
    column_names,
    make_columns,
    make_facet_values,
    make_texts,
)
from indexer.backends.whoosh.storage.segment import (
    FIELD_ARRAYS,
    POSITIONS_STRIDE,
    FieldPostings,
    Segment,
)
from indexer.errors import IndexCorrupt, IndexLocked
from indexer.fields import FIELDS
from indexer.model import Article, PageStamp
from indexer.text.analysis import analyze

from .drawn import ZONE, documents, open_writer

KNOWN = PageStamp("0" * 32, "folder:site")

distinct = st.lists(
    documents, min_size=1, max_size=8, unique_by=lambda document: document[0].url
)


@contextmanager
def built(put: list[tuple[Article, PageStamp]]) -> Iterator[Segment]:
    """Give the one segment of an index of these documents."""
    with tempfile.TemporaryDirectory() as name:
        with open_writer(Path(name)) as writer:
            for document in put:
                writer.put(*document)
            writer.commit()
        _, (segment,) = open_generation(Path(name))
        yield segment


def read_tokens(field: FieldPostings) -> Iterator[tuple[int, str, int]]:
    """Yield (docnum, term, position) of every token of a field."""
    for number, term in enumerate(field.terms):
        place = field.postings(number)
        for posting in range(place.start, place.stop):
            docnum = int(field.docnums[posting])
            for position in field.positions_of(posting).tolist():
                yield docnum, term, position


@settings(deadline=None, max_examples=30)
@given(distinct)
def test_postings_are_those_of_the_analysis(
    put: list[tuple[Article, PageStamp]],
) -> None:
    with built(put) as segment:
        for field in FIELDS:
            if field.kind in TEXT_KINDS:
                wanted = Counter(
                    (docnum, term, position)
                    for docnum, (article, _) in enumerate(put)
                    for term, position in analyze_texts(
                        make_texts(field, article), article.language
                    )
                )
                found = segment.fields[field.name]
                assert Counter(read_tokens(found)) == wanted
                lengths = Counter(docnum for docnum, _, _ in wanted.elements())
                assert found.lengths.tolist() == [lengths[i] for i in range(len(put))]


def test_words_between_han_characters_keep_their_places() -> None:
    title = "5G网络 co-op，\u3000龍3.14馬“㊀”一 𠀀a ，—x"
    article = Article("https://paper.example/1", title, "", language="zh")
    with built([(article, KNOWN)]) as s:
        found = sorted((p, term) for _, term, p in read_tokens(s.fields["title"]))
    assert found == sorted((p, term) for term, p in analyze(title, "zh"))
    assert [p for p, term in found if term == "一"] == [7, 8]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=900), st.data())
def test_positions_are_found_for_any_postings(
    freqs: list[int], data: st.DataObject
) -> None:
    counts = np.array(freqs, np.uint16)
    starts = starts_of(counts)
    arrays = dict.fromkeys(["terms", *FIELD_ARRAYS, "total_length"])
    arrays |= {
        "freqs": counts,
        "position_starts": np.append(starts[:-1:POSITIONS_STRIDE], 0),
    }
    field = FieldPostings(**arrays)
    some = data.draw(st.sets(st.sampled_from(range(len(freqs)))))
    postings = np.array(sorted(some), np.int64)
    assert field.find_positions(postings).tolist() == starts[postings].tolist()


@settings(deadline=None, max_examples=30)
@given(distinct)
def test_documents_columns_and_facets_are_as_put(
    put: list[tuple[Article, PageStamp]],
) -> None:
    with built(put) as segment:
        assert [segment.stored(i) for i in range(segment.doc_count)] == put
        for field in FIELDS:
            wanted = (
                [make_columns(field, a, ZONE) for a, _ in put]
                if column_names(field)
                else []
            )
            for i, name in enumerate(column_names(field)):
                assert segment.columns[name].tolist() == [row[i] for row in wanted]
            if facet := segment.facets.get(field.name):
                pairs = [
                    (d, facet.values[v])
                    for d, v in zip(
                        facet.docs.tolist(), facet.ids.tolist(), strict=True
                    )
                ]
                assert pairs == [
                    (d, v)
                    for d, (a, _) in enumerate(put)
                    for v in make_facet_values(field, a)
                ]
                assert facet.values[:] == sorted({v for _, v in pairs})


def test_last_put_of_an_article_counts(tmp_path: Path) -> None:
    first, second = (Article("https://paper.example/1", t, "") for t in ("Old", "New"))
    with open_writer(tmp_path) as writer:
        writer.put(first, KNOWN)
        writer.put(second, KNOWN)
        writer.commit()
    _, (segment,) = open_generation(tmp_path)
    assert [segment.article(i).title for i in range(segment.doc_count)] == ["New"]


def test_a_second_writer_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    with open_writer(tmp_path), pytest.raises(IndexLocked):
        open_writer(tmp_path)
    open_writer(tmp_path).close()


def test_a_commit_without_changes_makes_no_generation(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.commit()
        writer.commit()
    assert read_generation(tmp_path).number == 1


def test_what_is_not_committed_is_gone(tmp_path: Path) -> None:
    article = Article("https://paper.example/1", "Title", "Body")
    with open_writer(tmp_path) as writer:
        writer.put(article, KNOWN)
        writer.commit()
        writer.delete(article.doc_id)
        writer.put(Article("https://paper.example/2", "Title", "Body"), KNOWN)
    with open_writer(tmp_path) as writer:
        assert list(writer.page_stamps()) == [article.doc_id]
    names = {path.name for path in find_files(tmp_path)}
    assert names == read_generation(tmp_path).file_names()


def test_a_rebuild_replaces_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "_MAIN_7.toc").write_bytes(b"of another program")
    (tmp_path / "MAIN_old.seg").write_bytes(b"its segment")
    (tmp_path / "README.md").write_text("not ours")
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        open_writer(tmp_path)
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.put(Article("https://paper.example/1", "Title", "Body"), KNOWN)
        assert (tmp_path / "MAIN_old.seg").exists()
        writer.commit()
    assert read_generation(tmp_path).number == 8
    names = {path.name for path in tmp_path.iterdir()}
    assert names - {path.name for path in find_files(tmp_path)} == {
        "README.md",
        "MAIN_WRITELOCK",
    }


def test_an_article_that_cannot_be_put_leaves_no_half_document(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        with pytest.raises(OverflowError):
            writer.put(
                Article("https://paper.example/1", "", "", popularity=9**99), KNOWN
            )
        writer.put(Article("https://paper.example/2", "Title", "Body"), KNOWN)
        writer.commit()
    assert check_index(tmp_path).faults == ()
    assert check_index(tmp_path).documents == 1
