"""The second line: request -> query -> result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from .backends import Backend
from .config import Config
from .correcting import find_correction
from .hyphens import spell_hyphens
from .lexicons import VOCABULARIES
from .model import Diagnostic, Found, Hit, Match, SearchRequest, SearchResult
from .query import MESSAGES, Query, parse_query, write_query
from .snippets import make_snippet
from .suggesting import SUGGESTERS
from .synonyms import expand_query, load_synonyms

LENGTH = 240
"""Of a snippet, in characters."""

HAN_LENGTH = 130
"""The same in Chinese, where a character says as much as two letters."""


def search(request: SearchRequest, backend: Backend, config: Config) -> SearchResult:
    """Answer one request.

    Where nothing matches and another spelling does, or any of the words, those hits are
    the answer, and the result says so; where little matches, the other spelling is only
    named.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    parsed = parse_query(
        request.text,
        today=dt.datetime.now(config.zone).date(),
        default_operator=config.default_operator,
    )
    found = look(parsed.query, request, backend, config)
    other = find_correction(
        parsed.query, found.total, backend, config.languages, request.filters
    )
    replaced = other is not None and not found.total
    any_word = False
    messages = parsed.messages
    if other is not None and replaced:
        found = look(other.query, request, backend, config)
        any_word = other.any_word
    if any_word:
        said = MESSAGES["any-word"]
        end = len(request.text)
        messages += (Diagnostic(0, end, "any-word", said, request.text),)
    return SearchResult(
        request,
        found.total,
        tuple(map(make_hit, found.matches)),
        found.facets,
        messages,
        suggestion=write_query(other.query) if other else "",
        replaced=replaced,
        any_word=any_word,
    )


def look(
    query: Query, request: SearchRequest, backend: Backend, config: Config
) -> Found:
    """Look for a query, its other spellings and synonyms, as a request wants it."""
    query = spell_hyphens(query)
    if config.synonyms:
        synonyms = load_synonyms(config.synonyms, config.languages)
        query = expand_query(query, synonyms)
    return backend.search(
        query,
        filters=request.filters,
        sort=request.sort,
        offset=(request.page - 1) * request.page_size,
        limit=request.page_size,
        facets=config.facets,
        explain=request.explain,
    )


def make_hit(match: Match) -> Hit:
    """Return a match as it is shown."""
    length = HAN_LENGTH if match.article.language == "zh" else LENGTH
    snippet = make_snippet(match.article, match.body_marks, length)
    return Hit(match.article, match.score, match.title_marks, snippet, match.why)


def prepare(backend: Backend) -> None:
    """Make now what the first suggestion and correction after a commit wait for.

    It takes seconds where many articles are new; a server does it beside its answers.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    VOCABULARIES.of(backend)
    SUGGESTERS.of(backend)


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
