"""The template of a site: where on its pages the article stands.

Blocks of all pages that share a *slot*, the normalised path of the nodes around them,
are counted together: on how many pages, how much text, how much of it belonged to the
article, how much of it stands on other pages too. What is known of a slot then speaks
for each block in it, beside or instead of the judges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from ..blocks import HEADINGS, PageBlocks
from ..fields.site_facts import NO_SITE_FACTS, SiteFacts, read_facts
from .features import Floats

FORMAT = 6
ENOUGH = 3
"""Pages on which a slot must have been seen to speak."""
FAMILIAR = 8
"""Pages on which a slot must have been seen to speak alone."""
TRUSTED = 40
"""Pages after which a template may clean by itself, if it is clear."""
PURE = 0.93
"""Share of the text that must stand in slots kept, or dropped, as a whole."""
LABEL = 60
"""Characters up to which it is taken for a label; a sentence may be said again."""
WRITTEN = frozenset({"li", "dd", "dt", "blockquote"})
"""Elements whose short lines authors repeat: items, quotations."""
SENTENCE_END = re.compile(r"[.!?:;,。！？：；，…][\"'”’）)」』]*$")
CLEAR = 1.5
"""Log-odds from which a slot speaks alone; mixed slots leave the word to the page."""
SURE = 4.0
"""Log-odds at which a slot's evidence ends."""
KNOWN = 0.5
"""Share of a page's text that must stand in slots of its template."""
MIXED = 0.2
"""Share of its pages on which a place may be kept in part and still count as one."""
LEFT = 0.1
"""Part of the usual share of kept text that a template must keep of a page."""
CHANGED = 0.02
"""Share of the text of a site's pages that must be decided otherwise for a template
learned anew to take the place of the old one."""
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class TemplateSlot:
    """Counts of one slot.

    Attributes:
        pages: that have it.
        size: characters of text in it.
        kept: those of them that belong to the article.
        repeated: those of them that are also on other pages.
        mixed: pages on which some of it was kept and some was not.
    """

    pages: int = 0
    size: int = 0
    kept: int = 0
    repeated: int = 0
    mixed: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """All that is known of one site.

    Attributes:
        pages: it was learned from.
        names: ids (``#x``) and classes (``.x``) that may be part of a slot.
        slots: by path, of the blocks directly in it.
        inside: by path, of all blocks in it, however deep.
        repeated: fingerprints of texts on several pages.
        fixed: fingerprints of a slot and a text that most pages with the slot show,
            such as the counter of an old layout, whose cells all have one path.
        purity: share of the text seen that its slot decides rightly.
        share: of the text seen that was kept: the usual keep-rate.
        facts: what is known of their fields.
    """

    pages: int = 0
    names: frozenset[str] = frozenset()
    slots: Mapping[str, TemplateSlot] = field(default_factory=dict)
    inside: Mapping[str, TemplateSlot] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    purity: float = 0.0
    share: float = 0.0
    facts: SiteFacts = NO_SITE_FACTS

    @property
    def is_trusted(self) -> bool:
        """Whether it may clean pages by itself."""
        return self.pages >= TRUSTED and self.purity >= PURE

    def fits(self, page: PageBlocks) -> bool:
        """Say whether a page has the layout of those it was learned from.

        That is so if it knows most of the text, and keeps as much of it as one could
        expect: a redesign may keep the navigation and move the article.
        """
        paths = self.find_block_paths(page)
        return self.fits_texts(
            zip(paths, (len(b.text) for b in page.blocks), strict=True)
        )

    def fits_texts(self, texts: Iterable[tuple[str, int]]) -> bool:
        """Say the same of a page, by path and size of each block."""
        whole = known = kept = 0
        for path, size in texts:
            whole += size
            slot = self.slots.get(path) or self.find_place(path)
            if slot is not None:
                known += size
                kept += size * (2 * slot.kept > slot.size)
        return known >= KNOWN * whole and kept >= LEFT * self.share * whole

    def find_place(self, path: str) -> TemplateSlot | None:
        """Return the nearest named place around a path that is kept or dropped as one.

        What holds all of a page is known in any redesign and says nothing of it.
        """
        while path := path.rpartition(">")[0]:
            slot = self.inside.get(path)
            named = "." in path.rpartition(">")[2] or "#" in path.rpartition(">")[2]
            if slot is not None and named and slot.mixed <= MIXED * slot.pages:
                return slot
        return None

    def differs(self, other: Template) -> bool:
        """Say whether another template decides noticeably otherwise on such pages."""
        if self.is_trusted != other.is_trusted:
            return True
        whole = changed = 0.0
        for path in self.slots.keys() | other.slots.keys():
            mine, theirs = self.slots.get(path), other.slots.get(path)
            size = max(
                slot.size / template.pages
                for slot, template in ((mine, self), (theirs, other))
                if slot
            )
            whole += size
            changed += size * (_find_word(mine) != _find_word(theirs))
        return changed > CHANGED * whole

    def find_block_paths(self, page: PageBlocks) -> list[str]:
        """Return the path of each block of a page."""
        nodes = ((n.parent, n.tag, n.id, n.classes) for n in page.nodes)
        paths = list(find_paths(nodes, self))
        return [paths[block.node] for block in page.blocks]

    def weigh(self, page: PageBlocks) -> tuple[Floats, Floats]:
        """Return what the slot of each block says of it, and how far to trust that.

        Returns:
            float64[blocks] of log-odds, and float64[blocks] from 0 (nothing is known)
            to 1.
        """
        nodes = ((n.parent, n.tag, n.id, n.classes) for n in page.nodes)
        paths = list(find_paths(nodes, self))
        found = [self.weigh_block(page, b.node, b.text, paths) for b in page.blocks]
        odds, trust = zip(*found, strict=True) if found else ((), ())
        return np.array(odds, dtype=float), np.array(trust, dtype=float)

    def weigh_block(
        self, page: PageBlocks, node: int, text: str, paths: Sequence[str]
    ) -> tuple[float, float]:
        """Return log-odds and trust of one block.

        What its slot leaves open is filled in by the nearest clearer place around it.
        """
        slot = self.slots.get(paths[node])
        odds, trust = 0.0, 0.0
        if slot is not None and slot.pages >= ENOUGH:
            if self.is_furniture(slot, page.nodes[node].tag, text, paths[node]):
                return -SURE, 1.0
            odds = _odds(slot)
            trust = min(1.0, slot.pages / FAMILIAR) * min(1.0, abs(odds) / CLEAR)
        for above in page.path(node)[1:-1] if trust < 1 else ():
            slot = self.inside.get(paths[above])
            if slot is not None and slot.pages >= ENOUGH:
                wide = _odds(slot)  # clear places say more than mixed ones
                rest = min(0.9, slot.pages / FAMILIAR) * abs(wide) / SURE
                if rest > trust:
                    odds = trust * odds + (1 - trust) * wide
                    return odds, trust + (1 - trust) * rest
        return odds, trust

    def is_furniture(self, slot: TemplateSlot, tag: str, text: str, path: str) -> bool:
        """Say whether a text is what the site puts on its pages, not what is written.

        That is one of many texts of its slot that stand on many pages, or a label that
        most pages show in this place. Headings and code say the same on many pages.
        """
        if tag in HEADINGS or tag == "pre":
            return False
        mark = fingerprint(text)
        if 2 * slot.repeated > slot.size and mark in self.repeated:
            return True
        label = len(text) <= LABEL and SENTENCE_END.search(text) is None
        return label and tag not in WRITTEN and fingerprint(path + mark) in self.fixed

    def write(self) -> dict[str, Any]:
        """Return the template as values JSON can write, in one fixed order."""

        def rows(slots: Mapping[str, TemplateSlot]) -> dict[str, list[int]]:
            return {
                path: [s.pages, s.size, s.kept, s.repeated, s.mixed]
                for path, s in sorted(slots.items())
            }

        return {
            "format": FORMAT,
            "pages": self.pages,
            "purity": self.purity,
            "share": self.share,
            "names": sorted(self.names),
            "slots": rows(self.slots),
            "inside": rows(self.inside),
            "repeated": sorted(self.repeated),
            "fixed": sorted(self.fixed),
            "facts": self.facts.write(),
        }


