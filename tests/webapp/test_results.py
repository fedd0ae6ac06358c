from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Article, Filter, SearchRequest, Snippet
from webapp.views.results import (
    find_anchor,
    local_day,
    mark_snippet,
    number_pages,
    tag_sections,
)

from .articles import PUMP


@given(st.integers(1, 500), st.integers(1, 500))
def test_page_numbers_ascend_from_first_to_last_with_the_page_among_them(
    page: int, pages: int
) -> None:
    page = min(page, pages)
    numbers = [n for n in number_pages(page, pages) if n]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1 and numbers[-1] == pages and page in numbers
    assert len(number_pages(page, pages)) <= 9


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_gap_stands_for_more_than_one_page(page: int, pages: int) -> None:
    shown = number_pages(min(page, pages), pages)
    for before, gap, after in zip(shown, shown[1:], shown[2:], strict=False):
        if gap == 0:
            assert after - before > 2


def test_a_day_is_that_of_the_site() -> None:
    late = dt.datetime(2019, 12, 31, 20, 0, tzinfo=dt.UTC)
    assert local_day(late, ZoneInfo("Asia/Shanghai")) == dt.date(2020, 1, 1)
    assert (
        local_day(late.replace(tzinfo=None), ZoneInfo("Asia/Shanghai")) == late.date()
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One two", "One two …"),
        ("One two three.", "One two three."),
        ("two three.", "… two three."),
        ("Four five", "Four five …"),
        ("Four five six", "Four five six"),
        ("five", "… five …"),
        ("A standfirst.", "A standfirst."),
    ],
)
def test_dots_show_where_a_sentence_was_cut(text: str, shown: str) -> None:
    body = "One two three.\n\nFour five six"
    assert mark_snippet(Snippet(text), body).replace("\u00a0", " ") == shown


def test_a_snippet_leads_to_its_passage() -> None:
    assert find_anchor(PUMP, Snippet("", heading="Who pays")) == "passage-3"
    assert (
        find_anchor(PUMP, Snippet("", heading="Costs", anchor="costs")) == "passage-2"
    )
    assert find_anchor(PUMP, Snippet("")) == ""


def test_each_level_of_each_section_narrows() -> None:
    article = Article("", "", "", sections=(("News", "Press"), ("Health",)))
    paths = tag_sections(article, SearchRequest())
    assert [[tag.label for tag in path] for path in paths] == [
        ["News", "Press"],
        ["Health"],
    ]
    press = paths[0][1].target
    assert press is not None and press.filters == (Filter("section", "News > Press"),)
