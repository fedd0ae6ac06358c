"""Find the pages that are one article: those it was published on, and copies of them.

Addresses and links are believed only where texts and titles agree. Results depend on
the set of pages, not on their order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ...model import make_number
from ..addresses import (
    COPY_FORMS,
    find_address_stems,
    find_copy_form,
    is_front,
    make_address_key,
    strip_tracking,
)
from ..page_names import LIST_PATH
from .minhash import MinHash, find_containment
from .page_register import PagerLink, Register, RegisteredPage

MAX_ARTICLE_PAGES = 60
"""Pages of an article; what has more is a list."""
MIN_SAME_TITLE_OVERLAP = 0.5
"""Share of the shorter text in the longer from which two pages of one title show the
same text, so that they are copies rather than pages that follow each other."""
MIN_COPY_OVERLAP = 0.8
"""The same where the titles differ."""
MIN_TITLE_CHARS = 4
"""Letters of a title that another may begin with because it is the same."""
LIST_NAME = re.compile(
    r"/(?:index|list|default|home)[_-]?\d*\.\w+$|/page[/_-]?\d+/?$", re.I
)
"""Paths that lists have more often than articles."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The article in which the text of a page ended up.

    Attributes:
        article: number of the page that has the article; its own if it has one.
        is_part: whether it is a later page of that article rather than a copy.
        later_pages: of the article it has, in order.
        canonical_url: of the article; empty if the page decides it alone.
    """

    article: int
    is_part: bool = False
    later_pages: tuple[int, ...] = ()
    canonical_url: str = ""

    def describe(self, url: str) -> str:
        """Return in words that the page has no article because that URL has it."""
        return f"the page is {'part' if self.is_part else 'a copy'} of {url}"


def find_placements(register: Register) -> dict[int, Placement]:
    """Return the placement of every page that is tied to others, by its number."""
    placements: dict[int, Placement] = {}
    for pages in _find_articles(register):
        first, *later = (page.id for page in pages)
        placements[first] = Placement(first, later_pages=tuple(later))
        placements |= {page: Placement(first, is_part=True) for page in later}
    _fold_copies(register, placements)
    return {n: _follow(placement, placements) for n, placement in placements.items()}


def _follow(placement: Placement, placements: Mapping[int, Placement]) -> Placement:
    """Return a placement with the page that has the article in the end."""
    target = placements.get(placement.article, placement)
    if target.article == placement.article:
        return placement
    return _follow(replace(placement, article=target.article), placements)


def _find_articles(register: Register) -> Iterator[Sequence[RegisteredPage]]:
    """Yield the pages of each article that has several, in order."""
    pagers = [p for p in register.find_pager_links() if _go_together(p)]
    groups = _Groups()
    for pager in pagers:
        groups.join(pager.page, pager.other)
    inside: defaultdict[int, list[PagerLink]] = defaultdict(list)
    for pager in pagers:
        inside[groups.find(pager.page.id)].append(pager)
    for root, members in groups.members().items():
        ordered = _order_pages(members, inside[root])
        if len(ordered) > 1 and _may_be_article(ordered):
            yield ordered


def _go_together(pager: PagerLink) -> bool:
    """Return whether two pages that link to each other may be of one article.

    A pager that people see counts more than ``rel=next``, which blogs use from post to
    post; then the addresses must differ in a page number only.
    """
    a, b = pager.page, pager.other
    if (a.day and b.day and a.day != b.day) or _count_shared(
        a, b
    ) >= MIN_SAME_TITLE_OVERLAP:
        return False
    stem = not find_address_stems(a.url).keys().isdisjoint(find_address_stems(b.url))
    if pager.kind == pager.back == "shown":
        return _begin_alike(a, b) if stem else a.heading == b.heading
    return stem and a.heading == b.heading


def _begin_alike(a: RegisteredPage, b: RegisteredPage) -> bool:
    """Return whether two titles are the same, apart from a site's name at the end."""
    short, long = sorted((a.title, b.title), key=len)
    return short == long or (len(short) >= MIN_TITLE_CHARS and long.startswith(short))


def _order_pages(
    members: Iterable[RegisteredPage], pagers: Iterable[PagerLink]
) -> list[RegisteredPage]:
    """Return pages in their order; nothing if the order is unclear.

    The numbers of the links to them say it, else those in their addresses, else what is
    next to what. Of pages whose addresses mean the same, the best one counts.
    """
    best: dict[str, RegisteredPage] = {}
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
    """Number the pages along the way from the only page that comes after no other."""
    starts = after.keys() - set(after.values())
    if len(starts) != 1:
        return {}
    places: dict[str, int] = {}
    key: str | None = starts.pop()
    while key is not None and key not in places:
        places[key] = len(places)
        key = after.get(key)
    return places


