"""Summarize a page for the register, which finds the article that it belongs to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lxml.html import HtmlElement

from ...model import Article, make_digest
from ..addresses import strip_tracking
from ..fields.link_relations import LinkRelation, find_relations, fold_heading
from ..page_shape import MACHINE_SOURCES
from .minhash import NO_MINHASH, MinHash, make_minhash

NOINDEX, OTHER = "noindex", "other"
"""Kinds of pages without a document: those that ask for it, and those that are neither
an article nor a standing page."""
MAX_TITLE_CHARS = 80
"""Letters of a title that are kept."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The part of a page that is compared with other pages, in a few hundred bytes.

    Attributes:
        kind: of its document, as in ``Article.kind``; ``NOINDEX`` or ``OTHER`` for a
            page without one.
        claim: its canonical address as it declares it; empty if it declares none, or
            one that cannot be right whatever the other page says.
        heading: its headline without the name of the page, folded.
        title: the beginning of that without any last number.
        day: of publication, if readers or machines see it; ISO 8601, or empty.
        dated: whether the page has a date of publication for machines.
        published: in seconds since 1970; None if unknown.
        text: digest of its body.
        minhash: of its body.
    """

    url: str
    kind: str = OTHER
    claim: str = ""
    heading: str = ""
    title: str = ""
    day: str = ""
    dated: bool = False
    published: int | None = None
    ties: tuple[LinkRelation, ...] = ()
    text: str = ""
    minhash: MinHash = NO_MINHASH

    @property
    def is_article(self) -> bool:
        """Whether the page has a document by itself."""
        return self.kind not in (NOINDEX, OTHER)


def summarize_page(
    root: HtmlElement, headline: str, article: Article, kind: str
) -> PageSummary:
    """Return the summary of a page.

    Args:
        headline: as the page shows it.
        kind: as in ``PageSummary``.
    """
    heading, title = fold_heading(headline)
    published = article.published
    is_dated = article.published_source in MACHINE_SOURCES
    is_shown = is_dated or article.published_source == "slot"
    claim = article.canonical_url
    if claim == strip_tracking(article.url):
        claim = ""
    return PageSummary(
        url=article.url,
        kind=kind,
        claim=claim,
        heading=heading,
        title=title[:MAX_TITLE_CHARS],
        day=published.date().isoformat() if published and is_shown else "",
        dated=is_dated,
        published=_count_seconds(published) if published else None,
        ties=find_relations(root, article.url, claim),
        text=make_digest(article.body.encode("utf-8", "surrogatepass")),
        minhash=make_minhash(article.body),
    )


def _count_seconds(moment: dt.datetime) -> int:
    """Return a moment as seconds since 1970; without a zone it is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return int(aware.timestamp())
