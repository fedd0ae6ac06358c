"""Fuzz the cleaning of pages, from those of the sample and of the tests on.

Any bytes become an article or an ``ExtractError``, alone and with the template of a
site, within two seconds of processor time. The annotations of an article nest within
its text, and the page shows them as balanced elements with safe addresses.
"""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path

from indexer.annotation_tree import build_trees, list_annotations
from indexer.errors import ExtractError
from indexer.extract.page_to_article import (
    extract_article,
    read_page,
    read_training_page,
)
from indexer.extract.site.layouts import SiteLayouts
from indexer.extract.site.template_learning import learn_template
from indexer.ingest.article_records import make_record
from indexer.model import Article, Page
from webapp.locales import LOCALES
from webapp.views.article import list_headings, write_body
from webapp.views.pictures import find_picture_hosts

from .running import FOLDER, fuzz

SITE = Path("sample/site")
SEEDS = (
    "tests/extract/golden/*.html",
    "sample/site/*.html",
    "sample/site/*/*/*/*.html",
)
URLS = ("http://a.example/news/2019-11/t20191129_1.html", "", "file:///x", "http://[")
CHARSETS = ("", "utf-8", "gb2312", "big5", "utf-16", "latin-1", "hex", "x-none")
ENCODINGS = ("gb18030", "big5hkscs", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp932")

MARKUP = """
    <div> </div> <p> </p> <table> <tr> <td> </table> <li> <ul> <br> <hr> <article> <h1>
    <h2> <title> <meta> <base> <a> </a> <b> <i> <pre> <svg> <script> </script> <style>
    <!-- --> <![CDATA[ ]]> <?xml <template> <select> <option> <textarea> <frameset>
    <noscript> <math> <ruby> <rt> &nbsp; &lt; &amp; &#0; &#x110000; &#xD800; &quot
    &bogus; &#8238; & 2019-11-29 99999999999 0000-00-00 2019年11月29日 来源： 作者： By
"""
LD = '<script type="application/ld+json">'
PIECES = (
    *MARKUP.split(),
    *"\x00\ufeff\u202e\u200b\u2028\ud800\U0010ffff\u3000﷽",
    '<meta charset="utf-7">',
    '<meta property="article:published_time" content="2019-02-30T25:61:00+99:99">',
    '<meta name="author" content="\u202e">',
    LD + '{"@type":"NewsArticle","author":[[{}]]}</script>',
    LD + '{"datePublished":1e999,"@graph":null}</script>',
    '<a href="javascript:alert(1)" rel="tag">',
    '<a href="http://[::1">',
    '<img src="data:text/html,<p>x</p>" alt="x">',
    '<img src="/a.jpg" alt="x" width=640>',
    "<table><tr><th>a<td><tr><td rowspan=2>• b | c</table>",
    "<ul><li>• a | b<ol start=3><li>c</ol></ul><blockquote>d</blockquote>",
    "<figure><img src=//b.example/a><figcaption>a</figcaption></figure>",
    "<p>a<sup><a href='#fn1'>1</a></sup> <code>b |</code> <em><a href=/c>d</em></a>",
    "<div hidden>",
    '<link rel="canonical" href="//[">',
    '<!DOCTYPE x [<!ENTITY a "&a;&a;"><!ENTITY b SYSTEM "file:///etc/hostname">]>&a;&b;',
)
TAG = re.compile(rb"<[^<>]{0,200}>")


def check_bytes(data: bytes) -> None:
    """Clean the page that follows two bytes, which say how it is asked for."""
    options = [*data[:3], 0, 0, 0]
    content = data[3:]
    url = URLS[options[0] % len(URLS)]
    charset = CHARSETS[options[1] % len(CHARSETS)]
    if options[2] % 2:
        name = ENCODINGS[options[2] // 2 % len(ENCODINGS)]
        content = content.decode("utf-8", "replace").encode(name, "replace")
    page = Page(url, content, charset)
    try:
        if options[0] & 128:
            _, odds = read_training_page(page)
            article = read_page(page, None, learn_sample(), odds).article
        else:
            article = extract_article(page, None, None)
    except ExtractError as error:
        assert str(error), "an error without words"
        return
    json.dumps(make_record("x", article, None))
    assert article.body.strip() and article.title.strip(), article
    check_annotations(article)


def check_annotations(article: Article) -> None:
    """Check that annotations nest within the text, and make balanced elements."""
    found = article.annotations
    assert tuple(list_annotations(build_trees(found))) == found, found
    assert all(0 <= a.start <= a.end <= len(article.body) for a in found), found
    hosts = find_picture_hosts(article.url)
    html = write_body(article, (), list_headings(article, ()), hosts, LOCALES["en"])
    assert not find_unbalanced(html), html
    links = re.findall(r' (?:href|src)="([^"]*)', html)
    assert all(re.match("https?://|mailto:", link, re.I) for link in links), links


def find_unbalanced(html: str) -> str:
    """Return the first end tag that closes no open element, or what is never closed."""
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)", html):
        if closing and (not opened or opened.pop() != tag):
            return str(tag)
        if not closing and tag not in ("img", "br"):
            opened.append(tag)
    return " ".join(opened)


@cache
def learn_sample() -> SiteLayouts:
    """Return the template of the news of the sample."""
    paths = sorted(SITE.glob("en/news/*/t*.html"))[:20]
    pages = [Page(f"https://nine-rivers.example/{p}", p.read_bytes()) for p in paths]
    return SiteLayouts(
        (learn_template([read_training_page(page)[0] for page in pages]),)
    )


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Change a page as markup half of the time, else as bytes."""
    import atheris

    chance = random.Random(seed)
    if chance.random() < 0.5 or len(data) < 16:
        return bytes(atheris.Mutate(data, size))
    head, page = data[:3], data[3:]
    for _ in range(chance.choice((1, 1, 2, 5))):
        page = change(page, chance)
    return (head + page)[:size]


def change(page: bytes, chance: random.Random) -> bytes:
    """Drop, repeat, move or nest a piece of markup, or put in one of ``PIECES``."""
    places = [m.start() for m in TAG.finditer(page)] + [len(page)]
    a, b = sorted((chance.choice(places), chance.choice(places)))
    if b - a > 2000:
        b = a + chance.randrange(2000)
    part, kind = page[a:b], chance.randrange(6)
    if kind == 0:
        return page[:a] + page[b:]
    if kind == 1:
        return page[:b] + part * chance.choice((1, 2, 50)) + page[b:]
    if kind == 2:
        rest = page[:a] + page[b:]
        at = chance.randrange(len(rest) + 1)
        return rest[:at] + part + rest[at:]
    if kind == 3:
        tag = chance.choice(
            (b"div", b"table", b"b", b"ul", b"font", b"a", b"blockquote")
        )
        times = chance.choice((1, 5, 300))
        return page[:a] + (b"<%b>" % tag) * times + page[a:]
    at = chance.randrange(len(page) + 1) if kind == 4 else a
    piece = chance.choice(PIECES).encode("utf-8", "surrogatepass")
    return page[:at] + piece * chance.choice((1, 1, 3, 200)) + page[at:]


def write_seeds(folder: Path) -> None:
    """Write the pages to start from, those of a few kilobytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [path for seeds in SEEDS for path in sorted(Path().glob(seeds))]
    for number, path in enumerate(paths):
        head = bytes((number % 4 + 128 * (number % 2), 0, 0))
        (folder / f"seed-{number}").write_bytes(head + path.read_bytes())


if __name__ == "__main__":
    write_seeds(FOLDER / "extract" / "corpus")
    learn_sample()
    fuzz("extract", check_bytes, ("indexer.",), seconds=2, mutator=mutate)
