"""Gradient-boosted decision trees that classify the blocks of a page.

There are two classifiers: ``first`` uses features of the page only, ``second`` also
what trafilatura keeps of it. ``bench/train_block_classifier.py`` trained both on
labelled pages and wrote them to ``block_classifier.json``.
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
from .features import PAGE_FEATURES
from .position_features import VOTE_FEATURES, Floats

BLOCKS_AT_ONCE = 2048
"""Blocks classified at once, so that memory stays bounded."""
MODEL_PATH = Path(__file__).with_name("block_classifier.json")

ClassifierName = Literal["first", "second"]
CLASSIFIER_FEATURES: dict[ClassifierName, tuple[str, ...]] = {
    "first": PAGE_FEATURES,
    "second": PAGE_FEATURES + VOTE_FEATURES,
}

LogOdds = NDArray[np.float64]
"""float64[blocks], log-odds of each block to belong to the article."""
MAX_LOG_ODDS = 4.0
"""Log-odds are clipped to this value and its negative: no evidence counts for more."""


@dataclass(frozen=True, slots=True)
class BlockClassifier:
    """The nodes of all trees in one row; those of one tree breadth first.

    Attributes:
        base: log-odds before any tree.
        roots: int32[trees], where each tree begins.
        feature: int32[nodes], column that a node compares; 0 at a leaf.
        threshold: float64[nodes]; a block goes left if its value is not above it.
            Infinite at a leaf.
        left: int32[nodes], the left child; the right one is next to it. A leaf is its
            own child.
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

    def score(self, rows: Floats) -> LogOdds:
        """Return the log-odds of each block, within ``MAX_LOG_ODDS``.

        Args:
            rows: float64[blocks, features], columns as in ``CLASSIFIER_FEATURES``.
        """
        parts = [
            self._sum_trees(rows[i : i + BLOCKS_AT_ONCE])
            for i in range(0, len(rows), BLOCKS_AT_ONCE)
        ]
        odds = np.concatenate(parts) if parts else np.zeros(0)
        return np.clip(odds, -MAX_LOG_ODDS, MAX_LOG_ODDS)

    def _sum_trees(self, rows: Floats) -> LogOdds:
        """Walk all trees at once: one step down for every tree and block."""
        columns = rows.T.ravel()
        blocks = np.arange(len(rows), dtype=np.int32)
        at = np.repeat(self.roots[:, None], len(rows), axis=1)
        for _ in range(self.depth):
            values = columns.take(self.feature.take(at) * len(rows) + blocks)
            at = self.left.take(at) + (values > self.threshold.take(at))
        odds: LogOdds = self.base + self.value.take(at).sum(axis=0)
        return odds


@cache
def load_classifier(name: ClassifierName) -> BlockClassifier:
    """Read the trees of a classifier that comes with the package.

    Raises:
        ExtractError: they were trained on other features than these.
    """
    data = json.loads(MODEL_PATH.read_text(encoding="utf-8"))["judges"][name]
    if tuple(data["names"]) != CLASSIFIER_FEATURES[name]:
        raise ExtractError(
            "block_classifier.json was trained on other features; train it again with "
            "python -m bench.train_block_classifier"
        )
    nodes: list[tuple[int, float, int, float]] = []
    roots = []
    for tree in data["trees"]:
        roots.append(len(nodes))
        nodes += _list_breadth_first(tree, len(nodes))
    feature, threshold, left, value = zip(*nodes, strict=True)
    return BlockClassifier(
        data["base"],
        np.array(roots, dtype=np.int32),
        np.array(feature, dtype=np.int32),
        np.array(threshold, dtype=np.float64),
        np.array(left, dtype=np.int32),
        np.array(value, dtype=np.float64),
        data["depth"],
    )


def _list_breadth_first(
    tree: Mapping[str, Sequence[Any]], start: int
) -> Iterator[tuple[int, float, int, float]]:
    """Yield the nodes of a tree breadth first, so that siblings are neighbours.

    Args:
        start: index of the root among the nodes of all trees.

    Yields:
        Feature, threshold, left child and value.
    """
    queue, end = [0], start + 1
    for index, node in enumerate(queue, start):  # the queue grows while it is walked
        if tree["feature"][node] < 0:
            yield 0, math.inf, index, tree["value"][node]
            continue
        queue += (tree["left"][node], tree["right"][node])
        yield tree["feature"][node], tree["threshold"][node], end, 0.0
        end += 2
