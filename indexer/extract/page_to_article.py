"""One page to one article: the steps of extraction, in their order.

html = apply_adapter(decode_page(page))       the owner's selectors, if any
root = parse_page(html)                       one tree, bounded in size and depth
blocks = cut_blocks(root)                     the text of the page in blocks
template = site.find_template(blocks)         of the layout that fits, if any
meta = read_metadata(signals)                 title, date, authors, topics ...
kept = choose_blocks(score_blocks(blocks))    which blocks are the body
verdict = judge_kind(kept)                    article, standing page, list ...
passages = split_passages(render_fragment(kept))
article = make_article(meta, passages)
annotations = annotate_body(blocks, kept, article.body)
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from lxml.html import HtmlElement

from ..config import AdapterConfig
from ..errors import NotAnArticle
from ..model import STANDING_KIND, Article, Page, Passage
from .addresses import join_address
from .blocks import PageBlocks, cut_blocks
from .body.annotations import annotate_body
from .body.block_classifier import LogOdds
from .body.block_selection import choose_blocks, score_blocks, score_with_template
from .body.fragment import render_fragment
from .body.hidden_blocks import drop_hidden
from .body.passages import join_passages, split_passages
from .body.template import Template
from .decode import decode_page
from .fields.candidates import rank_fields
from .fields.language_detection import find_language, list_declared
from .fields.metadata import read_metadata
from .fields.page_signals import PageSignals, read_signals
from .fields.site_facts import NO_SITE_FACTS, PageFacts
from .fields.source_hints import add_hints, make_hinted_page
from .fields.titles import find_headline, list_spellings
from .fields.visible_dates import has_labelled_date
from .grouping.page_summary import NOINDEX, OTHER, PageSummary, summarize_page
from .media_type import find_other_media_type
from .page_kind import ALL_KINDS, KindRules, KindVerdict, judge_kind
from .page_shape import MACHINE_SOURCES, make_shape
from .site.adapters import ADAPTER_FIELDS, BODY_ATTRIBUTE, AdaptedPage, apply_adapter
from .site.layouts import SiteLayouts
from .site.site_fields import fill_gaps, find_page_facts
from .site.template_learning import TrainingPage, make_training_page
from .tree import parse_page


@dataclasses.dataclass(frozen=True, slots=True)
class Extraction:
    """All that is extracted from a page.

    Attributes:
        other: what the page is if it gets no document, else an empty string.
        layout: index of the layout of its site that fits; the number of layouts if none
            does.
        summary: what to keep of it to find out which article it belongs to.
    """

    article: Article
    other: str
    layout: int
    summary: PageSummary


@dataclasses.dataclass(frozen=True, slots=True)
class BlockOdds:
    """Log-odds of the blocks of a page, computed without the template of its site.

    Attributes:
        titles: as in ``OpenedPage``; the log-odds are right for these only.
        odds: float64[blocks].
    """

    titles: set[str]
    odds: LogOdds


def extract_article(
    page: Page, adapter: AdapterConfig | None = None, site: SiteLayouts | None = None
) -> Article:
    """Extract the article of a page.

    Args:
        site: layouts of its site.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: the page is a front, a list, a search or an error page, or
            has no text of an article.
    """
    extraction = read_page(page, adapter, site)
    if extraction.other:
        raise NotAnArticle(f"the page is {extraction.other}", url=page.url)
    return extraction.article


def read_page(
    page: Page,
    adapter: AdapterConfig | None = None,
    site: SiteLayouts | None = None,
    known: BlockOdds | None = None,
    rules: KindRules = ALL_KINDS,
) -> Extraction:
    """Extract a page, and return what it is if it gets no document.

    Args:
        site: layouts of its site.
        known: from ``read_training_page`` of the same bytes; it only saves time.
        rules: of the owner; by default every article and standing page is wanted.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: the page has no text of an article.
    """
    opened = open_page(page, adapter, site)
    page_odds = known.odds if known and known.titles == opened.titles else None
    kept = opened.choose_body(page_odds)
    verdict = opened.judge_kind(kept, rules)
    other = verdict.other
    passages = split_passages(render_fragment(opened.blocks, kept))
    is_left_out = other and verdict.overruled_by
    if page.hints.content and not is_left_out and (other or not passages):
        return read_page(make_hinted_page(page), adapter, rules=rules)
    if not passages:
        raise NotAnArticle(
            f"the page is {other or 'without the text of an article'}", url=page.url
        )
    declared = list_declared(opened.signals, kept)
    article = make_article(opened.find_fields(verdict), passages, declared)
    if not other:
        annotations = annotate_body(opened.blocks, kept, article.body, opened.base)
        article = dataclasses.replace(article, annotations=annotations)
    kind = NOINDEX if verdict.is_noindex else OTHER if other else article.kind
    summary = summarize_page(opened.root, opened.meta.title, article, kind)
    return Extraction(article, other, opened.layout, summary)


def read_training_page(
    page: Page, adapter: AdapterConfig | None = None
) -> tuple[TrainingPage, BlockOdds]:
    """Extract a page to learn the template of its site from it.

    Returns:
        What a template is learned from, and the log-odds of the blocks by the page
        alone.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: no template should be learned from the page.
    """
    opened = open_page(page, adapter)
    odds = score_blocks(opened.root, opened.blocks, opened.titles)
    kept = opened.choose_body(odds)
    verdict = opened.judge_kind(kept, ALL_KINDS)
    if verdict.other:
        raise NotAnArticle(f"the page is {verdict.other}", url=page.url)
    training_page = make_training_page(opened.blocks, kept, _find_facts(opened, kept))
    return training_page, BlockOdds(opened.titles, odds)


def _find_facts(opened: OpenedPage, kept: list[bool]) -> PageFacts:
    """Return which fields a page has, and which blocks show them."""
    now = dt.datetime.now(dt.UTC)
    candidates = rank_fields(opened.signals, now)
    return find_page_facts(opened.signals.title, opened.blocks, kept, candidates)


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page that is parsed and cut into blocks, with its metadata.

    Attributes:
        signals: what its fields are read from; no adapter has changed them.
        meta: the article without its text.
        adapter: of the owner for its host.
        has_body: whether the adapter found the body.
        adapted: names of the fields that the adapter found.
        layout: as in ``Extraction``.
        template: of its layout; None if its site has none.
    """

    url: str
    root: HtmlElement
    blocks: PageBlocks
    signals: PageSignals
    meta: Article
    adapter: AdapterConfig | None
    has_body: bool
    layout: int = 0
    template: Template | None = None
    adapted: frozenset[str] = frozenset()

    @property
    def titles(self) -> set[str]:
        """Spellings of the article's title that may occur on the page."""
        return list_spellings(self.meta.title, self.meta.series)

    @property
    def base(self) -> str:
        """The address that those on the page are relative to."""
        base = next(self.root.iter("base"), None)
        return join_address(
            self.url, (base.get("href") if base is not None else "") or ""
        )

    def choose_body(self, page_odds: LogOdds | None = None) -> list[bool]:
        """Return which blocks are the body: those of the adapter, else the likely."""
        root, blocks, titles = self.root, self.blocks, self.titles
        outside = self.signals.outside
        if self.has_body:
            return _adapted_body(blocks)
        if self.template is not None:
            odds = score_with_template(root, blocks, titles, self.template, page_odds)
        elif page_odds is not None:
            odds = page_odds
        else:
            odds = score_blocks(root, blocks, titles)
        return drop_hidden(blocks, choose_blocks(blocks, odds, titles, outside))

    def judge_kind(self, kept: list[bool], rules: KindRules) -> KindVerdict:
        """Return what the page is, given which blocks are its body."""
        shape = make_shape(self.signals, self.titles, kept, self.meta)
        return judge_kind(shape, self.adapter, rules)

    def find_fields(self, verdict: KindVerdict) -> Article:
        """Return the article without its text, once its kind is known.

        A date shown on a standing page is of something in its text, unless it is called
        one of publication.
        """
        meta = dataclasses.replace(self.meta, kind=verdict.kind)
        if verdict.kind != STANDING_KIND or "published" in self.adapted:
            return meta
        if meta.published_source in MACHINE_SOURCES or has_labelled_date(
            self.signals, dt.datetime.now(dt.UTC)
        ):
            return meta
        return dataclasses.replace(
            meta, published=None, published_source="", published_precision=""
        )


