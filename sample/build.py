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
from string import Template
from typing import Any

from article import FURNITURE, HERE, Article, esc, href, plain, read_article, render_block

TEMPLATES = {p.stem: Template(p.read_text("utf-8")) for p in sorted((HERE / "templates").glob("*.html"))}
HOST = "https://www.nine-rivers.example"
SENTENCE = re.compile(r"\S.*?(?:[.!?][”’\"']?(?=\s|$)|[。！？]”?)")


def related(art: Article, everything: list[Article], count: int = 5) -> list[Article]:
    def rank(other: Article) -> tuple[int, str]:
        shared = len(set(art.items("topics")) & set(other.items("topics")))
        return (-2 * shared - (other.meta["section"] == art.meta["section"]), other.slug)
    return sorted((o for o in everything if o.lang == art.lang and o.meta["title"] != art.meta["title"]), key=rank)[:count]


def link_list(items: Iterable[Article], source: str, absolute: bool, dates: bool = False) -> str:
    return "\n".join(f'<li><a href="{href(source, a.path, absolute)}">{esc(a.headline)}</a>'
                     + (f" <span class=\"date\">{a.date[:10]}</span>" if dates else "") + "</li>" for a in items)


def json_ld(art: Article, crumbs: list[tuple[str, str]]) -> str:
    graph = [{"@type": "NewsArticle", "headline": art.headline, "datePublished": iso(art) + ":00+08:00",
              "inLanguage": art.meta.get("htmllang", "en" if art.lang == "en" else "zh-CN"), "articleSection": art.section[-1],
              "author": [{"@type": "Person", "name": n} for n in art.items("author")], "keywords": art.items("topics"),
              "publisher": {"@type": "Organization", "name": FURNITURE[art.lang]["site"]}, "url": HOST + art.path},
             {"@type": "BreadcrumbList", "itemListElement": [
                 {"@type": "ListItem", "position": n, "name": name, "item": HOST + to} for n, (name, to) in enumerate(crumbs, 1)]}]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def iso(art: Article) -> str:
    return art.date.replace(" ", "T")


