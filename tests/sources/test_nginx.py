"""A site as a common web server gives it: weak ETags, gzip, redirects, 404."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.config import SourceConfig
from indexer.sources import FetchReport, fetch_source, open_source
from tests.archive import touch, write_page

pytestmark = pytest.mark.skipif(
    shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None,
    reason="needs nginx: apt-get install nginx-light",
)
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""

SETTINGS = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
    types {{ text/html html; text/plain txt; application/gzip gz; }}
    log_format short '$status $request_uri $http_user_agent';
    access_log access.log short;
    gzip on; gzip_types text/html application/xml; gzip_min_length 1;
    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
    uwsgi_temp_path tmp; scgi_temp_path tmp;
    server {{
        listen 127.0.0.1:{port}; root site; index index.html; charset utf-8;
        rewrite ^/old/(.*)$ /news/$1 permanent;
        location /secret/ {{ deny all; }}
    }}
}}
"""


@dataclass
class NginxServer:
    """A running nginx.

    Attributes:
        folder: with its settings, its logs, and the site.
    """

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def count(self) -> Counter[str]:
        """Return how many requests had each status since the last count."""
        log = self.folder / "access.log"
        lines = log.read_text().splitlines()
        log.write_text("")
        assert all("Broadsheet (ann@gazette.example)" in line for line in lines)
        return Counter(line.split()[0] for line in lines)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NginxServer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = tmp_path / "site"
    for number in range(5):
        write_page(site, f"news/{number}.html", f"The ferry is back, day {number}")
    write_page(site, "secret/plan.html")
    links = "".join(f'<a href="/news/{n}.html">' for n in range(3))
    (site / "index.html").write_text(f'{links}<a href="/secret/plan.html">')
    publish_sitemap(site, port)
    (tmp_path / "nginx.conf").write_text(SETTINGS.format(port=port))
    process = subprocess.Popen([NGINX, "-p", f"{tmp_path}/", "-c", "nginx.conf"])
    running = NginxServer(tmp_path, port, process)
    wait_for(port)
    yield running
    running.stop()


def publish_sitemap(site: Path, port: int) -> None:
    origin = f"http://127.0.0.1:{port}"
    rows = "".join(
        f"<url><loc>{origin}/{folder}/{number}.html</loc></url>"
        for folder, number in (("news", 3), ("news", 4), ("old", 0))
    )
    (site / "map.xml.gz").write_bytes(
        gzip.compress(f"<urlset>{rows}</urlset>".encode())
    )
    rules = f"User-agent: *\nDisallow: /private/\nSitemap: {origin}/map.xml.gz\n"
    (site / "robots.txt").write_text(rules)


def wait_for(port: int) -> None:
    """Return when somebody listens at a port."""
    for _ in range(500):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens at {port}")


@pytest.fixture
def config(server: NginxServer) -> SourceConfig:
    return SourceConfig(
        f"site:http://127.0.0.1:{server.port}/",
        requests_per_second=0,
        revisit_hours=0,
        contact="ann@gazette.example",
    )


def list_paths(config: SourceConfig, folder: Path) -> list[str]:
    entries = open_source(config, folder).entries
    return ["/" + entry.url.split("/", 3)[3] for entry in entries]


def test_a_site_is_fetched_once_and_then_answers_304(
    config: SourceConfig, server: NginxServer, tmp_path: Path
) -> None:
    report = fetch_source(config, tmp_path)
    assert [one.error for one in report.failed] == ["answered 403"]
    paths = ["/", *(f"/news/{number}.html" for number in range(5))]
    assert list_paths(config, tmp_path) == paths
    pages = [entry.read() for entry in open_source(config, tmp_path).entries]
    assert b"ferry" in pages[1].content
    assert pages[1].charset == "utf-8"
    assert server.count() == {"200": 8, "301": 1, "403": 1}
    fetch_source(config, tmp_path)
    assert server.count() == {"200": 1, "304": 7, "301": 1, "403": 1}


def test_a_page_that_is_edited_touched_deleted_or_renamed_is_found_out(
    config: SourceConfig, server: NginxServer, tmp_path: Path
) -> None:
    fetch_source(config, tmp_path)
    before = {one.url: one.mtime for one in open_source(config, tmp_path).entries}
    write_page(server.site, "news/0.html", "The ferry is late, and the crew is ill")
    touch(server.site / "news/1.html")
    (server.site / "news/2.html").unlink()
    fetch_source(config, tmp_path)
    after = {one.url: one.mtime for one in open_source(config, tmp_path).entries}
    changed = {url for url in after if after[url] != before[url]}
    assert [url.rpartition("/")[2] for url in changed] == ["0.html"]
    (gone,) = before.keys() - after.keys()
    assert gone.endswith("2.html")
    assert gone in list(open_source(config, tmp_path).gone)


def test_a_server_that_is_stopped_is_a_problem_and_nothing_is_gone(
    config: SourceConfig, server: NginxServer, tmp_path: Path
) -> None:
    fetch_source(config, tmp_path)
    paths = list_paths(config, tmp_path)
    server.stop()
    report = fetch_source(config, tmp_path)
    assert "cannot be reached (Connection refused)" in report.problem
    assert report == FetchReport(problem=report.problem)
    assert list_paths(config, tmp_path) == paths
