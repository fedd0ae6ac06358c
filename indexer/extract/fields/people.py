"""Who wrote, edited and published an article; better no name than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ..texts import clean, fold
from .bylines import (
    LONGEST_LINE,
    NEAR_AFTER,
    NEAR_BEFORE,
    Byline,
    find_byline,
    read_shown,
    read_whole,
    sign,
)
from .jsonld import is_article, names_of, values_of
from .label_lines import read_label
from .names import NOT_NAME, is_person, split_names
from .page_signals import PageSignals

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
TURNED = re.compile(r"([^,]+),\s*([^,]+)")
"""``Lee, Ann``, as catalogues write names."""
WRITTEN_BY = re.compile(r"written by|^by$|author|作者", re.I)
"""Label of a Twitter card beside the name of the author."""


def rank_authors(signals: PageSignals) -> Iterator[Byline]:
    """Yield who the authors may be, likeliest first.

    A byline right below the headline tells which of the names are the authors'. Else
    machines' names go first, unless the page shows none of them but others.
    """
    barred = {fold(s) for s in signals.site_names} - {""}
    told = [b for b in _read_told(signals, barred) if b.names]
    shown = (b for b in read_shown(signals, barred) if b.names)
    if line := find_byline(signals):
        whole = read_whole(signals, barred)
        if signed := sign(line, [*(n for b in told for n in b.names), *whole]):
            yield Byline(signed, "text")
    agrees = told and _agrees(told[0], signals)
    ranked = chain(told, shown) if agrees else chain(shown, told)
    first = next(ranked, None)
    if first and _names_the_site(first, barred):
        rest = [first, *ranked]
        yield from sorted(rest, key=lambda b: not _names_others(b, barred))
    elif first:
        yield first
        yield from ranked


def _names_the_site(byline: Byline, barred: set[str]) -> bool:
    return all(fold(name) in barred for name in byline.names)


def _names_others(byline: Byline, barred: set[str]) -> bool:
    """Say whether a byline names persons after whom the site is not called."""
    return all(
        is_person(name) and not any(b in fold(name) for b in barred)
        for name in byline.names
    )


def _agrees(told: Byline, signals: PageSignals) -> bool:
    """Say whether one of the names is shown around the headline."""
    start = max(0, signals.title_at - NEAR_BEFORE)
    around = signals.blocks[start : signals.title_at + 2 * NEAR_AFTER]
    near = fold(" ".join(b.text for b in around))
    return any(fold(name) in near for name in told.names)


def _read_told(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    for key in ("author", "creator"):
        for value in values_of(signals.things, key):
            named = names_of(value, signals.things)
            people = [_raise(name) for name, kind in named if "Organi" not in kind]
            yield Byline(split_names(people, barred), "json-ld")
    for name in AUTHOR_META:
        if name in signals.meta:
            texts = (_raise(clean(text)) for text in signals.meta[name])
            if name == "citation_author":
                texts = (TURNED.sub(r"\2 \1", text) for text in texts)
            yield Byline(split_names(texts, barred), "meta")
    for number in "12":
        if WRITTEN_BY.search(signals.find_meta(f"twitter:label{number}")):
            text = clean(signals.find_meta(f"twitter:data{number}"))
            yield Byline(split_names([text], barred), "meta")


def _raise(name: str) -> str:
    """Return a name told in small letters with capitals.

    >>> _raise("ann lee"), _raise("jsteinhardt")
    ('Ann Lee', 'jsteinhardt')
    """
    return name.title() if name.islower() and " " in name else name


def find_editor(signals: PageSignals) -> str:
    """Return who edited the article, by a label in a short line."""
    for block in signals.blocks:
        label = (
            read_label(block.text, "editor") if len(block.text) < LONGEST_LINE else ""
        )
        if label and (names := split_names([label], set())):
            return names[0]
    return ""


def find_publisher(signals: PageSignals) -> str:
    """Return the news source a page names, else who publishes the site."""
    start = max(0, signals.title_at - NEAR_BEFORE)
    for index, block in enumerate(signals.blocks):
        line = block.text
        near = start <= index <= signals.title_at + NEAR_AFTER or len(line) < 40
        name = read_label(line, "origin") if near and len(line) <= LONGEST_LINE else ""
        if 0 < len(name) <= 40 and not NOT_NAME.search(name):
            return name
    for thing in signals.things:
        if is_article(thing):
            for name, _ in names_of(thing.get("publisher"), signals.things):
                return name
    return clean(signals.find_meta("og:site_name", "application-name"))
