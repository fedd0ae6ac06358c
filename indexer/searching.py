"""The second line: request -> query -> result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from .backends import Backend
from .config import Config
from .model import Hit, SearchRequest, SearchResult
from .query import parse_query
from .snippets import make_snippet


def search(request: SearchRequest, backend: Backend, config: Config) -> SearchResult:
    """Answer one request.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    parsed = parse_query(
        request.text,
        today=dt.datetime.now(config.zone).date(),
        default_operator=config.default_operator,
    )
    found = backend.search(
        parsed.query,
        filters=request.filters,
        sort=request.sort,
        offset=(request.page - 1) * request.page_size,
        limit=request.page_size,
        facets=config.facets,
        explain=request.explain,
    )
    hits = tuple(
        Hit(
            m.article,
            m.score,
            m.title_marks,
            make_snippet(m.article, m.body_marks),
            m.why,
        )
        for m in found.matches
    )
    return SearchResult(request, found.total, hits, found.facets, parsed.messages)


def search_all(
    request: SearchRequest, backend: Backend, config: Config, chunk: int = 100
) -> tuple[SearchResult, Iterator[Hit]]:
    """Answer one request with every hit, in the order of its pages.

    Args:
        chunk: hits looked up at a time.

    Returns:
        The first chunk as a result, and all hits, looked up as they are taken. If
        the index changes meanwhile, a hit that moved comes once.
    """
    first = search(replace(request, page=1, page_size=chunk), backend, config)

    def walk() -> Iterator[Hit]:
        seen: set[str] = set()
        bare, result = replace(config, facets=()), first
        while result.hits:
            for hit in result.hits:
                if hit.article.doc_id not in seen:
                    seen.add(hit.article.doc_id)
                    yield hit
            if result.request.page >= result.pages:
                return
            result = search(
                replace(result.request, page=result.request.page + 1), backend, bare
            )

    return first, walk()
