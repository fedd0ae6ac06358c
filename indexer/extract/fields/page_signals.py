"""Everything on a page that its fields are read from, gathered in one walk.

There are three kinds of signal: structured data (meta elements, JSON-LD, the title
element), elements whose class, id, itemprop or rel says what they hold, and the blocks
of text around the headline, where readers look for the date and the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from ..addresses import find_host, join_address, split_address
from ..blocks import Block, PageBlocks
from ..visible_text import MAX_TEXT_CHARS, flatten, fold, read_text, strip_markup
from .jsonld import Thing, find_named, find_types, is_article, read_json_ld
from .markup_hints import find_byline_nodes, find_kinds, find_link_kind, find_outside

HOME_ADDRESS = re.compile(
    r"(?:https?:)?(?://[^/?#]+)?/?(?:\.\.?/)*(?:(?:index|default|home)\.\w+)?"
)
"""Addresses of front pages, as links write them."""
MAX_HOME_ADDRESS_CHARS = 60
HOME_PATH = re.compile(r"/?(?:[a-z]{2}/)?(?:(?:index|default|home)\.\w+)?")
"""Paths of the front page of a site or of one of its languages."""
HOME_LINK_WORDS = frozenset(
    ("home", "homepage", "首页", "主页", "返回首页", "back", "backtohome", "logo")
)
"""Folded texts of links to the front page that are no name of a site."""
HOME_LINK_CHARS = range(3, 60)
"""Characters of the text of such a link if it names the site."""
SITE_NAME_META = [
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "twitter:site",
]
FEED_TYPE = re.compile(r"\s*application/(?:rss|atom)\+xml\s*", re.I)
NAMELESS = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class NamedElement:
    """An element whose names say what it holds.

    Attributes:
        kind: one of ``markup_hints.ELEMENT_KINDS``, or ``category`` for a link to one.
        block: index of the block of text that begins at or before it.
        names: its class and id; then its itemprop and rel, each after that word and a
            hyphen; ``href-`` and the kind for a link known by its address.
    """

    kind: str
    element: HtmlElement
    block: int
    names: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One text that may be the title.

    Attributes:
        text: without the site's name.
        source: ``heading``, ``line``, ``json-ld``, ``meta`` or ``title``.
        score: the higher, the likelier.
        block: index of the block of text it stands in; -1 if it is not shown.
    """

    text: str
    source: str
    score: float
    block: int = -1


@dataclass(frozen=True, slots=True)
class PageSignals:
    """The signals of one page, from which all its fields are read.

    ``read_signals`` makes them, and ``titles.find_headline`` adds the headline, without
    which only the title can be read.

    Attributes:
        meta: contents of meta elements by lower-cased name, in page order.
        things: objects of JSON-LD, those inside ``@graph`` too.
        title: text of the title element.
        language: of the page by its ``lang``, as ``en-GB``.
        links: addresses of link elements by rel.
        feed_site: the site's name in the titles of its feeds; see ``_read_feed_site``.
        site_names: what the page calls the site it belongs to.
        named: in page order.
        outside: for each node of ``page``, whether its names, or those of a node
            around it, say that it surrounds the article.
        titles: what the title may be, likeliest first.
        title_at: index of the block that holds the headline; -1 if it is not shown.
    """

    root: HtmlElement
    url: str
    page: PageBlocks
    meta: Mapping[str, Sequence[str]]
    things: Sequence[Thing]
    title: str
    language: str
    links: Mapping[str, str]
    feed_site: str
    site_names: Sequence[str]
    named: Sequence[NamedElement]
    outside: Sequence[bool]
    titles: Sequence[Headline] = ()
    title_at: int = -1

    @property
    def blocks(self) -> Sequence[Block]:
        """The blocks of text of the page, in page order."""
        return self.page.blocks

    @property
    def headline(self) -> str:
        """The likeliest title; empty if there is none."""
        return self.titles[0].text if self.titles else ""

    def find_meta(self, *names: str) -> str:
        """Return the first content of the first of some meta elements, or nothing."""
        return _find_meta(self.meta, *names)

    def of_kind(self, *kinds: str) -> Iterator[NamedElement]:
        """Yield the named elements of some kinds, in page order."""
        return (n for n in self.named if n.kind in kinds)

    def is_outside(self, block: int) -> bool:
        """Return whether a block stands in what surrounds the article."""
        blocks = self.blocks
        return bool(blocks) and self.outside[blocks[min(block, len(blocks) - 1)].node]

    def with_titles(self, titles: Sequence[Headline]) -> PageSignals:
        """Return the signals with their titles, and the first of them as headline."""
        ranked = replace(self, titles=titles)
        return ranked._place(ranked.headline, self.outside)

    def with_headline(self, text: str) -> PageSignals:
        """Return the signals with another text as headline, shown or not."""
        if text == self.headline:
            return self
        return self._place(text, find_outside(self.page))

    def _place(self, text: str, outside: Sequence[bool]) -> PageSignals:
        """Put the headline where it is shown; no node around it is outside."""
        shown = (t.block for t in self.titles if t.block >= 0 and t.text == text)
        block = next(shown, -1)
        if 0 <= block < len(self.blocks):
            path = self.page.path(self.blocks[block].node)
            inside = find_byline_nodes(self.page, outside, block)
            if outside[path[0]] or inside:
                outside = find_outside(self.page, inside.union(path))
        return replace(self, title_at=block, outside=outside)


