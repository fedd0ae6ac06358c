"""Section, topics, click count and language."""

from __future__ import annotations

import json

import pytest

from indexer.extract.blocks import cut_blocks
from indexer.extract.fields.candidates import FieldCandidate, rank_fields
from indexer.extract.fields.language_detection import find_language
from indexer.extract.fields.page_signals import read_signals
from indexer.extract.fields.titles import find_headline
from indexer.extract.fields.view_counts import read_view_count
from indexer.extract.page_to_article import extract_article
from indexer.extract.tree import parse_page
from indexer.model import Page
from tests.small_pages import NOW, PROSE, json_ld, meta, read

H1 = "<h1>Rain in May</h1>"
ITEMS = [
    {"@type": "ListItem", "position": 3, "name": "Rain in May"},
    {"@type": "ListItem", "position": 1, "item": {"name": "Home"}},
    {"@type": "ListItem", "position": 2, "item": {"name": "Weather"}},
]
CRUMBS = json.dumps({"@type": "BreadcrumbList", "itemListElement": ITEMS})


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (f'<script type="application/ld+json">{CRUMBS}</script>', ""),
        ("", "<nav class=breadcrumb><a href=/>Home</a> <a href=/w>Weather</a></nav>"),
        ("", "<p>You are here: <a href=/>Home</a> &gt; <a href=/w>Weather</a></p>"),
        (meta(article__section="Weather"), ""),
        (json_ld(articleSection=["Weather"]), ""),
        ("", "<p>In <a href=/categories/weather/>Weather</a></p>"),
    ],
)
def test_section_is_the_path_without_front_page_and_title(
    head: str, before: str
) -> None:
    assert read(before + H1, head).section_names == ("Weather",)


def test_folders_of_the_address_are_the_last_resort() -> None:
    found = read(H1, url="https://news.example/en/weather/far-east/2019/05/rain.html")
    assert found.section_names == ("Weather", "Far east")


def test_chinese_crumb_is_read() -> None:
    body = "<div>您现在的位置：首页 >> 经贸 >> 港口与铁路</div><h1>雨季札记</h1>"
    assert read(body).section_names == ("经贸", "港口与铁路")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (meta(article__tag="water, rain"), ""),
        (json_ld(keywords=["water", "rain", "type:story"]), ""),
        (json_ld(keywords="water, rain"), meta(keywords="site, words")),
        ("", "<p><a rel=tag href=/t/1>#water</a> <a rel=tag href=/t/2>rain</a></p>"),
        ("", "<ul><li><a href=/tags/w/>water</a><li><a href=/tags/r/>rain</a></ul>"),
        ("", "<p>标签：water，rain</p>"),
        (meta(keywords="water,rain,Rain in May"), ""),
    ],
)
def test_topics_are_the_articles_own_tags(head: str, body: str) -> None:
    assert read(H1 + body, head).topics == ("water", "rain")


@pytest.mark.parametrize(
    "body",
    [
        "<aside><a href=/tags/w/>water</a></aside>",
        f"<p>{'We wrote of floods, at length. ' * 4}<a href=/tag/w>water</a></p>",
        "<p><a href=https://other.example/tags/w>water</a></p>",
        "<pre>tag: 'div'</pre>",
    ],
)
def test_link_to_a_tag_elsewhere_gives_no_topic(body: str) -> None:
    assert read(H1 + body).topics == ()


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("2019-11-29 16:28:42 Click Num:1304", 1304),
        ("点击数：1,304", 1304),
        ("浏览次数：[640]", 640),
        ("阅读 1.2万", 12000),
        ("Views: 1,304", 1304),
        ("1.3k views", 1300),
        ("3305 次浏览", 3305),
        ("Hits: 7", 7),
        ("阅读时长: 5 分钟", None),
        ("3 min read", None),
        ("阅读次数：", None),
        ("Overviews: none", None),
    ],
)
def test_click_count_is_read(line: str, count: int | None) -> None:
    assert read_view_count(line) == count


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("本站的文章可以用 Python 搜索。", "zh"),
        ("The Chinese word 水 means water, and the word 火 means fire.", "en"),
        ("これは日本語の文章です。", "ja"),
        ("이것은 한국어입니다.", "ko"),
        ("Это русский текст.", "ru"),
        ("La pluie est tombée sur la ville et les rues sont vides.", "fr"),
        ("La lluvia cae sobre la ciudad y las calles están vacías por el agua.", "es"),
        ("O rio não tem mais água e os barcos ficaram no porto com uma corda.", "pt"),
        ("Książki nie było na półce, ale jego brat się tym nie przejął.", "pl"),
        ("Kirja on pöydällä ja hän ei ole kotona, mutta ovi on auki.", "fi"),
        ("安装依赖后运行即可。\n\nimport os\ndef main():\nfor item in items:", "zh"),
        ("", "en"),
        ("雨", "zh"),
        ("港口與鐵路的新聞，颱風過後陸續恢復。", "zh"),
        ("Redis 安装", "zh"),
        ("東京都知事選挙の投票始まる", "ja"),
        ("安装：\n\nnpm install foo\nmake -j4\nls -l build dist src\n", "zh"),
        (
            "这《日常》的台词（日常は奇跡）我听过很多遍，但是都没有什么特别的感觉。",
            "zh",
        ),
        (
            "Usage of the module\n\n# 安装\nIt is to be used with the tool at hand.",
            "en",
        ),
    ],
)
def test_language_is_that_of_the_prose(text: str, language: str) -> None:
    assert find_language(text) == language


