"""The one table of what is indexed. A new field, facet or sort is one line here.

Every backend builds its schema from ``FIELDS``; the page builds its facet column
from the rows whose ``facet`` is set, in the order the settings name them; the query
language allows ``field:value`` for the rows that have ``query`` names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .model import ANNOTATION_VALUES, Article

IMAGE_VALUES = ANNOTATION_VALUES["img"]

Kind = Literal["text", "values", "path", "date", "number"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the index.

    Attributes:
        name: in the index, in filters and in the API.
        kind: ``text`` analysed into terms with positions; ``values`` any number of
            whole values, each also analysed so that its words can be searched;
            ``path`` any number of places in a hierarchy, each outermost first;
            ``date`` a date-time; ``number`` an integer.
        read: takes the field's value from an article: ``str`` for text, a tuple of
            ``str`` for values, a tuple of such tuples for path, ``datetime`` or None
            for date, ``int`` or None for number.
        boost: weight of a term here in BM25F, 1.0 is neutral; 0.0 means that plain
            words do not look here, only ``field:word`` does.
        facet: English label over the facet; empty if people do not narrow by it.
        query: names for ``name:value`` in the query language.
    """

    name: str
    kind: Kind
    read: Callable[[Article], object]
    boost: float = 0.0
    facet: str = ""
    query: tuple[str, ...] = ()


def _series(article: Article) -> tuple[str, ...]:
    return (article.series.name,) if article.series else ()


def _headings(article: Article) -> str:
    return "\n".join(p.heading for p in article.passages if p.heading)


def _captions(article: Article) -> str:
    """Return what is said of pictures and not in the body, each text once."""
    places = (IMAGE_VALUES.index("caption"), IMAGE_VALUES.index("alt"))
    texts = dict.fromkeys(
        one.values[place]
        for one in article.annotations
        if one.kind == "img"
        for place in places
    )
    return "\n".join(text for text in texts if text and text not in article.body)


FIELDS: tuple[Field, ...] = (
    Field("title", "text", lambda a: a.title, 3.0, query=("title", "标题")),
    Field("headings", "text", _headings, 1.5, query=("heading", "小标题")),
    Field("body", "text", lambda a: a.body, 1.0, query=("body", "text", "正文")),
    Field("captions", "text", _captions, 0.5, query=("caption", "图注")),
    Field(
        "topics",
        "values",
        lambda a: a.topics,
        1.0,
        "Topic",
        ("topic", "topics", "主题"),
    ),
    Field(
        "section",
        "path",
        lambda a: a.sections,
        facet="Section",
        query=("section", "栏目"),
    ),
    Field(
        "published",
        "date",
        lambda a: a.published,
        facet="Date",
        query=("date", "published", "日期"),
    ),
    Field("authors", "values", lambda a: a.authors, 0.0, "Author", ("author", "作者")),
    Field("series", "values", _series, 0.0, "Series", ("series", "系列")),
    Field(
        "publisher",
        "values",
        lambda a: (a.publisher,) if a.publisher else (),
        0.0,
        "Source",
        ("source", "publisher", "来源"),
    ),
    Field(
        "language",
        "values",
        lambda a: (a.language,) if a.language else (),
        0.0,
        "Language",
        ("language", "lang", "语言"),
    ),
    Field("kind", "values", lambda a: (a.kind,), 0.0, "Kind", ("kind", "类型")),
    Field("popularity", "number", lambda a: a.popularity),
)

FIELD: dict[str, Field] = {field.name: field for field in FIELDS}

QUERY_NAMES: dict[str, Field] = {name: f for f in FIELDS for name in f.query}
"""From a name typed before a colon to its field."""

SEARCHED = tuple(field.name for field in FIELDS if field.boost > 0)
"""Fields that a word typed without a field is looked for in."""

SORTS: dict[str, tuple[str, bool]] = {
    "relevance": ("", True),
    "newest": ("published", True),
    "oldest": ("published", False),
    "most_read": ("popularity", True),
}
"""Name of an order -> (field, descending). Documents without a value come last."""
