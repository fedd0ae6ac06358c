"""Who wrote, edited and published an article; no name is better than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain

from ..visible_text import fold, strip_markup
from .author_elements import read_author_boxes, read_near_elements, read_whole_names
from .bylines import (
    BYLINE_BLOCKS_AFTER,
    BYLINE_BLOCKS_BEFORE,
    MAX_BYLINE_CHARS,
    Byline,
    find_byline_text,
    find_label_boxes,
    find_signed_names,
    read_far_lines,
    read_label_texts,
    read_later_lines,
    read_near_lines,
    read_reporters,
    read_signature,
)
from .jsonld import find_named, find_values, is_article
from .label_lines import read_label
from .page_signals import PageSignals
from .person_names import (
    KANA,
    NAME_LEAD,
    NAME_TAIL,
    NON_NAME_TEXT,
    NameRules,
    is_name,
    is_person,
)
from .role_words import is_institution
from .unlabelled_authors import (
    read_dated_names,
    read_introduced_names,
    read_name_lists,
    read_site_owner,
)

_AUTHOR_META = """
    author article:author parsely-author sailthru.author byl dc.creator dcterms.creator
    citation_author creator article:author_name authors cxenseparse:author og:author
    article.author
"""
AUTHOR_META = _AUTHOR_META.split()
"""Meta elements that name the authors, most trusted first."""
INVERTED_NAME = re.compile(r"([^,]+),\s*([^,]+)")
"""``Lee, Ann``, as catalogues write names."""
KANA_TEXT = re.compile(f"[{KANA}]")
SITE_ARTICLE = re.compile(
    r"(?:the|der|die|das|le|la|les|el|los|las|il|lo|gli|o|a|os|as|de|het)\s", re.I
)
"""What opens the name of a site that is no person's."""
NO_ORIGIN = re.compile(
    "(?:本站|本网)?(?:原创|整理)?|(?:互联)?网络?|转载|未知|不详|佚名|internet|unknown",
    re.I,
)
"""What names no news source."""
MAX_ORIGIN_CHARS = 39
"""Characters of a line that may give the news source wherever it stands."""
AUTHOR_LABEL = re.compile(r"written by|^by$|author|作者", re.I)
"""Label of a Twitter card beside the name of the author."""


def rank_authors(signals: PageSignals) -> Iterator[Byline]:
    """Yield who the authors may be, likeliest first.

    A byline right below the headline decides which of the names are the authors'.
    Without one, structured data comes first, unless the page shows other names and none
    of these. What the site is called may be the author's name only where it is shown.
    """
    rules, shown_rules = _make_rules(signals)
    structured = [b for b in _read_structured(signals, rules) if b.names]
    if line := find_byline_text(signals):
        whole = read_whole_names(signals, shown_rules)
        names = [*(name for byline in structured for name in byline.names), *whole]
        if signed := find_signed_names(line, names):
            yield Byline(signed, "text")
    boxes = find_label_boxes(signals, shown_rules)
    told = _read_structured(signals, shown_rules) if boxes else ()
    if proved := next((byline for byline in told if byline.names in boxes), None):
        yield proved
    visible = (b for b in _read_visible(signals, shown_rules, boxes) if b.names)
    agrees = structured and _is_shown(structured[0], signals)
    ranked = chain(structured, visible) if agrees else chain(visible, structured)
    first = next(ranked, None)
    if first and _is_site_only(first, rules.barred):
        rest = [first, *ranked]
        yield from sorted(rest, key=lambda b: not _has_only_persons(b, rules.barred))
    elif first:
        yield first
        yield from ranked


def _read_visible(
    signals: PageSignals, rules: NameRules, boxes: Collection[tuple[str, ...]]
) -> Iterator[Byline]:
    """Yield the authors that the page shows, likeliest first."""
    yield from read_near_elements(signals, rules)
    yield from read_near_lines(signals, rules)
    yield from read_dated_names(signals)
    yield from (Byline(names, "slot") for names in boxes if len(boxes) == 1)
    yield from read_later_lines(signals, rules)
    yield from read_far_lines(signals, rules)
    yield from read_author_boxes(signals, rules)
    yield from read_name_lists(signals, rules)
    yield from read_introduced_names(signals, rules)
    yield from read_signature(signals, rules)
    yield from read_reporters(signals, rules)
    yield from read_site_owner(signals)


def _make_rules(signals: PageSignals) -> tuple[NameRules, NameRules]:
    """Return how names are read in structured data, and where the page shows them."""
    site = [s for s in signals.site_names if fold(s)]
    told = NameRules(
        frozenset(map(fold, site)), _is_japanese(signals), fold(signals.headline)
    )
    shown = frozenset(map(fold, filter(_is_no_owner, site)))
    return told, replace(told, barred=shown)


def _is_japanese(signals: PageSignals) -> bool:
    return signals.language[:2].lower() == "ja" or bool(KANA_TEXT.search(signals.title))


def _is_no_owner(site: str) -> bool:
    """Return whether a site's name cannot be a person's, as blogs often are called."""
    return bool(SITE_ARTICLE.match(site) or "." in site or is_institution(site))


def _is_site_only(byline: Byline, barred: Collection[str]) -> bool:
    return all(fold(name) in barred for name in byline.names)


def _has_only_persons(byline: Byline, barred: Collection[str]) -> bool:
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


def _read_structured(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    for key in ("author", "creator"):
        for value in find_values(signals.things, key):
            named = find_named(value, signals.things)
            people = [_capitalize(name) for name, kind in named if "Organi" not in kind]
            yield Byline(rules.split(people), "json-ld")
    for name in AUTHOR_META:
        if name in signals.meta:
            texts = (_capitalize(strip_markup(text)) for text in signals.meta[name])
            if name == "citation_author":
                texts = (INVERTED_NAME.sub(r"\2 \1", text) for text in texts)
            yield Byline(rules.split(texts), "meta")
    for number in "12":
        if AUTHOR_LABEL.search(signals.find_meta(f"twitter:label{number}")):
            text = strip_markup(signals.find_meta(f"twitter:data{number}"))
            yield Byline(rules.split([text]), "meta")


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
        names = filter(is_name, NameRules().split([label]) if label else ())
        if name := next(names, ""):
            return name
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
        named = 0 < len(name) <= 40 and not NON_NAME_TEXT.search(name)
        if named and not NO_ORIGIN.fullmatch(name):
            return name
    for thing in signals.things:
        if is_article(thing):
            for name, _ in find_named(thing.get("publisher"), signals.things):
                return name
    site = strip_markup(signals.find_meta("og:site_name", "application-name"))
    return site or next(_read_institutions(signals), signals.feed_site)


def _read_institutions(signals: PageSignals) -> Iterator[str]:
    """Yield the agencies and newspapers that stand in the place of an author."""
    metas = (text for name in AUTHOR_META for text in signals.meta.get(name, ()))
    for text in chain(metas, read_label_texts(signals)):
        name = NAME_TAIL.sub("", NAME_LEAD.sub("", text)).strip()
        if len(name) <= MAX_ORIGIN_CHARS and is_institution(name):
            yield name
