"""Our own voice on what belongs to an article: many small decision trees.

The trees were grown once on labelled pages (``bench/grow_judge.py``) and lie in
``judge.json``. They weigh what can be seen of a block with what the teachers say of it
and of its surroundings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import ExtractError
from .features import NAMES, Floats

CHUNK = 2048
"""Blocks weighed at once, so that memory stays bounded."""
MODEL = Path(__file__).with_name("judge.json")


@dataclass(frozen=True, slots=True)
class Judge:
    """Trees of one depth-first array each, padded to the largest.

    Attributes:
        base: log-odds before any tree.
        feature: int64[trees, nodes], column that a node asks for; -1 at a leaf.
        threshold: float64[trees, nodes]; a block with no more goes left.
        left, right: int64[trees, nodes], where to go on.
        value: float64[trees, nodes], log-odds that a leaf adds.
        depth: of the deepest tree.
    """

    base: float
    feature: NDArray[np.int64]
    threshold: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats
    depth: int

    def weigh(self, rows: Floats) -> Floats:
        """Return the log-odds of each block to belong to the article.

        Args:
            rows: float64[blocks, len(NAMES)].
        """
        parts = [self._weigh(rows[i : i + CHUNK]) for i in range(0, len(rows), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _weigh(self, rows: Floats) -> Floats:
        """Walk all trees at once: one step down for every tree and block."""
        trees = np.arange(len(self.feature))[:, None]
        blocks = np.arange(len(rows))[None, :]
        at = np.zeros((len(trees), len(rows)), dtype=np.int64)
        for _ in range(self.depth):
            asked = self.feature[trees, at]
            low = rows[blocks, np.maximum(asked, 0)] <= self.threshold[trees, at]
            step = np.where(low, self.left[trees, at], self.right[trees, at])
            at = np.where(asked < 0, at, step)
        found: Floats = self.base + self.value[trees, at].sum(axis=0)
        return found


@cache
def load_judge() -> Judge:
    """Read the trees that come with the package.

    Raises:
        ExtractError: they were grown on other features than there are.
    """
    data = json.loads(MODEL.read_text(encoding="utf-8"))
    if tuple(data["names"]) != NAMES:
        raise ExtractError("judge.json asks for other features; grow it anew")
    trees = data["trees"]
    size = max(len(t["feature"]) for t in trees)

    def pad(name: str, kind: type) -> NDArray[np.float64]:
        rows = [t[name] + [-1] * (size - len(t[name])) for t in trees]
        return np.array(rows, dtype=kind)

    return Judge(
        data["base"],
        pad("feature", np.int64).astype(np.int64),
        pad("threshold", np.float64),
        pad("left", np.int64).astype(np.int64),
        pad("right", np.int64).astype(np.int64),
        pad("value", np.float64),
        data["depth"],
    )
