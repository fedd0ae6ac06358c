"""Articles are told from lists and other pages by all signs together."""

from __future__ import annotations

import pytest

from indexer.errors import NotAnArticle
from indexer.extract import explain_page, extract_article
from indexer.model import Page

HOST = "https://gazette.example"
PROSE = (
    "The council met on Monday to hear the engineers. They reported that the new pumps "
    "had run without a fault since April, and that the canal was full again."
)


def make_page(
    path: str, title: str, content: str, head: str = "", classes: str = ""
) -> Page:
    html = (
        f"<!doctype html><title>{title} - Gazette</title>{head}"
        f'<body class="{classes}"><nav><a href="/">Home</a></nav>'
        f"<main>{content}</main></body>"
    )
    return Page(HOST + path, html.encode())


def find_kind(page: Page) -> str:
    return explain_page(page).other


def make_teasers(count: int) -> str:
    return "".join(
        f'<article><h2><a href="/news/{n}/">The pumps of week {n} run</a></h2>'
        f"<p>{n} May 2019</p><p>{PROSE}</p></article>"
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize(
    "title",
    ["Forbidden City: a walk", "Not found: the seven maps", "404 houses for the bend"],
)
@pytest.mark.parametrize("path", ["/news/walk.html", "/archive/walk/", "/topics/walk/"])
def test_words_of_a_title_or_an_address_never_decide_alone(
    title: str, path: str
) -> None:
    text = f"<h1>{title}</h1><p>12 May 2019</p>" + f"<p>{PROSE}</p>" * 4
    assert find_kind(make_page(path, title, text)) == ""


def test_a_brief_of_two_sentences_with_a_headline_and_a_date_is_an_article() -> None:
    text = f"<h1>Pumps run again</h1><p>12 May 2019</p><p>{PROSE}</p>"
    assert find_kind(make_page("/news/pumps/", "Pumps run again", text)) == ""


@pytest.mark.parametrize(
    "path", ["/2019/05/", "/tag/water/", "/news/page/3/", "/news/"]
)
def test_headings_that_lead_to_other_pages_make_a_list(path: str) -> None:
    page = make_page(path, "News", make_teasers(5))
    assert find_kind(page) == "a list of articles"


def test_an_article_with_a_list_of_others_below_is_an_article() -> None:
    text = "<h1>Pumps run again</h1><p>12 May 2019</p>" + f"<p>{PROSE}</p>" * 9
    page = make_page("/news/pumps/", "Pumps run again", text + make_teasers(3))
    assert find_kind(page) == ""


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("single single-post postid-12", ""),
        ("archive category category-water", "a list of articles"),
        ("single single-attachment attachment", "a list of articles"),
    ],
)
def test_classes_that_wordpress_writes_tell_posts_from_lists(
    classes: str, kind: str
) -> None:
    text = f'<h1>Water</h1><h2><a href="/pumps/">Pumps</a></h2><p>{PROSE}</p>'
    assert find_kind(make_page("/water/", "Water", text, classes=classes)) == kind


def test_a_feed_under_the_name_of_a_page_is_no_article() -> None:
    feed = f"<?xml version='1.0'?><rss><channel><title>{PROSE}</title></channel></rss>"
    with pytest.raises(NotAnArticle, match="the page is a feed"):
        extract_article(Page(f"{HOST}/tag/water/feed/index.html", feed.encode()))


def test_an_explanation_adds_up() -> None:
    explanation = explain_page(make_page("/news/page/3/", "News", make_teasers(5)))
    assert sum(sign.log_odds for sign in explanation.evidence) <= 0
    assert {s.sign: s.log_odds for s in explanation.evidence}[
        "the address counts pages of a list"
    ] == -4.0
