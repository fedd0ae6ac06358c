"""One listening socket, and one or more waitress processes that answer on it."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

from waitress.proxy_headers import proxy_headers_middleware

from indexer import Backend, Config, ConfigError, IndexStoreError
from indexer.search import warm_up

from . import create_app
from .connections import listen_for_requests
from .prefix import mount

BACKLOG = 1024
RESTART_PAUSE_SECONDS = 1.0
"""Seconds before a process that ended by itself is started again."""

TRUSTED_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}

END_SIGNALS = (signal.SIGTERM, signal.SIGINT)

WATCH_PAUSE_SECONDS = 1.0
"""Seconds between looks for a new commit, and for the parent."""

MALLOC_OPTIONS = {-8: 1, -3: 4 << 20}
"""M_ARENA_MAX and M_MMAP_THRESHOLD (glibc 2.36, ``malloc.h``): one heap for all
threads, and arrays above 4 MB beside it. Left alone, each thread keeps a heap that only
grows: at a million articles, four threads kept 570 to 635 MB in place of 331 MB. A
threshold of 1 MB keeps no less and costs a third more time a query."""

SHUTDOWN_GRACE_SECONDS = 10.0
"""Seconds that processes have to end in once they are told to."""

log = logging.getLogger("webapp")


def serve(config: Config, processes: int = 1) -> None:
    """Listen, print the address, and answer until SIGTERM or SIGINT.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    bound_heaps()
    with open_socket(config.server.host, config.server.port) as listener:
        root = config.server.root_path.removeprefix("/")
        address = address_of(listener) + (root and f"{root}/")
        print(f"Serving {config.title} at {address}", flush=True)
        if processes == 1:
            _answer(config, listener)
        else:
            _keep_answering(config, listener, processes)


def bound_heaps() -> None:
    """Keep the memory of this process and its children from growing by fragments.

    Other C libraries than glibc have no such option; then nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        for option, value in MALLOC_OPTIONS.items():
            mallopt(option, value)


def open_socket(host: str, port: int) -> socket.socket:
    """Listen on an address.

    Raises:
        ConfigError: it is taken, or no address of this machine.
    """
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigError(f"cannot listen on {host}: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address of a listening socket for a browser."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def keep_watch(backend: Backend, ended: threading.Event, parent: int = 0) -> None:
    """Prepare each new commit for suggestions and corrections, beside the answers.

    Args:
        parent: process that started this one; if it goes, this one ends as well, so
            that the port is free for the next.
    """
    prepared = None
    while not ended.wait(WATCH_PAUSE_SECONDS):
        if parent and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        try:
            generation = backend.info().generation
            if generation != prepared:
                with short_turns():
                    warm_up(backend)
                prepared = generation
        except IndexStoreError as error:
            log.debug("nothing to prepare: %s", error)


@contextlib.contextmanager
def short_turns() -> Iterator[None]:
    """Let threads that answer interrupt one that works, ten times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _answer(config: Config, listener: socket.socket, parent: int = 0) -> None:
    """Answer requests in this process until it is told to end."""
    signal.signal(signal.SIGTERM, _end)
    app = create_app(config)
    ended = threading.Event()
    backend = app.extensions["broadsheet"].backend
    watch = threading.Thread(
        target=keep_watch, args=(backend, ended, parent), name="watch", daemon=True
    )
    watch.start()
    settings = config.server
    believing = proxy_headers_middleware(
        app,
        trusted_proxy=settings.proxy or None,
        trusted_proxy_headers=TRUSTED_PROXY_HEADERS,
    )
    mounted = mount(believing, settings.root_path, settings.proxy)
    server = listen_for_requests(
        mounted, listener, settings.threads, clear_untrusted_proxy_headers=False
    )
    server.run()
    ended.set()


def _keep_answering(config: Config, listener: socket.socket, processes: int) -> None:
    """Keep so many processes answering; end them all when told to end."""
    signal.signal(signal.SIGTERM, _end)
    children: set[int] = set()
    try:
        while True:
            while len(children) < processes:
                _fork(config, listener, children)
            pid, status = os.wait()
            children.discard(pid)
            code = os.waitstatus_to_exitcode(status)
            log.error("process %d ended with %d; starting another", pid, code)
            time.sleep(RESTART_PAUSE_SECONDS)
    except (SystemExit, KeyboardInterrupt):
        _end_children(children)


def _fork(config: Config, listener: socket.socket, children: set[int]) -> None:
    """Start a process that answers, and note it before any signal can come between."""
    signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS)
    parent = os.getpid()
    pid = os.fork()
    if pid:
        children.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)
        return
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)
        _answer(config, listener, parent)
        code = 0
    finally:
        logging.shutdown()
        os._exit(code)


def _end_children(children: set[int]) -> None:
    """Tell processes to end, wait for them, and kill those that do not."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + SHUTDOWN_GRACE_SECONDS
    waiting = set(children)
    while waiting and time.monotonic() < deadline:
        waiting = {pid for pid in waiting if os.waitpid(pid, os.WNOHANG)[0] == 0}
        time.sleep(0.02)
    for pid in waiting:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _end(number: int, frame: FrameType | None) -> None:
    """End the server the way waitress ends: its threads finish what they began."""
    raise SystemExit(0)
