"""Articles that print the text of an earlier one, on whatever site.

Candidates share a band of their sketches; then the sketches decide. Source: P. Indyk,
R. Motwani, Approximate nearest neighbors, 1998, section 4; A. Broder, 1997.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from ...model import make_number
from .minhash import CLASSES
from .page_register import Register

SAME = 0.8
"""Resemblance from which one text is a reprint of the other."""
DIGITS = re.compile(r"[\d〇零一二三四五六七八九十百]+")
LEAST = 300
"""Shingles of an article that may be one: half of the shorter texts that are alike are
forms filled in with other numbers."""
BAND = 4
"""Values of a band: of pairs with a resemblance of .8, one in 4,000 is missed."""
FIRST = 8
"""Articles of a band that each later one is compared with: the earliest. So the work
grows with the articles, however many print the same form."""

Places = NDArray[np.int64]


def find_reprints(register: Register, others: Collection[int]) -> dict[int, str]:
    """Return what articles are reprints of: the URL of the earliest that is alike.

    The earliest is by date of publishing, then by URL; undated ones come last.

    Args:
        others: pages that have no article of their own.
    """
    numbers, sketches, titles = _load_articles(register, others)
    originals = np.full(len(numbers), len(numbers), np.int64)
    for later, earlier in _pair(sketches):
        alike = _resemble(sketches[later], sketches[earlier]) >= SAME
        alike &= ~_are_issues(titles[later], titles[earlier])
        np.minimum.at(originals, later[alike], earlier[alike])
    marked = np.flatnonzero(originals < len(numbers))
    urls = {n: register.find_url(n) for n in numbers[originals[marked]].tolist()}
    found = {
        int(numbers[at]): urls[int(numbers[originals[at]])] for at in marked.tolist()
    }
    return {n: url for n, url in found.items() if url and url != register.find_url(n)}


def _load_articles(
    register: Register, others: Collection[int]
) -> tuple[Places, NDArray[np.uint16], Places]:
    """Return the articles long enough to be told apart, the earliest first.

    Returns:
        int64[n] numbers, uint16[n, CLASSES] sketches, and int64[n, 2] hashes of the
        titles and of what is left of them without numbers.
    """
    numbers, titles = array("q"), array("q")
    sketches = bytearray()
    for number, sketch, title in register.list_articles(LEAST):
        if sketch and number not in others:
            numbers.append(number)
            sketches += sketch
            titles.extend((make_number(title), make_number(DIGITS.sub("", title))))
    return (
        np.array(numbers, np.int64),
        np.frombuffer(bytes(sketches), "<u2").reshape(-1, CLASSES),
        np.array(titles, np.int64).reshape(-1, 2),
    )


def _are_issues(later: Places, earlier: Places) -> NDArray[np.bool_]:
    """Say which pairs have titles that differ in numbers only: two issues of a form."""
    same = later == earlier
    return np.asarray(~same[:, 0] & same[:, 1], np.bool_)


def _pair(sketches: NDArray[np.uint16]) -> Iterator[tuple[Places, Places]]:
    """Yield articles with earlier ones that share a band of their sketches."""
    for begin in range(0, CLASSES, BAND):
        band = np.ascontiguousarray(sketches[:, begin : begin + BAND])
        keys = band.view(np.uint64)[:, 0]
        order = np.argsort(keys, kind="stable")
        sorted_keys = keys[order]
        starts = np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1]))
        sizes = np.diff(np.append(starts, len(order)))
        first = np.repeat(starts, sizes)
        for offset in range(FIRST):
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
