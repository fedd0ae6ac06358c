"""Where a block stands on its page: sums over the tree, its slot, its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...text import UNSPACED_CHARACTER
from ..blocks import PageBlocks

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


OF_PLACES = (
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
OF_SLOTS = (
    "slot count",
    "slot length",
    "slot density",
    "slot sentence ends",
    "slot share",
)
OF_VOTES = (
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


def weigh(text: str) -> int:
    """Return the length of a text, a Han character counted as two letters."""
    return len(text) + (0 if text.isascii() else len(UNSPACED_CHARACTER.findall(text)))


class Places:
    """Sums over the tree of one page, and what they say of each block."""

    def __init__(self, page: PageBlocks) -> None:
        blocks = page.blocks
        lengths = np.array([max(1, len(b.text)) for b in blocks], dtype=float)
        links = np.array([b.links for b in blocks], dtype=float)
        bold = np.array([b.bold for b in blocks], dtype=float)
        self.at = np.array([b.node for b in blocks], dtype=np.int64)
        self.up = np.array([max(0, n.parent) for n in page.nodes], dtype=np.int64)
        self.parents = self.up.tolist()
        self.weights = np.array([weigh(b.text) for b in blocks], dtype=float)
        self.sizes = 10 + lengths
        self.density = np.minimum(1, links / lengths)
        self.bold = np.minimum(1, bold / lengths)
        self.slots = _find_slots(page)
        self.articles = _count_articles(page)
        self.all_sizes = self.sum_up(self.sizes)

    def sum_up(self, values: Floats) -> Floats:
        """Return the sum of a value of the blocks over each node with all inside."""
        sums = np.bincount(self.at, values, minlength=len(self.parents)).tolist()
        parents = self.parents
        for node in range(len(parents) - 1, 0, -1):
            sums[parents[node]] += sums[node]
        return np.array(sums)

    def describe(self) -> Floats:
        """Return the columns ``OF_PLACES``."""
        weights, density = self.weights, self.density
        prose = np.where((weights >= 50) & (density < 0.5), weights * (1 - density), 0)
        total, linked = self.sum_up(weights), self.sum_up(weights * density)
        texts = self.sum_up(prose)
        rows = np.zeros((len(weights), len(OF_PLACES)))
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

    def describe_slots(self, ends: Floats) -> Floats:
        """Return the columns ``OF_SLOTS``: what blocks of the same slot are like.

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
        """Return 1 for the blocks inside the node that gathers most prose near it."""
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

    def describe_votes(self, kept: Floats) -> Floats:
        """Return the columns ``OF_VOTES``.

        Args:
            kept: 1 for the blocks that the teacher keeps.
        """
        rows = np.zeros((len(kept), len(OF_VOTES)))
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
    """Return for each node how many articles began before the outermost it is in."""
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
    """Return for each block the number of its slot: tags and classes of its path."""
    numbers: dict[tuple[int, str, tuple[str, ...]], int] = {}
    of_node: list[int] = []
    for node in page.nodes:
        above = of_node[node.parent] if node.parent >= 0 else -1
        key = (above, node.tag, node.classes)
        of_node.append(numbers.setdefault(key, len(numbers)))
    return np.array([of_node[b.node] for b in page.blocks], dtype=np.int64)
