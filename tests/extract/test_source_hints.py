"""What a feed says of a page counts where the page says nothing or agrees."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.extract import extract_article
from indexer.model import Article, Page, PageHints
from tests.archive import TEXT as LINES

TEXT = "".join(
    f"<p>{text.format('lower river', 'seven', 'hull')}</p>" for text in (*LINES, *LINES)
)
HINTS = PageHints(
    title="The ferry is back",
    published="2019-11-29T16:28:00+01:00",
    modified="2019-12-01T08:00:00+01:00",
    authors=("Ann Lee",),
    topics=("Ferries", "#harbour", "Ferries"),
)


def read(head: str = "", text: str = TEXT, hints: PageHints = HINTS) -> Article:
    title = "The ferry is back"
    html = (
        f"<html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )
    return extract_article(Page("https://gazette.example/1", html.encode(), "", hints))


def test_hints_fill_what_the_page_does_not_have() -> None:
    article = read()
    assert article.published == dt.datetime.fromisoformat(HINTS.published)
    assert article.modified == dt.datetime.fromisoformat(HINTS.modified)
    assert (article.published_source, article.published_precision) == ("feed", "minute")
    assert article.authors == ("Ann Lee",)
    assert article.topics == ("Ferries", "harbour")


def test_what_the_page_says_goes_before_hints() -> None:
    article = read(
        '<meta property="article:published_time" content="2019-11-20T09:00:00+01:00">'
        '<meta name="author" content="Tom Ray">'
        '<meta property="article:tag" content="Weather">'
    )
    assert article.published and article.published.day == 20
    assert article.authors == ("Tom Ray",)
    assert article.topics == ("Weather",)


def test_the_minute_of_a_hint_counts_where_the_page_has_the_same_day() -> None:
    head = '<meta property="article:published_time" content="2019-11-{}">'
    same, other = read(head.format(29)), read(head.format(28))
    assert (same.published_precision, same.published_source) == ("minute", "meta")
    assert other.published_precision == "day"


@pytest.mark.parametrize("date", ["last week", "2999-01-01", ""])
def test_a_date_that_cannot_be_is_no_hint(date: str) -> None:
    assert read(hints=PageHints(published=date)).published is None


def test_a_page_without_a_text_has_that_of_its_feed() -> None:
    article = read(
        text="<script>write()</script>", hints=PageHints("Ferry", content=TEXT)
    )
    assert article.body.startswith("The ferry across the lower river")
