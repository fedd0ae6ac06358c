"""Suggests the adapter of a site: selectors that find what is extracted from its pages.

A selector is suggested if it finds the same as extraction on some sample pages and
nothing else on the others, so that the adapter changes no article of the sample.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from ..config import AdapterConfig
from ..errors import ExtractError
from ..model import Article, Page
from .decode import decode_page
from .fields.dates import parse_stamp
from .fields.person_names import split_names
from .page_to_article import OpenedPage, open_page, read_page
from .site.adapters import ADAPTER_FIELDS, read_element
from .site.layouts import SiteLayouts
from .site.selector_induction import (
    MIN_SELECTOR_PAGES,
    PageOutline,
    choose_cover,
    find_body_selectors,
    make_outline,
    make_tag_selectors,
)

MAX_TRIED_SELECTORS = 12
"""Selectors tried for each field: those that find it on most pages."""
UNIQUE_TAGS = frozenset(("h1", "time"))
"""Elements that a selector may find by their tag alone."""
MAX_ELEMENT_CHARS = 300
"""Characters of the longest element that may hold a field."""

FieldValues = Mapping[str, object]
"""Fields of a page by setting of the adapter."""


@dataclass(frozen=True, slots=True)
class SettingSuggestion:
    """One setting of an adapter.

    Attributes:
        selectors: each with the number of pages on which it is right.
        pages: number of pages on which one of them should be right.
        is_safe: whether none of them is wrong on any page.
    """

    setting: str
    selectors: tuple[tuple[str, int], ...]
    pages: int
    is_safe: bool = True

    @property
    def value(self) -> str:
        """The setting as an adapter has it."""
        return ", ".join(selector for selector, _ in self.selectors)


@dataclass(frozen=True, slots=True)
class AdapterDraft:
    """All suggestions for one host.

    Attributes:
        pages: number of articles in the sample.
        same: number of them that the safe settings leave unchanged.
    """

    host: str
    suggestions: tuple[SettingSuggestion, ...]
    pages: int
    same: int

    @property
    def adapter(self) -> AdapterConfig:
        """The settings that are safe."""
        return _make_adapter(self.suggestions)


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page of the sample, as it is extracted without an adapter."""

    page: Page
    article: Article
    outline: PageOutline
    values: FieldValues


def suggest_adapter(
    host: str, pages: Iterable[Page], site: SiteLayouts
) -> AdapterDraft:
    """Suggest an adapter for a host.

    Args:
        pages: a sample of the host; those that are no articles are skipped.
        site: layouts of the host.
    """
    sample = list(_read_sample(pages, site))
    bodies = _suggest_body([one.outline for one in sample])
    fields = _suggest_fields(sample)
    suggestions = (*fields, *bodies)
    same = _count_same(sample, site, _make_adapter(suggestions))
    if same < len(sample):  # a field is read from what the body settings drop
        bodies = tuple(dataclasses.replace(one, is_safe=False) for one in bodies)
        suggestions = (*fields, *bodies)
        same = _count_same(sample, site, _make_adapter(suggestions))
    return AdapterDraft(host, suggestions, len(sample), same)


def _read_sample(pages: Iterable[Page], site: SiteLayouts) -> Iterator[SamplePage]:
    for page in pages:
        try:
            opened = open_page(page, None, site)
            extraction = read_page(page, None, site)
        except ExtractError:
            continue
        if not extraction.other:
            outline = make_outline(opened.blocks, opened.choose_body())
            yield SamplePage(page, extraction.article, outline, _list_values(opened))


def _list_values(opened: OpenedPage) -> FieldValues:
    """Return the fields of a page that are not empty."""
    meta = opened.meta
    is_path = len(meta.sections) == 1
    values = {
        "title": meta.title,
        "published": meta.published,
        "authors": meta.authors,
        "section": meta.section_names if is_path else (),
        "categories": () if is_path else meta.section_names,
        "topics": meta.topics,
    }
    return {name: value for name, value in values.items() if value}


FIELD_PARSERS: dict[str, Callable[[Sequence[str]], object]] = {
    "title": lambda texts: " ".join(texts),
    "published": lambda texts: next(
        (m.when for m in map(parse_stamp, texts) if m is not None), None
    ),
    "authors": lambda texts: split_names(texts, set()),
    "section": tuple,
    "categories": lambda texts: tuple(dict.fromkeys(texts)),
    "topics": lambda texts: tuple(dict.fromkeys(texts)),
}
"""What an adapter makes of the texts that the selector of a field finds."""
assert set(FIELD_PARSERS) == set(ADAPTER_FIELDS)


