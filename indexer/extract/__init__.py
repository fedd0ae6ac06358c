"""One page in, one article out: the steps in order."""

from __future__ import annotations

from ..config import AdapterConfig
from ..errors import ExtractError, NotAnArticle
from ..model import Article, Page
from .adapters import BODY_MARK, Adapted, adapt
from .blocks import PageBlocks, cut_blocks
from .content import choose_blocks
from .decode import decode_page
from .fragment import render_fragment
from .kinds import find_other_kind
from .metadata import find_language, read_metadata
from .passages import join_passages, split_passages
from .tree import parse_page


def extract_article(page: Page, adapter: AdapterConfig | None = None) -> Article:
    """Read a page as an article.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: nothing readable is left once the page is cleaned.
        NotAnArticle: the page is a front, a list, a search or an error page.
    """
    html = decode_page(page.content, page.charset)
    adapted = adapt(html, adapter) if adapter else Adapted(html, False, {})
    root = parse_page(adapted.html, page.url)
    blocks = cut_blocks(root)
    lines = [b.text for b in blocks.blocks]
    meta = read_metadata(root, page.url, lines, adapted.fields)
    kept = _adapted_body(blocks) if adapted.has_body else choose_blocks(root, blocks)
    dated = meta.published is not None
    if reason := find_other_kind(page.url, meta.title, blocks.blocks, kept, dated):
        raise NotAnArticle(f"the page is {reason}", url=page.url)
    passages = split_passages(render_fragment(blocks, kept))
    body = join_passages(passages)
    if not body:
        raise ExtractError("the page has no text of an article", url=page.url)
    return Article(
        url=page.url,
        title=meta.title or passages[0].heading or body[:80],
        body=body,
        passages=passages,
        series=meta.series,
        standfirst=meta.standfirst,
        published=meta.published,
        modified=meta.modified,
        published_source=meta.published_source,
        published_precision=meta.published_precision,
        authors=meta.authors,
        editor=meta.editor,
        publisher=meta.publisher,
        topics=meta.topics,
        section=meta.section,
        language=find_language(body),
        popularity=meta.popularity,
        canonical_url=meta.canonical_url,
    )


def _adapted_body(page: PageBlocks) -> list[bool]:
    """Return which blocks are inside what the adapter named as body."""
    inside: list[bool] = []
    for node in page.nodes:
        marked = node.element.get(BODY_MARK) is not None
        inside.append(marked or (node.parent >= 0 and inside[node.parent]))
    return [inside[b.node] for b in page.blocks]
