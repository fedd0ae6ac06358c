"""A stored document: an article and what is known of its page, as JSON in UTF-8.

The JSON is one array. Passages repeat the body, so a passage whose text stands in the
body is kept as its start and end there, in characters; one that does not, as text.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from ...model import Article, Known, Passage, Series


def dump_document(article: Article, known: Known) -> bytes:
    """Return the stored form; ``load_document`` reads it back equal."""
    a = article
    values = (
        a.url,
        a.title,
        a.body,
        _dump_passages(a),
        [a.series.name, a.series.part] if a.series else None,
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
        known.digest,
        known.source,
        known.size,
        known.mtime,
    )
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load_article(data: bytes) -> Article:
    """Return the article of a stored document."""
    return _make_article(_loads(data))


def load_known(data: bytes) -> Known:
    """Return what is known of the page behind a stored document."""
    return Known(*_loads(data)[-4:])


def load_document(data: bytes) -> tuple[Article, Known]:
    """Return both parts of a stored document."""
    values = _loads(data)
    return _make_article(values), Known(*values[-4:])


def _loads(data: bytes) -> list[Any]:
    values: list[Any] = json.loads(data.decode("utf-8", "surrogatepass"))
    return values


def _make_article(v: list[Any]) -> Article:
    body = v[2]
    return Article(
        v[0],
        v[1],
        body,
        tuple(
            Passage(heading, level, anchor, text if end < 0 else body[text:end])
            for heading, level, anchor, text, end in v[3]
        ),
        Series(*v[4]) if v[4] else None,
        v[5],
        dt.datetime.fromisoformat(v[6]) if v[6] else None,
        dt.datetime.fromisoformat(v[7]) if v[7] else None,
        v[8],
        v[9],
        tuple(v[10]),
        v[11],
        v[12],
        tuple(v[13]),
        tuple(v[14]),
        v[15],
        v[16],
        v[17],
        v[18],
    )


def _dump_passages(article: Article) -> list[tuple[str, int, str, str | int, int]]:
    rows: list[tuple[str, int, str, str | int, int]] = []
    after = 0
    for passage in article.passages:
        start = article.body.find(passage.text, after)
        if start < 0:
            text: str | int = passage.text
            end = -1
        else:
            text, end = start, start + len(passage.text)
            after = end
        rows.append((passage.heading, passage.level, passage.anchor, text, end))
    return rows
