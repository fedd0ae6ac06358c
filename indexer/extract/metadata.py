"""What a page says about itself: title, dates, authors, section, topics and more."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from ..languages import HAN
from ..model import Series

SEPARATOR = re.compile(r"\s+[|\-–—·»:]+\s+|\s*[|_｜]+\s*|\s*--+\s*")
HAN_DIGITS = "零一二三四五六七八九十"
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
PLACES = {"上": 1, "中": 2, "下": 3}
PART = re.compile(
    r"\s*(?:[（(]\s*(?:之|第)?([一二三四五六七八九十]{1,3}|[上中下]|\d{1,2})\s*[)）]"
    r"|[,:：,\s–-]+[（(]?(?:Part|Pt\.?)\s+(\d{1,2}|[IVX]{1,4}|One|Two|Three|Four|Five)[)）]?"
    r"|[:：]?\s+(II|III|IV|VI{1,3}))\s*$",
    re.I,
)
WORDS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
MONTHS = dict(
    zip(
        (
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ),
        range(1, 13),
        strict=True,
    )
)
"""By the first three letters."""
_CLOCK = r"(?:[T\s,]*(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?)?"
NUMERIC_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})日?(?!\d)"
    + _CLOCK,
    re.I,
)
MONTH_FIRST = re.compile(
    r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b"
    + _CLOCK,
    re.I,
)
DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]{2,8})\.?,?\s+((?:19|20)\d\d)\b"
    + _CLOCK,
    re.I,
)
CLICKS = re.compile(
    r"(?:Click\s*Num|Clicks?|Views?|Hits?|Reads?|Page\s*views?|"
    r"点击(?:数|量|次数|率)?|阅读(?:数|量|次数)?|浏览(?:数|量|次数)?|访问(?:数|量|次数)?)"
    r"\s*[:：]\s*(\d[\d,]*)",
    re.I,
)
BYLINE = re.compile(r"^\s*(?:By|Written by)\s*:?\s+([A-Z][^\d|•]{2,80})$")
HAN_BYLINE = re.compile(
    r"(?:作者|记者|撰文|文)\s*[:：/／]\s*"
    r"([\u4e00-\u9fff·]{2,4}(?:[、,，][\u4e00-\u9fff·]{2,4})*)"
)
HAN_EDITOR = re.compile(r"(?:责任编辑|责编|编辑)\s*[:：]\s*([\u4e00-\u9fff·]{2,4})")
HAN_ORIGIN = re.compile(r"(?:来源|稿源|Source)\s*[:：]\s*([^\s:：|]{2,30})")
NAME_JOIN = re.compile(r"\s*(?:,|;|、|，|；|\band\b|&|\|)\s*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of an article that are not its text; see ``indexer.model.Article``.

    Attributes:
        headline: the title with the series part, as the page shows it.
    """

    title: str = ""
    series: Series | None = None
    standfirst: str = ""
    published: dt.datetime | None = None
    modified: dt.datetime | None = None
    published_source: str = ""
    published_precision: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    publisher: str = ""
    topics: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    popularity: int | None = None
    canonical_url: str = ""
    headline: str = ""


def read_metadata(
    root: HtmlElement,
    url: str,
    lines: Sequence[str],
    adapted: Mapping[str, Sequence[str]],
) -> Metadata:
    """Read all fields of a page.

    Args:
        lines: texts of the page's blocks in order.
        adapted: what an adapter found, by setting; it goes before all else.
    """
    meta = _read_meta(root)
    things = list(_read_json_ld(root))
    headline = " ".join(adapted.get("title", ())) or find_title(
        root, meta, things, lines
    )
    title, series = split_series(headline)
    published, source, precision = find_published(root, meta, things, lines, adapted)
    near = lines[:400]
    return Metadata(
        title=title,
        headline=headline,
        series=series,
        standfirst="",
        published=published,
        modified=_first_date(_values(things, "dateModified"), meta, MODIFIED),
        published_source=source,
        published_precision=precision,
        authors=find_authors(meta, things, near, adapted),
        editor=_search(HAN_EDITOR, lines),
        publisher=_search(HAN_ORIGIN, near) or meta.get("og:site_name", ""),
        topics=find_topics(root, meta, things, adapted),
        section=find_section(root, meta, things, url, title, adapted),
        popularity=find_popularity(lines),
        canonical_url=_find_canonical(root, meta, url),
    )