def article_page(art: Article, everything: dict[str, Article]) -> tuple[bytes, dict[str, Any]]:
    words: dict[str, Any] = FURNITURE[art.lang]
    modern, near = art.kind == "modern", related(art, list(everything.values()))
    top = art.meta["section"].split("/")[0]
    crumbs = [(words["home"], f"/{art.lang}/index.html"), (art.section[0], f"/{art.lang}/{top}/index.html"),
              (art.section[1], f"/{art.lang}/{art.meta['section']}/index.html")]
    trail = [f'<a href="{href(art.path, to, modern)}">{esc(name)}</a>' for name, to in crumbs]
    blocks = [render_block(b, art) for b in art.body]
    if modern and len(blocks) > 4:
        blocks.insert(3, f'<aside class="read-also"><span>{words["also"]}</span> <a href="{near[-1].path}">{esc(near[-1].headline)}</a></aside>')
    pick = zlib.crc32(art.slug.encode())
    comments = [words["comments"][(pick + n) % len(words["comments"])] for n in range(pick % 3 + 1)] if modern else []
    other = everything.get(art.meta.get("alternate", ""))
    charset = art.meta.get("charset", "gb2312" if art.lang == "zh" else "iso-8859-1")
    fields = {f"w_{k}": esc(v) for k, v in words.items() if isinstance(v, str)} | {
        "lang": art.meta.get("htmllang", "en" if art.lang == "en" else "zh-CN"), "title": esc(art.headline), "body": "\n".join(blocks),
        "date": art.shown_date(), "iso": f"{iso(art)}:00+08:00", "url": HOST + art.path, "section": esc(art.section[-1]),
        "home": href(art.path, f"/{art.lang}/index.html", modern), "root": href(art.path, "/static", modern), "clicks": art.meta.get("clicks", ""),
        "contact": href(art.path, f"/{art.lang}/contact.html", modern), "search": href(art.path, f"/{art.lang}/search.html", modern),
        "crumbs": (" &gt; " if art.kind == "middle" else " &gt;&gt; ").join(trail), "crumb_items": "".join(f"<li>{x}</li>" for x in trail),
        "related": link_list(near, art.path, modern), "keywords": esc(",".join(art.items("topics"))),
        "authors": esc((", " if art.lang == "en" else "、").join(art.items("author"))), "summary": esc(plain(art.prose()[0])[:150]),
        "tag_metas": "\n".join(f'<meta property="article:tag" content="{esc(t)}">' for t in art.items("topics")),
        "tags": "".join(f'<li><a href="/{art.lang}/search.html?q={esc(t)}" rel="tag">{esc(t)}</a></li>' for t in art.items("topics")),
        "comments": "\n".join(f'<li class="comment"><b>{esc(c[0])}</b> <p>{esc(c[1])}</p></li>' for c in comments),
        "jsonld": json_ld(art, crumbs), "author_line": "", "clicks_line": "", "alternate_meta": "", "alternate": "",
        "charset_meta": "" if charset == "none" else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'}
    if art.items("author"):
        fields["author_line"] = f'<span>{fields["w_author"]}{fields["authors"]}</span>'
    if art.meta.get("clicks"):
        fields["clicks_line"] = f'<span>{fields["w_clicks"]}{fields["clicks"]}</span>'
    if other:
        code = "en" if other.lang == "en" else "zh-CN"
        fields["alternate_meta"] = f'<link rel="alternate" hreflang="{code}" href="{HOST}{other.path}">'
        fields["alternate"] = f'<p class="other-language"><a href="{other.path}" hreflang="{code}">{esc(words["other"])}</a></p>'
    page = TEMPLATES[art.kind].substitute(fields)
    encoding = "utf-8" if art.kind != "old" else "gbk" if art.lang == "zh" else "cp1252"
    text = "\n".join(plain(b) for b in art.body)
    absent = [near[0].headline, words["newsletter"] if modern else words["banner"] if art.kind == "middle" else words["oldfoot"],
              comments[0][1] if comments else words["rules"] if art.kind == "middle" else words["counter"]]
    whole = [plain(s) for b in art.prose() for s in SENTENCE.findall(b) if "//" not in s and "**" not in s]
    long = [s for s in whole if len(s) >= (14 if art.lang == "zh" else 40)]
    present = [long[0], long[-1]]
    if len(set(present)) < 2 or any(a in text for a in absent) or any(p not in text for p in present):
        raise ValueError(f"{art.slug}: cannot choose golden strings")
    return page.encode(encoding, "xmlcharrefreplace"), {
        "path": art.path.lstrip("/"), "title": art.meta["title"], "part": int(art.meta["part"]) if "part" in art.meta else None,
        "series": art.meta["title"] if "part" in art.meta else None, "published": iso(art), "zone": "+08:00" if modern else None,
        "language": art.lang, "section": art.section, "topics": [] if art.kind == "old" else art.items("topics"), "authors": art.items("author"),
        "popularity": int(art.meta["clicks"]) if art.meta.get("clicks") else None, "template": art.kind, "absent": absent, "present": present,
        "broken": [plain(b) for b in art.prose() if "//" in b]}


def other_pages(articles: list[Article]) -> dict[str, str]:
    """Fronts, tag pages, search results and the like: pages that are not articles."""
    pages: dict[str, str] = {}

    def add(path: str, lang: str, title: str, parts: list[tuple[str, str]]) -> None:
        words = FURNITURE[lang]
        nav = "\n".join(f'<li><a href="/{lang}/{key}/index.html">{esc(v[lang])}</a></li>' for key, v in FURNITURE["sections"].items() if "/" not in key)
        body = "\n".join(f"<section><h2>{esc(h)}</h2>\n{content}</section>" for h, content in parts)
        pages[path] = TEMPLATES["list"].substitute({f"w_{k}": esc(v) for k, v in words.items() if isinstance(v, str)}, nav=nav, parts=body,
                                                   title=esc(title), lang="en" if lang == "en" else "zh-CN", home=f"/{lang}/index.html")

    def listing(items: list[Article]) -> str:
        return f"<ul class=\"list\">\n{link_list(items, '/', True, dates=True)}\n</ul>\n"

    for lang in ("en", "zh"):
        words = FURNITURE[lang]
        mine = [a for a in articles if a.lang == lang]
        keys = list(FURNITURE["sections"])
        add(f"/{lang}/index.html", lang, words["site"], [(words["latest"], listing(mine[:10]))] + [
            (FURNITURE["sections"][k][lang], listing([a for a in mine if a.meta["section"].startswith(k + "/")][:4])) for k in keys if "/" not in k])
        for key in keys:
            inside = [a for a in mine if f"{a.meta['section']}/".startswith(f"{key}/")]
            add(f"/{lang}/{key}/index.html", lang, FURNITURE["sections"][key][lang], [(FURNITURE["sections"][key][lang], listing(inside))])
        tag, name = words["tagpage"]
        add(f"/{lang}/tag/{name}.html", lang, words["tagtitle"] + tag, [(tag, listing([a for a in mine if tag in a.items("topics")]))])
        found = [a for a in mine if words["query"] in " ".join((a.headline, *a.body))]
        hits = "\n".join(f'<div class="hit"><h3><a href="{a.path}">{esc(a.headline)}</a></h3><p>{esc(plain(a.prose()[0])[:90])}…</p></div>' for a in found)
        add(f"/{lang}/search.html", lang, words["results"], [(f"{words['results']}: {words['query']} ({len(found)})", hits)])
        add(f"/{lang}/contact.html", lang, words["contact"], [(words["contact"], f"<p>{esc(words['address'])}</p>")])
    add("/index.html", "en", "Nine Rivers 九川", [("Languages 语言", '<p><a href="/en/index.html">English</a> <a href="/zh/index.html">中文</a></p>'),
                                                 ("Latest 最新", listing(articles[:12]))])
    add("/404.html", "en", "Page not found 页面不存在", [("404", '<p>The page may have moved. 您访问的页面不存在。<a href="/en/index.html">Home</a></p>')])
    return pages


def build(target: Path) -> list[dict[str, Any]]:
    articles = sorted((read_article(p) for p in (HERE / "texts").glob("*.txt")), key=lambda a: (a.date, a.slug), reverse=True)
    if len({a.path for a in articles}) != len(articles):
        raise ValueError("two articles share a path")
    files: dict[str, bytes] = {path: page.encode() for path, page in other_pages(articles).items()}
    expected = []
    for art in articles:
        files[art.path], entry = article_page(art, {a.slug: a for a in articles})
        expected.append(entry)
    if target.exists():
        shutil.rmtree(target)
    for path, data in files.items():
        (target / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (target / path[1:]).write_bytes(data)
    shutil.copytree(HERE / "static", target / "static", copy_function=shutil.copyfile)
    expected.sort(key=lambda e: str(e["path"]))
    (target.parent / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return expected


if __name__ == "__main__":
    print(len(build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "site")), "articles")
