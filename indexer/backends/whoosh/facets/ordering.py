"""Counts of facet values, in the order they are shown: the facet contract."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ....errors import RequestError
from ....fields import FIELD
from ....model import PATH_SEPARATOR, Facet, FacetValue, Filter
from ..storage.schema import parse_day_bounds

Values = Sequence[str]
Counts = NDArray[np.int64]


def group_filters(filters: tuple[Filter, ...]) -> dict[str, tuple[str, ...]]:
    """Return the chosen values by field, each once, in the order chosen.

    Raises:
        RequestError: people cannot narrow by a field, or a value of it is no date.
    """
    chosen: dict[str, dict[str, None]] = {}
    for one in filters:
        if one.field not in FIELD or not FIELD[one.field].facet:
            raise RequestError(f"there is no facet {one.field!r}", parameter=one.field)
        if FIELD[one.field].kind == "date":
            try:
                parse_day_bounds(one.value)
            except ValueError as error:
                raise RequestError(str(error), parameter=one.field) from error
        chosen.setdefault(one.field, {})[one.value] = None
    return {field: tuple(values) for field, values in chosen.items()}


def order_values(
    field: str, values: Values, counts: Counts, chosen: tuple[str, ...], size: int
) -> Facet:
    """Return the commonest values and the chosen ones, by count, then by value.

    Args:
        values: ascending.
        counts: int64[values].
    """
    present = np.flatnonzero(counts)
    order = np.argsort(-counts[present], kind="stable")[: size + len(chosen)]
    ranked = present[order]
    names, tally = [values[i] for i in ranked.tolist()], counts[ranked].tolist()
    if not chosen:
        return Facet(field, tuple(map(FacetValue, names, tally)))
    shown = [(-count, name) for name, count in zip(names, tally, strict=True)]
    shown = [pair for pair in shown if pair[1] not in chosen][:size]
    numbers = (_place(values, value) for value in chosen)
    held = [0 if i is None else int(counts[i]) for i in numbers]
    shown = sorted([*shown, *((-n, v) for n, v in zip(held, chosen, strict=True))])
    return Facet(field, tuple(FacetValue(v, -n, v in chosen) for n, v in shown))


def order_paths(
    field: str, values: Values, counts: Counts, chosen: tuple[str, ...], size: int
) -> Facet:
    """Return the commonest levels and the chosen ones with all above them.

    Parents come before children, siblings by count, then by value. A level is never
    rarer than those below it, so what is above one of the commonest is one of them.
    """
    common = order_values(field, values, counts, (), size).values
    held = {value.value: value.count for value in common}
    for level in (level for value in chosen for level in _list_levels(value)):
        at = _place(values, level)
        count = 0 if at is None else int(counts[at])
        if count or level in chosen:
            held[level] = count

    def rank(value: str) -> list[tuple[int, str]]:
        return [(-held.get(level, 0), level) for level in _list_levels(value)]

    order = sorted(held, key=rank)
    return Facet(field, tuple(FacetValue(v, held[v], v in chosen) for v in order))


def _list_levels(value: str) -> list[str]:
    """Return a path and what is above it, outermost first.

    >>> _list_levels("News > Training")
    ['News', 'News > Training']
    """
    parts = value.split(PATH_SEPARATOR)
    return [PATH_SEPARATOR.join(parts[: i + 1]) for i in range(len(parts))]


def order_dates(
    field: str,
    months: Values,
    counts: Counts,
    others: Mapping[str, int],
    chosen: tuple[str, ...],
) -> Facet:
    """Return chosen ranges, then years, newest first, with the months of some.

    A year shows its months, newest first, if it or a part of it is chosen, or if there
    is no other. A chosen day stands under its month.

    Args:
        months: ascending, ``2019-11``.
        counts: int64[months].
        others: counts of the chosen ranges and days.
    """
    years = sum_years(months, counts)
    ranges = [value for value in chosen if ".." in value]
    parts = set(chosen).difference(ranges)
    opened = {value[:4] for value in parts} or (set(years) if len(years) == 1 else ())
    opened = {*opened, *(r[:4] for r in ranges if r[:4] == r.partition("..")[2][:4])}
    held = {**others, **years}
    if opened:
        pairs = zip(months, counts.tolist(), strict=True)
        held |= {month: n for month, n in pairs if n and month[:4] in opened}
    wanted = held.keys() - others.keys() | parts | {v[:4] for v in parts}
    wanted |= {v[:7] for v in parts if len(v) == 10}
    # "~" is above "-": from the end, a year comes before its months, these before days
    order = [*ranges, *sorted(wanted, key=lambda v: f"{v}~", reverse=True)]
    return Facet(
        field, tuple(FacetValue(v, held.get(v, 0), v in chosen) for v in order)
    )


def sum_years(months: Values, counts: Counts) -> dict[str, int]:
    """Return the counts of the years that have any.

    >>> sum_years(["2018-11", "2018-12", "2019-01"], np.array([1, 2, 4]))
    {'2018': 3, '2019': 4}
    """
    years, firsts, at = [], [], 0
    while at < len(months):
        firsts.append(at)
        years.append(months[at][:4])
        at = bisect_left(months, f"{years[-1]}~", at)
    totals = np.add.reduceat(counts, firsts).tolist() if firsts else ()
    return {year: total for year, total in zip(years, totals, strict=True) if total}


def _place(values: Values, value: str) -> int | None:
    at = bisect_left(values, value)
    return at if at < len(values) and values[at] == value else None
