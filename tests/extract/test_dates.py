"""Dates in texts, and which date of a page is that of its publication."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.fields.date_words import _MONTHS, MONTH_NUMBERS, fold_month
from indexer.extract.fields.dates import parse_date, parse_stamp
from tests.small_pages import PROSE, json_ld, meta, read

FORMS = [
    ("2019-11-29 16:28:42", "2019-11-29T16:28:42"),
    ("2019-11-29 16:28:42 Click Num:1304", "2019-11-29T16:28:42"),
    ("2026年03月12日 19:21", "2026-03-12T19:21:00"),
    ("2019年1月2日下午3:05", "2019-01-02T15:05:00"),
    ("2019年1月2日15时05分", "2019-01-02T15:05:00"),
    ("2026年1月2日（周五）09:30", "2026-01-02T09:30:00"),
    ("2025年09月28日 18:33来源：澜湾日报", "2025-09-28T18:33:00"),
    ("Nov 29, 2019", "2019-11-29T00:00:00"),
    ("29 November 2019", "2019-11-29T00:00:00"),
    ("22nd December 2023", "2023-12-22T00:00:00"),
    ("Sept. 5, 2023 at 5:06 p.m.", "2023-09-05T17:06:00"),
    ("December 22, 2023 10:10 PM ET", "2023-12-22T22:10:00-05:00"),
    ("July 22, 2023 10:10 PM ET", "2023-07-22T22:10:00-04:00"),
    ("10:00 AM EST, Fri December 22, 2023", "2023-12-22T10:00:00-05:00"),
    ("Fri, 22 Dec 2023 10:11:12 GMT", "2023-12-22T10:11:12+00:00"),
    ("Thu Dec 21 2023 09:00:00 GMT+0800 (CST)", "2023-12-21T09:00:00+08:00"),
    ("4 March 2024 11.15 GMT", "2024-03-04T11:15:00+00:00"),
    ("2023-12-22T22:02:10.123+05:30", "2023-12-22T22:02:10+05:30"),
    ("25/12/2023", "2023-12-25T00:00:00"),
    ("12/25/2023", "2023-12-25T00:00:00"),
    ("25.12.2023 | 10:15", "2023-12-25T10:15:00"),
    ("12.25.2023", "2023-12-25T00:00:00"),
    ("December 26, 2023 - 9:03AM", "2023-12-26T09:03:00"),
    ("February 4, 2025 - 11 minutes", "2025-02-04T00:00:00"),
    ("Freitag, 29. November 2019, 16:28 Uhr", "2019-11-29T16:28:00"),
    ("29. Jän. 2019 um 16.28 Uhr", "2019-01-29T16:28:00"),
    ("Publié le vendredi 1er août 2019 à 16h28", "2019-08-01T16:28:00"),
    ("29 févr. 2020", "2020-02-29T00:00:00"),
    ("29 de novembro de 2019, às 16h28", "2019-11-29T16:28:00"),
    ("1º de enero de 2019 - 3:48 p. m.", "2019-01-01T15:48:00"),
    ("29 de noviembre del 2019 a las 16:28", "2019-11-29T16:28:00"),
    ("venerdì 29 novembre 2019 alle ore 16:28", "2019-11-29T16:28:00"),
    ("29 ноября 2019 г., 16:28", "2019-11-29T16:28:00"),
    ("29 ноября 2019 в 16:28 МСК", "2019-11-29T16:28:00+03:00"),
    ("29. marraskuuta 2019 klo 16.28", "2019-11-29T16:28:00"),
    ("2019. november 29.", "2019-11-29T00:00:00"),
    ("29 października 2019", "2019-10-29T00:00:00"),
    ("29 Kasım 2019", "2019-11-29T00:00:00"),
    ("2019年11月29日（金）15時48分", "2019-11-29T15:48:00"),
    ("2019年11月29日(金曜日) 午後3時48分", "2019-11-29T15:48:00"),
    ("令和元年11月29日", "2019-11-29T00:00:00"),
    ("平成31年4月30日", "2019-04-30T00:00:00"),
    ("民國108年11月29日", "2019-11-29T00:00:00"),
    ("２０１９年１１月２９日", "2019-11-29T00:00:00"),
    ("2019년 11월 29일 (금) 오후 3:48", "2019-11-29T15:48:00"),
    ("2019. 11. 29. 오전 12:30", "2019-11-29T00:30:00"),
    ("입력 2019.11.29 PM 3:48", "2019-11-29T15:48:00"),
    ("29 نوفمبر 2019", "2019-11-29T00:00:00"),
    ("٢٩ نوفمبر ٢٠١٩ 3:48 م", "2019-11-29T15:48:00"),
    ("29 تشرين الثاني 2019", "2019-11-29T00:00:00"),
    ("2019年11月29日 下午3:48", "2019-11-29T15:48:00"),
]


@pytest.mark.parametrize(("text", "iso"), FORMS)
def test_form_of_date_is_read(text: str, iso: str) -> None:
    found = parse_date(text)
    assert found is not None and found.when.isoformat() == iso
    assert (found.precision == "day") == (found.when.time() == dt.time())


@pytest.mark.parametrize(
    "text",
    [
        "2小时前",
        "3 hours ago",
        "12/03/2019",
        "May 2023",
        "2020-13-45",
        "v1.2.2020.3",
        "",
        "30 February 2020",
        "30 de febrero de 2020",
        "12 comments 2020",
        "令和元年2月30日",
        "2999-01-01",
        "0000-01-01",
        "1,2 2023",
        "2019-11-29-16",
        "© 2023",
    ],
)
def test_what_is_no_certain_day_is_refused(text: str) -> None:
    assert parse_date(text) is None


@given(
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2099, 12, 31)),
    st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S",
            "%Y年%m月%d日 %H:%M:%S",
            "%B %d, %Y, %I:%M:%S %p",
            "%d %b %Y %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S",
        ]
    ),
)
def test_date_written_is_the_date_read(when: dt.datetime, form: str) -> None:
    text = f"Published: {when.strftime(form)} | Source: The Courier"
    found = parse_date(text)
    assert found is not None and found.when == when.replace(microsecond=0)


@given(st.text(alphabet="0123456789-/.:年月日 TZaprMy,+上午", max_size=40))
def test_any_text_has_a_date_or_none(text: str) -> None:
    found = parse_stamp(text)
    assert found is None or 1900 <= found.when.year <= 2099


def test_a_name_of_a_month_has_one_meaning() -> None:
    for table in _MONTHS.values():
        for number, names in enumerate(table.split("|"), start=1):
            for name in names.replace("_", " ").split():
                assert MONTH_NUMBERS.get(fold_month(name), number) == number


H1 = "<h1>Rain in the early summer</h1>"


def test_moment_in_utc_takes_the_zone_in_which_it_is_shown() -> None:
    head = json_ld(datePublished="2023-12-24T01:06:51Z")
    found = read(f"{H1}<p>Dec 23, 2023 5:06pm</p>", head)
    assert found.published is not None
    assert found.published.isoformat() == "2023-12-23T17:06:51-08:00"
    assert (found.published_source, found.published_precision) == ("json-ld", "minute")


def test_day_shown_by_the_headline_goes_before_another_told_to_machines() -> None:
    head = json_ld(datePublished="2019-01-01", dateModified="2023-11-06")
    found = read(f"{H1}<p class=date>Nov 6, 2023</p>", head)
    assert found.published == dt.datetime(2023, 11, 6)
    assert found.published_source == "slot"


def test_day_told_to_machines_takes_the_clock_that_is_shown() -> None:
    head = json_ld(datePublished="2019-06-14T00:00:00+08:00")
    found = read(f"{H1}<p>2019年6月14日 12:05</p>", head)
    assert found.published == dt.datetime(2019, 6, 14, 12, 5)
    assert found.published_precision == "minute"


def test_date_of_an_update_is_not_that_of_publication() -> None:
    head = json_ld(datePublished="2019-01-01")
    found = read(f"{H1}<p>Updated: Nov 6, 2023</p>", head)
    assert found.published == dt.datetime(2019, 1, 1)
    assert found.modified == dt.datetime(2023, 11, 6)


def test_published_and_updated_in_one_line_are_told_apart() -> None:
    line = "发布时间：2019-11-29 16:28 更新时间：2019-12-01 08:00"
    found = read(f"{H1}<div>{line}</div>")
    assert found.published == dt.datetime(2019, 11, 29, 16, 28)
    assert found.modified == dt.datetime(2019, 12, 1, 8)


@pytest.mark.parametrize("told", ["2031-01-01", "1970-01-01T00:00:00Z", "0001-01-01"])
def test_impossible_date_is_refused(told: str) -> None:
    found = read(f"{H1}<p>3 May 2019</p>", meta(date=told))
    assert found.published == dt.datetime(2019, 5, 3)


def test_year_of_the_copyright_is_no_date() -> None:
    found = read(f"{H1}<p>Copyright 1 January 2011. All rights reserved.</p>")
    assert found.published is None


def test_date_inside_the_address_is_found_where_none_is_shown() -> None:
    found = read(H1, url="https://news.example/2019/11/29/rain.html")
    assert found.published == dt.datetime(2019, 11, 29)
    assert found.published_source == "url"


def test_date_in_a_comment_or_related_list_is_not_the_articles() -> None:
    body = f"{H1}<ul class=related><li><time datetime=2018-05-01>May 1</time></ul>"
    comment = "<div class=comments><time datetime=2019-05-03>3 May</time></div>"
    found = read(f"{body}<p>5 June 2019</p><p>{PROSE}</p>{comment}")
    assert found.published == dt.datetime(2019, 6, 5)


@pytest.mark.parametrize(
    "line",
    [
        "<div class=comments><p>3 May 2019</p><p>12 Comments</p></div>",
        "<div class=headline__footer>3 May 2019</div>",
        "<div class=author-box><p>Ann Lee</p><p>3 May 2019</p></div>",
        "<div class='builder-widget builder-widget-post-info'>3 May 2019</div>",
        "By<b>Ann Lee</b><i>May 3, 2019</i> | <a>6 comments</a>",
    ],
)
def test_line_right_below_the_headline_is_the_articles(line: str) -> None:
    found = read(H1 + line, json_ld(datePublished="2018-01-01"))
    assert found.published == dt.datetime(2019, 5, 3)


def test_date_at_the_end_counts_if_the_page_calls_it_that_of_publication() -> None:
    text = f"{H1}{f'<p>{PROSE}</p>' * 30}"
    told = json_ld(datePublished="2019-11-29", dateModified="2019-11-29")
    found = read(f"{text}<p>Published May 3, 2019</p><p>7 May 2020</p>", told)
    assert found.published == dt.datetime(2019, 5, 3)


@pytest.mark.parametrize(
    ("head", "other"),
    [
        ("", "Rain had come on 11/24/2018 as well"),
        ("<meta property=og:locale content=en_US>", ""),
    ],
)
def test_day_and_month_in_numbers_stand_as_elsewhere_on_the_page(
    head: str, other: str
) -> None:
    found = read(f"{H1}<p class=date>3/5/2019</p><p>{PROSE}<p>{other}</p>", head)
    assert found.published == dt.datetime(2019, 3, 5)


def test_date_in_a_sentence_about_publishing_is_not_the_articles() -> None:
    line = "7月1日出版的第13期《澜湾》杂志发表了主编林远山同志2018年10月16日的讲话。"
    found = read(f"<h1>雨季札记</h1><p>来源：澜湾 2019-07-01 19:06</p><p>{line}</p>")
    assert found.published == dt.datetime(2019, 7, 1, 19, 6)


def test_day_a_book_was_released_is_not_that_of_its_review() -> None:
    line = "<p class=date>May 3, 2019</p><p>Released: June 17, 2018</p>"
    assert read(H1 + line).published == dt.datetime(2019, 5, 3)


@pytest.mark.parametrize("after", ["", " water, pumps and canals", " · 12 comments"])
def test_date_near_the_start_of_a_byline_counts_whatever_follows(after: str) -> None:
    found = read(f"{H1}<p>by Ann Lee on 2019-05-03{after}</p><p>{PROSE}</p>")
    assert found.published == dt.datetime(2019, 5, 3)
    assert found.published_source == "text"


@pytest.mark.parametrize(
    ("days", "published"),
    [
        (("2019-05-03",), dt.datetime(2019, 5, 3)),
        (("2019-05-03", "2019-05-03"), dt.datetime(2019, 5, 3)),
        (("2019-05-03", "2018-01-07"), None),
    ],
)
def test_elements_far_from_the_headline_date_a_page_only_if_they_agree(
    days: tuple[str, ...], published: dt.datetime | None
) -> None:
    times = "".join(f"<p><time datetime={day}>a day</time></p>" for day in days)
    assert read(f"{H1}{f'<p>{PROSE}</p>' * 40}{times}").published == published


def test_a_date_in_the_text_alone_leaves_a_page_undated() -> None:
    text = f"<p>{PROSE} The command prints May 3, 2019, as in 2019-05-03.</p>"
    assert read(f"{H1}{text * 5}").published is None


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Veröffentlicht: 29.11.2019 Aktualisiert: 1.12.2019", 29, 1),
        ("Publié le 29/11/2019 - Mis à jour le 01/12/2019", 29, 1),
        ("Publicado el 29 de noviembre de 2019. Actualizado: 1.12.2019", 29, 1),
        ("Pubblicato il 29/11/2019, aggiornato il 01/12/2019", 29, 1),
        ("Опубликовано 29.11.2019 Обновлено 01.12.2019", 29, 1),
        ("公開日：2019年11月29日 更新日：2019年12月1日", 29, 1),
        ("2019年11月29日 公開", 29, None),
        ("公開日 2019年11月29日（最終 2019年12月1日更新）", 29, 1),
        ("입력 2019.11.29 15:48 수정 2019.12.01 08:00", 29, 1),
        ("تاريخ النشر: 29 نوفمبر 2019", 29, None),
    ],
)
def test_labels_tell_publication_from_change(
    line: str, published: int, modified: int | None
) -> None:
    found = read(f"{H1}<p>{line}</p>")
    assert found.published is not None and found.published.day == published
    assert (found.modified and found.modified.day) == modified


@pytest.mark.parametrize(
    "line",
    [
        "Built on May 3, 2019",
        "Generated on 2019-05-03 by a program",
        "Last built: 3 May 2019",
        "Anmeldeschluss: gültig bis 3. Mai 2019",
        "開催：2019年5月3日",
    ],
)
def test_a_date_of_something_else_is_not_that_of_publication(line: str) -> None:
    assert read(f"{H1}<p>{line}</p>").published is None


def test_the_last_change_of_a_manual_is_not_its_publication() -> None:
    page = f"{H1}<p>{PROSE}</p><p>Last updated on May 3, 2019.</p>"
    manual = read(page, meta(generator="Sphinx 7", date="2019-05-03"))
    assert manual.published is None
    assert manual.modified == dt.datetime(2019, 5, 3)


def test_a_change_far_from_the_headline_is_not_the_publication() -> None:
    page = f"{H1}{f'<p>{PROSE}</p>' * 15}<p>Last updated on May 3, 2019.</p>"
    assert read(page).published is None


@pytest.mark.parametrize("day", ["2019-02-30", "2999-05-03", "2027-05-03"])
def test_a_day_that_cannot_be_leaves_a_page_undated(day: str) -> None:
    assert read(f"{H1}<p class=date>{day}</p>").published is None


def test_the_element_of_the_date_goes_before_a_date_in_the_text() -> None:
    page = f"{H1}<p>May 1, 2019</p><time class=date>May 3, 2019</time>"
    assert read(page).published == dt.datetime(2019, 5, 3)
