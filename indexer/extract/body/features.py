"""What is known of a block: a row of numbers for each.

The columns ``SEEN`` are seen on the page; ``HEARD`` is what the teacher says of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from ..blocks import Block, PageBlocks
from . import boilerplate_terms as wording
from .position_features import OF_PLACES, OF_SLOTS, OF_VOTES, Places
from .position_features import Floats as Floats  # many speak of them who know no places

END = re.compile(r"[.!?。！？…:：;；][\"'”’」』)）\]]*$")
MARKS = re.compile(r"[,，、;；.。!?！？]")

OF_NODES = (
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
    *(f"in {name}" for name in wording.NAMES),
)
OF_TEXTS = (
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
ALIKE = 60
"""Characters that two blocks must begin with to be one text twice."""
FACTS = {name: 1 << place for place, name in enumerate(OF_NODES)}
"""The columns ``OF_NODES`` of one node as bits of a number."""
BAD, GOOD, HIDDEN = (FACTS[n] for n in ("bad name near", "good name near", "hidden"))
NEAR = BAD | GOOD
"""Facts of a node, of which the next bit says that they hold around it."""
INHERITED = sum(FACTS.values()) & ~(NEAR | HIDDEN)
TAGS = {
    tag: FACTS[fact]
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
"""What the tag of a node says of all inside it."""
NAMED = (
    (wording.NEGATIVE, BAD),
    (wording.POSITIVE, GOOD),
    *((re.compile(words), FACTS[f"in {k}"]) for k, words in wording.NAMES.items()),
)
"""What the name of a node says of it or of all inside it."""
SEEN = (*OF_NODES, *OF_TEXTS, *OF_PLACES, *OF_SLOTS)
HEARD = OF_VOTES


def describe(page: PageBlocks, titles: set[str]) -> tuple[Places, Floats]:
    """Return all that is seen of each block.

    Args:
        titles: what the title of the article may read as on the page.

    Returns:
        The sums over the page, for ``add_votes``, and float64[blocks, len(SEEN)].
    """
    places = Places(page)
    texts = _describe_texts(page, titles)
    ends = texts[:, OF_TEXTS.index("sentence end")]
    parts = (
        _describe_nodes(page),
        texts,
        places.describe(),
        places.describe_slots(ends),
    )
    return places, np.concatenate(parts, axis=1)


def add_votes(places: Places, seen: Floats, votes: Sequence[bool]) -> Floats:
    """Return what is seen, and what is heard beside it.

    Args:
        votes: which blocks the teacher keeps.

    Returns:
        float64[blocks, len(SEEN) + len(HEARD)].
    """
    heard = places.describe_votes(np.array(votes, dtype=float))
    return np.concatenate([seen, heard], axis=1)


def _describe_nodes(page: PageBlocks) -> Floats:
    """Return what the tags and names of the nodes around each block say."""
    facts: list[int] = []
    for node in page.nodes:
        own = TAGS.get(node.tag, 0) | HIDDEN * node.hidden
        if node.parent >= 0:  # the body's own names say what kind of page it is
            above = facts[node.parent]
            own |= above & INHERITED | (above & NEAR) << 1
            for name in (node.id, *node.classes):
                own |= _read_name(name)
        facts.append(own)
    bits = np.array([facts[b.node] for b in page.blocks], dtype=np.int64)
    return (bits[:, None] >> np.arange(len(OF_NODES)) & 1).astype(float)


@lru_cache(maxsize=20_000)
def _read_name(name: str) -> int:
    """Return the facts that a class or an id states."""
    lower = name.lower()
    facts = (fact for pattern, fact in NAMED if pattern.search(lower) is not None)
    return sum(facts)


def _describe_texts(page: PageBlocks, titles: set[str]) -> Floats:
    """Return what the words of each block say."""
    blocks = page.blocks
    title_at = _find_title(blocks, titles)
    rows = []
    seen: set[str] = set()
    prose, ended = 0, 0
    for index, block in enumerate(blocks):
        text = block.text
        short = len(text) < 150
        lower = text[:300].lower()
        rows.append(
            (
                END.search(text, max(0, len(text) - 8)) is not None,
                min(6, len(MARKS.findall(text[:600]))) / 6,
                short and wording.FURNITURE.match(lower) is not None,
                short and wording.DATELINE.search(lower) is not None,
                text in titles,
                index < title_at,
                text[:ALIKE] in seen,
                ended,
                wording.LEGAL.search(lower) is not None,
                wording.PERSON.search(lower) is not None,
            )
        )
        seen.add(text[:ALIKE])
        prose += len(text) if not short else 0
        if len(text) < 60 and prose > 500 and wording.END_MARK.match(lower):
            ended = min(3, ended + 1)
    return np.array(rows, dtype=float)


def _find_title(blocks: Iterable[Block], titles: set[str]) -> int:
    first = -1
    for index, block in enumerate(blocks):
        if block.text in titles:
            return index
        if block.tag == "h1" and first < 0:
            first = index
    return first
