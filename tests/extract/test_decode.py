"""Which encoding a page is in, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.decode import CONTROL_CHARACTER, decode_page

TEXT = "山区水井二十年，村民自己记账，自己修泵。" * 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_goes_before_all(encoding: str) -> None:
    assert decode_page(TEXT.encode(encoding), "iso-8859-1") == TEXT


@pytest.mark.parametrize("name", ["gb2312", "GBK", "gb18030"])
def test_declared_chinese_is_read_as_gb18030(name: str) -> None:
    html = f'<meta charset="{name}"><p>镕{TEXT}'
    assert decode_page(html.encode("gb18030")) == html


def test_transport_goes_before_the_page() -> None:
    html = '<meta charset="gbk"><p>水井'
    assert decode_page(html.encode("big5"), "big5") == html


def test_undeclared_chinese_is_recognised() -> None:
    assert decode_page(TEXT.encode("gb18030")) == TEXT


def test_lying_declaration_gives_way_to_certain_utf8() -> None:
    html = f'<meta charset="gb2312"><p>{TEXT}'
    assert decode_page(html.encode(), "iso-8859-1") == html


def test_latin_1_is_read_as_browsers_do() -> None:
    assert decode_page(b"\x93caf\xe9\x94", "iso-8859-1") == "“café”"


def test_few_wrong_bytes_do_not_change_the_encoding() -> None:
    content = b'<meta charset="gbk">' + (TEXT * 20).encode("gbk") + b"\xff\xff"
    assert TEXT in decode_page(content)


def test_nothing_is_logged_of_bytes_that_are_whole_in_no_encoding(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = b"\xd0 water \xff\xe0 and \x81 wind " * 30
    assert "water" in decode_page(broken)
    assert not caplog.records


def test_unknown_encoding_is_no_error() -> None:
    assert decode_page(b'<meta charset="klingon">plain', "rot13") == (
        '<meta charset="klingon">plain'
    )


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "gbk", "hex", "utf-7"]))
def test_any_bytes_become_clean_text(content: bytes, charset: str) -> None:
    assert not CONTROL_CHARACTER.search(decode_page(content, charset))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=50))
def test_utf8_round_trips(text: str) -> None:
    clean = CONTROL_CHARACTER.sub("", text)
    assert decode_page(clean.encode(), "utf-8") == clean