def _may_be_article(pages: Sequence[RegisteredPage]) -> bool:
    """Return whether pages that link to each other are an article, not a list."""
    first = pages[0]
    if not first.is_article or is_front(first.url) or len(pages) > MAX_ARTICLE_PAGES:
        return False
    paths = [urlsplit(page.url).path for page in pages]
    listed = any(LIST_NAME.search(path) for path in paths)
    return bool(first.dated) or not (listed or LIST_PATH.search(paths[0]))


def _fold_copies(register: Register, placements: dict[int, Placement]) -> None:
    """Add the placements of copies, and of pages whose claim is not believed."""
    groups = _Groups()
    aside: dict[int, int] = {}
    for a, b, kind in register.find_copy_pairs():
        parts = [p for p in (a, b) if p.id in placements and placements[p.id].is_part]
        if len(parts) == 2 or not _agree(a, b):
            continue
        if not parts:
            groups.join(a, b)
        elif kind != "claim" or parts == [b]:  # else it claims the view of all pages
            whole = (a if parts == [b] else b).id
            article = placements[parts[0].id].article
            aside[whole] = min(article, aside.get(whole, article))
    claims = _weigh_claims(register, groups, placements)
    for members in groups.members().values():
        aside = {
            n: article
            for n, article in aside.items()
            if n not in {m.id for m in members}
        }
        _choose(members, claims, placements)
    placements |= {page: Placement(article) for page, article in aside.items()}


def _weigh_claims(
    register: Register, groups: _Groups, placements: dict[int, Placement]
) -> dict[int, int]:
    """Return the number of the address that each page claims, by page.

    Pages that claim the same unlisted address are joined if their texts agree. A page
    whose claim is rejected gets a placement with its own address.
    """
    claims: dict[int, int] = {}
    absent: defaultdict[int, list[RegisteredPage]] = defaultdict(list)
    rejected: list[RegisteredPage] = []
    for page, target, is_listed in register.find_claims():
        claims[page.id] = target
        if is_listed:
            rejected.append(page)
        else:
            absent[target].append(page)
    for pages in absent.values():
        best = min(pages, key=_rank_url)
        like = [page for page in pages if page is best or _agree(best, page)]
        believed = like if 2 * len(like) > len(pages) else []
        rejected += [page for page in pages if page not in believed]
        for page in believed[1:]:
            groups.join(believed[0], page)
    for page in rejected:
        placement = placements.get(page.id, Placement(page.id))
        address = strip_tracking(page.url)
        placements[page.id] = replace(placement, canonical_url=address)
    return claims


def _choose(
    members: Sequence[RegisteredPage],
    claims: Mapping[int, int],
    placements: dict[int, Placement],
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
    own = placements.get(best.id, Placement(best.id))
    address = own.canonical_url or best.claim or strip_tracking(best.url)
    placements[best.id] = replace(own, canonical_url=address)
    for page in members:
        if page.id != best.id:
            placements[page.id] = Placement(best.id, canonical_url=address)


def _agree(a: RegisteredPage, b: RegisteredPage) -> bool:
    """Return whether two pages show the same text."""
    same_title = bool(a.heading) and a.heading == b.heading
    if not a.minhash or not b.minhash:
        return same_title and not (a.minhash or b.minhash)
    return _count_shared(a, b) >= (
        MIN_SAME_TITLE_OVERLAP if same_title else MIN_COPY_OVERLAP
    )


def _count_shared(a: RegisteredPage, b: RegisteredPage) -> float:
    """Return roughly the share of the shorter text that the longer contains."""
    return find_containment(MinHash(a.minhash, a.size), MinHash(b.minhash, b.size))


def _rank_url(page: RegisteredPage) -> tuple[int, bool, int, str, int]:
    """Return a sort key that puts the better of two addresses first."""
    form, _ = find_copy_form(page.url)
    rank = ["", *COPY_FORMS].index(form)
    tracked = strip_tracking(page.url) != page.url
    return rank, tracked, len(page.url), page.url, page.id


class _Groups:
    """Pages that belong together. Source: R. E. Tarjan, Efficiency of a good but not
    linear set union algorithm, 1975."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}
        self._pages: dict[int, RegisteredPage] = {}

    def join(self, one: RegisteredPage, other: RegisteredPage) -> None:
        for page in (one, other):
            self._parents.setdefault(page.id, page.id)
            self._pages[page.id] = page
        self._parents[self.find(one.id)] = self.find(other.id)

    def find(self, number: int) -> int:
        while (parent := self._parents[number]) != number:
            self._parents[number] = self._parents[parent]
            number = parent
        return number

    def members(self) -> dict[int, list[RegisteredPage]]:
        """Return the pages of each group, by one of them."""
        found: defaultdict[int, list[RegisteredPage]] = defaultdict(list)
        for number, page in self._pages.items():
            found[self.find(number)].append(page)
        return found
