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


KINDS = (
    ("and", 1),
    ("and", 2),
    ("and", 3),
    ("and", 4),
    ("or", 2),
    ("or", 3),
    ("or", 4),
    ("phrase", 2),
    ("phrase", 3),
    ("prefix", 1),
)
"""Kinds of queries and their numbers of words, each drawn for each band."""
POOL = 1000
"""Articles that queries are drawn from, evenly over the sample."""
TRIES = 2000


@dataclass(frozen=True, slots=True)
class Ask:
    """One query, in words that every peer can put in its own language.

    Attributes:
        kind: ``and``, ``or``, ``phrase`` or ``prefix``.
        band: of its words, of a phrase the rarest; ``mixed`` for one and a common one.
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


def draw_queries(docs: Iterable[Doc], each: int = 2, seed: int = 7) -> list[Ask]:
    """Return queries of every kind and band, the same for the same corpus.

    The words of a query, and what it narrows by, stand in one article, so that each
    finds something, as most of what people ask does.

    Args:
        docs: the corpus, or a sample of it.
        each: how many of each kind, band and number of words, with and without filter.
    """
    rng = random.Random(seed)
    held: Counter[str] = Counter()
    pool: list[Doc] = []
    for size, doc in enumerate(docs, 1):
        held.update(set(read_words(doc)))
        if len(pool) < POOL:
            pool.append(doc)
        elif (at := rng.randrange(size)) < POOL:
            pool[at] = doc
    bands = {
        name: {
            w
            for w, n in held.items()
            if max(3, low * size) <= n < max(8, high * size) and WORD.fullmatch(w)
        }
        for name, (low, high) in BANDS.items()
    }
    asks = []
    for band, filtered in itertools.product(bands, (False, True)):
        for kind, count in KINDS * each:
            asks.append(_draw(rng, pool, kind, band, [bands[band]] * count, filtered))
        if band != "common":
            mixed = [bands[band], bands["common"]]
            for _ in range(each):
                asks.append(_draw(rng, pool, "and", "mixed", mixed, filtered))
    return list(dict.fromkeys(ask for ask in asks if ask))


def read_words(doc: Doc) -> list[str]:
    """Return the words of an article's text."""
    return re.findall(r"\w+", doc.text.lower())


def _draw(
    rng: random.Random,
    pool: list[Doc],
    kind: str,
    band: str,
    wanted: list[set[str]],
    filtered: bool,
) -> Ask | None:
    """Return a query drawn from one article; None if no article has such words.

    Args:
        wanted: for each word, those that it may be.
    """
    for _ in range(TRIES):
        doc = rng.choice(pool)
        words = read_words(doc)
        if kind == "phrase":
            at = rng.randrange(max(1, len(words)))
            chosen = words[at : at + len(wanted)]
            fit = not wanted[0].isdisjoint(chosen) and all(map(WORD.fullmatch, chosen))
        else:
            chosen = [rng.choice(sorted(some & set(words)) or [""]) for some in wanted]
            fit = all(chosen)
        if fit and len(set(chosen)) == len(wanted):
            if kind == "prefix":
                chosen = [chosen[0][:4]]
            chosen_by = (doc.section, rng.choice(("", doc.date[:4])))
            return Ask(kind, band, tuple(chosen), *(chosen_by if filtered else ()))
    return None


def write_ask(ask: Ask) -> dict[str, object]:
    """Return an ask as JSON has it."""
    return asdict(ask)


def read_ask(value: dict[str, object]) -> Ask:
    """Return the ask that ``write_ask`` wrote."""
    fields = dict(value)
    fields["words"] = tuple(fields["words"])  # type: ignore[arg-type]
    return Ask(**fields)  # type: ignore[arg-type]
