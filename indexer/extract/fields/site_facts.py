"""What the pages of a site share: names in their titles, common topics, field slots.

A slot is a place of the template that shows a field. It is learned from pages where
structured data gives the same value, and read on pages where no other source has one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..visible_text import fold
from .site_name import split_title

LIST_FIELDS = frozenset(("sections", "topics"))
"""Fields whose slot may hold a block for each of several values."""
MIN_ENDING_SHARE = 0.2
"""Share of different titles on which a later piece must stand to be no title."""
MIN_OPENING_SHARE = 0.5
"""The same for a first piece: a column may be named there."""
MIN_TITLES = 5
"""Titles on which such a piece must have been seen."""
MIN_TOPIC_SHARE = 0.9
"""Share of the pages with topics that make one of them furniture."""
MIN_TOPIC_PAGES = 10
"""Pages with topics from which on ``MIN_TOPIC_SHARE`` applies."""
MIN_KEYWORD_SHARE = 0.2
"""Share of the pages with topics on which a keyword must stand without its word in the
text to be one for search engines."""
MIN_KEYWORD_PAGES = 5
"""The same, as a number of pages."""
MIN_SLOT_SHARE = 0.8
"""Share of the pages with a proved field on which a slot must have shown it."""
MIN_SLOT_PAGES = 3


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The fields of one page, and where it shows them.

    Attributes:
        title: text of its title element.
        topics: folded, by any source.
        unseen: those of them that are keywords in the head, and not in title or text.
        fields: those with a value, and whether structured data proves it.
        shown: field and block that shows it.
    """

    title: str = ""
    topics: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    fields: Mapping[str, bool] = field(default_factory=dict)
    shown: frozenset[tuple[str, int]] = frozenset()


NO_PAGE_FACTS = PageFacts()


@dataclass(slots=True)
class SlotTally:
    """How often a slot shows a field.

    Attributes:
        pages: with the slot and the field.
        held: those of ``pages`` on which the slot shows the field.
        asked: those of ``pages`` on which the field is proved.
        proved: those of ``asked`` on which the slot shows the field.
    """

    pages: int = 0
    held: int = 0
    asked: int = 0
    proved: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether the slot may be read where no other source has the field."""
        return self.proved >= max(MIN_SLOT_PAGES, MIN_SLOT_SHARE * self.asked)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a site's fields.

    Attributes:
        names: folded, that stand beside the title in title elements.
        topics: folded, that nearly all pages have.
        keywords: folded, that many pages have whose text has not the word.
        slots: tallies by field and path.
    """

    names: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    slots: Mapping[str, Mapping[str, SlotTally]] = field(default_factory=dict)

    def find_sure(self, name: str) -> set[str]:
        """Return the paths of the slots from which a field may be read."""
        return {path for path, t in self.slots.get(name, {}).items() if t.is_sure}

    def write(self) -> dict[str, Any]:
        """Return the facts as values JSON can write, in one fixed order."""
        return {
            "names": sorted(self.names),
            "topics": sorted(self.topics),
            "keywords": sorted(self.keywords),
            "slots": {
                name: {
                    path: [t.pages, t.held, t.asked, t.proved]
                    for path, t in sorted(tallies.items())
                }
                for name, tallies in sorted(self.slots.items())
            },
        }


NO_SITE_FACTS = SiteFacts()


def read_facts(values: Mapping[str, Any]) -> SiteFacts:
    """Return the facts that were written."""
    return SiteFacts(
        frozenset(values["names"]),
        frozenset(values["topics"]),
        frozenset(values["keywords"]),
        {
            name: {path: SlotTally(*row) for path, row in tallies.items()}
            for name, tallies in values["slots"].items()
        },
    )


LocatedFacts = tuple[PageFacts, Sequence[str]]
"""The fields of a page, and the path of each of its blocks."""


def learn_facts(pages: Sequence[LocatedFacts]) -> SiteFacts:
    """Count what the pages of a site share; their order does not matter."""
    return SiteFacts(
        _learn_names({facts.title for facts, _ in pages}),
        *_learn_topics([facts for facts, _ in pages if facts.topics]),
        _learn_slots(pages),
    )


def _learn_names(titles: set[str]) -> frozenset[str]:
    """Return what stands at the ends of many titles."""
    first: Counter[str] = Counter()
    later: Counter[str] = Counter()
    for title in titles:
        pieces = [fold(title[a:b]) for a, b in split_title(title)]
        first.update(pieces[:1] if len(pieces) > 1 else ())
        later.update(set(pieces[1:]))
    return frozenset(
        piece
        for counts, share in ((first, MIN_OPENING_SHARE), (later, MIN_ENDING_SHARE))
        for piece, count in counts.items()
        if piece and count >= max(MIN_TITLES, share * len(titles))
    )


def _learn_topics(
    pages: Sequence[PageFacts],
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the topics that nearly all pages have, and the keywords that many do."""
    topics = Counter(topic for facts in pages for topic in facts.topics)
    unseen = Counter(topic for facts in pages for topic in facts.unseen)
    least = max(MIN_TOPIC_PAGES, MIN_TOPIC_SHARE * len(pages))
    many = max(MIN_KEYWORD_PAGES, MIN_KEYWORD_SHARE * len(pages))
    return (
        frozenset(topic for topic, count in topics.items() if count >= least),
        frozenset(topic for topic, count in unseen.items() if count >= many),
    )


def _learn_slots(pages: Sequence[LocatedFacts]) -> dict[str, dict[str, SlotTally]]:
    """Return the tallies of the slots that hold a field on most pages with it."""
    slots: defaultdict[str, defaultdict[str, SlotTally]] = defaultdict(
        lambda: defaultdict(SlotTally)
    )
    for facts, paths in pages:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, path in enumerate(paths):
            places[path].append(index)
        for name, proved in facts.fields.items():
            for path, blocks in places.items():
                asked = blocks if name in LIST_FIELDS else blocks[:1]
                held = all((name, index) in facts.shown for index in asked)
                tally = slots[name][path]
                tally.pages += 1
                tally.held += held
                tally.asked += proved
                tally.proved += held and proved
    return {
        name: {
            path: tally
            for path, tally in tallies.items()
            if tally.held >= max(MIN_SLOT_PAGES, MIN_SLOT_SHARE * tally.pages)
            or tally.is_sure
        }
        for name, tallies in slots.items()
    }
