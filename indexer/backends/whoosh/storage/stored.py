"""Articles as bytes: what a segment keeps of each document to show it again.

One document is UTF-8, deflated by itself (RFC 1950, level 1), so that one can be read
without its neighbours and a merge copies it as it is. It is a line of JSON and then
the body, and, deflated after these, the annotations: hits are shown without them. The
JSON is a list of the values of ``Article``'s other fields in their
order, with these forms: a date as ISO 8601, ``series`` as [name, part], a passage as
[heading, level, anchor, start, end] where its text is a part of the body, as
[heading, level, anchor, text] where it is not. The JSON of an article stored before a
field was added is shorter, and the field has its default.

The annotations are a JSON list: for each its kind, its start counted from that of the
one before, its length, and its values.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from isal import isal_zlib

from ....model import ANNOTATION_VALUES, Annotation, Article, Passage, Series

DEFLATE_LEVEL = 1
OUTLINE_BYTES = 1024
"""Bytes in which the URL and the title nearly always end."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


class Codec(NamedTuple):
    """How the values of one type are written into the JSON and read from it.

    Each function takes a value that is not None, and the body. None stands for values
    that JSON holds as they are.
    """

    pack: Callable[[Any, str], object] | None = None
    unpack: Callable[[Any, str], object] | None = None


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


def _unpack_passages(packed: list[list[Any]], body: str) -> tuple[Passage, ...]:
    return tuple(_unpack_passage(*passage, body=body) for passage in packed)


def _unpack_passage(
    heading: str, level: int, anchor: str, *text: Any, body: str
) -> Passage:
    if len(text) == 2:
        return Passage(heading, level, anchor, body[text[0] : text[1]])
    return Passage(heading, level, anchor, text[0])


CODECS: dict[Any, Codec] = {
    str: Codec(),
    int | None: Codec(),
    tuple[str, ...]: Codec(None, lambda packed, _: tuple(packed)),
    tuple[tuple[str, ...], ...]: Codec(
        None, lambda packed, _: tuple(map(tuple, packed))
    ),
    dt.datetime | None: Codec(
        lambda moment, _: moment.isoformat(),
        lambda packed, _: dt.datetime.fromisoformat(packed),
    ),
    Series | None: Codec(
        lambda series, _: (series.name, series.part),
        lambda packed, _: Series(*packed),
    ),
    tuple[Passage, ...]: Codec(_pack_passages, _unpack_passages),
}
"""From the type of a field of ``Article`` to its codec."""

_NAMES = [field.name for field in dataclasses.fields(Article)]
_BODY = _NAMES.index("body")
_ANNOTATIONS = _NAMES.index("annotations")
_IN_JSON = [name for name in _NAMES if name not in ("body", "annotations")]
_get_values = attrgetter(*_IN_JSON)
_codecs = [CODECS[typing.get_type_hints(Article)[name]] for name in _IN_JSON]
_PACKED = [(at, codec.pack) for at, codec in enumerate(_codecs) if codec.pack]
_UNPACKED = [(at, codec.unpack) for at, codec in enumerate(_codecs) if codec.unpack]


def encode_article(article: Article) -> bytes:
    """Return the bytes to store of an article."""
    values, body = list(_get_values(article)), article.body
    for at, pack in _PACKED:
        if values[at] is not None:
            values[at] = pack(values[at], body)
    text = f"{_encode(values)}\n{body}"
    deflated = _deflate(text)
    if article.annotations:
        deflated += _deflate(_encode(_pack_annotations(article.annotations)))
    return deflated


def _deflate(text: str) -> bytes:
    return isal_zlib.compress(text.encode("utf-8", "surrogatepass"), DEFLATE_LEVEL)


def _pack_annotations(annotations: tuple[Annotation, ...]) -> list[object]:
    packed: list[object] = []
    before = 0
    for start, end, kind, values in annotations:
        packed += (kind, start - before, end - start, *values)
        before = start
    return packed


def _unpack_annotations(packed: list[Any]) -> tuple[Annotation, ...]:
    annotations = []
    start, values = 0, iter(packed)
    for kind in values:
        start += next(values)
        end = start + next(values)
        stated = tuple(next(values) for _ in ANNOTATION_VALUES[kind])
        annotations.append(Annotation(start, end, kind, stated))
    return tuple(annotations)


def decode_article(data: bytes) -> Article:
    """Return the article behind the bytes of ``encode_article``.

    >>> article = Article("https://paper.example/1", "Title", "Body")
    >>> decode_article(encode_article(article)) == article
    True
    """
    stream = isal_zlib.decompressobj()
    article = _read_article(stream.decompress(data))
    if not stream.unused_data:
        return article
    packed = json.loads(isal_zlib.decompress(stream.unused_data))
    return dataclasses.replace(article, annotations=_unpack_annotations(packed))


def decode_hit(data: bytes) -> Article:
    """Return the same article without its annotations.

    >>> link = Annotation(0, 4, "a", ("https://paper.example/",))
    >>> article = Article("https://paper.example/1", "Title", "Body")
    >>> annotated = dataclasses.replace(article, annotations=(link,))
    >>> decode_hit(encode_article(annotated)) == article
    True
    """
    return _read_article(isal_zlib.decompress(data))


def _read_article(inflated: bytes) -> Article:
    text = inflated.decode("utf-8", "surrogatepass")
    line, _, body = text.partition("\n")
    values = json.loads(line)
    for at, unpack in _UNPACKED:
        if at < len(values) and values[at] is not None:
            values[at] = unpack(values[at], body)
    values.insert(_BODY, body)
    values.insert(_ANNOTATIONS, ())
    return Article(*values)


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
