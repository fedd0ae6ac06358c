"""The second line: request -> query -> result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..backends import Backend
from ..config import Config
from ..model import (
    BackendResult,
    Diagnostic,
    Hit,
    Match,
    SearchOptions,
    SearchRequest,
    SearchResult,
)
from ..query import (
    LIMITS,
    MESSAGES,
    Query,
    expand_query,
    load_synonyms,
    parse_query,
    spell_hyphens,
    write_query,
)
from .autocomplete import SUGGESTERS
from .dictionaries import VOCABULARIES
from .did_you_mean import find_correction
from .snippets import make_snippet
from .wildcards import Spelled, spell_patterns

LENGTH = 240
"""Of a snippet, in characters."""

HAN_LENGTH = 130
"""The same in Chinese, where a character says as much as two letters."""


def run_search(
    request: SearchRequest, backend: Backend, config: Config, *, correct: bool = True
) -> SearchResult:
    """Answer one request.

    Where nothing matches and another spelling does, or any of the words, those hits are
    the answer, and the result says so; where little matches, the other spelling is only
    named.

    Args:
        correct: whether another spelling is considered at all.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    parsed = parse_query(
        request.text,
        today=dt.datetime.now(config.zone).date(),
        default_operator=config.default_operator,
    )
    spelled = spell_query(parsed.query, backend, config)
    messages = [*parsed.messages, *(_note_wide(t, request.text) for t in spelled.wide)]
    found = run_query(spelled.query, request, backend, config)
    total, languages = found.total, config.languages
    other = (
        find_correction(parsed.query, total, backend, languages, request.filters)
        if correct
        else None
    )
    replaced = other is not None and not total
    any_word = False
    if other is not None and replaced:
        query = spell_query(other.query, backend, config).query
        found = run_query(query, request, backend, config)
        any_word = other.any_word
    if any_word:
        messages.append(_note("any-word", 0, len(request.text), request.text))
    return SearchResult(
        request,
        found.total,
        tuple(map(make_hit, found.matches)),
        found.facets,
        tuple(messages),
        suggestion=write_query(other.query) if other else "",
        replaced=replaced,
        any_word=any_word,
    )


def spell_query(query: Query, backend: Backend, config: Config) -> Spelled:
    """Return what a query means beyond its letters: hyphens, words of patterns.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    return spell_patterns(spell_hyphens(query), backend, config.languages)


def _note_wide(pattern: str, text: str) -> Diagnostic:
    start = text.find(pattern)
    span = (0, len(text)) if start < 0 else (start, start + len(pattern))
    return _note("pattern-wide", *span, pattern)


def _note(code: str, start: int, end: int, part: str) -> Diagnostic:
    values = {"limit": str(LIMITS[code])} if code in LIMITS else {}
    message = MESSAGES[code].format(part=part, **values)
    return Diagnostic(start, end, code, message, part, tuple(values.items()))


def run_query(
    query: Query, request: SearchRequest, backend: Backend, config: Config
) -> BackendResult:
    """Look for a query, and for synonyms, as the rest of a request wants it."""
    if config.synonyms:
        synonyms = load_synonyms(config.synonyms, config.languages)
        query = expand_query(query, synonyms)
    return backend.search(
        query,
        SearchOptions(
            filters=request.filters,
            sort=request.sort,
            offset=(request.page - 1) * request.page_size,
            limit=request.page_size,
            facets=config.facets,
            explain=request.explain,
        ),
    )


def make_hit(match: Match) -> Hit:
    """Return a match as it is shown."""
    length = HAN_LENGTH if match.article.language == "zh" else LENGTH
    snippet = make_snippet(match.article, match.body_marks, length)
    return Hit(match.article, match.score, match.title_marks, snippet, match.why)


def warm_up(backend: Backend) -> None:
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
        bare, result = replace(config, facets=()), first
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
