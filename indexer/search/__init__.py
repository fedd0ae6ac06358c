"""From a request to a result, and what helps around the search box."""

from __future__ import annotations

from .autocomplete import suggest
from .caches import warm_up
from .export_formats import FORMATS, FeedMetadata, describe_hit, describe_result
from .interpretation import interpret_text
from .more_like_this import find_related
from .service import run_search, search_all
from .snippets import make_snippet

__all__ = [
    "FORMATS",
    "FeedMetadata",
    "describe_hit",
    "describe_result",
    "find_related",
    "interpret_text",
    "make_snippet",
    "run_search",
    "search_all",
    "suggest",
    "warm_up",
]
