"""Induces CSS selectors of the body of a site's pages, and of what to drop from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from ..blocks import PageBlocks

SELECTOR_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]*")
"""Classes and ids a selector may use: those with numbers differ between pages."""
COMBINATOR = re.compile(r"[ :]")
"""Marks selectors that depend on the position of an element."""
MAX_BODY_LEVELS = 4
"""Nodes around the text that are tried as the body."""
MIN_SELECTOR_PAGES = 2
"""Pages on which a selector must be right to be suggested."""

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PageOutline:
    """The tree of one page as far as selectors need it.

    Attributes:
        parents: of each node; -1 for the outermost.
        selectors: of each node, those that find it.
        block_nodes: node of each block.
        kept: whether each block belongs to the article.
    """

    parents: tuple[int, ...]
    selectors: tuple[tuple[str, ...], ...]
    block_nodes: tuple[int, ...]
    kept: tuple[bool, ...]

    def find(self, selector: str) -> set[int]:
        """Return the nodes that a selector finds."""
        return {n for n, names in enumerate(self.selectors) if selector in names}

    def path(self, node: int) -> Iterator[int]:
        """Yield a node and those around it, innermost first."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def inside(self, nodes: AbstractSet[int]) -> set[int]:
        """Return the blocks inside some nodes."""
        return {
            block
            for block, node in enumerate(self.block_nodes)
            if not nodes.isdisjoint(self.path(node))
        }

    @property
    def text(self) -> set[int]:
        """The blocks that are kept."""
        return {block for block, kept in enumerate(self.kept) if kept}


@dataclass(frozen=True, slots=True)
class BodySelector:
    """A selector of the body, and what it leaves to drop.

    Attributes:
        pages: indices of the pages on which it finds exactly the article, once
            ``drops`` are gone.
        drops: selectors, with the number of pages on which each drops something.
        is_safe: whether it finds nothing on any other page.
    """

    selector: str
    pages: frozenset[int]
    drops: tuple[tuple[str, int], ...]
    is_safe: bool


def make_outline(page: PageBlocks, kept: Sequence[bool]) -> PageOutline:
    """Reduce a cleaned page to what selectors are induced from."""
    owns = [make_tag_selectors(n.tag, n.id, n.classes) for n in page.nodes]
    selectors = [
        (*own, *(f"{above} > {node.tag}" for above in owns[node.parent]))
        if node.parent >= 0
        else tuple(own)
        for node, own in zip(page.nodes, owns, strict=True)
    ]
    return PageOutline(
        tuple(node.parent for node in page.nodes),
        tuple(selectors),
        tuple(block.node for block in page.blocks),
        tuple(kept),
    )


def make_tag_selectors(tag: str, identity: str, classes: Sequence[str]) -> list[str]:
    """Return the selectors of an element by its tag and one class or id.

    >>> make_tag_selectors("div", "post-7", ("text", "mt-4"))
    ['div.text']
    """
    marks = [f".{c}" for c in classes if SELECTOR_NAME.fullmatch(c)]
    marks += [f"#{identity}"] if SELECTOR_NAME.fullmatch(identity) else []
    return [f"{tag}{mark}" for mark in marks]


def choose_cover(
    items_of: Mapping[str, AbstractSet[Item]], disjoint: bool
) -> list[str]:
    """Choose few selectors that together cover all items: a greedy set cover.

    Selectors with a class or id are preferred to those by position.

    Args:
        items_of: items that each selector covers.
        disjoint: whether no item may be covered twice.
    """
    chosen: list[str] = []
    done: set[Item] = set()
    while True:
        gains = {
            selector: len(items - done)
            for selector, items in items_of.items()
            if not (disjoint and items & done)
        }
        useful = [selector for selector, gain in gains.items() if gain]
        if not useful:
            return chosen
        best = min(
            useful, key=lambda s: (COMBINATOR.search(s) is not None, -gains[s], s)
        )
        chosen.append(best)
        done |= items_of[best]


def find_body_selectors(outlines: Sequence[PageOutline]) -> list[BodySelector]:
    """Return selectors of the body, one for each layout; if none is safe, the one that
    is right on most pages."""
    tried = Counter(s for one in outlines for s in _list_body_candidates(one))
    bodies = {
        selector: _try_body(outlines, selector)
        for selector, count in tried.items()
        if count >= MIN_SELECTOR_PAGES
    }
    found = [body for body in bodies.values() if body.pages]
    found.sort(key=_rank_body)
    safe: dict[frozenset[int], BodySelector] = {}
    for body in found:
        if body.is_safe:
            safe.setdefault(body.pages, body)
    chosen = choose_cover({b.selector: b.pages for b in safe.values()}, disjoint=True)
    return [bodies[selector] for selector in chosen] or found[:1]


def _rank_body(body: BodySelector) -> tuple[int, int, bool, str]:
    """Sort key: most pages first, then fewest drops."""
    placed = COMBINATOR.search(body.selector) is not None
    return -len(body.pages), len(body.drops), placed, body.selector


def _list_body_candidates(outline: PageOutline) -> set[str]:
    """Return the selectors of the smallest nodes that contain the whole article."""
    shared: list[int] | None = None
    for block in outline.text:
        path = list(outline.path(outline.block_nodes[block]))
        shared = path if shared is None else [n for n in shared if n in set(path)]
    nodes = (shared or [])[:MAX_BODY_LEVELS]
    return {selector for node in nodes for selector in outline.selectors[node]}


def _try_body(outlines: Sequence[PageOutline], selector: str) -> BodySelector:
    """Find the pages on which a selector holds the whole article, and what to drop."""
    held: dict[int, set[int]] = {}
    matched = 0
    for number, outline in enumerate(outlines):
        if nodes := outline.find(selector):
            matched += 1
            if outline.text <= outline.inside(nodes):
                held[number] = nodes
    drops, unclean = _find_drops(outlines, held)
    pages = frozenset(held) - unclean
    return BodySelector(selector, pages, drops, len(pages) == matched)


def _find_drops(
    outlines: Sequence[PageOutline], bodies: Mapping[int, set[int]]
) -> tuple[tuple[tuple[str, int], ...], set[int]]:
    """Return selectors for what some bodies contain beside the article, and the pages
    on which these leave some of it.

    Args:
        bodies: nodes of the body, by page.
    """
    wanted: set[tuple[int, int]] = set()
    held: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, nodes in bodies.items():
        outline = outlines[number]
        texts = {n for b in outline.text for n in outline.path(outline.block_nodes[b])}
        for block in outline.inside(nodes) - outline.text:
            wanted.add((number, block))
            for node in outline.path(outline.block_nodes[block]):
                if node in texts:
                    break
                for selector in outline.selectors[node]:
                    held[selector].add((number, block))
    safe = {s: items for s, items in held.items() if _is_safe_drop(outlines, s)}
    chosen = choose_cover(safe, disjoint=False)
    left = wanted - {item for selector in chosen for item in safe[selector]}
    return (
        tuple((s, len({number for number, _ in safe[s]})) for s in chosen),
        {number for number, _ in left},
    )


def _is_safe_drop(outlines: Sequence[PageOutline], selector: str) -> bool:
    """Return whether a selector finds no block of any article."""
    return all(
        outline.text.isdisjoint(outline.inside(outline.find(selector)))
        for outline in outlines
    )
