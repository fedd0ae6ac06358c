"""What the bytes of a page are, where they are no HTML: feeds, JSON, images.

Mirrors and exports keep such files under the names of pages, as
``tag/water/feed/index.html``.
"""

from __future__ import annotations

import codecs
import json
import re

from .decode import BOMS

WIDE_BOMS = tuple(bom for bom, name in BOMS if name != "utf-8")
"""Marks of encodings in which every letter has a byte of zeros."""

HEADER_BYTES = 1445
"""Bytes of a file by which its type is told. Source: MIME Sniffing, WHATWG, 5.2."""

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|\x00\x00[\x01\x02]\x00", "an image"),
    (rb"RIFF.{4}WEBPVP|BM.{4}\x00{4}|II\*\x00|MM\x00\*", "an image"),
    (rb"RIFF.{4}(?:AVI |WAVE)|OggS\x00|ID3|fLaC|MThd\x00|FORM.{4}AIFF", "a recording"),
    (rb".{4}ftyp|\x1aE\xdf\xa3|FLV\x01|\x00\x00\x01\xba", "a recording"),
    (rb"wOF[F2]|\x00\x01\x00\x00\x00|OTTO|ttcf", "a font"),
    (rb"\x1f\x8b\x08|PK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf'\x1c|BZh\d", "an archive"),
    (rb"%PDF-", "a PDF"),
    (rb"%!PS-Adobe-|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of another format"),
    (rb"\x7fELF|MZ.{58}", "a program"),
)
"""First bytes, as a pattern, and what a file with them is.

Source: MIME Sniffing, WHATWG, 6 and 7.1."""

SIGNATURE = tuple((re.compile(p, re.S), what) for p, what in SIGNATURES)

BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text has. Source: MIME Sniffing, WHATWG, 3."""

XML_PROLOGUE = re.compile(
    rb"(?:\s|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^>\[]*>)*", re.I
)
"""What may stand before the first element."""

XML_ROOT = re.compile(rb"<((?:[\w-]+:)?[\w-]+)")

XML_ROOTS = {
    b"rss": "a feed",
    b"feed": "a feed",
    b"rdf": "a feed",
    b"channel": "a feed",
    b"urlset": "a sitemap",
    b"sitemapindex": "a sitemap",
    b"svg": "an image",
    b"opensearchdescription": "a search description",
}
"""Name of the first element in lower case, without its prefix, and what it begins."""


def find_other_media_type(content: bytes) -> str:
    """Return what a file is that is no HTML, as ``a feed``; empty if it may be HTML.

    Text without any markup may be HTML too. An empty file is none of its own kind: it
    may be a page that was lost on its way.

    >>> find_other_media_type(b'<?xml version="1.0"?><rss version="2.0"></rss>')
    'a feed'
    >>> find_other_media_type(b'<?xml version="1.0"?><html><p>Text</p></html>')
    ''
    """
    header = content[:HEADER_BYTES]
    for pattern, what in SIGNATURE:
        if pattern.match(header):
            return what
    if any(header.startswith(bom) for bom in WIDE_BOMS):
        return ""
    if BINARY.search(header) and b"<" not in header:
        return "a binary file"
    text = header.removeprefix(codecs.BOM_UTF8)
    return _find_xml(text) or _find_json(content)


def _find_xml(text: bytes) -> str:
    """Return what an XML document is; empty if it is none, or one of HTML."""
    prologue = XML_PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    root = XML_ROOT.match(text, start)
    if not root:
        return ""
    name = root[1].lower().rpartition(b":")[2]
    declared = text.lstrip().startswith(b"<?xml")
    if name in XML_ROOTS and (declared or name != b"channel"):
        return XML_ROOTS[name]
    if not declared or name == b"html" or b"<html" in text.lower():
        return ""
    return "an XML document" if b"<!doctype html" not in text.lower() else ""


def _find_json(content: bytes) -> str:
    """Return that a file is JSON, if it is."""
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*[\[{]", content):
        return ""
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return ""
    return "a JSON file"
