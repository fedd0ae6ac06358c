"""The site under a path of another site."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.sources.test_nginx import NGINX, wait_for
from webapp.prefix import mount

from .test_serving import PATIENCE, free_port, running, settings

__all__ = ["settings"]

LINKS = re.compile(
    r'(?:href|src|action|template)="([^"#]+)|"(?:article|url)": "([^"]+)'
)
START = ("/search/", "/search/?q=ferry", "/search/?q=xyzzy", "/search/nil")
PEER = {"REMOTE_ADDR": "127.0.0.1"}
OWN = "http://localhost/"


def own_paths(text: str) -> Iterator[str]:
    """Give the addresses in an answer that lead to the same host."""
    for found in LINKS.finditer(text):
        address = unescape(found[1] or found[2]).replace("{searchTerms}", "a")
        if address.startswith(("/", OWN)):
            yield "/" + address.removeprefix(OWN).lstrip("/")


def test_every_link_of_every_page_stays_under_the_path(app: Flask) -> None:
    client = Client(mount(app, "/search", ""))
    waiting: list[str] = [*START, "/search/api/v1/search?q="]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        if address in seen or (path in seen and address not in START):
            continue
        seen |= {address, path}
        answer = client.get(address, environ_base=PEER, buffered=True)
        assert answer.status_code == (404 if address == "/search/nil" else 200), address
        found = list(own_paths(answer.text)) if "css" not in path else []
        assert [link for link in found if not link.startswith("/search/")] == []
        waiting += found
    assert {f"/search/{name}" for name in ("feed.atom", "opensearch.xml")} <= seen
    assert any(path.startswith("/search/static/") for path in seen)
    assert any(path.startswith("/search/article/") for path in seen)


def test_the_bare_path_leads_to_the_start_page(app: Flask) -> None:
    answer = Client(mount(app, "/search", "")).get("/search", environ_base=PEER)
    assert (answer.status_code, answer.location) == (308, f"{OWN}search/")


@pytest.mark.parametrize(
    ("proxy", "said", "root"),
    [
        ("127.0.0.1", "/archive/", "/archive/"),
        ("127.0.0.1", "//evil.example", "/search/"),
        ("127.0.0.1", "/a/../b", "/search/"),
        ("192.0.2.1", "/archive", "/search/"),
        ("", "/archive", "/search/"),
    ],
)
def test_only_a_named_proxy_moves_the_site(
    app: Flask, proxy: str, said: str, root: str
) -> None:
    client = Client(mount(app, "/search", proxy))
    page = client.get("/", headers={"X-Forwarded-Prefix": said}, environ_base=PEER).text
    assert f'action="{root}"' in page


NGINX_SETTINGS = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
    uwsgi_temp_path tmp; scgi_temp_path tmp;
    server {{
        listen 127.0.0.1:{port};
        location /kept/ {{
            proxy_pass {server}; proxy_set_header X-Forwarded-Prefix /kept;
        }}
        location /cut/ {{
            proxy_pass {server}/; proxy_set_header X-Forwarded-Prefix /cut;
        }}
    }}
}}
"""


@pytest.mark.skipif(not NGINX, reason="needs nginx: apt-get install nginx-light")
def test_the_site_lies_under_paths_of_nginx(settings: Path, tmp_path: Path) -> None:
    with settings.open("a", encoding="utf-8") as file:
        file.write('server.proxy = "127.0.0.1"\n')
    port = free_port()
    with running(settings) as (_, address):
        text = NGINX_SETTINGS.format(port=port, server=address.rstrip("/"))
        (tmp_path / "nginx.conf").write_text(text)
        process = subprocess.Popen([NGINX, "-p", f"{tmp_path}/", "-c", "nginx.conf"])
        try:
            wait_for(port)
            for root in ("/kept/", "/cut/"):
                host = f"http://127.0.0.1:{port}"
                with urlopen(host + root, timeout=PATIENCE) as answer:
                    links = list(own_paths(answer.read().decode()))
                assert all(link.startswith(root) for link in links)
                style = next(link for link in links if "broadsheet.css" in link)
                assert urlopen(host + style, timeout=PATIENCE).status == 200
        finally:
            process.terminate()
            process.wait()
