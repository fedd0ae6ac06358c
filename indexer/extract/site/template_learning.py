"""What a site learns its template from: one sighting of each page, counted together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..blocks import PageBlocks
from ..body.template import (
    ENOUGH,
    Template,
    TemplateSlot,
    find_names,
    find_paths,
    fingerprint,
)
from ..fields.site_facts import NO_PAGE_FACTS, PageFacts, SiteFacts, learn_facts

COMMON = 0.1
"""Share of pages on which an id or class must occur to be part of a slot."""
OFTEN = 0.2
"""Share of pages that make a text on them furniture, where it is one of many such."""
ALIKE = 0.4
"""Share of the pages with a slot that make a text furniture of that very slot."""
ALIKE_PAGES = 5
"""Pages on which such a text must have been seen."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a template learns from one page: no text, only sizes and fingerprints.

    Attributes:
        nodes: parent, tag, id and classes of each.
        blocks: node, characters, fingerprint and whether it was kept, of each.
        told: what it says of its fields.
    """

    nodes: tuple[tuple[int, str, str, tuple[str, ...]], ...]
    blocks: tuple[tuple[int, int, str, bool], ...]
    told: PageFacts = NO_PAGE_FACTS


def make_sighting(
    page: PageBlocks, kept: Sequence[bool], told: PageFacts = NO_PAGE_FACTS
) -> Sighting:
    """Return what a template may learn from a page that was cleaned."""
    return Sighting(
        tuple((n.parent, n.tag, n.id, n.classes) for n in page.nodes),
        tuple(
            (b.node, len(b.text), fingerprint(b.text), bool(keep))
            for b, keep in zip(page.blocks, kept, strict=True)
        ),
        told,
    )


def learn_template(sightings: Sequence[Sighting]) -> Template:
    """Count what pages of one site have in common; their order does not matter."""
    names: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for seen in sightings:
        names.update(set().union(*(find_names(n[2], n[3]) for n in seen.nodes)))
    copies = _fold_copies(
        sightings, lambda seen: {text for _, _, text, _ in seen.blocks}
    )
    for found in copies:
        texts.update(found)
    least = max(2, math.ceil(COMMON * len(sightings)))
    often = max(ENOUGH, math.ceil(OFTEN * len(copies)))
    template = Template(
        len(sightings),
        frozenset(name for name, count in names.items() if count >= least),
        {},
        {},
        frozenset(text for text, count in texts.items() if count >= often),
    )
    slots: dict[str, TemplateSlot] = {}
    inside: dict[str, TemplateSlot] = {}
    for seen in sightings:
        _count(seen, template, slots, inside)
    known = {path: slot for path, slot in slots.items() if slot.pages >= ENOUGH}
    whole = sum(slot.size for slot in slots.values())
    clear = sum(max(slot.kept, slot.size - slot.kept) for slot in known.values())
    return Template(
        template.pages,
        template.names,
        known,
        {path: slot for path, slot in inside.items() if slot.pages >= ENOUGH},
        template.repeated,
        _find_fixed(sightings, template),
        round(clear / max(1, whole), 4),
        round(sum(slot.kept for slot in slots.values()) / max(1, whole), 4),
        _learn_facts(sightings, template),
    )


def learn_layout(sightings: Sequence[Sighting]) -> Template | None:
    """Learn a template of pages that may be alike; none if it fits too few."""
    if len(sightings) < ENOUGH:
        return None
    template = learn_template(sightings)
    fitting = 0
    for seen in sightings:
        paths = list(find_paths(seen.nodes, template))
        texts = ((paths[node], size) for node, size, _, _ in seen.blocks)
        fitting += template.fits_texts(texts)
    return template if fitting >= ENOUGH else None


def _learn_facts(sightings: Sequence[Sighting], template: Template) -> SiteFacts:
    """Learn the fields of a site from pages that say any."""
    sights = []
    for seen in sightings:
        if seen.told.fields:
            paths = list(find_paths(seen.nodes, template))
            sights.append((seen.told, [paths[node] for node, *_ in seen.blocks]))
    return learn_facts(sights)


def _find_fixed(sightings: Sequence[Sighting], template: Template) -> frozenset[str]:
    """Return the texts that most pages with their slot show in it."""

    def place(seen: Sighting) -> set[tuple[str, str]]:
        paths = list(find_paths(seen.nodes, template))
        return {(paths[node], text) for node, _, text, _ in seen.blocks}

    pages: Counter[str] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for here in _fold_copies(sightings, place):
        shown.update(here)
        pages.update({path for path, _ in here})
    return frozenset(
        fingerprint(path + text)
        for (path, text), count in shown.items()
        if count >= max(ALIKE_PAGES, ALIKE * pages[path])
    )


def _fold_copies(
    sightings: Iterable[Sighting], find: Callable[[Sighting], set[Found]]
) -> list[set[Found]]:
    """Return what is found on each article; pages that keep the same are one."""
    articles: dict[frozenset[str], set[Found]] = {}
    for seen in sightings:
        kept = frozenset(text for _, _, text, keep in seen.blocks if keep)
        articles.setdefault(kept, set()).update(find(seen))
    return list(articles.values())


def _count(
    seen: Sighting,
    template: Template,
    slots: dict[str, TemplateSlot],
    inside: dict[str, TemplateSlot],
) -> None:
    """Add one page to the counts."""
    paths = list(find_paths(seen.nodes, template))
    here: set[str] = set()
    around: defaultdict[str, set[bool]] = defaultdict(set)
    for node, size, text, kept in seen.blocks:
        path = paths[node]
        here.add(path)
        _add(
            slots.setdefault(path, TemplateSlot()),
            size,
            kept,
            text in template.repeated,
        )
        while node >= 0:
            path = paths[node]
            around[path].add(kept)
            _add(inside.setdefault(path, TemplateSlot()), size, kept, False)
            node = seen.nodes[node][0]
    for path in here:
        slots[path].pages += 1
    for path, verdicts in around.items():
        inside[path].pages += 1
        inside[path].mixed += len(verdicts) == 2


def _add(slot: TemplateSlot, size: int, kept: bool, repeated: bool) -> None:
    slot.size += size
    slot.kept += size * kept
    slot.repeated += size * repeated
