"""From pages to documents: read what changed, clean it, write it to the index."""

from __future__ import annotations

from .adapter_suggestions import draft_adapter
from .article_records import make_page, make_record
from .jobs import PageRules, TopicRules
from .page_state import load_sites
from .page_stream import extract_pages
from .process_pool import Lost, Run, make_runner, run_jobs
from .recipe import make_rules
from .reindexing import reindex
from .templates import MAX_SAMPLE_PAGES

__all__ = [
    "MAX_SAMPLE_PAGES",
    "Lost",
    "PageRules",
    "Run",
    "TopicRules",
    "draft_adapter",
    "extract_pages",
    "load_sites",
    "make_page",
    "make_record",
    "make_rules",
    "make_runner",
    "reindex",
    "run_jobs",
]
