"""How are pages fetched: politely, safely, and only once?

==================  ===============================================================
web_source          from the settings of a source to a crawl, or to a list of pages
crawler             one run over all that is due
visits              what a response makes of a resource, and when it is due again
page_store          what was fetched, in one SQLite file for each source
http_client         one request within its limits
network_guard       connections to public addresses only
rate_limit          the turns of requests to one host
page_links          what a page, robots.txt, a sitemap or a feed leads to:
robots, sitemaps      ``page_links``, ``robots``, ``sitemaps``, ``feed_formats``
web_addresses       one spelling for each address
==================  ===============================================================
"""

from __future__ import annotations

from .page_store import PageStore, Resource, find_store_path, list_stored
from .web_source import check_web_source, fetch_web_source, open_web_source

__all__ = [
    "PageStore",
    "Resource",
    "check_web_source",
    "fetch_web_source",
    "find_store_path",
    "list_stored",
    "open_web_source",
]
