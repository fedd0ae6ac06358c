"""Grow the judges of ``indexer/extract/body/block_classifier.json`` on labelled pages.

    python -m bench.grow_judge andy.jsonl.xz chaos.jsonl.xz ... [--out model.json]
    python -m bench.grow_judge --folds 4 andy.jsonl.xz chaos.jsonl.xz ...

A set is JSON lines with ``html``, ``body`` (the truth) and ``site``. Of one site at
most ``PER_SITE`` pages are taken, so that none of them is learned by heart. With
``--folds`` nothing is written: each fold of sites is read, page by page, by trees that
were grown on the others.
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
from indexer.extract import SURE, Floats, join_passages, open_page
from indexer.extract.body.block_classifier import COLUMNS, MODEL, Name
from indexer.extract.body.block_selection import CLEAR, find_bar, find_sizes
from indexer.extract.body.features import SEEN, add_votes, describe
from indexer.extract.body.fragment import render_fragment
from indexer.extract.body.passages import split_passages
from indexer.extract.body.trafilatura_votes import ask_teacher
from indexer.ingest import make_page

PER_SITE = 15
MIXED = ("chaos-all",)
"""Names of sets whose pages are each of another site."""
COVERED = 0.5
"""Share of the truth that must stand on a page for it to teach; others have the label
of another article."""
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


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one labelled page teaches.

    Attributes:
        site: by which pages are kept apart.
        rows: float64[blocks, features], the first judge knows the first of them.
        lengths: float64[blocks], characters.
        labels: bool[blocks], whether they belong to the truth.
        weights: float64[blocks].
        covered: share of the truth that stands on the page.
    """

    site: str
    rows: Floats
    lengths: Floats
    labels: np.ndarray
    weights: Floats
    covered: float


