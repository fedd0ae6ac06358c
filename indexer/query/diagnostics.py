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
    "too-many-words": "A query has at most {limit} words; those after them were left "
    "out, from “{part}” on.",
    "too-many-patterns": "At most {limit} words may have *, ? or ~; “{part}” was left "
    "out.",
    "too-deep": "Parentheses stand at most {limit} deep; “{part}” was left out.",
    "unclosed-quote": "A quotation mark is left open; it was closed at the end.",
    "unclosed-parenthesis": "A parenthesis is left open; it was closed at the end.",
    "stray-parenthesis": "A parenthesis closes nothing; it was left out.",
    "empty-parentheses": "There is nothing to search for in “{part}”; it was left out.",
    "empty-quotes": "There is nothing to search for in “{part}”; it was left out.",
    "no-words": "There is nothing to search for in “{part}”; all articles are shown.",
    "stray-operator": "“{part}” joins nothing here; it was left out.",
    "mixed-operators": "AND and OR stand side by side; OR was joined first, as in "
    "“a AND (b OR c)”. Parentheses make it clear.",
    "capitals": "The line is all in capitals, so “{part}” was read as a word. In "
    "parentheses it joins.",
    "unknown-field": "There is no field “{part}”; it was read as a word.",
    "empty-field": "Nothing follows “{part}”; it was read as a word.",
    "no-range": "Only dates have ranges; “{part}” was read as words.",
    "pattern-split": "A pattern is one word of letters; “{part}” was searched in "
    "pieces.",
    "pattern-wide": "“{part}” stands for more than {limit} words; the shortest were "
    "searched.",
    "pattern-empty": "“{part}” has no letter to go by; it was left out.",
    "pattern-short": "“{part}” stands for too many words; three letters or a first one "
    "are needed. It was left out.",
    "star-in-phrase": "A star means nothing within or after quotation marks; “{part}” "
    "was searched without it.",
    "fuzzy-word": "A tilde goes with one word of letters; “{part}” was searched "
    "without it.",
    "distance": "At most {limit} letters of a word may differ; “{part}” was read so.",
    "slop": "At most {limit} words may stand among those of a phrase; “{part}” was "
    "read so.",
    "impossible-date": "There is no such date as “{part}”; it was left out.",
    "unknown-date": "“{part}” was not understood as a date; it was left out.",
    "reversed-range": "“{part}” ends before it begins; its ends were swapped.",
    "date-words": "“{part}” was searched as words. To narrow by date, write {write}.",
    "any-word": "No article has all of these words; those with any of them are shown.",
    "more-messages": "There is more that was not understood: {count}.",
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
