"""One page to one article: the steps are in ``page_to_article``."""

from __future__ import annotations

from .addresses import find_host, make_key
from .body.block_selection import SURE
from .body.features import Floats
from .body.passages import join_passages
from .body.template import ENOUGH
from .decode import decode_page
from .explain import explain_page
from .explain_views import explain_as_html, explain_as_json, explain_as_text
from .fields.dates import parse_stamp
from .fields.names import split_names
from .grouping.joining import join_articles
from .grouping.minhash import Sketch, make_sketch
from .grouping.page_groups import Place, find_places
from .grouping.page_register import Register, saying_full
from .grouping.page_summary import Sheet
from .grouping.reprints import find_reprints
from .page_to_article import (
    Extraction,
    OpenedPage,
    extract_article,
    open_page,
    read_page,
    see_page,
)
from .site.adapters import FIELDS, load_function, read_element
from .site.layouts import MOST_LAYOUTS, SiteLayouts, read_site
from .site.selector_induction import Outline, cover, find_bodies, make_outline, name_tag
from .site.template_learning import Sighting, learn_layout, learn_template

__all__ = [
    "ENOUGH",
    "FIELDS",
    "MOST_LAYOUTS",
    "SURE",
    "Extraction",
    "Floats",
    "OpenedPage",
    "Outline",
    "Place",
    "Register",
    "Sheet",
    "Sighting",
    "SiteLayouts",
    "Sketch",
    "cover",
    "decode_page",
    "explain_as_html",
    "explain_as_json",
    "explain_as_text",
    "explain_page",
    "extract_article",
    "find_bodies",
    "find_host",
    "find_places",
    "find_reprints",
    "join_articles",
    "join_passages",
    "learn_layout",
    "learn_template",
    "load_function",
    "make_key",
    "make_outline",
    "make_sketch",
    "name_tag",
    "open_page",
    "parse_stamp",
    "read_element",
    "read_page",
    "read_site",
    "saying_full",
    "see_page",
    "split_names",
]
