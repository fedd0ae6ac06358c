"""Explains an extraction: why blocks are kept or dropped, and where fields are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ..config import AdapterConfig
from ..model import Article, Page
from .blocks import PageBlocks
from .body.block_classifier import LogOdds
from .body.block_selection import classify_blocks, score_with_template
from .body.template import Template, find_names, find_paths
from .fields.candidates import FieldCandidate, rank_fields
from .fields.sections import write_paths
from .fields.site_facts import NO_SITE_FACTS
from .page_kind import ALL_KINDS, KindRules, KindVerdict
from .page_to_article import OpenedPage, open_page
from .site.layouts import SiteLayouts

MAX_OTHER_CANDIDATES = 2
"""Other candidates that are shown for a field."""


@dataclass(frozen=True, slots=True)
class BlockExplanation:
    """Why one block is kept or dropped.

    Attributes:
        path: tags, ids and classes of the nodes around it.
        odds: log-odds by which it was chosen, before titles and boilerplate at both
            ends were dropped.
        page_odds: log-odds by the page alone.
        site_odds: log-odds by the template of the site; None without one.
        trust: in the template for this block, from 0 to 1.
        vote: whether trafilatura keeps it; None if trafilatura was not run.
        reason: in words.
    """

    kept: bool
    text: str
    path: str
    odds: float
    page_odds: float
    site_odds: float | None
    trust: float
    vote: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """The value of a field, and where it was found.

    Attributes:
        source: ``adapter``, ``json-ld``, ``meta``, ``heading``, ``slot`` ...; empty for
            a field that is read in one way only.
        others: the next best candidates, best first.
    """

    name: str
    value: str
    source: str = ""
    others: tuple[FieldCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The extraction of one page, block by block and field by field.

    Attributes:
        verdict: what the page is, and why.
        template: which template was used, in words.
    """

    url: str
    verdict: KindVerdict
    template: str
    fields: tuple[FieldExplanation, ...]
    blocks: tuple[BlockExplanation, ...]

    @property
    def title(self) -> str:
        """The title of the article."""
        return next((f.value for f in self.fields if f.name == "title"), "")


def explain_page(
    page: Page,
    adapter: AdapterConfig | None = None,
    site: SiteLayouts | None = None,
    rules: KindRules = ALL_KINDS,
) -> Explanation:
    """Extract a page and explain its kind, each block and each field.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
    """
    opened = open_page(page, adapter, site)
    page_odds, votes = classify_blocks(opened.root, opened.blocks, opened.titles)
    kept = opened.choose_body(page_odds)
    verdict = opened.judge_kind(kept, rules)
    opened = replace(opened, meta=opened.find_fields(verdict))
    return Explanation(
        page.url,
        verdict,
        _describe_template(opened, site),
        tuple(_explain_fields(opened)),
        tuple(_explain_blocks(opened, kept, page_odds, votes)),
    )


def _describe_template(opened: OpenedPage, site: SiteLayouts | None) -> str:
    """Return in words which template was used."""
    template = opened.template
    if template is None or site is None:
        return "no template, because nothing was learned about its site"
    learned = f"learned from {template.pages} pages of its site"
    if opened.layout == len(site.layouts):
        return f"the main template {learned}, because none fits this page"
    if len(site.layouts) > 1:
        learned += f", for layout {opened.layout + 1} of {len(site.layouts)}"
    return f"a template {learned}"


def _explain_fields(opened: OpenedPage) -> Iterator[FieldExplanation]:
    """Yield the fields that were found, then those that have candidates only."""
    facts = opened.template.facts if opened.template else NO_SITE_FACTS
    now = dt.datetime.now(dt.UTC)
    ranked = rank_fields(opened.signals, now, facts)
    for name, value in _list_values(opened):
        candidates = ranked.get(name, ())
        found = next((c for c in candidates if c.value == value), None)
        source = found.source if found else "slot" if name in ranked else ""
        if name == "published":
            source = opened.meta.published_source
        if name in opened.adapted:
            source = "adapter"
        others = tuple(c for c in candidates if c.value != value)
        yield FieldExplanation(name, value, source, others[:MAX_OTHER_CANDIDATES])
    for name, candidates in ranked.items():
        if candidates and not getattr(opened.meta, name):
            yield FieldExplanation(name, "", "", candidates[:MAX_OTHER_CANDIDATES])


def _list_values(opened: OpenedPage) -> Iterator[tuple[str, str]]:
    """Yield the fields of a page that are not empty, written as by ``rank_fields``."""
    values = {f.name: getattr(opened.meta, f.name) for f in fields(Article)}
    del values["url"], values["published_source"], values["kind"]
    if series := values["series"]:
        part = f", part {series.part}" if series.part else ""
        values["series"] = series.name + part
    for name, value in values.items():
        if isinstance(value, dt.datetime):
            yield name, value.isoformat()
        elif name == "sections" and value:
            yield name, write_paths(value)
        elif name in ("authors", "topics") and value:
            yield name, ", ".join(value)
        elif value not in ("", None, ()):
            yield name, str(value)


def _explain_blocks(
    opened: OpenedPage,
    kept: Sequence[bool],
    page_odds: LogOdds,
    votes: Sequence[bool] | None,
) -> Iterator[BlockExplanation]:
    page, template = opened.blocks, opened.template
    odds, site_odds, trust = page_odds, None, np.zeros(len(page_odds))
    if template is not None:
        site_odds, trust = template.score(page)
        odds = score_with_template(
            opened.root, page, opened.titles, template, page_odds
        )
    paths = _list_paths(page)
    for index, block in enumerate(page.blocks):
        yield BlockExplanation(
            kept=kept[index],
            text=block.text,
            path=paths[block.node],
            odds=_round(odds[index]),
            page_odds=_round(page_odds[index]),
            site_odds=None if site_odds is None else _round(site_odds[index]),
            trust=_round(trust[index]),
            vote=votes[index] if votes else None,
            reason=_find_reason(
                opened, block.text, kept[index], odds[index], page_odds[index]
            ),
        )


def _round(value: float) -> float:
    return round(float(value), 2)


def _list_paths(page: PageBlocks) -> list[str]:
    """Return the path of each node with all ids and classes."""
    nodes = [(n.parent, n.tag, n.id, n.classes) for n in page.nodes]
    names = frozenset[str]().union(*(find_names(n.id, n.classes) for n in page.nodes))
    return [p.removeprefix(">") for p in find_paths(nodes, Template(names=names))]


def _find_reason(
    opened: OpenedPage, text: str, kept: bool, odds: float, page_odds: float
) -> str:
    """Return in words why a block is kept or dropped."""
    if opened.has_body:
        return f"{'inside' if kept else 'outside'} the body of the adapter"
    if kept:
        return "likely text" if odds > 0 else "most likely text of an unclear page"
    if text in opened.titles:
        return "the title"
    if odds > 0:
        return "title, date line or boilerplate around the text"
    return "boilerplate on this site" if page_odds > 0 else "unlikely text"
