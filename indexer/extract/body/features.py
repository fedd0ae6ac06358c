"""Features of blocks, the input of the block classifiers: one row for each block.

``PAGE_FEATURES`` are computed from the page alone, ``VOTE_FEATURES`` from the blocks
that trafilatura keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from ..blocks import Block, PageBlocks
from . import boilerplate_terms as terms
from .position_features import (
    POSITION_FEATURES,
    SLOT_FEATURES,
    Floats,
    PositionFeatures,
)

SENTENCE_END = re.compile(r"[.!?。！？…:：;；][\"'”’」』)）\]]*$")
PUNCTUATION = re.compile(r"[,，、;；.。!?！？]")

NODE_FEATURES = (
    "aside tag",
    "header tag",
    "article tag",
    "bad name near",
    "bad name far",
    "good name near",
    "good name far",
    "hidden",
    "heading",
    "item",
    "code",
    "cell",
    "caption",
    "quote",
    *(f"in {name}" for name in terms.NAME_PATTERNS),
)
TEXT_FEATURES = (
    "sentence end",
    "marks",
    "furniture",
    "date line",
    "title",
    "above title",
    "repeated",
    "after end mark",
    "legal",
    "person",
)
SAME_START_CHARS = 60
"""A block repeats an earlier one if they share this many first characters."""
NODE_BITS = {name: 1 << place for place, name in enumerate(NODE_FEATURES)}
"""Each of ``NODE_FEATURES`` as a bit of one number for a node."""
BAD_BIT, GOOD_BIT, HIDDEN_BIT = (
    NODE_BITS[n] for n in ("bad name near", "good name near", "hidden")
)
NEAR_BITS = BAD_BIT | GOOD_BIT
"""Bits of the node itself; the next bit of each says the same of a node around it."""
INHERITED_BITS = sum(NODE_BITS.values()) & ~(NEAR_BITS | HIDDEN_BIT)
TAG_BITS = {
    tag: NODE_BITS[fact]
    for fact, tags in (
        ("aside tag", "nav footer aside form menu dialog"),
        ("header tag", "header"),
        ("article tag", "article main"),
        ("heading", "h1 h2 h3 h4 h5 h6"),
        ("item", "li dt dd"),
        ("code", "pre"),
        ("cell", "td th"),
        ("caption", "figcaption caption figure"),
        ("quote", "blockquote"),
    )
    for tag in tags.split()
}
"""Bits that the tag of a node sets for all inside it."""
NAME_BITS = (
    (terms.BAD_NAMES, BAD_BIT),
    (terms.GOOD_NAMES, GOOD_BIT),
    *(
        (re.compile(words), NODE_BITS[f"in {kind}"])
        for kind, words in terms.NAME_PATTERNS.items()
    ),
)
"""Bits that an id or class sets if the pattern is found in it."""
PAGE_FEATURES = (*NODE_FEATURES, *TEXT_FEATURES, *POSITION_FEATURES, *SLOT_FEATURES)


def compute_page_features(
    page: PageBlocks, titles: set[str]
) -> tuple[PositionFeatures, Floats]:
    """Compute the features of each block that need the page only.

    Args:
        titles: spellings of the article's title that may occur on the page.

    Returns:
        The sums over the page, for ``add_vote_features``, and float64[blocks,
        len(PAGE_FEATURES)].
    """
    positions = PositionFeatures(page)
    texts = _compute_text_features(page, titles)
    ends = texts[:, TEXT_FEATURES.index("sentence end")]
    parts = (
        _compute_node_features(page),
        texts,
        positions.compute_positions(),
        positions.compute_slots(ends),
    )
    return positions, np.concatenate(parts, axis=1)


def add_vote_features(
    positions: PositionFeatures, page_features: Floats, votes: Sequence[bool]
) -> Floats:
    """Append the features that need the votes of trafilatura.

    Args:
        votes: which blocks trafilatura keeps.

    Returns:
        float64[blocks, len(PAGE_FEATURES) + len(VOTE_FEATURES)].
    """
    vote_features = positions.compute_votes(np.array(votes, dtype=float))
    return np.concatenate([page_features, vote_features], axis=1)


def _compute_node_features(page: PageBlocks) -> Floats:
    """Compute ``NODE_FEATURES``: tags, ids and classes of the nodes around a block."""
    bits_of: list[int] = []
    for node in page.nodes:
        own = TAG_BITS.get(node.tag, 0) | HIDDEN_BIT * node.hidden
        if node.parent >= 0:  # ids and classes of <body> are about the kind of page
            above = bits_of[node.parent]
            own |= above & INHERITED_BITS | (above & NEAR_BITS) << 1
            for name in (node.id, *node.classes):
                own |= _find_name_bits(name)
        bits_of.append(own)
    bits = np.array([bits_of[b.node] for b in page.blocks], dtype=np.int64)
    return (bits[:, None] >> np.arange(len(NODE_FEATURES)) & 1).astype(float)


@lru_cache(maxsize=20_000)
def _find_name_bits(name: str) -> int:
    """Return the bits that an id or class sets."""
    lower = name.lower()
    return sum(bit for pattern, bit in NAME_BITS if pattern.search(lower) is not None)


def _compute_text_features(page: PageBlocks, titles: set[str]) -> Floats:
    """Compute ``TEXT_FEATURES``: the words of each block."""
    blocks = page.blocks
    title_at = _find_title_block(blocks, titles)
    rows = []
    seen: set[str] = set()
    prose, ended = 0, 0
    for index, block in enumerate(blocks):
        text = block.text
        short = len(text) < 150
        lower = text[:300].lower()
        rows.append(
            (
                SENTENCE_END.search(text, max(0, len(text) - 8)) is not None,
                min(6, len(PUNCTUATION.findall(text[:600]))) / 6,
                short and terms.BOILERPLATE.match(lower) is not None,
                short and terms.DATELINE.search(lower) is not None,
                text in titles,
                index < title_at,
                text[:SAME_START_CHARS] in seen,
                ended,
                terms.LEGAL.search(lower) is not None,
                terms.PERSON.search(lower) is not None,
            )
        )
        seen.add(text[:SAME_START_CHARS])
        prose += len(text) if not short else 0
        if len(text) < 60 and prose > 500 and terms.END_MARK.match(lower):
            ended = min(3, ended + 1)
    return np.array(rows, dtype=float)


def _find_title_block(blocks: Iterable[Block], titles: set[str]) -> int:
    """Return the block that holds the title, else the first ``h1``, else -1."""
    first = -1
    for index, block in enumerate(blocks):
        if block.text in titles:
            return index
        if block.tag == "h1" and first < 0:
            first = index
    return first