def grams(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return the shingles of a text by which extraction is measured."""
    count = max(1, len(words) - GRAM + 1)
    return (
        Counter(tuple(words[i : i + GRAM]) for i in range(count))
        if words
        else Counter()
    )


def label_blocks(
    words: Sequence[Sequence[str]], truth: Counter[tuple[str, ...]]
) -> list[bool]:
    """Say which blocks, given as words, belong to the true body, given as shingles.

    A block of four words and more does if most of its shingles are in the body and not
    yet taken; a shorter one if it stands there between the same neighbours.
    """
    left = truth.copy()
    labels: list[bool] = []
    for own in words:
        mine = grams(own)
        hits = (mine & left).total()
        long = len(own) >= GRAM
        labels.append(long and 2 * hits > mine.total())
        if labels[-1]:
            left -= mine
    for i, own in enumerate(words):
        if own and len(own) < GRAM:
            before = [w for part in words[max(0, i - 3) : i] for w in part][-3:]
            after = [w for part in words[i + 1 : i + 4] for w in part][:3]
            around = grams([*before, *own, *after])
            labels[i] = 2 * sum(g in truth for g in around) > len(around)
    return labels


def read_lesson(line: str) -> Lesson | None:
    """Return what one labelled page teaches; None if it cannot be read."""
    record = json.loads(line)
    try:
        opened = open_page(make_page(record), None)
    except ExtractError:
        return None
    blocks = opened.blocks
    if not blocks.blocks:
        return None
    rows = add_votes(*describe(blocks, opened.titles), ask_teacher(opened.root, blocks))
    words = [WORD.findall(b.text.lower()) for b in blocks.blocks]
    body = WORD.findall((record["body"] or "").lower())
    whole = max(50, len(body))
    sizes = np.array([len(own) for own in words], dtype=float)
    truth, shown = grams(body), grams([word for own in words for word in own])
    return Lesson(
        find_site(record),
        rows,
        find_sizes(blocks),
        np.array(label_blocks(words, truth)),
        np.minimum(sizes, whole) / whole + 0.002,
        (truth & shown).total() / max(1, truth.total()),
    )


def find_site(record: dict[str, Any]) -> str:
    """Return what pages of one publisher share; a page of a mixed set stands alone."""
    if record["site"] in MIXED:
        return str(record["id"])
    host = urlsplit(record["url"] or "").hostname or str(record["site"])
    return host.lower().removeprefix("www.")


def read_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the pages of all sets."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines


def choose_lessons(lessons: Iterable[Lesson | None]) -> Iterator[Lesson]:
    """Yield the lessons that trees are grown on, few of each site."""
    taken: Counter[str] = Counter()
    for lesson in lessons:
        if lesson is not None and lesson.covered >= COVERED:
            taken[lesson.site] += 1
            if taken[lesson.site] <= PER_SITE:
                yield lesson


def grow(lessons: Sequence[Lesson], judge: Name) -> Any:
    """Return the model that scikit-learn grows for a judge on some lessons."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # only needed here

    rows, labels, weights = (
        np.concatenate([getattr(lesson, name) for lesson in lessons])
        for name in ("rows", "labels", "weights")
    )
    model = HistGradientBoostingClassifier(**SETTINGS)
    known = rows[:, : len(COLUMNS[judge])]
    return model.fit(known, labels, sample_weight=weights / weights.mean())


def write_model(
    models: Mapping[Name, Any], path: Path, grown_on: dict[str, int]
) -> None:
    """Write the judges as plain lists, with what they were grown on."""
    data = {
        "grown_on": grown_on,
        "per_site": PER_SITE,
        "covered": COVERED,
        "settings": SETTINGS,
        "judges": {name: list_judge(name, model) for name, model in models.items()},
    }
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def list_judge(name: Name, model: Any) -> dict[str, Any]:
    """Return one judge as plain lists."""
    trees = [tree for (tree,) in model._predictors]
    return {
        "names": list(COLUMNS[name]),
        "base": round(float(model._baseline_prediction[0][0]), 4),
        "depth": max(int(tree.nodes["depth"].max()) for tree in trees),
        "trees": [list_tree(tree.nodes) for tree in trees],
    }


def list_tree(nodes: Any) -> dict[str, list[float]]:
    """Return one tree as a list for each thing its nodes know."""
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


Page = tuple[str, Floats | None]
"""A labelled page as JSON, and the log-odds of its blocks, if it could be read."""


def score_page(page: Page) -> tuple[float, float]:
    """Return precision and recall of the body that the odds of its blocks make."""
    line, odds = page
    record = json.loads(line)
    truth = grams(WORD.findall((record["body"] or "").lower()))
    body = ""
    if odds is not None:
        opened = open_page(make_page(record), None)
        body = join_passages(
            split_passages(render_fragment(opened.blocks, opened.choose(odds)))
        )
    found = grams(WORD.findall(body.lower()))
    if not truth or not found:
        return (float(truth == found),) * 2
    common = (truth & found).total()
    return common / found.total(), common / truth.total()


def weigh_unseen(lessons: Sequence[Lesson | None], folds: int) -> list[Floats | None]:
    """Return the log-odds of the blocks of each page, by judges that saw no page of its
    site; the second is heard where the first is not clear."""
    odds: list[Floats | None] = [None] * len(lessons)
    chosen = list(choose_lessons(lessons))
    for fold in range(folds):
        others = [one for one in chosen if draw(one.site) % folds != fold]
        first, second = (grow(others, judge) for judge in COLUMNS)
        for place, lesson in enumerate(lessons):
            if lesson is not None and draw(lesson.site) % folds == fold:
                found = first.decision_function(lesson.rows[:, : len(SEEN)])
                found = np.clip(found, -SURE, SURE)
                if find_bar(found, lesson.lengths)[1] < CLEAR:
                    found = second.decision_function(lesson.rows)
                odds[place] = np.clip(found, -SURE, SURE)
    return odds


def draw(site: str) -> int:
    """Return a number drawn from a site."""
    return zlib.crc32(site.encode())


def main() -> None:
    """Read the sets, grow the trees, and write them or measure them by folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--folds", type=int, default=0, help="Measure; write nothing.")
    chosen = parser.parse_args()
    with Pool() as pool:
        lessons = [
            list(pool.imap(read_lesson, read_lines([path]), 8)) for path in chosen.sets
        ]
        everything = [lesson for part in lessons for lesson in part]
        if not chosen.folds:
            sizes = map(len, lessons)
            names = (path.name.partition(".")[0] for path in chosen.sets)
            taken = list(choose_lessons(everything))
            models = {judge: grow(taken, judge) for judge in COLUMNS}
            write_model(models, chosen.out, dict(zip(names, sizes, strict=True)))
            return
        odds = iter(weigh_unseen(everything, chosen.folds))
        for path in chosen.sets:
            pages = zip(read_lines([path]), odds, strict=False)
            show(path.name, list(pool.imap(score_page, pages, 8)))


def show(name: str, scores: Sequence[tuple[float, float]]) -> None:
    """Print what a set reaches: F1 of the means, and the share of good pages."""
    precision, recall = (fmean(part) for part in zip(*scores, strict=True))
    good = fmean(2 * p * r >= 0.95 * (p + r) > 0 for p, r in scores)
    both = 2 * precision * recall / (precision + recall)
    print(f"{name:26} F1 {both:.4f}  good {good:.3f}", flush=True)


if __name__ == "__main__":
    main()
