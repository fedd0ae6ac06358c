"""The signs by which a page is an article, a standing page or none of the two.

Each has a name; what it weighs is in the tables of ``page_kind``.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

from .fields.jsonld import find_types, find_values, is_article
from .page_names import (
    DATE_PATH,
    ERROR_TITLE,
    FRONT_PATH,
    FRONT_SEARCH_PARAMETERS,
    LIST_PATH,
    NUMBERED_PATH,
    SEARCH_PARAMETERS,
    SEARCH_TITLE,
    STANDING_PATH,
    TAXONOMY_PATH,
)
from .page_shape import PageShape
from .publishing_software import LIST_WORD
from .visible_text import fold

LIST_TYPES = ("CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage", "Blog")
"""Types of JSON-LD of pages that list others."""
STANDING_TYPES = ("AboutPage", "ContactPage")
"""Types of JSON-LD of standing pages; articles have questions and answers, too."""
MAX_ARTICLE_THINGS = 2
"""Articles that JSON-LD describes on the page of one of them."""

MIN_BODY_CHARS = 400
"""Weight of the sentences from which a body speaks for an article."""
MAX_TEASER_CHARS = 600
"""Weight of the sentences of an entry of a list that is not the whole article."""
LONG_BODY_CHARS = 1_500
MIN_BRIEF_CHARS = 100
"""Weight of the sentences below which there is next to no text."""


def find_signs(shape: PageShape) -> frozenset[str]:
    """Return the names of the signs that a page has."""
    return frozenset(
        (
            *_find_told_signs(shape),
            *_find_software_signs(shape),
            *_find_address_signs(shape),
            *_find_date_signs(shape),
            *_find_title_signs(shape),
            *_find_link_signs(shape),
            *_find_text_signs(shape),
        )
    )


def _find_told_signs(shape: PageShape) -> Iterator[str]:
    """Yield what the head tells machines."""
    things = shape.signals.things
    og_type = " ".join(shape.signals.meta.get("og:type", ())).lower()
    if "article" in og_type:
        yield "article_type"
    elif og_type in ("website", "blog"):
        yield "website_type"
    types = {kind for thing in things for kind in find_types(thing)}
    articles = {str(find_values((t,), "headline")) for t in things if is_article(t)}
    if 1 <= len(articles) <= MAX_ARTICLE_THINGS:
        yield "article_data"
    elif articles or any(kind.endswith(LIST_TYPES) for kind in types):
        yield "list_data"
    elif types.intersection(STANDING_TYPES):
        yield "standing_data"


def _find_software_signs(shape: PageShape) -> Iterator[str]:
    """Yield what publishing software writes."""
    if shape.template_kind:
        yield f"{shape.template_kind}_class"
    elif any(map(LIST_WORD.fullmatch, shape.classes)):
        yield "list_word"
    if shape.is_manual:
        yield "manual"


def _find_address_signs(shape: PageShape) -> Iterator[str]:
    if NUMBERED_PATH.search(shape.path):
        yield "numbered_path"
    elif TAXONOMY_PATH.search(shape.path):
        yield "dated_taxonomy" if shape.told_dated else "undated_taxonomy"
    elif LIST_PATH.search(shape.path):
        yield "list_path"
    if DATE_PATH.search(shape.path):
        yield "date_path"
    if FRONT_PATH.match(shape.path):
        yield "front_path"
    if STANDING_PATH.search(shape.path.replace("_", "-")):
        yield "standing_path"


def _find_date_signs(shape: PageShape) -> Iterator[str]:
    if not shape.published_source:
        yield "undated"
    elif shape.told_dated:
        yield "told_date"
    elif shape.is_update:
        yield "shown_update"
    elif shape.has_date_line or shape.published_source == "url":
        yield "date_line"
    else:
        yield "shown_date"


def _find_title_signs(shape: PageShape) -> Iterator[str]:
    """Yield what the title and the authors say."""
    if shape.authors:
        yield "authors"
    if any(fold(title) == fold(one) for title in shape.titles for one in shape.authors):
        yield "title_is_author"
    if shape.has_own_heading:
        yield "own_heading"
    parameters, is_front = parse_qs(shape.query).keys(), FRONT_PATH.match(shape.path)
    if SEARCH_PARAMETERS & parameters or (
        is_front and FRONT_SEARCH_PARAMETERS & parameters
    ):
        yield "search_address"
    if any(map(SEARCH_TITLE.search, shape.titles)):
        yield "dated_search_title" if shape.told_dated else "search_title"
    is_error = any(map(ERROR_TITLE.search, shape.titles))
    if is_error and shape.body_chars < 2 * MIN_BODY_CHARS:
        yield "error_title" if shape.published_source else "undated_error_title"


def _find_link_signs(shape: PageShape) -> Iterator[str]:
    if shape.is_list_of_headings:
        yield "listed_headings"
    if shape.listed_in_body >= 2:
        yield "listed_in_body"
    if shape.entry_chars:
        yield "teasers" if shape.entry_chars <= MAX_TEASER_CHARS else "entries"
    if shape.link_share > 0.5:
        yield "links"
    if shape.body_link_share > 0.4:
        yield "body_links"
    if shape.in_menu:
        yield "in_menu"
    if shape.has_labels:
        yield "labels"


def _find_text_signs(shape: PageShape) -> Iterator[str]:
    chars = shape.body_chars
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
