"""The page that began the project, in the layout its text suggests."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path

import pytest

from indexer.extract.page_to_article import extract_article
from indexer.model import Article, Page, Series

SEED = Path(__file__).parents[2] / "../shared/data/seed/article.txt"

pytestmark = pytest.mark.skipif(
    not SEED.exists(), reason="no seed text beside the project"
)


def lay_out(text: str, named: bool) -> str:
    """Build a page of 2005 around the text: banner, table, centred title, comments.

    Args:
        named: whether the title element holds the headline, or only the site.
    """
    banner, title, line, *rest = [t for t in text.split("\n") if t.strip()]
    end = next(i for i, t in enumerate(rest) if t.startswith("Netizens"))
    paragraphs = "".join(f"<p>{escape(t)}</p>\n" for t in rest[2:end])
    heading = "".join(f"<p><strong>{escape(t)}</strong></p>\n" for t in rest[:2])
    comment, *boxes = rest[end:]
    news = "".join(
        f'<li><a href="/n.html">{escape(t)}</a></li>' for t in rest[end + 4 :]
    )
    head = f"{title}-{banner}" if named else banner
    return f"""<html><head><title>{head}</title></head><body>
<table width="1000"><tr><td><div class="top"><a href="/">{banner}</a></div></td></tr>
<tr><td><div class="title">{title}</div><div class="info">{line}</div>
<div class="content">{heading}{paragraphs}</div>
<div class="comment"><b>Netizens commentary</b>{escape(comment[19:])}
<a href="#">{boxes[0]}</a> <a href="#">{boxes[1]}</a></div></td>
<td><div class="about"><h3>{boxes[2]}</h3><ul>{news}</ul></div></td></tr></table>
</body></html>"""


@pytest.fixture(scope="module", params=[True, False], ids=["named", "site-only"])
def article(request: pytest.FixtureRequest) -> Article:
    html = lay_out(SEED.read_text(encoding="utf-8"), request.param)
    return extract_article(Page("http://news.example/a/1.html", html.encode()))


def test_title_is_printed_and_its_series_part_is_known(article: Article) -> None:
    assert article.title == "China Contributes to a Better World(二)"
    assert article.series == Series("China Contributes to a Better World", 2)


def test_visible_date_and_click_count_are_read(article: Article) -> None:
    assert article.published == dt.datetime(2019, 11, 29, 16, 28, 42)
    assert article.popularity == 1304
    assert article.language == "en"


def test_heading_over_two_lines_is_joined(article: Article) -> None:
    assert (
        article.passages[0].heading
        == "2.Pursuing mutually beneficial cooperation and common development"
    )


def test_run_in_headings_open_passages(article: Article) -> None:
    headings = [p.heading for p in article.passages if p.is_run_in]
    assert headings == [
        "Pursuing innovative development, interconnected growth and converging "
        "interests.",
        "Promoting high-quality development along the Belt and Road.",
        "Advancing global poverty reduction.",
    ]


def test_paragraph_cut_in_mid_sentence_is_rejoined(article: Article) -> None:
    assert "pursue common development. It is intended" in article.body
    assert "capacity for self-development by providing" in article.body


@pytest.mark.parametrize(
    "words",
    ["Netizens", "Welcome to", "Comments", "About NEWs", "Biomass", "Click Num"],
)
def test_boilerplate_is_nowhere_in_the_body(article: Article, words: str) -> None:
    assert words not in article.body
