"""Article or not: the evidence of a page, weighed, and the reason for a refusal.

No single sign decides, least of all the words of a title: a list may carry a date, an
article may lie under ``/archive/``, and *Forbidden City* is no error page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from .fields.jsonld import find_types, is_article
from .page_shape import PageShape
from .visible_text import fold

ERROR_TITLE = re.compile(
    r"^\W*(?:(?:error\s*)?(?:40[034]|410|50[0234])\b|page not found|"
    r"page cannot be found|not found|access denied|forbidden|service unavailable|"
    r"just a moment|attention required|页面不存在|页面未找到|找不到页面|"
    r"您访问的页面|访问出错|出错了|系统错误)",
    re.I,
)
SEARCH_TITLE = re.compile(r"^\W*(?:search results?|搜索结果|检索结果)|搜索结果", re.I)
SEARCH_PARAMETERS = frozenset(("q", "query", "keyword"))
LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|authors?|archives?|search|page|label|channel|"
    r"标签|分类|归档)(?:/[^/]+){0,2}/?(?:index\.\w+)?$",
    re.I,
)
TAXONOMY_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|标签|分类)/[^/]+/?(?:index\.\w+)?$", re.I
)
NUMBERED_PATH = re.compile(r"/page/?\d+/?(?:index\.\w+)?$", re.I)
DATE_PATH = re.compile(r"/(?:19[5-9]|20[0-4])\d(?:/\d\d?){0,2}/?(?:index\.\w+)?$")
FRONT_PATH = re.compile(
    r"^/?(?:(?:index|default|home|list)(?:[_-]\d+)?(?:\.\w{3,5})?)?$", re.I
)
LIST_CLASSES = re.compile(
    r"archive|category|tag|author|date|blog|home|paged|search(?:-results)?|attachment"
)
"""Classes of ``body`` on lists. Source: WordPress 6, ``get_body_class``."""
SINGLE_CLASSES = re.compile(r"single(?:-\w+)?|singular|postid-\d+|page-id-\d+")
"""Classes of ``body`` on the page of one post, from the same source."""
LIST_TYPES = ("CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage", "Blog")
"""Types of JSON-LD of pages that list others."""

MIN_BODY_CHARS = 400
"""Weight of the sentences from which a body speaks for an article."""
LONG_BODY_CHARS = 1_500
MIN_BRIEF_CHARS = 100
"""Weight of the sentences below which there is next to no text."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign that a page is an article, or is none.

    Attributes:
        log_odds: what it adds; above 0 it speaks for an article.
    """

    sign: str
    log_odds: float


PRIOR = Evidence("most pages with text are articles", 0.5)

WEIGHTS: tuple[tuple[str, float, str], ...] = (
    ("single_class", 3.0, "body has a class of a single post"),
    ("list_class", -3.0, "body has a class of a list"),
    ("article_type", 0.5, "og:type is article"),
    ("website_type", -0.5, "og:type is website"),
    ("article_data", 2.0, "JSON-LD describes an article"),
    ("list_data", -1.0, "JSON-LD describes a list"),
    ("told_date", 2.0, "a date of publication in the head"),
    ("shown_date", 0.7, "a date near the headline or in the address"),
    ("authors", 0.3, "authors"),
    ("title_is_author", -3.0, "the title is the name of an author"),
    ("noindex", -2.5, "robots noindex"),
    ("numbered_path", -4.0, "the address counts pages of a list"),
    ("undated_taxonomy", -4.5, "the address of a tag, category or author, undated"),
    ("dated_taxonomy", -2.5, "the address of a tag, category or author"),
    ("list_path", -1.5, "an address of lists"),
    ("date_path", -2.0, "the address is a date"),
    ("front_path", -1.0, "the address is that of a front page"),
    ("own_heading", 1.5, "the title is a heading that leads nowhere else"),
    ("listed_headings", -2.5, "many of the headings lead to other pages"),
    ("listed_in_body", -1.5, "headings of the text lead to other pages"),
    ("links", -1.0, "more than half of the page is links"),
    ("body_links", -1.5, "much of the text is links"),
    ("body", 1.5, "sentences enough for an article"),
    ("long_body", 1.0, "a long text"),
    ("no_text", -1.0, "next to no sentences"),
    ("no_sentence", -0.8, "no sentence at all"),
    ("undated_brief", -3.0, "few sentences and no date"),
    ("error_title", -2.5, "the title of an error page"),
    ("undated_error_title", -4.0, "the title of an error page, undated"),
    ("search_title", -4.0, "the title or address of search results"),
)
"""Name of a sign, its log-odds and what it indicates. They were set on whole sites
whose pages are labelled and on single articles: ``docs/measurements/extraction.md``."""


def find_other_kind(shape: PageShape) -> str:
    """Return what a page is if it is no article, else an empty string."""
    signs = frozenset(_find_signs(shape))
    if sum(one.log_odds for one in _weigh_signs(signs)) > 0:
        return ""
    if signs & {"error_title", "undated_error_title"}:
        return "an error page"
    if "search_title" in signs:
        return "a page of search results"
    if FRONT_PATH.match(shape.path):
        return "a front page"
    if signs & LIST_SIGNS:
        return "a list of articles"
    if signs & {"links", "body_links"} and shape.body_chars < MIN_BODY_CHARS:
        return "a page of links"
    if shape.body_chars < MIN_BODY_CHARS:
        return "a page with next to no text"
    return "a list of articles"


LIST_SIGNS = frozenset(
    (
        "list_class",
        "numbered_path",
        "undated_taxonomy",
        "dated_taxonomy",
        "date_path",
        "list_path",
        "listed_headings",
        "list_data",
    )
)
"""Signs by which a page that is no article is called a list."""


def weigh_kind(shape: PageShape) -> tuple[Evidence, ...]:
    """Return the evidence for and against an article; the sum decides."""
    return _weigh_signs(frozenset(_find_signs(shape)))


def _weigh_signs(signs: frozenset[str]) -> tuple[Evidence, ...]:
    found = (Evidence(sign, odds) for name, odds, sign in WEIGHTS if name in signs)
    return (PRIOR, *found)


def _find_signs(shape: PageShape) -> Iterator[str]:
    """Yield the names of the signs that a page has."""
    yield from _find_told_signs(shape)
    yield from _find_address_signs(shape)
    yield from _find_text_signs(shape)


def _find_told_signs(shape: PageShape) -> Iterator[str]:
    """Yield what the head and the class of the body element say."""
    meta, things = shape.signals.meta, shape.signals.things
    single = any(map(SINGLE_CLASSES.fullmatch, shape.classes))
    if single and "attachment" not in shape.classes:
        yield "single_class"
    elif any(map(LIST_CLASSES.fullmatch, shape.classes)):
        yield "list_class"
    og_type = " ".join(meta.get("og:type", ())).lower()
    if "article" in og_type:
        yield "article_type"
    elif og_type in ("website", "blog"):
        yield "website_type"
    if any(map(is_article, things)):
        yield "article_data"
    elif any(kind.endswith(LIST_TYPES) for t in things for kind in find_types(t)):
        yield "list_data"
    if "noindex" in " ".join(meta.get("robots", ())).lower():
        yield "noindex"


def _find_address_signs(shape: PageShape) -> Iterator[str]:
    if NUMBERED_PATH.search(shape.path):
        yield "numbered_path"
    if TAXONOMY_PATH.search(shape.path):
        yield "dated_taxonomy" if shape.told_dated else "undated_taxonomy"
    elif LIST_PATH.search(shape.path):
        yield "list_path"
    if DATE_PATH.search(shape.path):
        yield "date_path"
    if FRONT_PATH.match(shape.path):
        yield "front_path"
    if SEARCH_PARAMETERS & parse_qs(shape.query).keys() or any(
        map(SEARCH_TITLE.search, shape.titles)
    ):
        yield "search_title"


def _find_text_signs(shape: PageShape) -> Iterator[str]:
    """Yield what the text, its headings and its links say."""
    chars = shape.body_chars
    if shape.told_dated:
        yield "told_date"
    elif shape.published_source:
        yield "shown_date"
    if shape.authors:
        yield "authors"
    if any(
        fold(title).startswith(fold(one))
        for title in shape.titles
        for one in shape.authors
    ):
        yield "title_is_author"
    if shape.has_own_heading:
        yield "own_heading"
    if shape.is_list_of_headings:
        yield "listed_headings"
    if shape.listed_in_body >= 2:
        yield "listed_in_body"
    if shape.link_share > 0.5:
        yield "links"
    if shape.body_link_share > 0.4:
        yield "body_links"
    if chars >= MIN_BODY_CHARS:
        yield "body"
    if chars >= LONG_BODY_CHARS:
        yield "long_body"
    if chars < MIN_BRIEF_CHARS:
        yield "no_text"
    if not chars:
        yield "no_sentence"
    if chars < MIN_BODY_CHARS and not shape.published_source:
        yield "undated_brief"
    if any(map(ERROR_TITLE.search, shape.titles)) and chars < 2 * MIN_BODY_CHARS:
        yield "error_title" if shape.published_source else "undated_error_title"
