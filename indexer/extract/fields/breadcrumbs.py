"""Where a page says it stands: breadcrumbs in JSON-LD, in elements and in lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..addresses import join_address, make_address_key
from ..visible_text import fold, read_text, strip_markup
from .jsonld import Thing, find_types
from .page_signals import PageSignals
from .section_words import (
    DEFAULT_CATEGORIES,
    HOME_CRUMBS,
    MAX_SECTION_CHARS,
    SOFTWARE_WORDS,
    trim_path,
)

CRUMB_LABEL = re.compile(
    r"^\W*(?:(?:you are here|current (?:location|position)|location|sie sind hier|"
    r"vous êtes ici|estás en)\b|現在位置|"
    r"(?:您|你)?(?:现在|当前|所在)?的?位置(?:是|为)?)\s*[:：]?\s*",
    re.I,
)
CRUMB_SEPARATOR = re.compile(r"\s*(?:>+|»|›|→|＞|\s/\s|—>|::)\s*")
MAX_CRUMBS = 6
NON_CRUMBS = HOME_CRUMBS | SOFTWARE_WORDS | DEFAULT_CATEGORIES


def find_breadcrumb(
    signals: PageSignals, titles: Sequence[str]
) -> tuple[tuple[str, ...], str]:
    """Return the first breadcrumb that holds a section, and its source, or nothing.

    Args:
        titles: texts of the article's title, which ends many breadcrumbs.
    """
    drop = NON_CRUMBS | {fold(name) for name in signals.site_names}
    folded = [fold(title) for title in titles]
    found = (
        (trim_path(parts, drop, folded), source) for parts, source in _read(signals)
    )
    return next((pair for pair in found if pair[0]), ((), ""))


def read_crumbs(
    texts: Sequence[str], titles: Iterable[str]
) -> tuple[tuple[str, ...], ...]:
    """Return the paths in blocks: of a breadcrumb, one for each part or one for all,
    or of categories, one for each.

    >>> read_crumbs(["Home » Projects » Wells", "A dry year"], ["A dry year"])
    (('Projects', 'Wells'),)
    >>> read_crumbs(["Projects", "Wells"], [])
    (('Projects',), ('Wells',))
    """
    parts = [
        part
        for text in texts
        for part in CRUMB_SEPARATOR.split(CRUMB_LABEL.sub("", text))
    ]
    path = trim_path(parts, NON_CRUMBS, map(fold, titles))
    if len(parts) > len(texts) or fold(parts[0] if parts else "") in HOME_CRUMBS:
        return (path,) if path else ()
    return tuple((name,) for name in path)


def _read(signals: PageSignals) -> Iterator[tuple[Sequence[str], str]]:
    for thing in signals.things:
        if "BreadcrumbList" in find_types(thing):
            yield _read_list(thing, signals.url), "json-ld"
        elif isinstance(thing.get("breadcrumb"), dict):
            yield _read_list(thing["breadcrumb"], signals.url), "json-ld"
    yield from ((parts, "slot") for parts in _read_slots(signals))
    yield from ((parts, "text") for parts in _read_lines(signals))


def _read_list(thing: Thing, url: str) -> list[str]:
    """Return the names in a BreadcrumbList of JSON-LD by position, without the page."""
    items = thing.get("itemListElement")
    named = []
    own = make_address_key(url)
    for index, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        inner = item.get("item")
        at = inner if isinstance(inner, dict) else {"@id": inner}
        name = item.get("name") or at.get("name")
        position = item.get("position")
        order = int(str(position)) if str(position).isdigit() else index + 1
        address = str(at.get("@id") or at.get("url") or "/")
        leads_here = own and make_address_key(join_address(url, address)) == own
        if isinstance(name, str) and not leads_here:
            named.append((order, strip_markup(name)))
    return [name for _, name in sorted(named, key=lambda pair: pair[0])]


def _read_slots(signals: PageSignals) -> Iterator[list[str]]:
    """Yield the links of elements named as breadcrumbs above the headline or by it."""
    for named in signals.of_kind("crumb"):
        if signals.title_at >= 0 and named.block > signals.title_at + 3:
            continue
        found = islice(named.element.iter("a"), MAX_CRUMBS + 1)
        links = [read_text(a) for a in found]
        least = 1 if "crumb" in named.names.lower() else 2  # "position" is a layout too
        if least <= len(links) <= MAX_CRUMBS and all(
            len(x) <= 4 * MAX_SECTION_CHARS for x in links
        ):
            yield links


def _read_lines(signals: PageSignals) -> Iterator[list[str]]:
    """Yield the parts of lines above the headline that read as a breadcrumb."""
    stop = signals.title_at if signals.title_at >= 0 else 60
    for block in signals.blocks[:stop]:
        text = block.text
        if len(text) < 5 * MAX_SECTION_CHARS and (
            CRUMB_LABEL.match(text) or CRUMB_SEPARATOR.search(text)
        ):
            parts = [
                p.strip() for p in CRUMB_SEPARATOR.split(CRUMB_LABEL.sub("", text))
            ]
            label = CRUMB_LABEL.match(text)
            is_whole = label is not None and not label[0].isascii()
            is_led = label is not None or fold(parts[0]) in HOME_CRUMBS
            if is_whole or (len(parts) > 1 and is_led):
                yield parts
