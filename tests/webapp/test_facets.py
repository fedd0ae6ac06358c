from __future__ import annotations

from indexer.model import Facet, FacetValue, Filter, SearchRequest
from webapp.locales import LOCALES
from webapp.views.facets import build_chart, build_filter_chips, build_groups

EN, ZH = LOCALES["en"], LOCALES["zh"]


def facet(field: str, *values: tuple[str, int], chosen: str = "") -> Facet:
    rows = (FacetValue(v, n, v == chosen) for v, n in values)
    return Facet(field, tuple(rows))


def many_sections(chosen: str = "") -> Facet:
    values = [(f"S{i}{end}", 9) for i in range(9) for end in ("", " > A", " > B")]
    return facet("section", *values, chosen=chosen)


def test_a_short_facet_is_shown_whole() -> None:
    (group,) = build_groups((facet("topics", ("a", 2)),), SearchRequest(), EN)
    assert [row.label for row in group.rows] == ["a"]
    assert group.folded == ()


def test_a_facet_without_values_is_left_out() -> None:
    assert build_groups((facet("topics"),), SearchRequest(), EN) == ()


def test_kinds_are_a_facet_where_there_are_several() -> None:
    kinds = facet("kind", ("article", 7), ("page", 2))
    assert build_groups((facet("kind", ("article", 7)),), SearchRequest(), EN) == ()
    (group,) = build_groups((kinds,), SearchRequest(), ZH)
    assert (group.label, [row.label for row in group.rows]) == (
        "类型",
        ["文章", "固定页面"],
    )


def test_a_long_facet_is_folded_behind_its_first_values() -> None:
    values = [(f"t{i}", 30 - i) for i in range(20)]
    (group,) = build_groups((facet("topics", *values),), SearchRequest(), EN)
    assert (len(group.rows), len(group.folded)) == (8, 12)


def test_a_chosen_value_is_never_folded() -> None:
    values = [(f"t{i}", 30 - i) for i in range(20)]
    topics = facet("topics", *values, chosen="t15")
    (group,) = build_groups((topics,), SearchRequest(), EN)
    assert "t15" in [row.label for row in group.rows]


def test_subsections_of_a_long_facet_show_where_something_is_chosen() -> None:
    (group,) = build_groups((many_sections(),), SearchRequest(), EN)
    assert {row.depth for row in (*group.rows, *group.folded)} == {0}
    (group,) = build_groups((many_sections("S2"),), SearchRequest(), EN)
    inner = [row.value for row in (*group.rows, *group.folded) if row.depth]
    assert inner == ["S2 > A", "S2 > B"]


def test_a_subsection_is_labelled_by_its_last_name_and_indented() -> None:
    sections = facet("section", ("News", 3), ("News > Press", 2))
    (group,) = build_groups((sections,), SearchRequest(), EN)
    assert [(row.label, row.depth, row.within) for row in group.rows] == [
        ("News", 0, ""),
        ("Press", 1, "News"),
    ]


def test_bars_measure_years_by_years_and_months_by_months() -> None:
    dates = facet(
        "published", ("2020", 40), ("2020-05", 4), ("2020-04", 1), ("2019", 10)
    )
    (group,) = build_groups((dates,), SearchRequest(), EN)
    assert [row.width for row in group.rows] == [100, 100, 25, 25]
    assert [row.label for row in group.rows] == ["2020", "May", "April", "2019"]


def test_a_chosen_range_is_no_row_and_a_chosen_day_is_one() -> None:
    dates = facet("published", ("2020..", 5), ("2020-05-01", 1))
    (group,) = build_groups((dates,), SearchRequest(), EN)
    assert [row.label for row in group.rows] == ["1 May 2020"]


def test_a_row_leads_to_the_request_with_its_value() -> None:
    (group,) = build_groups((facet("topics", ("a", 1)),), SearchRequest("x"), EN)
    assert group.rows[0].target == SearchRequest("x", (Filter("topics", "a"),))


def test_the_chart_shows_years_without_articles_too() -> None:
    dates = facet("published", ("2020", 4), ("2018", 2))
    groups = build_groups((dates,), SearchRequest(), ZH)
    chart = build_chart(groups, SearchRequest())
    assert [(bar.value, bar.count) for bar in chart] == [
        ("2018", 2),
        ("2019", 0),
        ("2020", 4),
    ]


def test_chips_name_filters_for_people() -> None:
    asked = SearchRequest(
        filters=(
            Filter("section", "News > Press"),
            Filter("published", "2019-11..2020"),
            Filter("published", "..2020-02-03"),
            Filter("language", "zh"),
        )
    )
    assert [chip.label for chip in build_filter_chips(asked, EN)] == [
        "News › Press",
        "1 November 2019 to 31 December 2020",
        "until 3 February 2020",
        "中文",
    ]
