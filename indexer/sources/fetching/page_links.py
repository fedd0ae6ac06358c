"""What a page says to a robot: its links, its feeds, and what may be done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from .robots import ROBOT_NAME
from .web_addresses import normalize_link, normalize_url

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
)
LINK_TAGS = ("a", "area", "frame", "link")
PAGE_RELATIONS = frozenset(("next", "prev", "canonical"))
"""Relations of ``link`` elements that lead to pages."""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of a page, normalized.

    Attributes:
        links: to pages, in page order, each once; none if it asks for none to be
            followed.
        feeds: that it names as its own.
        is_hidden: whether it asks not to be indexed.
    """

    links: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    is_hidden: bool = False


def read_links(content: bytes, url: str, charset: str, robots_tag: str) -> PageLinks:
    """Return the links of a page.

    Args:
        charset: as HTTP had it; empty if it had none.
        robots_tag: value of the header ``X-Robots-Tag``.
    """
    tree = _parse_html(content, charset)
    if tree is None:
        return PageLinks()
    asked = _read_robots_words(tree, robots_tag)
    bases = (_read_value(element, "href") for element in tree.iter("base"))
    base = normalize_url(url, next(bases, "")) or url
    links: dict[str, None] = {}
    feeds: dict[str, None] = {}
    for element in tree.iter(*LINK_TAGS):
        relations = set(_read_value(element, "rel").lower().split())
        link = _read_value(element, "href") or _read_value(element, "src")
        target = normalize_link(base, link) if link else ""
        if not target:
            continue
        if element.tag != "link":
            if "nofollow" not in relations:
                links[target] = None
        elif "alternate" in relations and _read_value(element, "type") in FEED_TYPES:
            feeds[target] = None
        elif relations & PAGE_RELATIONS:
            links[target] = None
    return PageLinks(
        () if asked & {"nofollow", "none"} else tuple(links),
        tuple(feeds),
        bool(asked & {"noindex", "none"}),
    )


def _parse_html(content: bytes, charset: str) -> html.HtmlElement | None:
    """Return the tree of a page; None if there is nothing in it.

    Markup is ASCII, so that a wrong charset spoils no more than words in links.
    """
    try:
        text = content.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # a charset that nobody has heard of
        text = content.decode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _read_value(element: html.HtmlElement, name: str) -> str:
    """Return an attribute; empty if there is none, or none that is text."""
    try:
        return element.get(name) or ""
    except UnicodeDecodeError:  # &#xD800;
        return ""


def _read_robots_words(tree: html.HtmlElement, robots_tag: str) -> set[str]:
    """Return what the page and its header ask of robots, in lower case.

    A header may name a robot before its words, as ``googlebot: noindex``.
    """
    values = [
        _read_value(meta, "content")
        for meta in tree.iter("meta")
        if _read_value(meta, "name").lower() in ("robots", ROBOT_NAME.lower())
    ]
    robot, colon, words = robots_tag.partition(":")
    if not colon or "," in robot:
        words = robots_tag
    elif robot.strip().lower() not in ("*", ROBOT_NAME.lower()):
        words = ""
    return set(re.split(r"[\s,]+", " ".join([*values, words]).lower()))
