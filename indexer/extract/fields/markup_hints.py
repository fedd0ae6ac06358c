"""What an element probably holds, by its class, id and other names."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from urllib.parse import unquote

from ..blocks import Node, PageBlocks

ELEMENT_KINDS: dict[str, tuple[str, re.Pattern[str]]] = {
    "headline": (
        "title headline h1 tit tt bt",
        re.compile(
            r"headline|(?:entry|post|article|story|page|content|news|main|doc|blog)-?title"
            r"|^(?:tit|title|tt|bt|biaoti)(?: |$)|h1"
        ),
    ),
    "standfirst": (
        "stand sub dek deck summary desc",
        re.compile(
            r"standfirst|sub-?(?:title|head|headline)s?\b|\bde(?:k|ck)\b"
            r"|article-?(?:summary|desc)"
        ),
    ),
    "author": (
        "author byline by-line by_line zuozhe contributor writer -user "
        "nickname nick-name username user-name",
        re.compile(
            r"author(?!i[sz]|ity)|by-?line|zuozhe|contributor|\bwriter"
            r"|\b(?:icon|fas?|glyphicon|bi|ri|ti|mdi|la)-user(?:-o|-line|-fill)?\b"
            r"|\b(?:nick|user)-?name\b"
        ),
    ),
    "date": (
        "date time publish posted riqi meta info",
        re.compile(
            r"(?<!up)date(?!base)|\btime|time(?:stamp)?\b|publish(?!er)|posted|pubtime"
            r"|dateline|riqi|(?:post|entry|article)-?(?:meta|info)"
        ),
    ),
    "modified": ("modif updated lastmod", re.compile(r"modified|updated|lastmod")),
    "tag": (
        "tag keyword topic",
        re.compile(r"\btag(?!line|ged?\b)|post-?tag|article-?tag|keyword|topic"),
    ),
    "category": (
        "categor cat-links catlinks rubri articlesection genre",
        re.compile(
            r"(?:post|entry|article|meta|blog|single|news|item|field|story|node)"
            r"(?:-[a-z]+)?-categor(?:y|ies)\b|\bcat-?links?\b|rel-category"
            r"|\bcategor(?:y|ies)-(?:links?|names?|list|chain|item)\b"
            r"|(?:^| )categor(?:y|ies)(?: |$)|itemprop-(?:articlesection|genre)"
            r"|\brubri(?:c|k|que)\b"
        ),
    ),
    "crumb": (
        "crumb location position dqwz weizhi path",
        re.compile(r"breadcrumb|crumb|\blocation\b|position|dqwz|weizhi|\bpath\b"),
    ),
}
"""What an element may hold, by its names: hints, one of which must be there for
the pattern to be tried, and the pattern of the names in lower case."""
KIND_HINTS = {kind: tuple(hints.split()) for kind, (hints, _) in ELEMENT_KINDS.items()}
ANY_HINT = re.compile("|".join(hint for hints in KIND_HINTS.values() for hint in hints))

AUTHOR_FOLDERS = (
    r"authors?|contributors?|writers?|journalists?|reporters?|by|people"
    r"|autor(?:en|es|a|i|e)?|auteurs?|firmas?|signataires?|redakteure?"
)
"""Pattern of the folders in which sites keep a page of each author."""

LINK_KIND = re.compile(
    rf"/(?:(?P<author>{AUTHOR_FOLDERS}|profile)/[^/?#]"
    r"|(?P<tag>tags?|topics?|keywords?|hashtag|labels?|标签|標籤|タグ"
    r"|schlagw[oö]rte?r?|stichw[oö]rte?r?|etiquetas?|etiquettes?|mots-cles)(?:/|/?#)[^/?#]"
    r"|(?P<category>categor(?:y|ies|ie|ia|ias)|kategori(?:e|en|a|er)?|rubri(?:k|que)s?"
    r"|分类|分類|カテゴリー?)(?:[:/]|/?#)[^/?#])"
    r"|[?&](?:(?P<tag_query>tag)|(?P<category_query>cate?))=\w"
)
"""Addresses of lists, as software makes them: ``/category/x/`` (WordPress, Hugo, Hexo,
Typecho; translated too), ``/tags/#x`` (Jekyll), ``?cat=3`` (WordPress, Z-Blog),
``/wiki/Category:X`` (MediaWiki)."""
OUTSIDE_NAME = re.compile(
    r"comment|related|recommend|side-?bar|\baside\b|foot(?:er)?\b|\bnav|menu|popular"
    r"|^colophon$|^copyrights?$|^site-info$"
    r"|^(?:text)?widgets?\b(?!-(?:span|type))|widget-[a-z-]*posts\b"
    r"|trending|more-?(?:stories|from|news|posts|like)|read-?(?:more|next)|teaser|promo"
    r"|newsletter|most-?read|latest|carousel|(?:post|article|story|news)-?list|about-?author"
    r"|author-?(?:bio|box|desc|card)|up-?next|prev(?:ious)?-?(?:post|next)|advert"
    r"|modal|cookie|hotnews|paihang|tuijian|xiangguan"
)
"""Names of what surrounds an article. Page builders call every block a widget, so the
word counts only where a name begins with it."""
BYLINE_NODE_NAME = re.compile(
    r"comment|foot(?:er)?\b|about-author|author-?(?:bio|box|desc|card)"
)
"""Those of these names that, right below the headline, are of the line of date and
author: nothing is there yet to comment on, and no foot."""
BYLINE_NODE_BLOCKS = 4
"""Blocks below the headline where that is so."""
MAX_BYLINE_BLOCK_CHARS = 160
"""Characters of a block of a byline; a longer one is the beginning of the text."""
MAX_BYLINE_NODE_CHARS = 400
"""Characters of a node that may hold a byline."""

WORD_SEAM = re.compile(r"[_-]+|(?<=[a-z])(?=[A-Z])")
"""Where a name is made of two words."""
LAYOUT_NAME = re.compile(
    r"[\[\]():=/&]|\b(?:has|with|no)(?:-|(?-i:[A-Z]))"
    r"|-(?:container|wrapper|layout|position|active|open|left|right)\b",
    re.I,
)
"""Class names that set a layout: ``hasSidebar``, ``md:[grid-area:sidebar]``."""
INSIDE_TAGS = frozenset(("body", "main", "article", "h1"))
MAX_OUTSIDE_SHARE = 0.6
"""Share of a page's text that nothing but the article's own container holds."""


def find_link_kind(href: str) -> str:
    """Return the kind of page a link leads to: author, tag, category or nothing.

    >>> find_link_kind("/tags/water/"), find_link_kind("/by/ann-lee")
    ('tag', 'author')
    """
    found = LINK_KIND.search(unquote(href).lower())
    kind = found.lastgroup or "" if found else ""
    return kind.removesuffix("_query")


@lru_cache(maxsize=50_000)
def find_kinds(names: str) -> tuple[str, ...]:
    """Return what an element may hold by its names; see ``ELEMENT_KINDS``.

    >>> find_kinds("entry-meta author vcard")
    ('author', 'date')
    """
    if len(names) > 300:
        return ()
    hinted = set().union(*map(_find_hints, names.lower().split()))
    if not hinted:
        return ()
    folded = _fold_names(names)
    return tuple(
        k for k in ELEMENT_KINDS if k in hinted and ELEMENT_KINDS[k][1].search(folded)
    )


@lru_cache(maxsize=20_000)
def _find_hints(name: str) -> tuple[str, ...]:
    """Return the kinds that one name in lower case hints at."""
    if ANY_HINT.search(name) is None:
        return ()
    return tuple(k for k, hints in KIND_HINTS.items() if any(h in name for h in hints))


def _fold_names(names: str) -> str:
    """Cut words in camel case and lower them.

    >>> _fold_names("ArticleByline__author")
    'article-byline-author'
    """
    return WORD_SEAM.sub("-", names).lower()


@lru_cache(maxsize=20_000)
def _surrounds(name: str) -> bool:
    """Return whether a class or id, if it sets no layout, is in ``OUTSIDE_NAME``."""
    if LAYOUT_NAME.search(name):
        return False
    return OUTSIDE_NAME.search(_fold_names(name)) is not None


def _surrounding_names(node: Node) -> list[str]:
    return [name for name in (*node.classes, node.id) if _surrounds(name)]


def _is_surrounding(node: Node) -> bool:
    """Return whether the tag or a name of a node is of what surrounds an article."""
    if node.tag in INSIDE_TAGS:
        return False
    return node.tag in ("nav", "aside", "footer") or bool(_surrounding_names(node))


def find_outside(page: PageBlocks, inside: Container[int] = ()) -> list[bool]:
    """Return for each node whether it surrounds the article.

    What holds most of the text never does, nor do the nodes said to be inside.
    """
    lengths = [0] * len(page.nodes)
    for block in page.blocks:
        lengths[block.node] += len(block.text)
    for index in range(len(page.nodes) - 1, 0, -1):
        lengths[page.nodes[index].parent] += lengths[index]
    most = MAX_OUTSIDE_SHARE * lengths[0] if lengths else 0
    outside: list[bool] = []
    for index, (node, length) in enumerate(zip(page.nodes, lengths, strict=True)):
        own = length < most and index not in inside and _is_surrounding(node)
        around = node.parent >= 0 and outside[node.parent]
        outside.append(own or (around and index not in inside))
    return outside


def find_byline_nodes(
    page: PageBlocks, outside: Sequence[bool], title_at: int
) -> set[int]:
    """Return the nodes right below the headline that are of the article after all."""
    found: set[int] = set()
    for index in range(
        title_at + 1, min(title_at + 1 + BYLINE_NODE_BLOCKS, len(page.blocks))
    ):
        if len(page.blocks[index].text) > MAX_BYLINE_BLOCK_CHARS:
            break  # the text has begun
        path = page.path(page.blocks[index].node)
        named = [n for n in path if outside[n] and _is_surrounding(page.nodes[n])]
        if named and all(_is_byline(page, n, index) for n in named):
            found.update(path)
    return found


def _is_byline(page: PageBlocks, node: int, block: int) -> bool:
    """Return whether a node seen from a block in it is short and may hold a byline."""
    if page.nodes[node].tag in ("nav", "aside"):
        return False
    names = map(_fold_names, _surrounding_names(page.nodes[node]))
    here = page.blocks[block : block + 40]
    length = sum(len(b.text) for b in here if node in page.path(b.node))
    return length <= MAX_BYLINE_NODE_CHARS and all(
        BYLINE_NODE_NAME.search(name) for name in names
    )
