"""The sample pages that are not articles: home, section fronts, tags, search."""

from __future__ import annotations

from collections.abc import Iterable
from string import Template

from article import FURNITURE, HERE, Article, esc, plain, section_name

TEMPLATES = {
    p.stem: Template(p.read_text("utf-8")) for p in (HERE / "templates").glob("*.html")
}


def words(lang: str) -> dict[str, str]:
    """The fixed words of a language, ready for a template."""
    pairs = FURNITURE[lang].items()
    return {f"w_{k}": esc(v) for k, v in pairs if isinstance(v, str)}


def listing(items: Iterable[Article]) -> str:
    lines = "\n".join(
        f'<li><a href="{a.path}">{esc(a.headline)}</a> '
        f'<span class="date">{a.date[:10]}</span></li>'
        for a in items
    )
    return f'<ul class="list">\n{lines}\n</ul>\n'


def front(lang: str, title: str, parts: list[tuple[str, str]]) -> str:
    tops = [key for key in FURNITURE["sections"] if "/" not in key]
    fields = {
        "lang": "en" if lang == "en" else "zh-CN",
        "title": esc(title),
        "home": f"/{lang}/index.html",
        "nav": "\n".join(
            f'<li><a href="/{lang}/{key}/index.html">{section_name(key, lang)}</a></li>'
            for key in tops
        ),
        "parts": "\n".join(
            f"<section><h2>{esc(h)}</h2>\n{content}</section>" for h, content in parts
        ),
    }
    return TEMPLATES["list"].substitute(words(lang) | fields)


def fronts(lang: str, mine: list[Article]) -> dict[str, str]:
    """The pages of one language that are not articles, by their path."""
    w, pages = FURNITURE[lang], {}

    def inside(key: str) -> list[Article]:
        return [a for a in mine if f"{a.meta['section']}/".startswith(f"{key}/")]

    home = [(w["latest"], listing(mine[:10]))]
    for key in FURNITURE["sections"]:
        name = section_name(key, lang)
        pages[f"{key}/index"] = front(lang, name, [(name, listing(inside(key)))])
        if "/" not in key:
            home.append((name, listing(inside(key)[:4])))
    pages["index"] = front(lang, w["site"], home)
    tag, name = w["tagpage"]
    tagged = listing(a for a in mine if tag in a.items("topics"))
    pages[f"tag/{name}"] = front(lang, w["tagtitle"] + tag, [(tag, tagged)])
    query = w["query"]
    found = [a for a in mine if query in " ".join((a.headline, *a.body))]
    hits = "\n".join(
        f'<div class="hit"><h3><a href="{a.path}">{esc(a.headline)}</a></h3>'
        f"<p>{esc(plain(a.prose[0])[:90])}…</p></div>"
        for a in found
    )
    shown = f"{w['results']}: {query} ({len(found)})"
    pages["search"] = front(lang, w["results"], [(shown, hits)])
    address = f"<p>{esc(w['address'])}</p>"
    pages["contact"] = front(lang, w["contact"], [(w["contact"], address)])
    return {f"/{lang}/{name}.html": page for name, page in pages.items()}
