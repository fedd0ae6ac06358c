"""Days as the date columns hold them: days since 1970."""

from __future__ import annotations

import datetime as dt

from ....query import Period, parse_range
from ..storage.schema import EPOCH_DAY


def find_bounds(text: str) -> tuple[int, int]:
    """Return the first and last day of a period or of a range of periods.

    Raises:
        ValueError: the text is neither.

    >>> find_bounds("1970..1970-02-02"), find_bounds("..1969")[1]
    ((0, 32), -1)
    """
    return make_bounds(parse_range(text))


def make_bounds(period: Period) -> tuple[int, int]:
    """Return the first and last day of a period, those of the calendar where open."""
    low, high = period.low or dt.date.min, period.high or dt.date.max
    return low.toordinal() - EPOCH_DAY, high.toordinal() - EPOCH_DAY
