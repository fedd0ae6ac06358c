"""Words that stand for numbers: English and Han numerals, names of months."""

from __future__ import annotations

_MONTHS = """
    january jan | february feb | march mar | april apr | may | june jun | july jul
    | august aug | september sept sep | october oct | november nov | december dec
"""
MONTHS = {
    name: number
    for number, names in enumerate(_MONTHS.split("|"), start=1)
    for name in names.split()
}
"""English names of months and their short forms, in lower case -> 1 to 12."""

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS.split(), start=1)}
"""English numerals in lower case -> 1 to 12."""

HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
"""Han digits -> 0 to 9; 十, ten, is none of them."""


def read_han_number(text: str) -> int:
    """Return the value of a Han numeral below 100.

    Two digits side by side mean about so many, and the first of them counts.

    >>> [read_han_number(text) for text in ("七", "十二", "二十", "三四")]
    [7, 12, 20, 3]
    """
    tens, ten, ones = text.rpartition("十")
    value = HAN_DIGITS.get(ones[:1], 0)
    return value + (10 * HAN_DIGITS.get(tens[:1], 1) if ten else 0)
