"""Train the block classifiers of ``indexer/extract/body`` on labelled pages.

    python -m bench.train_block_classifier [--out MODEL.json] SET.jsonl.xz ...
    python -m bench.train_block_classifier --folds 4 SET.jsonl.xz ...

A set is JSON lines with ``html``, ``body`` (the truth) and ``site``. At most
``MAX_PAGES_PER_SITE`` pages of each site are used, so that no site dominates. With
``--folds`` nothing is written; instead the pages of each fold of sites are extracted
with classifiers trained on the other folds, and F1 is printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from indexer import ExtractError
from indexer.extract.body.block_classifier import (
    CLASSIFIER_FEATURES,
    MAX_LOG_ODDS,
    MODEL_PATH,
    ClassifierName,
    LogOdds,
)
from indexer.extract.body.block_selection import (
    MIN_CLEAR_F1,
    count_chars,
    find_threshold,
)
from indexer.extract.body.features import (
    PAGE_FEATURES,
    add_vote_features,
    compute_page_features,
)
from indexer.extract.body.fragment import render_fragment
from indexer.extract.body.passages import join_passages, split_passages
from indexer.extract.body.position_features import Floats
from indexer.extract.body.trafilatura_votes import collect_votes
from indexer.extract.page_to_article import open_page
from indexer.ingest import make_page

MAX_PAGES_PER_SITE = 15
MIXED_SETS = ("chaos-all",)
"""Sets in which each page is from another site."""
MIN_COVERED_SHARE = 0.5
"""Share of the truth that must occur on a page; other pages are labelled wrongly."""
SHINGLE_WORDS = 4
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


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """Features and labels of the blocks of one page.

    Attributes:
        site: pages of one site are in one fold.
        rows: float64[blocks, features]; the first classifier uses the first columns.
        lengths: float64[blocks], characters.
        labels: bool[blocks], whether they belong to the truth.
        weights: float64[blocks].
        covered: share of the truth that occurs on the page.
    """

    site: str
    rows: Floats
    lengths: Floats
    labels: np.ndarray
    weights: Floats
    covered: float


def count_shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return the runs of ``SHINGLE_WORDS`` words by which bodies are compared."""
    count = max(1, len(words) - SHINGLE_WORDS + 1)
    return (
        Counter(tuple(words[i : i + SHINGLE_WORDS]) for i in range(count))
        if words
        else Counter()
    )


def label_blocks(
    words: Sequence[Sequence[str]], truth: Counter[tuple[str, ...]]
) -> list[bool]:
    """Return which blocks, given as words, belong to the true body, given as shingles.

    A block of ``SHINGLE_WORDS`` or more belongs to it if most of its shingles occur
    there and are not yet taken; a shorter one if it has the same neighbours there.
    """
    left = truth.copy()
    labels: list[bool] = []
    for own in words:
        mine = count_shingles(own)
        hits = (mine & left).total()
        long = len(own) >= SHINGLE_WORDS
        labels.append(long and 2 * hits > mine.total())
        if labels[-1]:
            left -= mine
    for i, own in enumerate(words):
        if own and len(own) < SHINGLE_WORDS:
            before = [w for part in words[max(0, i - 3) : i] for w in part][-3:]
            after = [w for part in words[i + 1 : i + 4] for w in part][:3]
            around = count_shingles([*before, *own, *after])
            labels[i] = 2 * sum(g in truth for g in around) > len(around)
    return labels


def read_labelled_page(line: str) -> LabelledPage | None:
    """Compute features and labels of a labelled page; None if it cannot be read."""
    record = json.loads(line)
    try:
        opened = open_page(make_page(record), None)
    except ExtractError:
        return None
    blocks = opened.blocks
    if not blocks.blocks:
        return None
    rows = add_vote_features(
        *compute_page_features(blocks, opened.titles),
        collect_votes(opened.root, blocks),
    )
    words = [WORD.findall(b.text.lower()) for b in blocks.blocks]
    body = WORD.findall((record["body"] or "").lower())
    whole = max(50, len(body))
    sizes = np.array([len(own) for own in words], dtype=float)
    truth = count_shingles(body)
    shown = count_shingles([word for own in words for word in own])
    return LabelledPage(
        find_site(record),
        rows,
        count_chars(blocks),
        np.array(label_blocks(words, truth)),
        np.minimum(sizes, whole) / whole + 0.002,
        (truth & shown).total() / max(1, truth.total()),
    )


def find_site(record: dict[str, Any]) -> str:
    """Return the name of a page's site; in a mixed set each page is its own site."""
    if record["site"] in MIXED_SETS:
        return str(record["id"])
    host = urlsplit(record["url"] or "").hostname or str(record["site"])
    return host.lower().removeprefix("www.")


def read_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the pages of all sets."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines


def choose_training_pages(
    pages: Iterable[LabelledPage | None],
) -> Iterator[LabelledPage]:
    """Yield the pages to train on: labelled correctly, and few of each site."""
    taken: Counter[str] = Counter()
    for page in pages:
        if page is not None and page.covered >= MIN_COVERED_SHARE:
            taken[page.site] += 1
            if taken[page.site] <= MAX_PAGES_PER_SITE:
                yield page


