"""What has changed, and what should the index contain now?

==================  ===============================================================
reindexing          one reindex, from the sources to a report
page_stream         pages from standard input to printed records
pipeline            the steps that both of them take
decisions           what becomes of each page
consolidation       which pages are one document, and which document names another
deletion_guard      why documents are kept although their pages are gone
page_state          what is remembered of pages from one run to the next
run_history         what the last runs did, for the owner
recipe              when all pages have to be cleaned again
templates           what was learned of each site, and when it is learned again
listing             the pages that the sources of the settings list
listed_pages, jobs  a page that is listed; what a worker process does with one
==================  ===============================================================
"""

from __future__ import annotations

from .adapter_suggestions import draft_adapter
from .article_records import make_page, make_record
from .jobs import PageRules, TopicRules
from .page_state import load_sites
from .page_stream import extract_pages
from .process_pool import Lost, Run, make_runner, run_jobs
from .recipe import make_rules
from .reindexing import reindex
from .run_history import FailingPage, RunRecord, load_history
from .templates import MAX_SAMPLE_PAGES

__all__ = [
    "MAX_SAMPLE_PAGES",
    "FailingPage",
    "Lost",
    "PageRules",
    "Run",
    "RunRecord",
    "TopicRules",
    "draft_adapter",
    "extract_pages",
    "load_history",
    "load_sites",
    "make_page",
    "make_record",
    "make_rules",
    "make_runner",
    "reindex",
    "run_jobs",
]
