"""Who wrote, edited and published an article; better no name than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from .clues import Clues, Sign
from .dates import HINT
from .jsonld import is_article, names_of
from .labels import read_label
from .names import NOT_NAME, cut_at_dates, is_person, once, split_names
from .suffixes import find_site_names
from .texts import clean, fold, read_text

AUTHOR_META = (
    *(
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "byl",
        "dc.creator",
    ),
    *(
        "dcterms.creator",
        "citation_author",
        "creator",
        "article:author_name",
        "authors",
    ),
    *("cxenseparse:author", "og:author", "article.author"),
)
WRITTEN_BY = re.compile(r"written by|^by$|author|作者", re.I)
"""Label of a Twitter card beside the name of the author."""
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|people|profiles?|contributors?|writers?|staff|journalists?|reporters?|by|team)/[^/?#]+",
    re.I,
)
OTHER_HAND = (
    r"(?:review|check|edit|photo|illustrat|translat|produc|approv|compil)\w*"
    r"\s+by\W{1,4}(?:dr\.?\s+)?"
)
"""What stands before the name of someone who is no author."""
BYLINE = re.compile(
    r"^\W*(?:(?:words|story|text|written|posted|published|article|review)\s+)?by(?:\s*[:：]\s*|\s+|(?-i:(?=[A-Z])))(?P<names>[A-Z].{2,90})$"
    r"|(?:^|[\s|·])(?:written|posted|published)\s+by\s*[:：]?\s+(?P<names2>[A-Z].{2,70})",
    re.I,
)
HAN_BYLINE = re.compile(
    r"(?:^|[\s|(（])文\s*[:：/／|丨]\s*(?P<names2>[^\s:：|；;()（）][^:：|；;()（）]{1,30})"
    r"|[（(][^（）()]{0,12}?记者\s*(?P<names3>[\u4e00-\u9fff][^（）()]{1,30})[)）]"
    r"|^(?:本报|本网|本刊|特约|见习)记者\s+(?P<names4>[\u4e00-\u9fff、\s]{2,20})$"
)
"""Chinese bylines that are no label with a colon."""
SIGNED = re.compile(
    r"\W*(?:this \w+ \w+ was |article |post |story )?(?:written|posted|words)\s+by",
    re.I,
)
"""What opens a byline wherever it stands."""
ALONE = re.compile(
    r"\W*(?:(?:words|story|text|written|posted|article)\s+)?by\W*|\W*(?:author|writer|written)\s*[:：]?\s*",
    re.I,
)
"""A label whose name stands in the next block."""
EXACT = re.compile(r"itemprop-author|rel-author|href-author")
OWNER = re.compile(
    r"(.{3,40}?)['’]s (?:\w+ )?(?:blog|weblog|site|website|homepage|journal|notes)",
    re.I,
)
"""The name of a site that says who writes it."""
AUTHOR_NAME = re.compile(r"author.*name|name.*author|author-?title", re.I)
NEAR_BEFORE, NEAR_AFTER, BESIDE = 8, 15, 5
LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class Byline:
    """One reading of who wrote the article.

    Attributes:
        source: ``json-ld``, ``meta``, ``slot`` or ``text``.
    """

    names: tuple[str, ...]
    source: str


def rank_authors(clues: Clues, title_at: int, site: Iterable[str]) -> Iterator[Byline]:
    """Yield who the authors may be, likeliest first.

    Machines' names go first, unless the page shows none of them beside the headline but
    others.
    """
    barred = {fold(s) for s in site} - {""}
    told = (b for b in _read_told(clues, barred) if b.names)
    shown = (b for b in _read_shown(clues, title_at, barred) if b.names)
    first = next(told, None)
    if first is None:
        yield from shown
    elif _agrees(first, clues, title_at):
        yield from chain((first,), told, shown)
    else:
        yield from chain(shown, (first,), told)


def _agrees(told: Byline, clues: Clues, title_at: int) -> bool:
    """Say whether one of the names is shown around the headline."""
    start = max(0, title_at - NEAR_BEFORE)
    near = fold(
        " ".join(b.text for b in clues.page.blocks[start : title_at + 2 * NEAR_AFTER])
    )
    return any(fold(name) in near for name in told.names)


def _read_told(clues: Clues, barred: set[str]) -> Iterator[Byline]:
    for thing in clues.things:
        for key in ("author", "creator"):
            if is_article(thing) and thing.get(key):
                people = [
                    n
                    for n, kind in names_of(thing[key], clues.things)
                    if "Organi" not in kind
                ]
                yield Byline(split_names(people, barred), "json-ld")
    for name in AUTHOR_META:
        if name in clues.meta:
            yield Byline(split_names(map(clean, clues.meta[name]), barred), "meta")
    for number in "12":
        if WRITTEN_BY.search(clues.first(f"twitter:label{number}")):
            yield Byline(
                split_names([clean(clues.first(f"twitter:data{number}"))], barred),
                "meta",
            )


def _read_shown(clues: Clues, title_at: int, barred: set[str]) -> Iterator[Byline]:
    """Yield what the page shows: links and slots, bylines, author boxes."""
    near = [s for s in clues.of_kind("author") if _is_near(clues, s, title_at)]
    exact = [s for s in near if EXACT.search(s.names)]
    yield Byline(once(n for s in exact for n in _names_in(s, barred, clues)), "slot")
    yield from (Byline(_names_in(s, barred, clues), "slot") for s in near)
    yield from _read_lines(clues, title_at, barred)
    boxes = (
        s
        for s in clues.of_kind("author")
        if not clues.is_outside(s.block) or AUTHOR_NAME.search(s.names)
    )
    names = once(n for s in boxes for n in _names_in(s, barred, clues))
    if len(names) == 1:
        yield Byline(names, "slot")
    for name in find_site_names(clues):
        if (found := OWNER.fullmatch(name)) and is_person(found[1]):
            yield Byline((found[1],), "meta")


def _read_lines(clues: Clues, title_at: int, barred: set[str]) -> Iterator[Byline]:
    """Yield the bylines among the short lines of a page."""
    start = max(0, title_at - NEAR_BEFORE)
    blocks = clues.page.blocks
    for index, block in enumerate(blocks):
        line = block.text
        if len(line) > LONGEST_LINE or clues.is_outside(index):
            continue
        if ALONE.fullmatch(line) and index + 1 < len(blocks):
            line = f"{line} {blocks[index + 1].text}"
        near = start <= index <= title_at + NEAR_AFTER
        if near and HINT.search(line):
            line = " ".join(cut_at_dates(line))
        if (found := BYLINE.search(line)) and (near or SIGNED.match(line)):
            yield Byline(split_names([_group(found)], barred), "text")
        if label := read_label(line, "author"):
            yield Byline(split_names([label], barred), "text")
        if found := HAN_BYLINE.search(line):
            yield Byline(split_names([_group(found).split(" · ")[0]], barred), "text")


def _is_near(clues: Clues, sign: Sign, title_at: int) -> bool:
    distance = sign.block - max(0, title_at)
    if 0 <= distance <= BESIDE and EXACT.search(sign.names):
        return True
    return -NEAR_BEFORE <= distance <= NEAR_AFTER and not clues.is_outside(sign.block)


def _names_in(sign: Sign, barred: set[str], clues: Clues) -> tuple[str, ...]:
    """Return the names in an element named for its author: those of its links first."""
    element = sign.element
    blocks = clues.page.blocks
    around = blocks[sign.block].text if sign.block < len(blocks) else ""
    links = [element] if element.tag == "a" else list(element.iter("a"))
    texts = [(read_text(a, " "), a.get("href") or "") for a in links]
    people = [t for t, href in texts if len(t) < 60 and AUTHOR_PAGE.search(href)]
    people = people or [t for t, _ in texts if is_person(t)]
    names = split_names(people, barred)
    if not names:
        text = read_text(element, " ")
        names = split_names([text], barred) if len(text) < LONGEST_LINE else ()
    return tuple(
        n for n in names if not re.search(OTHER_HAND + re.escape(n), around, re.I)
    )


def _group(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def find_editor(clues: Clues) -> str:
    """Return who edited the article, by a label in a short line."""
    for block in clues.page.blocks:
        label = (
            read_label(block.text, "editor") if len(block.text) < LONGEST_LINE else ""
        )
        if label and (names := split_names([label], set())):
            return names[0]
    return ""


def find_publisher(clues: Clues, title_at: int) -> str:
    """Return the news source a page names, else who publishes the site."""
    start = max(0, title_at - NEAR_BEFORE)
    for index, block in enumerate(clues.page.blocks):
        line = block.text
        near = start <= index <= title_at + NEAR_AFTER or len(line) < 40
        name = read_label(line, "origin") if near and len(line) <= LONGEST_LINE else ""
        if 0 < len(name) <= 40 and not NOT_NAME.search(name):
            return name
    for thing in clues.things:
        if is_article(thing):
            for name, _ in names_of(thing.get("publisher"), clues.things):
                return name
    return clean(clues.first("og:site_name", "application-name"))
