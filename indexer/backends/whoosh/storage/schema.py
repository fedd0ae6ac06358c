"""What one article becomes in the index: the rows of ``FIELDS`` as terms and columns.

=============== ==================================================================
in the schema   holds
=============== ==================================================================
``doc_id``      the key, one term a document, stored
``document``    stored only: (article, stamp of its page)
a text field    terms with positions: ``analyze_texts`` of ``make_texts``; read back
                from ``document`` as text, one line a value
a values field  the same; whole values are facet columns, no terms
a path field    the same
a date field    a column of seconds since 1970 UTC, and ``NAME_day``, a column of
                days since 1970 in the site's time zone
a number field  a column of integers
=============== ==================================================================

A column holds ``MISSING`` where an article has no value. ``compat.whoosh_schema`` says
the same to Whoosh.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ....fields import FIELDS, Field
from ....model import Article, join_path
from ....query import Period, parse_range
from ....text import analyze
from ...segments import EPOCH_ORDINAL

MISSING = -(2**63)
DAY_SUFFIX = "_day"
VALUE_GAP_POSITIONS = 8
"""Positions left free between two values of one field."""
TEXT_KINDS = ("text", "values", "path")


COLUMN_SUFFIXES = {"date": ("", DAY_SUFFIX), "number": ("",)}
"""What the integer columns of a kind of field add to its name."""


def list_names() -> list[str]:
    """Return the names of all fields of the schema."""
    return [
        "doc_id",
        "document",
        *(field.name for field in FIELDS if field.kind in TEXT_KINDS),
        *(name for field in FIELDS for name in column_names(field)),
    ]


def column_names(field: Field) -> tuple[str, ...]:
    """Return the names of the integer columns of a field."""
    suffixes = COLUMN_SUFFIXES.get(field.kind, ())
    return tuple(field.name + suffix for suffix in suffixes)


def make_texts(field: Field, article: Article) -> tuple[str, ...]:
    """Return what of an article is analysed into the terms of one field."""
    value = field.read(article)
    if isinstance(value, str):
        return (value,)
    assert isinstance(value, tuple)
    if field.kind == "path":
        value = dict.fromkeys(name for path in value for name in path)
    return tuple(value)


def analyze_texts(texts: tuple[str, ...], language: str) -> Iterator[tuple[str, int]]:
    """Yield (term, position) of texts that no phrase may span.

    >>> list(analyze_texts(("Asia", "Oil"), "en"))
    [('asia', 0), ('oil', 9)]
    """
    after = 0
    for text in texts:
        position = after - 1
        for term, offset in analyze(text, language):
            position = after + offset
            yield term, position
        after = position + 1 + VALUE_GAP_POSITIONS


def make_facet_values(field: Field, article: Article) -> tuple[str, ...]:
    """Return the whole values of a values or path field, each once.

    A path gives one for each level, outermost first: ``News``, ``News > Training``;
    what two paths share is given once.
    """
    value = field.read(article)
    assert isinstance(value, tuple)
    if field.kind == "path":
        value = tuple(
            join_path(path[:end]) for path in value for end in range(1, len(path) + 1)
        )
    return tuple(dict.fromkeys(value))


def make_columns(field: Field, article: Article, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the values of ``column_names(field)`` for one article."""
    value = field.read(article)
    if field.kind == "number":
        return (value if isinstance(value, int) else MISSING,)
    if not isinstance(value, dt.datetime):
        return MISSING, MISSING
    local = value.replace(tzinfo=zone) if value.tzinfo is None else value
    local = local.astimezone(zone)
    seconds = local.astimezone(dt.UTC) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return seconds // dt.timedelta(seconds=1), local.toordinal() - EPOCH_ORDINAL


def parse_day_bounds(text: str) -> tuple[int, int]:
    """Return the first and last day since 1970 of a period or of a range of periods.

    Raises:
        ValueError: the text is neither.

    >>> parse_day_bounds("1970..1970-02-02"), parse_day_bounds("..1969")[1]
    ((0, 32), -1)
    """
    return make_day_bounds(parse_range(text))


def make_day_bounds(period: Period) -> tuple[int, int]:
    """Return the first and last day since 1970; those of the calendar where open."""
    low, high = period.low or dt.date.min, period.high or dt.date.max
    return low.toordinal() - EPOCH_ORDINAL, high.toordinal() - EPOCH_ORDINAL
