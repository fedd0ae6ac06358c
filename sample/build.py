"""Lay the sample texts into page templates and write the sample site.

    python3 sample/build.py [FOLDER]

Writes FOLDER/**.html (default: the `site` folder beside this file) and
`expected.json` next to that folder. The output depends on the sources alone.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from article import FURNITURE, HERE, Article, esc, plain, read_article
from fronts import TEMPLATES, front, fronts, listing, words
from markup import render

HOST = "https://www.nine-rivers.example"
SENTENCE = re.compile(r"\S.*?(?:[.!?][”’\"']?(?=\s|$)|[。！？]”?)")
Crumbs = list[tuple[str, str]]


def related(art: Article, everything: Iterable[Article]) -> list[Article]:
    """Five other articles, those of like topics and the same section first."""

    def rank(other: Article) -> tuple[int, str]:
        shared = len(set(art.items("topics")) & set(other.items("topics")))
        same = other.meta["section"] == art.meta["section"]
        return (-2 * shared - same, other.slug)

    def fits(other: Article) -> bool:
        return other.lang == art.lang and other.meta["title"] != art.meta["title"]

    return sorted(filter(fits, everything), key=rank)[:5]


def comments(art: Article) -> list[list[str]]:
    pool: list[list[str]] = FURNITURE[art.lang]["comments"]
    pick = zlib.crc32(art.slug.encode())
    return [pool[(pick + n) % len(pool)] for n in range(pick % 3 + 1)]


def breadcrumbs(art: Article) -> Crumbs:
    key, front = art.meta["section"], f"/{art.lang}"
    return [
        (FURNITURE[art.lang]["home"], f"{front}/index.html"),
        (art.section[0], f"{front}/{key.split('/')[0]}/index.html"),
        (art.section[1], f"{front}/{key}/index.html"),
    ]


def json_ld(art: Article) -> str:
    news = {
        "@type": "NewsArticle",
        "headline": art.headline,
        "datePublished": art.iso + ":00+08:00",
        "inLanguage": art.html_lang,
        "articleSection": art.section[-1],
        "author": [{"@type": "Person", "name": n} for n in art.items("author")],
        "keywords": art.items("topics"),
        "publisher": {"@type": "Organization", "name": FURNITURE[art.lang]["site"]},
        "url": HOST + art.path,
    }
    trail = [
        {"@type": "ListItem", "position": n, "name": name, "item": HOST + to}
        for n, (name, to) in enumerate(breadcrumbs(art), 1)
    ]
    graph = [news, {"@type": "BreadcrumbList", "itemListElement": trail}]
    data = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def body(art: Article, near: list[Article]) -> str:
    blocks = [render(b, art) for b in art.body]
    if art.modern and len(blocks) > 4:
        also = FURNITURE[art.lang]["also"]
        link = f'<a href="{near[-1].path}">{esc(near[-1].headline)}</a>'
        blocks.insert(3, f'<aside class="read-also"><span>{also}</span> {link}</aside>')
    return "\n".join(blocks)


def other_language(other: Article | None, lang: str) -> dict[str, str]:
    if not other:
        return {"alternate_meta": "", "alternate": ""}
    tag, text = f'hreflang="{other.html_lang}"', esc(FURNITURE[lang]["other"])
    link = f'<a href="{other.path}" {tag}>{text}</a>'
    return {
        "alternate_meta": f'<link rel="alternate" {tag} href="{HOST}{other.path}">',
        "alternate": f'<p class="other-language">{link}</p>',
    }


def article_page(art: Article, everything: dict[str, Article]) -> bytes:
    w, near = words(art.lang), related(art, everything.values())
    trail = [f'<a href="{art.href(to)}">{esc(n)}</a>' for n, to in breadcrumbs(art)]
    authors = esc((", " if art.lang == "en" else "、").join(art.items("author")))
    clicks = art.meta.get("clicks", "")
    charset = art.meta.get("charset", "gb2312" if art.lang == "zh" else "iso-8859-1")
    content = f'content="text/html; charset={charset}"'
    topics = [esc(t) for t in art.items("topics")]
    search = f"/{art.lang}/search.html"
    fields = {
        "lang": art.html_lang,
        "title": esc(art.headline),
        "body": body(art, near),
        "date": art.shown_date(),
        "iso": f"{art.iso}:00+08:00",
        "url": HOST + art.path,
        "section": esc(art.section[-1]),
        "home": art.href(f"/{art.lang}/index.html"),
        "contact": art.href(f"/{art.lang}/contact.html"),
        "search": search,
        "root": art.href("/static"),
        "crumbs": (" &gt; " if art.kind == "middle" else " &gt;&gt; ").join(trail),
        "crumb_items": "".join(f"<li>{x}</li>" for x in trail),
        "related": "\n".join(
            f'<li><a href="{art.href(a.path)}">{esc(a.headline)}</a></li>' for a in near
        ),
        "keywords": ",".join(topics),
        "authors": authors,
        "summary": esc(plain(art.prose[0])[:150]),
        "tag_metas": "\n".join(
            f'<meta property="article:tag" content="{t}">' for t in topics
        ),
        "tags": "".join(
            f'<li><a href="{search}?q={t}" rel="tag">{t}</a></li>' for t in topics
        ),
        "comments": "\n".join(
            f'<li class="comment"><b>{esc(who)}</b> <p>{esc(what)}</p></li>'
            for who, what in comments(art)
        ),
        "jsonld": json_ld(art),
        "author_line": f"<span>{w['w_author']}{authors}</span>" if authors else "",
        "clicks_line": f"<span>{w['w_clicks']}{clicks}</span>" if clicks else "",
        "charset_meta": ""
        if charset == "none"
        else f'<meta http-equiv="Content-Type" {content}>',
    }
    other = other_language(everything.get(art.meta.get("alternate", "")), art.lang)
    page = TEMPLATES[art.kind].substitute(w | fields | other)
    legacy = "gbk" if art.lang == "zh" else "cp1252"
    return page.encode(legacy if art.kind == "old" else "utf-8", "xmlcharrefreplace")


def golden(art: Article, everything: Iterable[Article]) -> dict[str, Any]:
    """What a reader of this page should find, and should not."""
    furniture, clicks = FURNITURE[art.lang], art.meta.get("clicks")
    clutter = {
        "modern": [furniture["newsletter"], comments(art)[0][1]],
        "middle": [furniture["banner"], furniture["rules"]],
        "old": [furniture["oldfoot"], furniture["counter"]],
    }[art.kind]
    absent = [related(art, everything)[0].headline, *clutter]
    found = [s for block in art.prose for s in SENTENCE.findall(block)]
    whole = [plain(s) for s in found if "//" not in s and "**" not in s]
    long = [s for s in whole if len(s) >= (14 if art.lang == "zh" else 40)]
    text = "\n".join(plain(b) for b in art.body)
    if long[0] == long[-1] or any(a in text for a in absent):
        raise ValueError(f"{art.slug}: cannot choose golden strings")
    return {
        "path": art.path.lstrip("/"),
        "title": art.meta["title"],
        "part": int(art.meta["part"]) if "part" in art.meta else None,
        "series": art.meta["title"] if "part" in art.meta else None,
        "published": art.iso,
        "zone": "+08:00" if art.modern else None,
        "language": art.lang,
        "section": art.section,
        "topics": [] if art.kind == "old" else art.items("topics"),
        "authors": art.items("author"),
        "popularity": int(clicks) if clicks else None,
        "template": art.kind,
        "absent": absent,
        "present": [long[0], long[-1]],
        "broken": [plain(b) for b in art.prose if "//" in b],
    }


def build(target: Path) -> list[dict[str, Any]]:
    found = [read_article(p) for p in (HERE / "texts").glob("*.txt")]
    articles = sorted(found, key=lambda a: (a.date, a.slug), reverse=True)
    if len({a.path for a in articles}) != len(articles):
        raise ValueError("two articles share a path")
    home = (
        '<p><a href="/en/index.html">English</a> <a href="/zh/index.html">中文</a></p>'
    )
    lost = "<p>The page may have moved. 您访问的页面不存在。</p>" + home
    latest = ("Latest 最新", listing(articles[:12]))
    pages = {
        "/index.html": front("en", "Nine Rivers 九川", [("语言", home), latest]),
        "/404.html": front("en", "Page not found 页面不存在", [("404", lost)]),
    }
    for lang in ("en", "zh"):
        pages |= fronts(lang, [a for a in articles if a.lang == lang])
    files = {path: page.encode() for path, page in pages.items()}
    by_slug = {a.slug: a for a in articles}
    files |= {a.path: article_page(a, by_slug) for a in articles}
    if target.exists():
        shutil.rmtree(target)
    for path, data in files.items():
        (target / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (target / path[1:]).write_bytes(data)
    shutil.copytree(HERE / "static", target / "static", copy_function=shutil.copyfile)
    expected = [golden(a, articles) for a in sorted(articles, key=lambda a: a.path)]
    listed = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (target.parent / "expected.json").write_bytes(listed.encode())
    return expected


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "site"
    print(len(build(folder)), "articles")
