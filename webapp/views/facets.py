"""What stands in the facet column, as data: labels, counts, bars and where links go."""

from __future__ import annotations

from dataclasses import dataclass

from indexer import (
    ARTICLE_KIND,
    FIELD,
    PATH_SEPARATOR,
    STANDING_KIND,
    Facet,
    FacetValue,
    Filter,
    SearchRequest,
)
from indexer.text import LANGUAGES

from ..locales import Locale
from ..state.days import first_day, is_range, last_day, split_range
from ..state.request import toggle, without

MAX_SHOWN_VALUES = 8
"""Values of a facet shown before the rest is folded."""

MAX_SHOWN_YEARS = 12
"""Years shown before the earlier ones are folded."""

MAX_WHOLE_TREE_VALUES = 14
"""A hierarchy of at most so many values is shown whole."""


MAX_INDENT_LEVELS = 3
"""Levels below the outermost that are indented further."""

MAX_CHART_YEARS = 60
"""Years that the chart of the start page can hold."""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One value in the column.

    Attributes:
        label: for people.
        within: labels of the levels above, for those who do not see the indent.
        depth: 0 outermost.
        width: of its bar, 0 to 100; 0 where there are no bars.
        target: the request that choosing it, or giving it up, makes.
    """

    label: str
    within: str
    value: str
    count: int
    selected: bool
    depth: int
    width: int
    target: SearchRequest


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet in the column: the rows to show, and those folded behind "more"."""

    field: str
    kind: str
    label: str
    rows: tuple[FacetRow, ...]
    folded: tuple[FacetRow, ...]


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One chosen filter, and the request without it."""

    field: str
    label: str
    target: SearchRequest


def build_groups(
    facets: tuple[Facet, ...], request: SearchRequest, locale: Locale
) -> tuple[FacetGroup, ...]:
    """Lay out the facet column of a result; facets without values are left out.

    So is the facet of kinds if there is one kind only. A chosen range of days is left
    to the form below the dates and to its chip.
    """
    shown = (f for f in facets if len(f.values) > (f.field == "kind"))
    return tuple(_build_group(f, request, locale) for f in shown)


def build_filter_chips(
    request: SearchRequest, locale: Locale
) -> tuple[FilterChip, ...]:
    """Return the chosen filters in the order they were chosen."""
    return tuple(
        FilterChip(f.field, label_filter(f, locale), without(request, f))
        for f in request.filters
    )


def build_chart(
    groups: tuple[FacetGroup, ...], request: SearchRequest
) -> tuple[FacetRow, ...]:
    """Return the years of the archive, oldest first, those without articles too."""
    rows = {
        int(row.value): row
        for group in groups
        if group.kind == "date"
        for row in (*group.rows, *group.folded)
        if row.depth == 0
    }
    if not rows or max(rows) - min(rows) >= MAX_CHART_YEARS:
        return ()
    return tuple(
        rows.get(year, FacetRow(str(year), "", str(year), 0, False, 0, 0, request))
        for year in range(min(rows), max(rows) + 1)
    )


def label_field(field: str, locale: Locale) -> str:
    """Return the name of a facet for people."""
    return locale.translate(f"facet.{field}")


def label_filter(chosen: Filter, locale: Locale) -> str:
    """Return a filter's value for people: whole paths, whole dates."""
    kind, value = FIELD[chosen.field].kind, chosen.value
    if kind == "path":
        return value.replace(PATH_SEPARATOR, " › ")
    if kind == "date" and is_range(value):
        low, high = split_range(value)
        key = "date.range" if low and high else "date.since" if low else "date.until"
        return locale.translate(
            key,
            low=low and locale.date(first_day(low)),
            high=high and locale.date(last_day(high)),
        )
    if kind == "date":
        return locale.date(value)
    return _label_value(chosen.field, value, locale)


def _label_value(field: str, value: str, locale: Locale) -> str:
    if field == "language" and value in LANGUAGES:
        return LANGUAGES[value].name
    if field == "kind" and value in (ARTICLE_KIND, STANDING_KIND):
        return locale.translate(f"kind.{value}")
    return value


def _build_group(facet: Facet, request: SearchRequest, locale: Locale) -> FacetGroup:
    kind = FIELD[facet.field].kind
    values, shown = facet.values, MAX_SHOWN_VALUES
    if kind == "path":
        values = _prune(values)
    if kind == "date":
        values = tuple(v for v in values if not is_range(v.value))
        shown = MAX_SHOWN_YEARS
    most = _most(values) if kind == "date" else {}
    rows = tuple(
        FacetRow(
            label=_label_row(facet.field, v.value, locale),
            within=_label_above(kind, v.value, locale),
            value=v.value,
            count=v.count,
            selected=v.selected,
            depth=_depth(facet.field, v.value),
            width=_width(v, most),
            target=toggle(request, Filter(facet.field, v.value)),
        )
        for v in values
    )
    cut = _find_cut(rows, shown)
    label = label_field(facet.field, locale)
    return FacetGroup(facet.field, kind, label, rows[:cut], rows[cut:])


def _label_row(field: str, value: str, locale: Locale) -> str:
    kind = FIELD[field].kind
    if kind == "path":
        return value.rpartition(PATH_SEPARATOR)[2]
    if kind == "date":
        month = value[len("2019-") :]
        one = len(month) == len("11")
        return locale.months[int(month) - 1] if one else locale.date(value)
    return _label_value(field, value, locale)


def _label_above(kind: str, value: str, locale: Locale) -> str:
    if kind == "path":
        return value.rpartition(PATH_SEPARATOR)[0].replace(PATH_SEPARATOR, " › ")
    return locale.date(value[:4]) if kind == "date" and len(value) > 4 else ""


def _depth(field: str, value: str) -> int:
    separator = {"path": PATH_SEPARATOR, "date": "-"}.get(FIELD[field].kind)
    return min(MAX_INDENT_LEVELS, value.count(separator)) if separator else 0


def _prune(values: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    """Leave out the subsections of branches where nothing is chosen, if it is long."""
    if len(values) <= MAX_WHOLE_TREE_VALUES:
        return values
    open_branches = {v.value.split(PATH_SEPARATOR)[0] for v in values if v.selected}
    return tuple(
        v
        for v in values
        if PATH_SEPARATOR not in v.value
        or v.value.split(PATH_SEPARATOR)[0] in open_branches
    )


def _most(values: tuple[FacetValue, ...]) -> dict[int, int]:
    """Return the highest count among years and among months, by length of value."""
    most: dict[int, int] = {}
    for v in values:
        most[len(v.value)] = max(most.get(len(v.value), 0), v.count)
    return most


def _width(value: FacetValue, most: dict[int, int]) -> int:
    """Return the length of a bar in hundredths; what is there can be seen."""
    highest = most.get(len(value.value), 0)
    if not highest or not value.count:
        return 0
    return max(2, round(100 * value.count / highest))


def _find_cut(rows: tuple[FacetRow, ...], shown: int) -> int:
    """Return how many rows to show: whole branches, and every chosen one."""
    if len(rows) <= shown + 2:
        return len(rows)
    chosen = max((i + 1 for i, row in enumerate(rows) if row.selected), default=0)
    outermost = [i for i, row in enumerate(rows) if row.depth == 0]
    cut = outermost[shown] if len(outermost) > shown else len(rows)
    return next((i for i in outermost if i >= max(cut, chosen)), len(rows))
