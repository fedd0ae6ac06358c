"""The pages in a real browser: what only rendering shows."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from indexer.config import make_config
from webapp import create_app

from .articles import CHINESE, HOSTILE, PUMP, RIVER, STRUCTURED

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = bool(os.environ.get("BROADSHEET_REQUIRE_BROWSER"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not REQUIRED,
        reason="there is no Chromium: apt-get install chromium fonts-noto-cjk",
    ),
]

LEFT_BEHIND = "net::ERR_ABORTED"
"""What becomes of the icon's request if the next page is opened before it is done."""

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}

TAGS = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    "best-practice",
]

LOOKS = [
    ("en", "light", DESKTOP),
    ("en", "dark", PHONE),
    ("zh", "dark", PHONE),
    ("zh", "light", DESKTOP),
]
"""One page out of two is looked at in the even ones, the other in the odd ones."""

FULL = ("start", "hits", "article")
"""Pages looked at in every way; the others, made of the same parts, in two."""

PAGES = {
    "start": "/?",
    "hits": "/?q=water&topics=water&published=2018",
    "second": "/?q=water&page=2",
    "none": "/?q=goats+zeppelin&topics=energy",
    "message": '/?q=dry+"water',
    "hostile": "/?q=hostile",
    "past": "/?q=water&page=900",
    "article": f"/article/{PUMP.doc_id}?q=pump",
    "series": f"/article/{RIVER.doc_id}?",
    "chinese": f"/article/{CHINESE.doc_id}?q=水泵",
    "rough": f"/article/{HOSTILE.doc_id}?q=hostile",
    "structured": f"/article/{STRUCTURED.doc_id}?q=first",
    "400": "/?page=-1",
    "404": "/nowhere?",
    "503": "/closed/?",
}


PIECE_PAUSE = 0.01
"""Seconds between the tags of a page under ``/slow``: a few come with each frame."""

COUNT_SHIFTS = """
window.moved = 0
new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))
    .observe({type: 'layout-shift', buffered: true})
"""


def send_slowly(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what a server sends, tag by tag."""
    for piece in re.split(b"(?=<)", b"".join(pieces)):
        time.sleep(PIECE_PAUSE)
        yield piece


@pytest.fixture(scope="module")
def site(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the archive.

    Under ``/closed`` is one without an index, under ``/slow`` one that takes its time.
    """
    closed = create_app(make_config({}, tmp_path_factory.mktemp("none")))

    def both(environ, start_response):  # type: ignore[no-untyped-def]
        if environ["PATH_INFO"].startswith("/closed/"):
            environ["SCRIPT_NAME"] = "/closed"
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/closed")
            return closed(environ, start_response)
        if environ["PATH_INFO"].startswith("/slow/"):
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/slow")
            return send_slowly(app(environ, start_response))
        return app(environ, start_response)

    server = make_server("127.0.0.1", 0, both, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is required: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reused(browser: Browser) -> Iterator[Page]:
    """One page for all tests that only look."""
    page = browser.new_page(bypass_csp=True)
    yield page
    page.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("name", "lang", "scheme", "size"),
    [
        pytest.param(name, *look, id="-".join((name, *look[:2])))
        for i, name in enumerate(PAGES)
        for look in (LOOKS if name in FULL else LOOKS[i % 2 :: 2])
    ],
)
def test_axe_finds_nothing(
    reused: Page, site: str, name: str, lang: str, scheme: str, size: dict[str, int]
) -> None:
    reused.set_viewport_size(size)
    reused.emulate_media(color_scheme=scheme)
    reused.goto(f"{site}{PAGES[name]}&lang={lang}")
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    report = Axe().run(reused, options=options).response
    assert [
        (v["id"], [n["html"] for n in v["nodes"]]) for v in report["violations"]
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_scrolls_one_way_only(
    reused: Page, site: str, name: str
) -> None:
    reused.set_viewport_size(NARROWEST)
    reused.goto(site + PAGES[name])
    wide = "document.documentElement.scrollWidth"
    assert reused.evaluate(wide) <= NARROWEST["width"]


def test_nothing_that_loads_is_refused_or_moves_what_is_read(
    browser: Browser, site: str
) -> None:
    page = browser.new_page(viewport=PHONE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(request.failure or ""))
    page.add_init_script(COUNT_SHIFTS)
    for path in ("start", "hits", "article"):
        page.goto(site + PAGES[path], wait_until="networkidle")
        assert page.evaluate("window.moved") == 0
    page.close()
    assert [words for words in said if words != LEFT_BEHIND] == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("start", DESKTOP),
        *((name, PHONE) for name in ("start", "message", "article", "chinese")),
    ],
)
def test_nothing_moves_while_a_page_comes_in_pieces(
    browser: Browser, site: str, name: str, size: ViewportSize
) -> None:
    page = browser.new_page(viewport=size)
    page.add_init_script(COUNT_SHIFTS)
    page.goto(f"{site}/slow{PAGES[name]}", wait_until="networkidle")
    assert page.evaluate("window.moved") == 0
    page.close()


def test_a_reader_searches_narrows_and_reads_without_javascript(
    page: Page, site: str
) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("water")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "13 articles match “water”"
    )
    page.get_by_role("link", name="2018").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("12 articles")
    page.get_by_role("link", name="March").click()
    page.get_by_role("link", name=RIVER.title.replace("1", "3")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The long river, station 3"
    )
    page.get_by_role("link", name="Back to results").click()
    page.get_by_role("link", name="Remove filter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "13 articles match “water”"
    )


def test_days_chosen_in_the_form_narrow(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=water")
    page.locator("#from").fill("2018-03-01")
    page.locator("#to").fill("2018-04-30")
    page.get_by_role("button", name="Apply dates").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")
    expect(page.locator("#from")).to_have_value("2018-03-01")


def height_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    return box["height"] if box else 0.0


def test_the_column_is_open_on_a_desk_and_folded_above_the_hits_on_a_phone(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/?q=water")
    summary = page.locator(".fold > summary")
    expect(summary).to_be_hidden()
    assert height_of(page, ".narrow") > 300
    page.set_viewport_size(PHONE)
    fold, hit = summary.bounding_box(), page.locator(".hit").first.bounding_box()
    assert fold and hit and fold["y"] < hit["y"] < PHONE["height"]
    assert height_of(page, ".narrow") < 80
    summary.click()
    assert height_of(page, ".narrow") > 300


def test_the_keyboard_reaches_the_results_first(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=water")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to results")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Relevance")).to_be_focused()


def test_what_has_the_focus_is_seen_to_have_it(reused: Page, site: str) -> None:
    reused.set_viewport_size(DESKTOP)
    reused.goto(f"{site}/?q=water")
    for _ in range(25):
        reused.keyboard.press("Tab")
        outline = "getComputedStyle(document.activeElement).outline"
        assert "3px" in reused.evaluate(outline)


def test_a_snippet_leads_to_its_passage(page: Page, site: str) -> None:
    page.goto(f"{site}/article/{PUMP.doc_id}?q=goats#passage-4")
    expect(page.locator("#passage-4")).to_be_in_viewport()


def test_an_article_prints_as_text(reused: Page, site: str, tmp_path: Path) -> None:
    reused.goto(site + PAGES["article"])
    reused.emulate_media(media="print")
    expect(reused.locator(".box")).to_be_hidden()
    expect(reused.locator(".text")).to_be_visible()
    reused.emulate_media(media="screen")
