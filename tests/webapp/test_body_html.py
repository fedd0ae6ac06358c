"""The text of an article as elements: nested, balanced, and no others than allowed."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer import Annotation, make_config
from indexer.model import ANNOTATION_VALUES, Article, Mark
from webapp import create_app
from webapp.locales import LOCALES
from webapp.views.article import list_headings, write_body
from webapp.views.pictures import NO_HOSTS, PictureHosts, find_picture_hosts

from ..fuzz.fuzz_extract import find_unbalanced
from .articles import STRUCTURED, annotate
from .conftest import add_articles

OWN = find_picture_hosts("https://www.news.example/")
IMAGE = ("https://img.news.example/a.png", 'A "well"', "", "640", "")


def show(
    article: Article, marks: tuple[Mark, ...] = (), hosts: PictureHosts = OWN
) -> str:
    headings = list_headings(article, marks)
    return str(write_body(article, marks, headings, hosts, LOCALES["en"]))


def test_lists_nest_and_have_no_second_bullets() -> None:
    assert (
        "<ul><li>first</li><li>second"
        '<ol start="3"><li>inner</li></ol></li></ul>' in show(STRUCTURED)
    )


def test_tables_have_cells_and_no_bars() -> None:
    html = show(STRUCTURED)
    assert "<tr><th>Column0</th><th>Column1</th>" in html
    assert '<tr><td>1</td><td colspan="11">2</td></tr></table>' in html


def test_quotations_and_code_are_as_written() -> None:
    html = show(STRUCTURED)
    assert (
        "<blockquote><p>She said so.</p><p><strong>Follow</strong> me</p></blockquote>"
        "<pre>if dry:\n    dig(" in html
    )


def test_links_leave_the_site() -> None:
    link = (
        '<p><a rel="noopener" href="https://elsewhere.example/?a=1&amp;b=2">Links</a>'
    )
    assert show(STRUCTURED).startswith(link)


def test_pictures_of_the_publication_are_loaded_late_and_without_a_referrer() -> None:
    assert (
        '<figure><img src="https://news.example/well.png" alt="A well" width="640"'
        ' height="480" loading="lazy" decoding="async" referrerpolicy="no-referrer">'
        "<figcaption>Before the rain</figcaption></figure><p>End.</p>"
    ) in show(STRUCTURED)


def test_other_pictures_are_links() -> None:
    article = annotate("One two.", ("img", "two", IMAGE))
    link = f'<a class="picture" href="{IMAGE[0]}" rel="noopener">'
    assert f"<p>One {link}" in show(article, (), NO_HOSTS)
    assert "<p>One <img " in show(article)
    elsewhere = find_picture_hosts("https://ews.example/", "https://other.example/")
    assert link in show(article, (), elsewhere)


def test_address_that_cannot_be_read_has_no_pictures() -> None:
    assert find_picture_hosts("http://[", "javascript:a", "") == NO_HOSTS


def test_marks_stand_inside_elements() -> None:
    article = annotate("One two three.", ("em", "two three", ()))
    html = show(article, ((0, 7),))
    assert html == "<p><mark>One </mark><em><mark>two</mark> three</em>.</p>"


def test_lines_that_are_no_list_stay_lines() -> None:
    assert show(annotate("Pump house\nGrey Pass")) == "<p>Pump house<br>Grey Pass</p>"
    assert show(annotate("• one\n• two")) == "<p>• one<br>• two</p>"


@pytest.mark.parametrize("pictures", [True, False])
def test_the_policy_of_a_page_allows_the_pictures_it_shows(
    pictures: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pictures")
    config = make_config({"server": {"pictures": pictures}}, folder)
    add_articles(config, [STRUCTURED])
    response = create_app(config).test_client().get(f"/article/{STRUCTURED.doc_id}")
    policy = response.headers["Content-Security-Policy"]
    assert ("img-src 'self' https://news.example;" in policy) == pictures
    assert bool(BeautifulSoup(response.text, "lxml").select(".text img")) == pictures


def test_other_pages_load_pictures_of_the_site_only(client: FlaskClient) -> None:
    policy = client.get("/?q=water").headers["Content-Security-Policy"]
    assert "img-src 'self';" in policy


def test_a_link_over_two_paragraphs_shows_its_text_once() -> None:
    for text in ("\n\nsluice", "pump\n\nsluice"):
        link = Annotation(0, len(text), "a", ("https://a.example/",))
        html = show(Article("", "", text, annotations=(link,)))
        assert html.count("sluice") == 1


TEXT = st.text(st.sampled_from("ab<&\"'• |\n水"), min_size=1, max_size=40)
SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(
    TEXT,
    st.lists(st.tuples(st.sampled_from(sorted(ANNOTATION_VALUES)), SPAN), max_size=12),
    st.lists(st.integers(0, 40), unique=True, max_size=8),
)
def test_any_annotations_give_balanced_elements_and_the_whole_text(
    text: str, elements: list[tuple[str, list[int]]], ends: list[int]
) -> None:
    size = len(text)
    annotations = sorted(
        Annotation(
            min(low, size),
            min(low if kind == "img" else high, size),
            kind,
            ("",) * len(ANNOTATION_VALUES[kind]),
        )
        for kind, (low, high) in elements
    )
    places = sorted({min(end, size) for end in ends})
    marks = tuple(zip(places[::2], places[1::2], strict=False))
    article = Article("", "", text, annotations=tuple(annotations))
    html = show(article, marks)
    assert find_unbalanced(html) == ""
    shown = re.sub("<figcaption></figcaption>|<a class=.picture.*?</a>", "", html)
    words = BeautifulSoup(shown, "html.parser").get_text()
    assert re.sub(r"[\s•|]", "", words) == re.sub(r"[\s•|]", "", text)
