"""The queries to measure with, drawn by frequency bands from the corpus itself."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from .corpus import Doc

WORD = re.compile(r"[a-z]{4,12}")
BANDS = {"rare": (3e-5, 1e-3), "medium": (1e-3, 2e-2), "common": (2e-2, 0.6)}
"""Name of a band -> the share of documents that hold the word, from and to."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One query, in words that every peer can put in its own language.

    Attributes:
        kind: ``and``, ``or``, ``phrase`` or ``prefix``.
        band: of its rarest word; ``mixed`` for a rare and a common one.
        words: to look for in title, body or topics.
        section, year: chosen facet values; empty for none.
    """

    kind: str
    band: str
    words: tuple[str, ...]
    section: str = ""
    year: str = ""

    @property
    def group(self) -> str:
        """The class of queries that this one is reported under."""
        filtered = " filtered" if self.section or self.year else ""
        return f"{self.kind} {self.band}{filtered}"


def draw_queries(docs: Iterable[Doc], each: int = 6, seed: int = 7) -> list[Ask]:
    """Return queries of every kind and band, the same for the same corpus.

    Args:
        docs: the corpus, or a sample of it.
        each: how many of each class.
    """
    rng = random.Random(seed)
    held: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    sections: Counter[str] = Counter()
    years: Counter[str] = Counter()
    size = 0
    for doc in docs:
        words = re.findall(r"\w+", doc.text.lower())
        held.update(set(words))
        pairs.update(set(itertools.pairwise(words)))
        sections[doc.section] += 1
        years[doc.date[:4]] += 1
        size += 1
    bands = {
        name: sorted(
            w
            for w, n in held.items()
            if max(3, low * size) <= n < max(8, high * size) and WORD.fullmatch(w)
        )
        for name, (low, high) in BANDS.items()
    }
    phrases = [
        pair for pair, n in pairs.most_common(4000) if all(map(WORD.fullmatch, pair))
    ]
    section = sections.most_common(3)[-1][0]
    year = years.most_common(1)[0][0]
    asks: list[Ask] = []
    for band, words in bands.items():
        for _ in range(each):
            one, *more = rng.sample(words, 4)
            asks += [
                Ask("and", band, (one,)),
                Ask("and", band, (one,), section),
                Ask("and", band, (more[0],), section, year),
                Ask("or", band, tuple(more)),
                Ask("prefix", band, (one[:4],)),
            ]
    for _ in range(each):
        common = rng.sample(bands["common"], 4)
        asks += [
            Ask("and", "common", tuple(common[:2])),
            Ask("and", "common", tuple(common[:3])),
            Ask("and", "common", tuple(common)),
            Ask("and", "common", tuple(common[:2]), "", year),
            Ask("and", "mixed", (rng.choice(bands["rare"]), common[0])),
            Ask("and", "mixed", (rng.choice(bands["medium"]), common[1])),
            Ask("phrase", "common", rng.choice(phrases[:300])),
            Ask("phrase", "medium", rng.choice(phrases[300:])),
        ]
    return list(dict.fromkeys(asks))


def write_ask(ask: Ask) -> dict[str, object]:
    """Return an ask as JSON has it."""
    return asdict(ask)


def read_ask(value: dict[str, object]) -> Ask:
    """Return the ask that ``write_ask`` wrote."""
    fields = dict(value)
    fields["words"] = tuple(fields["words"])  # type: ignore[arg-type]
    return Ask(**fields)  # type: ignore[arg-type]
