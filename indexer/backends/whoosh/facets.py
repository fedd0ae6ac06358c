"""Counts of facet values, in the order they are shown: the facet contract."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import RequestError
from ...fields import FIELD
from ...model import PATH_SEPARATOR, Facet, FacetValue, Filter
from .days import parse_days


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
                parse_days(one.value)
            except ValueError as error:
                raise RequestError(str(error), parameter=one.field) from error
        chosen.setdefault(one.field, {})[one.value] = None
    return {field: tuple(values) for field, values in chosen.items()}


def order_values(
    field: str, counts: Mapping[str, int], chosen: tuple[str, ...], size: int
) -> Facet:
    """Return the commonest values and the chosen ones, by count, then by value."""
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    shown = [value for value in ranked if value not in chosen and counts[value]][:size]
    kept = sorted((*shown, *chosen), key=lambda value: (-counts.get(value, 0), value))
    return _make_facet(field, kept, counts, chosen)


def order_paths(
    field: str, counts: Mapping[str, int], chosen: tuple[str, ...]
) -> Facet:
    """Return every level, parents before children, siblings by count, then by value."""
    wanted = {value for value, count in counts.items() if count} | set(chosen)

    def rank(value: str) -> list[tuple[int, str]]:
        parts = value.split(PATH_SEPARATOR)
        levels = [PATH_SEPARATOR.join(parts[: i + 1]) for i in range(len(parts))]
        return [(-counts.get(level, 0), level) for level in levels]

    return _make_facet(field, sorted(wanted, key=rank), counts, chosen)


def order_dates(
    field: str, counts: Mapping[str, int], chosen: tuple[str, ...]
) -> Facet:
    """Return chosen ranges, then years, newest first, with the months of some.

    A year shows its months, newest first, if it or a part of it is chosen, or if there
    is no other. A chosen day stands under its month.

    Args:
        counts: of years, months, and of each chosen value.
    """
    ranges = [value for value in chosen if ".." in value]
    parts = set(chosen).difference(ranges)
    years = {v for v, count in counts.items() if len(v) == 4 and count}
    open_years = {value[:4] for value in parts} or (years if len(years) == 1 else set())
    open_years |= {r[:4] for r in ranges if r[:4] == r.partition("..")[2][:4]}
    months = {v for v, n in counts.items() if len(v) == 7 and n and v[:4] in open_years}
    wanted = years | months | parts | {v[:4] for v in parts}
    wanted |= {v[:7] for v in parts if len(v) == 10}

    def newest(value: str) -> list[int]:
        return [-int(part) for part in value.split("-")]

    return _make_facet(field, [*ranges, *sorted(wanted, key=newest)], counts, chosen)


def _make_facet(
    field: str, values: list[str], counts: Mapping[str, int], chosen: tuple[str, ...]
) -> Facet:
    return Facet(
        field, tuple(FacetValue(v, counts.get(v, 0), v in chosen) for v in values)
    )
