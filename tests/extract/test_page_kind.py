"""Articles are told from lists and other pages by all signs together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.config import AdapterConfig
from indexer.errors import NotAnArticle
from indexer.extract import (
    KindRules,
    explain_as_text,
    explain_page,
    extract_article,
    read_page,
)
from indexer.model import Page, PageHints

from .software_pages import KindCase, list_software_pages

SOFTWARE_PAGES = tuple(list_software_pages())
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
    return explain_page(page).verdict.other


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
    page = make_page("/news/page/3/", "News", make_teasers(5))
    evidence = explain_page(page).verdict.text_evidence
    assert sum(sign.log_odds for sign in evidence) <= 0
    assert {s.sign: s.log_odds for s in evidence}[
        "the address counts pages of a list"
    ] == -4.0


@pytest.mark.parametrize("case", SOFTWARE_PAGES, ids=lambda case: case.name)
def test_pages_of_software_are_articles_standing_pages_or_neither(
    case: KindCase,
) -> None:
    verdict = explain_page(Page(HOST + case.path, case.html.encode())).verdict
    assert ("neither" if verdict.other else verdict.kind) == case.kind


@pytest.mark.parametrize(
    "case",
    [case for case in SOFTWARE_PAGES if case.kind == "page"],
    ids=lambda case: case.name,
)
def test_a_date_in_the_text_of_a_standing_page_is_not_its_own(case: KindCase) -> None:
    article = extract_article(Page(HOST + case.path, case.html.encode()))
    assert (article.kind, article.published, article.published_source) == (
        "page",
        None,
        "",
    )


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("<p>Published: 12 May 2019</p>", ""),
        ("", '<meta property="article:published_time" content="2019-05-12">'),
    ],
)
def test_a_standing_page_keeps_a_date_that_is_called_its_own(
    line: str, head: str
) -> None:
    page = make_page(
        "/about/",
        "About",
        f"<h1>About</h1>{line}" + f"<p>{PROSE}</p>" * 4,
        head,
        "page page-id-2",
    )
    article = extract_article(page)
    assert article.kind == "page" and article.published is not None


def judge(page: Page, adapter: AdapterConfig | None = None, **rules: bool) -> str:
    verdict = explain_page(page, adapter, rules=KindRules(**rules)).verdict
    return verdict.other or verdict.kind


NOINDEX = '<meta name="robots" content="noindex">'
LONG = "<h1>Pumps</h1><p>12 May 2019</p>" + f"<p>{PROSE}</p>" * 4


@pytest.mark.parametrize("content", ["noindex", "NOINDEX, follow", "none"])
def test_a_page_that_says_noindex_is_left_out_unless_that_is_ignored(
    content: str,
) -> None:
    page = make_page(
        "/pumps/", "Pumps", LONG, f'<meta name="robots" content="{content}">'
    )
    assert judge(page) == "marked noindex"
    assert judge(page, honour_noindex=False) == "article"


@pytest.mark.parametrize("content", ["index, follow", "noimageindex", "nofollow"])
def test_other_words_for_robots_leave_a_page_in(content: str) -> None:
    page = make_page(
        "/pumps/", "Pumps", LONG, f'<meta name="robots" content="{content}">'
    )
    assert judge(page) == "article"


def test_standing_pages_are_left_out_if_the_owner_wants_none() -> None:
    about = make_page("/about/", "About", "<h1>About</h1>" + f"<p>{PROSE}</p>" * 4)
    assert judge(about) == "page"
    assert judge(about, standing_pages=False) == "a standing page"
    assert judge(make_page("/pumps/", "Pumps", LONG), standing_pages=False) == "article"


def test_the_globs_of_an_adapter_overrule_the_evidence_and_the_rules() -> None:
    adapter = AdapterConfig(articles=("/blog/*",), standing_pages=("/docs/*",))
    teasers, noindex = make_teasers(5), NOINDEX
    assert judge(make_page("/blog/page/3/", "News", teasers), adapter) == "article"
    assert judge(make_page("/docs/pumps", "Pumps", LONG, noindex), adapter) == "page"
    assert (
        judge(make_page("/news/pumps", "Pumps", LONG, noindex), adapter)
        == "marked noindex"
    )


def test_an_explanation_names_the_setting_that_decided() -> None:
    adapter = AdapterConfig(articles=("/blog/*",))
    page = make_page("/blog/page/3/", "News", make_teasers(5))
    lines = list(explain_as_text(explain_page(page, adapter)))
    assert "  kind: an article, by the setting adapters articles" in lines
    assert "      -4.0  the address counts pages of a list" in lines


def test_an_adapter_without_selectors_leaves_the_page_as_it_is() -> None:
    assert not AdapterConfig(articles=("/blog/*",)).reads_soup
    assert AdapterConfig(articles=("/blog/*",), title="h1").reads_soup


@pytest.mark.parametrize(("head", "is_wanted"), [("", True), (NOINDEX, False)])
def test_the_text_of_a_feed_stands_in_only_for_a_page_that_is_wanted(
    head: str, is_wanted: bool
) -> None:
    hints = PageHints("Pumps", "2019-05-12T09:00:00Z", content=f"<p>{PROSE}</p>" * 4)
    bare = make_page("/pumps/", "Pumps", LONG if head else "", head)
    read = read_page(replace(bare, hints=hints), rules=KindRules())
    assert (read.other == "") == is_wanted
