"""Short texts, found by the beginnings of their words and any piece of their Chinese.

What was typed is cut into pieces, all of which a text must hold.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from .analysis import RUN, find_runs, fold_variants, fold_word, is_unspaced
from .edit_distance import Lexicon

Docs = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that a text must hold: a word, the beginning of one, two characters.

    Attributes:
        key: as words are kept: folded, without accents.
        whole: whether it is all of a word.
    """

    key: str
    whole: bool


def read_pieces(text: str) -> tuple[Piece, ...]:
    """Return what was typed as pieces; the last word may be just begun.

    >>> read_pieces("Café 网络安 sol")[-2:]
    (Piece(key='络安', whole=True), Piece(key='sol', whole=False))
    """
    runs = list(RUN.finditer(text))
    found: list[Piece] = []
    for run in runs:
        key = make_key(run[0])
        if not is_unspaced(run[0]):
            found.append(Piece(key, run.end() < len(text)))
        elif len(key) == 1:
            found.append(Piece(key, False))
        else:
            found += [Piece(key[i : i + 2], True) for i in range(len(key) - 1)]
    return tuple(piece for piece in found if piece.key)


def make_key(run: str) -> str:
    """Return the form in which typed and kept words meet.

    >>> make_key("Café"), make_key("網絡")
    ('cafe', '网络')
    """
    if is_unspaced(run):
        return fold_variants(run)
    folded = fold_word(run)
    if folded.isascii():
        return folded
    bare = unicodedata.normalize("NFD", folded)
    return "".join(c for c in bare if not unicodedata.combining(c))


class TextIndex:
    """Short texts, by the beginnings of their words.

    Args:
        weights: float32[len(texts)]: what comes first, other things equal; 0 to 2.

    Attributes:
        lexicon: all words, with the number of texts that hold each.
        surfaces: a word as it was written in one of them.
    """

    def __init__(self, texts: Sequence[str], weights: NDArray[np.float32]) -> None:
        numbers: dict[str, int] = {}
        surfaces: list[str] = []
        words, docs, firsts = array("i"), array("i"), bytearray()
        for doc, text in enumerate(texts):
            seen: set[int] = set()
            for run in find_runs(text):
                key = make_key(run)
                keys = (
                    [key[i : i + 2] for i in range(len(key))]
                    if is_unspaced(run)
                    else [key]
                )
                for key in keys:
                    number = numbers.setdefault(key, len(numbers))
                    if number == len(surfaces):
                        surfaces.append(run)
                    if number not in seen:
                        words.append(number)
                        docs.append(doc)
                        firsts.append(not seen)
                        seen.add(number)
        order = list(numbers)
        ranks = np.argsort(np.array(order, object)) if order else np.empty(0, np.int64)
        place = np.empty(len(order), np.int64)
        place[ranks] = np.arange(len(order))
        flat = place[np.array(words, np.int64)]
        by_word = np.argsort(flat, kind="stable")
        counts = np.bincount(flat, minlength=len(order))
        self.size = len(texts)
        self.lexicon = Lexicon([order[i] for i in ranks], counts.astype(np.int64))
        self.surfaces = [surfaces[i] for i in ranks]
        self.starts = np.concatenate([[0], np.cumsum(counts)])
        self.docs: Docs = np.array(docs, np.int32)[by_word]
        first = np.frombuffer(firsts, np.uint8).astype(np.float32)[by_word]
        self.scores = weights[self.docs] + first
        self._best: dict[str, list[tuple[float, int]]] = {}

    def find(self, pieces: Sequence[Piece], limit: int) -> list[tuple[float, int]]:
        """Return the texts that hold all pieces, best first: score and number.

        The score is the weight, and 1 more where a text begins with a piece.
        """
        if len(pieces) == 1 and not pieces[0].whole and len(pieces[0].key) < 3:
            return self._find_short(pieces[0], limit)
        spans = sorted(map(self.span, pieces), key=lambda s: s.stop - s.start)
        if not spans or spans[0].stop == spans[0].start:
            return []
        docs, scores = self.docs[spans[0]], self.scores[spans[0]]
        for span in spans[1:]:
            held = self._hold(span)[docs]
            docs, scores = docs[held], scores[held]
        return _first(docs, scores, limit)

    def complete(self, pieces: Sequence[Piece], limit: int) -> Counter[str]:
        """Return words that begin as the last piece and stand with the others."""
        *others, last = pieces
        low, high = self.lexicon.find_prefix(last.key)
        counts = self.lexicon.counts[low:high]
        best = low + np.argsort(-counts, kind="stable")[: limit * 4]
        held = [self._hold(self.span(piece)) for piece in others]
        together = np.logical_and.reduce(held) if held else None
        found: Counter[str] = Counter()
        for word in best.tolist():
            docs = self.docs[self.starts[word] : self.starts[word + 1]]
            count = len(docs) if together is None else int(together[docs].sum())
            if count and self.lexicon.words[word] != last.key:
                found[self.surfaces[word].lower()] += count
        return found

    def span(self, piece: Piece) -> slice:
        """Return where the texts that hold a piece are in ``docs``."""
        low, high = self.lexicon.find_prefix(piece.key)
        if piece.whole:
            high = min(high, low + 1)
            if high > low and self.lexicon.words[low] != piece.key:
                high = low
        return slice(int(self.starts[low]), int(self.starts[high]))

    def _hold(self, span: slice) -> NDArray[np.bool_]:
        mask = np.zeros(self.size, np.bool_)
        mask[self.docs[span]] = True
        return mask

    def _find_short(self, piece: Piece, limit: int) -> list[tuple[float, int]]:
        """Find a letter or two, which many texts hold, and remember the best."""
        found = self._best.get(piece.key)
        if found is None or len(found) < limit:
            span = self.span(piece)
            found = _first(self.docs[span], self.scores[span], max(limit, 64))
            if len(self._best) > 4096:
                self._best.clear()
            self._best[piece.key] = found
        return found[:limit]


def _first(
    docs: Docs, scores: NDArray[np.float32], limit: int
) -> list[tuple[float, int]]:
    """Return the documents of the highest scores, each once, falling."""
    several = limit * 4
    if len(docs) > several:
        best = np.argpartition(-scores, several)[:several]
        docs, scores = docs[best], scores[best]
    order = np.argsort(-scores, kind="stable")
    found: dict[int, float] = {}
    for doc, score in zip(docs[order].tolist(), scores[order].tolist(), strict=True):
        found.setdefault(doc, score)
    return [(score, doc) for doc, score in islice(found.items(), limit)]


def join_han(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the runs of Han characters that the pieces were cut from."""
    runs: list[str] = []
    for piece in pieces:
        if not is_unspaced(piece.key):
            continue
        if runs and len(piece.key) == 2 and runs[-1][-1] == piece.key[0]:
            runs[-1] += piece.key[1]
        else:
            runs.append(piece.key)
    return tuple(runs)
