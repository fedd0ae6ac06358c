"""Days as people write them, to days since 1970."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from ..storage.schema import EPOCH_DAY

PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

FIRST_DAY = dt.date.min.toordinal() - EPOCH_DAY
LAST_DAY = dt.date.max.toordinal() - EPOCH_DAY


def parse_period(text: str) -> tuple[int, int]:
    """Return the first and last day of ``2019``, ``2019-11`` or ``2019-11-29``.

    Raises:
        ValueError: the text is none of these, or there is no such day.

    >>> parse_period("1970-02")
    (31, 58)
    """
    match = PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no year, month or day")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    first = dt.date(year, month or 1, day or 1)
    last = first
    if not day:
        month = month or 12
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return first.toordinal() - EPOCH_DAY, last.toordinal() - EPOCH_DAY


def parse_days(text: str) -> tuple[int, int]:
    """Return the first and last day of a period or of a range of periods.

    Raises:
        ValueError: the text is neither.

    >>> parse_days("1970..1970-02-02"), parse_days("..1969")[1]
    ((0, 32), -1)
    """
    low, dots, high = text.partition("..")
    if not dots:
        return parse_period(text)
    if not low and not high:
        raise ValueError("a range needs at least one end")
    return (
        parse_period(low)[0] if low else FIRST_DAY,
        parse_period(high)[1] if high else LAST_DAY,
    )


def format_day(day: int) -> str:
    """Return a day since 1970 as ``2019-11-29``."""
    return dt.date.fromordinal(day + EPOCH_DAY).isoformat()
