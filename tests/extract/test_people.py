"""Authors, editor and publisher: better none than a wrong one."""

from __future__ import annotations

import pytest

from indexer.extract.fields.label_lines import read_label
from indexer.extract.fields.person_names import split_names
from tests.small_pages import PROSE, json_ld, meta, read

H1 = "<h1>Rain in the early summer</h1>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("Written by Ann Lee and Tom Ray", "Ann Lee, Tom Ray"),
        ("Ann Lee, MD, PhD", "Ann Lee"),
        ("Dr. Ann Lee", "Ann Lee"),
        ("Ann Lee, Senior Writer", "Ann Lee"),
        ("Ann Lee Staff Writer | 4 min read", "Ann Lee"),
        ("By Ann Lee for The Courier", "Ann Lee"),
        ("Dec. 12, 2014 · Ann Lee", "Ann Lee"),
        ("Nguyen Thu Ha", "Nguyen Thu Ha"),
        ("RALPH D. RUSSO", "RALPH D. RUSSO"),
        ("April Lee", "April Lee"),
        ("Ludwig van der Berg", "Ludwig van der Berg"),
        ("记者：李明、王小红", "李明, 王小红"),
        ("作者：马可·贝里尼", "马可·贝里尼"),
        ("李明 王小红", "李明, 王小红"),
        ("The Rust Core Team", "The Rust Core Team"),
        ("jsteinhardt", "jsteinhardt"),
        ("Rui Ma", "Rui Ma"),
        ("More articles by Ann Lee", "Ann Lee"),
        ("By Ann O'Connor The Associated Press", "Ann O'Connor"),
    ],
)
def test_names_are_read_without_what_is_around_them(text: str, names: str) -> None:
    assert ", ".join(split_names([text], ["thecourier"])) == names


@pytest.mark.parametrize(
    "text",
    [
        "The Courier",
        "Courier Staff",
        "ann@courier.example",
        "https://x.example/ann",
        "5 minutes ago",
        "Editorial Team",
        "October",
        "IST",
        "Full Bio",
        "Associated Press",
        "新闻中心",
        "本站编辑",
        "Web Desk",
        "Categories: Rain",
        "Last Updated",
        "Facebook",
        "",
    ],
)
def test_what_is_no_persons_name_is_no_author(text: str) -> None:
    assert split_names([text], ["thecourier"]) == ()


ANN = {"@type": "Person", "name": "Ann Lee"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld(author=ANN), ""),
        (json_ld(author=[ANN, {"@type": "Organization", "name": "Courier"}]), ""),
        (meta(author="Ann Lee"), ""),
        (meta(article__author="https://x.example/ann", author="Ann Lee"), ""),
        (meta(twitter__label1="Written by", twitter__data1="Ann Lee"), ""),
        ("", "<a rel=author href=/by/ann>Ann Lee</a>"),
        ("", "<span itemprop=author><b itemprop=name>Ann Lee</b></span>"),
        ("", "<div class=byline>By <a href=/people/ann>Ann Lee</a>, May 3, 2019</div>"),
        ("", "<p>By Ann Lee</p>"),
        ("", "<div>Written by</div><div>Ann Lee</div>"),
        ("", "<p>May 3, 2019 Source: The Courier Author: Ann Lee Click Num:3</p>"),
        ("", "<p>Posted on May 3, 2019 10:05 EST by Ann Lee</p>"),
        ("", "<p>By<b>Ann Lee</b><i>May 3, 2019</i></p>"),
        ("", "<p>May 3, 2019, by Ann Lee, fact-checked by Tom Ray</p>"),
        ("", "<p>Ann Lee | Senior Writer | May 3, 2019</p>"),
        ("", "<p>Ann Lee</p><p>May 3, 2019</p><p>Ann Lee is a writer in Leeds.</p>"),
        ("", f"<p>{PROSE}</p>" * 3 + "<p>Ann Lee</p><p>Ann Lee is our editor.</p>"),
        ("", f"<p>{PROSE}</p><aside>This post was written by Ann Lee</aside>"),
        (meta(citation_author="Lee, Ann"), ""),
        (meta(author="ann lee"), ""),
        (
            "",
            "<p>Reviewed by <a class=author href=/people/tom>Tom Ray</a><p>By Ann Lee",
        ),
    ],
)
def test_author_is_found(head: str, body: str) -> None:
    assert read(H1 + body, head).authors == ("Ann Lee",)


def test_author_named_by_id_in_the_graph_is_found() -> None:
    ann = '{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}'
    text = '{"@type": "NewsArticle", "author": {"@id": "#ann"}}'
    head = f'<script type="application/ld+json">{{"@graph": [{text}, {ann}]}}</script>'
    assert read(H1, head).authors == ("Ann Lee",)