FROST = "The weather will be cold, and that is not good for the gardens of the town."


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Vejret bliver koldt, og det er ikke godt for de små haver.", "da", "da"),
        ("Været blir kaldt, og det er ikke godt for hagene på øya.", "nb-NO", "no"),
        ("El temps serà fred i no és bo per als jardins de la vila.", "ca", "ca"),
        ("Vrijeme će biti hladno i to nije dobro za vrtove na otoku.", "hr", "hr"),
        ("Време ће бити хладно и то није добро за баште.", "sr-Cyrl", "sr"),
        ("Погода буде холодною, і це погано для садів.", "uk", "uk"),
        ("هوا فردا سرد خواهد بود و این خوب نیست.", "fa-IR", "fa"),
        ("Cuaca akan dingin dan itu tidak baik untuk kebun.", "id_ID", "id"),
        ("Novo porto", "pt-BR", "pt"),
        ("東京都知事選挙", "ja", "ja"),
        ("叹气（はあ）地写下：明天会冷，因为日々私たち。", "zh-Hans", "zh"),
        ("", "fr", "fr"),
        (FROST, "da", "en"),
        (FROST, "zh-CN", "en"),
        ("Das Wetter wird kalt, und das ist nicht gut für die Gärten.", "en", "de"),
        ("El clima es malo para los jardines de la isla que no se riega.", "pt", "es"),
        ("天气会冷，这对花园不好。", "en", "zh"),
        ("花园里的花不多。" * 6, "ja", "zh"),
        (FROST, "tlh", "en"),
    ],
)
def test_declared_language_counts_unless_the_text_is_clearly_in_another(
    text: str, declared: str, language: str
) -> None:
    assert find_language(text, ["", declared]) == language


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<html lang=sv><article lang=da>{}</article>", "da"),
        ("<meta http-equiv=Content-Language content=da>{}", "da"),
        ("<html lang=en><meta property=og:locale content=da_DK>{}", "da"),
        ("<html><aside lang=da>Om os</aside>{}", "sv"),
    ],
)
def test_language_is_declared_around_the_text_or_for_the_page(
    page: str, language: str
) -> None:
    text = "Vejret bliver koldt, og det er ikke godt for de små haver på øen. " * 8
    html = page.format(f"<h1>Vejret bliver koldt</h1><p>{text}</p>")
    article = extract_article(Page("https://news.example/a", html.encode()))
    assert article.language == language


def test_readings_of_a_field_are_ranked_with_their_sources() -> None:
    html = (
        f"<title>Rain | Courier</title><h1>Rain in May</h1>{json_ld(headline='Rain')}"
    )
    root = parse_page(f"<html><body>{html}<p>{PROSE}</p></body>", "")
    signals = read_signals(root, "https://news.example/a", cut_blocks(root))
    ranked = rank_fields(find_headline(signals), NOW)
    assert ranked["title"][0] == FieldCandidate("Rain in May", "heading")
    assert FieldCandidate("Rain", "json-ld") in ranked["title"]
    assert ranked["authors"] == ()


def test_keyword_that_is_a_piece_of_the_title_is_no_topic() -> None:
    title = "长江上游连续降雨各地加强堤防巡查"
    head = meta(keywords="长江上游连续降雨各地加强堤防")
    assert read(f"<h1>[视频]{title}</h1>", head).topics == ()


