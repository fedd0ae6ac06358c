"""The plainest search there is, over ``analyze`` alone: what an engine must equal."""

from __future__ import annotations

from indexer.text.analysis import analyze, find_spans, is_unspaced, query_terms


def find_occurrences(
    text: str, query: str, languages: tuple[str, ...] = ("en", "zh")
) -> list[tuple[int, int]]:
    """Return the spans of characters of a text at which all terms of a query stand."""
    wanted = query_terms(query, languages)
    spans = find_spans(text)
    at: dict[int, set[str]] = {}
    for term, position in analyze(text, languages[0]):
        at.setdefault(position, set()).add(term)
    found = []
    for start in range(len(spans)) if wanted else ():
        if all(
            any(
                term == form or (want.prefix and term.startswith(form))
                for form, _ in want.forms
                for term in at.get(start + want.position, ())
            )
            for want in wanted
        ):
            last = wanted[-1]
            han = is_unspaced(last.forms[0][0])
            width = len(last.forms[0][0]) if han else 1
            end = spans[start + last.position + width - 1][1]
            found.append((spans[start + wanted[0].position][0], end))
    return found
