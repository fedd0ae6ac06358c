"""Titles of articles published in parts: the name of the series and the number."""

from __future__ import annotations

import re

from ..model import Series

HAN_DIGITS = "零一二三四五六七八九"
PLACES = {"上": 1, "中": 2, "下": 2}
"""The first, the middle and the last of a few; most often there are two."""
ROMAN = {"I": 1, "V": 5, "X": 10}
WORDS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        1,
    )
}
_HAN = "[一二三四五六七八九十]{1,3}"
_ROMAN = "[IVX]{1,5}"
_WORD = "|".join(WORDS)
PART = re.compile(
    r"\s*(?:"
    rf"[（(【\[]\s*(?:之|第|Part\s+|Pt\.?\s*)?({_HAN}|[上中下]|\d{{1,2}}|{_ROMAN}|{_WORD})"
    r"\s*(?:部分|篇|集|讲|章)?(?:\s*(?:/|of)\s*\d{1,2})?\s*[)）】\]]"
    rf"|[,:：，\s–—|-]+(?:Part|Pt\.?)\s+(\d{{1,2}}|{_ROMAN}|{_WORD})"
    rf"|\s*[:：,，·–—]\s*({_ROMAN}|[上中下])"
    rf"|[:：,，·–—\s]\s*(?:之|第)({_HAN}|\d{{1,2}})(?:部分|篇|集|讲|章)?"
    r")\s*$",
    re.I,
)
"""A number at the end of a title that counts parts.

A bare numeral after a blank does not: ``Gladiator II`` is one film.
"""


def split_series(title: str) -> tuple[str, Series | None]:
    """Part a title from the part it is of a series.

    >>> split_series("China Contributes to a Better World(二)")
    ('China Contributes to a Better World', Series(name='China ...', part=2))
    >>> split_series("Letters, Part III")[1].part
    3
    >>> split_series("Elizabeth II")
    ('Elizabeth II', None)
    """
    found = PART.search(title)
    if found is None:
        return title, None
    name = title[: found.start()].strip(" ,:：，–—-|·")
    mark = next(group for group in found.groups() if group)
    part = read_number(mark)
    return (name, Series(name, part)) if name and part else (title, None)


def read_number(mark: str) -> int:
    """Return a number written in digits, Han, Roman or in an English word; else 0.

    >>> [read_number(m) for m in ("12", "十二", "XII", "three", "下", "IIX")]
    [12, 12, 12, 3, 2, 0]
    """
    if mark.isdigit():
        return int(mark)
    if mark in PLACES:
        return PLACES[mark]
    if mark.lower() in WORDS:
        return WORDS[mark.lower()]
    return (
        _read_han(mark) if mark[0] in HAN_DIGITS + "十" else _read_roman(mark.upper())
    )


def _read_han(mark: str) -> int:
    tens, ten, ones = mark.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    count = HAN_DIGITS.index(ones) if ones else 0
    return (HAN_DIGITS.index(tens) if tens else 1) * 10 + count if ten else count


def _read_roman(mark: str) -> int:
    values = [ROMAN[c] for c in mark]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if _write_roman(total) == mark else 0


def _write_roman(number: int) -> str:
    if not 0 < number < 40:
        return ""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + ones[number % 10]
