"""The series of an article published in parts, and the number of its part.

Both are read from the title, or from a sentence that names the series.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from ...model import Series
from ...text import HAN_DIGITS, NUMBER_WORDS, read_han_number
from ..blocks import Block
from ..visible_text import flatten

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
_CIRCLED = "[①-⑳⑴-⒇㈠-㈩]"
_PART = r"(?:Part|Pt\.?|Episode|Ep\.?)\s+"
_BRACKETED = (
    rf"[（(【\[]\s*(?!连载中)(?:(?:连载|系列)?(?:之|第)?|{_PART})"
    rf"(?P<in>{_HAN}|[上中下]|\d{{1,2}}|{_ROMAN}|{_WORD})"
    rf"\s*{_UNIT}?(?:\s*(?:/|of)\s*(?:\d{{1,2}}|n))?\s*[)）】\]]"
)
ROMAN_NUMERAL = re.compile(_ROMAN, re.I)
CIRCLED_NUMBER = re.compile(_CIRCLED)
PART_AT_END = re.compile(
    rf"\s*(?:{_BRACKETED}|(?P<circled>{_CIRCLED})"
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
NUMBER_AT_END = re.compile(r"\s+[–—-]+\s+(?P<number>\d{1,2})\s*$")
"""A number at the end of a title that may count parts: ``Letters — 4``."""
SERIES_PHRASE = re.compile(
    r"\b(?:(?:part|instal?lment|episode|chapter)\s+(?:(\w{1,6})\s+)??"
    r"(?:of\s+\w{1,6}\s+)?(?:of|in)\s+(?:an?|the|our|this|my)\s+(?:[\w-]+\s+){0,2}?series"
    r"|Teil\s+(?:(\w{1,6})\s+)??(?:der|unserer|einer)\s+(?:[\w-]+\s+)??(?:Serie|Reihe)"
    r"|(?:partie|volet|épisode|parte)\s+(?:(\w{1,6})\s+)??(?:de\s+la|da|della)\s+"
    r"s[ée]rie)\b\W*(?:(?:on|about|called|titled|über)\b\W*)?",
    re.I,
)
"""What stands before the name of a series."""
HAN_SERIES_PHRASE = re.compile(
    r"(?:本文|本篇|这是|此文)[^。，《“]{0,8}[《“](?P<name>[^》”]{2,40})[》”]\s*系列(?:文章|报道|教程)?"
    rf"(?:的?\s*第\s*(?P<part>{_HAN}|\d{{1,2}})\s*{_UNIT})?"
)
MAX_PHRASE_CHARS = 250
"""Characters of the longest block that may state the series."""
QUOTES = "“”„‟‘’«»\"' "
SERIES_NAME_CHARS = range(3, 80)
"""Characters of the text of a link that may be the name of a series."""


def find_series(title: str, blocks: Sequence[Block] = ()) -> Series | None:
    """Return the series that an article is a part of.

    A sentence with the name of the series goes before the title, which may still give
    the number. Without a number the part is 0. A bare number after a dash counts only
    if the page names the series, or another of its parts.

    Args:
        blocks: of the page.

    >>> find_series("China Contributes to a Better World(二)")
    Series(name='China Contributes to a Better World', part=2)
    >>> find_series("Letters, Part 2: The Flood")
    Series(name='Letters', part=2)
    >>> find_series("Elizabeth II")
    """
    counted = _count_part(title, blocks)
    dashed = NUMBER_AT_END.search(title)
    number = int(dashed["number"]) if dashed else 0
    if named := next(_find_stated(blocks), None):
        part = named.part or (counted.part if counted else number)
        return Series(named.name, part)
    if counted is None and dashed and number:
        name = title[: dashed.start()]
        return Series(name, number) if _has_sibling(name, number, blocks) else None
    return counted


def _find_stated(blocks: Iterable[Block]) -> Iterator[Series]:
    """Yield the series that sentences of a page name by a link or in quotes."""
    for block in blocks:
        text = block.text
        if len(text) > MAX_PHRASE_CHARS:
            continue
        if "erie" in text or "érie" in text or "Reihe" in text:
            if found := SERIES_PHRASE.search(text):
                name = _find_linked(block, text[found.end() :])
                if len(name) in SERIES_NAME_CHARS:
                    mark = next(filter(None, found.groups()), "")
                    yield Series(name, read_part_number(mark))
        elif "系列" in text and (found := HAN_SERIES_PHRASE.search(text)):
            yield Series(found["name"], read_part_number(found["part"] or ""))


def _find_linked(block: Block, rest: str) -> str:
    """Return the text of a link with which the rest of a block begins, unquoted."""
    linked = (flatten(run.text).strip(QUOTES) for run in block.runs if run.link)
    return next((text for text in linked if text and rest.startswith(text)), "")


def _has_sibling(name: str, number: int, blocks: Iterable[Block]) -> bool:
    """Return whether a page names another part of a series, counted alike."""
    sibling = re.compile(re.escape(name) + r"\s+[–—-]+\s+(\d{1,2})\b")
    found = (sibling.search(block.text) for block in blocks)
    return any(match and int(match[1]) != number for match in found)


def _count_part(title: str, blocks: Iterable[Block]) -> Series | None:
    """Return the series and the part that a title counts."""
    if found := PART_AT_END.search(title):
        name = title[: found.start()].strip(" ,:：，–—-|·")
        mark = next(group for group in found.groups() if group)
        part = read_part_number(mark)
        if mark == "下" and _has_middle(name, blocks):
            part = LAST_OF_THREE
        return Series(name, part) if name and part else None
    if found := PART_BEFORE_TITLE.match(title):
        return _count_part(found["name"] + found["mark"], blocks)
    return None


def _has_middle(name: str, blocks: Iterable[Block]) -> bool:
    """Return whether a page names the middle part of a series."""
    middle = re.compile(re.escape(name) + r"\s*[（(【\[·:：]?\s*中")
    return any(middle.search(block.text) for block in blocks)


def read_part_number(mark: str) -> int:
    """Return a number written in digits, Han, Roman or in an English word; else 0.

    >>> [read_part_number(m) for m in ("12", "④", "十二", "XII", "three", "下", "IIX")]
    [12, 4, 12, 12, 3, 2, 0]
    """
    if mark.isdecimal():
        return int(mark)
    if CIRCLED_NUMBER.fullmatch(mark):
        return int(unicodedata.numeric(mark))
    if mark in PART_POSITIONS:
        return PART_POSITIONS[mark]
    if mark.lower() in NUMBER_WORDS:
        return NUMBER_WORDS[mark.lower()]
    if mark[:1] and (mark[0] in HAN_DIGITS or mark[0] == "十"):
        return read_han_number(mark) if HAN_NUMERAL.fullmatch(mark) else 0
    return _read_roman(mark.upper()) if ROMAN_NUMERAL.fullmatch(mark) else 0


def _read_roman(mark: str) -> int:
    values = [ROMAN_VALUES[c] for c in mark]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if _write_roman(total) == mark else 0


def _write_roman(number: int) -> str:
    if not 0 < number < 40:
        return ""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + ones[number % 10]
