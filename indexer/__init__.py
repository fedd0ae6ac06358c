"""A publication's archive as a library: index its articles, and search them.

    config = load_config(Path("broadsheet.toml"))
    report = reindex(config)
    result = search(SearchRequest("solar power"), open_backend(config), config)

Every error raised on purpose is a ``BroadsheetError``; ``indexer.errors`` draws the
tree. What is named here stays; the modules below may be rearranged.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .backends import Backend, Writer, open_backend
from .config import Config, load_config, make_config
from .errors import BroadsheetError
from .model import (
    Article,
    Facet,
    FacetValue,
    Filter,
    Found,
    Hit,
    Page,
    Passage,
    ReindexReport,
    SearchRequest,
    SearchResult,
    Series,
    Snippet,
    Suggestion,
)
from .search.autocomplete import suggest
from .search.more_like_this import find_related
from .search.service import prepare, search

if TYPE_CHECKING:
    from .extract import extract_article
    from .ingest.reindex import reindex

__all__ = [
    "Article",
    "Backend",
    "BroadsheetError",
    "Config",
    "Facet",
    "FacetValue",
    "Filter",
    "Found",
    "Hit",
    "Page",
    "Passage",
    "ReindexReport",
    "SearchRequest",
    "SearchResult",
    "Series",
    "Snippet",
    "Suggestion",
    "Writer",
    "extract_article",
    "find_related",
    "load_config",
    "make_config",
    "open_backend",
    "prepare",
    "reindex",
    "search",
    "suggest",
]

LATE = {"extract_article": "extract", "reindex": "ingest.reindex"}
"""Names whose modules are imported when they are first asked for: a process that only
searches has no use for the libraries that clean pages."""


def __getattr__(name: str) -> object:
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATE[name]}", __name__), name)
