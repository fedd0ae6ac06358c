"""What addresses have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.addresses import (
    are_of_one_site,
    find_address_stems,
    find_copy_form,
    is_front,
    make_address_key,
    strip_tracking,
)
from indexer.ingest.page_stream import extract_pages
from tests.roads import make_page, make_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x/", "http://www.a.example/x/index.html"),
        ("https://a.example/x?b=2&a=1", "https://a.example:443/x?a=1&b=2#top"),
        ("https://a.example/文", "https://a.example/%E6%96%87?utm_source=x&gclid=9"),
    ],
)
def test_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert make_address_key(one) == make_address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/x", "https://m.a.example/x"),
    ],
)
def test_two_addresses_have_two_keys(one: str, other: str) -> None:
    assert make_address_key(one) != make_address_key(other)


@pytest.mark.parametrize(
    ("url", "form", "original"),
    [
        ("https://a.example/x/amp/", "amp", "https://a.example/x"),
        ("https://a.example/x.html?amp=1", "amp", "https://a.example/x.html"),
        ("https://a.example/x_print.html", "print", "https://a.example/x.html"),
        ("https://a.example/x?id=2&format=print", "print", "https://a.example/x?id=2"),
        ("https://wap.a.example/x.html", "mobile", "https://a.example/x.html"),
        ("https://a.example/blueprint.html", "", "https://a.example/blueprint.html"),
        ("https://a.example/camp/?print=0", "", "https://a.example/camp/?print=0"),
    ],
)
def test_the_form_of_a_copy_is_known(url: str, form: str, original: str) -> None:
    assert find_copy_form(url) == (form, original)


def test_front_pages_are_known() -> None:
    assert all(map(is_front, ("http://a.example", "http://a.example/en/index.html")))
    assert not any(map(is_front, ("http://a.example/?p=3", "http://a.example/news/")))
    assert are_of_one_site("http://m.a.example/x", "https://www.a.example/")
    assert not are_of_one_site("", "")


@given(st.text(st.characters() | st.sampled_from("\ud800:/?#[]@&=%"), max_size=30))
def test_any_text_is_taken_for_an_address(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a.example/{text}"):
        assert make_address_key(strip_tracking(url)) == make_address_key(url)
        assert make_address_key(url) in find_address_stems(url)
        find_copy_form(url)


def test_an_address_that_no_file_can_hold_is_no_error() -> None:
    page = make_page("/\ud800.html?\udfff", make_text(1))
    assert next(extract_pages([page]))["is_article"]
