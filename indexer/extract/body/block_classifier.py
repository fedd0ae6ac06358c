"""Our own voice on what belongs to an article: many small decision trees.

There are two judges: the first knows what is seen of a block, the second what the
teacher says of it and its surroundings, too. Both were grown on labelled pages
(``bench/grow_judge.py``) and lie in ``block_classifier.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...errors import ExtractError
from .features import HEARD, SEEN, Floats

CHUNK = 2048
"""Blocks weighed at once, so that memory stays bounded."""
MODEL = Path(__file__).with_name("block_classifier.json")
Name = Literal["first", "second"]

COLUMNS: dict[Name, tuple[str, ...]] = {"first": SEEN, "second": SEEN + HEARD}
"""What each judge knows of a block."""


@dataclass(frozen=True, slots=True)
class Judge:
    """All nodes of all trees in one row; those of a tree breadth first.

    Attributes:
        base: log-odds before any tree.
        roots: int32[trees], where each tree begins.
        feature: int32[nodes], column that a node asks for; 0 at a leaf.
        threshold: float64[nodes]; a block with no more goes left. Infinite at a leaf.
        left: int32[nodes], where to go on; right is the next. A leaf leads to itself.
        value: float64[nodes], log-odds that a leaf adds.
        depth: of the deepest tree.
    """

    base: float
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    value: Floats
    depth: int

    def weigh(self, rows: Floats) -> Floats:
        """Return the log-odds of each block to belong to the article.

        Args:
            rows: float64[blocks, columns], those of ``COLUMNS``.
        """
        parts = [self._weigh(rows[i : i + CHUNK]) for i in range(0, len(rows), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _weigh(self, rows: Floats) -> Floats:
        """Walk all trees at once: one step down for every tree and block."""
        columns = rows.T.ravel()
        blocks = np.arange(len(rows), dtype=np.int32)
        at = np.repeat(self.roots[:, None], len(rows), axis=1)
        for _ in range(self.depth):
            asked = columns.take(self.feature.take(at) * len(rows) + blocks)
            at = self.left.take(at) + (asked > self.threshold.take(at))
        found: Floats = self.base + self.value.take(at).sum(axis=0)
        return found


@cache
def load_judge(name: Name) -> Judge:
    """Read the trees of a judge that comes with the package.

    Raises:
        ExtractError: they were grown on other features than there are.
    """
    data = json.loads(MODEL.read_text(encoding="utf-8"))["judges"][name]
    if tuple(data["names"]) != COLUMNS[name]:
        raise ExtractError(
            "block_classifier.json asks for other features; grow it anew"
        )
    nodes: list[tuple[int, float, int, float]] = []
    roots = []
    for tree in data["trees"]:
        roots.append(len(nodes))
        nodes += _spread(tree, len(nodes))
    feature, threshold, left, value = zip(*nodes, strict=True)
    return Judge(
        data["base"],
        np.array(roots, dtype=np.int32),
        np.array(feature, dtype=np.int32),
        np.array(threshold, dtype=np.float64),
        np.array(left, dtype=np.int32),
        np.array(value, dtype=np.float64),
        data["depth"],
    )


def _spread(
    tree: Mapping[str, Sequence[Any]], start: int
) -> Iterator[tuple[int, float, int, float]]:
    """Yield the nodes of a tree breadth first, so that siblings stand side by side.

    Args:
        start: number of the first.
    """
    line, end = [0], start + 1
    for number, node in enumerate(line, start):  # grows as it is walked
        if tree["feature"][node] < 0:
            yield 0, math.inf, number, tree["value"][node]
            continue
        line += (tree["left"][node], tree["right"][node])
        yield tree["feature"][node], tree["threshold"][node], end, 0.0
        end += 2
