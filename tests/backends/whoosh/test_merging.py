"""Whatever was put, replaced, deleted and merged: the index holds what is left."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.backends.whoosh.commits.generations import open_generation
from indexer.backends.whoosh.storage import arrays
from indexer.backends.whoosh.storage.segment import Segment
from indexer.backends.whoosh.writing import merge_policy
from indexer.backends.whoosh.writing.merge_policy import (
    MIN_SEGMENT_BYTES,
    SIZE_RATIO,
    MergeSource,
    choose_merge,
)
from indexer.model import Article, PageStamp, make_doc_id

from .drawn import documents, open_writer
from .test_writer import read_tokens

changes = st.lists(
    documents | st.integers(0, 9).map(lambda i: f"https://paper.example/{i}"),
    max_size=12,
)


def read_content(segments: Iterable[Segment]) -> Counter[tuple[object, ...]]:
    """Count everything in an index, with documents known by their addresses."""
    content: Counter[tuple[object, ...]] = Counter()
    for segment in segments:
        live = (
            np.ones(segment.doc_count, bool) if segment.live is None else segment.live
        )
        urls = [segment.article(i).url for i in range(segment.doc_count)]
        content.update(("stored", segment.stored(int(i))) for i in np.flatnonzero(live))
        for name, field in segment.fields.items():
            tokens = [t for t in read_tokens(field) if live[t[0]]]
            content.update((name, urls[doc], *token) for doc, *token in tokens)
            content.update(
                (name, u, int(n))
                for u, n in zip(np.array(urls)[live], field.lengths[live], strict=True)
            )
        for name, facet in segment.facets.items():
            pairs = zip(facet.docs.tolist(), facet.ids.tolist(), strict=True)
            content.update(
                (name, urls[d], facet.values[v]) for d, v in pairs if live[d]
            )
        for name, column in segment.columns.items():
            content.update(
                (name, urls[i], int(column[i])) for i in np.flatnonzero(live)
            )
    return content


@settings(deadline=None, max_examples=30)
@given(st.lists(changes, max_size=4), st.sampled_from([0, 1, 3]))
def test_changes_over_many_commits_equal_one_build(
    commits: list[list[tuple[Article, PageStamp] | str]], ratio: int
) -> None:
    left: dict[str, tuple[Article, PageStamp]] = {}
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_policy, "MIN_SEGMENT_BYTES", 1)
        patch.setattr(arrays, "CHUNK_TOKENS", 5)
        patch.setattr(merge_policy, "SIZE_RATIO", ratio)
        patch.setattr(merge_policy, "MAX_DELETED_SHARE", 0.3 if ratio else 1.0)
        with open_writer(Path(name, "changed")) as writer:
            for change in (change for commit in commits for change in [*commit, None]):
                if change is None:
                    writer.commit()
                elif isinstance(change, str):
                    writer.delete(make_doc_id(change))
                    left.pop(change, None)
                else:
                    writer.put(*change)
                    left[change[0].url] = change
            assert dict(writer.page_stamps()) == {a.doc_id: k for a, k in left.values()}
        with open_writer(Path(name, "built")) as writer:
            for document in left.values():
                writer.put(*document)
            writer.commit()
        if commits:
            changed = read_content(open_generation(Path(name, "changed"))[1])
            assert changed == read_content(open_generation(Path(name, "built"))[1])


@given(st.lists(st.integers(1, 10**10), max_size=20))
def test_segments_that_stay_are_far_apart_in_size(sizes: list[int]) -> None:
    def sized(size: int) -> MergeSource:
        file = SimpleNamespace(size=size)
        segment = SimpleNamespace(file=file, doc_count=1)
        return MergeSource(cast(Segment, segment), None)

    chosen = choose_merge([sized(size) for size in sizes])
    left = [max(s, MIN_SEGMENT_BYTES) for i, s in enumerate(sizes) if i not in chosen]
    left.sort(reverse=True)
    assert all(left[i] >= SIZE_RATIO * sum(left[i + 1 :]) for i in range(len(left) - 1))
    assert len(chosen) != 1


def test_a_few_changes_do_not_rewrite_a_large_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "MIN_SEGMENT_BYTES", 1)
    articles = [
        Article(f"https://paper.example/{i}", "Title", f"{i} " * 99) for i in range(500)
    ]
    with open_writer(tmp_path) as writer:
        for article in articles:
            writer.put(article, PageStamp("", ""))
        writer.commit()
        before = {path.name for path in tmp_path.glob("*.arrays")}
        for article in articles[:10]:
            writer.put(article, PageStamp("", ""))
        writer.commit()
    assert before < {path.name for path in tmp_path.glob("*.arrays")}
