"""Measures against hand-made cases; a collection from its files to its figures."""

from __future__ import annotations

import dataclasses
import json
import lzma
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.config import Config
from indexer.errors import SourceError
from indexer.evaluation import (
    compare_runs,
    evaluate,
    make_report,
    measure_average_precision,
    measure_ndcg,
    measure_precision,
    measure_recall,
    measure_unjudged,
    read_collection,
    read_run,
    write_run,
)

TOOLS = Path(__file__).parents[2] / "shared" / "tools"
DOCUMENTS = [
    {"id": "a", "title": "Tidal power", "text": "A barrage for the bay."},
    {"id": "b", "title": "Wind", "text": "Tidal power is not wind.", "topics": ["Sea"]},
    {"id": "c", "title": "潮汐能", "text": "海湾里的电站", "section": ["News"]},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps({**d, "date": ""}, ensure_ascii=False) for d in DOCUMENTS]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), "utf-8")
    queries = "1\ttidal AND power\n2\t潮汐能电站\n3\tnothing judged\n"
    (tmp_path / "queries.tsv").write_text(queries, "utf-8")
    (tmp_path / "qrels.tsv").write_text("1\tb\t1\n1\ta\t0\n2\tc\t2\n3\ta\t0\n", "utf-8")
    return tmp_path


def test_figures_are_means_over_queries_with_a_relevant_document(folder: Path) -> None:
    report = make_report(evaluate(folder, Config()), folder)

    assert (report["documents"], report["queries"]) == (3, 2)
    assert report["nDCG@10"] == pytest.approx((0.6309 + 1) / 2, abs=1e-4)
    assert report["MAP"] == pytest.approx((1 / 2 + 1) / 2)
    assert report["Recall@100"] == 1.0 and report["P@10"] == 0.1


def test_packed_documents_are_the_same_documents(folder: Path) -> None:
    plain = read_collection(folder, Config())
    path = folder / "docs.jsonl"
    (folder / "docs.jsonl.xz").write_bytes(lzma.compress(path.read_bytes()))
    path.unlink()

    assert read_collection(folder, Config()) == plain


def test_a_run_is_read_as_written_and_compared_by_query(folder: Path) -> None:
    run = evaluate(folder, Config()).run
    write_run(folder / "run.txt", run)
    other = read_run(folder / "run.txt")
    other["1"].reverse()

    assert {q: [d for d, _ in r] for q, r in read_run(folder / "run.txt").items()} == {
        q: [d for d, _ in r] for q, r in run.items() if r
    }
    [moved] = compare_runs(other, run, folder)
    assert dataclasses.astuple(moved)[:3] == ("1", "tidal AND power", 1.0)


@pytest.mark.parametrize(
    ("name", "line"),
    [("docs.jsonl", "{"), ("docs.jsonl", "{}"), ("queries.tsv", "1"),
     ("qrels.tsv", "1\ta\thigh")],
)  # fmt: skip
def test_a_wrong_line_is_named(folder: Path, name: str, line: str) -> None:
    (folder / name).write_text(f"\n{line}\n", "utf-8")

    with pytest.raises(SourceError, match=f"{name}, line 2"):
        read_collection(folder, Config())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"docs\.jsonl"):
        read_collection(tmp_path, Config())


RANKING = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True)
GRADES = st.dictionaries(
    st.sampled_from("abcdefghijklmnop"), st.integers(-1, 3), min_size=1
).filter(lambda grades: any(g > 0 for g in grades.values()))


@pytest.mark.skipif(not TOOLS.exists(), reason="needs ../shared/tools")
@given(RANKING, GRADES)
def test_measures_equal_the_reference(
    ranking: list[str], grades: dict[str, int]
) -> None:
    reference = runpy.run_path(str(TOOLS / "irmetrics.py"))

    for measure, name in (
        (measure_ndcg, "ndcg"),
        (measure_average_precision, "ap"),
        (measure_recall, "recall"),
    ):
        expected = reference[name](ranking, grades)
        assert measure(ranking, grades) == pytest.approx(expected)


@given(GRADES)
def test_a_perfect_ranking_gains_everything(grades: dict[str, int]) -> None:
    best = sorted(grades, key=lambda d: -grades[d])
    relevant = sum(grade > 0 for grade in grades.values())

    assert measure_ndcg(best, grades) == pytest.approx(1.0)
    assert measure_precision(best, grades) == min(relevant, 10) / 10
    assert measure_unjudged([*best[:8], "x", "y"], grades) == 0.2
