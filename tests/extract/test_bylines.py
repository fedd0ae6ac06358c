"""Authors as sites of many kinds and languages show them."""

from __future__ import annotations

import pytest

from indexer.extract.fields.label_lines import read_label, read_labels
from indexer.extract.fields.person_names import NameRules, split_names
from tests.small_pages import PROSE, json_ld, meta, read

RAIN = "雨季到了，河水漫过旧桥。" * 20
PORTAL = (
    "<h1>雨季札记</h1><div class=info>来源：澜湾日报　作者：林远山　责任编辑：柳闻笛　"
    "点击：1304　2019-11-29</div>"
)
TABLE = (
    "<h1>雨季札记</h1><table><tr><td>作者</td><td>林远山</td><td>日期</td>"
    "<td>2019-11-29</td></tr></table>"
)
WIRE = (
    "<h1>雨季札记</h1><p>2019-11-29 来源：新华社</p>"
    f"<p>新华社澜湾11月29日电（记者 林远山、柳闻笛）{RAIN}</p>"
)
HEXO = (
    f"<h1>雨季札记</h1><p>{RAIN}</p><ul class=post-copyright>"
    "<li><strong>本文作者：</strong>lin42</li><li><strong>本文链接：</strong>"
    "<a href=/a>/a</a></li></ul>"
)
GERMAN = (
    "<h1>Regen im Juni</h1><p>Von Anna Beispiel, dpa</p><p>3. Juni 2019, 10:05 Uhr</p>"
)
GERMAN_TEXT = (
    "<h1>Regen im Juni</h1><p>Text: Anna Beispiel und Ben Muster Fotos: Carl Bild</p>"
)
FRENCH = "<h1>Pluie de juin</h1><p>Publié le 3 juin 2019 par Jeanne Exemple</p>"
SPANISH = "<h1>Lluvia</h1><p>Por Ana Ejemplo y Luis Prueba</p><p>3 de junio de 2019</p>"
ITALIAN = "<h1>Pioggia</h1><p>A cura di Maria Esempio</p>"
RUSSIAN = "<h1>Дождь в июне</h1><p>Автор: Анна Примерова Фото: Иван Снимков</p>"
ARABIC = "<h1>مطر الصيف</h1><p>بقلم: أمل مثال</p>"
JAPANESE = (
    "<title>六月の雨</title><h1>六月の雨</h1><div class=entry-meta>"
    "<span>投稿日：2019年6月3日</span> <span>投稿者："
    "<a href=/author/t>山田 太郎</a></span>"
    " <span>カテゴリー：<a href=/c>日記</a></span></div>"
)
KOREAN = (
    "<h1>유월의 비</h1><p>홍길동 기자 hong@news.example</p><p>입력 2019.06.03 10:05</p>"
)
WORDPRESS = (
    "<h1>Rain</h1><p class=post-byline>by <span class='vcard author'><span class=fn>"
    "<a href=/author/admin/ rel=author>77rain</a></span></span> · June 3, 2019</p>"
)
DRUPAL = (
    "<h1>Rain</h1><span>Submitted by <a href=/user/7>Ann Lee</a> on Mon, 06/03/2019 - "
    "10:05</span>"
)
SPHINX = (
    "<h1>Rain<a class=headerlink href=#rain>¶</a></h1><dl class=field-list><dt>Author"
    "<span class=colon>:</span></dt><dd><p>Ann Lee</p></dd><dt>Date:</dt>"
    "<dd><p>June 3, 2019</p></dd></dl>"
)
HUGO = (
    "<h1>Rain</h1><div class=post-meta><span>June 3, 2019</span>&nbsp;·&nbsp;3 min"
    "&nbsp;·&nbsp;Ann Lee</div>"
)
JEKYLL = (
    "<h1>Rain</h1>\n\nJune 3, 2019 -\n\n\n  Ann Lee\n\n\n  Tom Ray\n"
    "<a href=//x.example/tom>(@tomray)</a>\n\n"
)
DEFINITIONS = (
    "<h1>Rain</h1><dl><dt>Author</dt><dd>Ann Lee</dd><dt>Date</dt><dd>2019</dd>"
)


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (PORTAL, ("林远山",)),
        (TABLE, ("林远山",)),
        (WIRE, ("林远山", "柳闻笛")),
        (HEXO, ("lin42",)),
        (GERMAN, ("Anna Beispiel",)),
        (GERMAN_TEXT, ("Anna Beispiel", "Ben Muster")),
        (FRENCH, ("Jeanne Exemple",)),
        (SPANISH, ("Ana Ejemplo", "Luis Prueba")),
        (ITALIAN, ("Maria Esempio",)),
        (RUSSIAN, ("Анна Примерова",)),
        (ARABIC, ("أمل مثال",)),
        (JAPANESE, ("山田 太郎",)),
        (KOREAN, ("홍길동",)),
        (WORDPRESS, ("77rain",)),
        (DRUPAL, ("Ann Lee",)),
        (SPHINX, ("Ann Lee",)),
        (HUGO, ("Ann Lee",)),
        (JEKYLL, ("Ann Lee", "Tom Ray")),
        (DEFINITIONS, ("Ann Lee",)),
    ],
)
def test_authors_are_found_on_pages_of_many_kinds(
    page: str, authors: tuple[str, ...]
) -> None:
    assert read(page).authors == authors


