"""Days as filters have them: ``2019``, ``2019-11``, ``2019-11-29``, ranges of two."""

from __future__ import annotations

from indexer import RANGE_DOTS, parse_period


def is_day(value: str) -> bool:
    """Return whether there is such a year, month or day."""
    try:
        parse_period(value)
    except ValueError:
        return False
    return True


def is_range(value: str) -> bool:
    """Return whether a value has two ends, one of which may be open."""
    return RANGE_DOTS in value


def split_range(value: str) -> tuple[str, str]:
    """Return both ends of a range, empty where open; a day is both its own ends.

    >>> split_range("2019..2020-02"), split_range("2019")
    (('2019', '2020-02'), ('2019', '2019'))
    """
    low, dots, high = value.partition(RANGE_DOTS)
    return (low, high) if dots else (low, low)


def first_day(value: str) -> str:
    """Return the first day of a year, month or day; empty for an open end.

    >>> first_day("2020-02")
    '2020-02-01'
    """
    return str(parse_period(value).low) if value else ""


def last_day(value: str) -> str:
    """Return the last day of a year, month or day; empty for an open end.

    >>> last_day("2020-02")
    '2020-02-29'
    """
    return str(parse_period(value).high) if value else ""
