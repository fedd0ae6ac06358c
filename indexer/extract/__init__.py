"""One page to one article: the steps are in ``page_to_article``."""

from __future__ import annotations

from .addresses import find_host, make_key
from .body.block_classifier import LogOdds
from .body.passages import join_passages
from .body.template import MIN_SAMPLE_PAGES
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
    read_training_page,
)
from .site.adapters import ADAPTER_FIELDS, load_adapter_function, read_element
from .site.layouts import MAX_LAYOUTS, SiteLayouts, read_layouts
from .site.selector_induction import (
    PageOutline,
    choose_cover,
    find_body_selectors,
    make_outline,
    make_tag_selectors,
)
from .site.template_learning import TrainingPage, learn_layout, learn_template

__all__ = [
    "ADAPTER_FIELDS",
    "MAX_LAYOUTS",
    "MIN_SAMPLE_PAGES",
    "Extraction",
    "LogOdds",
    "OpenedPage",
    "PageOutline",
    "Place",
    "Register",
    "Sheet",
    "SiteLayouts",
    "Sketch",
    "TrainingPage",
    "choose_cover",
    "decode_page",
    "explain_as_html",
    "explain_as_json",
    "explain_as_text",
    "explain_page",
    "extract_article",
    "find_body_selectors",
    "find_host",
    "find_places",
    "find_reprints",
    "join_articles",
    "join_passages",
    "learn_layout",
    "learn_template",
    "load_adapter_function",
    "make_key",
    "make_outline",
    "make_sketch",
    "make_tag_selectors",
    "open_page",
    "parse_stamp",
    "read_element",
    "read_layouts",
    "read_page",
    "read_training_page",
    "saying_full",
    "split_names",
]