def read_template(values: Mapping[str, Any]) -> Template:
    """Return the template that was written; an empty one for another format."""
    if values.get("format") != FORMAT:
        return Template()
    return Template(
        values["pages"],
        frozenset(values["names"]),
        {path: TemplateSlot(*row) for path, row in values["slots"].items()},
        {path: TemplateSlot(*row) for path, row in values["inside"].items()},
        frozenset(values["repeated"]),
        frozenset(values["fixed"]),
        values["purity"],
        values["share"],
        read_facts(values["facts"]),
    )


def _odds(slot: TemplateSlot) -> float:
    """Return the log-odds of the characters of a slot to be kept."""
    smooth = 1 + 0.02 * slot.size
    odds = math.log((slot.kept + smooth) / (slot.size - slot.kept + smooth))
    return max(-SURE, min(SURE, odds))


def _find_word(slot: TemplateSlot | None) -> int:
    """Return what a slot says: 1 to keep, -1 to drop, 0 if it leaves that open."""
    odds = _odds(slot) if slot is not None else 0.0
    return (odds > CLEAR) - (odds < -CLEAR)


def fingerprint(text: str) -> str:
    """Return a short stable name for a text; numbers in it do not matter."""
    bare = text if text.isdecimal() else DIGITS.sub("", text)
    return blake2b(bare.encode("utf-8", "replace"), digest_size=6).hexdigest()


def find_paths(
    nodes: Iterable[tuple[int, str, str, tuple[str, ...]]], template: Template
) -> Iterator[str]:
    """Yield the path of each node: tags, with the ids and classes that count."""
    names = template.names
    paths: list[str] = []
    steps: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for parent, tag, identity, classes in nodes:
        key = (tag, identity, classes)
        step = steps.get(key)
        if step is None:
            marks = find_names("" if tag in HEADINGS else identity, classes)
            step = steps[key] = "".join([tag, *sorted(names.intersection(marks))])
        paths.append(f"{paths[parent]}>{step}" if parent >= 0 else "")
        yield paths[-1]


def find_names(identity: str, classes: Iterable[str]) -> set[str]:
    """Return the names of a node without digits; a heading's id is its anchor."""
    found = {f".{DIGITS.sub('', c)}" for c in classes}
    return found | {f"#{DIGITS.sub('', identity)}"} if identity else found
