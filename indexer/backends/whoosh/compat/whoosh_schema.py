"""The schema of the index as Whoosh's own classes, for its table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import Analyzer, Token

from ....fields import FIELDS
from ....text import find_spans, is_unspaced
from ..storage.schema import MISSING, TEXT_KINDS, analyze_texts, column_names


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
    """Analyses text for Whoosh by ``storage.schema.analyze_texts``.

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
