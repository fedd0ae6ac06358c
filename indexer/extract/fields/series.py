"""Titles of articles published in parts: the name of the series and the number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...model import Series
from ...text import HAN_DIGITS, NUMBER_WORDS, read_han_number

PART_POSITIONS = {"上": 1, "中": 2, "下": 2}
"""The first, the middle and the last of a few; most often there are two."""
LAST_OF_THREE = 3
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
HAN_NUMERAL = re.compile(
    "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
)
"""A whole number below 100, as parts are counted."""
_HAN = "[一二三四五六七八九十]{1,3}"
_ROMAN = "[IVX]{1,5}"
_WORD = "|".join(NUMBER_WORDS)
_UNIT = "(?:部分|篇|集|讲|章|回)"
_PART = r"(?:Part|Pt\.?|Episode|Ep\.?)\s+"
_BRACKETED = (
    rf"[（(【\[]\s*(?:(?:连载|系列)?(?:之|第)?|{_PART})"
    rf"(?P<in>{_HAN}|[上中下]|\d{{1,2}}|{_ROMAN}|{_WORD})"
    rf"\s*{_UNIT}?(?:\s*(?:/|of)\s*\d{{1,2}})?\s*[)）】\]]"
)
PART_AT_END = re.compile(
    rf"\s*(?:{_BRACKETED}"
    rf"|[,:：，\s–—|-]+{_PART}(?P<named>\d{{1,2}}|{_ROMAN}|{_WORD})(?:\s+of\s+\d{{1,2}})?"
    rf"|\s*(?:[:：·–—]\s*(?P<roman>{_ROMAN})|[:：,，·–—]\s*(?P<place>[上中下]))"
    rf"|[:：,，·–—\s]\s*(?:之|第)(?P<spaced>{_HAN}|\d{{1,2}}){_UNIT}?"
    rf"|(?<![播出映放看])第(?P<counted>{_HAN}|\d{{1,2}}){_UNIT}"
    rf"|(?<!分)之(?P<bare>(?!一$){_HAN})"
    r")\s*$",
    re.I,
)
"""A number at the end of a title that counts parts.

A bare numeral after a blank or a comma does not: ``Gladiator II`` is one film. 之一 at
the end is mostly *one of*, 分之二 a fraction.
"""
PART_BEFORE_TITLE = re.compile(
    rf"(?P<name>.{{2,}}?)(?P<mark>\s*{_BRACKETED}|[,:：，\s–—|-]+{_PART}"
    rf"(?:\d{{1,2}}|{_ROMAN}|{_WORD})|\s*(?<!分)(?:之|第){_HAN}{_UNIT}?)"
    r"(?:\s*[:：]\s*|\s+[–—|-]+\s+|——)\S",
    re.I,
)
"""A part that has a title of its own: ``Letters, Part 2: The Flood``."""


def split_series(title: str, texts: Iterable[str] = ()) -> tuple[str, Series | None]:
    """Part a title from the part it is of a series.

    A part with a title of its own keeps all of it.

    Args:
        texts: of the page, where a link to （中） shows that （下） is the third.

    >>> split_series("China Contributes to a Better World(二)")
    ('China Contributes to a Better World', Series(name='China ...', part=2))
    >>> split_series("Letters, Part III")[1].part
    3
    >>> split_series("Letters, Part 2: The Flood")
    ('Letters, Part 2: The Flood', Series(name='Letters', part=2))
    >>> split_series("Elizabeth II")
    ('Elizabeth II', None)
    """
    if found := PART_AT_END.search(title):
        name = title[: found.start()].strip(" ,:：，–—-|·")
        mark = next(group for group in found.groups() if group)
        part = read_part_number(mark)
        if mark == "下" and _has_middle(name, texts):
            part = LAST_OF_THREE
        return (name, Series(name, part)) if name and part else (title, None)
    if found := PART_BEFORE_TITLE.match(title):
        name, series = split_series(found["name"] + found["mark"], texts)
        return title, series
    return title, None


def _has_middle(name: str, texts: Iterable[str]) -> bool:
    """Return whether a page names the middle part of a series."""
    middle = re.compile(re.escape(name) + r"\s*[（(【\[·:：]?\s*中")
    return any(middle.search(text) for text in texts)


def read_part_number(mark: str) -> int:
    """Return a number written in digits, Han, Roman or in an English word; else 0.

    >>> [read_part_number(m) for m in ("12", "十二", "XII", "three", "下", "IIX")]
    [12, 12, 12, 3, 2, 0]
    """
    if mark.isdigit():
        return int(mark)
    if mark in PART_POSITIONS:
        return PART_POSITIONS[mark]
    if mark.lower() in NUMBER_WORDS:
        return NUMBER_WORDS[mark.lower()]
    if mark[0] in HAN_DIGITS or mark[0] == "十":
        return read_han_number(mark) if HAN_NUMERAL.fullmatch(mark) else 0
    return _read_roman(mark.upper())


def _read_roman(mark: str) -> int:
    values = [ROMAN_VALUES[c] for c in mark]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if _write_roman(total) == mark else 0


def _write_roman(number: int) -> str:
    if not 0 < number < 40:
        return ""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + ones[number % 10]
