"""Days as filters have them: ``2019``, ``2019-11``, ``2019-11-29``, ranges of two."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
DOTS = ".."


def is_day(value: str) -> bool:
    """Say whether there is such a year, month or day."""
    match = DAY.fullmatch(value)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def is_range(value: str) -> bool:
    """Say whether a value has two ends, one of which may be open."""
    return DOTS in value


def split_range(value: str) -> tuple[str, str]:
    """Return both ends of a range, empty where open; a day is both its own ends.

    >>> split_range("2019..2020-02"), split_range("2019")
    (('2019', '2020-02'), ('2019', '2019'))
    """
    low, dots, high = value.partition(DOTS)
    return (low, high) if dots else (low, low)


def first_day(value: str) -> str:
    """Return the first day of a year, month or day.

    >>> first_day("2020-02")
    '2020-02-01'
    """
    return value + "0000-01-01"[len(value) :] if value else ""


def last_day(value: str) -> str:
    """Return the last day of a year, month or day.

    >>> last_day("2020-02")
    '2020-02-29'
    """
    if len(value) != len("2020-02"):
        return value + "0000-12-31"[len(value) :] if value else ""
    return f"{value}-{monthrange(int(value[:4]), int(value[5:]))[1]}"