def _read_meta(root: HtmlElement) -> dict[str, str]:
    """Return the meta elements by lower-cased name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _read_json_ld(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of all JSON-LD scripts, those inside ``@graph`` too."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        stack = [data]
        while stack:
            item = stack.pop(0)
            if isinstance(item, list):
                stack = item + stack
            elif isinstance(item, dict):
                yield item
                graph = item.get("@graph")
                if isinstance(graph, list):
                    stack = graph + stack


def _types(thing: Mapping[str, Any]) -> set[str]:
    kind = thing.get("@type")
    return {str(k) for k in (kind if isinstance(kind, list) else [kind])}


def _values(things: Iterable[Mapping[str, Any]], key: str) -> list[Any]:
    """Return the values of a key over the objects that are articles or pages of one."""
    return [
        t[key]
        for t in things
        if t.get(key)
        and any(
            k.endswith(("Article", "Posting", "WebPage", "Report")) for k in _types(t)
        )
    ]


def find_title(
    root: HtmlElement,
    meta: Mapping[str, str],
    things: Sequence[Mapping[str, Any]],
    lines: Sequence[str],
) -> str:
    """Return the headline without the site's suffix."""
    element = root.find(".//title")
    whole = " ".join((element.text_content() if element is not None else "").split())
    headlines = [_flat(h.text_content()) for h in root.iter("h1", "h2")]
    names = [v for v in _values(things, "headline") if isinstance(v, str)]
    named = _flat(names[0]) if names else meta.get("og:title", "")
    for headline in headlines:
        if len(headline) > 3 and (
            _fold(headline) in _fold(whole) or _fold(headline) in _fold(named)
        ):
            return headline
    if named:
        return _strip_site(named, meta.get("og:site_name", ""))
    first = next((h for h in headlines if h), "")
    above = "" if first else _find_line_above_date(lines)
    opening = _find_opening_line(whole, lines)
    if above and _fold(opening) == _fold(whole) != _fold(above):
        return above  # the title element names only the site, as its banner does
    return opening or above or _strip_site(whole, meta.get("og:site_name", "")) or first


def _find_opening_line(whole: str, lines: Sequence[str]) -> str:
    """Return the longest line of the page that the title element opens with."""
    folded = _fold(whole)
    found = [
        line
        for line in lines
        if len(line) > 5 and folded.startswith(_fold(line) or " ")
    ]
    return max(found, key=len, default="")


def _find_line_above_date(lines: Sequence[str]) -> str:
    """Return the line above the first short line that opens with a date."""
    for above, line in pairwise(lines[:200]):
        if len(line) < 120 and NUMERIC_DATE.match(line.strip()):
            return above if 5 < len(above) < 150 else ""
    return ""


def _strip_site(title: str, site: str) -> str:
    """Take the name of the site off the end of a title, or what looks like it."""
    if site and title.endswith(site):
        return re.sub(r"[\s|\-–—_·:»]+$", "", title[: -len(site)]) or title
    pieces = list(SEPARATOR.finditer(title))
    if not pieces:
        return title
    cut = pieces[-1].start()
    return title[:cut] if cut > len(title) / 3 else title


def _flat(text: str) -> str:
    return " ".join(text.split())


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def split_series(title: str) -> tuple[str, Series | None]:
    """Part a title from the part it is of a series.

    >>> split_series("China Contributes to a Better World(二)")
    ('China Contributes to a Better World', Series(name='China ...', part=2))
    >>> split_series("Letters, Part III")[1].part
    3
    """
    found = PART.search(title)
    if found is None or not title[: found.start()].strip():
        return title, None
    mark = next(g for g in found.groups() if g)
    part = _read_number(mark.upper())
    name = title[: found.start()].strip()
    return (name, Series(name, part)) if part else (title, None)


