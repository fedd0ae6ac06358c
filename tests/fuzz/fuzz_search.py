"""Fuzz the web application, in process, over an index of the sample publication.

Whatever is asked gets 200, what HTTP has for held and moved pages, or a 4xx with a
sentence: never a 5xx, and within a second of processor time.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote_from_bytes

from flask.testing import FlaskClient

from indexer.backends import open_backend
from indexer.config import Config, SourceConfig, make_config
from indexer.errors import ExtractError
from indexer.extract.page_to_article import extract_article
from indexer.model import PageStamp
from indexer.search.caches import warm_up
from indexer.sources import Listing
from tests.webapp.articles import ARTICLES
from webapp import create_app
from webapp.state.request import FILTER_PARAMETERS, SINGLE_PARAMETERS

from .running import fuzz

PATHS = (
    "/",
    "/api/v1/search",
    "/api/v1/suggest",
    "/export.csv",
    "/export.json",
    "/feed.atom",
    "/article/",
    "/healthz",
    "/opensearch.xml",
)
NAMES = ("q", "q", "q", *SINGLE_PARAMETERS, *FILTER_PARAMETERS)
TYPED = """
    AND OR NOT - ( ) " * ? ~ ^ : .. , ' （ ） “ ” ： title: body: topics: section:
    author: series: language: source: date: before: after: past 7 days last month 去年
    2019 2019-11 >=2019 water energy drought river solar power hydro goverment watr
    COVID-19 C919 粮食 安全 粮食安全 太阳能 水泵 太陽能 5G网络 一带一路 怎么样 1 2 10 0
    -1 99999 newest oldest relevance json csv atom opensearch en zh
"""
WORDS = (
    *TYPED.split(),
    "Projects > Water",
    "\x00",
    "\ufffd",
    "é",
)
HEADERS = ("Accept-Language", "Accept", "If-None-Match", "Host", "X-Forwarded-For")


@cache
def open_client() -> FlaskClient:
    """Index the sample and some hostile articles, and serve them."""
    logging.getLogger("webapp.routes.errors").addHandler(Raised())
    folder = tempfile.TemporaryDirectory(prefix="broadsheet-fuzz-")
    open_client.folder = folder  # type: ignore[attr-defined]  # as long as we run
    source = SourceConfig("folder:sample/site", "https://nine-rivers.example/")
    config = dataclasses.replace(make_config({}, Path(folder.name)), sources=(source,))
    write_index(config)
    return create_app(config).test_client()


def write_index(config: Config) -> None:
    """Write the index of the one source and of the articles invented for pages."""
    backend = open_backend(config)
    known = PageStamp("0" * 32, config.sources[0].address)
    with backend.writer() as writer:
        for article in ARTICLES:
            writer.put(article, known)
        for entry in Listing().entries(config.sources[0], config.index.folder):
            try:
                writer.put(extract_article(entry.read()), known)
            except ExtractError:
                continue
        writer.commit()
    warm_up(backend)
    backend.close()


class Raised(logging.Handler):
    """Keeps the last error that was answered with 500, to be raised again."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        Raised.error = record.exc_info[1] if record.exc_info else None


def check_bytes(data: bytes) -> None:
    """Ask what some bytes stand for, and look at the answer."""
    import atheris

    path, query, headers = read_request(atheris.FuzzedDataProvider(data))
    Raised.error = None
    response = open_client().get(path, query_string=query, headers=headers)
    if Raised.error is not None:
        raise Raised.error
    status, body = response.status_code, response.get_data()
    assert status in (200, 304, 308) or 400 <= status < 500, (status, path, query)
    if "json" in response.headers.get("Content-Type", ""):
        parsed = json.loads(body)
        if status >= 400:
            assert len(parsed["error"]["message"].split()) > 2, parsed
    elif status != 304:
        assert body.decode().strip(), (path, query)


def read_request(given: object) -> tuple[str, str, dict[str, str]]:
    """Return path, what stands after ``?``, and headers."""
    from atheris import FuzzedDataProvider

    assert isinstance(given, FuzzedDataProvider)
    path = PATHS[given.ConsumeIntInRange(0, len(PATHS) - 1)]
    if path == "/article/":
        path += quote_from_bytes(given.ConsumeBytes(16)) or "0" * 16
    pairs = []
    for _ in range(given.ConsumeIntInRange(0, 6)):
        name = NAMES[given.ConsumeIntInRange(0, len(NAMES) - 1)]
        pairs.append(f"{name}={read_value(given)}")
    headers = {}
    if given.ConsumeBool():
        text = given.ConsumeUnicodeNoSurrogates(20)
        printable = "".join(c for c in text if c.isprintable() and c < "\u0100")
        headers[HEADERS[given.ConsumeIntInRange(0, len(HEADERS) - 1)]] = printable
    rest = given.ConsumeBytes(given.remaining_bytes()).decode("latin-1")
    return path, "&".join([*pairs, *([rest] if rest else [])]), headers


def read_value(given: object) -> str:
    """Return the value of a parameter as it stands in an address."""
    from atheris import FuzzedDataProvider

    assert isinstance(given, FuzzedDataProvider)
    kind = given.ConsumeIntInRange(0, 3)
    if kind == 0:
        return quote_from_bytes(given.ConsumeBytes(given.ConsumeIntInRange(0, 40)))
    if kind == 1:
        text = given.ConsumeUnicode(given.ConsumeIntInRange(0, 40))
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
    words = [
        WORDS[given.ConsumeIntInRange(0, len(WORDS) - 1)]
        for _ in range(given.ConsumeIntInRange(1, 8))
    ]
    return quote_from_bytes((" " if kind == 2 else "").join(words).encode())


if __name__ == "__main__":
    open_client()
    fuzz("search", check_bytes, ("indexer.", "webapp"), seconds=1)
