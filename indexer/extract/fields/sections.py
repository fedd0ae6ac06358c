"""Where an article stands in its publication: its sections, each a path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from ...model import join_path
from ..addresses import split_address
from ..visible_text import fold, read_text, strip_markup
from .breadcrumbs import NON_CRUMBS, find_breadcrumb
from .jsonld import find_values
from .label_lines import MAX_LABEL_LINE_CHARS, read_label
from .page_signals import PageSignals
from .section_words import DEFAULT_CATEGORIES, MAX_SECTION_CHARS, trim_path
from .taxonomy_links import TaxonomyLink, find_categories

SectionPath = tuple[str, ...]
"""A place in the publication, outermost first."""

NON_SECTION_FOLDER = re.compile(
    r"\d.*|[a-z]|[a-z]{2}-[a-z]{2}|index|html?|content|story|stories|node|amp|www|wp|"
    r"[@~].*|en|zh|cn|us|uk|detail|show|view|web|site|static|.*\.\w{2,5}|[a-z]*\d{4,}.*",
    re.I,
)
"""Folders of an address that are no sections."""
SECTION_META = ("article:section", "parsely-section", "category", "section")
MENU_PARENT = re.compile(r"\bcurrent-(?:post-ancestor|post-parent)\b")
"""Classes of the categories of a post in a menu.