def _read_number(mark: str) -> int:
    if mark.isdigit():
        return int(mark)
    if mark[0] in HAN_DIGITS:
        tens, ten, ones = mark.rpartition("十")
        count = HAN_DIGITS.index(ones) if ones in HAN_DIGITS and ones else 0
        return (HAN_DIGITS.index(tens) if tens else 1) * 10 + count if ten else count
    return PLACES.get(mark) or ROMAN.get(mark) or WORDS.get(mark) or 0


PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "dc.date.issued",
    "parsely-pub-date",
    "sailthru.date",
    "date",
)
MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod")


def find_published(
    root: HtmlElement,
    meta: Mapping[str, str],
    things: Sequence[Mapping[str, Any]],
    lines: Sequence[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[dt.datetime | None, str, str]:
    """Return when the article was published, where that was found, and how exact."""
    times = [e.get("datetime") or _flat(e.text_content()) for e in root.iter("time")]
    short = [line for line in lines if len(line) < 120]
    for source, texts in (
        ("slot", adapted.get("published", ())),
        ("json-ld", [str(v) for v in _values(things, "datePublished")]),
        ("meta", [meta[name] for name in PUBLISHED if name in meta]),
        ("slot", times[:3]),
        ("text", short),
    ):
        for text in texts:
            if (found := parse_date(text)) is not None:
                return found[0], source, found[1]
    return None, "", ""


def _first_date(
    values: Iterable[Any], meta: Mapping[str, str], names: Iterable[str]
) -> dt.datetime | None:
    for text in [*map(str, values), *(meta[n] for n in names if n in meta)]:
        if (found := parse_date(text)) is not None:
            return found[0]
    return None


def parse_date(text: str) -> tuple[dt.datetime, str] | None:
    """Return the first date in a text, with its precision: ``minute`` or ``day``.

    >>> parse_date("2019-11-29 16:28:42 Click Num:1304")
    (datetime.datetime(2019, 11, 29, 16, 28, 42), 'minute')
    >>> parse_date("2026年03月12日 19:21")[0].isoformat()
    '2026-03-12T19:21:00'
    >>> parse_date("Nov 29, 2019")
    (datetime.datetime(2019, 11, 29, 0, 0), 'day')
    """
    stripped = text.strip()
    if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", stripped):
        try:
            return dt.datetime.fromisoformat(stripped), "minute"
        except ValueError:
            pass
    if (m := NUMERIC_DATE.search(text)) is not None:
        return _make_date(m[1], m[2], m[3], m.groups()[3:])
    if (m := MONTH_FIRST.search(text)) is not None and m[1][:3].lower() in MONTHS:
        return _make_date(m[3], MONTHS[m[1][:3].lower()], m[2], m.groups()[3:])
    if (m := DAY_FIRST.search(text)) is not None and m[2][:3].lower() in MONTHS:
        return _make_date(m[3], MONTHS[m[2][:3].lower()], m[1], m.groups()[3:])
    return None


def _make_date(
    year: str, month: str | int, day: str, clock: Sequence[str | None]
) -> tuple[dt.datetime, str] | None:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half and half[0] in "pP" and hours < 12:
        hours += 12
    elif half and half[0] in "aA" and hours == 12:
        hours = 0
    try:
        found = dt.datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0)
        )
    except ValueError:
        return None
    return found, "minute" if hour else "day"


