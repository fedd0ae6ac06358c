"""From pages to documents: read what changed, clean it, write it to the index."""

from __future__ import annotations

from .adapter_suggestions import draft_adapter
from .batch import SAMPLE, articles_of, make_page, make_record
from .jobs import find_adapter, open_vocabulary
from .process_pool import Lost, Run, run_jobs
from .reindexing import reindex
from .templates import load_sites

__all__ = [
    "SAMPLE",
    "Lost",
    "Run",
    "articles_of",
    "draft_adapter",
    "find_adapter",
    "load_sites",
    "make_page",
    "make_record",
    "open_vocabulary",
    "reindex",
    "run_jobs",
]
