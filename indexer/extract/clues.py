"""What a page says about itself, gathered in one walk over its tree.

Three kinds of clue: what machines are told (meta elements, JSON-LD, the title element),
elements whose names tell what they hold (class, id, itemprop, rel: *signs*), and the
blocks of text around the headline, where people are told the date and the author.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from .blocks import BLOCK, SKIPPED, PageBlocks

Thing = Mapping[str, Any]
"""One object of JSON-LD."""

KINDS: dict[str, re.Pattern[str]] = {
    "headline": re.compile(
        r"headline|(?:entry|post|article|story|page|content|news|main|doc|blog)[-_]?title"
        r"|^(?:tit|title|tt|bt|biaoti)(?: |$)|h1"
    ),
    "standfirst": re.compile(
        r"standfirst|sub-?(?:title|head|headline)s?\b|\bde(?:k|ck)\b|article-?(?:summary|desc)"
    ),
    "author": re.compile(r"author(?!i[sz]|ity)|by-?line|zuozhe|contributor|\bwriter"),
    "date": re.compile(
        r"(?<!up)date(?!base)|\btime|time(?:stamp)?\b|publish(?!er)|posted|pubtime|dateline|riqi"
        r"|(?:post|entry|article)-?(?:meta|info)"
    ),
    "modified": re.compile(r"modified|updated|lastmod"),
    "tag": re.compile(r"\btag(?!line|ged?\b)|post-?tag|article-?tag|keyword|topic"),
    "crumb": re.compile(r"breadcrumb|crumb|\blocation\b|position|dqwz|weizhi|\bpath\b"),
}
"""What the names of an element may say it holds."""

HOME = re.compile(
    r"(?:https?:)?(?://[^/?#]+)?/?(?:\.\.?/)*(?:(?:index|default|home)\.\w+)?"
)
"""Addresses of front pages."""
HOME_WORDS = frozenset(
    ("home", "homepage", "首页", "主页", "返回首页", "back", "backtohome", "logo")
)
LINK_KIND = re.compile(
    r"/(?:(?P<author>authors?|contributors?|writers?|journalists?|reporters?|by|people|profile)"
    r"|(?P<tag>tags?|topics?|keywords?|hashtag|labels?|标签)"
    r"|(?P<category>categor(?:y|ies)|分类))/[^/?#]+",
    re.I,
)

OUTSIDE = re.compile(
    r"comment|related|recommend|side-?bar|\baside\b|foot(?:er)?\b|\bnav|menu|widget|popular"
    r"|trending|more-?(?:stories|from|news|posts|like)|read-?(?:more|next)|teaser|promo"
    r"|newsletter|most-?read|latest|carousel|(?:post|article|story|news)-?list|about-?author"
    r"|author-?(?:bio|box|desc|card)|up-?next|prev(?:ious)?-?(?:post|next)|advert"
    r"|modal|cookie|hotnews|paihang|tuijian|xiangguan"
)
"""Names of what surrounds an article."""

ARTICLE_TYPES = ("Article", "Posting", "Report", "Review", "Recipe", "Story")
"""Endings of the types of JSON-LD that are articles."""
LAYOUT = re.compile(
    r"[\[\]():=/&]|has-|with-|no-|-(?:container|wrapper|layout|position|active|open|left|right)\b",
    re.I,
)
"""Class names that set a layout: ``has-sidebar``, ``md:[grid-area:sidebar]``."""
INSIDE = frozenset(("body", "main", "article", "h1"))
MOST = 0.6
"""Share of a page's text that nothing but the article's own container holds."""
MAX_JSON = 2_000_000
"""Characters of a script beyond which it is not read."""


def _prefix(attribute: str, value: str | None) -> str | None:
    return " ".join(f"{attribute}-{v}" for v in value.split()) if value else None


@dataclass(frozen=True, slots=True)
class Sign:
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
class Clues:
    """All that one page says about itself.

    Attributes:
        meta: contents of meta elements by lower-cased name, in page order.
        things: objects of JSON-LD, those inside ``@graph`` too.
        title: text of the title element.
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
    links: dict[str, str] = field(default_factory=dict)
    home_links: list[str] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """Return the first content of the first meta element that is there."""
        return next((self.meta[n][0] for n in names if n in self.meta), "")

    def of_kind(self, *kinds: str) -> Iterator[Sign]:
        """Yield the signs of some kinds, in page order."""
        return (s for s in self.signs if s.kind in kinds)

    def place(self, block: int) -> None:
        """Note the block of the headline: what holds it surrounds no article."""
        if 0 <= block < len(self.page.blocks):
            path = self.page.path(self.page.blocks[block].node)
            self.outside = _find_outside(self.page, frozenset(path))

    def is_outside(self, block: int) -> bool:
        """Say whether a block stands in what surrounds the article."""
        blocks = self.page.blocks
        return bool(blocks) and self.outside[blocks[min(block, len(blocks) - 1)].node]


