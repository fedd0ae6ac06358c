"""Each page of the sample publication is extracted as ``expected.json`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import NotAnArticle
from indexer.extract.decode import decode_page
from indexer.extract.page_to_article import extract_article
from indexer.ingest.page_stream import extract_pages
from indexer.model import Article, Page

SAMPLE = Path(__file__).parents[2] / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def read(path: str) -> Article:
    content = (SAMPLE / "site" / path).read_bytes()
    return extract_article(Page(f"https://nine-rivers.example/{path}", content))


def find_differences(entry: dict[str, Any]) -> list[str]:
    """Return what is not as expected, in words."""
    article = read(entry["path"])
    series = article.series
    found = {
        "title": article.title,
        "series": series and series.name,
        "part": series and series.part,
        "language": article.language,
        "section": list(article.section_names),
        "topics": list(article.topics),
        "authors": list(article.authors),
        "popularity": article.popularity,
    }
    wrong = [f"{k}: {v!r}, not {entry[k]!r}" for k, v in found.items() if v != entry[k]]
    published = article.published.isoformat() if article.published else ""
    if not published.startswith(entry["published"]):
        wrong.append(f"published: {published}, not {entry['published']}")
    wrong += [f"present: {t!r}" for t in entry["present"] if t not in article.body]
    wrong += [f"absent: {t!r}" for t in entry["absent"] if t in article.body]
    return wrong + [f"broken: {t!r}" for t in entry["broken"] if t not in article.body]


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda e: e["path"])
def test_sample_page_reads_as_expected(entry: dict[str, Any]) -> None:
    assert find_differences(entry) == []


OTHERS = sorted(
    str(path.relative_to(SAMPLE / "site"))
    for path in (SAMPLE / "site").rglob("*.html")
    if str(path.relative_to(SAMPLE / "site")) not in {e["path"] for e in EXPECTED}
)


@pytest.mark.parametrize("path", OTHERS)
def test_sample_page_that_is_no_article_is_refused(path: str) -> None:
    with pytest.raises(NotAnArticle):
        read(path)


def test_text_repeated_on_all_pages_is_in_no_article() -> None:
    expected = {entry["path"]: entry for entry in EXPECTED}
    records = [
        {
            "id": path,
            "url": f"https://nine-rivers.example/{path}",
            "html": decode_page((SAMPLE / "site" / path).read_bytes(), ""),
        }
        for path in [*expected, *OTHERS]
    ]
    bodies = {a["id"]: a["body"] or "" for a in extract_pages(records)}
    for path, entry in expected.items():
        boilerplate = [*entry["absent"], "More in this column", "0048213"]
        assert [text for text in boilerplate if text in bodies[path]] == [], path
        assert [text for text in entry["present"] if text not in bodies[path]] == []
