"""Why a page became what it became: every block, kept or dropped, by whom and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from ..config import AdapterConfig
from ..model import Page
from .body.block_classifier import LogOdds
from .body.block_selection import classify_blocks, score_with_template
from .body.template import Template, find_paths
from .fields.candidates import FieldCandidate, rank_fields
from .fields.metadata import Metadata
from .fields.site_facts import NO_SITE_FACTS
from .page_to_article import OpenedPage, open_page
from .site.layouts import SiteLayouts

MAX_OTHER_CANDIDATES = 2
"""Readings of a field that are shown beside the one taken."""


@dataclass(frozen=True, slots=True)
class BlockExplanation:
    """What became of one block.

    Attributes:
        path: tags, ids and classes of the nodes around it.
        odds: log-odds that decided, before title and furniture were taken off.
        page_odds: by the page page_odds.
        site_odds: by the template of the site; None without one.
        trust: in the template, for this block, from 0 to 1.
        vote: whether it keeps it; None if it was not asked.
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
    """A field as it was found.

    Attributes:
        source: where: ``adapter``, ``json-ld``, ``meta``, ``heading``, ``slot`` ...;
            empty for a field that is read in one way only.
        others: the next best readings, best first.
    """

    name: str
    value: str
    source: str = ""
    others: tuple[FieldCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page with a verdict on each of its blocks, and its fields as found.

    Attributes:
        other: what the page is if it is no article, else an empty string.
        template: how it was cleaned, in words.
    """

    url: str
    other: str
    template: str
    fields: tuple[FieldExplanation, ...]
    blocks: tuple[BlockExplanation, ...]

    @property
    def title(self) -> str:
        """The title of the article."""
        return next((f.value for f in self.fields if f.name == "title"), "")


def explain_page(
    page: Page, adapter: AdapterConfig | None = None, site: SiteLayouts | None = None
) -> Explanation:
    """Clean a page and say of every block why it is kept or not.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
    """
    opened = open_page(page, adapter, site)
    page_odds, votes = classify_blocks(opened.root, opened.blocks, opened.titles)
    kept = opened.choose(page_odds)
    return Explanation(
        page.url,
        opened.find_other_kind(kept),
        _describe_template(opened, site),
        tuple(_explain_fields(opened)),
        tuple(_explain_blocks(opened, kept, page_odds, votes)),
    )


def _describe_template(opened: OpenedPage, site: SiteLayouts | None) -> str:
    """Return in words what was known of the site of a page."""
    template = opened.template
    if template is None or site is None:
        return "nothing is known of its site"
    learned = f"learned from {template.pages} pages of its site"
    if opened.layout == len(site.layouts):
        return f"a template {learned}, which does not fit this page"
    if len(site.layouts) > 1:
        learned += f", layout {opened.layout + 1} of {len(site.layouts)}"
    return f"a template {learned}"


def _explain_fields(opened: OpenedPage) -> Iterator[FieldExplanation]:
    """Yield the fields that were found, each with what was second best."""
    facts = opened.template.facts if opened.template else NO_SITE_FACTS
    now = dt.datetime.now(dt.UTC)
    ranked = rank_fields(opened.signals, now, facts)
    for name, value in _list_values(opened.meta):
        readings = ranked.get(name, ())
        found = next((r for r in readings if r.value == value), None)
        source = found.source if found else "slot" if name in ranked else ""
        if name == "published":
            source = opened.meta.published_source
        if name in opened.adapted:
            source = "adapter"
        others = tuple(r for r in readings if r.value != value)
        yield FieldExplanation(name, value, source, others[:MAX_OTHER_CANDIDATES])
    for name, readings in ranked.items():
        if readings and not getattr(opened.meta, name):
            yield FieldExplanation(name, "", "", readings[:MAX_OTHER_CANDIDATES])


def _list_values(meta: Metadata) -> Iterator[tuple[str, str]]:
    """Yield the fields of a page that are not empty as ``rank_fields`` writes them."""
    lists = {"authors": ", ", "topics": ", ", "section": " > "}
    values = {f.name: getattr(meta, f.name) for f in fields(meta)}
    title = values.pop("headline")
    values["title"] = title or values["title"]
    del values["published_source"]
    if series := values["series"]:
        values["series"] = f"{series.name}, part {series.part}"
    for name, value in values.items():
        if isinstance(value, dt.datetime):
            yield name, value.isoformat()
        elif name in lists and value:
            yield name, lists[name].join(value)
        elif value not in ("", None, ()):
            yield name, str(value)


def _explain_blocks(
    opened: OpenedPage,
    kept: Sequence[bool],
    page_odds: LogOdds,
    votes: Sequence[bool] | None,
) -> Iterator[BlockExplanation]:
    page, root, template = opened.blocks, opened.root, opened.template
    titles = opened.titles
    odds, site, trust = page_odds, None, None
    if template is not None:
        site, trust = template.score(page)
        odds = score_with_template(root, page, titles, template, page_odds)
    nodes = [(n.parent, n.tag, n.id, n.classes) for n in page.nodes]
    names = frozenset(
        name
        for _, _, identity, classes in nodes
        for name in (*(f".{c}" for c in classes), f"#{identity}")
    )
    paths = list(find_paths(nodes, Template(names=names)))
    for index, block in enumerate(page.blocks):
        verdict = BlockExplanation(
            kept[index],
            block.text,
            paths[block.node].removeprefix(">"),
            round(float(odds[index]), 2),
            round(float(page_odds[index]), 2),
            None if site is None else round(float(site[index]), 2),
            0.0 if trust is None else round(float(trust[index]), 2),
            votes[index] if votes else None,
            _find_reason(
                opened, index, kept[index], float(odds[index]), float(page_odds[index])
            ),
        )
        yield verdict


def _find_reason(
    opened: OpenedPage, index: int, kept: bool, odds: float, page_odds: float
) -> str:
    if opened.has_body:
        return "the adapter says so"
    if kept:
        return "likely text" if odds > 0 else "the likeliest there is"
    text = opened.blocks.blocks[index].text
    if text in opened.titles:
        return "the title"
    if odds > 0:
        return "date line or furniture beside the text"
    return "not the article's on this site" if page_odds > 0 else "unlikely text"
