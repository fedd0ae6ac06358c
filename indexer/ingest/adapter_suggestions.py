"""A site adapter to start from: what was learned of a site, as selectors.

The sample of the site is read again. A selector is proposed for what it finds on those
pages and only if it never finds anything else, so that the table, loaded as it is,
changes no article of them.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from ..config import AdapterConfig, Config
from ..errors import ConfigError, ExtractError, SourceError
from ..extract import (
    ADAPTER_FIELDS,
    OpenedPage,
    PageOutline,
    SiteLayouts,
    choose_cover,
    decode_page,
    find_body_selectors,
    find_host,
    make_outline,
    make_tag_selectors,
    open_page,
    parse_stamp,
    read_element,
    read_page,
    split_names,
)
from ..model import Article, Page, make_doc_id
from ..sources import Listing
from .page_state import load_ledger
from .templates import Learned, read_learned

TRIED = 12
"""Selectors that are tried for each field, those first that find it on most pages."""
UNIQUE = frozenset(("h1", "time"))
"""Elements that may do without a name."""
LONGEST = 300
"""Characters of an element that may hold a field."""
LEAST = 2
"""Pages on which a selector must hold to be proposed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One setting of an adapter.

    Attributes:
        selectors: with the number of pages each holds on.
        pages: on which any of them should.
        is_safe: whether none of them finds anything wrong.
    """

    setting: str
    selectors: tuple[tuple[str, int], ...]
    pages: int
    is_safe: bool = True

    @property
    def value(self) -> str:
        """The setting as an adapter has it."""
        return ", ".join(selector for selector, _ in self.selectors)


@dataclass(frozen=True, slots=True)
class AdapterDraft:
    """All that is proposed for one host.

    Attributes:
        pages: articles of the sample.
        same: those of them that the table leaves as they are.
    """

    host: str
    suggestions: tuple[Suggestion, ...]
    pages: int
    same: int

    @property
    def adapter(self) -> AdapterConfig:
        """The settings that are safe."""
        return _make_adapter(self.suggestions)


@dataclass(frozen=True, slots=True)
class _Seen:
    page: Page
    article: Article
    outline: PageOutline
    values: Mapping[str, object]


def draft_adapter(config: Config, host: str) -> AdapterDraft:
    """Return what to propose for a host.

    An adapter that is in the settings has no say.

    Raises:
        ConfigError: nothing was learned of such a host.
    """
    learned = _load_learned(config, host)
    site = learned.site
    seen = list(_see_sample(config, host, learned))
    bodies = _suggest_body([one.outline for one in seen])
    fields = _suggest_fields(seen)
    suggestions = (*fields, *bodies)
    same = _count_same(seen, site, _make_adapter(suggestions))
    if same < len(seen):  # what they drop is missed elsewhere: as a source of fields
        bodies = tuple(dataclasses.replace(one, is_safe=False) for one in bodies)
        suggestions = (*fields, *bodies)
        same = _count_same(seen, site, _make_adapter(suggestions))
    return AdapterDraft(host, suggestions, len(seen), same)


def _load_learned(config: Config, host: str) -> Learned:
    sites = load_ledger(config.index.folder).sites
    if host in sites and (learned := read_learned(sites[host])).site.layouts:
        return learned
    known = ", ".join(sorted(sites)) or "none"
    raise ConfigError(
        f"nothing was learned of {host!r}; run a reindex first. "
        f"Hosts of which something is known: {known}"
    )


def _see_sample(config: Config, host: str, learned: Learned) -> Iterator[_Seen]:
    """Read the articles among the pages that the templates were learned from."""
    wanted = {doc_id for sample in learned.samples for doc_id, *_ in sample}
    for source in config.sources:
        if find_host(source.base_url) != host:
            continue
        for entry in Listing().entries(source):
            if (doc_id := make_doc_id(entry.url)) not in wanted:
                continue
            wanted.discard(doc_id)
            try:
                page = entry.read()
                opened = open_page(page, None, learned.site)
                reading = read_page(page, None, learned.site)
            except (ExtractError, SourceError, OSError):
                continue
            if not reading.other:
                outline = make_outline(opened.blocks, opened.choose())
                yield _Seen(page, reading.article, outline, _read_values(opened))


def _read_values(opened: OpenedPage) -> dict[str, object]:
    """Return the fields of a page as a selector has to give them."""
    meta = opened.meta
    values = {
        "title": meta.headline,
        "published": meta.published,
        "authors": meta.authors,
        "section": meta.section,
        "topics": meta.topics,
    }
    return {name: value for name, value in values.items() if value}


READ: dict[str, Callable[[Sequence[str]], object]] = {
    "title": lambda texts: " ".join(texts),
    "published": lambda texts: next(
        (m.when for m in map(parse_stamp, texts) if m is not None), None
    ),
    "authors": lambda texts: split_names(texts, set()),
    "section": tuple,
    "topics": lambda texts: tuple(dict.fromkeys(texts)),
}
"""What an adapter makes of the texts that a selector finds."""
assert set(READ) == set(ADAPTER_FIELDS)


def _suggest_fields(seen: Sequence[_Seen]) -> tuple[Suggestion, ...]:
    """Return selectors for the fields of some pages."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ADAPTER_FIELDS}
    for one in seen:
        for name, selectors in _find_candidates(_make_soup(one.page), one.values):
            found[name].update(selectors)
    tried = {
        name: [s for s, n in counts.most_common(TRIED) if n >= LEAST]
        for name, counts in found.items()
    }
    held: dict[str, dict[str, set[int]]] = {n: {} for n in ADAPTER_FIELDS}
    wrong: set[tuple[str, str]] = set()
    for number, one in enumerate(seen):
        soup = _make_soup(one.page)
        for name, named in tried.items():
            for selector in named:
                texts = list(filter(None, map(read_element, soup.select(selector))))
                if not texts:
                    continue
                if READ[name](texts) == one.values.get(name):
                    held[name].setdefault(selector, set()).add(number)
                else:
                    wrong.add((name, selector))
    return tuple(
        suggestion
        for name in ADAPTER_FIELDS
        if (suggestion := _choose_field(name, held[name], wrong, seen))
    )


