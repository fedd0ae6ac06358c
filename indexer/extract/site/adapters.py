"""Site adapters: what an owner says about a host overrides what is found without it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

from ...config import AdapterConfig
from ...errors import ConfigError

BODY_MARK = "data-broadsheet-body"
"""Attribute set on the elements that the ``body`` selector names."""


FIELDS = ("title", "published", "authors", "section", "topics")
"""Settings whose selectors find a field."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """A page after its adapter: changed HTML and what the selectors found.

    Attributes:
        html: of the whole page, its body marked with ``BODY_MARK``.
        has_body: whether anything was marked.
        fields: texts by setting, only of selectors that matched.
    """

    html: str
    has_body: bool
    fields: dict[str, tuple[str, ...]]


def adapt(html: str, adapter: AdapterConfig) -> Adapted:
    """Let an adapter read and change a page: its function, then ``drop``, then fields.

    Raises:
        ConfigError: a selector or the function is not usable.
    """
    soup = BeautifulSoup(html, "lxml")
    if adapter.function:
        load_function(adapter.function)(soup)
    fields = {}
    for name in FIELDS:
        texts = tuple(filter(None, map(read_element, _select(soup, adapter, name))))
        if texts:
            fields[name] = texts
    for element in _select(soup, adapter, "drop"):
        element.decompose()
    body = _select(soup, adapter, "body")
    for element in body:
        element[BODY_MARK] = ""
    return Adapted(str(soup), bool(body), fields)


def load_function(name: str) -> Callable[[BeautifulSoup], object]:
    """Return the function that ``module:name`` stands for.

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
    """Return what an element says: its content or datetime attribute, else its text."""
    value = element.get("content") or element.get("datetime") or element.get_text(" ")
    return " ".join(str(value).split())
