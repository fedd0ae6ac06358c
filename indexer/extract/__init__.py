"""One page in, one article out: the steps in order."""

from __future__ import annotations

import dataclasses

from lxml.html import HtmlElement

from ..config import AdapterConfig
from ..errors import NotAnArticle
from ..model import Article, Page, Passage
from .adapters import BODY_MARK, Adapted, adapt
from .blocks import PageBlocks, cut_blocks
from .content import choose_blocks, weigh_blocks, weigh_with_template
from .decode import decode_page
from .features import Floats
from .fragment import render_fragment
from .kinds import find_other_kind
from .metadata import Metadata, read_metadata
from .passages import join_passages, split_passages
from .template import Sighting, Template, make_sighting
from .tongues import find_language
from .tree import parse_page


def extract_article(
    page: Page, adapter: AdapterConfig | None = None, template: Template | None = None
) -> Article:
    """Read a page as an article.

    Args:
        template: what is known of the pages of its site.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: the page is a front, a list, a search or an error page, or
            nothing is left of it once it is cleaned.
    """
    article, other = read_page(page, adapter, template)
    if other:
        raise NotAnArticle(f"the page is {other}", url=page.url)
    return article


def read_page(
    page: Page,
    adapter: AdapterConfig | None = None,
    template: Template | None = None,
    alone: Floats | None = None,
) -> tuple[Article, str]:
    """Read a page, and say what it is if it is no article.

    Args:
        template: what is known of the pages of its site.
        alone: what ``see_page`` said of its blocks, if it was asked.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: it is no article, and nothing is left once it is cleaned.
    """
    opened = open_page(page, adapter)
    kept = opened.choose(template, alone)
    meta, blocks = opened.meta, opened.blocks
    other = opened.find_other_kind(kept)
    passages = split_passages(render_fragment(blocks, kept))
    if not passages:
        raise NotAnArticle(
            f"the page is {other or 'without the text of an article'}", url=page.url
        )
    return make_article(page.url, meta, passages), other


def see_page(
    page: Page, adapter: AdapterConfig | None = None
) -> tuple[Sighting, Floats]:
    """Read a page for what a template can learn from it.

    Returns:
        What the template learns, and float64[blocks] of log-odds by the page alone.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
        NotAnArticle: nothing is to be learned from it.
    """
    opened = open_page(page, adapter)
    odds = weigh_blocks(opened.root, opened.blocks, opened.titles)
    kept = opened.choose(None, odds)
    if other := opened.find_other_kind(kept):
        raise NotAnArticle(f"the page is {other}", url=page.url)
    return make_sighting(opened.blocks, kept), odds


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page parsed once, cut into blocks, with its metadata read."""

    url: str
    root: HtmlElement
    blocks: PageBlocks
    meta: Metadata
    has_body: bool

    @property
    def titles(self) -> set[str]:
        """What the title may read as on the page."""
        return {self.meta.title, self.meta.headline}

    def choose(
        self, template: Template | None, alone: Floats | None = None
    ) -> list[bool]:
        """Return which blocks are the body: as the adapter says, else by weight."""
        root, blocks, titles = self.root, self.blocks, self.titles
        if self.has_body:
            return _adapted_body(blocks)
        if template is not None:
            odds = weigh_with_template(root, blocks, titles, template, alone)
        elif alone is not None:
            odds = alone
        else:
            odds = weigh_blocks(root, blocks, titles)
        return choose_blocks(blocks, odds, titles)

    def find_other_kind(self, kept: list[bool]) -> str:
        """Return what the page is if it is no article, else an empty string."""
        source = self.meta.published_source
        return find_other_kind(self.url, self.titles, self.blocks, kept, source)


def open_page(page: Page, adapter: AdapterConfig | None) -> OpenedPage:
    """Decode, adapt, parse and cut a page, and read its metadata."""
    html = decode_page(page.content, page.charset)
    adapted = adapt(html, adapter) if adapter else Adapted(html, False, {})
    root = parse_page(adapted.html, page.url)
    blocks = cut_blocks(root)
    meta = read_metadata(root, page.url, blocks, adapted.fields)
    return OpenedPage(page.url, root, blocks, meta, adapted.has_body)


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
        marked = node.element.get(BODY_MARK) is not None
        inside.append(marked or (node.parent >= 0 and inside[node.parent]))
    return [inside[b.node] for b in page.blocks]
