"""Which links to categories and to tags are those of the article, not of the page.

Pages link to categories in menus, in side columns and under other articles too. Those
of the article stand near its headline or at its end; WordPress also writes them into
the classes of the element around the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import unquote

from lxml.html import HtmlElement

from ..addresses import find_host, join_address, split_address
from ..blocks import HEADING_TAGS
from ..visible_text import read_text
from .markup_hints import find_link_kind
from .page_signals import NamedElement, PageSignals

TaxonomyKind = Literal["category", "tag"]

ARTICLE_END = re.compile(
    r"\b(?:post|entry|article|single)[-_]+(?:footer|foot|meta|tags?|categor(?:y|ies)"
    r"|tax(?:onomy)?|info)\b|\b(?:cat|tag)s?-?links?\b|\bpage__(?:taxonomy|meta)\b",
    re.I,
)
"""Classes of what ends an article and lists its categories and tags."""
LIST_OF_ALL = re.compile(r"cloud|popular|\bhot\b|trending|\bwidget_", re.I)
"""Names of lists of all categories or tags of a site."""
TAG_FIELD = re.compile(
    r"(?:field|post|entry|article|story|node|blog|page|single)[-_]+(?:[a-z]+[-_]+)*tags?\b"
    r"|\btags?[-_]?(?:links?|list)\b|itemprop-keywords",
    re.I,
)
"""Names of elements whose links are tags whatever their addresses."""
MAX_LEVELS_AROUND = 4
"""Elements around a link that are looked at for such classes."""
MAX_HEADLINE_DISTANCE = 12
"""Blocks between the headline and the categories near it."""
MAX_META_BLOCK_CHARS = 160
"""Characters of a block with categories; a longer one is text."""
MAX_STANDFIRST_BLOCKS = 2
"""Longer blocks between the headline and the categories."""
MAX_KICKER_BLOCKS = 3
"""Blocks of categories above the headline; more of them are a menu."""
MAX_CONTAINER_CHARS = 400
"""Characters of an element that lists categories or tags."""
MAX_CONTAINER_LINKS = 80
"""Links in such an element that are looked at."""
INDEX_FILE = re.compile(r"/(?:index\.\w+)?$|\.html?$")
POST_CLASS = re.compile(r"post|hentry|post-\d+|type-[\w-]+")
"""Classes of the element around a post. Source: WordPress 6, ``post_class``."""
CATEGORY_CLASS = re.compile(r"category-([\w-]+)")


@dataclass(frozen=True, slots=True)
class TaxonomyLink:
    """A link to the list of a category or of a tag.

    Attributes:
        name: its text.
        folders: of its address, in lower case.
        block: index of the block of text that begins at or before it.
        is_named: whether an element around it is named for such links.
        is_outside: whether it stands in what surrounds the article.
    """

    name: str
    folders: tuple[str, ...]
    block: int
    element: HtmlElement
    is_named: bool
    is_outside: bool

    @property
    def slug(self) -> str:
        """The last folder of its address."""
        return self.folders[-1] if self.folders else ""


def find_categories(signals: PageSignals) -> list[TaxonomyLink]:
    """Return the categories that the page shows for its article, in page order."""
    links = list(list_links(signals, "category"))
    classes = _find_category_classes(signals)
    shown = _find_near(signals, links) or _find_last(signals, links)
    stated = [link for link in shown or links if link.slug in classes]
    own = [link for link in shown if _is_of(link, stated) or not link.slug.isascii()]
    return own if stated and shown else stated or shown


def find_tags(signals: PageSignals) -> list[TaxonomyLink]:
    """Return the tags that the page shows for its article, in page order.

    Links with ``rel=tag`` go before links to addresses of tags, and these before links
    in elements that are named for tags.
    """
    links = [link for link in list_links(signals, "tag") if _is_own(signals, link)]
    tiers: list[list[TaxonomyLink]] = [[], [], []]
    for link in links:
        if "tag" in (link.element.get("rel") or "").split():
            tiers[0].append(link)
        elif find_link_kind(link.element.get("href") or "") == "tag":
            tiers[1].append(link)
        else:
            tiers[2].append(link)
    return next(filter(None, tiers), [])


def list_links(signals: PageSignals, kind: TaxonomyKind) -> Iterator[TaxonomyLink]:
    """Yield the links of one kind on the page, each element once."""
    lists = [n for n in signals.of_kind(kind) if not LIST_OF_ALL.search(n.names)]
    if not lists:
        return
    nodes = {n.element: i for i, n in enumerate(signals.page.nodes)}
    begins = {b.start[0]: i for i, b in reversed(list(enumerate(signals.blocks)))}
    seen: set[HtmlElement] = set()
    for named in lists:
        is_named = not named.names.startswith("href-")
        anchors, block = set(_find_anchors(named, kind)), named.block
        for link in named.element.iter() if anchors else ():
            block = begins.get(link, block)
            if link not in anchors or link in seen:
                continue
            seen.add(link)
            address = join_address(signals.url, link.get("href") or "")
            if is_named or _is_of_site(address, signals.url):
                around = (nodes[e] for e in link.iterancestors() if e in nodes)
                yield TaxonomyLink(
                    read_text(link),
                    _find_folders(address) if link.get("href") else (),
                    next((begins[e] for e in link.iter() if e in begins), block),
                    link,
                    is_named,
                    is_outside=signals.outside[next(around, 0)],
                )


def _find_anchors(named: NamedElement, kind: TaxonomyKind) -> list[HtmlElement]:
    """Return a link, the links in an element named for them, or one without links."""
    element = named.element
    default = kind if kind == "category" or TAG_FIELD.search(named.names) else "other"
    if element.tag == "a":
        return [element] if _find_kind(element, default) == kind else []
    if len(read_text(element)) > MAX_CONTAINER_CHARS:
        return []
    anchors = list(islice(element.iter("a"), MAX_CONTAINER_LINKS))
    if not anchors and kind == "category":
        return [element]
    kinds = [_find_kind(a, "") for a in anchors]
    wanted = kind if kind in kinds or default != kind else ""
    return [a for a, found in zip(anchors, kinds, strict=True) if found == wanted]


def _is_of_site(address: str, url: str) -> bool:
    """Return whether two addresses are of one site, whatever the subdomains."""
    one, other = find_host(address), find_host(url)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _find_kind(link: HtmlElement, default: str) -> str:
    """Return what a link leads to by its address, then its rel, then its place."""
    kind = find_link_kind(link.get("href") or "")
    if kind in ("category", "tag"):
        return kind
    rels = (link.get("rel") or "").split()
    return next((rel for rel in ("category", "tag") if rel in rels), default)


def _find_folders(address: str) -> tuple[str, ...]:
    """Return the folders of an address, with its query and fragment as the last ones.

    >>> _find_folders("https://a.example/category/News/index.html")
    ('category', 'news')
    """
    parts = split_address(unquote(address).lower())
    whole = f"{INDEX_FILE.sub('/', parts.path)}/{parts.query}/{parts.fragment}"
    return tuple(filter(None, whole.split("/")))


def _find_category_classes(signals: PageSignals) -> set[str]:
    """Return the categories in the classes of the post around the headline."""
    if signals.title_at < 0:
        return set()
    path = signals.page.path(signals.blocks[signals.title_at].node)
    names = (signals.page.nodes[node].classes for node in path)
    posts = (classes for classes in names if any(map(POST_CLASS.fullmatch, classes)))
    found = (CATEGORY_CLASS.fullmatch(name) for classes in posts for name in classes)
    return {match[1] for match in found if match}


def _is_of(link: TaxonomyLink, stated: Sequence[TaxonomyLink]) -> bool:
    """Return whether a link is one of others or leads to what is above one of them."""
    size = len(link.folders)
    return any(link.folders == one.folders[:size] for one in stated)


def _find_near(
    signals: PageSignals, links: Sequence[TaxonomyLink]
) -> list[TaxonomyLink]:
    """Return the links near the headline, without those of a menu above it."""
    at = signals.title_at
    first, after = _find_headline_blocks(signals)
    near = [
        link
        for link in links
        if not link.is_outside
        and first <= link.block < after
        and (at >= 0 or link.is_named)
        and len(signals.blocks[link.block].text) <= MAX_META_BLOCK_CHARS
    ]
    menu = {one.block for one in near if one.block < at and not one.is_named}
    if len(menu) > MAX_KICKER_BLOCKS:
        return [link for link in near if link.block not in menu]
    return near


def _find_headline_blocks(signals: PageSignals) -> tuple[int, int]:
    """Return the first block around the headline and the one after the last.

    They end at the next heading, which may be that of another article, and where the
    text has begun.
    """
    blocks, at = signals.blocks, max(0, signals.title_at)
    first = at
    while first and at - first < MAX_HEADLINE_DISTANCE:
        if blocks[first - 1].tag in HEADING_TAGS:
            break
        first -= 1
    after, texts = at + 1, 0
    while after < len(blocks) and after - at <= MAX_HEADLINE_DISTANCE:
        texts += len(blocks[after].text) > MAX_META_BLOCK_CHARS
        if blocks[after].tag in HEADING_TAGS or texts > MAX_STANDFIRST_BLOCKS:
            break
        after += 1
    return first, after


def _find_last(
    signals: PageSignals, links: Sequence[TaxonomyLink]
) -> list[TaxonomyLink]:
    """Return the first group of links after the headline.

    There is none if groups further down are in elements of the same names: these are
    the categories of other articles.
    """
    groups: list[list[TaxonomyLink]] = []
    for link in links:
        if link.block <= signals.title_at or not _is_own(signals, link):
            continue
        if groups and link.block - groups[-1][-1].block <= 1:
            groups[-1].append(link)
        else:
            groups.append([link])
    places = [_find_place(group[0].element) for group in groups]
    return groups[0] if groups and places[0] not in places[1:] else []


def _find_place(link: HtmlElement) -> tuple[tuple[str, str | None], ...]:
    """Return tags and classes of the elements around a link."""
    around = islice(link.iterancestors(), MAX_LEVELS_AROUND)
    return tuple((str(one.tag), one.get("class")) for one in around)


def _is_own(signals: PageSignals, link: TaxonomyLink) -> bool:
    """Return whether a link is at the end of the article or in a list of links."""
    around = list(islice(link.element.iterancestors(), MAX_LEVELS_AROUND))
    classes = " ".join(one.get("class") or "" for one in around)
    if LIST_OF_ALL.search(classes):
        return False
    if ARTICLE_END.search(classes):
        return True
    if link.is_outside or link.block >= len(signals.blocks):
        return False
    block = signals.blocks[link.block]
    return 3 * block.links > len(block.text)
