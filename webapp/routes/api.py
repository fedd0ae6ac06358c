"""The routes for programs: JSON, files of all hits, and the state of the index."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from flask import Blueprint, Response, abort, request

from indexer import IndexStoreError, SearchRequest, Suggestion, make_doc_id
from indexer.search import (
    FORMATS,
    FeedMetadata,
    describe_hit,
    describe_result,
    run_search,
    search_all,
    suggest,
)

from ..state.request import read_choice, with_page
from ..views.empty_results import ask_suggestion
from ..views.results import format_total
from .context import RequestContext, Site, Visitor, current_site, read_context
from .errors import describe_error, describe_problem, log_error

api = Blueprint("api", __name__)

SUGGESTION_FORMATS = ("json", "opensearch")
"""Formats of suggestions: our own, and that of browsers' search boxes.

Source: OpenSearch Suggestions 1.1.
"""

SUGGESTIONS_MEDIA_TYPE = "application/x-suggestions+json"


@api.get("/api/v1/search")
def answer_search() -> Response:
    """Answer a request as JSON, or in the format it names."""
    context = read_context(strict=True)
    name = read_choice(context.pairs, "format", FORMATS) or "json"
    if context.not_modified:
        return context.answer_not_modified()
    if name != "json":
        return _send_file(context, name)
    site, visitor, asked = context.site, context.visitor, context.asked
    generation = site.backend.info().generation
    result = run_search(asked, site.backend, site.config)
    body = describe_result(result)
    body["hits"] = [
        {
            **describe_hit(hit),
            "article": _absolute(visitor.path(f"/article/{hit.article.doc_id}")),
        }
        for hit in result.hits
    ]
    body["generation"] = generation
    return context.allow_revalidation(_send_json(body))


@api.get("/api/v1/suggest")
def answer_suggest() -> Response:
    """Answer with what a person who has typed ``q`` may be about to type."""
    context = read_context(strict=True)
    shape = read_choice(context.pairs, "format", SUGGESTION_FORMATS) or "json"
    if context.not_modified:
        return context.answer_not_modified()
    typed = context.asked.text
    found = suggest(typed, context.site.backend)
    links = [_absolute(_link_suggestion(context.visitor, s)) for s in found]
    if shape == "opensearch":
        texts, notes = [s.text for s in found], ["" for _ in found]
        return context.allow_revalidation(
            _send_json([typed, texts, notes, links], kind=SUGGESTIONS_MEDIA_TYPE)
        )
    body = {
        "q": typed,
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
    return context.allow_revalidation(_send_json(body))


def _link_suggestion(visitor: Visitor, suggestion: Suggestion) -> str:
    """Return where on this site a suggestion leads."""
    if suggestion.kind == "title":
        return visitor.path(f"/article/{make_doc_id(suggestion.url)}")
    return visitor.link(ask_suggestion(suggestion, visitor.page_size))


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
    """Answer with the state of the index: open or not, generation and size."""
    try:
        info = current_site().backend.info()
    except IndexStoreError as error:
        problem = describe_error(error)
        log_error(error, problem.status)
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
    context = read_context()
    return (
        context.answer_not_modified()
        if context.not_modified
        else _send_file(context, name)
    )


def _send_file(context: RequestContext, name: str) -> Response:
    """Send all hits in pieces; they are looked for while the first are on their way."""
    site, visitor, asked = context.site, context.visitor, with_page(context.asked, 1)
    kind = FORMATS[name]
    first, hits = search_all(asked, site.backend, site.config)
    found = format_total(first, visitor.locale)
    feed = FeedMetadata(
        title=f"{found} · {site.config.title}",
        author=site.config.title,
        page=_absolute(visitor.link(asked)),
        here=request.url,
        updated=_find_newest(site, asked),
    )
    response = Response(
        kind.write(replace(first, request=asked), hits, feed),
        content_type=f"{kind.media_type}; charset=utf-8",
    )
    response.vary.add("Accept-Language")
    if name != "atom":
        response.headers["Content-Disposition"] = (
            f'attachment; filename="results{kind.suffix}"'
        )
    return context.allow_revalidation(response)


def _find_newest(site: Site, asked: SearchRequest) -> dt.datetime | None:
    """Return when the newest of the articles asked for came."""
    newest = replace(asked, sort="newest", page=1, page_size=1)
    bare = site.config.without_facets()
    hits = run_search(newest, site.backend, bare, correct=False).hits
    return hits[0].article.published if hits else None


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path


def _send_json(
    body: object, status: int = 200, kind: str = "application/json"
) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(text.encode("utf-8", "replace"), status, mimetype=kind)
