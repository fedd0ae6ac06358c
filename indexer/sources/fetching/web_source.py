"""A source whose pages are fetched by HTTP: from its settings to a crawl or a list."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...config import SourceConfig
from ...errors import ConfigError, SourceError
from ..entries import FetchReport, PageSource, Progress, ignore_progress
from .page_store import (
    IS_COMPLETE,
    NOTHING_FETCHED,
    PageStore,
    ResourceKind,
    find_store_path,
    list_gone,
    list_moved,
    list_stored,
    read_store_fact,
)
from .rate_limit import Clock
from .web_addresses import find_places, normalize_url

if TYPE_CHECKING:
    from .http_client import FetchLimits

HEADER_LINE = re.compile(r"([\w!#$%&'*+.^`|~-]+):[ \t]*([^\x00-\x1f\x7f]*)")
"""Source: RFC 9110, sections 5.1 and 5.5."""


def check_web_source(config: SourceConfig) -> None:
    """Check that the place of a source is an address, and its headers can be read.

    Raises:
        ConfigError: they are not.
    """
    if not normalize_url("", config.place):
        raise ConfigError(
            f"[[sources]] address {config.address!r} must be {config.kind}: and the "
            f"address of a {config.kind}, such as {config.kind}:https://www.example.org/"
        )
    _load_headers(config)


def fetch_web_source(
    config: SourceConfig,
    folder: Path,
    progress: Progress = ignore_progress,
    *,
    kind: ResourceKind,
    clock: Clock | None = None,
    limits: FetchLimits | None = None,
) -> FetchReport:
    """Fetch what has changed at a source.

    Args:
        folder: of the index.
        progress: called after every request.
        kind: of what is at the place of the source.
        clock: the time; a test passes its own.
        limits: of one request.
    """
    # imported here: workers and owners of folders do without a client
    from .crawler import Crawler, CrawlScope
    from .http_client import WebClient
    from .network_guard import is_private_name
    from .robots import ROBOT_NAME

    start = normalize_url("", config.place)
    named = [start, *(f"https://{host}/" for host in config.hosts)]
    places = find_places(named)
    scope = CrawlScope(config, start, kind, places, _load_headers(config))
    hosts = {urlsplit(f"//{place}").hostname or "" for place in places}
    private = {host for host in hosts if config.private or is_private_name(host)}
    user_agent = f"{ROBOT_NAME} ({config.contact})" if config.contact else ROBOT_NAME

    async def crawl(store: PageStore) -> FetchReport:
        async with WebClient(
            user_agent,
            connections=config.concurrency,
            private_hosts=private,
            limits=limits,
        ) as client:
            crawler = Crawler(scope, store, client, clock or Clock(), progress)
            return await crawler.run()

    with closing(PageStore(find_store_path(folder, config.address))) as store:
        return asyncio.run(crawl(store))


def open_web_source(config: SourceConfig, folder: Path) -> PageSource:
    """List what was fetched.

    Raises:
        SourceError: nothing was.
    """
    path = find_store_path(folder, config.address)
    is_complete = read_store_fact(path, IS_COMPLETE, False)
    entries = list_stored(path)
    first = next(entries, None)
    if first is None and not is_complete:
        raise SourceError(NOTHING_FETCHED)
    listed = chain((first,), entries) if first else entries
    return PageSource(listed, is_complete, list_gone(path), list_moved(path))


def _load_headers(config: SourceConfig) -> dict[str, str]:
    """Return the header lines of the owner's file.

    Raises:
        ConfigError: it cannot be read.
    """
    if not config.headers:
        return {}
    try:
        text = Path(config.headers).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{config.headers}: {error}") from error
    lines = [line for line in text.splitlines() if line.strip()]
    found = [HEADER_LINE.fullmatch(line.strip()) for line in lines]
    for number, one in enumerate(found, 1):
        if one is None:  # the line itself may be a secret
            raise ConfigError(
                f"{config.headers}: line {number} is no header such as Cookie: key=…"
            )
    return {one[1]: one[2] for one in found if one}