def read_clues(root: HtmlElement, url: str, page: PageBlocks) -> Clues:
    """Walk over a page once and gather its clues."""
    clues = Clues(url, page, outside=_find_outside(page))
    begins: dict[int, int] = {}
    for index, one in enumerate(page.blocks):
        begins.setdefault(id(one.place[0]), index)
    block = 0
    for element in root.iter():
        block = begins.get(id(element), block)
        tag = element.tag
        if tag == "meta":
            _add_meta(clues, element)
        elif tag == "script":
            if "ld+json" in (element.get("type") or ""):
                clues.things.extend(_read_json_ld(element.text or ""))
        elif tag == "title":
            clues.title = clues.title or flatten(element.text_content())
        elif tag == "link":
            rel, href = element.get("rel"), element.get("href")
            if rel and href:
                clues.links.setdefault(rel.lower(), href)
        else:
            names = _join_names(element)
            for kind in find_kinds(names) if names else ():
                clues.signs.append(Sign(kind, element, block, names))
            if tag == "a":
                _add_link(clues, element, block)
    return clues


def _join_names(element: HtmlElement) -> str:
    get = element.get
    return " ".join(
        filter(
            None,
            (
                get("class"),
                get("id"),
                _prefix("itemprop", get("itemprop")),
                _prefix("rel", get("rel")),
                element.tag if element.tag == "time" else None,
            ),
        )
    )


def _add_link(clues: Clues, element: HtmlElement, block: int) -> None:
    href = element.get("href") or ""
    if len(href) < 60 and HOME.fullmatch(href) and _is_root(clues.url, href):
        text = read_text(element) or _read_alt(element)
        if 2 < len(text) < 60 and fold(text) not in HOME_WORDS:
            clues.home_links.append(text)
    elif kind := find_link_kind(href):
        clues.signs.append(Sign(kind, element, block, f"href-{kind}"))


def _is_root(url: str, href: str) -> bool:
    """Say whether an address is the front page of a site or of a language."""
    path = urlsplit(urljoin(url, href)).path
    return (
        re.fullmatch(r"/?(?:[a-z]{2}/)?(?:(?:index|default|home)\.\w+)?", path)
        is not None
    )


def _read_alt(element: HtmlElement) -> str:
    image = element.find(".//img")
    return flatten(image.get("alt") or "") if image is not None else ""


def find_link_kind(href: str) -> str:
    """Return what an address says its page is about: an author, a tag or a category.

    >>> find_link_kind("/tags/water/"), find_link_kind("/by/ann-lee")
    ('tag', 'author')
    """
    found = LINK_KIND.search(href)
    return found.lastgroup or "" if found else ""


@lru_cache(maxsize=20_000)
def find_kinds(names: str) -> tuple[str, ...]:
    """Return what the names of an element say it holds.

    >>> find_kinds("entry-meta author vcard")
    ('author', 'date')
    """
    if len(names) > 300:
        return ()
    folded = _fold_names(names)
    return tuple(kind for kind, pattern in KINDS.items() if pattern.search(folded))


