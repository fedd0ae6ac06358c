"""Dates as people write them in a query: ``2019-11``, ``last month``, 去年, 最近7天.

Every form is a line in ``DATE_FORMS``, and each stands for a period of whole days. The
caller passes ``today``, which depends on the time zone.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable

from ..text import HAN_DIGITS, MONTHS, NUMBER_WORDS, read_han_number
from .periods import Period, make_day, make_month, make_years

TIME_UNITS = {
    **dict.fromkeys(("day", "days", "天", "日"), "day"),
    **dict.fromkeys(("week", "weeks", "周", "星期", "礼拜"), "week"),
    **dict.fromkeys(("month", "months", "月"), "month"),
    **dict.fromkeys(("quarter", "quarters", "季度"), "quarter"),
    **dict.fromkeys(("year", "years", "年"), "year"),
}
UNITS_AGO = {
    **dict.fromkeys(("this", "current", "本", "这", "今"), 0),
    **dict.fromkeys(("last", "previous", "上", "去"), 1),
    "前": 2,
}
DAY_WORDS = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("yesterday", "昨天", "昨日"), 1),
    **dict.fromkeys(("day before yesterday", "前天"), 2),
}
BOUND_WORDS = {
    **dict.fromkeys((">=", "since ", "from ", "以来", "起", "至今"), ">="),
    **dict.fromkeys((">", "after ", "以后", "之后"), ">"),
    **dict.fromkeys(("<=", "until ", "till ", "up to "), "<="),
    **dict.fromkeys(("<", "before ", "以前", "之前"), "<"),
    "=": "=",
}
"""What stands before or after a date to make it a bound, and what it means."""

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMBER = rf"\d{{1,4}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}"
_HAN_NUMBER = r"\d{1,3}|[一二两三四五六七八九十]{1,3}|半"
_HAN_DIGIT = "[〇零一二三四五六七八九]"
_UNIT = "(?:day|week|month|quarter|year)"
_HAN_UNIT = "(?:天|日|周|星期|礼拜|月|季度|年)"


def parse_date(text: str, today: dt.date) -> Period | None:
    """Return the period that a text stands for, or None if it is no date.

    Args:
        text: one date, a range of two (``..`` between them, or a word such as
            ``to`` or 至), or one with a sign of ``BOUND_WORDS``.
        today: in the time zone of the site.

    Raises:
        ValueError: it has the form of a date, but there is no such day.

    >>> parse_date("last month", dt.date(2019, 12, 5))
    Period(low=datetime.date(2019, 11, 1), high=datetime.date(2019, 11, 30), ...)
    >>> parse_date(">2018", dt.date(2019, 12, 5))
    Period(low=datetime.date(2019, 1, 1), high=None, ...)
    """
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    whole = _parse_period(text, today)
    if whole is not None:
        return whole
    for word, sign in BOUND_WORDS.items():
        date = text.removeprefix(word) if word.isascii() else text.removesuffix(word)
        if date != text and (days := _parse_period(date.strip(), today)) is not None:
            return _compare(sign, days)
    if (bracketed := BRACKET_RANGE.fullmatch(text)) is not None:
        return _parse_brackets(bracketed, today)
    if (parts := DATE_RANGE.fullmatch(text)) is None or not (parts[1] or parts[2]):
        return None
    low, high = _parse_end(parts[1], today), _parse_end(parts[2], today)
    if high is None and (year := HAN_YEAR.match(parts[1])) is not None:
        high = _parse_end(year[0] + parts[2], today)
    return _span(low, high)


HAN_YEAR = re.compile(r"\d{4}年")
DATE_RANGE = re.compile(
    r"(?:from |从|自)?(.*?)"
    r"\s*(?:\.{2,3}|…|~|–|—|至|到|(?<=\d{4})-(?=\d{4}$)| - | to )\s*"
    r"(.*)"
)
BRACKET_RANGE = re.compile(r"([\[{])\s*(.*?)\s*\bto\b\s*(.*?)\s*([\]}])")


def _parse_brackets(match: re.Match[str], today: dt.date) -> Period | None:
    """Read ``[a TO b]``, or ``{a TO b}`` without the days of its ends."""
    low, high = (
        Period(None, None) if end in ("", "*") else _parse_end(end, today)
        for end in (match[2], match[3])
    )
    if low is not None and match[1] == "{" and match[2]:
        low = _compare(">", low)
    if high is not None and match[4] == "}" and match[3]:
        high = _compare("<", high)
    return _span(low, high)


def _parse_end(text: str, today: dt.date) -> Period | None:
    """Read one end of a range; an empty one is open."""
    return _parse_period(text.strip(), today) if text.strip() else Period(None, None)


def _span(low: Period | None, high: Period | None) -> Period | None:
    if low is None or high is None:
        return None
    if low.low and high.high and low.low > high.high:
        return Period(high.low, low.high, swapped=True)
    return Period(low.low, high.high)


def _compare(sign: str, days: Period) -> Period:
    """Return the days that stand in this relation to a period."""
    if sign == "=":
        return days
    if sign == ">=":
        return Period(days.low, None)
    if sign == "<=":
        return Period(None, days.high)
    if sign == ">":
        return Period(_next(days.high, 1), None)
    return Period(None, _next(days.low, -1))


def _next(day: dt.date | None, step: int) -> dt.date | None:
    """Return the day after (1) or before (-1).

    Raises:
        ValueError: the calendar ends there.
    """
    return day and dt.date.fromordinal(day.toordinal() + step)


def _parse_period(text: str, today: dt.date) -> Period | None:
    """Read one date: a day, or a period with a first and a last one."""
    for form, read in DATE_FORMS:
        if (match := form.fullmatch(text)) is not None:
            return read(match, today)
    return None


def _shift(day: dt.date, unit: str, count: int) -> dt.date:
    """Move a day by whole units, at most to an end of the calendar.

    The 31st becomes the last of a shorter month.
    """
    if unit in ("day", "week"):
        number = day.toordinal() + count * (7 if unit == "week" else 1)
        last = dt.date.max.toordinal()
        return dt.date.fromordinal(min(max(number, 1), last))
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * count
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _quarter(year: int, number: int) -> Period:
    first, last = make_month(year, number * 3 - 2), make_month(year, number * 3)
    return Period(first.low, last.high)


def _calendar(unit: str, back: int, today: dt.date) -> Period:
    """Return the calendar unit that was ``back`` units ago; a week begins on Monday."""
    day = _shift(today, unit, -back)
    if unit == "day":
        return Period(day, day)
    if unit == "week":
        monday = _shift(day, "day", -day.weekday())
        return Period(monday, _shift(monday, "day", 6))
    if unit == "year":
        return make_years(day.year)
    if unit == "month":
        return make_month(day.year, day.month)
    return _quarter(day.year, (day.month + 2) // 3)


def _rolling(unit: str, count: int, today: dt.date) -> Period:
    """Return the last ``count`` units up to today, today counted."""
    before = _shift(today, unit, -count)
    return Period(min(_shift(before, "day", 1), today), today)


def _count(text: str) -> int:
    """Read ``7``, ``seven``, 七 or 十二."""
    if text.isdecimal():
        return int(text)
    return NUMBER_WORDS.get(text) or read_han_number(text)


def _past(match: re.Match[str], today: dt.date) -> Period:
    unit, count = _amount(match[1] or "1", TIME_UNITS[match[2]])
    return _rolling(unit, max(1, count), today)


def _ago(match: re.Match[str], today: dt.date) -> Period:
    return _calendar(*_amount(match[1], TIME_UNITS[match[2]]), today)


def _amount(count: str, unit: str) -> tuple[str, int]:
    """Return a unit and how many of it: half a year is six months."""
    if count == "半":
        return {"month": ("day", 15), "year": ("month", 6)}.get(unit, (unit, 1))
    return unit, _count(count)


def _named(match: re.Match[str], today: dt.date) -> Period:
    return _calendar(TIME_UNITS[match[2]], UNITS_AGO[match[1]], today)


def _han_day(match: re.Match[str], today: dt.date) -> Period:
    """Read 2019年, 2019年11月 or 2019年11月29日, the year in either digits."""
    year = int("".join(str(HAN_DIGITS.get(c, c)) for c in match[1]))
    if not match[2]:
        return make_years(year)
    month = _count(match[2])
    if not match[3]:
        return make_month(year, month)
    return make_day(year, month, _count(match[3]))


Reading = Callable[[re.Match[str], dt.date], Period]

_NATURAL: tuple[tuple[str, Reading], ...] = (
    (rf"(this|current|last|previous)\s+({_UNIT})", _named),
    (rf"(?:the\s+)?past\s+(?:({_NUMBER})\s+)?({_UNIT}s?)", _past),
    (rf"(?:the\s+)?last\s+({_NUMBER})\s+({_UNIT}s?)", _past),
    (rf"({_NUMBER})\s+({_UNIT}s?)\s+ago", _ago),
    (r"([今去前])(年)", _named),
    (r"([本这上])个?(周|星期|礼拜|月|季度)", _named),
    (r"(本|这)一?(年)", _named),
    (rf"(?:最近|过去|近)({_HAN_NUMBER})个?({_HAN_UNIT})", _past),
    (rf"({_HAN_NUMBER})个?({_HAN_UNIT})(?:以|之)?内", _past),
    (rf"({_HAN_NUMBER})个?({_HAN_UNIT})(?:前|之前|以前)", _ago),
)
_DATES: tuple[tuple[str, Reading], ...] = (
    (r"(\d{4})", lambda m, _: make_years(int(m[1]))),
    (r"(\d{4})[-/.](\d{1,2})", lambda m, _: make_month(int(m[1]), int(m[2]))),
    (
        r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})",
        lambda m, _: make_day(int(m[1]), int(m[3]), int(m[4])),
    ),
    (r"(\d{3})0(?:s|年代)", lambda m, _: make_years(int(m[1]) * 10, 10)),
    (r"(\d{4})-?q([1-4])", lambda m, _: _quarter(int(m[1]), int(m[2]))),
    (r"q([1-4]) (\d{4})", lambda m, _: _quarter(int(m[2]), int(m[1]))),
    (
        r"(\d{4})年第?([1-4一二三四])季度",
        lambda m, _: _quarter(int(m[1]), _count(m[2])),
    ),
    (r"(\d{4})(\d\d)(\d\d)", lambda m, _: make_day(int(m[1]), int(m[2]), int(m[3]))),
    (rf"({_MONTH}),?\s+(\d{{4}})", lambda m, _: make_month(int(m[2]), _number(m[1]))),
    (
        rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH}),?\s+(\d{{4}})",
        lambda m, _: make_day(int(m[3]), _number(m[2]), int(m[1])),
    ),
    (
        rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})",
        lambda m, _: make_day(int(m[3]), _number(m[1]), int(m[2])),
    ),
    (
        rf"(\d{{4}}|{_HAN_DIGIT}{{4}})年"
        r"(?:(\d{1,2}|[一二三四五六七八九十]{1,2})月份?"
        r"(?:(\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?)?",
        _han_day,
    ),
    (
        rf"({'|'.join(DAY_WORDS)})",
        lambda m, today: _calendar("day", DAY_WORDS[m[1]], today),
    ),
)


def _number(month: str) -> int:
    return MONTHS[month.rstrip(".")]


DATE_FORMS = tuple((re.compile(form), read) for form, read in _DATES + _NATURAL)
"""Each form of a date -> how its match is read, case folded, blanks single."""

NATURAL_DATE = re.compile(
    "|".join(re.sub(r"\((?!\?)", "(?:", form) for form, _ in _NATURAL), re.IGNORECASE
)
"""The forms that are plain words as well: ``last month``, 去年, 最近7天."""
