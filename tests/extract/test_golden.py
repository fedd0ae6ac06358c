"""Golden pairs: an invented page and the article it must become.

After a wanted change: ``python tests/extract/test_golden.py`` writes the articles anew,
and ``git diff`` shows what became of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.extract.page_to_article import read_page
from indexer.ingest.article_records import make_record
from indexer.model import Page

PAGES = sorted((Path(__file__).parent / "golden").glob("*.html"))


def extract(path: Path) -> dict[str, Any]:
    url = f"https://courier.example/coast/{path.name}"
    read = read_page(Page(url, path.read_bytes()))
    return make_record(path.stem, read.article, read.other)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_page_becomes_the_article_beside_it(path: Path) -> None:
    assert extract(path) == json.loads(path.with_suffix(".json").read_text("utf-8"))


if __name__ == "__main__":
    for page in PAGES:
        record = json.dumps(extract(page), ensure_ascii=False, indent=1)
        page.with_suffix(".json").write_text(record + "\n", encoding="utf-8")
