"""A publication's archive as a library: index its articles, and search them.

    config = load_config(Path("broadsheet.toml"))
    report = reindex(config)
    result = run_search(SearchRequest("solar power"), open_backend(config), config)

Every error raised on purpose is a ``BroadsheetError``; their tree is in
``indexer.errors``. The names listed here are the public interface; the modules below
may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .backends import Backend, Writer, open_backend
from .config import AdapterConfig, Config, SourceConfig, load_config, make_config
from .errors import (
    BroadsheetError,
    ConfigError,
    ExtractError,
    IndexCorrupt,
    IndexFull,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexStoreError,
    NotAnArticle,
    RequestError,
    SourceError,
)
from .exit_codes import EXIT_CODES, explain_error, find_exit_code
from .fields import FIELD, SORTS
from .model import (
    ARTICLE_KIND,
    PATH_SEPARATOR,
    STANDING_KIND,
    Annotation,
    Article,
    BackendResult,
    Diagnostic,
    Facet,
    FacetValue,
    Filter,
    Hit,
    Mark,
    Page,
    PageStamp,
    Passage,
    ReindexReport,
    SearchOptions,
    SearchRequest,
    SearchResult,
    Series,
    Snippet,
    Suggestion,
    join_path,
    make_digest,
    make_doc_id,
    make_passage_url,
)
from .query import RANGE_DOTS, Period, parse_period, parse_range
from .search import find_related, run_search, suggest, warm_up

if TYPE_CHECKING:
    from .extract import extract_article
    from .ingest import reindex

__all__ = [
    "ARTICLE_KIND",
    "EXIT_CODES",
    "FIELD",
    "PATH_SEPARATOR",
    "RANGE_DOTS",
    "SORTS",
    "STANDING_KIND",
    "AdapterConfig",
    "Annotation",
    "Article",
    "Backend",
    "BackendResult",
    "BroadsheetError",
    "Config",
    "ConfigError",
    "Diagnostic",
    "ExtractError",
    "Facet",
    "FacetValue",
    "Filter",
    "Hit",
    "IndexCorrupt",
    "IndexFull",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexStoreError",
    "Mark",
    "NotAnArticle",
    "Page",
    "PageStamp",
    "Passage",
    "Period",
    "ReindexReport",
    "RequestError",
    "SearchOptions",
    "SearchRequest",
    "SearchResult",
    "Series",
    "Snippet",
    "SourceConfig",
    "SourceError",
    "Suggestion",
    "Writer",
    "explain_error",
    "extract_article",
    "find_exit_code",
    "find_related",
    "join_path",
    "load_config",
    "make_config",
    "make_digest",
    "make_doc_id",
    "make_passage_url",
    "open_backend",
    "parse_period",
    "parse_range",
    "reindex",
    "run_search",
    "suggest",
    "warm_up",
]

LATE_IMPORTS = {"extract_article": "extract", "reindex": "ingest"}
"""Names whose modules are imported when they are first asked for: a process that only
searches has no use for the libraries that clean pages."""


def __getattr__(name: str) -> object:
    if name not in LATE_IMPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATE_IMPORTS[name]}", __name__), name)