@pytest.mark.parametrize(
    "line",
    [
        "【作者】林远山",
        "作者 | 林远山",
        "文丨林远山 编辑丨柳闻笛",
        "由 林远山 发表于 2019-11-29",
        "林远山/文",
        "澜湾日报记者 林远山",
        "记者林远山 报道",
        "作者：林远山（澜湾大学）",
        "撰文：林远山 摄影：柳闻笛",
        "作者 林远山 2019-11-29",
        "<i class='fa fa-user'></i> 林远山 <i class='fa fa-clock'></i> 2019-11-29",
        "<i class=icon-user></i> <a href=/u/1>林远山</a>",
    ],
)
def test_chinese_lines_name_their_author(line: str) -> None:
    page = f"<h1>雨季札记</h1><div class=meta>{line}</div><p>{RAIN}</p>"
    assert read(page).authors == ("林远山",)


@pytest.mark.parametrize(
    "line",
    [
        "Von Anna Beispiel (dpa)",
        "von Anna Beispiel | 3. Juni 2019",
        "Ein Kommentar von Anna Beispiel",
        "Veröffentlicht am 3. Juni 2019 von Anna Beispiel",
        "Von Anna Beispiel, Berlin",
        "Publié par Anna Beispiel le 3 juin 2019",
        "Publicado el 3 junio, 2019 por Anna Beispiel",
        "Pubblicato il 3 giugno 2019 da Anna Beispiel",
        "Geplaatst op 3 juni 2019 door Anna Beispiel",
        "Text and photos by Anna Beispiel",
        "Words by Anna Beispiel, Photos by Ben Muster",
        "By Anna Beispiel banna",
        "June 3, 2019 - Anna Beispiel (Annie)",
        "June 3, 2019 • Anna Beispiel in Weather",
    ],
)
def test_bylines_of_other_languages_name_their_author(line: str) -> None:
    assert read(f"<h1>Regen</h1><p>{line}</p><p>{PROSE}</p>").authors == (
        "Anna Beispiel",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Von Berlin nach Paris",
        "Par un matin de pluie",
        "Por Navidad",
        "Di Roma",
        "摄影：林远山",
        "译者：林远山",
        "责任编辑：林远山",
        "Foto: Anna Beispiel",
        "Übersetzt von Anna Beispiel",
        "Von der Redaktion",
        "作者：新华社",
        "作者：管理员",
        "Posted by admin",
        "Author: staff",
        "文：宣传部",
        "<pre>author: ann</pre>",
    ],
)
def test_line_without_an_author_names_none(line: str) -> None:
    assert read(f"<h1>Regen im Juni</h1><p>{line}</p><p>{PROSE}</p>").authors == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("akila42", "akila42"),
        ("77rain", "77rain"),
        ("小C", "小C"),
        ("by rain_77 on 2019-06-03", "rain_77"),
        ("Elena (Lena) Example", "Elena (Lena) Example"),
        ("Ann Lee (@annlee)", "Ann Lee"),
        ("Anna Beispiel und Ben Muster", "Anna Beispiel, Ben Muster"),
        ("Jeanne Exemple et Luc Test", "Jeanne Exemple, Luc Test"),
        ("Ana Ejemplo y Luis Prueba", "Ana Ejemplo, Luis Prueba"),
        ("José Prueba y Ejemplo", "José Prueba y Ejemplo"),
        ("홍길동 김보기 기자", "홍길동, 김보기"),
        ("文/李明 图/王小红", "李明"),
        ("本报记者 李明 通讯员 王小红 摄影 张三", "李明, 王小红"),
        ("admin2", ""),
        ("5min", ""),
        ("news.example.com", ""),
        ("dpa", ""),
        ("Press Office", ""),
        ("xxxx", ""),
        ("Genevieve Test, Ph.D.", "Genevieve Test"),
    ],
)
def test_names_and_handles_are_told_from_what_is_none(text: str, names: str) -> None:
    assert ", ".join(split_names([text], ())) == names


def test_a_space_is_inside_a_japanese_name() -> None:
    assert NameRules((), spaced=True).split(["山田 太郎"]) == ("山田 太郎",)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("作者：林远山 发布时间：2019-11-29", "林远山"),
        ("作者：林远山 字数统计：3k", "林远山"),
        ("作者：林远山 日期 2019-11-29", "林远山"),
        ("作者：林远山 | 雨季", "林远山"),
        ("Autor: Anna Beispiel Datum: 3. Juni", "Anna Beispiel"),
        ("Author: Ann Lee — June 3", "Ann Lee"),
        ("投稿者：山田 カテゴリー：日記", "山田"),
    ],
)
def test_value_of_a_label_ends_at_the_next_or_at_a_separator(
    line: str, value: str
) -> None:
    assert read_label(line, "author") == value


