"""The objects of a page's JSON-LD, and the persons and organisations in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..visible_text import strip_markup

Thing = Mapping[str, Any]
"""One object of JSON-LD."""

ARTICLE_TYPES = ("Article", "Posting", "Report", "Review", "Recipe", "Story")
"""Endings of the types of JSON-LD that are articles."""
MAX_JSON_CHARS = 2_000_000
"""Characters of a script beyond which it is not read."""


def read_json_ld(text: str) -> Iterator[Thing]:
    """Yield the objects of one JSON-LD script; none if it is broken."""
    if len(text) > MAX_JSON_CHARS:
        return
    text = re.sub(
        r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", text
    )
    try:
        stack = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    while stack:
        item = stack.pop(0)
        if isinstance(item, list):
            stack = item + stack
        elif isinstance(item, dict):
            yield item
            inner = [
                item[k]
                for k in ("@graph", "mainEntity", "mainEntityOfPage")
                if k in item
            ]
            stack = [i for i in inner if isinstance(i, (list, dict))] + stack


def find_types(thing: object) -> tuple[str, ...]:
    """Return the types of a JSON-LD object."""
    kind = thing.get("@type") if isinstance(thing, dict) else None
    return tuple(str(k) for k in (kind if isinstance(kind, list) else [kind]) if k)


def is_article(thing: Thing) -> bool:
    """Return whether a JSON-LD object is an article."""
    return any(t.endswith(ARTICLE_TYPES) for t in find_types(thing))


def find_values(things: Iterable[Thing], key: str) -> list[Any]:
    """Return the values of a key, those of articles before those of web pages."""
    ranked: tuple[list[Any], list[Any]] = ([], [])
    for thing in things:
        value = thing.get(key)
        if value and is_article(thing):
            ranked[0].append(value)
        elif value and any(t.endswith("WebPage") for t in find_types(thing)):
            ranked[1].append(value)
    return ranked[0] + ranked[1]


def find_named(value: object, things: Iterable[Thing] = ()) -> list[tuple[str, str]]:
    """Return (name, type) of the persons or organisations in a JSON-LD value.

    Args:
        things: of the page, to look up what is only named by its ``@id``.
    """
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append((strip_markup(item), ""))
        elif isinstance(item, dict):
            named: Thing = item
            if "name" not in item and "@id" in item:
                named = next(
                    (t for t in things if t.get("@id") == item["@id"] and "name" in t),
                    named,
                )
            kind = " ".join(find_types(named))
            name = named.get("name")
            found += [
                (strip_markup(n), kind)
                for n in (name if isinstance(name, list) else [name])
                if isinstance(n, str)
            ]
    return [(name, kind) for name, kind in found if name]
