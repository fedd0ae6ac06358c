"""CSS selectors for what is kept of pages of a site: what holds it, what to drop."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from ..blocks import PageBlocks

NAME = re.compile(r"[A-Za-z_][A-Za-z_-]*")
"""Classes and ids a selector may name: numbers in them differ from page to page."""
PLACE = re.compile(r"[ :]")
"""What stands in selectors that tell a place."""
LEVELS = 4
"""Nodes around the text that are tried as its body."""
LEAST = 2
"""Pages on which a selector must hold to be proposed."""

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one page.

    Attributes:
        parents: of each node; -1 for the outermost.
        selectors: of each node, those that name it.
        places: node of each block.
        kept: whether each block is.
    """

    parents: tuple[int, ...]
    selectors: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]
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
        """Return the blocks in some nodes."""
        return {
            block
            for block, node in enumerate(self.places)
            if not nodes.isdisjoint(self.path(node))
        }

    @property
    def text(self) -> set[int]:
        """The blocks that are kept."""
        return {block for block, kept in enumerate(self.kept) if kept}


@dataclass(frozen=True, slots=True)
class Body:
    """What holds the text of some pages.

    Attributes:
        pages: indices of those on which it holds nothing else, once ``drops`` are gone.
        drops: selectors, with the number of pages on which each drops something.
        is_safe: whether those are all pages on which it finds anything.
    """

    selector: str
    pages: frozenset[int]
    drops: tuple[tuple[str, int], ...]
    is_safe: bool


def make_outline(page: PageBlocks, kept: Sequence[bool]) -> Outline:
    """Return the shape of a page that was cleaned."""
    owns = [name_tag(n.tag, n.id, n.classes) for n in page.nodes]
    selectors = [
        (*own, *(f"{above} > {node.tag}" for above in owns[node.parent]))
        if node.parent >= 0
        else tuple(own)
        for node, own in zip(page.nodes, owns, strict=True)
    ]
    return Outline(
        tuple(node.parent for node in page.nodes),
        tuple(selectors),
        tuple(block.node for block in page.blocks),
        tuple(kept),
    )


def name_tag(tag: str, identity: str, classes: Sequence[str]) -> list[str]:
    """Return the selectors by one name of an element.

    >>> name_tag("div", "post-7", ("text", "mt-4"))
    ['div.text']
    """
    marks = [f".{c}" for c in classes if NAME.fullmatch(c)]
    marks += [f"#{identity}"] if NAME.fullmatch(identity) else []
    return [f"{tag}{mark}" for mark in marks]


def cover(held: Mapping[str, AbstractSet[Item]], apart: bool) -> list[str]:
    """Choose few selectors that hold on as many items as all of them together.

    Those that name what they find go before those that tell its place.

    Args:
        apart: whether no item may be held by two.
    """
    chosen: list[str] = []
    done: set[Item] = set()
    while True:
        gains = {
            selector: len(items - done)
            for selector, items in held.items()
            if not (apart and items & done)
        }
        useful = [selector for selector, gain in gains.items() if gain]
        if not useful:
            return chosen
        best = min(useful, key=lambda s: (PLACE.search(s) is not None, -gains[s], s))
        chosen.append(best)
        done |= held[best]


def find_bodies(outlines: Sequence[Outline]) -> list[Body]:
    """Return what holds the text of the pages, for each layout its own; or, if nothing
    is safe, the one that holds on most."""
    tried = Counter(s for one in outlines for s in _name_bodies(one))
    bodies = {
        selector: _try_body(outlines, selector)
        for selector, count in tried.items()
        if count >= LEAST
    }
    found = [body for body in bodies.values() if body.pages]
    found.sort(key=_rank_body)
    safe: dict[frozenset[int], Body] = {}
    for body in found:
        if body.is_safe:
            safe.setdefault(body.pages, body)
    chosen = cover({b.selector: b.pages for b in safe.values()}, apart=True)
    return [bodies[selector] for selector in chosen] or found[:1]


def _rank_body(body: Body) -> tuple[int, int, bool, str]:
    """Put the body first that holds on most pages and needs the fewest drops."""
    placed = PLACE.search(body.selector) is not None
    return -len(body.pages), len(body.drops), placed, body.selector


def _name_bodies(outline: Outline) -> set[str]:
    """Return the selectors of the smallest nodes that hold all of the text."""
    shared: list[int] | None = None
    for block in outline.text:
        path = list(outline.path(outline.places[block]))
        shared = path if shared is None else [n for n in shared if n in set(path)]
    nodes = (shared or [])[:LEVELS]
    return {selector for node in nodes for selector in outline.selectors[node]}


def _try_body(outlines: Sequence[Outline], selector: str) -> Body:
    """Find on which pages a selector holds all of the text, and what else to drop."""
    held: dict[int, set[int]] = {}
    matched = 0
    for number, outline in enumerate(outlines):
        if nodes := outline.find(selector):
            matched += 1
            if outline.text <= outline.inside(nodes):
                held[number] = nodes
    drops, unclean = _find_drops(outlines, held)
    pages = frozenset(held) - unclean
    return Body(selector, pages, drops, len(pages) == matched)


def _find_drops(
    outlines: Sequence[Outline], bodies: Mapping[int, set[int]]
) -> tuple[tuple[tuple[str, int], ...], set[int]]:
    """Return selectors for what is dropped of some bodies, and the pages on which they
    leave some of it.

    Args:
        bodies: nodes of the body, by page.
    """
    wanted: set[tuple[int, int]] = set()
    held: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, nodes in bodies.items():
        outline = outlines[number]
        texts = {n for b in outline.text for n in outline.path(outline.places[b])}
        for block in outline.inside(nodes) - outline.text:
            wanted.add((number, block))
            for node in outline.path(outline.places[block]):
                if node in texts:
                    break
                for selector in outline.selectors[node]:
                    held[selector].add((number, block))
    safe = {s: items for s, items in held.items() if _is_safe_drop(outlines, s)}
    chosen = cover(safe, apart=False)
    left = wanted - {item for selector in chosen for item in safe[selector]}
    return (
        tuple((s, len({number for number, _ in safe[s]})) for s in chosen),
        {number for number, _ in left},
    )


def _is_safe_drop(outlines: Sequence[Outline], selector: str) -> bool:
    """Say whether a selector finds none of the text of any page."""
    return all(
        outline.text.isdisjoint(outline.inside(outline.find(selector)))
        for outline in outlines
    )
