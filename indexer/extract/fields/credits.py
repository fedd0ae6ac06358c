"""Who wrote, edited and published an article; no name is better than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ..visible_text import fold, strip_markup
from .bylines import (
    BYLINE_BLOCKS_AFTER,
    BYLINE_BLOCKS_BEFORE,
    MAX_BYLINE_CHARS,
    Byline,
    find_byline_text,
    find_signed_names,
    read_visible_bylines,
    read_whole_names,
)
from .jsonld import find_named, find_values, is_article
from .label_lines import read_label
from .page_signals import PageSignals
from .person_names import NON_NAME_TEXT, is_person, split_names

_AUTHOR_META = """
    author article:author parsely-author sailthru.author byl dc.creator dcterms.creator
    citation_author creator article:author_name authors cxenseparse:author og:author
    article.author
"""
AUTHOR_META = _AUTHOR_META.split()
"""Meta elements that name the authors, most trusted first."""
INVERTED_NAME = re.compile(r"([^,]+),\s*([^,]+)")
"""``Lee, Ann``, as catalogues write names."""
MAX_ORIGIN_CHARS = 39
"""Characters of a line that may give the news source wherever it stands."""
AUTHOR_LABEL = re.compile(r"written by|^by$|author|作者", re.I)
"""Label of a Twitter card beside the name of the author."""


def rank_authors(signals: PageSignals) -> Iterator[Byline]:
    """Yield who the authors may be, likeliest first.

    A byline right below the headline decides which of the names are the authors'.
    Without one, structured data comes first, unless the page shows other names and none
    of these.
    """
    barred = {fold(s) for s in signals.site_names} - {""}
    structured = [b for b in _read_structured(signals, barred) if b.names]
    visible = (b for b in read_visible_bylines(signals, barred) if b.names)
    if line := find_byline_text(signals):
        whole = read_whole_names(signals, barred)
        names = [*(name for byline in structured for name in byline.names), *whole]
        if signed := find_signed_names(line, names):
            yield Byline(signed, "text")
    agrees = structured and _is_shown(structured[0], signals)
    ranked = chain(structured, visible) if agrees else chain(visible, structured)
    first = next(ranked, None)
    if first and _is_site_only(first, barred):
        rest = [first, *ranked]
        yield from sorted(rest, key=lambda b: not _has_only_persons(b, barred))
    elif first:
        yield first
        yield from ranked


def _is_site_only(byline: Byline, barred: set[str]) -> bool:
    return all(fold(name) in barred for name in byline.names)


def _has_only_persons(byline: Byline, barred: set[str]) -> bool:
    """Return whether a byline names persons after whom the site is not called."""
    return all(
        is_person(name) and not any(b in fold(name) for b in barred)
        for name in byline.names
    )


def _is_shown(byline: Byline, signals: PageSignals) -> bool:
    """Return whether one of the names is shown around the headline."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    around = signals.blocks[start : signals.title_at + 2 * BYLINE_BLOCKS_AFTER]
    near = fold(" ".join(b.text for b in around))
    return any(fold(name) in near for name in byline.names)


def _read_structured(signals: PageSignals, barred: set[str]) -> Iterator[Byline]:
    for key in ("author", "creator"):
        for value in find_values(signals.things, key):
            named = find_named(value, signals.things)
            people = [_capitalize(name) for name, kind in named if "Organi" not in kind]
            yield Byline(split_names(people, barred), "json-ld")
    for name in AUTHOR_META:
        if name in signals.meta:
            texts = (_capitalize(strip_markup(text)) for text in signals.meta[name])
            if name == "citation_author":
                texts = (INVERTED_NAME.sub(r"\2 \1", text) for text in texts)
            yield Byline(split_names(texts, barred), "meta")
    for number in "12":
        if AUTHOR_LABEL.search(signals.find_meta(f"twitter:label{number}")):
            text = strip_markup(signals.find_meta(f"twitter:data{number}"))
            yield Byline(split_names([text], barred), "meta")


def _capitalize(name: str) -> str:
    """Return a name of several words in small letters with capitals.

    >>> _capitalize("ann lee"), _capitalize("jsteinhardt")
    ('Ann Lee', 'jsteinhardt')
    """
    return name.title() if name.islower() and " " in name else name


def find_editor(signals: PageSignals) -> str:
    """Return who edited the article, by a label in a short line."""
    for block in signals.blocks:
        short = len(block.text) < MAX_BYLINE_CHARS
        label = read_label(block.text, "editor") if short else ""
        if label and (names := split_names([label], set())):
            return names[0]
    return ""


def find_publisher(signals: PageSignals) -> str:
    """Return the news source that a page gives, else the publisher of the site."""
    start = max(0, signals.title_at - BYLINE_BLOCKS_BEFORE)
    for index, block in enumerate(signals.blocks):
        line = block.text
        near = start <= index <= signals.title_at + BYLINE_BLOCKS_AFTER
        if len(line) > (MAX_BYLINE_CHARS if near else MAX_ORIGIN_CHARS):
            continue
        name = read_label(line, "origin")
        if 0 < len(name) <= 40 and not NON_NAME_TEXT.search(name):
            return name
    for thing in signals.things:
        if is_article(thing):
            for name, _ in find_named(thing.get("publisher"), signals.things):
                return name
    return strip_markup(signals.find_meta("og:site_name", "application-name"))