def _fold_names(names: str) -> str:
    """Cut words in camel case and lower them.

    >>> _fold_names("ArticleByline__author")
    'article-byline-author'
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names)
    return re.sub(r"[_-]+", "-", parted).lower()


@lru_cache(maxsize=20_000)
def _surrounds(name: str) -> bool:
    """Say whether a class or id, if it sets no layout, is of what is no article."""
    return LAYOUT.search(name) is None and OUTSIDE.search(_fold_names(name)) is not None


def _find_outside(page: PageBlocks, inside: Container[int] = ()) -> list[bool]:
    """Say for each node whether it surrounds the article.

    What holds most of the text never does, nor do the nodes said to be inside.
    """
    lengths = [0] * len(page.nodes)
    for block in page.blocks:
        lengths[block.node] += len(block.text)
    for index in range(len(page.nodes) - 1, 0, -1):
        lengths[page.nodes[index].parent] += lengths[index]
    most = MOST * lengths[0] if lengths else 0
    outside: list[bool] = []
    for index, (node, length) in enumerate(zip(page.nodes, lengths, strict=True)):
        own = (
            length < most
            and index not in inside
            and node.tag not in INSIDE
            and (
                node.tag in ("nav", "aside", "footer")
                or any(map(_surrounds, (*node.classes, node.id)))
            )
        )
        around = node.parent >= 0 and outside[node.parent]
        outside.append(own or (around and index not in inside))
    return outside


def _add_meta(clues: Clues, element: HtmlElement) -> None:
    get = element.get
    name = get("property") or get("name") or get("itemprop")
    content = flatten(get("content") or "")
    if name and content:
        clues.meta.setdefault(name.strip().lower(), []).append(content)


def _read_json_ld(text: str) -> Iterator[Thing]:
    """Yield the objects of one JSON-LD script; none if it is broken."""
    if len(text) > MAX_JSON:
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


def types_of(thing: object) -> tuple[str, ...]:
    """Return the types of a JSON-LD object."""
    kind = thing.get("@type") if isinstance(thing, dict) else None
    return tuple(str(k) for k in (kind if isinstance(kind, list) else [kind]) if k)


def is_article(thing: Thing) -> bool:
    """Say whether a JSON-LD object is an article."""
    return any(t.endswith(ARTICLE_TYPES) for t in types_of(thing))


def values_of(things: Iterable[Thing], key: str) -> list[Any]:
    """Return the values of a key, those of articles before those of web pages."""
    ranked: tuple[list[Any], list[Any]] = ([], [])
    for thing in things:
        value = thing.get(key)
        if value and is_article(thing):
            ranked[0].append(value)
        elif value and any(t.endswith("WebPage") for t in types_of(thing)):
            ranked[1].append(value)
    return ranked[0] + ranked[1]


def names_of(value: object, things: Iterable[Thing] = ()) -> list[tuple[str, str]]:
    """Return (name, type) of the persons or organisations in a JSON-LD value.

    Args:
        things: of the page, to look up what is only named by its ``@id``.
    """
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append((clean(item), ""))
        elif isinstance(item, dict):
            named: Thing = item
            if "name" not in item and "@id" in item:
                named = next(
                    (t for t in things if t.get("@id") == item["@id"] and "name" in t),
                    named,
                )
            kind = " ".join(types_of(named))
            name = named.get("name")
            found += [
                (clean(n), kind)
                for n in (name if isinstance(name, list) else [name])
                if isinstance(n, str)
            ]
    return [(name, kind) for name, kind in found if name]


def flatten(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """Return a text for machines as people should read it.

    >>> clean("Davos&amp;#8217;s <br> Brand")
    'Davos’s Brand'
    """
    text = re.sub(r"</?(?:br|em|i|b|strong|span|p)\b[^>]{0,99}>", " ", text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return flatten(text)


def read_text(element: HtmlElement, gap: str = "") -> str:
    """Return the text of an element as people see it.

    Args:
        gap: what parts its inline elements; blocks and lines are parted by a space.
    """
    if element.tag == "meta":
        return flatten(element.get("content") or "")
    return flatten("".join(_read_parts(element, gap)))


def _read_parts(element: HtmlElement, gap: str) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        between = " " if child.tag == "br" or child.tag in BLOCK else gap
        yield between
        if child.tag not in SKIPPED:
            yield from _read_parts(child, gap)
        yield between
        yield child.tail or ""


def fold(text: str) -> str:
    """Return what of a text matters when two are compared: letters and digits.

    >>> fold("The 4th “Party”!") == fold("the 4th party")
    True
    """
    return "".join(c for c in text.casefold() if c.isalnum())