def test_all_labels_of_authors_in_a_line_count() -> None:
    assert [*read_labels("记者：李明 通讯员：王小红", "author")] == ["李明", "王小红"]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ann Lee, Tom B. Ray, Eva Test", ("Ann Lee", "Tom B. Ray", "Eva Test")),
        ("Ann Lee and the rain", ()),
        ("<a href=/c>Climate Change, World Politics</a>", ()),
    ],
)
def test_list_of_full_names_below_the_headline_names_the_authors(
    line: str, authors: tuple[str, ...]
) -> None:
    assert read(f"<h1>Rain</h1><p>{line}</p><p>{PROSE}</p>").authors == authors


@pytest.mark.parametrize(
    "element",
    [
        "<div class=author><h3>Ann Lee</h3><div>Rain Institute</div></div>",
        "<div><a class=follow-nickName href=/x>Ann Lee</a></div>",
        "<div><a href=/autor/ann/>Ann Lee</a></div>",
    ],
)
def test_element_for_an_author_begins_with_the_name(element: str) -> None:
    assert read(f"<h1>Rain</h1>{element}<p>{PROSE}</p>").authors == ("Ann Lee",)


def test_user_logged_in_above_the_headline_is_no_author() -> None:
    login = (
        "<div><i class='fa fa-user'></i> <a href=/me class=username>Ann Lee</a></div>"
    )
    assert read(f"{login}<h1>Rain</h1><p>{PROSE}</p>").authors == ()


def test_group_whose_name_the_headline_repeats_is_an_author() -> None:
    page = (
        "<h1>Rain Survey results</h1><p>By <a rel=author>The Rain Survey Team</a></p>"
    )
    assert read(page).authors == ("The Rain Survey Team",)


def test_headline_is_no_name() -> None:
    assert read("<h1>雨季札记</h1><p>作者：雨季札记</p>").authors == ()


def test_software_is_no_author() -> None:
    told = meta(author="Discuz Team and Comsenz UI Team")
    assert read("<h1>Rain</h1>", told).authors == ()


OWNED = "<meta property=og:site_name content=rainlog>"


def test_name_of_the_site_is_an_author_only_where_it_is_shown_as_one() -> None:
    told = OWNED + meta(author="rainlog")
    assert read("<h1>Rain</h1>", told).authors == ()
    shown = "<h1>Rain</h1><p>by <a rel=author href=/>rainlog</a></p>"
    assert read(shown, told).authors == ("rainlog",)


def test_newspaper_is_no_author_though_it_is_shown_as_one() -> None:
    head = "<meta property=og:site_name content='The Rain'>"
    body = "<h1>Rain</h1><p>by <span class=author>The Rain</span></p>"
    assert read(body, head).authors == ()


def test_box_of_the_theme_proves_the_name_in_structured_data() -> None:
    body = f"<h1>Rain</h1><p>Author: Tom77</p><p>{PROSE}</p>"
    box = "<p><span>Author</span> <span>rainlog</span></p>"
    assert read(body + box, OWNED + meta(author="rainlog")).authors == ("rainlog",)


def test_organisation_in_structured_data_gives_way_to_the_byline() -> None:
    told = json_ld(author={"@type": "Person", "name": "Rain Media"})
    assert read("<h1>Rain</h1><p>By Ann Lee</p>", told).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "tail",
    [
        "<h2 id=contributors>Contributors</h2><ul><li>Ann Lee</li></ul>",
        "<h3><code>author</code>字段</h3>",
        "<p>The <code>author</code> Ann Lee</p>",
    ],
)
def test_words_for_authors_in_headings_and_prose_are_no_labels(tail: str) -> None:
    assert read(f"<h1>Rain</h1><p>{PROSE}</p>" * 20 + tail).authors == ()


def test_linked_persons_in_the_text_are_no_authors() -> None:
    text = f"<p>{PROSE}<a href=/team/tom>Tom Ray</a> left. {PROSE}</p>"
    byline = "<p class=byline>by <a href=/team/ann>Ann Lee</a></p>"
    assert read(f"<h1>Rain</h1>{byline}{text}").authors == ("Ann Lee",)


def test_agency_in_an_authors_place_is_the_publisher_where_none_is_named() -> None:
    page = "<h1>雨季札记</h1><p>作者：新华社</p>"
    assert read(page).publisher == "新华社"
    named = "<meta property=og:site_name content=澜湾日报>"
    assert read(page, named).publisher == "澜湾日报"


def test_code_of_an_editor_is_no_name() -> None:
    assert read("<h1>雨季札记</h1><p>（责任编辑：NN068）</p>").editor == ""