def find_authors(
    meta: Mapping[str, str],
    things: Sequence[Mapping[str, Any]],
    lines: Sequence[str],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the names of the authors; better none than a wrong one."""
    if "authors" in adapted:
        names = [
            re.sub(r"^(?:By|作者|记者)[:：]?\s*", "", n) for n in adapted["authors"]
        ]
        return _split_names(names)
    people = []
    for value in _values(things, "author"):
        for person in value if isinstance(value, list) else [value]:
            name = person.get("name") if isinstance(person, dict) else person
            people += [n for n in (name if isinstance(name, list) else [name]) if n]
    texts = [str(p) for p in people] or [
        meta[n] for n in ("author", "article:author", "byl", "dc.creator") if n in meta
    ]
    if not texts:
        for pattern in (BYLINE, HAN_BYLINE):
            if name := _search(pattern, [line for line in lines if len(line) < 100]):
                texts = [name]
                break
    return _split_names(texts)


def _split_names(texts: Iterable[str]) -> tuple[str, ...]:
    names = (n.strip() for text in texts for n in NAME_JOIN.split(text))
    kept = (re.sub(r"^By\s+", "", n) for n in names if n and "://" not in n)
    return tuple(dict.fromkeys(n for n in kept if len(n) < 60))


def _search(pattern: re.Pattern[str], lines: Iterable[str]) -> str:
    found = (pattern.search(line) for line in lines)
    return next((m[1].strip() for m in found if m is not None), "")


def find_topics(
    root: HtmlElement,
    meta: Mapping[str, str],
    things: Sequence[Mapping[str, Any]],
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the topics in page order, each once."""
    if "topics" in adapted:
        return tuple(dict.fromkeys(adapted["topics"]))
    tags = [
        element.get("content") or ""
        for element in root.iter("meta")
        if (element.get("property") or "").lower() == "article:tag"
    ]
    for value in _values(things, "keywords"):
        tags += value if isinstance(value, list) else str(value).split(",")
    if not tags:
        tags = [
            _flat(a.text_content())
            for a in root.iter("a")
            if "tag" in (a.get("rel") or "").split()
        ]
    if not tags:
        tags = re.split(r"[,，;；、|]", meta.get("keywords", ""))
    flat = (_flat(str(t)).lstrip("#") for t in tags)
    return tuple(dict.fromkeys(t for t in flat if t and len(t) < 60))


def find_section(
    root: HtmlElement,
    meta: Mapping[str, str],
    things: Sequence[Mapping[str, Any]],
    url: str,
    title: str,
    adapted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the path of the article in the publication, outermost first."""
    if "section" in adapted:
        return tuple(adapted["section"])
    crumbs = _find_crumbs(root, things)
    path = [c for c in crumbs if _fold(c) not in HOME and _fold(c) != _fold(title)]
    if path:
        return tuple(path)
    if "article:section" in meta:
        return (meta["article:section"],)
    for value in _values(things, "articleSection"):
        return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
    parts = [p for p in unquote(urlsplit(url).path).split("/")[:-1] if p]
    words = [p for p in parts if not re.fullmatch(r"[\d._-]+|index|news\d*|html?", p)]
    return tuple(w.replace("-", " ").replace("_", " ").capitalize() for w in words[:2])


HOME = {
    "",
    "home",
    "首页",
    "主页",
    "当前位置",
    "您的位置",
    "您现在的位置",
    "youarehere",
}
CRUMBS = re.compile(r"breadcrumb|crumb|location|position|dqwz|weizhi", re.I)


def _find_crumbs(root: HtmlElement, things: Iterable[Mapping[str, Any]]) -> list[str]:
    for thing in things:
        items = thing.get("itemListElement")
        if "BreadcrumbList" in _types(thing) and isinstance(items, list):
            named = (_crumb_name(i) for i in items if isinstance(i, dict))
            return [n for n in named if n]
    for element in root.iter("div", "nav", "ol", "ul", "p", "td", "span"):
        marks = " ".join(element.get(n) or "" for n in ("class", "id", "aria-label"))
        if CRUMBS.search(marks):
            links = [_flat(a.text_content()) for a in element.iter("a")]
            if links and len(links) < 8:
                return links
    return []


def _crumb_name(item: Mapping[str, Any]) -> str:
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else "")
    return _flat(str(name or ""))


def find_popularity(lines: Iterable[str]) -> int | None:
    """Return the click count shown on the page."""
    text = _search(CLICKS, lines)
    return int(text.replace(",", "")) if text else None


def _find_canonical(root: HtmlElement, meta: Mapping[str, str], url: str) -> str:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return str(urljoin(url, link.get("href") or ""))
    return meta.get("og:url", "")


def find_language(text: str) -> str:
    """Return the language of a text by its share of Han characters.

    >>> find_language("Broadsheet 让出版物的档案可以搜索")
    'zh'
    """
    han = len(re.findall(f"[{HAN}]", text))
    letters = len(re.findall(r"[^\W\d_]+", text))
    return "zh" if han and han > letters / 4 else "en"
