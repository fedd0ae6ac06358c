"""Files that are no HTML are told from pages by their bytes."""

from __future__ import annotations

import pytest

from indexer.extract.media_type import find_other_media_type

RSS = '<?xml version="1.0"?>\n<!-- made -->\n<rss version="2.0"><channel/></rss>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (RSS.encode(), "a feed"),
        (b"\xef\xbb\xbf" + RSS.encode(), "a feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "a feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x"></rdf:RDF>', "a feed"),
        (b'<?xml version="1.0"?><urlset></urlset>', "a sitemap"),
        (b'<?xml version="1.0"?><methodResponse/>', "an XML document"),
        (b'{"name": "Nine Rivers", "routes": {"/wp/v2": {}}}', "a JSON file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "an image"),
        (b"\x00\x00\x00\x18ftypmp42", "a recording"),
        (b"PK\x03\x04\x14\x00", "an archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"\x01\x02\x03 no signature", "a binary file"),
    ],
)
def test_what_is_no_page_is_named(content: bytes, what: str) -> None:
    assert find_other_media_type(content) == what


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><title>Pumps</title><p>They run.</p>",
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD '
        b'XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">\n<html><p>They run.</p></html>',
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>',
        b"<p>An RSS feed begins with &lt;rss&gt;</p>",
        b"Plain text, with one \x01 control character <br> and markup.",
        b"[Correction] The dam was not full. <p>We are sorry.</p>",
        "\ufeff<html><p>水泵</p></html>".encode("utf-16"),
        "<html><p>水泵</p></html>".encode("utf-16-le"),
        b"BM is a bank. <p>It lends.</p>",
        b" " * 2000 + b"<p>They run.</p>",
        b" \r\n\t ",
        b"",
    ],
)
def test_what_may_be_html_is_let_through(content: bytes) -> None:
    assert find_other_media_type(content) == ""
