"""Results as files: one function a format, shared by the pages and the terminal.

A new format is a function and a line in ``FORMATS``. Each takes the first page of a
result, with the request and the counts, and the hits to write, as many as there
are; it gives the file in pieces, so that a long one is never held whole.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ..article_json import SHORT_FIELDS, describe_article, format_time
from ..model import Article, Hit, SearchResult, join_path

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_TEXT = re.compile("[\ud800-\udfff]")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

CSV_COLUMNS: tuple[tuple[str, Callable[[Hit], object]], ...] = (
    ("doc_id", lambda h: h.article.doc_id),
    ("url", lambda h: h.article.url),
    ("title", lambda h: h.article.title),
    ("published", lambda h: format_time(h.article.published)),
    ("section", lambda h: "; ".join(map(join_path, h.article.sections))),
    ("topics", lambda h: "; ".join(h.article.topics)),
    ("authors", lambda h: "; ".join(h.article.authors)),
    ("series", lambda h: h.article.series.name if h.article.series else ""),
    ("part", lambda h: (h.article.series and h.article.series.part) or ""),
    ("publisher", lambda h: h.article.publisher),
    ("language", lambda h: h.article.language),
    ("popularity", lambda h: h.article.popularity),
    ("snippet", lambda h: " ".join(h.snippet.text.split())),
)
"""Columns of the table, in order."""


SECTION_SCHEME = '"urn:broadsheet:section"'
"""What tells the sections of an entry of a feed from its topics, quoted."""


@dataclass(frozen=True, slots=True)
class FeedMetadata:
    """Title, author and addresses of a file of results.

    Attributes:
        title: of the result, such as ``solar power · Archive``.
        author: named where an article names none.
        page: address of the same result for people; empty if there is none.
        here: address of the file itself; empty if there is none.
        updated: when the newest of the articles came; None if unknown.
    """

    title: str
    author: str
    page: str = ""
    here: str = ""
    updated: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One format of results.

    Attributes:
        write: takes the result, the hits to write and the metadata; yields the file.
    """

    name: str
    media_type: str
    suffix: str
    write: Callable[[SearchResult, Iterable[Hit], FeedMetadata], Iterator[str]]


def describe_hit(hit: Hit) -> dict[str, object]:
    """Return a hit as JSON has it; marks are [start, end] in characters."""
    snippet = hit.snippet
    described: dict[str, object] = {
        "doc_id": hit.article.doc_id,
        **describe_article(hit.article, SHORT_FIELDS),
        "title_marks": [list(mark) for mark in hit.title_marks],
        "score": hit.score,
        "snippet": {
            "text": snippet.text,
            "marks": [list(mark) for mark in snippet.marks],
            "heading": snippet.heading,
            "anchor": snippet.anchor,
        },
    }
    if hit.why:
        described["why"] = [{"what": what, "value": value} for what, value in hit.why]
    return described


def describe_result(result: SearchResult) -> dict[str, object]:
    """Return a result as JSON has it, without its hits."""
    request = result.request
    return {
        "total": result.total,
        "page": request.page,
        "pages": result.pages,
        "request": {
            "q": request.text,
            "filters": [{"field": f.field, "value": f.value} for f in request.filters],
            "sort": request.sort,
            "page_size": request.page_size,
        },
        "facets": {
            facet.field: [
                {"value": v.value, "count": v.count, "selected": v.selected}
                for v in facet.values
            ]
            for facet in result.facets
        },
        "messages": [
            {
                "code": m.code,
                "message": m.message,
                "start": m.start,
                "end": m.end,
                "part": m.part,
            }
            for m in result.messages
        ],
        "suggestion": result.suggestion,
        "replaced": result.replaced,
    }


def write_json(
    result: SearchResult, hits: Iterable[Hit], feed: FeedMetadata
) -> Iterator[str]:
    """Yield one JSON object: the result, with ``hits`` last, one a line."""
    head = _dump(describe_result(result))
    yield f'{head[:-1]}, "hits": ['
    separator = "\n"
    for hit in hits:
        yield separator + _dump(describe_hit(hit))
        separator = ",\n"
    yield "]}\n"


