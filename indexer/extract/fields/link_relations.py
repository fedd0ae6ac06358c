"""How a page relates to others of its site: pagers, copies, its canonical address.

Nothing is decided here; ``grouping.page_groups`` compares both pages of each relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from ..addresses import (
    are_of_one_site,
    find_address_stems,
    find_copy_form,
    is_front,
    join_address,
    make_address_key,
    strip_tracking,
)
from ..visible_text import fold

RelationKind = Literal["claim", "copy", "shown", "told"]

PAGE_NUMBER_LINK = re.compile(r"\W*(?:第\s*|page\s*|p\.?\s*)?(\d{1,3})\s*页?\W*", re.I)
NEXT_PAGE_LINK = re.compile(r"\W*(?:下\s*一?\s*页|后一页|next\s+page)\W*", re.I)
PREVIOUS_PAGE_LINK = re.compile(
    r"\W*(?:上\s*一?\s*页|前一页|prev(?:ious)?\s+page)\W*", re.I
)
PAGER_LINKS: tuple[tuple[RelationKind, re.Pattern[str], int], ...] = (
    ("shown", NEXT_PAGE_LINK, 0),
    ("shown", PREVIOUS_PAGE_LINK, -1),
    ("told", re.compile(r"\W*next\W*|[›»>→]+", re.I), 0),
    ("told", re.compile(r"\W*prev(?:ious)?\W*|[‹«<←]+", re.I), -1),
)
OTHER_SCHEMES = ("#", "javascript:", "mailto:", "data:")
PAGER_RELS = {"next": 0, "prev": -1, "previous": -1}
MAX_NUMBERED_LINKS = 60
"""Numbered links of a page that are looked at."""
MAX_RELATIONS = 100
"""Links that lead to copies or as pagers; a page with more is none of an article."""

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
PAGE_MARK = re.compile(
    rf"\s*[-–—_|:：,，·]*\s*[(（\[【]?\s*(?:第\s*{_NUMBER}\s*页|page\s*\d{{1,3}}"
    r"(?:\s*(?:/|of)\s*\d{1,3})?)\s*[)）\]】]?\s*$",
    re.I,
)
"""What names a page at the end of a title, and nothing else."""
NUMBER_MARK = re.compile(
    r"\s*[(（\[【]\s*\d{1,3}(?:\s*[/／]\s*\d{1,3})?\s*[)）\]】]\s*$"
)
"""A number that may be that of a page or of a part."""


@dataclass(frozen=True, slots=True)
class LinkRelation:
    """A relation to the page at another address.

    Attributes:
        kind: ``claim`` for the address the page claims as its own, ``copy`` for another
            form of it, ``shown`` for a pager in words, ``told`` for one that may
            lead to another article as well.
        key: of the address at the other end.
        number: of the page a pager leads to; 0 for the next one, -1 for the one before.
    """

    kind: RelationKind
    key: str
    number: int = 0


def find_relations(root: HtmlElement, url: str, claim: str) -> tuple[LinkRelation, ...]:
    """Return the relations of a page to others, each once.

    Args:
        claim: the address the page claims as its own; see ``find_claim``.
    """
    key = make_address_key(url)
    if not key:
        return ()
    form, original = find_copy_form(url)
    found = [LinkRelation("claim", make_address_key(claim))] if claim else []
    found += [LinkRelation("copy", make_address_key(original))] if form else []
    found += islice(_find_links(root, url), MAX_RELATIONS)
    return tuple(r for r in dict.fromkeys(found) if r.key not in ("", key))


def find_claim(url: str, canonical: str, og_url: str) -> str:
    """Return the address that a page claims as its own: canonical, else ``og:url``.

    It is empty if the page claims none of its site, or the front page.
    """
    for link in (canonical, og_url):
        claim = strip_tracking(join_address(url, link)) if link else ""
        if make_address_key(claim) and (
            not make_address_key(url)
            or (are_of_one_site(url, claim) and (not is_front(claim) or is_front(url)))
        ):
            return claim
    return ""


def fold_heading(headline: str) -> tuple[str, str]:
    """Return a headline without the name of its page, and without any last number.

    >>> fold_heading("The Long Road (2)"), fold_heading("长路 第2页")
    (('thelongroad2', 'thelongroad'), ('长路', '长路'))
    """
    heading = PAGE_MARK.sub("", headline)
    return fold(heading), fold(NUMBER_MARK.sub("", heading))


def _find_links(root: HtmlElement, url: str) -> Iterator[LinkRelation]:
    """Yield the other forms of itself that a page names, and its pagers."""
    base = next((b.get("href") or "" for b in root.iter("base")), "")
    place = join_address(url, base) or url
    host, stems, numbers = _find_host(url), find_address_stems(url).keys(), 0
    for element in root.iter("a", "link"):
        href = element.get("href") or ""
        if not href or href.startswith(OTHER_SCHEMES):
            continue
        if element.tag == "link" and _names_copy(element):
            address = join_address(place, href)
            if are_of_one_site(url, address):
                yield LinkRelation("copy", make_address_key(address))
        elif found := _read_pager(element):
            kind, number = found
            address = join_address(place, href)
            numbers += number > 0
            if _find_host(address) == host and (
                number < 1
                or (
                    numbers <= MAX_NUMBERED_LINKS
                    and stems & find_address_stems(address).keys()
                )
            ):
                yield LinkRelation(kind, make_address_key(address), number)


def _names_copy(link: HtmlElement) -> bool:
    """Return whether a link element names the AMP or mobile form of its page."""
    rel = (link.get("rel") or "").lower()
    narrow = (link.get("media") or "").startswith(("only screen", "handheld"))
    return rel == "amphtml" or (rel == "alternate" and narrow)


def _read_pager(element: HtmlElement) -> tuple[RelationKind, int] | None:
    """Return what kind of pager a link is and where it leads; None if it is none."""
    if element.tag == "a":
        text = element.text_content() if len(element) else element.text or ""
        if len(text) < 30:
            if match := PAGE_NUMBER_LINK.fullmatch(text):
                return "shown", int(match[1])
            for kind, words, step in PAGER_LINKS:
                if words.fullmatch(text):
                    return kind, step
    number = PAGER_RELS.get((element.get("rel") or "").lower())
    return None if number is None else ("told", number)


def _find_host(url: str) -> str:
    return re.split("[/?]", make_address_key(url), maxsplit=1)[0]
