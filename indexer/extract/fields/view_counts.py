"""The click count shown on a page."""

from __future__ import annotations

import re

from ...text import HAN
from .page_signals import PageSignals

_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[万亿wkm](?![a-z]))?\+?"
_NO_TIME = r"(?!\s*(?:min|分钟|分|:|秒|个月|天|\d))"
COUNT_FORMS = (
    re.compile(
        r"(?:click\s*(?:num(?:ber)?|s|count)?|(?:page\s*)?views?|hits?|reads?|read\s+count|"
        r"(?:点击|點擊|浏览|瀏覽|阅读|閱讀|访问|訪問|查看)(?:数|量|次数|率|人数|數|次數)?|人气|pv)"
        rf"\s*[:：]\s*\[?{_NUMBER}{_NO_TIME}",
        re.I,
    ),
    re.compile(
        rf"(?<![\d:.,/-]){_NUMBER}\s*次?(?:阅读|浏览|点击|访问|人阅读|人浏览|(?:views?|reads?|hits?|clicks?)\b)"
        rf"(?!\s*(?:num|[:：])|(?![了过過量数數])[{HAN}])",
        re.I,
    ),
    re.compile(rf"(?:阅读|浏览)\s+{_NUMBER}{_NO_TIME}", re.I),
)
"""After a label and a colon; before its unit; in Chinese also after a bare label."""
COUNT_UNITS = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "k": 1_000, "m": 1_000_000}
MAX_COUNT_LINE_CHARS = 160
ANY_DIGIT = re.compile(r"\d")


def find_popularity(signals: PageSignals) -> int | None:
    """Return the click count of the article; that of another page does not count."""
    for index, block in enumerate(signals.blocks):
        text = block.text
        if (
            len(text) > MAX_COUNT_LINE_CHARS
            or signals.is_outside(index)
            or not ANY_DIGIT.search(text)
        ):
            continue
        count = read_view_count(text)
        if count is not None:
            return count
    return None


def read_view_count(text: str) -> int | None:
    """Return the click count in a line.

    >>> read_view_count("2019-11-29 Click Num:1304"), read_view_count("阅读 1.2万")
    (1304, 12000)
    >>> read_view_count("阅读时长: 5 分钟"), read_view_count("3 min read")
    (None, None)
    >>> read_view_count("两口井共有10次访问记录")
    """
    found = next(filter(None, (form.search(text) for form in COUNT_FORMS)), None)
    if found is None:
        return None
    value = float(found["number"].replace(",", ""))
    return (
        round(value * COUNT_UNITS[found["unit"].lower()])
        if found["unit"]
        else int(value)
    )
