"""One page in, one article out: the steps in order."""

from __future__ import annotations

import dataclasses

from ..config import AdapterConfig
from ..errors import ExtractError, NotAnArticle
from ..model import Article, Page, Passage
from .adapters import BODY_MARK, Adapted, adapt
from .blocks import PageBlocks, cut_blocks
from .content import choose_blocks
from .decode import decode_page
from .fragment import render_fragment
from .kinds import find_other_kind
from .metadata import Metadata, read_metadata
from .passages import join_passages, split_passages
from .tongues import find_language
from .tree import parse_page


def extract_article(page: Page, adapter: AdapterConfig | None = None) -> Article:
    """Read a page as an article.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: nothing readable is left once the page is cleaned.
        NotAnArticle: the page is a front, a list, a search or an error page.
    """
    article, other = read_page(page, adapter)
    if other:
        raise NotAnArticle(f"the page is {other}", url=page.url)
    return article


def read_page(page: Page, adapter: AdapterConfig | None) -> tuple[Article, str]:
    """Read a page, and say what it is if it is no article.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: nothing readable is left once the page is cleaned.
    """
    html = decode_page(page.content, page.charset)
    adapted = adapt(html, adapter) if adapter else Adapted(html, False, {})
    root = parse_page(adapted.html, page.url)
    blocks = cut_blocks(root)
    meta = read_metadata(root, page.url, blocks, adapted.fields)
    if adapted.has_body:
        kept = _adapted_body(blocks)
    else:
        kept = choose_blocks(root, blocks, {meta.title, meta.headline})
    dated = meta.published is not None
    other = find_other_kind(page.url, meta.title, blocks.blocks, kept, dated)
    passages = split_passages(render_fragment(blocks, kept))
    if not passages:
        raise ExtractError("the page has no text of an article", url=page.url)
    return make_article(page.url, meta, passages), other


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
