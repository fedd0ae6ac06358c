"""What is known of a site's fields, and what of it reaches its pages."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache

import pytest

from indexer.extract.body.template import Template, read_template
from indexer.extract.page_to_article import extract_article, read_training_page
from indexer.extract.site.layouts import SiteLayouts
from indexer.extract.site.template_learning import learn_template
from indexer.model import Article, Page

AUTHORS = ("Ann Lee", "Tom Ray", "Mia Holt")
NAME = "the weekly paper of the harbour and all of its people"
TEXT = "The ferry of the {} quay crossed {} times a day while the bridge was closed. "


def make_page(number: int, proof: bool = True) -> Page:
    """Build a page whose last lines tell author, date and section without any name."""
    author = AUTHORS[number % 3]
    told = {
        "@type": "NewsArticle",
        "author": {"@type": "Person", "name": author},
        "datePublished": f"2019-03-{10 + number}",
        "articleSection": ["Boats", "Repairs"][number % 2],
        "keywords": ["Harbour", f"quay {number}"],
    }
    lines = "".join(f"<p>{TEXT.format(number * 31 + n, n)}</p>" for n in range(30))
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    words = ", cheap boats, ferry" if number % 2 else ""
    title = f"Crossing {chr(65 + number) * 4} once more"
    html = f"""<html><head><title>{title} - {NAME}</title>{script * proof}
        <meta name=keywords content="Harbour, quay {number}{words}"></head>
        <body><main><p class=t>{title}</p>{lines}</main>
        <div class=k>{told["articleSection"]}</div><div class=q>{author}</div>
        <div class=z>{10 + number} March 2019, first edition</div></body></html>"""
    return Page(f"https://paper.example/{number}", html.encode())


@cache
def learn() -> Template:
    return learn_template([read_training_page(make_page(n))[0] for n in range(12)])


def read(page: Page, site: SiteLayouts | None = None) -> Article:
    return extract_article(page, site=site or SiteLayouts((learn(),)))


def test_name_at_the_end_of_all_titles_is_no_title() -> None:
    page = make_page(15)
    hidden = Page(page.url, page.content.replace(b"<p class=t>Crossing PPPP once", b""))
    assert NAME in extract_article(hidden).title
    assert read(hidden).title == "Crossing PPPP once more"


def test_keyword_of_all_pages_is_no_topic() -> None:
    assert extract_article(make_page(15)).topics == ("Harbour", "quay 15")
    assert read(make_page(15)).topics == ("quay 15",)


def test_keyword_of_many_pages_that_do_not_have_the_word_is_no_topic() -> None:
    page = make_page(15, proof=False)
    alone = ("Harbour", "quay 15", "cheap boats", "ferry")
    assert extract_article(page).topics == alone
    assert read(page).topics == ("quay 15", "ferry")


def test_slots_say_what_a_page_says_nowhere_else() -> None:
    page = make_page(13, proof=False)
    alone, article = extract_article(page), read(page)
    assert (alone.authors, alone.sections) == ((), ())
    assert article.authors == ("Tom Ray",)
    assert article.sections == (("Repairs",),)
    assert article.published == dt.datetime(2019, 3, 23)
    assert article.published_source == "slot"


def test_slots_are_not_asked_where_the_page_says_it() -> None:
    page = make_page(13)
    content = page.content.replace(b"<div class=q>Tom Ray", b"<div class=q>Kim Oz")
    assert read(Page(page.url, content)).authors == ("Tom Ray",)


@pytest.mark.parametrize("count", [2, 12])
def test_slots_that_nothing_proved_are_not_asked(count: int) -> None:
    pages = [make_page(n, proof=n < 2) for n in range(count)]
    site = SiteLayouts(
        (learn_template([read_training_page(page)[0] for page in pages]),)
    )
    assert read(make_page(13, proof=False), site).authors == ()


def test_few_titles_tell_no_name() -> None:
    few = learn_template([read_training_page(make_page(n))[0] for n in range(4)])
    assert few.facts.names == frozenset()


def test_facts_are_read_as_they_were_written() -> None:
    assert learn().facts.slots
    assert read_template(json.loads(json.dumps(learn().write()))) == learn()
