"""The ways out of a result that is empty, each with what it would find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer import Filter, SearchRequest, Suggestion

from ..locales.catalog import Column
from ..state.request import with_text, without
from .facets import label_field, label_filter

WAYS = 5
"""Ways out of an empty result that are counted, of each kind."""

PUNCTUATION = "\"'()[]{}-+*?~^:;,.!，。：；！？（）“”「」"
"""What is taken off a word before it is counted alone."""

Count = Callable[[SearchRequest], int]
"""How many documents a request finds."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty result: what to say, and where it leads."""

    label: str
    target: SearchRequest


def ask_suggestion(suggestion: Suggestion, page_size: int) -> SearchRequest:
    """Return the request that a suggested text or topic stands for."""
    if suggestion.kind == "topic":
        chosen = (Filter("topics", suggestion.text),)
        return SearchRequest(filters=chosen, sort="newest", page_size=page_size)
    return SearchRequest(suggestion.text, page_size=page_size)


def find_near(
    request: SearchRequest,
    suggestions: tuple[Suggestion, ...],
    count: Count,
    column: Column,
) -> tuple[Way, ...]:
    """Return the suggestions for a text that was not found and that find something."""
    targets = [
        (s.text, ask_suggestion(s, request.page_size))
        for s in suggestions[:WAYS]
        if s.kind != "title"
    ]
    return tuple(
        Way(column.say("none.near", n=n, q=text), target)
        for text, target in targets
        if (n := count(target))
    )


def find_ways(request: SearchRequest, count: Count, column: Column) -> tuple[Way, ...]:
    """Return what would find something where a request found nothing."""
    ways = []
    for f in request.filters[:WAYS]:
        lifted = without(request, f)
        name = f"{label_field(f.field, column)}: {label_filter(f, column)}"
        if n := count(lifted):
            ways.append(Way(column.say("none.lift.one", n=n, filter=name), lifted))
    if len(request.filters) > 1 and (n := count(without(request, *request.filters))):
        bare = without(request, *request.filters)
        ways.append(Way(column.say("none.lift.all", n=n), bare))
    words = [word.strip(PUNCTUATION) for word in request.text.split()]
    words = [word for word in dict.fromkeys(words) if word not in ("", "OR", "AND")]
    for word in words[:WAYS] if len(words) > 1 else ():
        fewer = with_text(request, word)
        if n := count(fewer):
            ways.append(Way(column.say("none.word", n=n, q=word), fewer))
    return tuple(ways)
