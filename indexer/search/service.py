"""From a request to a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..backends import Backend
from ..config import Config
from ..model import (
    BackendResult,
    Hit,
    Match,
    SearchOptions,
    SearchRequest,
    SearchResult,
)
from ..query import Query, make_diagnostic, write_query
from .did_you_mean import find_correction
from .interpretation import expand_words, interpret_text
from .snippets import make_snippet

MAX_SNIPPET_CHARS = 240

MAX_CHINESE_SNIPPET_CHARS = 130
"""Fewer than of letters: a Chinese character carries as much as two."""


def run_search(
    request: SearchRequest, backend: Backend, config: Config, *, correct: bool = True
) -> SearchResult:
    """Answer one request.

    If nothing matches, but another spelling does, or any of the words, those hits are
    returned, marked as ``replaced``. If little matches, another spelling is only
    suggested.

    Args:
        correct: whether another spelling is considered at all.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    asked = interpret_text(request.text, backend, config)
    found = run_query(asked.expanded, request, backend, config)
    other = None
    if correct:
        other = find_correction(
            asked.typed, found.total, backend, config.languages, request.filters
        )
    messages = asked.messages
    replaced = other is not None and not found.total
    if other is not None and replaced:
        expanded = expand_words(other.query, backend, config)
        found = run_query(expanded.query, request, backend, config)
    if other is not None and other.any_word:
        whole = 0, len(request.text)
        messages += (make_diagnostic("any-word", *whole, request.text),)
    return SearchResult(
        request,
        found.total,
        tuple(map(make_hit, found.matches)),
        found.facets,
        messages,
        suggestion=write_query(other.query) if other else "",
        replaced=replaced,
        any_word=other is not None and other.any_word,
    )


def run_query(
    query: Query, request: SearchRequest, backend: Backend, config: Config
) -> BackendResult:
    """Search for a query with the filters, the order and the page of a request."""
    return backend.search(
        query,
        SearchOptions(
            filters=request.filters,
            sort=request.sort,
            offset=(request.page - 1) * request.page_size,
            limit=request.page_size,
            facets=config.search.facets,
            explain=request.explain,
        ),
    )


def make_hit(match: Match) -> Hit:
    """Return a match as it is shown."""
    length = (
        MAX_CHINESE_SNIPPET_CHARS
        if match.article.language == "zh"
        else MAX_SNIPPET_CHARS
    )
    snippet = make_snippet(match.article, match.body_marks, length)
    return Hit(match.article, match.score, match.title_marks, snippet, match.why)


def search_all(
    request: SearchRequest, backend: Backend, config: Config, chunk: int = 100
) -> tuple[SearchResult, Iterator[Hit]]:
    """Answer one request with every hit, in the order of its pages.

    It is answered as asked: a file or a feed could not say that it holds another query.

    Args:
        chunk: hits looked up at a time.

    Returns:
        The first chunk as a result, and all hits, looked up as they are taken. If
        the index changes meanwhile, a hit that moved comes once.
    """
    request = replace(request, page=1, page_size=chunk)
    first = run_search(request, backend, config, correct=False)

    def walk() -> Iterator[Hit]:
        seen: set[str] = set()
        bare, result = config.without_facets(), first
        while result.hits:
            for hit in result.hits:
                if hit.article.doc_id not in seen:
                    seen.add(hit.article.doc_id)
                    yield hit
            if result.request.page >= result.pages:
                return
            following = replace(result.request, page=result.request.page + 1)
            result = run_search(following, backend, bare, correct=False)

    return first, walk()
