"""Small pages around what a test is about."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from bs4 import BeautifulSoup

from indexer.extract.blocks import cut_blocks
from indexer.extract.fields.metadata import read_metadata
from indexer.extract.fields.page_signals import read_signals
from indexer.extract.fields.titles import find_headline
from indexer.extract.tree import parse_page
from indexer.model import Article

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
PROSE = (
    "The second year of the programme began with a promise that all would keep. " * 3
)


def read(body: str, head: str = "", url: str = "https://news.example/a/b") -> Article:
    """Return what is read from a page with this head and body, and prose after it."""
    html = f"<html><head>{head}</head><body>{body}<p>{PROSE}</p><p>{PROSE}</p></body>"
    root = parse_page(html, url)
    signals = find_headline(read_signals(root, url, cut_blocks(root)))
    return read_metadata(signals, {}, NOW)


def json_ld(**values: Any) -> str:
    """Return the script element of a news article with these values."""
    thing = {"@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def meta(**values: str) -> str:
    """Return meta elements; two underscores in a name stand for a colon."""
    pairs = ((name.replace("__", ":"), value) for name, value in values.items())
    return "".join(f'<meta name="{n}" content="{v}">' for n, v in pairs)


def spin(soup: BeautifulSoup) -> None:
    """Work for ever on a page that says so: the function of an adapter."""
    while "spin" in soup.get_text():
        pass
