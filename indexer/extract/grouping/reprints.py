"""Find articles that print the text of an earlier one, on any site.

Candidates share a band of their minhashes; then the minhashes decide. Source: P. Indyk,
R. Motwani, Approximate nearest neighbors, 1998, section 4; A. Broder, 1997.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from ...model import make_number
from .minhash import HASH_CLASSES
from .page_register import Register

MIN_REPRINT_RESEMBLANCE = 0.8
"""Resemblance from which one text is a reprint of the other."""
DIGITS = re.compile(r"[\d〇零一二三四五六七八九十百]+")
MIN_REPRINT_SHINGLES = 300
"""Shingles of an article that may be one: half of the shorter texts that are alike are
forms filled in with other numbers."""
BAND_VALUES = 4
"""Values of a band: of pairs with a resemblance of .8, one in 4,000 is missed."""
MAX_BAND_COMPARISONS = 8
"""Articles of a band that each later one is compared with: the earliest. So the work
grows with the articles, however many print the same form."""

IntArray = NDArray[np.int64]


def find_reprints(register: Register, folded: Collection[int]) -> dict[int, str]:
    """Return the URL of the earliest article with the same text, by reprint.

    The earliest is by date of publishing, then by URL; undated ones come last.

    Args:
        folded: pages whose text is in the article of another page.
    """
    numbers, minhashes, titles = _load_articles(register, folded)
    originals = np.full(len(numbers), len(numbers), np.int64)
    for later, earlier in _pair(minhashes):
        alike = (
            _resemble(minhashes[later], minhashes[earlier]) >= MIN_REPRINT_RESEMBLANCE
        )
        alike &= ~_are_issues(titles[later], titles[earlier])
        np.minimum.at(originals, later[alike], earlier[alike])
    marked = np.flatnonzero(originals < len(numbers))
    urls = {n: register.find_url(n) for n in numbers[originals[marked]].tolist()}
    found = {
        int(numbers[at]): urls[int(numbers[originals[at]])] for at in marked.tolist()
    }
    return {n: url for n, url in found.items() if url and url != register.find_url(n)}


def _load_articles(
    register: Register, folded: Collection[int]
) -> tuple[IntArray, NDArray[np.uint16], IntArray]:
    """Return the articles long enough to be told apart, the earliest first.

    Returns:
        int64[n] numbers, uint16[n, CLASSES] minhashes, and int64[n, 2] hashes of the
        titles and of what is left of them without numbers.
    """
    numbers, titles = array("q"), array("q")
    minhashes = bytearray()
    for number, minhash, title in register.list_articles(MIN_REPRINT_SHINGLES):
        if minhash and number not in folded:
            numbers.append(number)
            minhashes += minhash
            titles.extend((make_number(title), make_number(DIGITS.sub("", title))))
    return (
        np.array(numbers, np.int64),
        np.frombuffer(bytes(minhashes), "<u2").reshape(-1, HASH_CLASSES),
        np.array(titles, np.int64).reshape(-1, 2),
    )


def _are_issues(later: IntArray, earlier: IntArray) -> NDArray[np.bool_]:
    """Return which pairs are issues of a form: titles that differ in numbers only."""
    same = later == earlier
    return np.asarray(~same[:, 0] & same[:, 1], np.bool_)


def _pair(minhashes: NDArray[np.uint16]) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield articles with earlier ones that share a band of their minhashes."""
    for begin in range(0, HASH_CLASSES, BAND_VALUES):
        band = np.ascontiguousarray(minhashes[:, begin : begin + BAND_VALUES])
        keys = band.view(np.uint64)[:, 0]
        order = np.argsort(keys, kind="stable")
        sorted_keys = keys[order]
        starts = np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1]))
        sizes = np.diff(np.append(starts, len(order)))
        first = np.repeat(starts, sizes)
        for offset in range(MAX_BAND_COMPARISONS):
            other = first + offset
            later = np.flatnonzero((other < np.arange(len(order))) & (sorted_keys != 0))
            if not len(later):
                break
            yield order[later], order[other[later]]


def _resemble(
    one: NDArray[np.uint16], other: NDArray[np.uint16]
) -> NDArray[np.float64]:
    """Return the resemblance of each pair of rows; see ``find_resemblance``."""
    filled = np.count_nonzero(one | other, axis=1)
    same = np.count_nonzero((one == other) & (one > 0), axis=1)
    return np.asarray(same / np.maximum(filled, 1), np.float64)
