"""What a page says about itself, gathered in one walk over its tree.

Three kinds of clue: what machines are told (meta elements, JSON-LD, the title element),
elements whose names tell what they hold (class, id, itemprop, rel: *signs*), and the
blocks of text around the headline, where people are told the date and the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from ..addresses import join_address, split_address
from ..blocks import PageBlocks
from ..texts import LONGEST, flatten, fold, read_text
from .jsonld import Thing, read_json_ld
from .markup_hints import find_bylines, find_kinds, find_link_kind, find_outside

HOME = re.compile(
    r"(?:https?:)?(?://[^/?#]+)?/?(?:\.\.?/)*(?:(?:index|default|home)\.\w+)?"
)
"""Addresses of front pages."""
NAMELESS = (None, None, None, None)
HOME_WORDS = frozenset(
    ("home", "homepage", "首页", "主页", "返回首页", "back", "backtohome", "logo")
)


@dataclass(frozen=True, slots=True)
class NamedElement:
    """An element whose names tell what it holds.

    Attributes:
        block: index of the block of text that begins at or before it.
        names: its class and id; its itemprop and rel with these words before them.
    """

    kind: str
    element: HtmlElement
    block: int
    names: str


@dataclass(slots=True)
class PageSignals:
    """All that one page says about itself.

    Attributes:
        meta: contents of meta elements by lower-cased name, in page order.
        things: objects of JSON-LD, those inside ``@graph`` too.
        title: text of the title element.
        language: what the page says of its language, as ``en-GB``.
        links: addresses of link elements by rel.
        home_links: texts of links to the front page: the logo.
        signs: in page order.
        outside: for each node of ``page``, whether its names, or those of a node
            around it, say that it surrounds the article.
    """

    url: str
    page: PageBlocks
    meta: dict[str, list[str]] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    title: str = ""
    language: str = ""
    links: dict[str, str] = field(default_factory=dict)
    home_links: list[str] = field(default_factory=list)
    signs: list[NamedElement] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """Return the first content of the first meta element that is there."""
        return next((self.meta[n][0] for n in names if n in self.meta), "")

    def of_kind(self, *kinds: str) -> Iterator[NamedElement]:
        """Yield the signs of some kinds, in page order."""
        return (s for s in self.signs if s.kind in kinds)

    def place(self, block: int) -> None:
        """Note the block of the headline: what holds it surrounds no article."""
        if 0 <= block < len(self.page.blocks):
            path = self.page.path(self.page.blocks[block].node)
            inside = find_bylines(self.page, self.outside, block)
            if self.outside[path[0]] or inside:
                self.outside = find_outside(self.page, inside.union(path))

    def is_outside(self, block: int) -> bool:
        """Say whether a block stands in what surrounds the article."""
        blocks = self.page.blocks
        return bool(blocks) and self.outside[blocks[min(block, len(blocks) - 1)].node]


def read_signals(root: HtmlElement, url: str, page: PageBlocks) -> PageSignals:
    """Walk over a page once and gather its signals."""
    signals = PageSignals(url, page, outside=find_outside(page))
    signals.language = root.get("lang") or ""
    begins: dict[int, int] = {}
    for index, one in enumerate(page.blocks):
        begins.setdefault(id(one.start[0]), index)
    block = 0
    for element in root.iter():
        block = begins.get(id(element), block)
        tag = element.tag
        if tag == "meta":
            _add_meta(signals, element)
        elif tag == "script":
            if "ld+json" in (element.get("type") or ""):
                signals.things.extend(read_json_ld(element.text or ""))
        elif tag == "title":
            signals.title = signals.title or read_text(element)
        elif tag == "link":
            rel, href = element.get("rel"), element.get("href")
            if rel and href:
                signals.links.setdefault(rel.lower(), href)
        else:
            get = element.get
            named = (get("class"), get("id"), get("itemprop"), get("rel"))
            if named != NAMELESS or tag == "time":
                names = _join_names(*named, tag)
                for kind in find_kinds(names):
                    signals.signs.append(NamedElement(kind, element, block, names))
            if tag == "a":
                _add_link(signals, element, block)
    return signals


def _join_names(
    classes: str | None, ident: str | None, prop: str | None, rel: str | None, tag: str
) -> str:
    """Return all names of an element; itemprop and rel say which they are."""
    names = f"{classes} {ident}" if classes and ident else classes or ident or ""
    if prop:
        names += "".join(f" itemprop-{p}" for p in prop.split())
    if rel:
        names += "".join(f" rel-{r}" for r in rel.split())
    return f"{names} time" if tag == "time" else names.lstrip()


def _add_link(signals: PageSignals, element: HtmlElement, block: int) -> None:
    href = element.get("href") or ""
    if len(href) < 60 and HOME.fullmatch(href) and _is_root(signals.url, href):
        text = read_text(element) or _read_alt(element)
        if 2 < len(text) < 60 and fold(text) not in HOME_WORDS:
            signals.home_links.append(text)
    elif kind := find_link_kind(href):
        signals.signs.append(NamedElement(kind, element, block, f"href-{kind}"))


def _is_root(url: str, href: str) -> bool:
    """Say whether an address is the front page of a site or of a language."""
    path = split_address(join_address(url, href)).path
    return (
        re.fullmatch(r"/?(?:[a-z]{2}/)?(?:(?:index|default|home)\.\w+)?", path)
        is not None
    )


def _read_alt(element: HtmlElement) -> str:
    image = element.find(".//img")
    return flatten(image.get("alt") or "") if image is not None else ""


def _add_meta(signals: PageSignals, element: HtmlElement) -> None:
    get = element.get
    name = get("property") or get("name") or get("itemprop")
    content = flatten((get("content") or "")[: 4 * LONGEST])
    if name and content:
        signals.meta.setdefault(name.strip().lower(), []).append(content)
