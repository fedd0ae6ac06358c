"""The classifiers of blocks, and which blocks are kept."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench.train_block_classifier import MAX_PAGES_PER_SITE, MIN_COVERED_SHARE, SETTINGS
from indexer.extract.blocks import cut_blocks
from indexer.extract.body import block_selection
from indexer.extract.body.block_classifier import CLASSIFIER_FEATURES, MODEL_PATH
from indexer.extract.body.block_selection import choose_blocks, classify_blocks
from indexer.extract.body.features import PAGE_FEATURES, compute_page_features
from indexer.extract.tree import parse_page


def test_shipped_classifiers_were_trained_as_the_script_trains_them() -> None:
    model = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
    assert model["settings"] == SETTINGS
    assert (model["per_site"], model["covered"]) == (
        MAX_PAGES_PER_SITE,
        MIN_COVERED_SHARE,
    )
    assert model["judges"].keys() == CLASSIFIER_FEATURES.keys()
    for name, classifier in model["judges"].items():
        assert tuple(classifier["names"]) == CLASSIFIER_FEATURES[name]
        assert len(classifier["trees"]) == SETTINGS["max_iter"]


@pytest.mark.parametrize(("min_f1", "runs"), [(0.0, False), (1.0, True)])
def test_trafilatura_runs_only_if_the_first_classifier_is_in_doubt(
    min_f1: float, runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block_selection, "MIN_CLEAR_F1", min_f1)
    root = parse_page("<p>The wells of the valley were measured every year." * 3)
    page = cut_blocks(root)
    odds, votes = classify_blocks(root, page, set())
    assert len(odds) == len(page.blocks)
    assert (votes is not None) is runs


@pytest.mark.parametrize(
    ("odds", "kept"),
    [([3, 3, -1], [True, True, False]), ([-0.5, -0.7, -3], [True, True, False])],
)
def test_the_threshold_is_lower_where_nothing_is_certain(
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
def test_classes_of_nodes_set_features_of_all_blocks_inside(
    name: str, column: str
) -> None:
    page = cut_blocks(parse_page(f"<div class={name}><p>One<p>Two</div><p>Three"))
    _, rows = compute_page_features(page, set())
    assert rows[:, PAGE_FEATURES.index(column)].tolist() == [1, 1, 0]


def test_a_text_that_begins_as_one_before_is_repeated() -> None:
    text = "The wells of the valley were measured by their caretakers in the year "
    page = cut_blocks(parse_page(f"<p>{text}<p>{text} and more<p>Other"))
    _, rows = compute_page_features(page, set())
    assert rows[:, PAGE_FEATURES.index("repeated")].tolist() == [0, 1, 0]


def test_short_lines_above_the_title_are_dropped() -> None:
    html = "<p>Visitors: many<p>The Wells<p>First week.<p>" + "The wells are low. " * 9
    page = cut_blocks(parse_page(html))
    kept = choose_blocks(page, np.array([3.0, 3, 3, 3]), {"The Wells"})
    assert kept == [False, False, True, True]


def test_lines_with_the_date_of_the_page_are_dropped() -> None:
    line = "<p>" + "The wells are low. " * 9
    ends = "<h5>更新时间：2022年02月13日 19:17</h5><p>Posted notes lay about in 2019."
    page = cut_blocks(parse_page(f"{line}<p>Published: 2019-12-23 10:00{line}{ends}"))
    kept = choose_blocks(page, np.full(5, 3.0), set())
    assert kept == [True, False, True, False, True]


@pytest.mark.parametrize(
    "end",
    [
        "（责任编辑：钱小湖）",
        "上一页 1 2 3 下一页",
        "我要评论(0)",
        "Mehr zum Thema",
        "Lire aussi : les puits",
        "Читайте также",
        "関連記事",
    ],
)
def test_what_stands_below_articles_is_dropped(end: str) -> None:
    page = cut_blocks(parse_page(f"<p>{'The wells are low. ' * 9}<p>{end}"))
    assert choose_blocks(page, np.array([3.0, 1]), set()) == [True, False]


def test_the_next_article_may_be_mentioned_at_the_end() -> None:
    page = cut_blocks(parse_page(f"<p>{'井水又低了。' * 20}<p>下一篇我们说水泵。"))
    assert choose_blocks(page, np.array([3.0, 1]), set()) == [True, True]


def test_a_heading_with_a_date_is_no_date_line() -> None:
    line = "The wells are low. " * 9
    page = cut_blocks(parse_page(f"<p>2019-12-23 10:00<h3>2019-12-24</h3><p>{line}"))
    kept = choose_blocks(page, np.array([3.0, 3, 3]), set())
    assert kept == [False, True, True]


def test_a_heading_is_kept_with_the_text_that_it_heads() -> None:
    line = "<p>" + "The wells are low. " * 9
    html = f"<div>{line}<h3>Related</h3><ul><li>Pumps</ul></div><h3>Share</h3>"
    page = cut_blocks(parse_page(html))
    kept = choose_blocks(page, np.array([3.0, -3, 3, -3]), set())
    assert kept == [True, True, True, False]


def test_a_heading_above_the_text_is_kept_if_it_looks_like_one_inside() -> None:
    line = "<p>" + "The wells are low. " * 9
    html = f"<h2 class=deck>Low</h2><h2>Why</h2>{line}<h2>How</h2>{line}"
    page = cut_blocks(parse_page(html))
    assert choose_blocks(page, np.array([-3.0, -3, 3, 3, 3]), set())[:2] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "line", ["留言评论（旧系统）：", "3条评论", "12 Comments", "댓글"]
)
def test_the_line_above_comments_is_dropped_with_them(line: str) -> None:
    text = "The wells of the valley were measured by their caretakers. " * 3
    page = cut_blocks(parse_page(f"<p>{text}<p>{line}<p>So true!"))
    assert choose_blocks(page, np.array([4.0, 4, -4]), set()) == [True, False, False]