Source: WordPress 6, ``wp_nav_menu``.
"""
OWN_FOLDER = re.compile(r"[^/]+/(?:index\.\w+)?$")
"""The last folder of an address that ends with it: the name of the page itself."""
NAME_SEPARATOR = re.compile(r"\s*[,，、|｜;；]\s*")
PATH_STEP = re.compile(r"\s*>\s*|\s+/\s+")


@dataclass(frozen=True, slots=True)
class SectionList:
    """One reading of the sections.

    Attributes:
        paths: the main one first.
        source: ``json-ld``, ``slot``, ``text``, ``meta`` or ``url``.
    """

    paths: tuple[SectionPath, ...]
    source: str


def write_paths(paths: Iterable[SectionPath]) -> str:
    """Return paths as one text.

    >>> write_paths([("News", "Training"), ("Health",)])
    'News > Training, Health'
    """
    return ", ".join(map(join_path, paths))


def rank_sections(signals: PageSignals, titles: Iterable[str]) -> Iterator[SectionList]:
    """Yield what the sections may be, likeliest first.

    The first reading has the breadcrumb and the categories that the page shows.

    Args:
        titles: texts of the article's title, which ends many breadcrumbs.
    """
    titles = list(titles)
    crumb, source = find_breadcrumb(signals, titles)
    stated = [one for one in _read_stated(signals, titles) if one.paths]
    shown = build_paths(find_categories(signals))
    main = stated[0].paths[0] if stated and not crumb else crumb
    found = [
        SectionList(join_paths(crumb, _put_first(shown, main)), source or "slot"),
        *stated,
        SectionList(_read_labels(signals), "text"),
        SectionList(_read_menu(signals), "slot"),
        SectionList(_read_url(signals.url, titles), "url"),
    ]
    return (reading for reading in found if reading.paths)


def build_paths(links: Sequence[TaxonomyLink]) -> tuple[SectionPath, ...]:
    """Return the paths of categories: each a path of its own, unless the page shows
    its parent too, by an address above or by a list around."""
    named = [(link, name) for link in links for name in _read_names(link)]
    by_folders = {link.folders: name for link, name in reversed(named) if link.folders}
    by_element = {link.element: name for link, name in named}
    paths = []
    for link, name in named:
        ends = range(1, len(link.folders))
        above = [by_folders.get(link.folders[:end], "") for end in ends]
        above = [one for one in above if one] or _read_around(link.element, by_element)
        paths.append((*(one for one in above if fold(one) != fold(name)), name))
    return _drop_prefixes(paths)


def join_paths(
    crumb: SectionPath, shown: Iterable[SectionPath]
) -> tuple[SectionPath, ...]:
    """Return a breadcrumb and the paths whose last name it does not have.

    >>> join_paths(("News", "Training"), [("Training",), ("Health",)])
    (('News', 'Training'), ('Health',))
    """
    names = set(map(fold, crumb))
    others = [path for path in shown if fold(path[-1]) not in names]
    return _drop_prefixes([crumb, *others] if crumb else others)


def _drop_prefixes(paths: Iterable[SectionPath]) -> tuple[SectionPath, ...]:
    """Return each path once, without those that others go on from."""
    by_key = {tuple(map(fold, path)): path for path in reversed(list(paths))}
    above = {key[:end] for key in by_key for end in range(len(key))}
    return tuple(path for key, path in reversed(by_key.items()) if key not in above)


def _put_first(
    paths: Sequence[SectionPath], main: SectionPath
) -> Sequence[SectionPath]:
    """Return paths with those first that end as the main one does."""
    if not main:
        return paths
    return sorted(paths, key=lambda path: fold(path[-1]) != fold(main[-1]))


def _read_names(link: TaxonomyLink) -> tuple[str, ...]:
    """Return the name of a link, or the names in an element without links."""
    if link.element.tag == "a":
        return trim_path([link.name], DEFAULT_CATEGORIES)
    text = read_label(link.name, "category") or link.name
    return trim_path(NAME_SEPARATOR.split(text), DEFAULT_CATEGORIES)


def _read_around(element: HtmlElement, names: dict[HtmlElement, str]) -> list[str]:
    """Return the names of the entries of the lists around a link, outermost first."""
    found = []
    for item in islice(element.iterancestors("li"), 1, None):
        first = next(item.iter("a"), element)
        if first in names and next(first.iterancestors("li"), None) is item:
            found.append(names[first])
    return found[::-1]


def _read_stated(signals: PageSignals, titles: Sequence[str]) -> Iterator[SectionList]:
    """Yield the sections that structured data give."""
    for name in SECTION_META:
        if name in signals.meta:
            yield SectionList(_split_names(signals.meta[name], titles), "meta")
    for value in find_values(signals.things, "articleSection"):
        texts = map(str, value if isinstance(value, list) else [value])
        yield SectionList(_split_names(texts, titles), "json-ld")


def _split_names(
    texts: Iterable[str], titles: Sequence[str]
) -> tuple[SectionPath, ...]:
    """Return the paths in texts that have names between commas.

    >>> _split_names(["News > Training, Health", "Blog"], [])
    (('News', 'Training'), ('Health',))
    """
    folded = [fold(title) for title in titles]
    names = (name for text in texts for name in NAME_SEPARATOR.split(text))
    paths = (
        trim_path(PATH_STEP.split(strip_markup(name)), NON_CRUMBS, folded)
        for name in names
    )
    return _drop_prefixes(filter(None, paths))


def _read_labels(signals: PageSignals) -> tuple[SectionPath, ...]:
    """Return the categories in the first line with a label for them."""
    for index, block in enumerate(signals.blocks):
        if len(block.text) > MAX_LABEL_LINE_CHARS or block.tag == "pre":
            continue
        if (value := read_label(block.text, "category")) and not signals.is_outside(
            index
        ):
            names = trim_path(NAME_SEPARATOR.split(value), DEFAULT_CATEGORIES)
            return tuple((name,) for name in names)
    return ()


def _read_menu(signals: PageSignals) -> tuple[SectionPath, ...]:
    """Return the entries of menus that are marked as holding this page."""
    items = [
        e for e in signals.root.iter("li") if MENU_PARENT.search(e.get("class") or "")
    ]
    links = [link for item in items for link in islice(item.iter("a"), 1)]
    names = {a: n for a in links for n in trim_path([read_text(a)], DEFAULT_CATEGORIES)}
    return _drop_prefixes((*_read_around(a, names), names[a]) for a in names)


def _read_url(url: str, titles: Sequence[str]) -> tuple[SectionPath, ...]:
    """Return the folders of an address, without the page's own."""
    path = OWN_FOLDER.sub("/", unquote(split_address(url).path))
    folders = [p for p in path.split("/")[:-1] if p]
    words = [
        re.sub(r"[-_]+", " ", f) for f in folders if not NON_SECTION_FOLDER.fullmatch(f)
    ]
    names = [w[0].upper() + w[1:] for w in words if len(w) <= MAX_SECTION_CHARS]
    path_of_names = trim_path(names, NON_CRUMBS, map(fold, titles))[:2]
    return (path_of_names,) if path_of_names else ()
