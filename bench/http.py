"""``make bench-http``: the served page and the JSON over real sockets on loopback.

Serves the index that ``make bench`` builds, with ``python -m webapp``, and asks for
pages of the same queries from 1, 8 and 32 connections, each kept open, in a process of
its own. Prints requests a second, and the 50th, 95th and 99th percentile in ms.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import multiprocessing
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from .__main__ import FOLDER, _build, _start
from .corpus import read_corpus, write_corpus
from .queries import Ask, draw_queries, write_ask
from .worker import read_memory

ROUTES = {"page": "/?", "json": "/api/v1/search?"}


def main() -> None:
    """Build, serve, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench-http", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="articles")
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    corpus = write_corpus(args.n, FOLDER / "corpus")
    asks = draw_queries(itertools.islice(read_corpus(corpus), 50_000))
    queries = FOLDER / f"queries-{args.n}.json"
    queries.write_text(json.dumps([write_ask(a) for a in asks]))
    run = _start("broadsheet", corpus, queries, args.n)
    _build(run, reuse=True)
    assert run.process.stdin
    run.process.stdin.close()
    run.process.wait()
    port = _free_port()
    server = _serve(run.folder, port, args.processes)
    try:
        print(f"{args.n:,} articles, {args.processes} server process(es)\n")
        print(
            "route  connections   requests/s     p50 ms     p95 ms     p99 ms   errors"
        )
        for route, connections in itertools.product(ROUTES, (1, 8, 32)):
            paths = [ROUTES[route] + urlencode(_arguments(a), doseq=True) for a in asks]
            times, errors = _load(port, paths, connections, args.seconds)
            times.sort()
            at = [times[int(len(times) * share)] * 1e3 for share in (0.5, 0.95, 0.99)]
            print(
                f"{route:<6}{connections:>12}{len(times) / args.seconds:>13,.0f}"
                + "".join(f"{t:>11.1f}" for t in at)
                + f"{errors:>9}"
            )
        print("\nmemory of the server:", _show_memory(server.pid))
    finally:
        server.terminate()
        server.wait()


def _arguments(ask: Ask) -> list[tuple[str, str]]:
    """Return an ask as the arguments of the search page."""
    texts = {
        "phrase": '"' + " ".join(ask.words) + '"',
        "prefix": ask.words[0] + "*",
        "or": " OR ".join(ask.words),
    }
    chosen = [("section", ask.section), ("published", ask.year)]
    text = texts.get(ask.kind, " ".join(ask.words))
    return [("q", text), *((n, v) for n, v in chosen if v)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(folder: Path, port: int, processes: int) -> subprocess.Popen[bytes]:
    """Start a server on the index; wait until suggestions and corrections are ready."""
    settings = folder.with_suffix(".toml")
    settings.write_text(
        f'index.folder = "{folder.resolve()}"\n'
        'search.facets = ["topics", "section", "published", "authors", "publisher"]\n'
    )
    command = [sys.executable, "-m", "webapp", "--config", str(settings)]
    options = ["--port", str(port), "--processes", str(processes)]
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
            for path in ("/api/v1/suggest?q=w", "/api/v1/search?q=wuthuot"):
                connection.request("GET", path)
                connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    raise SystemExit("bench-http: the server did not start")


def _show_memory(process: int) -> str:
    """Return what a process and its children hold now, in megabytes."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    found = [read_memory(int(child)) for child in (str(process), *children)]
    return "; ".join(
        f"{m['anonymous'] / 1e6:,.0f} MB anonymous, {m['mapped'] / 1e6:,.0f} MB mapped"
        for m in found
    )


def _load(
    port: int, paths: list[str], connections: int, seconds: float
) -> tuple[list[float], int]:
    """Return the seconds of every answer, and the number of errors."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        pool.apply(_ask_all, (port, paths, connections, min(2.0, seconds)))
        return pool.apply(_ask_all, (port, paths, connections, seconds))


def _ask_all(
    port: int, paths: list[str], connections: int, seconds: float
) -> tuple[list[float], int]:
    times: list[float] = []
    errors = [0] * connections
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for path in itertools.cycle(paths[number % len(paths) :] + paths):
            begin = time.perf_counter()
            if begin > end:
                return
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - begin)
            errors[number] += answer.status != 200

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, sum(errors)


if __name__ == "__main__":
    main()
