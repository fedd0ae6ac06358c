"""Why each block of a page is kept or dropped, and where fields come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.config import AdapterConfig
from indexer.extract.explain import (
    BlockExplanation,
    Explanation,
    FieldExplanation,
    explain_page,
)
from indexer.extract.explain_views import (
    MIN_FOLDED_BLOCKS,
    explain_as_html,
    explain_as_json,
    explain_as_text,
)
from indexer.extract.page_kind import KindVerdict
from indexer.extract.page_to_article import extract_article, read_training_page
from indexer.extract.site.layouts import SiteLayouts
from indexer.extract.site.template_learning import learn_template
from indexer.model import Page

CONTENT = (Path(__file__).parent / "golden/news_2024.html").read_bytes()
PAGE = Page("https://courier.example/coast/1", CONTENT)


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    template = learn_template([read_training_page(PAGE)[0]] * 3)
    return explain_page(PAGE, site=SiteLayouts((template,)))


def test_kept_blocks_are_the_body(explanation: Explanation) -> None:
    body = extract_article(PAGE).body
    kept = [v.text for v in explanation.blocks if v.kept]
    assert all(text in body for text in kept)
    assert len(kept) == 8


def test_title_is_dropped_as_the_title(explanation: Explanation) -> None:
    title = explanation.title
    reasons = {v.reason for v in explanation.blocks if v.text == title}
    assert reasons <= {"the title", "unlikely text"}


def test_shown_as_text_json_and_html(explanation: Explanation) -> None:
    count = len(explanation.blocks)
    assert sum(line[0] in "+-" for line in explain_as_text(explanation)) == count
    assert len(json.loads(json.dumps(explain_as_json(explanation)))["blocks"]) == count
    assert explain_as_html(explanation).count("<p class=") == count


def find_field(explanation: Explanation, name: str) -> FieldExplanation:
    return next(field for field in explanation.fields if field.name == name)


def test_a_field_has_its_source_and_the_next_best_candidates() -> None:
    html = (
        "<title>Rain at last</title><h1>Rain at last</h1>"
        "<meta property=article:published_time content=2019-11-29T16:28:00Z>"
        "<div class=date>2019-11-29 08:00</div><p>It rained on the wells."
    )
    page = Page("https://a.example/news/1.html", html.encode())
    published = find_field(explain_page(page), "published")
    assert (published.value, published.source) == ("2019-11-29T16:28:00+00:00", "meta")
    assert [(one.value, one.source) for one in published.others] == [
        ("2019-11-29T08:00:00", "slot")
    ]
    adapter = AdapterConfig(published=".date")
    assert find_field(explain_page(page, adapter), "published").source == "adapter"


def test_an_explanation_names_the_template(explanation: Explanation) -> None:
    assert explanation.template == "a template learned from 3 pages of its site"
    without = "no template, because nothing was learned about its site"
    assert explain_page(PAGE).template == without


def test_many_consecutive_dropped_blocks_are_collapsed() -> None:
    dropped = BlockExplanation(
        False, "News", "ul>li", -4.0, -4.0, None, 0.0, None, "unlikely"
    )
    verdict = KindVerdict("article", "", (), ())
    for count in (MIN_FOLDED_BLOCKS - 1, MIN_FOLDED_BLOCKS):
        shown = Explanation("", verdict, "", (), (dropped,) * count)
        assert ("4 blocks dropped: News" in explain_as_html(shown)) is (
            count == MIN_FOLDED_BLOCKS
        )


def test_html_shows_hostile_text_as_text() -> None:
    page = Page("http://a.example/<b>", b"<p>one &lt;script&gt;x&lt;/script&gt;")
    assert "<script>" not in explain_as_html(explain_page(page))
