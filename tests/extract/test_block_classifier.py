"""The trees that weigh blocks, and how many blocks are kept."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench.grow_judge import COVERED, PER_SITE, SETTINGS
from indexer.extract.blocks import cut_blocks
from indexer.extract.body import block_selection as content
from indexer.extract.body.block_classifier import COLUMNS, MODEL
from indexer.extract.body.block_selection import ask_judges, choose_blocks
from indexer.extract.body.features import SEEN, describe
from indexer.extract.tree import parse_page


def test_shipped_trees_were_grown_as_the_script_grows_them() -> None:
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    assert model["settings"] == SETTINGS
    assert (model["per_site"], model["covered"]) == (PER_SITE, COVERED)
    assert model["judges"].keys() == COLUMNS.keys()
    for name, judge in model["judges"].items():
        assert tuple(judge["names"]) == COLUMNS[name]
        assert len(judge["trees"]) == SETTINGS["max_iter"]


@pytest.mark.parametrize(("clear", "asked"), [(0.0, False), (1.0, True)])
def test_the_teacher_is_asked_where_the_page_is_not_clear(
    clear: float, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "CLEAR", clear)
    root = parse_page("<p>The wells of the valley were measured every year." * 3)
    page = cut_blocks(root)
    odds, votes = ask_judges(root, page, set())
    assert len(odds) == len(page.blocks)
    assert (votes is not None) is asked


@pytest.mark.parametrize(
    ("odds", "kept"),
    [([3, 3, -1], [True, True, False]), ([-0.5, -0.7, -3], [True, True, False])],
)
def test_less_is_asked_of_a_block_where_nothing_is_sure(
    odds: list[float], kept: list[bool]
) -> None:
    line = "<p>The wells of the valley were measured by their caretakers every year."
    page = cut_blocks(parse_page(line * 3))
    assert choose_blocks(page, np.array(odds, dtype=float), set()) == kept


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("reader-comments", "in comments"),
        ("relatedTeaser", "in related"),
        ("cookie-modal", "in overlay"),
        ("article-standfirst", "in deck"),
    ],
)
def test_names_of_nodes_say_what_is_inside(name: str, column: str) -> None:
    page = cut_blocks(parse_page(f"<div class={name}><p>One<p>Two</div><p>Three"))
    _, rows = describe(page, set())
    assert rows[:, SEEN.index(column)].tolist() == [1, 1, 0]


def test_a_text_that_begins_as_one_before_is_repeated() -> None:
    text = "The wells of the valley were measured by their caretakers in the year "
    page = cut_blocks(parse_page(f"<p>{text}<p>{text} and more<p>Other"))
    _, rows = describe(page, set())
    assert rows[:, SEEN.index("repeated")].tolist() == [0, 1, 0]


def test_short_lines_above_the_title_are_furniture() -> None:
    html = "<p>Visitors: many<p>The Wells<p>First week.<p>" + "The wells are low. " * 9
    page = cut_blocks(parse_page(html))
    kept = choose_blocks(page, np.array([3.0, 3, 3, 3]), {"The Wells"})
    assert kept == [False, False, True, True]


def test_lines_that_say_when_a_page_was_written_are_no_text() -> None:
    line = "<p>" + "The wells are low. " * 9
    ends = "<h5>更新时间：2022年02月13日 19:17</h5><p>Posted notes lay about in 2019."
    page = cut_blocks(parse_page(f"{line}<p>Published: 2019-12-23 10:00{line}{ends}"))
    kept = choose_blocks(page, np.full(5, 3.0), set())
    assert kept == [True, False, True, False, True]


def test_a_heading_with_a_date_is_no_date_line() -> None:
    line = "The wells are low. " * 9
    page = cut_blocks(parse_page(f"<p>2019-12-23 10:00<h3>2019-12-24</h3><p>{line}"))
    kept = choose_blocks(page, np.array([3.0, 3, 3]), set())
    assert kept == [False, True, True]
