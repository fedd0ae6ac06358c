"""What is said of each block of a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.extract import extract_article, see_page
from indexer.extract.explain import (
    Explanation,
    as_html,
    as_json,
    as_text,
    explain_page,
)
from indexer.extract.site import Site
from indexer.extract.template import learn_template
from indexer.model import Page

CONTENT = (Path(__file__).parent / "golden/news_2024.html").read_bytes()
PAGE = Page("https://courier.example/coast/1", CONTENT)


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    template = learn_template([see_page(PAGE)[0]] * 3)
    return explain_page(PAGE, site=Site((template,)))


def test_kept_blocks_are_the_body(explanation: Explanation) -> None:
    body = extract_article(PAGE).body
    kept = [v.text for v in explanation.verdicts if v.kept]
    assert all(text in body for text in kept)
    assert len(kept) == 8


def test_title_is_dropped_as_the_title(explanation: Explanation) -> None:
    title = dict(explanation.fields)["title"]
    reasons = {v.reason for v in explanation.verdicts if v.text == title}
    assert reasons <= {"the title", "unlikely text"}


def test_shown_as_text_json_and_html(explanation: Explanation) -> None:
    count = len(explanation.verdicts)
    assert sum(line[0] in "+-" for line in as_text(explanation)) == count
    assert len(json.loads(json.dumps(as_json(explanation)))["verdicts"]) == count
    assert as_html(explanation).count("<p class=") == count


def test_html_shows_hostile_text_as_text() -> None:
    page = Page("http://a.example/<b>", b"<p>one &lt;script&gt;x&lt;/script&gt;")
    assert "<script>" not in as_html(explain_page(page))
