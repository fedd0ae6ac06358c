"""Features of the position of a block: the tree around it, its slot, its neighbours.

Blocks share a *slot* if the nodes around them have the same tags and classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...text import UNSPACED_CHARACTER
from ..blocks import PageBlocks

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


POSITION_FEATURES = (
    "length",
    "link density",
    "bold",
    "density 1",
    "density 2",
    "density 3",
    "share 1",
    "share 2",
    "share 3",
    "best",
    "length before",
    "length after",
    "density before",
    "density after",
    "between prose",
    "position",
    "prose before",
    "later article",
    "count 2",
    "count 3",
)
SLOT_FEATURES = (
    "slot count",
    "slot length",
    "slot density",
    "slot sentence ends",
    "slot share",
)
VOTE_FEATURES = (
    "vote",
    "vote before",
    "vote after",
    "rate 1",
    "rate 2",
    "rate 3",
    "span",
    "slot rate",
    "kept share",
)


def count_letters(text: str) -> int:
    """Return the length of a text; characters written without spaces count twice."""
    return len(text) + (0 if text.isascii() else len(UNSPACED_CHARACTER.findall(text)))


class PositionFeatures:
    """Sums over the tree of one page, and the features made of them."""

    def __init__(self, page: PageBlocks) -> None:
        blocks = page.blocks
        lengths = np.array([max(1, len(b.text)) for b in blocks], dtype=float)
        links = np.array([b.links for b in blocks], dtype=float)
        bold = np.array([b.bold for b in blocks], dtype=float)
        self.at = np.array([b.node for b in blocks], dtype=np.int64)
        self.up = np.array([max(0, n.parent) for n in page.nodes], dtype=np.int64)
        self.parents = self.up.tolist()
        self.weights = np.array([count_letters(b.text) for b in blocks], dtype=float)
        self.sizes = 10 + lengths
        self.density = np.minimum(1, links / lengths)
        self.bold = np.minimum(1, bold / lengths)
        self.slots = _find_slots(page)
        self.articles = _count_articles(page)
        self.all_sizes = self.sum_up(self.sizes)

    def sum_up(self, values: Floats) -> Floats:
        """Return for each node the sum of a value over all blocks inside it."""
        sums = np.bincount(self.at, values, minlength=len(self.parents)).tolist()
        parents = self.parents
        for node in range(len(parents) - 1, 0, -1):
            sums[parents[node]] += sums[node]
        return np.array(sums)

    def compute_positions(self) -> Floats:
        """Compute ``POSITION_FEATURES``: float64[blocks, features]."""
        weights, density = self.weights, self.density
        prose = np.where((weights >= 50) & (density < 0.5), weights * (1 - density), 0)
        total, linked = self.sum_up(weights), self.sum_up(weights * density)
        texts = self.sum_up(prose)
        rows = np.zeros((len(weights), len(POSITION_FEATURES)))
        length = np.minimum(np.log1p(weights), 6.5) / 6.5
        rows[:, 0], rows[:, 1], rows[:, 2] = length, density, self.bold
        node = self.at
        for step in range(3):
            rows[:, 3 + step] = linked[node] / np.maximum(1, total[node])
            rows[:, 6 + step] = texts[node] / max(1.0, texts[0])
            node = self.up[node]
        rows[:, 9] = self.find_best(prose, linked / np.maximum(1, total))
        rows[1:, 10], rows[:-1, 11] = length[:-1], length[1:]
        rows[1:, 12], rows[:-1, 13] = density[:-1], density[1:]
        (long,) = np.nonzero(prose > 120)
        if len(long):
            rows[long[0] : long[-1] + 1, 14] = 1
        rows[:, 15] = np.arange(len(rows)) / len(rows)
        rows[:, 16] = (np.cumsum(prose) - prose) / max(1.0, prose.sum())
        rows[:, 17] = self.articles[self.at]
        counts = np.log1p(self.sum_up(np.ones(len(weights))))
        above = self.up[self.at]
        rows[:, 18], rows[:, 19] = counts[above], counts[self.up[above]]
        return rows

    def compute_slots(self, ends: Floats) -> Floats:
        """Compute ``SLOT_FEATURES`` from all blocks of the slot of each block.

        Args:
            ends: 1 for the blocks that end as sentences do.
        """
        counts = np.bincount(self.slots)
        weights, linked, ended = (
            np.bincount(self.slots, self.weights * part)
            for part in (1, self.density, ends)
        )
        rows = (
            np.log1p(counts),
            np.minimum(6.5, np.log1p(weights / np.maximum(1, counts))) / 6.5,
            linked / np.maximum(1, weights),
            ended / np.maximum(1, weights),
            weights / max(1.0, weights.sum()),
        )
        return np.stack(rows, axis=1)[self.slots]

    def find_best(self, prose: Floats, density: Floats) -> Floats:
        """Return 1 for the blocks inside the node with the most prose close to it."""
        scores = np.zeros(len(self.up))
        node = self.at
        for share in (0.4, 1.0, 0.5, 0.25):
            np.add.at(scores, node, prose * share)
            node = self.up[node]
        best = int(np.argmax(scores * (1 - density)))
        inside = [False] * len(self.parents)
        inside[best] = True
        for index in range(best + 1, len(inside)):
            inside[index] = inside[index] or inside[self.parents[index]]
        return np.array(inside, dtype=float)[self.at]

    def compute_votes(self, kept: Floats) -> Floats:
        """Compute ``VOTE_FEATURES``.

        Args:
            kept: 1 for the blocks that trafilatura keeps.
        """
        rows = np.zeros((len(kept), len(VOTE_FEATURES)))
        rows[:, 0] = kept
        rows[1:, 1], rows[:-1, 2] = kept[:-1], kept[1:]
        mine = self.sizes * kept
        sums, node = self.sum_up(mine), self.at
        for step in range(3):
            others = np.maximum(1e-9, self.all_sizes[node] - self.sizes)
            rows[:, 3 + step] = (sums[node] - mine) / others
            node = self.up[node]
        (found,) = np.nonzero(kept)
        if len(found):
            rows[found[0] : found[-1] + 1, 6] = 1
        in_slot, kept_in = (np.bincount(self.slots, v) for v in (self.sizes, mine))
        others = np.maximum(1e-9, in_slot[self.slots] - self.sizes)
        rows[:, 7] = (kept_in[self.slots] - mine) / others
        rows[:, 8] = mine.sum() / self.sizes.sum()
        return rows


def _count_articles(page: PageBlocks) -> Floats:
    """Return for each node how many articles begin before the outermost around it."""
    counts: list[int] = []
    begun = 0
    inside: list[bool] = []
    for node in page.nodes:
        above = node.parent >= 0 and inside[node.parent]
        mine = node.tag == "article" and not above
        counts.append(counts[node.parent] if node.parent >= 0 else 0)
        if mine:
            counts[-1] = min(3, begun)
            begun += 1
        inside.append(above or mine)
    return np.array(counts, dtype=float)


def _find_slots(page: PageBlocks) -> Indices:
    """Return a number for the slot of each block."""
    numbers: dict[tuple[int, str, tuple[str, ...]], int] = {}
    of_node: list[int] = []
    for node in page.nodes:
        above = of_node[node.parent] if node.parent >= 0 else -1
        key = (above, node.tag, node.classes)
        of_node.append(numbers.setdefault(key, len(numbers)))
    return np.array([of_node[b.node] for b in page.blocks], dtype=np.int64)
