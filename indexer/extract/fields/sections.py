"""Where an article stands in its publication: the path of sections, outermost first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from ...model import join_path
from ..addresses import split_address
from ..visible_text import flatten, fold, read_text, strip_markup
from .jsonld import Thing, find_types, find_values
from .page_signals import PageSignals

_HOME_CRUMBS = """
    home, home page, homepage, front page, start, main, index, you are here, all, more,
    首页, 主页, 网站首页, 返回首页, 首頁, 当前位置, 您的位置, 您现在的位置, 正文,
    你的位置, 所在位置, 您当前的位置, 位置
"""
HOME_CRUMBS = frozenset(map(fold, _HOME_CRUMBS.split(",")))
"""What a breadcrumb begins with before any section."""
CRUMB_LABEL = re.compile(
    r"^\W*(?:you are here|current (?:location|position)|location|"
    r"(?:您|你)?(?:现在|当前|所在)?的?位置(?:是|为)?)\s*[:：]?\s*",
    re.I,
)
CRUMB_SEPARATOR = re.compile(r"\s*(?:>+|»|›|→|＞|\s/\s|—>|::)\s*")
NON_SECTION_FOLDER = re.compile(
    r"\d.*|[a-z]|[a-z]{2}-[a-z]{2}|index|html?|content|articles?|story|stories|posts?|node|amp|www|wp|"
    r"archives?|pages?|en|zh|cn|us|uk|detail|show|view|blogs?|web|site|static|.*\.\w{2,5}|[a-z]*\d{4,}.*",
    re.I,
)
"""Folders of an address that are no sections."""
MAX_CRUMBS = 6
MENU_PARENT = "current-post-ancestor"
"""Class of the category of a post in a menu. Source: WordPress 6, ``wp_nav_menu``."""
OWN_FOLDER = re.compile(r"[^/]+/(?:index\.\w+)?$")
"""The last folder of an address that ends with it: the name of the page itself."""
MAX_SECTION_CHARS = 40
"""Characters of a section's name."""


@dataclass(frozen=True, slots=True)
class SectionPath:
    """One reading of the section path.

    Attributes:
        source: ``json-ld``, ``slot``, ``text``, ``meta`` or ``url``.
    """

    parts: tuple[str, ...]
    source: str

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        return (self.parts,)


def write_paths(paths: Iterable[tuple[str, ...]]) -> str:
    """Return paths as one text.

    >>> write_paths([("News", "Training"), ("Health",)])
    'News > Training, Health'
    """
    return ", ".join(map(join_path, paths))


def rank_sections(signals: PageSignals, titles: Iterable[str]) -> Iterator[SectionPath]:
    """Yield what the section path may be, likeliest first.

    Args:
        titles: texts of the article's title, which ends many breadcrumbs.
    """
    drop = HOME_CRUMBS | {fold(t) for t in (*titles, *signals.site_names)}
    found = (
        SectionPath(_trim(parts, drop), source) for parts, source in _read(signals)
    )
    return (p for p in found if p.parts)


def read_crumbs(texts: Iterable[str], titles: Iterable[str]) -> tuple[str, ...]:
    """Return the path in the blocks of a breadcrumb, one for each part or one for all.

    >>> read_crumbs(["Home » Projects » Wells", "A dry year"], ["A dry year"])
    ('Projects', 'Wells')
    """
    parts = [
        p for text in texts for p in CRUMB_SEPARATOR.split(CRUMB_LABEL.sub("", text))
    ]
    return _trim(parts, HOME_CRUMBS | {fold(t) for t in titles})


