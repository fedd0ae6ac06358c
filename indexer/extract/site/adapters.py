"""Site adapters: an owner's settings for a host, which override what is extracted."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

from ...config import AdapterConfig
from ...errors import ConfigError

BODY_ATTRIBUTE = "data-broadsheet-body"
"""Attribute set on the elements that the ``body`` selector finds."""

ADAPTER_FIELDS = {
    "title": "title",
    "published": "published",
    "authors": "authors",
    "section": "sections",
    "categories": "sections",
    "topics": "topics",
}
"""Settings of an adapter that are selectors of a field, and the field."""


@dataclass(frozen=True, slots=True)
class AdaptedPage:
    """A page to which an adapter was applied.

    Attributes:
        html: of the whole page, its body marked with ``BODY_ATTRIBUTE``.
        has_body: whether anything was marked.
        fields: texts by setting, for selectors that matched.
    """

    html: str
    has_body: bool
    fields: dict[str, tuple[str, ...]]


def apply_adapter(html: str, adapter: AdapterConfig) -> AdaptedPage:
    """Run the function of an adapter, read its fields, drop elements, mark the body.

    Raises:
        ConfigError: a selector or the function is not usable.
    """
    soup = BeautifulSoup(html, "lxml")
    if adapter.function:
        load_adapter_function(adapter.function)(soup)
    fields = {}
    for name in ADAPTER_FIELDS:
        texts = tuple(filter(None, map(read_element, _select(soup, adapter, name))))
        if texts:
            fields[name] = texts
    for element in _select(soup, adapter, "drop"):
        element.decompose()
    body = _select(soup, adapter, "body")
    for element in body:
        element[BODY_ATTRIBUTE] = ""
    return AdaptedPage(str(soup), bool(body), fields)


def load_adapter_function(name: str) -> Callable[[BeautifulSoup], object]:
    """Import the function written as ``module:name``.

    Raises:
        ConfigError: there is no such module or function.
    """
    module, _, attribute = name.partition(":")
    try:
        function = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"adapter function {name!r} cannot be loaded ({error}); "
            "write it as module:function"
        ) from error
    if not callable(function):
        raise ConfigError(f"adapter function {name!r} is not a function")
    return function  # type: ignore[no-any-return]


def _select(soup: BeautifulSoup, adapter: AdapterConfig, name: str) -> list[Tag]:
    selector = getattr(adapter, name)
    if not selector:
        return []
    try:
        return list(soup.select(selector))
    except SelectorSyntaxError as error:
        raise ConfigError(
            f"adapter setting {name} is no CSS selector: {selector!r}"
        ) from error


def read_element(element: Tag) -> str:
    """Return the content or datetime attribute of an element, else its text."""
    value = element.get("content") or element.get("datetime") or element.get_text(" ")
    return " ".join(str(value).split())
