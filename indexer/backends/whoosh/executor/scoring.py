"""How much a word in a document counts: BM25F, as functions over arrays.

A term's frequencies in the fields of a document are weighted by the field, divided by
the field's length against the average one, and added up; the sum then saturates once:

    x = sum over fields of  weight * frequency / (1 - B + B * length / average)
    score = idf * focus * x / (K1 + x)

Focus favours words that a text is about: they occur more than once where they occur at
all. It grows with the logarithm of the term's mean frequency in documents that have it.

Source: Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields,
CIKM 2004, section 4, with a length normalisation of each field's own; idf as in Lucene,
``BM25Similarity.idf``. The mean frequency as a weight is in Amati, van Rijsbergen:
Probabilistic models of information retrieval, TOIS 2002, section 4.2 (the first
normalisation by the ratio of two Bernoulli processes); the logarithm is our choice,
measured in ``docs/measurements/relevance.md``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..storage.schema import MISSING

K1 = 1.2
B = 0.75
FOCUS_WEIGHT = 2.0

Floats = NDArray[np.float32]


def weigh_rarity(doc_freq: int, documents: int) -> float:
    """Return the idf of a term, above 0."""
    doc_freq = min(doc_freq, documents)
    return math.log(1 + (documents - doc_freq + 0.5) / (doc_freq + 0.5))


def weigh_focus(occurrences: float, doc_freq: int) -> float:
    """Return the weight of a term by its mean frequency where it occurs; 1 or more.

    Args:
        occurrences: of the term, each weighted by its field.
    """
    return 1 + FOCUS_WEIGHT * math.log(max(1.0, occurrences / max(1, doc_freq)))


def norm_lengths(lengths: NDArray[np.integer], average: float) -> Floats:
    """Return the factor of a frequency in fields of these lengths."""
    if not average:
        return np.ones(len(lengths), np.float32)
    divisor = lengths.astype(np.float32)
    divisor *= B / average
    divisor += 1 - B
    return np.reciprocal(divisor, out=divisor)


def saturate(frequency: Floats, idf: float) -> Floats:
    """Return the scores of weighted, length-normalised frequencies."""
    scores: Floats = np.divide(frequency, frequency + K1, dtype=np.float32)
    scores *= idf
    return scores


def weigh_age(days: NDArray[np.int64], share: float, half_life: float) -> Floats:
    """Return the factor of a score by age: 1 for the newest, never under 1 - share.

    Args:
        days: since 1970; documents without one count as the oldest.
        half_life: days after which half of the possible loss is reached.
    """
    dated = days != MISSING
    newest = days.max(where=dated, initial=MISSING)
    fresh = np.zeros(len(days), np.float32)
    fresh[dated] = np.exp2((days[dated] - newest) / half_life)
    return 1 - np.float32(share) * (1 - fresh)


def weigh_clicks(clicks: NDArray[np.int64], share: float) -> Floats:
    """Return the factor of a score by clicks: 1 for the most, never under 1 - share.

    It grows with the logarithm of the clicks; documents without a count have none.
    """
    read: Floats = np.log1p(np.maximum(clicks, 0).astype(np.float32))
    read /= np.float32(max(float(read.max(initial=0.0)), 1e-9))
    return 1 - np.float32(share) * (1 - read)
