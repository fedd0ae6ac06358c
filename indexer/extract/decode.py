"""Decode the bytes of a page, by the encoding it is really in."""

from __future__ import annotations

import codecs
import logging
import re

from bs4.dammit import UnicodeDammit

from ..text import UNSPACED_CHARACTER

# Its warnings name no page, so nobody could act on them.
logging.getLogger("bs4.dammit").setLevel(logging.ERROR)

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

ENCODING_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "utf8": "utf-8",
}
"""The encoding that browsers use for a name: a superset of the one named."""

DECLARATION = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
REFUSED_ENCODINGS = (
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
)
"""Encodings of Python that no page is in."""

MAX_DECLARATION_BYTES = 4096
"""Bytes of a page in which a declaration counts, four times what HTML asks for."""

MAX_GUESS_BYTES = 50_000
"""Bytes of a page from which its encoding is guessed, at 5 ms a kilobyte."""
MULTIBYTE_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
MIN_UTF8_SEQUENCES = 8
"""Well-formed multi-byte sequences, and no others, that make UTF-8 certain."""

CONTROL_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def decode_page(content: bytes, charset: str = "") -> str:
    """Read the bytes of a page as text, without control and direction marks.

    The order: byte order mark, the declared encoding (by transport, then by the
    page), strict UTF-8, gb18030 if it decodes to much Han, a guess. A declared
    encoding gives way when the bytes can hardly be anything but UTF-8.

    Args:
        charset: as the transport gave it; empty if it gave none.
    """
    return CONTROL_CHARACTER.sub("", _decode(content, charset)).replace("\r\n", "\n")


def _decode(content: bytes, charset: str) -> str:
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(encoding, "replace")
    text = _decode_strictly(content, "utf-8")
    if text is not None and _is_surely_utf8(content):
        return text
    declared = DECLARATION.search(content[:MAX_DECLARATION_BYTES])
    names = (charset, declared[1].decode("ascii") if declared else "", "utf-8")
    for name in names:
        text = _decode_strictly(content, name)
        if text is not None:
            return text
    text = _decode_strictly(content, "gb18030")
    if text is not None and _find_unspaced_share(text) > 0.3:
        return text
    return _decode_loosely(content, [n for n in names[:2] if _find_codec(n)])


def _is_surely_utf8(content: bytes) -> bool:
    """Return whether bytes that are well-formed UTF-8 can hardly be anything else."""
    found = MULTIBYTE_SEQUENCE.finditer(content)
    return (
        sum(1 for _, _ in zip(found, range(MIN_UTF8_SEQUENCES), strict=False))
        == MIN_UTF8_SEQUENCES
    )


def _find_codec(name: str) -> str:
    """Return Python's name for an encoding of text, or an empty string."""
    name = ENCODING_ALIASES.get(name.strip().lower(), name.strip())
    try:
        found = codecs.lookup(name).name
        b"  ".decode(found, "replace")  # fails if it is no encoding of text
    except (LookupError, ValueError):
        return ""
    return "" if found in REFUSED_ENCODINGS else found


def _decode_strictly(content: bytes, name: str) -> str | None:
    codec = _find_codec(name)
    try:
        return content.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def _decode_loosely(content: bytes, names: list[str]) -> str:
    """Decode bytes that are whole in no encoding: a few wrong ones are replaced."""
    for name in [*names, "utf-8", "gb18030"]:
        text = content.decode(_find_codec(name), "replace")
        if text.count("\ufffd") <= len(text) / 200:
            return text
    guessed = UnicodeDammit(content[:MAX_GUESS_BYTES], is_html=True).original_encoding
    return content.decode(_find_codec(guessed or "cp1252") or "cp1252", "replace")


def _find_unspaced_share(text: str) -> float:
    """Return how many of the non-ASCII characters are ``UNSPACED``, 0 to 1."""
    other = re.findall(r"[^\x00-\x7f]", text)
    return len(UNSPACED_CHARACTER.findall("".join(other))) / max(1, len(other))