def _read(signals: PageSignals) -> Iterator[tuple[Sequence[str], str]]:
    for thing in signals.things:
        if "BreadcrumbList" in find_types(thing):
            yield _read_list(thing), "json-ld"
        elif isinstance(thing.get("breadcrumb"), dict):
            yield _read_list(thing["breadcrumb"]), "json-ld"
    yield from ((parts, "slot") for parts in _read_slots(signals))
    yield from ((parts, "text") for parts in _read_lines(signals))
    links = [s for s in signals.of_kind("category") if not signals.is_outside(s.block)]
    near = [s for s in links if abs(s.block - max(0, signals.title_at)) <= 12]
    yield [read_text(s.element) for s in near][:2], "slot"
    for name in ("article:section", "parsely-section", "category", "section"):
        if name in signals.meta:
            yield [strip_markup(signals.meta[name][0])], "meta"
    for value in find_values(signals.things, "articleSection"):
        parts = (
            value if isinstance(value, list) else re.split(r"\s*[,>/]\s*", str(value))
        )
        yield [strip_markup(str(p)) for p in parts][:2], "json-ld"
    yield [read_text(s.element) for s in links][:1], "slot"
    yield _read_menu(signals), "slot"
    yield _read_url(signals.url), "url"


def _read_list(thing: Thing) -> list[str]:
    """Return the names in a BreadcrumbList of JSON-LD, by position."""
    items = thing.get("itemListElement")
    named = []
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            inner = item.get("item")
            name = item.get("name") or (
                inner.get("name") if isinstance(inner, dict) else None
            )
            position = item.get("position")
            order = int(str(position)) if str(position).isdigit() else index + 1
            if isinstance(name, str):
                named.append((order, strip_markup(name)))
    return [name for _, name in sorted(named, key=lambda pair: pair[0])]


def _read_slots(signals: PageSignals) -> Iterator[list[str]]:
    """Yield the links of elements named as breadcrumbs above the headline or by it."""
    for named in signals.of_kind("crumb"):
        if signals.title_at >= 0 and named.block > signals.title_at + 3:
            continue
        found = islice(named.element.iter("a"), MAX_CRUMBS + 1)
        links = [read_text(a) for a in found]
        if 1 <= len(links) <= MAX_CRUMBS and all(
            len(x) <= 4 * MAX_SECTION_CHARS for x in links
        ):
            yield links


def _read_lines(signals: PageSignals) -> Iterator[list[str]]:
    """Yield the parts of lines above the headline that read as a breadcrumb."""
    stop = signals.title_at if signals.title_at >= 0 else 60
    for block in signals.blocks[:stop]:
        text = block.text
        if len(text) < 5 * MAX_SECTION_CHARS and (
            CRUMB_LABEL.match(text) or CRUMB_SEPARATOR.search(text)
        ):
            parts = [
                p.strip() for p in CRUMB_SEPARATOR.split(CRUMB_LABEL.sub("", text))
            ]
            if CRUMB_LABEL.match(text) or (
                len(parts) > 1 and fold(parts[0]) in HOME_CRUMBS
            ):
                yield parts


def _read_menu(signals: PageSignals) -> list[str]:
    """Return the entry of the menu that is marked as holding this page."""
    items = (
        e for e in signals.root.iter("li") if MENU_PARENT in (e.get("class") or "")
    )
    return [read_text(link) for item in items for link in islice(item.iter("a"), 1)][:1]


def _read_url(url: str) -> list[str]:
    """Return the folders of an address, without the page's own."""
    path = OWN_FOLDER.sub("/", unquote(split_address(url).path))
    folders = [p for p in path.split("/")[:-1] if p]
    words = [
        re.sub(r"[-_]+", " ", f) for f in folders if not NON_SECTION_FOLDER.fullmatch(f)
    ]
    return [w[0].upper() + w[1:] for w in words if len(w) <= MAX_SECTION_CHARS][:2]


def _trim(parts: Sequence[str], drop: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Leave out front page, title and what is no name of a section; each part once."""
    kept = (flatten(p).strip(" >»›/|:：") for p in parts)
    names = {
        fold(p): p
        for p in reversed([p for p in kept if 0 < len(p) <= MAX_SECTION_CHARS])
    }
    order = dict.fromkeys(fold(flatten(p)) for p in parts)
    return tuple(names[f] for f in order if f in names and f and f not in drop)