def test_byline_shown_goes_before_a_name_only_machines_are_told() -> None:
    found = read(f"{H1}<p>By Ann Lee</p>", meta(author="Tom Ray"))
    assert found.authors == ("Ann Lee",)


@pytest.mark.parametrize("line", ["By Ann Lee", "By Ann Lee, fact-checked by Tom Ray"])
def test_byline_tells_which_of_the_names_told_are_authors(line: str) -> None:
    told = json_ld(
        author=[{"@type": "Person", "name": n} for n in ("Tom Ray", "Ann Lee")]
    )
    assert read(f"{H1}<p>{line}</p>", told).authors == ("Ann Lee",)


def test_bylines_over_several_lines_are_read_together() -> None:
    lines = "<p>By <a rel=author>Ann Lee</a></p><p>By <a rel=author>Tom Ray</a></p>"
    assert read(H1 + lines, meta(author="Ann Lee")).authors == ("Ann Lee", "Tom Ray")


def test_name_of_the_site_gives_way_to_a_person() -> None:
    head = json_ld(author={"@type": "Person", "name": "Morning Gazette"})
    head += "<meta property=og:site_name content='Morning Gazette'>"
    body = "<p><a rel=author>Ann Lee</a> Morning Gazette</p>"
    assert read(H1 + body, head).authors == ("Ann Lee",)


def test_subject_of_the_article_is_no_author() -> None:
    body = "<p>Cloud Storage</p><p>Cloud Storage is a service of many data centres.</p>"
    assert read(H1 + body).authors == ()


def test_writer_of_a_comment_is_no_author() -> None:
    body = "<div class=comments><span class=author>Ann Lee</span></div>"
    assert read(f"{H1}<p>{PROSE}</p>{body}").authors == ()


LINE = "2019-11-29 来源：澜湾日报 作者：林远山 责任编辑：柳闻笛 点击数：1,304"


def test_chinese_line_of_labels_is_read_label_by_label() -> None:
    found = read(f"<h1>雨季札记</h1><p>{LINE}</p>")
    assert (found.authors, found.editor) == (("林远山",), "柳闻笛")
    assert (found.publisher, found.popularity) == ("澜湾日报", 1304)


@pytest.mark.parametrize(
    "line",
    [
        "（记者 李明 王小红）",
        "本报记者 李明 王小红",
        "文/李明 王小红",
        "通讯员：李明、王小红",
    ],
)
def test_chinese_byline_is_read(line: str) -> None:
    assert read(f"<h1>雨季札记</h1><p>{line}</p>").authors == ("李明", "王小红")


def test_editor_is_no_author_though_machines_are_told_so() -> None:
    found = read("<h1>雨季札记</h1><p>责任编辑：柳闻笛</p>", meta(author="柳闻笛"))
    assert (found.authors, found.editor) == ((), "柳闻笛")


def test_a_headline_may_be_the_name_of_the_author() -> None:
    assert read("<h1>Ann Lee</h1>", meta(author="Ann Lee")).authors == ("Ann Lee",)


def test_publisher_is_the_site_where_no_source_is_named() -> None:
    head = json_ld(publisher={"@type": "Organization", "name": "The Courier"})
    assert read(H1, head).publisher == "The Courier"


@pytest.mark.parametrize(
    ("title", "publisher"),
    [("The Courier » Feed", "The Courier"), ("RSS", "")],
)
def test_publisher_is_what_wordpress_calls_the_site_in_its_feeds(
    title: str, publisher: str
) -> None:
    head = (
        f'<link rel=alternate type="application/rss+xml" title="{title}" href=/feed/>'
    )
    assert read(H1, head).publisher == publisher


def test_value_of_a_label_ends_at_the_next() -> None:
    assert read_label("来源: 新潮网 时间: 2019-11-29", "origin") == "新潮网"
    assert read_label("no label here", "origin") == ""


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("May 3, 2019 - Ann Lee", ("Ann Lee",)),
        ("May 3, 2019 - Ann Lee <a href=//x.example/a>(@annlee)</a>", ("Ann Lee",)),
        ("3 May 2019 | Ann Lee (@annlee) Tom Ray (@tom_ray)", ("Ann Lee", "Tom Ray")),
        ("May 3, 2019 - <a href=/topics/c/>Climate Change</a>", ()),
        ("May 3, 2019 - World News", ()),
        ("May 3, 2019 - 4 min read", ()),
    ],
)
def test_names_after_the_date_below_the_headline_are_authors(
    line: str, authors: tuple[str, ...]
) -> None:
    assert read(f"{H1}<p>{line}</p><p>{PROSE}</p>").authors == authors


def test_the_id_of_a_heading_is_no_sign_of_an_author() -> None:
    heading = "<h2 id=list-of-contributors><a href=/a>List of</a> contributors</h2>"
    assert read(f"{H1}<p>{PROSE}</p>{heading}").authors == ()
