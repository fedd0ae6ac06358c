"""The template of a site: where on its pages the article stands.

Blocks of all pages with the same *slot*, the normalised path of the nodes around them,
are counted together: pages, characters, characters that belong to articles, characters
repeated on other pages. These counts then give the log-odds of each block in the slot,
which complement or replace those of the block classifiers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from ..blocks import HEADING_TAGS, PageBlocks
from ..fields.site_facts import NO_SITE_FACTS, SiteFacts, read_facts
from .block_classifier import MAX_LOG_ODDS, LogOdds
from .position_features import Floats

TEMPLATE_FORMAT = 7
MIN_SAMPLE_PAGES = 3
"""Pages without which nothing is learned: of a template, and of each slot in it."""
FULL_TRUST_PAGES = 8
"""Pages on which a slot must occur to be trusted fully."""
TRUSTED_TEMPLATE_PAGES = 40
"""Pages from which a template with ``TRUSTED_PURITY`` decides without classifiers."""
TRUSTED_PURITY = 0.93
"""Share of the text that its slot must decide correctly."""
MAX_LABEL_CHARS = 60
"""Characters of the longest label; longer repeated texts may be sentences."""
AUTHORED_TAGS = frozenset({"li", "dd", "dt", "blockquote"})
"""Elements in which authors repeat short lines: list items, quotations."""
SENTENCE_END = re.compile(r"[.!?:;,。！？：；，…][\"'”’）)」』]*$")
CLEAR_LOG_ODDS = 1.5
"""Log-odds from which a slot is trusted fully; less clear ones are trusted in part."""
MIN_KNOWN_SHARE = 0.5
"""Share of a page's text that must stand in slots of a template that fits it."""
MAX_MIXED_SHARE = 0.2
"""Share of the pages on which a region may be kept in part and still count as whole."""
MIN_KEPT_RATIO = 0.1
"""Fraction of the usual keep-rate that a template must reach on a page it fits."""
MIN_CHANGED_SHARE = 0.02
"""Share of the text that a newly learned template must decide differently to replace
the old one."""
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class TemplateSlot:
    """Counts of one slot.

    Attributes:
        pages: number of pages with the slot.
        size: characters in it.
        kept: characters in it that belong to articles.
        repeated: characters in it that also occur on other pages.
        mixed: number of pages on which only a part of it was kept.
    """

    pages: int = 0
    size: int = 0
    kept: int = 0
    repeated: int = 0
    mixed: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """The slots of the pages of one site that share a layout.

    Attributes:
        pages: number of pages it was learned from.
        names: ids (``#x``) and classes (``.x``) that may be part of a slot.
        slots: by path, counts of the blocks directly in it.
        inside: by path, counts of all blocks in it, however deep.
        repeated: fingerprints of texts on several pages.
        fixed: fingerprints of a slot and a text that most pages with the slot show,
            such as the counter of an old layout, whose cells all have one path.
        purity: share of the sample's text that its slot decides correctly.
        share: share of the sample's text that was kept: the usual keep-rate.
        facts: what the pages share in their fields.
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
        """Whether it may decide without the block classifiers."""
        return self.pages >= TRUSTED_TEMPLATE_PAGES and self.purity >= TRUSTED_PURITY

    def fits(self, page: PageBlocks) -> bool:
        """Return whether a page has the layout of those it was learned from.

        It has if the template knows most of its text and keeps about as much of it as
        usual: a redesign may keep the navigation and move the article.
        """
        paths = self.find_block_paths(page)
        return self.fits_texts(
            zip(paths, (len(b.text) for b in page.blocks), strict=True)
        )

    def fits_texts(self, texts: Iterable[tuple[str, int]]) -> bool:
        """Return what ``fits`` does, given the path and size of each block."""
        whole = known = kept = 0
        for path, size in texts:
            whole += size
            slot = self.slots.get(path) or self.find_region(path)
            if slot is not None:
                known += size
                kept += size * (2 * slot.kept > slot.size)
        return (
            known >= MIN_KNOWN_SHARE * whole
            and kept >= MIN_KEPT_RATIO * self.share * whole
        )

    def find_region(self, path: str) -> TemplateSlot | None:
        """Return the nearest region around a path that is kept or dropped as a whole.

        A region has an id or a class: plain wrappers of the whole page survive every
        redesign and identify none.
        """
        while path := path.rpartition(">")[0]:
            slot, step = self.inside.get(path), path.rpartition(">")[2]
            if slot is None or not ("." in step or "#" in step):
                continue
            if slot.mixed <= MAX_MIXED_SHARE * slot.pages:
                return slot
        return None

    def differs(self, other: Template) -> bool:
        """Return whether another template decides noticeably differently."""
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
            changed += size * (_find_decision(mine) != _find_decision(theirs))
        return changed > MIN_CHANGED_SHARE * whole

    def find_block_paths(self, page: PageBlocks) -> list[str]:
        """Return the path of each block of a page."""
        nodes = ((n.parent, n.tag, n.id, n.classes) for n in page.nodes)
        paths = list(find_paths(nodes, self))
        return [paths[block.node] for block in page.blocks]

    def score(self, page: PageBlocks) -> tuple[LogOdds, Floats]:
        """Return the log-odds of each block by its slot, and the trust in them.

        Returns:
            float64[blocks] of log-odds, and float64[blocks] of trust, from 0 (an
            unknown slot) to 1.
        """
        nodes = ((n.parent, n.tag, n.id, n.classes) for n in page.nodes)
        paths = list(find_paths(nodes, self))
        found = [self.score_block(page, b.node, b.text, paths) for b in page.blocks]
        odds, trust = zip(*found, strict=True) if found else ((), ())
        return np.array(odds, dtype=float), np.array(trust, dtype=float)

    def score_block(
        self, page: PageBlocks, node: int, text: str, paths: Sequence[str]
    ) -> tuple[float, float]:
        """Return log-odds and trust of one block.

        If its slot is not trusted fully, the nearest clearer node around it counts too.
        """
        slot = self.slots.get(paths[node])
        odds, trust = 0.0, 0.0
        if slot is not None and slot.pages >= MIN_SAMPLE_PAGES:
            if self.is_boilerplate(slot, page.nodes[node].tag, text, paths[node]):
                return -MAX_LOG_ODDS, 1.0
            odds = _compute_odds(slot)
            clarity = min(1.0, abs(odds) / CLEAR_LOG_ODDS)
            trust = min(1.0, slot.pages / FULL_TRUST_PAGES) * clarity
        for above in page.path(node)[1:-1] if trust < 1 else ():
            slot = self.inside.get(paths[above])
            if slot is None or slot.pages < MIN_SAMPLE_PAGES:
                continue
            odds_above = _compute_odds(slot)
            clarity = abs(odds_above) / MAX_LOG_ODDS
            trust_above = min(0.9, slot.pages / FULL_TRUST_PAGES) * clarity
            if trust_above > trust:
                odds = trust * odds + (1 - trust) * odds_above
                return odds, trust + (1 - trust) * trust_above
        return odds, trust

    def is_boilerplate(
        self, slot: TemplateSlot, tag: str, text: str, path: str
    ) -> bool:
        """Return whether the site itself puts this text on its pages.

        That is a repeated text in a slot of mostly repeated texts, or a label that most
        pages show in this slot. Headings and code may repeat in articles.
        """
        if tag in HEADING_TAGS or tag == "pre":
            return False
        mark = fingerprint(text)
        if 2 * slot.repeated > slot.size and mark in self.repeated:
            return True
        label = len(text) <= MAX_LABEL_CHARS and SENTENCE_END.search(text) is None
        return (
            label
            and tag not in AUTHORED_TAGS
            and fingerprint(path + mark) in self.fixed
        )

    def write(self) -> dict[str, Any]:
        """Return the template as values JSON can write, in one fixed order."""

        def rows(slots: Mapping[str, TemplateSlot]) -> dict[str, list[int]]:
            return {
                path: [s.pages, s.size, s.kept, s.repeated, s.mixed]
                for path, s in sorted(slots.items())
            }

        return {
            "format": TEMPLATE_FORMAT,
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
    """Read what ``Template.write`` wrote; another format gives an empty template."""
    if values.get("format") != TEMPLATE_FORMAT:
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


def _compute_odds(slot: TemplateSlot) -> float:
    """Return the log-odds of a slot, smoothed for few characters."""
    smooth = 1 + 0.02 * slot.size
    odds = math.log((slot.kept + smooth) / (slot.size - slot.kept + smooth))
    return max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, odds))


def _find_decision(slot: TemplateSlot | None) -> int:
    """Return 1 if a slot is clearly kept, -1 if clearly dropped, else 0."""
    odds = _compute_odds(slot) if slot is not None else 0.0
    return (odds > CLEAR_LOG_ODDS) - (odds < -CLEAR_LOG_ODDS)


def fingerprint(text: str) -> str:
    """Return a short stable hash of a text without its numbers."""
    bare = text if text.isdecimal() else DIGITS.sub("", text)
    return blake2b(bare.encode("utf-8", "replace"), digest_size=6).hexdigest()


def find_paths(
    nodes: Iterable[tuple[int, str, str, tuple[str, ...]]], template: Template
) -> Iterator[str]:
    """Yield the path of each node: tags, with those of ``template.names`` they have."""
    names = template.names
    paths: list[str] = []
    steps: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for parent, tag, identity, classes in nodes:
        key = (tag, identity, classes)
        step = steps.get(key)
        if step is None:
            marks = find_names("" if tag in HEADING_TAGS else identity, classes)
            step = steps[key] = "".join([tag, *sorted(names.intersection(marks))])
        paths.append(f"{paths[parent]}>{step}" if parent >= 0 else "")
        yield paths[-1]


def find_names(identity: str, classes: Iterable[str]) -> set[str]:
    """Return the ids and classes of a node as ``#x`` and ``.x``, without digits."""
    found = {f".{DIGITS.sub('', c)}" for c in classes}
    return found | {f"#{DIGITS.sub('', identity)}"} if identity else found
