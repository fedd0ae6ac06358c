"""Messages about what was not understood in a query, and the limits they name."""

from __future__ import annotations

from ..model import Diagnostic

MAX_LENGTH = 2_000
"""Characters of a query that are read."""
MAX_TERMS = 256
"""Words and Han characters of a query that are searched."""
MAX_DEPTH = 20
"""Parentheses within parentheses."""
MAX_PATTERNS = 5
"""Words with ``*``, ``?`` or ``~``: each may stand for thousands of words."""
MAX_WORDS = 100
"""Words that a pattern stands for and that are looked for."""
MAX_DISTANCE = 2
MAX_SLOP = 100
MAX_MESSAGES = 20
MAX_PART_CHARS = 60
"""Length of the part of a query that a message repeats."""

MESSAGES: dict[str, str] = {
    "too-long": "Only the first {limit} characters of the query were read.",
    "too-many-words": "A query may have at most {limit} words; the rest, from "
    "“{part}” on, was ignored.",
    "too-many-patterns": "At most {limit} words may contain *, ? or ~; “{part}” was "
    "ignored.",
    "too-deep": "Parentheses may be nested at most {limit} deep; “{part}” was ignored.",
    "unclosed-quote": "A quotation mark is not closed; the quotation was read to the "
    "end.",
    "unclosed-parenthesis": "A parenthesis is not closed; it was closed at the end.",
    "stray-parenthesis": "A closing parenthesis has no opening one; it was ignored.",
    "empty-parentheses": "“{part}” contains nothing to search for; it was ignored.",
    "empty-quotes": "“{part}” contains nothing to search for; it was ignored.",
    "no-words": "“{part}” contains nothing to search for; all articles are shown.",
    "stray-operator": "“{part}” has nothing to join here; it was ignored.",
    "mixed-operators": "AND and OR are mixed; OR was applied first, as in "
    "“a AND (b OR c)”. Add parentheses to make it clear.",
    "capitals": "The query is all in capitals, so “{part}” was read as a word. Within "
    "parentheses it is an operator.",
    "unknown-field": "There is no field “{part}”; it was searched as a word.",
    "empty-field": "Nothing follows “{part}”; it was searched as a word.",
    "no-range": "Only dates can be searched by range; “{part}” was searched as words.",
    "pattern-split": "A word with * or ? must be one word of letters; “{part}” was "
    "searched in pieces.",
    "pattern-wide": "“{part}” matches more than {limit} words; only the shortest were "
    "searched.",
    "pattern-empty": "“{part}” contains no letters; it was ignored.",
    "pattern-short": "“{part}” matches too many words; it must begin with a letter or "
    "contain three. It was ignored.",
    "star-in-phrase": "* has no meaning in or after quotation marks; “{part}” was "
    "searched without it.",
    "fuzzy-word": "~ applies to one word of letters; “{part}” was searched without it.",
    "distance": "At most {limit} letters of a word may differ; “{part}” was searched "
    "with that limit.",
    "slop": "At most {limit} other words may stand within a phrase; “{part}” was "
    "searched with that limit.",
    "impossible-date": "“{part}” is not a date in the calendar; it was ignored.",
    "unknown-date": "“{part}” was not understood as a date; it was ignored.",
    "reversed-range": "“{part}” ends before it begins; its ends were swapped.",
    "date-words": "“{part}” was searched as words. To narrow by date, type {write}.",
    "any-word": "No article has all of these words; articles with any are shown.",
    "more-messages": "{count} more parts were not understood.",
}
"""Code of a diagnostic -> its sentence; ``part`` is a piece of the query, shortened."""


LIMITS: dict[str, int] = {
    "too-long": MAX_LENGTH,
    "too-many-words": MAX_TERMS,
    "too-many-patterns": MAX_PATTERNS,
    "too-deep": MAX_DEPTH,
    "pattern-wide": MAX_WORDS,
    "distance": MAX_DISTANCE,
    "slop": MAX_SLOP,
    "more-messages": MAX_MESSAGES,
}
"""Code -> the ``limit`` in its sentence."""


def make_diagnostic(
    code: str, start: int, end: int, part: str = "", **values: object
) -> Diagnostic:
    """Return the message about a part of a query.

    Args:
        start, end: the part, in characters of the query.
        part: its text, shortened here to ``MAX_PART_CHARS``.
        values: other values named in the message; ``limit`` is added where
            it is one of them.
    """
    if len(part) > MAX_PART_CHARS:
        part = part[: MAX_PART_CHARS - 1] + "…"
    if "{limit}" in MESSAGES[code]:
        values["limit"] = LIMITS[code]
    named = {name: str(value) for name, value in values.items()}
    message = MESSAGES[code].format(part=part, **named)
    return Diagnostic(start, end, code, message, part, tuple(named.items()))