def write_csv(
    result: SearchResult, hits: Iterable[Hit], feed: FeedMetadata
) -> Iterator[str]:
    """Yield a table that spreadsheets read: UTF-8 with a byte order mark.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.

    Source: RFC 4180; OWASP, CSV Injection.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(name for name, _ in CSV_COLUMNS)
    for hit in hits:
        writer.writerow(_guard(read(hit)) for _, read in CSV_COLUMNS)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_atom(
    result: SearchResult, hits: Iterable[Hit], feed: FeedMetadata
) -> Iterator[str]:
    """Yield an Atom feed; an entry is updated when its article was changed last.

    Source: RFC 4287.
    """
    first = (_updated(hit.article) for hit in result.hits)
    updated = feed.updated or max((u for u in first if u), key=_utc, default=None)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"<id>{_xml(feed.here or 'urn:broadsheet:search')}</id>\n"
    yield f"<title>{_xml(feed.title)}</title>\n"
    yield f"<author><name>{_xml(feed.author)}</name></author>\n"
    yield f"<updated>{_stamp(updated)}</updated>\n"
    for rel, address in (("self", feed.here), ("alternate", feed.page)):
        if address:
            yield f'<link rel="{rel}" href={_attribute(address)}/>\n'
    for hit in hits:
        yield _write_entry(hit, updated)
    yield "</feed>\n"


def _write_entry(hit: Hit, fallback: dt.datetime | None) -> str:
    article = hit.article
    linked = article.url.startswith(("http://", "https://"))
    name = article.url if linked else f"urn:broadsheet:{article.doc_id}"
    lang = f" xml:lang={_attribute(article.language)}" if article.language else ""
    lines = [f"<entry{lang}>", f"<id>{_xml(name)}</id>"]
    lines.append(f"<title>{_xml(article.title)}</title>")
    if linked:
        lines.append(f"<link href={_attribute(article.url)}/>")
    if article.published:
        lines.append(f"<published>{_stamp(article.published)}</published>")
    lines.append(f"<updated>{_stamp(_updated(article) or fallback)}</updated>")
    lines += [f"<author><name>{_xml(a)}</name></author>" for a in article.authors]
    lines += [
        f"<category term={_attribute(join_path(path))} scheme={SECTION_SCHEME}/>"
        for path in article.sections
    ]
    lines += [f"<category term={_attribute(topic)}/>" for topic in article.topics]
    summary = " ".join(hit.snippet.text.split())
    lines += [f"<summary>{_xml(summary)}</summary>", "</entry>\n"]
    return "\n".join(lines)


def _updated(article: Article) -> dt.datetime | None:
    return article.modified or article.published


def _utc(moment: dt.datetime) -> dt.datetime:
    """Return a moment with a zone: UTC where the page gave none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _stamp(moment: dt.datetime | None) -> str:
    """Return a moment as RFC 3339 has it; that of 1970 where it is not known."""
    return _utc(moment or dt.datetime(1970, 1, 1)).isoformat(timespec="seconds")


def _dump(value: object) -> str:
    return NOT_TEXT.sub("\ufffd", json.dumps(value, ensure_ascii=False))


def _xml(text: str) -> str:
    return escape(NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(NOT_XML.sub("", text))


def _guard(value: object) -> object:
    """Return a cell that no spreadsheet runs."""
    if not isinstance(value, str):
        return value
    value = NOT_TEXT.sub("\ufffd", value.replace("\0", ""))
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


FORMATS: dict[str, Format] = {
    "json": Format("json", "application/json", ".json", write_json),
    "csv": Format("csv", "text/csv", ".csv", write_csv),
    "atom": Format("atom", "application/atom+xml", ".atom", write_atom),
}
