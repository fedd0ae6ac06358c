"""Pages a second of a crawl from loopback, and what a second run costs.

    python -m bench.crawl [-n 20000] [--kills 0]

A server in a process of its own gives a generated site: a front page, a sitemap for
each 1,000 pages, pages of some 14 KB with links, and ETags. The site is fetched without
a rate limit, then once more. With ``--kills`` the first crawl is killed so often, at
random moments, and goes on each time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.request import urlopen

from indexer.config import SourceConfig
from indexer.sources import fetch_source, open_source

PAGES_IN_SITEMAP = 1000
WORDS = ("ferry", "harbour", "captain", "repair", "timetable", "canal", "bridge")
FURNITURE = "".join(
    f'<li class="menu-item menu-item-{n}"><a href="/page/{n}">Menu {n}</a></li>'
    for n in range(40)
)


def write_page(number: int, pages: int) -> bytes:
    """Return an article with a menu, and links to the next pages."""
    chance = random.Random(number)
    paragraphs = "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=70))}.</p>" for _ in range(20)
    )
    links = "".join(
        f'<a href="/page/{(number + step) % pages}">next</a>' for step in (1, 2, 3)
    )
    return (
        f"<!DOCTYPE html><html><head><title>Page {number}</title></head><body>"
        f"<ul>{FURNITURE}</ul><article><h1>Page {number}</h1>{paragraphs}</article>"
        f"{links}</body></html>"
    ).encode()


@dataclass
class SiteCounts:
    """What the server has sent.

    Attributes:
        whole: how often each page was sent, by path.
    """

    pages: int
    whole: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0


class SiteServer(asyncio.Protocol):
    """Answers GET requests of one connection."""

    def __init__(self, counts: SiteCounts) -> None:
        self.counts, self.buffer = counts, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            answer = self.answer(head.decode())
            self.counts.bytes += len(answer)
            self.transport.write(answer)  # type: ignore[attr-defined]

    def answer(self, head: str) -> bytes:
        path, counts = head.split(" ", 2)[1], self.counts
        if path == "/counts":
            repeated = sum(count > 1 for count in counts.whole.values())
            told = (dict(counts.statuses), counts.bytes, repeated)
            return write_answer(200, json.dumps(told).encode())
        body = self.find(path, head)
        tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        status = 304 if body and tag in head else 200 if body else 404
        counts.statuses[status] += 1
        counts.whole[path] += status == 200 and path.startswith("/page")
        return write_answer(status, body if status == 200 else b"", tag)

    def find(self, path: str, head: str) -> bytes:
        """Return what is at a path; empty if there is nothing."""
        host = head.lower().partition("host: ")[2].partition("\r\n")[0]
        name, _, number = path.strip("/").partition("/")
        pages = self.counts.pages
        if name == "robots.txt":
            maps = range(-(-pages // PAGES_IN_SITEMAP))
            return "".join(f"Sitemap: http://{host}/map/{n}\n" for n in maps).encode()
        if name == "map":
            first = int(number) * PAGES_IN_SITEMAP
            numbers = range(first, min(first + PAGES_IN_SITEMAP, pages))
            rows = (f"<url><loc>http://{host}/page/{n}</loc></url>" for n in numbers)
            return f"<urlset>{''.join(rows)}</urlset>".encode()
        return write_page(int(number or 0), pages) if name in ("", "page") else b""


def write_answer(status: int, body: bytes, tag: str = "") -> bytes:
    kind = "text/xml" if body.startswith(b"<urlset") else "text/html; charset=utf-8"
    return (
        f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\n"
        f"ETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def serve(pages: int, ready: Connection) -> None:
    """Serve a site until the process is killed."""

    async def run() -> None:
        counts = SiteCounts(pages)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(partial(SiteServer, counts), "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def crawl(config: SourceConfig, folder: Path, name: str) -> None:
    """Fetch once, and print what it cost."""
    began, worked = time.perf_counter(), time.process_time()
    problem = fetch_source(config, folder).problem
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    pages = sum(1 for _ in open_source(config, folder).entries)
    with urlopen(f"{config.place}counts") as answer:
        statuses, sent, repeated = json.load(answer)
    store = sum(path.stat().st_size for path in (folder / "fetched").glob("*.sqlite"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {seconds:.1f} s, {worked:.1f} s of them at work; "
        f"{pages / seconds:.0f} pages/s of {pages}; {memory} MB; {problem}\n"
        f"  until now {statuses}, {sent / 2**20:.1f} MB, {repeated} pages sent twice; "
        f"store {store / 2**20:.1f} MB",
        flush=True,
    )


def kill_some(config: SourceConfig, folder: Path, kills: int, seconds: float) -> None:
    """Fetch in processes that are killed at random moments."""
    for _ in range(kills):
        process = multiprocessing.Process(target=fetch_source, args=(config, folder))
        process.start()
        process.join(random.uniform(0.3, seconds))
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--patience", type=float, default=3.0, help="seconds a kill")
    arguments = parser.parse_args()
    ready, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(
        target=serve, args=(arguments.n, theirs), daemon=True
    )
    server.start()
    config = SourceConfig(
        f"site:http://127.0.0.1:{ready.recv()}/",
        requests_per_second=0,
        concurrency=4,
        revisit_hours=0,
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kill_some(config, folder, arguments.kills, arguments.patience)
        crawl(config, folder, "first run")
        crawl(config, folder, "second run")
    server.kill()


if __name__ == "__main__":
    main()
