"""The second line: request -> query -> result."""

from __future__ import annotations

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
    parsed = parse_query(request.text)
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
