"""Learns the template of a site by counting the blocks of a sample of its pages."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..blocks import PageBlocks
from ..body.template import (
    MIN_SAMPLE_PAGES,
    Template,
    TemplateSlot,
    find_names,
    find_paths,
    fingerprint,
)
from ..fields.site_facts import NO_PAGE_FACTS, PageFacts, SiteFacts, learn_facts

MIN_NAME_SHARE = 0.1
"""Share of the pages on which an id or class must occur to be part of a slot."""
BOILERPLATE_SHARE = 0.2
"""Share of the pages on which a text must occur to count as repeated."""
SLOT_BOILERPLATE_SHARE = 0.4
"""Share of the pages with a slot on which it must show a text to count as fixed."""
MIN_BOILERPLATE_PAGES = 5
"""Pages on which a slot must show a text to count as fixed."""

Feature = TypeVar("Feature")


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """All that a template is learned from of one page: no text, only sizes and hashes.

    Attributes:
        nodes: parent, tag, id and classes of each node.
        blocks: node, characters, fingerprint and whether it was kept, of each block.
        facts: which fields it has, and which blocks show them.
    """

    nodes: tuple[tuple[int, str, str, tuple[str, ...]], ...]
    blocks: tuple[tuple[int, int, str, bool], ...]
    facts: PageFacts = NO_PAGE_FACTS


def make_training_page(
    page: PageBlocks, kept: Sequence[bool], facts: PageFacts = NO_PAGE_FACTS
) -> TrainingPage:
    """Reduce a cleaned page to what a template is learned from."""
    return TrainingPage(
        tuple((n.parent, n.tag, n.id, n.classes) for n in page.nodes),
        tuple(
            (b.node, len(b.text), fingerprint(b.text), bool(keep))
            for b, keep in zip(page.blocks, kept, strict=True)
        ),
        facts,
    )


def learn_template(sample: Sequence[TrainingPage]) -> Template:
    """Count what pages of one site have in common, whatever their order."""
    names: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for page in sample:
        names.update(set().union(*(find_names(n[2], n[3]) for n in page.nodes)))
    copies = _fold_copies(sample, lambda page: {text for _, _, text, _ in page.blocks})
    for article in copies:
        texts.update(article)
    least = max(2, math.ceil(MIN_NAME_SHARE * len(sample)))
    often = max(MIN_SAMPLE_PAGES, math.ceil(BOILERPLATE_SHARE * len(copies)))
    template = Template(
        pages=len(sample),
        names=frozenset(name for name, count in names.items() if count >= least),
        repeated=frozenset(text for text, count in texts.items() if count >= often),
    )
    slots: dict[str, TemplateSlot] = {}
    inside: dict[str, TemplateSlot] = {}
    for page in sample:
        _count(page, template, slots, inside)
    known = {p: slot for p, slot in slots.items() if slot.pages >= MIN_SAMPLE_PAGES}
    whole = max(1, sum(slot.size for slot in slots.values()))
    kept = sum(slot.kept for slot in slots.values())
    correct = sum(max(slot.kept, slot.size - slot.kept) for slot in known.values())
    return replace(
        template,
        slots=known,
        inside={
            p: slot for p, slot in inside.items() if slot.pages >= MIN_SAMPLE_PAGES
        },
        fixed=_find_fixed(sample, template),
        purity=round(correct / whole, 4),
        share=round(kept / whole, 4),
        facts=_learn_facts(sample, template),
    )


def learn_layout(sample: Sequence[TrainingPage]) -> Template | None:
    """Learn a template from pages that may share a layout; None if it fits too few."""
    if len(sample) < MIN_SAMPLE_PAGES:
        return None
    template = learn_template(sample)
    fitting = 0
    for page in sample:
        paths = list(find_paths(page.nodes, template))
        texts = ((paths[node], size) for node, size, _, _ in page.blocks)
        fitting += template.fits_texts(texts)
    return template if fitting >= MIN_SAMPLE_PAGES else None


def _learn_facts(sample: Sequence[TrainingPage], template: Template) -> SiteFacts:
    """Learn the facts of a site from the pages on which any field was found."""
    sights = []
    for page in sample:
        if page.facts.fields:
            paths = list(find_paths(page.nodes, template))
            sights.append((page.facts, [paths[node] for node, *_ in page.blocks]))
    return learn_facts(sights)


def _find_fixed(sample: Sequence[TrainingPage], template: Template) -> frozenset[str]:
    """Return fingerprints of the texts that most pages with their slot show in it."""

    def place(page: TrainingPage) -> set[tuple[str, str]]:
        paths = list(find_paths(page.nodes, template))
        return {(paths[node], text) for node, _, text, _ in page.blocks}

    pages: Counter[str] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for here in _fold_copies(sample, place):
        shown.update(here)
        pages.update({path for path, _ in here})
    return frozenset(
        fingerprint(path + text)
        for (path, text), count in shown.items()
        if count >= max(MIN_BOILERPLATE_PAGES, SLOT_BOILERPLATE_SHARE * pages[path])
    )


def _fold_copies(
    sample: Iterable[TrainingPage], find: Callable[[TrainingPage], set[Feature]]
) -> list[set[Feature]]:
    """Return the features of each article; pages with the same kept text are one."""
    articles: dict[frozenset[str], set[Feature]] = {}
    for page in sample:
        kept = frozenset(text for _, _, text, keep in page.blocks if keep)
        articles.setdefault(kept, set()).update(find(page))
    return list(articles.values())


def _count(
    page: TrainingPage,
    template: Template,
    slots: dict[str, TemplateSlot],
    inside: dict[str, TemplateSlot],
) -> None:
    """Add one page to the counts, in place."""
    paths = list(find_paths(page.nodes, template))
    here: set[str] = set()
    around: defaultdict[str, set[bool]] = defaultdict(set)
    for node, size, text, kept in page.blocks:
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
            node = page.nodes[node][0]
    for path in here:
        slots[path].pages += 1
    for path, decisions in around.items():
        inside[path].pages += 1
        inside[path].mixed += len(decisions) == 2


def _add(slot: TemplateSlot, size: int, kept: bool, repeated: bool) -> None:
    slot.size += size
    slot.kept += size * kept
    slot.repeated += size * repeated