def open_page(
    page: Page, adapter: AdapterConfig | None, site: SiteLayouts | None = None
) -> OpenedPage:
    """Decode, adapt, parse and cut a page, find its layout and read its metadata."""
    if other := find_other_media_type(page.content):
        raise NotAnArticle(f"the page is {other}", url=page.url)
    html = decode_page(page.content, page.charset)
    adapted = AdaptedPage(html, False, {})
    if adapter and adapter.reads_soup:
        adapted = apply_adapter(html, adapter)
    root = parse_page(adapted.html, page.url)
    blocks = cut_blocks(root)
    site = site or SiteLayouts()
    layout = site.find_layout(blocks)
    template = site.find_template(layout)
    facts = template.facts if template else NO_SITE_FACTS
    shared = _find_shared_names(template)
    signals = find_headline(read_signals(root, page.url, blocks), shared)
    meta = read_metadata(signals, adapted.fields, facts=facts)
    if template:
        meta = fill_gaps(meta, blocks, template)
    meta = add_hints(meta, page.hints, dt.datetime.now(dt.UTC))
    return OpenedPage(
        page.url,
        root,
        blocks,
        signals,
        meta,
        adapter,
        adapted.has_body,
        layout,
        template,
        frozenset(ADAPTER_FIELDS[setting] for setting in adapted.fields),
    )


def _find_shared_names(template: Template | None) -> frozenset[str] | None:
    """Return what the pages of a site have beside their titles; None from too few."""
    if template is None:
        return None
    names = template.facts.names
    return names if names or template.is_trusted else None


def make_article(
    meta: Article, passages: tuple[Passage, ...], languages: Iterable[str] = ()
) -> Article:
    """Return an article without text with the text of its passages.

    Args:
        languages: that the page names, as in ``find_language``.
    """
    body = join_passages(passages)
    return dataclasses.replace(
        meta,
        title=meta.title or passages[0].heading or body[:80],
        body=body,
        passages=passages,
        language=find_language(body, languages),
    )


def _adapted_body(page: PageBlocks) -> list[bool]:
    """Return which blocks are inside the elements that the adapter marked as body."""
    inside: list[bool] = []
    for node in page.nodes:
        marked = node.element.get(BODY_ATTRIBUTE) is not None
        inside.append(marked or (node.parent >= 0 and inside[node.parent]))
    return [inside[b.node] for b in page.blocks]
