"""Grow the trees of ``indexer/extract/judge.json`` on labelled pages.

    python -m bench.grow_judge andy.jsonl.xz chaos.jsonl.xz ... [--out judge.json]

A set is JSON lines with ``html``, ``body`` (the truth), ``title`` and ``site``. Of one
site at most ``PER_SITE`` pages are taken, so that none of them is learned by heart.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import ExtractError
from indexer.extract.blocks import cut_blocks
from indexer.extract.decode import CONTROL
from indexer.extract.features import NAMES, describe
from indexer.extract.judge import MODEL
from indexer.extract.teachers import ask_teachers
from indexer.extract.tree import parse_page

PER_SITE = 15
MIXED = ("chaos-all",)
"""Names of sets whose pages are each of another site."""
GRAM = 4
WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+")
SETTINGS = {
    "max_iter": 80,
    "max_leaf_nodes": 14,
    "learning_rate": 0.12,
    "l2_regularization": 5,
    "min_samples_leaf": 60,
    "early_stopping": False,
    "random_state": 0,
}

Rows = tuple[np.ndarray, np.ndarray, np.ndarray]
"""float64[blocks, features], bool[blocks] of truth, float64[blocks] of weight."""


def grams(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return the shingles of a text by which extraction is measured."""
    count = max(1, len(words) - GRAM + 1)
    return (
        Counter(tuple(words[i : i + GRAM]) for i in range(count))
        if words
        else Counter()
    )


def label_blocks(texts: Sequence[str], body: str) -> list[bool]:
    """Say which blocks belong to the true body.

    A block of four words and more does if most of its shingles are in the body and not
    yet taken; a shorter one if it stands there between the same neighbours.
    """
    words = [WORD.findall(text.lower()) for text in texts]
    truth = grams(WORD.findall(body.lower()))
    left = truth.copy()
    labels: list[bool] = []
    for own in words:
        mine = grams(own)
        hits = sum((mine & left).values())
        long = len(own) >= GRAM
        labels.append(long and 2 * hits > sum(mine.values()))
        if labels[-1]:
            left -= mine
    for i, own in enumerate(words):
        if own and len(own) < GRAM:
            before = [w for text in words[max(0, i - 3) : i] for w in text][-3:]
            after = [w for text in words[i + 1 : i + 4] for w in text][:3]
            around = grams([*before, *own, *after])
            labels[i] = 2 * sum(g in truth for g in around) > len(around)
    return labels


def read_rows(line: str) -> Rows | None:
    """Return what one labelled page teaches; None if it cannot be read."""
    page = json.loads(line)
    try:
        root = parse_page(CONTROL.sub("", page["html"]))
    except ExtractError:
        return None
    blocks = cut_blocks(root)
    if not blocks.blocks:
        return None
    rows = describe(blocks, {page["title"] or ""}, ask_teachers(root, blocks))
    texts = [b.text for b in blocks.blocks]
    sizes = np.array([len(WORD.findall(t)) for t in texts], dtype=float)
    whole = max(50, len(WORD.findall(page["body"] or "")))
    weights = np.minimum(sizes, whole) / whole + 0.002
    return rows, np.array(label_blocks(texts, page["body"] or "")), weights


def read_lines(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the pages of all sets, few of each site."""
    for path in paths:
        taken: Counter[str] = Counter()
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                site = json.loads(line)["site"]
                taken[site] += 1
                if taken[site] <= PER_SITE or site in MIXED:
                    yield line


def write_model(model: Any, path: Path) -> None:
    """Write the trees as plain lists."""
    trees = []
    for (tree,) in model._predictors:
        leaves = [bool(n["is_leaf"]) for n in tree.nodes]
        nodes = list(zip(leaves, tree.nodes, strict=True))
        trees.append(
            {
                "feature": [-1 if leaf else int(n["feature_idx"]) for leaf, n in nodes],
                "threshold": [
                    0 if leaf else round(float(n["num_threshold"]), 5)
                    for leaf, n in nodes
                ],
                "left": [0 if leaf else int(n["left"]) for leaf, n in nodes],
                "right": [0 if leaf else int(n["right"]) for leaf, n in nodes],
                "value": [
                    round(float(n["value"]), 4) if leaf else 0 for leaf, n in nodes
                ],
            }
        )
    data = {
        "names": list(NAMES),
        "base": round(float(model._baseline_prediction[0][0]), 4),
        "depth": max(int(t.nodes["depth"].max()) for (t,) in model._predictors),
        "trees": trees,
    }
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Read the sets, grow the trees, write them."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # only needed here

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    chosen = parser.parse_args()
    with Pool() as pool:
        found = [r for r in pool.imap(read_rows, read_lines(chosen.sets), 8) if r]
    rows, labels, weights = (np.concatenate(part) for part in zip(*found, strict=True))
    model = HistGradientBoostingClassifier(**SETTINGS)
    model.fit(rows, labels, sample_weight=weights / weights.mean())
    write_model(model, chosen.out)


if __name__ == "__main__":
    main()