@pytest.mark.parametrize(
    "keywords", ["长江,上游,连续降雨,各地", "长江 上游 连续降雨 各地"]
)
def test_keywords_cut_from_the_title_are_no_topics(keywords: str) -> None:
    title = "<h1>[视频]长江上游连续降雨 各地加强堤防巡查</h1>"
    assert read(title, meta(keywords=keywords)).topics == ()
    assert read(title, meta(keywords=f"{keywords} 防汛")).topics != ()


def test_keywords_cut_from_the_summary_are_no_topics() -> None:
    head = meta(keywords="长江,上游,连续降雨", description="快讯：长江上游连续降雨。")
    assert read("<h1>国内快讯</h1>", head).topics == ()


def test_chinese_keywords_may_be_parted_by_blanks() -> None:
    head = meta(keywords="长江 降雨 堤防")
    assert read("<h1>雨季札记</h1>", head).topics == ("长江", "降雨", "堤防")


@pytest.mark.parametrize("end", ["rain-in-may/", "rain-in-may/index.html"])
def test_the_own_folder_of_a_page_is_no_section(end: str) -> None:
    assert read(H1, url=f"https://news.example/{end}").sections == ()
    assert read(H1, url=f"https://news.example/weather/{end}").section_names == (
        "Weather",
    )


def test_the_entry_of_a_menu_that_holds_the_page_is_its_section() -> None:
    menu = (
        "<nav><ul><li class=menu-item><a href=/ops/>Projects</a></li>"
        "<li class='menu-item current-post-ancestor'><a href=/w/>Weather</a></li></ul>"
    )
    assert read(f"{menu}</nav>{H1}<p>{PROSE}</p>").section_names == ("Weather",)


@pytest.mark.parametrize(
    ("classes", "topics"), [("post-footer", ("water", "rain")), ("site-footer", ())]
)
def test_tags_in_the_footer_of_the_article_count_in_that_of_the_page_not(
    classes: str, topics: tuple[str, ...]
) -> None:
    links = "<a href=/tags/water/>water</a> <a href=/tags/rain/>rain</a>"
    footer = f"<footer class={classes}><div>{links}</div></footer>"
    assert read(f"{H1}<p>{PROSE}</p>{footer}").topics == topics


def test_a_tag_that_the_page_shows_may_be_a_number_or_the_title() -> None:
    tags = (
        "<p><a rel=tag href=/tag/360/>360</a> <a rel=tag href=/tag/r/>Rain in May</a>"
    )
    assert read(f"{H1}{tags}</p>").topics == ("360", "Rain in May")


def test_a_tag_in_a_field_of_its_own_needs_no_address_of_tags() -> None:
    field = "<div class='field--name-field-tags'><a href=/water>water</a></div>"
    assert read(f"{H1}<p>{PROSE}</p>{field}").topics == ("water",)


def test_an_element_that_has_a_topic_in_its_name_holds_no_tags() -> None:
    heading = "<h2 id=keyword-research><a href=/tools>Our tools</a></h2>"
    assert read(f"{H1}<p>{PROSE}</p>{heading}").topics == ()


def test_categories_are_no_topics() -> None:
    links = (
        "<a href=/category/news/ rel='category tag'>News</a>"
        "<a href=/categories/#p rel=tag>Press</a> <a href=/tag/rain/ rel=tag>rain</a>"
    )
    article = read(f"{H1}<p>{links}</p>")
    assert (article.section_names, article.topics) == (("News", "Press"), ("rain",))


def test_tags_that_the_page_shows_go_before_the_keywords_in_its_head() -> None:
    tags = "<p><a rel=tag href=/tag/rain/>rain</a></p>"
    assert read(H1 + tags, meta(keywords="paper, harbour")).topics == ("rain",)


def test_the_name_of_the_site_is_no_topic() -> None:
    head = meta(og__site_name="The Courier", keywords="The Courier, rain")
    assert read(H1, head).topics == ("rain",)


def test_all_tags_of_a_site_are_not_those_of_an_article() -> None:
    links = "".join(f"<a href=/tag/t{n}/>t{n}</a> " for n in range(9))
    assert read(f"{H1}<div class=tagcloud>{links}</div><p>{PROSE}</p>").topics == ()
