"""One spelling for each address, whatever a page writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.fetching.network_guard import is_public
from indexer.sources.fetching.page_links import read_links
from indexer.sources.fetching.web_addresses import (
    is_file,
    is_trap,
    normalize_link,
    normalize_url,
)

BASE = "https://gazette.example/news/1.html"
MARKS = st.sampled_from([":", "/", "//", "?", "#", "%", "%41", "%2F", "%zz", ".", ".."])
PIECES = MARKS | st.sampled_from(
    ["http", "https", "[", "]", "@", "\\", "80", "a.example", "渡", "\0", "\n", " "]
)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("2.html", "https://gazette.example/news/2.html"),
        ("/a/./b/../c", "https://gazette.example/a/c"),
        ("HTTPS://GAZETTE.example:443", "https://gazette.example/"),
        ("//gazette.example./x", "https://gazette.example/x"),
        ("http://gazette.example:8080/x", "http://gazette.example:8080/x"),
        ("?b=2&utm_source=x&a=1", "https://gazette.example/news/1.html?b=2&a=1"),
        ("?gclid=1", "https://gazette.example/news/1.html"),
        ("/%7Eann/%e6%b8%a1", "https://gazette.example/~ann/%E6%B8%A1"),
        ("/渡 船", "https://gazette.example/%E6%B8%A1%20%E8%88%B9"),
        ("/a%2Fb%", "https://gazette.example/a%2Fb%25"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("mailto:ann@gazette.example", ""),
        ("javascript:void(0)", ""),
        ("https://ann:word@gazette.example/", ""),
        ("http://[::1/", ""),
        ("/\ud800", ""),
        ("http://a:99999/", ""),
        ("/" + "x" * 3000, ""),
    ],
)
def test_an_address_has_one_spelling(link: str, url: str) -> None:
    assert normalize_url(BASE, link) == url
    assert normalize_link(BASE, link) == url


@given(st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join))
def test_a_normalized_address_stays_as_it_is(link: str) -> None:
    url = normalize_url(BASE, link)
    assert normalize_url("", url) == url
    assert normalize_link(BASE, link) == url
    assert not is_trap(url) or url.count("/") > 5


def test_a_link_that_is_no_text_is_none() -> None:
    page = b'<a href="/&#xD800;x">one</a> <a href="/two">two</a>'
    assert read_links(page, BASE, "", "").links[-1] == "https://gazette.example/two"


@given(
    st.binary(max_size=200),
    st.text("abc-_.:0189", max_size=8),
    st.text(max_size=20),
)
def test_any_page_can_be_asked_for_links(
    content: bytes, charset: str, tag: str
) -> None:
    found = read_links(b'<a href="/x">' + content, BASE, charset, tag)
    assert all(normalize_url(BASE, link) == link for link in found.links)


@pytest.mark.parametrize("name", ["a.JPG", "b.tar.gz", "c.woff2"])
def test_files_are_told_by_their_names(name: str) -> None:
    assert is_file(f"https://gazette.example/{name}?v=1")
    assert not is_file(f"https://gazette.example/{name}/")


PRIVATE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ::ffff:127.0.0.1 2002:7f00:1::
64:ff9b::7f00:1 ff02::1 192.0.2.1 198.18.0.1 240.0.0.1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_told_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
