"""Which pages are one article: those it was published on, and copies of them.

What addresses and links say is believed only where texts and titles agree. Everything
is a function of the set of pages, whatever their order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ...model import make_number
from ..addresses import (
    FORMS,
    find_address_stems,
    find_copy_form,
    is_front,
    make_address_key,
    strip_tracking,
)
from ..page_kind import LIST_PATH
from .minhash import Sketch, find_containment
from .page_register import Card, Pager, Register

MOST_PAGES = 60
"""Pages of an article; what has more is a list."""
OVERLAP = 0.5
"""Share of the shorter text in the longer from which two pages of one title show the
same text, so that they are copies rather than pages that follow each other."""
COPY = 0.8
"""The same where the titles differ."""
SHORTEST = 4
"""Letters of a title that another may begin with because it is the same."""
LIST_NAME = re.compile(
    r"/(?:index|list|default|home)[_-]?\d*\.\w+$|/page[/_-]?\d+/?$", re.I
)
"""Paths that lists have more often than articles."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text of a page ended up.

    Attributes:
        of: the page whose article it is in; itself if it has one of its own.
        is_part: whether it is a later page of that article, else a copy.
        rest: the later pages of its own article, in order.
        canonical_url: address of the article; empty if it is what the page alone says.
    """

    of: int
    is_part: bool = False
    rest: tuple[int, ...] = ()
    canonical_url: str = ""

    def describe(self, url: str) -> str:
        """Return in words that a page is none of its own, but of that of a URL."""
        return f"the page is {'part' if self.is_part else 'a copy'} of {url}"


def find_places(register: Register) -> dict[int, Place]:
    """Return the place of every page that is tied to others, by its number."""
    places: dict[int, Place] = {}
    for pages in _find_articles(register):
        first, *rest = (page.id for page in pages)
        places[first] = Place(first, rest=tuple(rest))
        places |= {page: Place(first, True) for page in rest}
    _fold_copies(register, places)
    return {n: _follow(place, places) for n, place in places.items()}


def _follow(place: Place, places: Mapping[int, Place]) -> Place:
    """Return a place with the page that has the article in the end."""
    at = places.get(place.of, place)
    return place if at.of == place.of else _follow(replace(place, of=at.of), places)


def _find_articles(register: Register) -> Iterator[Sequence[Card]]:
    """Yield the pages of each article that has several, in order."""
    pagers = [p for p in register.find_pagers() if _go_together(p)]
    groups = _Groups()
    for pager in pagers:
        groups.join(pager.page, pager.other)
    inside: defaultdict[int, list[Pager]] = defaultdict(list)
    for pager in pagers:
        inside[groups.find(pager.page.id)].append(pager)
    for root, members in groups.members().items():
        ordered = _order_pages(members, inside[root])
        if len(ordered) > 1 and _may_be_article(ordered):
            yield ordered


def _go_together(pager: Pager) -> bool:
    """Say whether two pages that lead to each other may be of one article.

    A pager that people see counts more than ``rel=next``, which blogs use from post to
    post; then the addresses must differ in a page number only.
    """
    a, b = pager.page, pager.other
    if (a.day and b.day and a.day != b.day) or _count_shared(a, b) >= OVERLAP:
        return False
    stem = not find_address_stems(a.url).keys().isdisjoint(find_address_stems(b.url))
    if pager.kind == pager.back == "shown":
        return _begin_alike(a, b) if stem else a.heading == b.heading
    return stem and a.heading == b.heading


def _begin_alike(a: Card, b: Card) -> bool:
    """Say whether two titles are one, with the name of the site after it or not."""
    short, long = sorted((a.title, b.title), key=len)
    return short == long or (len(short) >= SHORTEST and long.startswith(short))


def _order_pages(members: Iterable[Card], pagers: Iterable[Pager]) -> list[Card]:
    """Return pages in their order; none if it is not clear.

    The numbers of the links to them say it, else those in their addresses, else what is
    next to what. Of pages whose addresses mean the same, the best one counts.
    """
    best: dict[str, Card] = {}
    for page in sorted(members, key=_rank_url):
        best.setdefault(make_address_key(page.url), page)
    labels: defaultdict[str, set[int]] = defaultdict(set)
    after: dict[str, str] = {}
    for pager in pagers:
        here, there = (
            make_address_key(pager.page.url),
            make_address_key(pager.other.url),
        )
        if pager.number > 0:
            labels[there].add(pager.number)
        else:
            after |= {there: here} if pager.number else {here: there}
    for numbers in (
        {key: min(found) for key, found in labels.items() if len(found) == 1},
        _read_numbers(best),
        _walk(after),
    ):
        if numbers.keys() >= best.keys() and len(set(numbers.values())) >= len(best):
            return [best[key] for key in sorted(best, key=lambda k: numbers[k])]
    return []


def _read_numbers(keys: Iterable[str]) -> dict[str, int]:
    """Return the page numbers in addresses that differ in nothing else."""
    stems = {key: find_address_stems(f"http://{key}") for key in keys}
    shared = set.intersection(*(set(found) for found in stems.values()))
    if not shared:
        return {}
    stem = min(shared, key=lambda s: (-len(s), s))
    return {key: found[stem] for key, found in stems.items()}


def _walk(after: Mapping[str, str]) -> dict[str, int]:
    """Return the places on the way from the one page that comes after none."""
    starts = after.keys() - set(after.values())
    if len(starts) != 1:
        return {}
    places: dict[str, int] = {}
    key: str | None = starts.pop()
    while key is not None and key not in places:
        places[key] = len(places)
        key = after.get(key)
    return places


def _may_be_article(pages: Sequence[Card]) -> bool:
    """Say whether pages that lead to each other are no list."""
    first = pages[0]
    if not first.is_article or is_front(first.url) or len(pages) > MOST_PAGES:
        return False
    paths = [urlsplit(page.url).path for page in pages]
    listed = any(LIST_NAME.search(path) for path in paths)
    return bool(first.dated) or not (listed or LIST_PATH.search(paths[0]))


def _fold_copies(register: Register, places: dict[int, Place]) -> None:
    """Add the places of copies, and of pages whose claim is not believed."""
    groups = _Groups()
    aside: dict[int, int] = {}
    for a, b, kind in register.find_kin():
        parts = [p for p in (a, b) if p.id in places and places[p.id].is_part]
        if len(parts) == 2 or not _agree(a, b):
            continue
        if not parts:
            groups.join(a, b)
        elif kind != "claim" or parts == [b]:  # else it claims the view of all pages
            whole, of = (a if parts == [b] else b).id, places[parts[0].id].of
            aside[whole] = min(of, aside.get(whole, of))
    claims = _weigh_claims(register, groups, places)
    for members in groups.members().values():
        aside = {n: of for n, of in aside.items() if n not in {m.id for m in members}}
        _choose(members, claims, places)
    places |= {page: Place(of) for page, of in aside.items()}


def _weigh_claims(
    register: Register, groups: _Groups, places: dict[int, Place]
) -> dict[int, int]:
    """Return what other addresses pages claim, by page, as the register numbers them.

    Pages that claim one address which is not here are joined where they agree. What
    a page claims in vain, its place says.
    """
    claims: dict[int, int] = {}
    absent: defaultdict[int, list[Card]] = defaultdict(list)
    vain: list[Card] = []
    for page, target, is_here in register.find_claims():
        claims[page.id] = target
        if is_here:
            vain.append(page)
        else:
            absent[target].append(page)
    for pages in absent.values():
        best = min(pages, key=_rank_url)
        like = [page for page in pages if page is best or _agree(best, page)]
        believed = like if 2 * len(like) > len(pages) else []
        vain += [page for page in pages if page not in believed]
        for page in believed[1:]:
            groups.join(believed[0], page)
    for page in vain:
        place = places.get(page.id, Place(page.id))
        address = strip_tracking(page.url)
        places[page.id] = replace(place, canonical_url=address)
    return claims


def _choose(
    members: Sequence[Card], claims: Mapping[int, int], places: dict[int, Place]
) -> None:
    """Give the pages of one article to the one whose address readers are to see."""
    keys = {page.id: make_number(make_address_key(page.url)) for page in members}
    claimed = {claims.get(page.id, 0) for page in members}
    best = min(
        members,
        key=lambda page: (
            claims.get(page.id) in keys.values(),
            keys[page.id] not in claimed,
            _rank_url(page),
        ),
    )
    own = places.get(best.id, Place(best.id))
    address = own.canonical_url or best.claim or strip_tracking(best.url)
    places[best.id] = replace(own, canonical_url=address)
    for page in members:
        if page.id != best.id:
            places[page.id] = Place(best.id, canonical_url=address)


def _agree(a: Card, b: Card) -> bool:
    """Say whether two pages show the same text."""
    same_title = bool(a.heading) and a.heading == b.heading
    if not a.sketch or not b.sketch:
        return same_title and not (a.sketch or b.sketch)
    return _count_shared(a, b) >= (OVERLAP if same_title else COPY)


def _count_shared(a: Card, b: Card) -> float:
    """Return about the share of the shorter text that stands in the longer."""
    return find_containment(Sketch(a.sketch, a.size), Sketch(b.sketch, b.size))


def _rank_url(page: Card) -> tuple[int, bool, int, str, int]:
    """Return by what the better of two addresses comes first."""
    form, _ = find_copy_form(page.url)
    rank = (*("", *FORMS),).index(form)
    tracked = strip_tracking(page.url) != page.url
    return rank, tracked, len(page.url), page.url, page.id


class _Groups:
    """Pages that belong together. Source: R. E. Tarjan, Efficiency of a good but not
    linear set union algorithm, 1975."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}
        self._pages: dict[int, Card] = {}

    def join(self, one: Card, other: Card) -> None:
        for page in (one, other):
            self._parents.setdefault(page.id, page.id)
            self._pages[page.id] = page
        self._parents[self.find(one.id)] = self.find(other.id)

    def find(self, number: int) -> int:
        while (parent := self._parents[number]) != number:
            self._parents[number] = self._parents[parent]
            number = parent
        return number

    def members(self) -> dict[int, list[Card]]:
        """Return the pages of each group, by one of them."""
        found: defaultdict[int, list[Card]] = defaultdict(list)
        for number, page in self._pages.items():
            found[self.find(number)].append(page)
        return found
