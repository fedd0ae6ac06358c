"""One page in, one article out: the steps in order.

A page is decoded, parsed and cut into blocks here; ``fields`` holds what it says of
itself, ``body`` which blocks are the article, ``site`` what the pages of its site have
in common, ``gather`` which pages are one article.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from lxml.html import HtmlElement

from ..config import AdapterConfig
from ..errors import NotAnArticle
from ..model import Article, Page, Passage
from .blocks import PageBlocks, cut_blocks
from .body.block_classifier import LogOdds
from .body.block_selection import choose_blocks, score_blocks, score_with_template
from .body.fragment import render_fragment
from .body.passages import join_passages, split_passages
from .body.template import Template
from .decode import decode_page
from .fields.candidates import rank_fields
from .fields.language_detection import find_language
from .fields.metadata import Metadata, read_metadata
from .fields.page_signals import PageSignals, read_signals
from .fields.site_facts import NO_SITE_FACTS, PageFacts
from .fields.titles import find_headline
from .grouping.page_summary import Sheet, make_sheet
from .page_kind import find_other_kind
from .site.adapters import BODY_ATTRIBUTE, AdaptedPage, apply_adapter
from .site.layouts import SiteLayouts
from .site.site_fields import fill_gaps, tell_fields
from .site.template_learning import TrainingPage, make_training_page
from .tree import parse_page


@dataclasses.dataclass(frozen=True, slots=True)
class Extraction:
    """What was made of a page.

    Attributes:
        other: what the page is if it is no article, else an empty string.
        layout: of its site, by index; as many as there are if none fits.
        sheet: what to keep of it, to tell which article it belongs to.
    """

    article: Article
    other: str
    layout: int
    sheet: Sheet


def extract_article(
    page: Page, adapter: AdapterConfig | None = None, site: SiteLayouts | None = None
) -> Article:
    """Read a page as an article.

    Args:
        site: what is known of the pages of its site.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: the page is a front, a list, a search or an error page, or
            nothing is left of it once it is cleaned.
    """
    reading = read_page(page, adapter, site)
    if reading.other:
        raise NotAnArticle(f"the page is {reading.other}", url=page.url)
    return reading.article


def read_page(
    page: Page,
    adapter: AdapterConfig | None = None,
    site: SiteLayouts | None = None,
    page_odds: LogOdds | None = None,
) -> Extraction:
    """Read a page, and say what it is if it is no article.

    Args:
        site: what is known of the pages of its site.
        page_odds: what ``read_training_page`` said of its blocks, if it was asked.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: it is no article, and nothing is left once it is cleaned.
    """
    opened = open_page(page, adapter, site)
    kept = opened.choose(page_odds)
    meta, blocks = opened.meta, opened.blocks
    other = opened.find_other_kind(kept)
    passages = split_passages(render_fragment(blocks, kept))
    if not passages:
        raise NotAnArticle(
            f"the page is {other or 'without the text of an article'}", url=page.url
        )
    article = make_article(page.url, meta, passages)
    sheet = make_sheet(opened.root, meta, article, other)
    return Extraction(article, other, opened.layout, sheet)


def read_training_page(
    page: Page, adapter: AdapterConfig | None = None
) -> tuple[TrainingPage, LogOdds]:
    """Read a page for what a template can learn from it.

    Returns:
        What the template learns, and float64[blocks] of log-odds by the page page_odds.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: nothing is to be learned from it.
    """
    opened = open_page(page, adapter)
    odds = score_blocks(opened.root, opened.blocks, opened.titles)
    kept = opened.choose(odds)
    if other := opened.find_other_kind(kept):
        raise NotAnArticle(f"the page is {other}", url=page.url)
    return make_training_page(opened.blocks, kept, _observe_fields(opened)), odds


def _observe_fields(opened: OpenedPage) -> PageFacts:
    """Return what a page says of its fields."""
    now = dt.datetime.now(dt.UTC)
    candidates = rank_fields(opened.signals, now)
    return tell_fields(opened.signals.title, opened.blocks, candidates)


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page parsed once, cut into blocks, with its metadata read.

    Attributes:
        signals: what its fields are read from; no adapter has changed them.
        has_body: whether an adapter named the body.
        adapted: names of the fields that an adapter found.
        layout: of its site, by index; as many as there are if none fits.
        template: of its layout; None if nothing is known of its site.
    """

    url: str
    root: HtmlElement
    blocks: PageBlocks
    signals: PageSignals
    meta: Metadata
    has_body: bool
    layout: int = 0
    template: Template | None = None
    adapted: frozenset[str] = frozenset()

    @property
    def titles(self) -> set[str]:
        """What the title may read as on the page."""
        return {self.meta.title, self.meta.headline}

    def choose(self, page_odds: LogOdds | None = None) -> list[bool]:
        """Return which blocks are the body: as the adapter says, else by weight."""
        root, blocks, titles = self.root, self.blocks, self.titles
        if self.has_body:
            return _adapted_body(blocks)
        if self.template is not None:
            odds = score_with_template(root, blocks, titles, self.template, page_odds)
        elif page_odds is not None:
            odds = page_odds
        else:
            odds = score_blocks(root, blocks, titles)
        return choose_blocks(blocks, odds, titles)

    def find_other_kind(self, kept: list[bool]) -> str:
        """Return what the page is if it is no article, else an empty string."""
        source = self.meta.published_source
        return find_other_kind(self.url, self.titles, self.blocks, kept, source)


def open_page(
    page: Page, adapter: AdapterConfig | None, site: SiteLayouts | None = None
) -> OpenedPage:
    """Decode, adapt, parse and cut a page, find its layout, and read its metadata."""
    html = decode_page(page.content, page.charset)
    adapted = apply_adapter(html, adapter) if adapter else AdaptedPage(html, False, {})
    root = parse_page(adapted.html, page.url)
    blocks = cut_blocks(root)
    site = site or SiteLayouts()
    layout = site.find_layout(blocks)
    template = site.find_template(layout)
    facts = template.facts if template else NO_SITE_FACTS
    signals = find_headline(read_signals(root, page.url, blocks), facts.names)
    meta = read_metadata(signals, adapted.fields, facts=facts)
    if template:
        meta = fill_gaps(meta, blocks, template)
    return OpenedPage(
        page.url,
        root,
        blocks,
        signals,
        meta,
        adapted.has_body,
        layout,
        template,
        frozenset(adapted.fields),
    )


def make_article(url: str, meta: Metadata, passages: tuple[Passage, ...]) -> Article:
    """Put the parts of an article together."""
    body = join_passages(passages)
    fields = {f.name: getattr(meta, f.name) for f in dataclasses.fields(meta)}
    del fields["headline"]
    fields["title"] = meta.title or passages[0].heading or body[:80]
    return Article(
        url=url, body=body, passages=passages, language=find_language(body), **fields
    )


def _adapted_body(page: PageBlocks) -> list[bool]:
    """Return which blocks are inside what the adapter named as body."""
    inside: list[bool] = []
    for node in page.nodes:
        marked = node.element.get(BODY_ATTRIBUTE) is not None
        inside.append(marked or (node.parent >= 0 and inside[node.parent]))
    return [inside[b.node] for b in page.blocks]