def train(pages: Sequence[LabelledPage], name: ClassifierName) -> Any:
    """Train a classifier with scikit-learn."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # only needed here

    rows, labels, weights = (
        np.concatenate([getattr(page, column) for page in pages])
        for column in ("rows", "labels", "weights")
    )
    model = HistGradientBoostingClassifier(**SETTINGS)
    features = rows[:, : len(CLASSIFIER_FEATURES[name])]
    return model.fit(features, labels, sample_weight=weights / weights.mean())


def write_model(
    models: Mapping[ClassifierName, Any], path: Path, set_sizes: dict[str, int]
) -> None:
    """Write the classifiers as plain lists, with the number of pages of each set."""
    data = {
        "grown_on": set_sizes,
        "per_site": MAX_PAGES_PER_SITE,
        "covered": MIN_COVERED_SHARE,
        "settings": SETTINGS,
        "judges": {
            name: list_classifier(name, model) for name, model in models.items()
        },
    }
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def list_classifier(name: ClassifierName, model: Any) -> dict[str, Any]:
    """Return one classifier as plain lists."""
    trees = [tree for (tree,) in model._predictors]
    return {
        "names": list(CLASSIFIER_FEATURES[name]),
        "base": round(float(model._baseline_prediction[0][0]), 4),
        "depth": max(int(tree.nodes["depth"].max()) for tree in trees),
        "trees": [list_tree(tree.nodes) for tree in trees],
    }


def list_tree(nodes: Any) -> dict[str, list[float]]:
    """Return one tree as a list for each attribute of its nodes."""
    leaves = [bool(n["is_leaf"]) for n in nodes]
    pairs = list(zip(leaves, nodes, strict=True))
    return {
        "feature": [-1 if leaf else int(n["feature_idx"]) for leaf, n in pairs],
        "threshold": [
            0 if leaf else round(float(n["num_threshold"]), 5) for leaf, n in pairs
        ],
        "left": [0 if leaf else int(n["left"]) for leaf, n in pairs],
        "right": [0 if leaf else int(n["right"]) for leaf, n in pairs],
        "value": [round(float(n["value"]), 4) if leaf else 0 for leaf, n in pairs],
    }


ScoredPage = tuple[str, LogOdds | None]
"""A labelled page as JSON, and the log-odds of its blocks, if it could be read."""


def score_page(page: ScoredPage) -> tuple[float, float]:
    """Return precision and recall of the body chosen by the log-odds of its blocks."""
    line, odds = page
    record = json.loads(line)
    truth = count_shingles(WORD.findall((record["body"] or "").lower()))
    body = ""
    if odds is not None:
        opened = open_page(make_page(record), None)
        body = join_passages(
            split_passages(render_fragment(opened.blocks, opened.choose_body(odds)))
        )
    found = count_shingles(WORD.findall(body.lower()))
    if not truth or not found:
        return (float(truth == found),) * 2
    common = (truth & found).total()
    return common / found.total(), common / truth.total()


def score_unseen(
    pages: Sequence[LabelledPage | None], folds: int
) -> list[LogOdds | None]:
    """Classify each page with classifiers that were trained on other sites.

    As in production, the second one is used only if the first leaves doubt.
    """
    odds: list[LogOdds | None] = [None] * len(pages)
    chosen = list(choose_training_pages(pages))
    for fold in range(folds):
        others = [one for one in chosen if hash_site(one.site) % folds != fold]
        first, second = (train(others, name) for name in CLASSIFIER_FEATURES)
        for place, page in enumerate(pages):
            if page is not None and hash_site(page.site) % folds == fold:
                found = first.decision_function(page.rows[:, : len(PAGE_FEATURES)])
                found = np.clip(found, -MAX_LOG_ODDS, MAX_LOG_ODDS)
                if find_threshold(found, page.lengths)[1] < MIN_CLEAR_F1:
                    found = second.decision_function(page.rows)
                odds[place] = np.clip(found, -MAX_LOG_ODDS, MAX_LOG_ODDS)
    return odds


def hash_site(site: str) -> int:
    """Return a stable hash of a site, which decides its fold."""
    return zlib.crc32(site.encode())


def main() -> None:
    """Train on the sets, and write the classifiers or measure them by folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    parser.add_argument("--folds", type=int, default=0, help="Measure; write nothing.")
    chosen = parser.parse_args()
    with Pool() as pool:
        sets = [
            list(pool.imap(read_labelled_page, read_lines([path]), 8))
            for path in chosen.sets
        ]
        everything = [page for pages in sets for page in pages]
        if not chosen.folds:
            sizes = map(len, sets)
            names = (path.name.partition(".")[0] for path in chosen.sets)
            taken = list(choose_training_pages(everything))
            models = {name: train(taken, name) for name in CLASSIFIER_FEATURES}
            write_model(models, chosen.out, dict(zip(names, sizes, strict=True)))
            return
        odds = iter(score_unseen(everything, chosen.folds))
        for path in chosen.sets:
            scored = zip(read_lines([path]), odds, strict=False)
            show(path.name, list(pool.imap(score_page, scored, 8)))


def show(name: str, scores: Sequence[tuple[float, float]]) -> None:
    """Print F1 of mean precision and recall on a set, and the share of good pages."""
    precision, recall = (fmean(part) for part in zip(*scores, strict=True))
    good = fmean(2 * p * r >= 0.95 * (p + r) > 0 for p, r in scores)
    both = 2 * precision * recall / (precision + recall)
    print(f"{name:26} F1 {both:.4f}  good {good:.3f}", flush=True)


if __name__ == "__main__":
    main()
