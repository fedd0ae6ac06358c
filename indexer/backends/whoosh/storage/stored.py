"""Articles as bytes: what a segment keeps of each document to show it again.

One document is UTF-8, deflated by itself (RFC 1950, level 1), so that one can be read
without its neighbours and a merge copies it as it is. It is a line of JSON and then
the body. The JSON is a list of the values of ``Article``'s other fields in their
order, with these forms: a date as ISO 8601, ``series`` as [name, part], a passage as
[heading, level, anchor, start, end] where its text is a part of the body, as
[heading, level, anchor, text] where it is not.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from isal import isal_zlib

from ....model import Article, Passage, Series

DEFLATE_LEVEL = 1
OUTLINE_BYTES = 1024
"""Bytes in which the URL and the title nearly always end."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


def encode_article(a: Article) -> bytes:
    """Return the bytes to store of an article."""
    values = (
        a.url,
        a.title,
        _pack_passages(a.passages, a.body) if a.passages else (),
        (a.series.name, a.series.part) if a.series else None,
        a.standfirst,
        a.published.isoformat() if a.published else None,
        a.modified.isoformat() if a.modified else None,
        a.published_source,
        a.published_precision,
        a.authors,
        a.editor,
        a.publisher,
        a.topics,
        a.section,
        a.language,
        a.popularity,
        a.canonical_url,
        a.duplicate_of,
    )
    text = f"{_encode(values)}\n{a.body}"
    return isal_zlib.compress(text.encode("utf-8", "surrogatepass"), DEFLATE_LEVEL)


def decode_article(data: bytes) -> Article:
    """Return the article behind the bytes of ``encode_article``.

    >>> article = Article("https://paper.example/1", "Title", "Body")
    >>> decode_article(encode_article(article)) == article
    True
    """
    text = isal_zlib.decompress(data).decode("utf-8", "surrogatepass")
    line, _, body = text.partition("\n")
    values = json.loads(line)
    (url, title, passages, series, standfirst, published, modified) = values[:7]
    (source, precision, authors, editor, publisher, topics, section) = values[7:14]
    return Article(
        url,
        title,
        body,
        tuple(_unpack_passage(p, body) for p in passages),
        Series(*series) if series else None,
        standfirst,
        dt.datetime.fromisoformat(published) if published else None,
        dt.datetime.fromisoformat(modified) if modified else None,
        source,
        precision,
        tuple(authors),
        editor,
        publisher,
        tuple(topics),
        tuple(section),
        *values[14:],
    )


def decode_outline(data: bytes) -> tuple[str, str]:
    """Return the URL and the title, which come first, without the rest.

    >>> article = Article("https://paper.example/1", "Title", "Body")
    >>> decode_outline(encode_article(article))
    ('https://paper.example/1', 'Title')
    """
    begin = isal_zlib.decompressobj().decompress(data, OUTLINE_BYTES)
    text = begin.decode(
        "utf-8", "surrogatepass" if len(begin) < OUTLINE_BYTES else "ignore"
    )
    try:
        url, end = _decode(text, len("["))
        title, _ = _decode(text, end + len(","))
    except json.JSONDecodeError:
        article = decode_article(data)
        return article.url, article.title
    return url, title


def _pack_passages(passages: tuple[Passage, ...], body: str) -> list[list[Any]]:
    """Write passages with places in the body instead of their text."""
    packed: list[list[Any]] = []
    reached = 0
    for p in passages:
        start = body.find(p.text, reached)
        if start < 0:
            packed.append([p.heading, p.level, p.anchor, p.text])
        else:
            reached = start + len(p.text)
            packed.append([p.heading, p.level, p.anchor, start, reached])
    return packed


def _unpack_passage(packed: list[Any], body: str) -> Passage:
    heading, level, anchor, *text = packed
    if len(text) == 2:
        return Passage(heading, level, anchor, body[text[0] : text[1]])
    return Passage(heading, level, anchor, text[0])