def _choose_field(
    name: str,
    held: Mapping[str, set[int]],
    wrong: Container[tuple[str, str]],
    seen: Sequence[_Seen],
) -> Suggestion | None:
    """Choose the selectors of a field; if none is safe, the one that holds most often.

    Args:
        held: pages by selector.
    """
    pages = sum(name in one.values for one in seen)
    usual = {s: numbers for s, numbers in held.items() if len(numbers) >= LEAST}
    right = {s: numbers for s, numbers in usual.items() if (name, s) not in wrong}
    if chosen := choose_cover(right, disjoint=True):
        return Suggestion(name, tuple((s, len(right[s])) for s in chosen), pages)
    if not usual:
        return None
    best = max(usual, key=lambda s: (len(usual[s]), s))
    return Suggestion(name, ((best, len(usual[best])),), pages, is_safe=False)


def _find_candidates(
    soup: BeautifulSoup, values: Mapping[str, object]
) -> Iterator[tuple[str, set[str]]]:
    """Yield for each field the selectors of elements that hold it, or a part of it."""
    found: dict[str, set[str]] = {name: set() for name in values}
    for element in soup.find_all(True):
        if len(element.get_text()) > LONGEST:
            continue
        text = read_element(element)
        for name, value in values.items():
            parts = value if isinstance(value, tuple) else ()
            if READ[name]([text]) == value or text in parts:
                found[name].update(_name_element(element))
    yield from found.items()


def _name_element(element: Tag) -> list[str]:
    """Return selectors that find an element: by its own names or those around it."""
    own = _name_tag(element)
    if element.name in UNIQUE:
        own.append(element.name)
    for distance, above in enumerate(element.parents):
        if names := _name_tag(above):
            gap = " " if distance else " > "
            own += [f"{name}{gap}{element.name}" for name in names]
            break
    later = [f"{selector}:nth-of-type(n+2)" for selector in own]  # a path without Home
    return own + later


def _name_tag(element: Tag) -> list[str]:
    classes = element.get_attribute_list("class")
    named = [str(name) for name in classes if name]
    return make_tag_selectors(element.name, str(element.get("id") or ""), named)


def _suggest_body(outlines: Sequence[PageOutline]) -> tuple[Suggestion, ...]:
    """Return what holds the text of some pages, and what to drop of it."""
    bodies = find_body_selectors(outlines)
    safe = all(body.is_safe for body in bodies)
    held = tuple((body.selector, len(body.pages)) for body in bodies)
    drops = {selector: count for body in bodies for selector, count in body.drops}
    found = (("body", held), ("drop", tuple(drops.items())))
    return tuple(
        Suggestion(name, selectors, len(outlines), safe)
        for name, selectors in found
        if selectors
    )


def _make_adapter(suggestions: Sequence[Suggestion]) -> AdapterConfig:
    return AdapterConfig(**{s.setting: s.value for s in suggestions if s.is_safe})


def _make_soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(decode_page(page.content, page.charset), "lxml")


def _count_same(
    seen: Sequence[_Seen], site: SiteLayouts, adapter: AdapterConfig
) -> int:
    """Return how many articles an adapter leaves as they are."""
    same = 0
    for one in seen:
        try:
            article = read_page(one.page, adapter, site).article
        except ExtractError:
            continue
        told = one.article.published_source
        same += dataclasses.replace(article, published_source=told) == one.article
    return same
