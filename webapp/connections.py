"""Connections of readers: how many, and how long a request may take to arrive."""

from __future__ import annotations

import resource
import socket
import time
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MAX_CONNECTIONS = 4096
"""Open connections of a process; more wait until one ends."""

SPARE_FILES = 512
"""Files that a process may open besides its connections."""

REQUEST_SECONDS = 15.0
"""Seconds from the first byte of a request, or from the connection, to its last."""

IDLE_SECONDS = 60
"""Seconds that a connection is kept for the next request."""

MAX_HEADER_BYTES = 64 << 10
MAX_BODY_BYTES = 1 << 20


class DeadlineChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that is closed if a request arrives too slowly.

    Waitress closes only connections on which nothing arrives: a client that sends a
    byte from time to time would keep its connection for ever.
    """

    def __init__(self, *arguments: object, **options: object) -> None:
        self.request_began: float | None = time.monotonic()
        super().__init__(*arguments, **options)

    def received(self, data: bytes) -> bool:
        """Read what has arrived, and note when an unfinished request began."""
        began = self.request_began or time.monotonic()
        taken: bool = super().received(data)
        self.request_began = began if self.request else None
        return taken

    def readable(self) -> bool:
        """Return whether to read on; mark the connection for closing when it is late.

        The loop of waitress asks each connection once a second at least.
        """
        began = None if self.requests else self.request_began
        if began is not None and time.monotonic() - began > REQUEST_SECONDS:
            self.will_close = True
        reads: bool = super().readable()
        return reads


def listen_for_requests(
    app: WSGIApplication, listener: socket.socket, threads: int, **options: object
) -> TcpWSGIServer:
    """Make a server whose threads wait for whole requests only.

    Args:
        options: more settings of waitress.
    """
    server = create_server(
        app,
        sockets=[listener],
        threads=threads,
        ident=None,
        asyncore_use_poll=True,
        connection_limit=max_connections(),
        channel_timeout=IDLE_SECONDS,
        max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=MAX_BODY_BYTES,
        **options,
    )
    server.channel_class = DeadlineChannel
    return server


def max_connections() -> int:
    """Return how many connections the limit of open files allows, once raised."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + SPARE_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(files - SPARE_FILES, files // 2)
