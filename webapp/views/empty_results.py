"""The ways out of a result that is empty, each with what it would find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer import Filter, SearchRequest, Suggestion

from ..locales import Locale
from ..state.request import with_text, without
from .facets import label_field, label_filter

MAX_SUGGESTIONS = 5
"""Ways out of an empty result that are counted, of each kind."""

PUNCTUATION = "\"'()[]{}-+*?~^:;,.!，。：；！？（）“”「」"
"""What is taken off a word before it is counted alone."""

Count = Callable[[SearchRequest], int]
"""How many documents a request finds."""


@dataclass(frozen=True, slots=True)
class RecoverySuggestion:
    """A way out of an empty result: what to say, and where it leads."""

    label: str
    target: SearchRequest


def ask_suggestion(suggestion: Suggestion, page_size: int) -> SearchRequest:
    """Return the request that a suggested text or topic stands for."""
    if suggestion.kind == "topic":
        chosen = (Filter("topics", suggestion.text),)
        return SearchRequest(filters=chosen, sort="newest", page_size=page_size)
    return SearchRequest(suggestion.text, page_size=page_size)


def suggest_near(
    request: SearchRequest,
    suggestions: tuple[Suggestion, ...],
    count: Count,
    locale: Locale,
) -> tuple[RecoverySuggestion, ...]:
    """Return the suggestions for a text that was not found and that find something."""
    targets = [
        (s.text, ask_suggestion(s, request.page_size))
        for s in suggestions[:MAX_SUGGESTIONS]
        if s.kind != "title"
    ]
    return tuple(
        RecoverySuggestion(locale.translate("none.near", n=n, q=text), target)
        for text, target in targets
        if (n := count(target))
    )


def suggest_wider(
    request: SearchRequest, count: Count, locale: Locale
) -> tuple[RecoverySuggestion, ...]:
    """Return what would find something where a request found nothing."""
    suggestions = []
    for f in request.filters[:MAX_SUGGESTIONS]:
        lifted = without(request, f)
        name = f"{label_field(f.field, locale)}: {label_filter(f, locale)}"
        if n := count(lifted):
            suggestions.append(
                RecoverySuggestion(
                    locale.translate("none.lift.one", n=n, filter=name), lifted
                )
            )
    if len(request.filters) > 1 and (n := count(without(request, *request.filters))):
        bare = without(request, *request.filters)
        suggestions.append(
            RecoverySuggestion(locale.translate("none.lift.all", n=n), bare)
        )
    words = [word.strip(PUNCTUATION) for word in request.text.split()]
    words = [word for word in dict.fromkeys(words) if word not in ("", "OR", "AND")]
    for word in words[:MAX_SUGGESTIONS] if len(words) > 1 else ():
        fewer = with_text(request, word)
        if n := count(fewer):
            suggestions.append(
                RecoverySuggestion(locale.translate("none.word", n=n, q=word), fewer)
            )
    return tuple(suggestions)
