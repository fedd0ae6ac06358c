"""Words for days, against the calendar counted day by day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query.dates import parse_date
from indexer.query.periods import Period

ONE = dt.timedelta(days=1)
TODAYS = st.dates(dt.date(1970, 1, 1), dt.date(2060, 12, 31))
SAME = {
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: (day.year, day.month),
    "quarter": lambda day: (day.year, (day.month - 1) // 3),
    "year": lambda day: day.year,
}
UNITS = st.sampled_from(sorted(SAME))


def read(text: str, today: dt.date = dt.date(2019, 12, 5)) -> tuple[dt.date, dt.date]:
    days = parse_date(text, today)
    assert days is not None and days.low is not None and days.high is not None
    return days.low, days.high


@given(TODAYS, UNITS)
def test_this_unit_is_all_days_of_it(today: dt.date, unit: str) -> None:
    low, high = read(f"this {unit}", today)
    same = SAME[unit]
    assert low <= today <= high
    assert same(low) == same(today) == same(high)
    assert same(low - ONE) != same(today) != same(high + ONE)


@given(TODAYS, UNITS)
def test_the_last_unit_ends_where_this_one_begins(today: dt.date, unit: str) -> None:
    low, high = read(f"last {unit}", today)
    assert high + ONE == read(f"this {unit}", today)[0]
    assert SAME[unit](low) == SAME[unit](high) != SAME[unit](low - ONE)


@given(TODAYS, st.integers(1, 900))
def test_past_days_are_counted_with_today(today: dt.date, count: int) -> None:
    low, high = read(f"past {count} days", today)
    assert (high, (high - low).days + 1) == (today, count)
    assert read(f"最近{count}天", today) == (low, high)


@given(TODAYS, st.integers(0, 24))
def test_months_ago_are_months_of_the_calendar(today: dt.date, count: int) -> None:
    low, _ = read(f"{count} months ago", today)
    assert (today.year - low.year) * 12 + today.month - low.month == count


@given(st.dates())
def test_a_day_is_itself_however_it_is_written(day: dt.date) -> None:
    year, month = f"{day.year:04}", f"{day:%B}"
    for text in (
        day.isoformat(),
        f"{year}/{day.month}/{day.day}",
        f"{year}{day.month:02}{day.day:02}",
        f"{day.day} {month} {year}",
        f"{month[:3]}. {day.day}, {year}",
        f"{year}年{day.month}月{day.day}日",
    ):
        assert read(text) == (day, day)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("today", "今天"),
        ("yesterday", "昨天"),
        ("day before yesterday", "前天"),
        ("this week", "本周"),
        ("last week", "上星期"),
        ("this month", "这个月"),
        ("last month", "上个月"),
        ("last quarter", "上季度"),
        ("this year", "今年"),
        ("last year", "去年"),
        ("2 years ago", "前年"),
        ("past week", "最近一周"),
        ("past three months", "过去三个月"),
        ("past 12 months", "近十二个月"),
        ("past 6 months", "半年内"),
        ("two weeks ago", "两周前"),
        ("2019-11", "二〇一九年十一月"),
        ("2019-11-29", "二零一九年十一月二十九日"),
        ("2019-Q3", "2019年第三季度"),
        ("1980s", "1980年代"),
        ("2018..2019", "从2018年到2019年"),
        ("2019-01..2019-03", "2019年1月至3月"),
    ],
)
def test_both_languages_have_words_for_it(english: str, chinese: str) -> None:
    assert read(english) == read(chinese)


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (">=2019", ("since 2019", "from 2019", "2019年以来", "2019年起", "2019..")),
        (">2019", ("after 2019", "2019年以后", "2019年之后", "2020..")),
        ("<=2019", ("until 2019", "up to 2019", "..2019")),
        ("<2019", ("before 2019", "2019年以前", "2019年之前", "..2018")),
    ],
)
def test_bounds_have_words(sign: str, words: tuple[str, ...]) -> None:
    today = dt.date(2019, 12, 5)
    assert {parse_date(text, today) for text in words} == {parse_date(sign, today)}


@given(
    st.text(st.sampled_from("0123年月日-/.>=<~ 至最近去上个lastmonhdyg"), max_size=12)
)
def test_any_text_is_days_or_none_or_a_date_that_cannot_be(text: str) -> None:
    try:
        days = parse_date(text, dt.date(2019, 12, 5))
    except ValueError:
        return
    assert days is None or isinstance(days, Period)
    if days and days.low and days.high:
        assert days.low <= days.high