def _suggest_fields(sample: Sequence[SamplePage]) -> tuple[SettingSuggestion, ...]:
    """Suggest selectors for the fields."""
    tried = _list_tried_selectors(sample)
    right: dict[str, dict[str, set[int]]] = {name: {} for name in ADAPTER_FIELDS}
    wrong: set[tuple[str, str]] = set()
    for index, one in enumerate(sample):
        soup = _make_soup(one.page)
        for name, selectors in tried.items():
            for selector in selectors:
                texts = list(filter(None, map(read_element, soup.select(selector))))
                if not texts:
                    continue
                if FIELD_PARSERS[name](texts) == one.values.get(name):
                    right[name].setdefault(selector, set()).add(index)
                else:
                    wrong.add((name, selector))
    return tuple(
        suggestion
        for name in ADAPTER_FIELDS
        if (suggestion := _choose_field(name, right[name], wrong, sample))
    )


def _list_tried_selectors(sample: Sequence[SamplePage]) -> dict[str, list[str]]:
    """Return for each field the selectors that find it on most pages."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ADAPTER_FIELDS}
    for one in sample:
        for name, selectors in _find_candidates(_make_soup(one.page), one.values):
            counts[name].update(selectors)
    return {
        name: [
            selector
            for selector, pages in found.most_common(MAX_TRIED_SELECTORS)
            if pages >= MIN_SELECTOR_PAGES
        ]
        for name, found in counts.items()
    }


def _choose_field(
    name: str,
    right: Mapping[str, set[int]],
    wrong: Container[tuple[str, str]],
    sample: Sequence[SamplePage],
) -> SettingSuggestion | None:
    """Choose the selectors of a field; if none is safe, the most frequent one.

    Args:
        right: by selector, the pages on which it finds the field.
        wrong: fields and selectors that find anything else on some page.
    """
    pages = sum(name in one.values for one in sample)
    usual = {s: found for s, found in right.items() if len(found) >= MIN_SELECTOR_PAGES}
    safe = {s: found for s, found in usual.items() if (name, s) not in wrong}
    if chosen := choose_cover(safe, disjoint=True):
        selectors = tuple((s, len(safe[s])) for s in chosen)
        return SettingSuggestion(name, selectors, pages)
    if not usual:
        return None
    best = max(usual, key=lambda s: (len(usual[s]), s))
    return SettingSuggestion(name, ((best, len(usual[best])),), pages, is_safe=False)


def _find_candidates(
    soup: BeautifulSoup, values: FieldValues
) -> Iterator[tuple[str, set[str]]]:
    """Yield for each field the selectors of elements that hold it or a part of it."""
    found: dict[str, set[str]] = {name: set() for name in values}
    for element in soup.find_all(True):
        if len(element.get_text()) > MAX_ELEMENT_CHARS:
            continue
        text = read_element(element)
        for name, value in values.items():
            parts = value if isinstance(value, tuple) else ()
            if FIELD_PARSERS[name]([text]) == value or text in parts:
                found[name].update(_list_selectors(element))
    yield from found.items()


def _list_selectors(element: Tag) -> list[str]:
    """Return selectors that find an element by its own names or those around it."""
    own = _list_own_selectors(element)
    if element.name in UNIQUE_TAGS:
        own.append(element.name)
    for distance, above in enumerate(element.parents):
        if names := _list_own_selectors(above):
            gap = " " if distance else " > "
            own += [f"{name}{gap}{element.name}" for name in names]
            break
    later = [f"{selector}:nth-of-type(n+2)" for selector in own]  # a path without Home
    return own + later


def _list_own_selectors(element: Tag) -> list[str]:
    classes = [str(name) for name in element.get_attribute_list("class") if name]
    return make_tag_selectors(element.name, str(element.get("id") or ""), classes)


def _suggest_body(outlines: Sequence[PageOutline]) -> tuple[SettingSuggestion, ...]:
    """Suggest selectors of the body, and of what to drop from it."""
    bodies = find_body_selectors(outlines)
    is_safe = all(body.is_safe for body in bodies)
    selectors = tuple((body.selector, len(body.pages)) for body in bodies)
    drops = {selector: count for body in bodies for selector, count in body.drops}
    settings = (("body", selectors), ("drop", tuple(drops.items())))
    return tuple(
        SettingSuggestion(name, found, len(outlines), is_safe)
        for name, found in settings
        if found
    )


def _make_adapter(suggestions: Sequence[SettingSuggestion]) -> AdapterConfig:
    safe: dict[str, Any] = {s.setting: s.value for s in suggestions if s.is_safe}
    return AdapterConfig(**safe)


def _make_soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(decode_page(page.content, page.charset), "lxml")


def _count_same(
    sample: Sequence[SamplePage], site: SiteLayouts, adapter: AdapterConfig
) -> int:
    """Return the number of articles that an adapter leaves unchanged.

    The source of the date is not compared: it is the adapter's.
    """
    same = 0
    for one in sample:
        try:
            article = read_page(one.page, adapter, site).article
        except ExtractError:
            continue
        source = one.article.published_source
        same += dataclasses.replace(article, published_source=source) == one.article
    return same
