"""The routes for programs: JSON, files of all hits, and the state of the index."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from flask import Blueprint, Response, abort, request

from indexer.errors import IndexStoreError
from indexer.formats import FORMATS, Outlet, describe_hit, describe_result
from indexer.model import SearchRequest, Suggestion, make_doc_id
from indexer.searching import search, search_all
from indexer.suggesting import suggest

from .catalog import CATALOG
from .errors import describe_error, describe_problem
from .layout import (
    Reader,
    Site,
    answered,
    current_pairs,
    current_reader,
    current_site,
    keep,
    make_etag,
)
from .listing import ask_suggestion, say_found
from .state import read_choice, read_request, with_page

api = Blueprint("api", __name__)

SHAPES = ("json", "opensearch")
"""Formats of suggestions: our own, and that of browsers' search boxes.

Source: OpenSearch Suggestions 1.1.
"""

SUGGESTIONS = "application/x-suggestions+json"


@api.get("/api/v1/search")
def answer_search() -> Response:
    """Answer a request as JSON, or in the format it names."""
    site, reader, pairs = current_site(), current_reader(), current_pairs()
    read_choice(pairs, "lang", CATALOG)
    name = read_choice(pairs, "format", FORMATS) or "json"
    asked = read_request(pairs, site.config.page_size, strict=True)
    if name != "json":
        return _send_file(site, reader, asked, name)
    etag = make_etag(reader)
    if short := answered(etag):
        return short
    generation = site.backend.info().generation
    result = search(asked, site.backend, site.config)
    body = describe_result(result)
    body["hits"] = [
        {
            **describe_hit(hit),
            "article": _absolute(reader.path(f"/article/{hit.article.doc_id}")),
        }
        for hit in result.hits
    ]
    body["generation"] = generation
    return keep(_send_json(body), etag)


@api.get("/api/v1/suggest")
def answer_suggest() -> Response:
    """Answer with what a person who has typed ``q`` may be about to type."""
    site, reader, pairs = current_site(), current_reader(), current_pairs()
    read_choice(pairs, "lang", CATALOG)
    shape = read_choice(pairs, "format", SHAPES) or "json"
    asked = read_request(pairs, site.config.page_size, strict=True)
    etag = make_etag(reader)
    if short := answered(etag):
        return short
    found = suggest(asked.text, site.backend)
    links = [_absolute(_link_suggestion(reader, s)) for s in found]
    if shape == "opensearch":
        texts, notes = [s.text for s in found], ["" for _ in found]
        return keep(
            _send_json([asked.text, texts, notes, links], kind=SUGGESTIONS), etag
        )
    body = {
        "q": asked.text,
        "suggestions": [
            {
                "text": s.text,
                "kind": s.kind,
                "count": s.count,
                "marks": [list(m) for m in s.marks],
                "url": s.url,
                "link": link,
            }
            for s, link in zip(found, links, strict=True)
        ],
    }
    return keep(_send_json(body), etag)


def _link_suggestion(reader: Reader, suggestion: Suggestion) -> str:
    """Return where on this site a suggestion leads."""
    if suggestion.kind == "title":
        return reader.path(f"/article/{make_doc_id(suggestion.url)}")
    return reader.link(ask_suggestion(suggestion, reader.page_size))


@api.get("/export.<name>")
def send_export(name: str) -> Response:
    """Answer with all hits of a request as a file."""
    if name not in FORMATS:
        abort(404)
    return _send_asked(name)


@api.get("/feed.atom")
def send_feed() -> Response:
    """Answer with all hits of a request as a feed."""
    return _send_asked("atom")


@api.get("/healthz")
def answer_health() -> Response:
    """Say whether an index is open, its generation and its size."""
    try:
        info = current_site().backend.info()
    except IndexStoreError as error:
        problem = describe_error(error)
        body = {"status": "unavailable", "open": False, **describe_problem(problem)}
        return _send_json(body, problem.status)
    body = {
        "status": "ok",
        "open": True,
        "generation": info.generation,
        "documents": info.documents,
        "size": info.size,
        "segments": info.segments,
    }
    return _send_json(body)


def _send_asked(name: str) -> Response:
    site, pairs = current_site(), current_pairs()
    asked = read_request(pairs, site.config.page_size)
    return _send_file(site, current_reader(), asked, name)


def _send_file(site: Site, reader: Reader, asked: SearchRequest, name: str) -> Response:
    """Send all hits in pieces; they are looked for while the first are on their way."""
    etag = make_etag(reader)
    if short := answered(etag):
        return short
    kind = FORMATS[name]
    asked = with_page(asked, 1)
    first, hits = search_all(asked, site.backend, site.config)
    found = say_found(first, reader.column)
    outlet = Outlet(
        title=f"{found} · {site.config.title}",
        author=site.config.title,
        page=_absolute(reader.link(asked)),
        here=request.url,
        updated=_find_newest(site, asked),
    )
    response = Response(
        kind.write(replace(first, request=asked), hits, outlet),
        content_type=f"{kind.media_type}; charset=utf-8",
    )
    response.vary.add("Accept-Language")
    if name != "atom":
        response.headers["Content-Disposition"] = (
            f'attachment; filename="results{kind.suffix}"'
        )
    return keep(response, etag)


def _find_newest(site: Site, asked: SearchRequest) -> dt.datetime | None:
    """Return when the newest of the articles asked for came."""
    newest = replace(asked, sort="newest", page=1, page_size=1)
    hits = search(newest, site.backend, replace(site.config, facets=())).hits
    return hits[0].article.published if hits else None


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path


def _send_json(
    body: object, status: int = 200, kind: str = "application/json"
) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(text.encode("utf-8", "replace"), status, mimetype=kind)
