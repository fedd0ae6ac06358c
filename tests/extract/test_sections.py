"""Which sections an article has, on pages as different software writes them."""

from __future__ import annotations

import json

import pytest

from indexer.extract.fields.breadcrumbs import read_crumbs
from indexer.extract.fields.sections import SectionPath
from tests.small_pages import PROSE, json_ld, meta, read

H1 = "<h1>Rain in May</h1>"
TEXT = f"<p>{PROSE}</p>" * 3


def link(name: str, address: str, more: str = "") -> str:
    return f'<a href="{address}" {more}>{name}</a>'


def link_all(names: str, base: str, more: str = "", gap: str = " ") -> str:
    return gap.join(link(n, f"{base}{n.lower()}/", more) for n in names.split())


REL = 'rel="category tag"'
POST = '<article class="post-7 post type-post hentry category-health category-press">'
CARD = "<div class=card><h3><a href=/{0}>Story {0}</a></h3><div class=post-category>"
CARDS = "".join(
    f"{CARD.format(n)}{link('Boats', '/category/boats/', REL)}</div></div>"
    for n in range(3)
)
CRUMBS = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "name": "Home", "item": "https://news.example/"},
        {"@type": "ListItem", "name": "Blog", "item": "https://news.example/blog/"},
        {"@type": "ListItem", "name": "Health", "item": "https://news.example/h/"},
        {"@type": "ListItem", "name": "May rain", "item": "https://news.example/a/b"},
    ],
}

