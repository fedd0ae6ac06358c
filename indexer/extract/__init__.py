"""How does a page of HTML become an article, and which pages are one article?

``read_page`` takes one page through all steps of ``page_to_article``.
``learn_template`` learns what the pages of a site share from what
``read_training_page`` returns. ``Register``, ``find_placements`` and ``find_reprints``
find the pages that are one article.
"""

from __future__ import annotations

from .adapter_draft import AdapterDraft, suggest_adapter
from .addresses import find_host, make_address_key
from .body.template import MIN_SAMPLE_PAGES, Template
from .explain import explain_page
from .explain_views import explain_as_html, explain_as_json, explain_as_text
from .grouping.document_origin import ALONE, FOLDED, OUTDATED, DocumentOrigin
from .grouping.joining import join_articles
from .grouping.minhash import MinHash, make_minhash
from .grouping.page_groups import Placement, find_placements
from .grouping.page_register import Register, raising_disk_errors
from .grouping.page_summary import NOINDEX, PageSummary
from .grouping.reprints import find_reprints
from .page_kind import KindRules
from .page_to_article import (
    BlockOdds,
    Extraction,
    extract_article,
    read_page,
    read_training_page,
)
from .site.adapters import load_adapter_function
from .site.layouts import MAX_LAYOUTS, SiteLayouts, read_layouts
from .site.template_learning import TrainingPage, learn_layout, learn_template

__all__ = [
    "ALONE",
    "FOLDED",
    "MAX_LAYOUTS",
    "MIN_SAMPLE_PAGES",
    "NOINDEX",
    "OUTDATED",
    "AdapterDraft",
    "BlockOdds",
    "DocumentOrigin",
    "Extraction",
    "KindRules",
    "MinHash",
    "PageSummary",
    "Placement",
    "Register",
    "SiteLayouts",
    "Template",
    "TrainingPage",
    "explain_as_html",
    "explain_as_json",
    "explain_as_text",
    "explain_page",
    "extract_article",
    "find_host",
    "find_placements",
    "find_reprints",
    "join_articles",
    "learn_layout",
    "learn_template",
    "load_adapter_function",
    "make_address_key",
    "make_minhash",
    "raising_disk_errors",
    "read_layouts",
    "read_page",
    "read_training_page",
    "suggest_adapter",
]
