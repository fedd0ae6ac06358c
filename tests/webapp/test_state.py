from __future__ import annotations

import string
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import RequestError
from indexer.fields import SORTS
from indexer.model import Filter, SearchRequest
from webapp.state.request import (
    FILTER_PARAMETERS,
    range_ends,
    read_pairs,
    read_request,
    toggle,
    with_page,
    with_sort,
    with_text,
    without,
    without_field,
    write_query,
)

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('&=+%#"?;'),
    max_size=20,
).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
DAYS = st.dates().map(str).flatmap(lambda d: st.sampled_from([d, d[:7], d[:4]]))
DATES = DAYS | DAYS.map("{}..".format) | DAYS.map("..{}".format)
VALUES = WORDS.filter(bool)


def values_of(field: str) -> st.SearchStrategy[Filter]:
    return (DATES if field == "published" else VALUES).map(lambda v: Filter(field, v))


CHOSEN = st.sampled_from(FILTER_PARAMETERS).flatmap(values_of)
REQUESTS = st.builds(
    SearchRequest,
    text=WORDS,
    filters=st.lists(CHOSEN, max_size=4, unique=True).map(tuple),
    sort=st.sampled_from(list(SORTS)),
    page=st.integers(1, 100_000),
    page_size=st.integers(1, 100),
    explain=st.booleans(),
)


def read_query(query: str) -> SearchRequest:
    return read_request(read_pairs(query))


@given(REQUESTS)
def test_an_address_leads_back_to_its_request(asked: SearchRequest) -> None:
    assert read_query(write_query(asked)) == asked


@given(REQUESTS, CHOSEN)
def test_a_value_toggled_is_there_and_toggled_again_is_gone(
    asked: SearchRequest, chosen: Filter
) -> None:
    once = toggle(without(asked, chosen), chosen)
    assert chosen in once.filters and once.page == 1
    assert chosen not in toggle(once, chosen).filters


@given(REQUESTS, CHOSEN)
def test_toggling_leaves_other_fields_alone(
    asked: SearchRequest, chosen: Filter
) -> None:
    after = toggle(asked, chosen)
    assert [f for f in after.filters if f.field != chosen.field] == [
        f for f in asked.filters if f.field != chosen.field
    ]


@given(st.text(string.printable + "é中\x00"))
def test_any_query_string_gives_a_request_or_a_request_error(query: str) -> None:
    try:
        read_query(query.encode().decode("latin-1"))
    except RequestError as error:
        assert error.parameter


@pytest.mark.parametrize(
    ("chosen", "then", "left"),
    [
        ("section=News", Filter("section", "News > Press"), ["News > Press"]),
        ("section=News+%3E+Press", Filter("section", "News"), ["News"]),
        ("section=News", Filter("section", "Newsletters"), ["News", "Newsletters"]),
        ("published=2019", Filter("published", "2019-11"), ["2019-11"]),
        ("published=2019-11", Filter("published", "2019"), ["2019"]),
        ("published=2019", Filter("published", "2020"), ["2019", "2020"]),
        ("published=2018..2019", Filter("published", "2020"), ["2020"]),
        ("topics=News", Filter("topics", "News > Press"), ["News", "News > Press"]),
    ],
)
def test_a_value_takes_the_place_of_those_it_holds_or_is_held_by(
    chosen: str, then: Filter, left: list[str]
) -> None:
    assert [f.value for f in toggle(read_query(chosen), then).filters] == left


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=-1", "page"),
        ("page=abc", "page"),
        ("page=0", "page"),
        ("page=" + "9" * 5000, "page"),
        ("page=%EF%BC%91", "page"),
        ("size=101", "size"),
        ("sort=best", "sort"),
        ("q=a&q=b", "q"),
        ("q=" + "a" * 2001, "q"),
        ("published=2019-02-31", "published"),
        ("published=0000", "published"),
        ("published=..", "published"),
        ("published=soon", "published"),
        ("from=2020-01-02&to=2020-01-01", "published"),
        ("topics=" + "a" * 501, "topics"),
        ("&".join(f"topics={n}" for n in range(41)), "address"),
        ("&".join(f"x{n}=" for n in range(201)), "address"),
        ("q=%FF", "address"),
        ("q=\xff", "address"),
    ],
)
def test_what_is_of_no_use_is_named(query: str, parameter: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_query(query)
    assert caught.value.parameter == parameter


def test_an_unknown_parameter_passes_on_pages_and_is_named_in_the_api() -> None:
    pairs = [("q", "sun"), ("utm_source", "letter")]
    assert read_request(pairs).text == "sun"
    with pytest.raises(RequestError, match="utm_source"):
        read_request(pairs, strict=True)


def test_control_characters_and_wide_spaces_become_spaces() -> None:
    assert read_query("q=a%00b%0A%0Dc%E3%80%80d").text == "a b c d"


def test_letters_and_marks_typed_apart_are_joined() -> None:
    assert read_query("q=" + quote("\u304b\u3099 cafe\u0301")).text == "が café"


def test_the_days_of_the_form_become_one_range() -> None:
    asked = read_query("from=2019-11-01&to=")
    assert asked.filters == (Filter("published", "2019-11-01.."),)
    assert range_ends(asked) == ("2019-11-01", "")


def test_the_form_shows_whole_days_of_a_range_of_months() -> None:
    asked = read_query("published=2019..2020-02")
    assert range_ends(asked) == ("2019-01-01", "2020-02-29")


def test_other_words_keep_filters_and_begin_at_the_first_page() -> None:
    asked = with_text(read_query("topics=a&page=3"), "sun")
    assert write_query(asked) == "q=sun&topics=a"


def test_other_words_keep_an_order_that_was_chosen() -> None:
    asked = with_text(with_sort(SearchRequest("sun"), "oldest"), "moon")
    assert write_query(asked) == "q=moon&sort=oldest"


def test_turning_the_page_changes_nothing_else() -> None:
    asked = read_query("q=sun&topics=a")
    assert write_query(with_page(asked, 2)) == "q=sun&topics=a&page=2"


def test_a_whole_field_can_be_given_up() -> None:
    asked = read_query("topics=a&topics=b&section=c")
    assert without_field(asked, "topics").filters == (Filter("section", "c"),)
