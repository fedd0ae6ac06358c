"""The source ``feed:URL``: the pages that a feed lists, by Atom, RSS or JSON Feed.

A feed lists the latest pages only, so a page that it no longer lists is not gone.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from ..config import SourceConfig
from .entries import PageSource, SourceKind
from .fetching import check_web_source, fetch_web_source, open_web_source


def open_feed(config: SourceConfig, folder: Path) -> PageSource:
    """List the pages that the feed has listed until now.

    Raises:
        SourceError: nothing was fetched yet.
    """
    return replace(open_web_source(config, folder), complete=False)


FEED = SourceKind(check_web_source, open_feed, partial(fetch_web_source, kind="feed"))
