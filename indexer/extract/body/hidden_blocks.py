"""Blocks that a reader of the page does not see."""

from __future__ import annotations

from collections.abc import Sequence

from ..blocks import PageBlocks


def drop_hidden(page: PageBlocks, kept: Sequence[bool]) -> list[bool]:
    """Return which blocks are kept if hidden ones are dropped.

    Where most of the text is hidden it is the article, shown by a script: all stays. A
    block under ``aria-hidden`` is dropped only if its text is kept elsewhere too.
    """
    sizes = {True: 0, False: 0}
    hidden = [page.nodes[block.node].hidden for block in page.blocks]
    for block, keep, unseen in zip(page.blocks, kept, hidden, strict=True):
        sizes[unseen] += len(block.text) * keep
    if sizes[True] <= sizes[False]:
        kept = [k and not h for k, h in zip(kept, hidden, strict=True)]
    return _drop_repeated(page, list(kept))


def _drop_repeated(page: PageBlocks, kept: list[bool]) -> list[bool]:
    known: dict[int, bool] = {}
    repeats = [
        keep and _is_aria_hidden(page, block.node, known)
        for block, keep in zip(page.blocks, kept, strict=True)
    ]
    if not any(repeats):
        return kept
    seen = {
        block.text
        for block, keep, repeat in zip(page.blocks, kept, repeats, strict=True)
        if keep and not repeat
    }
    return [
        keep and not (repeat and block.text in seen)
        for block, keep, repeat in zip(page.blocks, kept, repeats, strict=True)
    ]


def _is_aria_hidden(page: PageBlocks, node: int, known: dict[int, bool]) -> bool:
    """Return whether a node, or one around it, has ``aria-hidden="true"``."""
    found = known.get(node)
    if found is None:
        here = page.nodes[node]
        found = here.element.get("aria-hidden") == "true" or (
            here.parent >= 0 and _is_aria_hidden(page, here.parent, known)
        )
        known[node] = found
    return found
