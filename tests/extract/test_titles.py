"""The title of a page as it is printed, and the series it is a part of."""

from __future__ import annotations

import pytest

from indexer.extract.blocks import cut_blocks
from indexer.extract.fields.page_signals import read_signals
from indexer.extract.fields.series import find_series
from indexer.extract.fields.titles import find_headline
from indexer.extract.tree import parse_page
from indexer.model import Series
from tests.small_pages import json_ld, meta, read


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
    assert (found.title, found.popularity) == ("Wells for the Highlands(二)", 2418)


def test_mark_of_a_medium_is_in_the_title_and_not_in_the_series() -> None:
    found = read("<h1>[视频]雨季札记（二）</h1>")
    assert (found.title, found.series) == (
        "[视频]雨季札记（二）",
        Series("雨季札记", 2),
    )


@pytest.mark.parametrize(
    "title",
    [
        "Rain in May – Press Release",
        "Rain in the harbour -- under BSD",
        "Rain in May - Courier mail of old",
        "Letters - Part Two",
        "May'20 - Rain",
    ],
)
def test_title_is_as_printed_in_the_heading(title: str) -> None:
    head = f"<title>{title} | The Courier</title>" + meta(og__title=title)
    assert read(f"<h1>{title}</h1>", head).title == title


def test_label_in_the_heading_alone_is_no_part_of_the_title() -> None:
    body = "<h1><span>Opinion</span> Rain in the harbour</h1>"
    title = "Rain in the harbour"
    assert read(body, f"<title>{title}</title>").title == title
    labelled = meta(og__title="Opinion Rain in the harbour")
    assert read(body, f"<title>{title}</title>{labelled}").title == f"Opinion {title}"


def test_heading_that_adds_to_a_short_title_element_is_the_title() -> None:
    body = "<p><a href=/x>BruteRain</a></p><h1>BruteRain – A group of the harbour</h1>"
    found = read(body, "<title>BruteRain</title>")
    assert found.title == "BruteRain – A group of the harbour"


def test_link_to_the_front_page_of_another_site_names_no_site() -> None:
    link = "<p><a href='https://rain.example/'>Rain Days in May</a></p>"
    body = f"<h1>Rain Days in May</h1>{link}<h3>Channels</h3>"
    assert read(body).title == "Rain Days in May"


def test_piece_that_a_site_does_not_share_is_not_cut_for_being_short() -> None:
    html = parse_page("<title>Rain in the harbour in May - Press</title><p>Text")
    signals = read_signals(html, "https://news.example/a", cut_blocks(html))
    title = "Rain in the harbour in May - Press"
    assert find_headline(signals, []).headline == title
    assert find_headline(signals).headline == "Rain in the harbour in May"


@pytest.mark.parametrize(
    "mark",
    ["<a href=#r>¶</a>", "<a href='/a#r'>#</a>", "<a href=#r>Permalink</a>"],
)
def test_permalink_of_a_heading_is_no_part_of_the_title(mark: str) -> None:
    assert read(f"<h1 id=r>Rain in May{mark}</h1>").title == "Rain in May"


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
        ("港口日记④", "港口日记", 4),
        ("Letters (Part 3/n)", "Letters", 3),
    ],
)
def test_number_in_the_title_counts_parts(title: str, name: str, part: int) -> None:
    series = find_series(title)
    assert series is not None and series.part == part
    assert series.name.startswith(name.removesuffix("..."))


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
        "港口日记【连载中】",
    ],
)
def test_number_that_counts_no_parts_makes_no_series(title: str) -> None:
    assert find_series(title) is None


@pytest.mark.parametrize(
    ("title", "name", "part"),
    [
        ("Letters, Part 2: The Flood", "Letters", 2),
        ("港口日记（三）：归途", "港口日记", 3),
        ("港口日记之四：归途", "港口日记", 4),
        ("《港口日记》第三集：归途", "《港口日记》", 3),
    ],
)
def test_part_may_have_its_own_title(title: str, name: str, part: int) -> None:
    assert find_series(title) == Series(name, part)


def test_number_after_a_dash_counts_where_the_page_names_another_part() -> None:
    sibling = "<p><a href=/3>Letters home - 3</a></p>"
    title = "<h1>Letters home - 4</h1>"
    assert read(title).series is None
    assert read(title + sibling).series == Series("Letters home", 4)


@pytest.mark.parametrize(
    ("sentence", "series"),
    [
        ("This is part of the series: <a href=/s>Letters</a>", Series("Letters", 0)),
        ("Part 2 of our series on <a href=/s>Wells</a>", Series("Wells", 2)),
        ("Part two of a five-part series, <a href=/s>Wells</a>", Series("Wells", 2)),
        ("Teil 3 der Serie „<a href=/s>Brunnen</a>“", Series("Brunnen", 3)),
        ("本文是《港口日记》系列的第三篇。", Series("港口日记", 3)),
        ("See part two of the series and <a href=/s>the code</a>", None),
        ("A part of the series of storms", None),
    ],
)
def test_sentence_names_the_series(sentence: str, series: Series | None) -> None:
    assert read(f"<h1>Rain in May</h1><p>{sentence}</p>").series == series


def test_number_of_the_title_counts_in_the_series_that_is_named() -> None:
    sentence = "<p>This is part of the series: <a href=/s>Letters</a></p>"
    title = "<h1>Rain in May: Part 2</h1>"
    assert read(title + sentence).series == Series("Letters", 2)


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
