"""Articles as values that JSON holds, for records, exports and the API.

The fields are those of ``Article``, in its order: a new one needs no line here unless
its type is new. ``section`` is added: the names in all ``sections``, each once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from collections.abc import Callable, Iterable
from typing import Any

from .model import ANNOTATION_VALUES, Annotation, Article, Passage, Series, join_path


def format_time(moment: dt.datetime | None) -> str | None:
    """Return a date-time as ISO 8601, or None."""
    return moment.isoformat() if moment else None


def _describe_series(series: Series | None) -> dict[str, object] | None:
    return {"name": series.name, "part": series.part} if series else None


def _describe_passages(passages: tuple[Passage, ...]) -> list[dict[str, object]]:
    return [
        {"heading": p.heading, "level": p.level, "anchor": p.anchor, "text": p.text}
        for p in passages
    ]


def _describe_paths(paths: tuple[tuple[str, ...], ...]) -> list[str]:
    return [join_path(path) for path in paths]


def _describe_annotations(
    annotations: tuple[Annotation, ...],
) -> list[dict[str, object]]:
    return [_describe_annotation(*annotation) for annotation in annotations]


def _describe_annotation(
    start: int, end: int, kind: str, values: tuple[str, ...]
) -> dict[str, object]:
    named = zip(ANNOTATION_VALUES[kind], values, strict=True)
    stated = {name: value for name, value in named if value}
    return {"start": start, "end": end, "kind": kind, **stated}


FORMS: dict[Any, Callable[[Any], object] | None] = {
    str: None,
    int | None: None,
    tuple[str, ...]: list,
    tuple[tuple[str, ...], ...]: _describe_paths,
    dt.datetime | None: format_time,
    Series | None: _describe_series,
    tuple[Passage, ...]: _describe_passages,
    tuple[Annotation, ...]: _describe_annotations,
}
"""From the type of a field to the function that gives its JSON form, None if it has
that form already."""

FIELD_FORMS: dict[str, Callable[[Any], object] | None] = {
    one.name: FORMS[typing.get_type_hints(Article)[one.name]]
    for one in dataclasses.fields(Article)
}
TEXT_FIELDS = ("passages", "annotations", "body")
"""Fields that hold the text of an article."""
SHORT_FIELDS = tuple(name for name in FIELD_FORMS if name not in TEXT_FIELDS)
"""All other fields."""


def describe_article(
    article: Article, names: Iterable[str] = tuple(FIELD_FORMS)
) -> dict[str, object]:
    """Return the fields of an article, or those named, by name.

    >>> article = Article("https://paper.example/1", "Rain", "It rained.")
    >>> describe_article(article, ("title", "authors"))
    {'title': 'Rain', 'authors': []}
    """
    described: dict[str, object] = {}
    for name in names:
        if name == "sections":
            described["section"] = list(article.section_names)
        form, value = FIELD_FORMS[name], getattr(article, name)
        described[name] = value if form is None else form(value)
    return described
