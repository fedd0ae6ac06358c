"""Periods of whole days as filters and date ranges write them: ``2019-11``, ``2019..``.

Words for dates, such as ``last month``, are read by ``dates``.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

RANGE_DOTS = ".."
PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days in a row.

    Attributes:
        low, high: first and last day; None where it is open.
        swapped: whether the later end was typed first.
    """

    low: dt.date | None
    high: dt.date | None
    swapped: bool = False


def make_day(year: int, month: int, day: int) -> Period:
    """Return the period of one day.

    Raises:
        ValueError: there is no such day.
    """
    date = dt.date(year, month, day)
    return Period(date, date)


def make_month(year: int, month: int) -> Period:
    """Return the days of a month.

    Raises:
        ValueError: there is no such month.
    """
    first = dt.date(year, month, 1)
    return Period(first, first.replace(day=monthrange(year, month)[1]))


def make_years(first: int, count: int = 1) -> Period:
    """Return the days of some years.

    Raises:
        ValueError: the calendar has no such years.
    """
    return Period(dt.date(first, 1, 1), dt.date(first + count - 1, 12, 31))


def parse_period(text: str) -> Period:
    """Return the days of ``2019``, ``2019-11`` or ``2019-11-29``.

    Raises:
        ValueError: the text is none of these, or there is no such day.
    """
    match = PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no year, month or day")
    year, month, day = match.groups()
    if day:
        return make_day(int(year), int(month), int(day))
    return make_month(int(year), int(month)) if month else make_years(int(year))


def parse_range(text: str) -> Period:
    """Return the days of a period, or of a range of two that may be open at one end.

    The ends are not swapped if they are in the wrong order: no day is between them.

    Raises:
        ValueError: the text is neither, or there is no such day.

    >>> parse_range("2019-11..2020")
    Period(low=datetime.date(2019, 11, 1), high=datetime.date(2020, 12, 31), ...)
    >>> parse_range("..2020-02").high
    datetime.date(2020, 2, 29)
    """
    low, dots, high = text.partition(RANGE_DOTS)
    if not dots:
        return parse_period(text)
    if not low and not high:
        raise ValueError("a range needs at least one end")
    return Period(
        parse_period(low).low if low else None,
        parse_period(high).high if high else None,
    )
