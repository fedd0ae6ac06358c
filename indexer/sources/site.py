"""The source ``site:URL``: the pages of a web site.

They are found by its ``robots.txt``, its sitemaps and feeds, and by following links.
"""

from __future__ import annotations

from functools import partial

from .entries import SourceKind
from .fetching import check_web_source, fetch_web_source, open_web_source

SITE = SourceKind(
    check_web_source, open_web_source, partial(fetch_web_source, kind="page")
)
