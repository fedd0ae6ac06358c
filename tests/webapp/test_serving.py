"""The server as people run it: a process, a socket, signals."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from waitress import wasyncore

from indexer import EXIT_CODES, load_config
from webapp import connections

from .articles import ARTICLES
from .conftest import add_articles

PATIENCE = 20.0


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "broadsheet.toml"
    path.write_text('title = "Served"\nserver.port = 0\n', encoding="utf-8")
    add_articles(load_config(path), ARTICLES[:3])
    return path


@contextlib.contextmanager
def running(
    settings: Path, *options: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server; give it and the address it printed; end it."""
    command = [sys.executable, "-m", "webapp", "--config", str(settings), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline().strip()
            assert line.startswith("Serving Served at http://127.0.0.1:"), line
            yield server, line.rpartition(" ")[2]
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=PATIENCE)


def read(address: str) -> dict[str, object]:
    with urlopen(address, timeout=PATIENCE) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def until(holds: Callable[[], bool]) -> bool:
    """Wait for something that comes by itself."""
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def children_of(pid: int) -> set[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return set(map(int, text.split()))


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z " not in stat.read_text(encoding="utf-8")


def test_a_commit_is_seen_without_a_restart(settings: Path) -> None:
    with running(settings) as (_, address):
        assert read(f"{address}api/v1/search?q=")["total"] == 3
        add_articles(load_config(settings), ARTICLES[3:7])
        assert until(lambda: read(f"{address}api/v1/search?q=")["total"] == 7)
        assert read(f"{address}healthz")["documents"] == 7


@pytest.mark.parametrize(
    ("proxy", "base"), [("127.0.0.1", "https://archive.example"), ("", "http://127")]
)
def test_the_word_of_a_proxy_is_believed_only_if_it_is_named(
    settings: Path, proxy: str, base: str
) -> None:
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'server.proxy = "{proxy}"\n')
    said = {"X-Forwarded-Host": "archive.example", "X-Forwarded-Proto": "https"}
    with running(settings) as (_, address):
        asked = Request(f"{address}opensearch.xml", headers=said)
        with urlopen(asked, timeout=PATIENCE) as answer:
            assert f'template="{base}' in answer.read().decode()


def test_a_server_told_to_end_ends_in_peace(settings: Path) -> None:
    with running(settings) as (server, address):
        read(f"{address}healthz")
    assert server.returncode == 0


def test_an_index_built_while_the_server_runs_is_served(tmp_path: Path) -> None:
    settings = tmp_path / "broadsheet.toml"
    settings.write_text('title = "Served"\nserver.port = 0\n', encoding="utf-8")
    with running(settings) as (_, address):
        with pytest.raises(OSError, match="503"):
            read(f"{address}healthz")
        add_articles(load_config(settings), ARTICLES[:3])
        assert read(f"{address}healthz")["documents"] == 3


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_share_one_port_are_replaced_and_end_together(
    settings: Path,
) -> None:
    with running(settings, "--processes", "2") as (server, address):
        assert until(lambda: len(children_of(server.pid)) == 2)
        first = children_of(server.pid)
        os.kill(min(first), signal.SIGKILL)
        assert until(lambda: len(children_of(server.pid) - first) == 1)
        assert read(f"{address}healthz")["open"] is True
        last = children_of(server.pid)
    assert server.returncode == 0
    assert not [pid for pid in last if Path(f"/proc/{pid}").exists()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_whose_parent_is_gone_end_and_free_the_port(settings: Path) -> None:
    with running(settings, "--processes", "2") as (server, address):
        assert until(lambda: len(children_of(server.pid)) == 2)
        read(f"{address}healthz")
        children = children_of(server.pid)
        server.kill()
        assert until(lambda: not any(map(is_running, children)))


FAILING = """
import sys
import indexer.errors, webapp.__main__ as program

def fail(config, processes):
    kind = getattr(indexer.errors, sys.argv[1])
    raise kind("it rains")

program.serve = fail
program.main(["--config", sys.argv[2]])
"""
"""A server that ends with an error of the kind that its first argument names."""


@pytest.mark.parametrize(
    ("code", "kind"),
    {code: kind for kind, code in reversed(EXIT_CODES.items())}.items(),
)
def test_a_server_that_fails_exits_as_the_command_line_does(
    settings: Path, code: int, kind: type[Exception]
) -> None:
    command = [sys.executable, "-c", FAILING, kind.__name__, str(settings)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (code, "broadsheet: it rains\n")


def test_a_taken_port_is_said_in_a_sentence(settings: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "webapp", "--config", str(settings)]
        ended = subprocess.run(
            [*command, "--port", port], capture_output=True, text=True, check=False
        )
    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr
    assert "Traceback" not in ended.stderr


SLOW_CLIENTS = 500


def test_clients_that_never_end_a_header_keep_nobody_waiting(settings: Path) -> None:
    with running(settings) as (_, address), contextlib.ExitStack() as slow:
        port = int(address.rpartition(":")[2].strip("/"))
        for _ in range(SLOW_CLIENTS):
            client = socket.create_connection(("127.0.0.1", port), PATIENCE)
            slow.enter_context(client).sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert read(f"{address}api/v1/search?q=")["total"] == 3


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that gives each request a tenth of a second to arrive."""
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        channels: dict[int, object] = {}
        server = connections.listen_for_requests(
            answer_shortly, listener, 1, map=channels
        )
        ended = threading.Event()
        thread = threading.Thread(target=keep_polling, args=(channels, ended))
        thread.start()
        yield listener.getsockname()[1]
        ended.set()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(channels)


def keep_polling(channels: dict[int, object], ended: threading.Event) -> None:
    while not ended.is_set():
        wasyncore.loop(timeout=0.05, use_poll=True, map=channels, count=1)


def answer_shortly(environ: object, start: Callable[..., object]) -> list[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nX-Slow: "])
def test_a_request_that_arrives_too_slowly_ends_its_connection(
    hurried: int, begun: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", hurried), PATIENCE) as client:
        client.sendall(begun)
        assert client.recv(1) == b""


def test_a_connection_waits_for_the_next_request(hurried: int) -> None:
    client = HTTPConnection("127.0.0.1", hurried, timeout=PATIENCE)
    with contextlib.closing(client):
        client.request("GET", "/")
        assert client.getresponse().read() == b"ok"
        first = client.sock
        time.sleep(0.3)
        client.request("GET", "/")
        assert client.getresponse().read() == b"ok"
        assert client.sock is first


def test_an_endless_header_is_refused(hurried: int) -> None:
    with socket.create_connection(("127.0.0.1", hurried), PATIENCE) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * connections.MAX_HEADER_BYTES)
        assert b" 431 " in client.recv(1000)
