from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from indexer.query import parse_query
from webapp.views.marking import differ, find_marks, list_wanted, mark

LANGUAGES = ("en", "zh")


def marked_words(text: str, query: str, language: str = "en") -> list[str]:
    wanted = list_wanted(parse_query(query).query, LANGUAGES)
    return [text[a:b] for a, b in find_marks(text, wanted, language)]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Solar pumps pump.", "pump", ["pumps", "pump"]),
        ("Belt and Road", '"belt and road"', ["Belt and Road"]),
        ("Road and belt", '"belt and road"', []),
        ("A dry year", "-dry year", ["year"]),
        ("One or two", "one OR two", ["One", "two"]),
        ("Pump it", "title:pump", ["Pump"]),
        ("Pump it", "topic:pump", []),
        ("Pump it", "", []),
        ("Pumping, a pumped lump", "pump*", ["Pumping", "pumped"]),
        ("A pump, a pamp, a pimple", "p?mp", ["pump", "pamp"]),
        ("A pump, a pupm, a plumber", "pump~", ["pump", "pupm"]),
        ("Water for the pump", '"pump water"~5', ["Water", "pump"]),
        ("太阳能水泵", "太阳能", ["太阳能"]),
        ("太阳能水泵", "水", ["水"]),
        ("太阳和能源", "太阳能", []),
        ("5G网络覆盖", "5G网络", ["5G网络"]),
    ],
)
def test_what_a_query_finds_is_marked(text: str, query: str, marked: list[str]) -> None:
    assert marked_words(text, query) == marked


@given(
    st.text("太阳能水泵a b", max_size=12), st.text("太阳能水泵", min_size=2, max_size=4)
)
def test_a_chinese_word_is_marked_wherever_it_stands(text: str, word: str) -> None:
    wanted = list_wanted(parse_query(word).query, LANGUAGES)
    covered = {i for a, b in find_marks(text, wanted, "zh") for i in range(a, b)}
    starts = [i for i in range(len(text)) if text.startswith(word, i)]
    assert covered == {i + k for i in starts for k in range(len(word))}


@given(st.text("<a&\"'>", max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_a_marked_text_is_the_escaped_text_with_two_tags(
    text: str, one: int, other: int
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    shown = mark(text, ((start, end),))
    assert isinstance(shown, Markup)
    assert shown.replace("<mark>", "").replace("</mark>", "") == escape(text)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_words_differ_as_much_one_way_as_the_other(one: str, other: str) -> None:
    distance = differ(one, other, 6)
    assert distance == differ(other, one, 6)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
