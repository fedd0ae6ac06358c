"""Pages and articles as plain values, which JSON can write."""

from __future__ import annotations

from typing import Any

from ..article_json import describe_article
from ..errors import ExtractError
from ..model import Article, Page

Record = dict[str, Any]


def make_page(record: object) -> Page:
    """Return the page of a record with ``url`` and ``html``, a text.

    Raises:
        ExtractError: the record is none.
    """
    if not isinstance(record, dict) or not isinstance(record.get("html"), str):
        raise ExtractError("the record has no html")
    content = record["html"].encode("utf-8", "replace")
    return Page(str(record.get("url") or ""), content, charset="utf-8")


def make_record(identity: object, article: Article | None, error: str | None) -> Record:
    """Return an article as values JSON can write.

    Args:
        article: None if the page could not be read.
        error: why not, or why the page is no article; empty or None if it is one.
    """
    return {
        "id": identity,
        **describe_article(article or Article("", "", "")),
        "kind": article.kind if article and not error else "",
        "is_article": article is not None and not error,
        "error": error or None,
    }
