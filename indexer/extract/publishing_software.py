"""Which kind of page a template of publishing software is for, as its names say.

Much software gives the body element classes that name the template of a page. Those of
WordPress are plain words, which other sites may use for anything, so they count only on
its pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from lxml.html import HtmlElement

TemplateKind = Literal["", "list", "single", "standing"]
"""A template for lists, for single articles, for standing pages; or unknown."""

WORDPRESS_LIST = re.compile(
    r"archive|category|tag|author|date|blog|home|paged|search(?:-results)?|attachment|"
    r"error404"
)
"""Source: WordPress 6, ``get_body_class``, as for the next three."""
WORDPRESS_SINGLE = re.compile(r"single|single-\w+|postid-\d+")
WORDPRESS_STANDING = re.compile(r"page|page-id-\d+")
WORDPRESS_NAME = re.compile(
    r"single-(?:post|attachment)|wp-[\w-]+|(?:postid|page-id|category|tag|author|term)-\d+"
)
"""Classes that nothing but WordPress writes."""
WORDPRESS_ARCHIVES = frozenset(("category", "tag", "author", "date"))
"""Classes of which WordPress writes one beside ``archive``."""
WORDPRESS_PATHS = re.compile(r"/wp-(?:content|includes|json)/")

BODY_CLASSES: tuple[tuple[TemplateKind, re.Pattern[str]], ...] = (
    (
        "list",
        re.compile(
            # Ghost 5, body_class
            r"(?:home|tag|author|archive)-template|"
            # Drupal 7 to 11, html.tpl.php and html.html.twig
            r"path-(?:frontpage|taxonomy|search|user)|page-(?:taxonomy|search|user)|"
            # Joomla 3 to 5, templates protostar and cassiopeia
            r"view-(?:category|categories|featured|archive|tags?|search)|"
            # Blogger, themes since 2017
            r"(?:homepage|index|archive|search|label)-view|"
            # MediaWiki, OutputPage::headElement
            r"ns-special|ns--1|ns-14|action-history|"
            # phpBB 3, overall_header.html
            r"section-(?:index|viewforum|search|ucp|memberlist)|"
            # Shopify, Plone 5, Squarespace 7
            r"template-(?:blog|index|collection|search)|portaltype-(?:folder|collection)|"
            r"view-list"
        ),
    ),
    (
        "standing",
        re.compile(
            r"page-template|(?:page-)?node-type-(?:page|basic-page|book|webform)|"
            r"view-contact|(?:static-?)?page-view|template-page|portaltype-document"
        ),
    ),
    (
        "single",
        re.compile(
            r"post-template|(?:page-)?node-type-(?:article|blog|blog-post|story|news)|"
            r"item-view|portaltype-news-item|view-item|template-article"
        ),
    ),
)
"""Classes of the body element, by what template they name. The first that is found
counts: a list may lie on a standing page."""

MANUAL_GENERATOR = re.compile(
    r"sphinx|docutils|docbook|publican|mkdocs|mdbook|gitbook|docusaurus|antora|doxygen|"
    r"asciidoctor|vuepress|vitepress|javadoc|texi2html|makeinfo|latex2html|mediawiki|"
    r"dokuwiki|moinmoin|xwiki",
    re.I,
)
"""Generators of manuals and wikis, whose pages are kept up rather than published."""
MANUAL_LINKS = frozenset(("up", "contents", "index", "chapter", "appendix"))
"""Rels of link elements in the pages of a book. Source: HTML 4.01, section 6.12."""


LIST_WORD = re.compile(
    r"list(?:ing)?|index|archives?|category|tags?|search|taxonomy|term|home"
)
"""Classes that themes of many kinds give to the body of a list."""


def find_template_kind(classes: frozenset[str], root: HtmlElement) -> TemplateKind:
    """Return what kind of page the template is for, by the classes of ``body``."""
    for kind, pattern in BODY_CLASSES:
        if any(map(pattern.fullmatch, classes)):
            return kind
    return _find_wordpress_kind(classes) if _is_wordpress(classes, root) else ""


def _find_wordpress_kind(classes: frozenset[str]) -> TemplateKind:
    if "attachment" in classes:
        return "list"
    if any(map(WORDPRESS_SINGLE.fullmatch, classes)):
        return "single"
    if any(map(WORDPRESS_LIST.fullmatch, classes)):
        return "list"
    return "standing" if any(map(WORDPRESS_STANDING.fullmatch, classes)) else ""


def _is_wordpress(classes: frozenset[str], root: HtmlElement) -> bool:
    """Return whether a page is of WordPress, if its classes might be."""
    if not any(
        pattern.fullmatch(name)
        for pattern in (WORDPRESS_LIST, WORDPRESS_SINGLE, WORDPRESS_STANDING)
        for name in classes
    ):
        return False
    if any(map(WORDPRESS_NAME.fullmatch, classes)):
        return True
    if "archive" in classes and classes & WORDPRESS_ARCHIVES:
        return True
    return any(
        WORDPRESS_PATHS.search(element.get("src") or element.get("href") or "")
        for element in root.iter("script", "link", "img")
    )


def is_manual(generator: str, links: Mapping[str, str]) -> bool:
    """Return whether a page is one of a manual or wiki.

    Args:
        generator: that made it, as a meta element has it.
        links: addresses of link elements by rel.
    """
    return bool(MANUAL_GENERATOR.search(generator)) or bool(MANUAL_LINKS & links.keys())
