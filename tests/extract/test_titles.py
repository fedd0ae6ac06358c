"""The headline of a page, without the site and without the part of a series."""

from __future__ import annotations

import pytest

from indexer.extract.fields.series import split_series
from indexer.model import Series
from tests.small_pages import json_ld, meta, read, read_with_headline


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Rain in May | The Courier</title>", "<h1>Rain in May</h1>"),
        ("<title>The Courier - Rain in May</title>", "<h2>Rain in May</h2>"),
        ("<title>Rain in May</title>", "<h1><a href=/>The Courier</a></h1>"),
        ("<title>Rain in May - News - The Courier</title>", "<p class=tt>Rain in May"),
        (meta(og__title="Rain in May: SEO text"), "<h1>Rain in May</h1>"),
        (json_ld(headline="Rain &amp;#8211; in May"), ""),
        ("<title>Rain in May</title>", "<h1>The Courier</h1><h1>Rain in May</h1>"),
        ("<title>Courier</title>", "<b>Courier</b><p>Rain in May<p>2019-05-01 10:00"),
        ("<title>Rain in May</title>", "<h1>Blog: Rain in May</h1>"),
        (
            f"<title>x</title>{meta(og__site_name='The Courier')}",
            "<h1>Rain in May – The Courier</h1>",
        ),
    ],
)
def test_title_is_the_headline_without_the_site(head: str, body: str) -> None:
    title = read(body, head + meta(application_name="The Courier")).title
    assert title in ("Rain in May", "Rain – in May", "Blog: Rain in May")


def test_rephrased_headline_of_readers_goes_before_that_of_machines() -> None:
    body = (
        "<header><h1><a href=/>Courier</a></h1></header><h1>AI is in the newsroom</h1>"
    )
    head = "<title>The Future of News Media</title>"
    assert read(body, head).title == "AI is in the newsroom"


def test_title_above_a_byline_and_a_date_is_not_taken_for_the_banner() -> None:
    body = "<p>Rain in the early summer</p><p>By Ann Lee</p><p>2019-05-01 10:00</p>"
    head = "<title>Rain in the early summer</title>"
    assert read(body, head).title == "Rain in the early summer"


def test_title_element_that_welcomes_names_the_site() -> None:
    body = "<p>Wells for the Highlands(二)</p><p>2012-05-17 09:12:30 Click Num:2418</p>"
    found = read(body, "<title>Welcome to Lantern Bay Network</title>")
    assert (found.title, found.popularity) == ("Wells for the Highlands", 2418)


def test_mark_of_a_medium_is_no_part_of_the_title() -> None:
    found, headline = read_with_headline("<h1>[视频]雨季札记（二）</h1>")
    assert (found.title, headline) == ("雨季札记", "[视频]雨季札记（二）")


def test_headline_in_a_list_of_others_is_not_the_title() -> None:
    body = "<aside class=related><h1>Sun in June</h1></aside><h1>Rain in May</h1>"
    assert read(body, "<title>Rain in May</title>").title == "Rain in May"


@pytest.mark.parametrize(
    ("title", "name", "part"),
    [
        ("China Contributes to a Better World(二)", "China Contributes to a ...", 2),
        ("港口日记（上）", "港口日记", 1),
        ("港口日记（下）", "港口日记", 2),
        ("数字丝路观察（2）", "数字丝路观察", 2),
        ("小水电与山区发展（之三）", "小水电与山区发展", 3),
        ("Letters, Part III", "Letters", 3),
        ("Letters - Part 2", "Letters", 2),
        ("Letters: Part Two", "Letters", 2),
        ("Letters (2/3)", "Letters", 2),
        ("Letters: II", "Letters", 2),
        ("Letters (II)", "Letters", 2),
        ("Letters (Part 2 of 3)", "Letters", 2),
        ("Letters, Episode 3", "Letters", 3),
        ("港口日记（中）", "港口日记", 2),
        ("港口日记之四", "港口日记", 4),
        ("港口日记第三集", "港口日记", 3),
        ("港口日记（连载三）", "港口日记", 3),
    ],
)
def test_part_of_a_series_is_kept_apart(title: str, name: str, part: int) -> None:
    rest, series = split_series(title)
    assert series is not None and series.part == part and series.name == rest
    assert rest.startswith(name.removesuffix("..."))


@pytest.mark.parametrize(
    "title",
    [
        "Elizabeth II",
        "World War II",
        "The Best of 2019",
        "Rain (2019)",
        "第三届论坛开幕",
        "Part 2",
        "C++ (Mac)",
        "Nginx03 root、alias与try_files",
        "（一）",
        "About (us)",
        "港口衰落的原因之一",
        "我国港口占全球三分之二",
        "We won 2/3",
        "Sites follow the rules of Meta, X",
        "专题片今晚播出第二集",
    ],
)
def test_number_that_counts_no_parts_stays(title: str) -> None:
    assert split_series(title) == (title, None)


@pytest.mark.parametrize(
    ("title", "name", "part"),
    [
        ("Letters, Part 2: The Flood", "Letters", 2),
        ("港口日记（三）：归途", "港口日记", 3),
        ("港口日记之四：归途", "港口日记", 4),
        ("《港口日记》第三集：归途", "《港口日记》", 3),
    ],
)
def test_part_with_its_own_title_keeps_it(title: str, name: str, part: int) -> None:
    assert split_series(title) == (title, Series(name, part))


def test_last_part_is_the_third_where_the_page_names_a_middle_one() -> None:
    links = (
        "<ul><li><a href=/1>港口日记（上）</a><li><a href=/2>港口日记（中）</a></ul>"
    )
    assert read(f"<h1>港口日记（下）</h1>{links}").series == Series("港口日记", 3)
    assert read("<h1>港口日记（下）</h1>").series == Series("港口日记", 2)


def test_standfirst_is_what_is_named_so_below_the_headline() -> None:
    text = "A year of floods has left the valley with one bridge and many plans."
    body = f"<h1>Rain in May</h1><p class=article-standfirst>{text}</p>"
    assert read(body).standfirst == text