def read_signals(root: HtmlElement, url: str, page: PageBlocks) -> PageSignals:
    """Gather the signals of a page in one walk over its tree.

    Args:
        page: the blocks of the same tree.
    """
    meta: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    things: list[Thing] = []
    logos: list[str] = []
    named: list[NamedElement] = []
    title = feed_site = ""
    for element, block in _walk(root, page):
        tag, get = element.tag, element.get
        if tag == "meta":
            _add_meta(meta, element)
        elif tag == "script":
            if "ld+json" in (get("type") or ""):
                things.extend(read_json_ld(element.text or ""))
        elif tag == "title":
            title = title or read_text(element)
        elif tag == "link":
            rel, href = get("rel"), get("href")
            if rel and href:
                links.setdefault(rel.lower(), href)
            feed_site = feed_site or _read_feed_site(element)
        else:
            names = (get("class"), get("id"), get("itemprop"), get("rel"))
            if names != NAMELESS or tag == "time":
                joined = _join_names(*names, tag)
                for kind in find_kinds(joined):
                    named.append(NamedElement(kind, element, block, joined))
            if tag == "a":
                href = get("href") or ""
                if _leads_home(url, href):
                    logos.append(read_text(element) or _read_alt(element))
                elif kind := find_link_kind(href):
                    named.append(NamedElement(kind, element, block, f"href-{kind}"))
    return PageSignals(
        root=root,
        url=url,
        page=page,
        meta=meta,
        things=things,
        title=title,
        language=root.get("lang") or "",
        links=links,
        feed_site=feed_site,
        site_names=_find_site_names(url, meta, things, [feed_site, *logos]),
        named=named,
        outside=find_outside(page),
    )


def _walk(root: HtmlElement, page: PageBlocks) -> Iterator[tuple[HtmlElement, int]]:
    """Yield the elements, each with the block of text that begins at or before it."""
    begins: dict[int, int] = {}
    for index, block in enumerate(page.blocks):
        begins.setdefault(id(block.start[0]), index)
    current = 0
    for element in root.iter():
        current = begins.get(id(element), current)
        yield element, current


def _join_names(
    classes: str | None, ident: str | None, prop: str | None, rel: str | None, tag: str
) -> str:
    """Return all names of an element; see ``NamedElement``."""
    names = f"{classes} {ident}" if classes and ident else classes or ident or ""
    if prop:
        names += "".join(f" itemprop-{p}" for p in prop.split())
    if rel:
        names += "".join(f" rel-{r}" for r in rel.split())
    return f"{names} time" if tag == "time" else names.lstrip()


def _leads_home(url: str, href: str) -> bool:
    """Return whether a link leads to the front page of its site or of a language."""
    if len(href) >= MAX_HOME_ADDRESS_CHARS or not HOME_ADDRESS.fullmatch(href):
        return False
    target = join_address(url, href)
    if HOME_PATH.fullmatch(split_address(target).path) is None:
        return False
    here, there = find_host(url), find_host(target)
    return not here or f".{here}".endswith(f".{there.removeprefix('www.')}")


def _read_alt(element: HtmlElement) -> str:
    image = element.find(".//img")
    return flatten(image.get("alt") or "") if image is not None else ""


def _read_feed_site(link: HtmlElement) -> str:
    """Return the name of the site in the title of a feed, as WordPress writes it.

    The title of each feed is the site's name, "»" and what the feed holds.
    """
    if FEED_TYPE.fullmatch(link.get("type") or "") is None:
        return ""
    name, mark, _ = (link.get("title") or "").partition("»")
    return flatten(name) if mark and len(name) <= MAX_TEXT_CHARS else ""


def _add_meta(meta: dict[str, list[str]], element: HtmlElement) -> None:
    get = element.get
    name = get("property") or get("name") or get("itemprop")
    if not name and get("http-equiv", "").lower() == "content-language":
        name = "content-language"
    content = flatten((get("content") or "")[: 4 * MAX_TEXT_CHARS])
    if name and content:
        meta.setdefault(name.strip().lower(), []).append(content)


def _find_meta(meta: Mapping[str, Sequence[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _find_site_names(
    url: str,
    meta: Mapping[str, Sequence[str]],
    things: Sequence[Thing],
    logos: Sequence[str],
) -> list[str]:
    """Return what a page calls its site, in structured data, its host and its logo.

    Args:
        logos: the name in the titles of feeds and texts of the links to the front page.
    """
    found = [_find_meta(meta, name) for name in SITE_NAME_META]
    for thing in things:
        if find_types(thing)[:1] == ("WebSite",):
            found += [name for name, _ in find_named(thing)]
        if is_article(thing):
            found += [name for name, _ in find_named(thing.get("publisher"), things)]
    host = find_host(url).removeprefix("www.")
    found += [host, host.split(".")[0]]
    found += [
        text
        for text in logos
        if len(text) in HOME_LINK_CHARS and fold(text) not in HOME_LINK_WORDS
    ]
    return [strip_markup(name).lstrip("@") for name in found if name]
