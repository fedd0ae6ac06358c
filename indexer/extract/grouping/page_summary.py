"""What is kept of a page to tell later which article it belongs to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lxml.html import HtmlElement

from ...model import Article, make_digest
from ..addresses import strip_tracking
from ..fields.link_relations import LinkRelation, find_relations, fold_heading
from ..page_kind import MACHINE_SOURCES
from .minhash import NO_SKETCH, Sketch, make_sketch

TITLE = 80
"""Letters of a title that are kept."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says of its place among others, in a few hundred bytes.

    Attributes:
        claim: what it says its own address is; empty if nothing, or not to be believed
            whatever the other page says.
        heading: its headline without the name of the page, folded.
        title: the beginning of that without any last number.
        day: published, where readers or machines are told so; ISO 8601, or empty.
        dated: whether machines are told so.
        published: in seconds since 1970; None if unknown.
        text: digest of its body.
        sketch: of its body.
    """

    url: str
    is_article: bool = False
    claim: str = ""
    heading: str = ""
    title: str = ""
    day: str = ""
    dated: bool = False
    published: int | None = None
    ties: tuple[LinkRelation, ...] = ()
    text: str = ""
    sketch: Sketch = NO_SKETCH


def make_sheet(root: HtmlElement, headline: str, article: Article, other: str) -> Sheet:
    """Return what to keep of a page.

    Args:
        headline: as the page shows it.
        other: what the page is if it is no article.
    """
    heading, title = fold_heading(headline)
    published = article.published
    told = article.published_source in (*MACHINE_SOURCES, "slot")
    claim = article.canonical_url
    if claim == strip_tracking(article.url):
        claim = ""
    return Sheet(
        article.url,
        not other,
        claim,
        heading,
        title[:TITLE],
        published.date().isoformat() if published and told else "",
        article.published_source in MACHINE_SOURCES,
        _count_seconds(published) if published else None,
        find_relations(root, article.url, claim),
        make_digest(article.body.encode("utf-8", "surrogatepass")),
        make_sketch(article.body),
    )


def _count_seconds(moment: dt.datetime) -> int:
    """Return a moment as seconds since 1970; without a zone it is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return int(aware.timestamp())
