"""What a whole page becomes: adapters, other kinds, hostile pages, records."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.config import AdapterConfig
from indexer.errors import ConfigError, ExtractError, NotAnArticle
from indexer.extract.body.template import MIN_SAMPLE_PAGES
from indexer.extract.page_to_article import extract_article
from indexer.ingest.jobs import PageRules
from indexer.ingest.page_stream import extract_pages
from indexer.ingest.process_pool import run_jobs
from indexer.model import Page

TEXT = "The second year of the programme began with a promise that all would keep. " * 4
PAGE = f"""<html><head><title>Wells - The Courier</title></head><body>
<h1>Wells</h1><i class=who>By Ann Lee</i><i class=when>2012-05-17</i>
<div class=a><p>{TEXT}</p><p>{TEXT}</p><p class=ad>Buy two pumps. {TEXT}</p></div>
<div class=b><p>Another text stands below. {TEXT}</p></div></body></html>"""


def shout(soup: BeautifulSoup) -> None:
    for heading in soup.find_all("h1"):
        heading.string = "WELLS"


def test_adapter_selects_and_drops() -> None:
    adapter = AdapterConfig(authors=".who", published=".when", body=".a", drop=".ad")
    article = extract_article(Page("http://a.example/x", PAGE.encode()), adapter)
    assert article.authors == ("Ann Lee",)
    assert article.published is not None and article.published.day == 17
    assert "Buy two" not in article.body and "Another text" not in article.body


def test_adapter_function_changes_the_page() -> None:
    adapter = AdapterConfig(function=f"{__name__}:shout", title="h1")
    article = extract_article(Page("http://a.example/x", PAGE.encode()), adapter)
    assert article.title == "WELLS"


@pytest.mark.parametrize(
    "adapter",
    [AdapterConfig(body="div["), AdapterConfig(function="no.such:thing")],
    ids=["selector", "function"],
)
def test_adapter_that_cannot_work_is_a_config_error(adapter: AdapterConfig) -> None:
    with pytest.raises(ConfigError):
        extract_article(Page("http://a.example/x", PAGE.encode()), adapter)


BAD_ADDRESS = "https://[news.example/a"


ENTRY = "<div class=teaser><h4><a href=/{0}>Mill {0}</a></h4><p>{1} …</p></div>"
TEASERS = "".join(ENTRY.format(n, TEXT[:150]) for n in range(2))
SURROUNDINGS = f"""<div class=related-posts><h3>You may also like</h3>{TEASERS}</div>
<div class=sidebar><h2>About us</h2><p>The Courier is written in the valley. {TEXT}</p>
</div><footer><p>The Courier, 4 Mill Lane. All rights reserved. {TEXT}</p></footer>"""


def extract_entry(content: str, surroundings: str = SURROUNDINGS) -> str:
    """Return the body of a dated entry with this content."""
    html = (
        "<html><head><title>The bridge - The Courier</title></head><body><article>"
        "<h1>The bridge</h1><time datetime=2019-04-02>2 April 2019</time>"
        f"<div class=entry>{content}</div></article>{surroundings}</body></html>"
    )
    return extract_article(Page("http://a.example/2019/bridge", html.encode())).body


@pytest.mark.parametrize(
    "content", ["", "<img src=/b.jpg>", "<iframe src=https://film.example/1></iframe>"]
)
def test_what_surrounds_an_article_is_never_its_text(content: str) -> None:
    with pytest.raises(NotAnArticle):
        extract_entry(content)


def test_a_picture_keeps_its_caption_alone() -> None:
    caption = "The bridge at Lanwan in the morning of its last day, seen from the mill."
    figure = f"<figure><img src=/b.jpg><figcaption>{caption}</figcaption></figure>"
    assert extract_entry(figure) == caption


def test_a_brief_keeps_its_lines_alone() -> None:
    brief = "The bridge at Lanwan will be closed from Monday on. The old road is open."
    assert extract_entry(f"<p>{brief}</p>") == brief


def test_a_long_text_is_the_article_whatever_is_around_it() -> None:
    text = f"<div class=sidebar><p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p></div>"
    assert TEXT.strip() in extract_entry("", text + TEASERS)


def test_letters_and_marks_are_joined_but_not_in_addresses() -> None:
    apart = unicodedata.normalize("NFD", "한국 が café")
    link = f'<p><a href="/{apart}">{apart}</a>. {TEXT}</p>'
    html = PAGE.replace("Wells", apart).replace("<p>", link + "<p>", 1)
    article = extract_article(Page("http://a.example/x", html.encode()))
    assert article.title == "한국 が café" and article.body.startswith("한국 が café.")
    links = [a.values[0] for a in article.annotations if a.kind == "a"]
    assert [unquote(link) for link in links] == [f"http://a.example/{apart}"]


def test_an_unreadable_address_counts_as_none() -> None:
    links = f'<link rel=canonical href="{BAD_ADDRESS}"><a rel=tag href="{BAD_ADDRESS}">'
    page = PAGE.replace("<i class=who>", f"{links}Tag</a><a href=/>Home</a><i>")
    article = extract_article(Page(BAD_ADDRESS, page.encode()))
    assert article.title == "Wells" and article.canonical_url == ""


LINKS = "".join(f"<li><a href=/{i}>A headline number {i}</a></li>" for i in range(40))


@pytest.mark.parametrize(
    ("url", "title", "reason"),
    [
        ("http://a.example/", "The Courier", "front"),
        ("http://a.example/tag/water/", "Water", "list"),
        ("http://a.example/x?q=water", "The Courier", "search"),
        ("http://a.example/x", "404 Not Found", "error"),
    ],
)
def test_pages_that_are_no_articles_are_refused_with_a_reason(
    url: str, title: str, reason: str
) -> None:
    html = f"<title>{title}</title><ul>{LINKS}</ul><p>{TEXT}</p>"
    with pytest.raises(NotAnArticle, match=reason):
        extract_article(Page(url, html.encode()))


@pytest.mark.parametrize(
    "html",
    ["", "\x00", "<!-- -->", "<script>x</script>", "<p></p>", "<frameset>", "<?xml?>"],
)
def test_page_without_text_is_an_extract_error(html: str) -> None:
    with pytest.raises(ExtractError):
        extract_article(Page("http://a.example/x", html.encode()))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 30_000 + TEXT,
        "<b>" * 30_000 + TEXT,
        "<p>" + "x" * 200_000,
        "<i>" * 100_001 + TEXT,
        "<table><tr><td>" * 3_000 + TEXT,
        f"<!DOCTYPE a [<!ENTITY b '{'c' * 999}'>]><p>&b;&b; {TEXT}",
        f"<a href='javascript:x' title='\u202e'>{TEXT}\u202e</a>",
    ],
    ids=["div", "b", "line", "tags", "table", "entity", "direction"],
)
def test_hostile_page_is_extracted_or_refused(html: str) -> None:
    (record,) = extract_pages([{"id": 1, "url": "http://a.example/x", "html": html}])
    assert record["error"] or ("\u202e" not in record["body"])


PARTS = re.findall(
    r"<[^>]*>|[^<]+",
    "<p></p><div class=x></div><td><li><br><b><h2 id=a></h2><!--><a href=#>水井。<pre>",
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*PARTS, "-->", "&amp;", TEXT]), max_size=40))
def test_any_markup_gives_one_record(parts: list[str]) -> None:
    (record,) = extract_pages([{"id": 7, "url": "", "html": "".join(parts)}])
    assert record["id"] == 7
    assert bool(record["body"]) or record["error"]


def test_a_page_that_takes_too_long_costs_itself_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    htmls = [PAGE, "<p>spin", *[PAGE] * MIN_SAMPLE_PAGES]
    pages = [
        {"id": i, "url": "http://a.example/x", "html": html}
        for i, html in enumerate(htmls)
    ]
    adapters = {"a.example": AdapterConfig(function="tests.small_pages:spin")}
    run = partial(run_jobs, processes=2, timeout=0.5)
    records = list(extract_pages(pages, rules=PageRules(adapters), run=run))
    assert records[1]["error"] == "took more than 0.5 seconds of processor time"
    del pages[1], records[1]
    assert records == list(extract_pages(pages))
    assert "given up: 1" in caplog.text


def test_an_adapter_that_cannot_work_ends_a_run() -> None:
    page = {"id": 1, "url": "http://a.example/x", "html": PAGE}
    rules = PageRules({"a.example": AdapterConfig(body="div[")})
    for single in (True, False):
        with pytest.raises(ConfigError):
            list(extract_pages([page] * MIN_SAMPLE_PAGES, single=single, rules=rules))


def test_records_keep_their_order_and_bad_ones_have_an_error() -> None:
    page = {"id": "a", "url": "http://a.example/x", "html": PAGE}
    records = list(extract_pages([page, {"id": "b"}, [], {**page, "id": "c"}]))
    assert [r["id"] for r in records] == ["a", "b", None, "c"]
    assert [bool(r["error"]) for r in records] == [False, True, True, False]
