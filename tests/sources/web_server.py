"""A web server on loopback that answers what a test wants, right or wrong."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from urllib.parse import urlsplit

from indexer.sources.fetching.rate_limit import Clock
from tests.archive import PAGE

Route = Callable[[BaseHTTPRequestHandler], None]
"""Writes the answer to one request."""

START_TIMES = count(1_700_000_000, 86400)
"""Of clocks: each begins a day after the last."""


class WebServer:
    """A server whose routes may be changed while it runs.

    Attributes:
        routes: by path with query.
        requests: that came, by path.
        asked: the same, in order, with their headers.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                try:
                    server.routes.get(self.path, answer(404))(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self.place = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.place}"

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def requests(self) -> Counter[str]:
        return Counter(urlsplit(path).path for path, _ in self.asked)

    def find_headers(self, path: str) -> dict[str, str]:
        """Return the headers of the last request for a path."""
        return next(headers for asked, headers in reversed(self.asked) if asked == path)


def answer(
    status: int,
    body: str | bytes = "",
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> Route:
    """Return a route with one answer.

    Args:
        headers: with ``_`` for ``-``.
    """
    content = body.encode() if isinstance(body, str) else body

    def write(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if kind:
            request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return write


def answer_raw(*parts: bytes, keeps_open: float = 0.0) -> Route:
    """Return a route that writes bytes as they are, and closes the connection.

    Args:
        keeps_open: seconds before that.
    """

    def write(request: BaseHTTPRequestHandler) -> None:
        for part in parts:
            request.wfile.write(part)
        request.wfile.flush()
        if keeps_open:
            threading.Event().wait(keeps_open)
        request.close_connection = True

    return write


def answer_once_changed(body: str, etag: str) -> Route:
    """Return a route that answers 304 to whoever has this version."""

    def write(request: BaseHTTPRequestHandler) -> None:
        has_it = request.headers.get("If-None-Match") == f'"{etag}"'
        route = answer(304, kind="") if has_it else answer(200, body, ETag=f'"{etag}"')
        route(request)

    return write


def make_page(title: str, links: Iterable[str] = ()) -> str:
    """Return an article page with links."""
    listed = " ".join(f'<a href="{link}">{link}</a>' for link in links)
    text = f"<p>The ferry of {title} ran again on Monday.</p><p>{listed}</p>"
    return PAGE.format(title=title, paragraphs=text)


def make_clock() -> Clock:
    """Return a clock on which only waiting takes time."""
    now = [float(next(START_TIMES))]

    async def sleep(seconds: float) -> None:
        now[0] += seconds
        await asyncio.sleep(0)

    return Clock(lambda: now[0], lambda: now[0], sleep)
