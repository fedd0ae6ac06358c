"""What one article becomes in the index: the rows of ``FIELDS`` as Whoosh sees them.

=============== ==================================================================
in the schema   holds
=============== ==================================================================
``doc_id``      the key, one term a document, stored
``document``    stored only: (article, what is known of its page)
a text field    terms with positions: ``analyze_texts`` of ``make_texts``; read back
                from ``document`` as text, one line a value
a values field  the same; whole values are facet columns, no terms
a path field    the same
a date field    a column of seconds since 1970 UTC, and ``NAME_day``, a column of
                days since 1970 in the site's time zone
a number field  a column of integers
=============== ==================================================================

A column holds ``MISSING`` where an article has no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from whoosh import columns, fields
from whoosh.analysis import Analyzer, Token

from ....fields import FIELDS, Field, join_path
from ....model import Article
from ....text import analyze, find_spans, is_unspaced

MISSING = -(2**63)
DAY_SUFFIX = "_day"
VALUE_GAP_POSITIONS = 8
"""Positions left free between two values of one field."""
TEXT_KINDS = ("text", "values", "path")
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()


class ArticleText(str):
    """Texts of one article's field on their way through Whoosh to the analyzer."""

    __slots__ = ("language", "texts")
    language: str
    texts: tuple[str, ...]

    def __new__(cls, texts: tuple[str, ...], language: str) -> ArticleText:
        made = super().__new__(cls, "\n".join(texts))
        made.texts, made.language = texts, language
        return made


class ArticleAnalyzer(Analyzer):  # type: ignore[misc]
    """Whoosh's way into ``languages.analyze``.

    Text that does not say its language, such as words typed into Whoosh's own query
    parser, is read in the language given here.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(
        self,
        value: str,
        positions: bool = False,
        start_pos: int = 0,
        chars: bool = False,
        start_char: int = 0,
        mode: str = "",
        **unused: Any,
    ) -> Iterator[Token]:
        token = Token(positions, chars, mode=mode)
        spans = find_spans(value) if chars else []
        if not isinstance(value, ArticleText):
            value = ArticleText((value,), self.language)
        for text, position in analyze_texts(value.texts, value.language):
            token.text, token.boost, token.stopped = text, 1.0, False
            token.pos = start_pos + position
            if chars:
                last = position + len(text) - 1 if is_unspaced(text) else position
                token.startchar = start_char + spans[position][0]
                token.endchar = start_char + spans[last][1]
            yield token


def make_schema(language: str = "en") -> fields.Schema:
    """Return the Whoosh schema of ``FIELDS``.

    Args:
        language: of text that does not say its own.
    """
    schema = fields.Schema(
        doc_id=fields.ID(unique=True, stored=True), document=fields.STORED
    )
    for field in FIELDS:
        if field.kind in TEXT_KINDS:
            schema.add(
                field.name, fields.TEXT(analyzer=ArticleAnalyzer(language), stored=True)
            )
        else:
            for name in column_names(field):
                column = columns.NumericColumn("q", default=MISSING)
                schema.add(name, fields.COLUMN(column))
    return schema


def column_names(field: Field) -> tuple[str, ...]:
    """Return the names of the integer columns of a field."""
    return {"date": (field.name, field.name + DAY_SUFFIX), "number": (field.name,)}.get(
        field.kind, ()
    )


def make_texts(field: Field, article: Article) -> tuple[str, ...]:
    """Return what of an article is analysed into the terms of one field."""
    value = field.read(article)
    if isinstance(value, str):
        return (value,)
    assert isinstance(value, tuple)
    return value


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

    A path gives one for each level, outermost first: ``News``, ``News > Training``.
    """
    value = field.read(article)
    assert isinstance(value, tuple)
    if field.kind == "path":
        value = tuple(join_path(value[: i + 1]) for i in range(len(value)))
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
    return seconds // dt.timedelta(seconds=1), local.toordinal() - EPOCH_DAY