PAGES: dict[str, tuple[str, tuple[SectionPath, ...]]] = {
    "WordPress: flat categories are sections of their own": (
        f"<p class=cat-links>{link_all('Health Press', '/category/', REL)}</p>{H1}",
        (("Health",), ("Press",)),
    ),
    "WordPress: a category and what is above it": (
        f"{H1}<p class=entry-categories>{link('News/', '/category/news/', REL)}"
        f"{link('Training', '/category/news/training/', REL)}</p>",
        (("News", "Training"),),
    ),
    "WordPress: a category whose parent is not shown": (
        f"{H1}<p>{link('Training', '/category/news/training/', REL)}</p>",
        (("Training",),),
    ),
    "WordPress: the classes of the post pick from the links of the page": (
        f"<nav>{link_all('Boats Health', '/category/')}</nav>"
        f"{POST}{H1}{TEXT}</article><nav>{link_all('Press', '/category/')}</nav>",
        (("Health",), ("Press",)),
    ),
    "WordPress: categories in the side column are not the article's": (
        f"{H1}{TEXT}<aside>{link_all('Health Press', '/category/', REL)}</aside>",
        (),
    ),
    "WordPress: categories of other articles are not the article's": (
        f"{H1}{TEXT}{CARDS}",
        (),
    ),
    "a menu above the headline": (
        f"<ul><li>{link_all('A1 B1 C1 D1 E1', '/category/', '', '</li><li>')}</li></ul>"
        f"<p>The weekly paper of the harbour</p>{H1}{TEXT}",
        (),
    ),
    "links in the text": (
        f"{H1}<p>{PROSE}{link_all('Health', '/category/')}</p>",
        (),
    ),
    "Hexo: nested categories": (
        f"{H1}<div>{link('项目', '/categories/项目/')} / "
        f"{link('水利', '/categories/项目/水利/')}</div>",
        (("项目", "水利"),),
    ),
    "Hugo: categories at the end": (
        f"{H1}{TEXT}<footer class=post-footer>{link_all('Health', '/categories/')}"
        f"{link_all('wells', '/tags/')}</footer>",
        (("Health",),),
    ),
    "Jekyll: fragments of one page": (
        f"{H1}{TEXT}<p class=page__taxonomy>"
        f"{link('Health', '/categories/#h', 'rel=tag')}, "
        f"{link('Press', '/categories/#p', 'rel=tag')}</p>",
        (("Health",), ("Press",)),
    ),
    "Drupal: a field of any address": (
        f"{H1}<div class='field field--name-field-category'><div>Category</div>"
        f"<div>{link('Health', '/health')}</div></div>",
        (("Health",),),
    ),
    "Joomla: a name without a link": (
        f"{H1}<dd class=category-name>Category: Health</dd>",
        (("Health",),),
    ),
    "Z-Blog: without rewriting": (
        f"{H1}<p>分类：{link('水利', '/?cate=3')}</p>",
        (("水利",),),
    ),
    "DedeCMS: a line": (
        "<div>当前位置：<a href=/>主页</a> > <a href=/s/>水利</a> > 正文</div>" + H1,
        (("水利",),),
    ),
    "MediaWiki: categories at the foot": (
        f"{H1}{TEXT}<div class=catlinks>"
        f"{link('Categories', '/wiki/Special:Categories')}"
        f"<ul><li>{link('Wells', '/wiki/Category:Wells')}</ul></div>",
        (("Wells",),),
    ),
    "Sphinx: a breadcrumb": (
        f"<ul class=wy-breadcrumbs><li>{link('Home', '/')}<li>{link('Guide', '/g/')}"
        f"<li>Rain in May</ul>{H1}",
        (("Guide",),),
    ),
    "a newspaper: breadcrumb and categories": (
        f"<nav class=breadcrumb>{link('Startseite', '/')}{link('Sport', '/sport/')}"
        f"{link('Rudern', '/sport/rudern/')}</nav>{H1}"
        f"<p class=rubrik>{link('Rudern', '/sport/rudern/')} {link('Elbe', '/e/')}</p>",
        (("Sport", "Rudern"), ("Elbe",)),
    ),
    "a nested list": (
        f"{H1}<ul class=post-categories><li>{link('News', '/n', REL)}"
        f"<ul><li>{link('Training', '/t', REL)}</ul>"
        f"<li>{link('Health', '/h', REL)}</ul>",
        (("News", "Training"), ("Health",)),
    ),
    "six categories": (
        f"{H1}<p>{link_all('A1 B1 C1 D1 E1 F1', '/categories/')}</p>",
        (("A1",), ("B1",), ("C1",), ("D1",), ("E1",), ("F1",)),
    ),
    "four levels": (
        f"<p>Home > Asia > Rivers > Dams > Gates</p>{H1}",
        (("Asia", "Rivers", "Dams", "Gates"),),
    ),
    "JSON-LD: the last name is the page's own": (
        f'<script type="application/ld+json">{json.dumps(CRUMBS)}</script>{H1}',
        (("Health",),),
    ),
    "a line about a place": (
        f"<p>Locations</p><p>Location: Denver</p>{H1}",
        (),
    ),
    "one link in an element for the position of a box": (
        f"<div class=box-position>{link('OK', '#')}</div>{H1}",
        (),
    ),
    "folders of dates are no sections": (
        f"<p>Home > 2019 > 05 > Health</p>{H1}",
        (("Health",),),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_sections_are_those_that_the_page_shows(name: str) -> None:
    body, sections = PAGES[name]
    assert read(body).sections == sections


@pytest.mark.parametrize(
    "name",
    ["Uncategorized", "未分类", "Allgemein", "Non classé", "Sin categoría", "none"],
)
def test_the_name_for_no_category_is_none(name: str) -> None:
    assert read(f"<p>{link(name, '/category/x/', REL)}</p>{H1}").sections == ()


@pytest.mark.parametrize("address", ["/blog/rain.html", "/posts/rain/", "/entries/r/"])
def test_the_words_of_software_in_an_address_are_no_sections(address: str) -> None:
    assert read(H1, url=f"https://news.example{address}").sections == ()


def test_a_section_may_have_its_name_in_the_title() -> None:
    title = "<h1>Recent trends in mental health and in sleep</h1>"
    crumbs = "<p>Home > Mental health > Recent trends in mental health and…</p>"
    assert read(crumbs + title).sections == (("Mental health",),)


def test_names_in_structured_data_are_no_path() -> None:
    head = json_ld(articleSection=["Health", "Press", "Boats"])
    assert read(H1, head).sections == (("Health",), ("Press",), ("Boats",))


def test_the_section_in_structured_data_is_the_main_one() -> None:
    body = f"{H1}<p>{link_all('Health Press', '/category/', REL)}</p>"
    head = meta(article__section="Press")
    assert read(body, head).sections == (("Press",), ("Health",))


def test_blocks_of_a_slot_are_a_path_only_if_they_read_as_a_breadcrumb() -> None:
    assert read_crumbs(["Home", "News", "Press"], []) == (("News", "Press"),)
    assert read_crumbs(["News", "Press"], []) == (("News",), ("Press",))
