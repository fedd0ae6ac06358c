"""Why a page became what it became: every block, kept or dropped, by whom and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from ..config import AdapterConfig
from ..model import Page
from . import OpenedPage, open_page
from .content import weigh_blocks, weigh_with_template
from .readings import rank_fields
from .site import Site
from .teachers import ask_teachers
from .template import Template, find_paths


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one block.

    Attributes:
        path: tags, ids and classes of the nodes around it.
        odds: log-odds that decided, before title and furniture were taken off.
        page_odds: by the page alone.
        site_odds: by the template of the site; None without one.
        trust: in the template, for this block, from 0 to 1.
        teachers: names of those that keep it.
        reason: in words.
    """

    kept: bool
    text: str
    path: str
    odds: float
    page_odds: float
    site_odds: float | None
    trust: float
    teachers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page with a verdict on each of its blocks, and its fields as found."""

    url: str
    fields: tuple[tuple[str, str], ...]
    verdicts: tuple[Verdict, ...]


def explain_page(
    page: Page, adapter: AdapterConfig | None = None, site: Site | None = None
) -> Explanation:
    """Clean a page and say of every block why it is kept or not.

    Raises:
        ConfigError: the adapter is not usable.
        ExtractError: the page is too large or empty.
    """
    opened = open_page(page, adapter, site)
    return Explanation(page.url, _show_fields(opened), tuple(_judge(opened)))


def _show_fields(opened: OpenedPage) -> tuple[tuple[str, str], ...]:
    values = asdict(opened.meta)
    shown = [(name, _show(value)) for name, value in values.items()]
    now = dt.datetime.now(dt.UTC)
    ranked = rank_fields(opened.root, opened.url, opened.blocks, now)
    shown += [
        (f"{name} read", "; ".join(f"{r.value} ({r.source})" for r in readings[:3]))
        for name, readings in ranked.items()
    ]
    return tuple((name, text) for name, text in shown if text)


def _show(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return "" if value is None else str(value)


def _judge(opened: OpenedPage) -> Iterator[Verdict]:
    page, root, template = opened.blocks, opened.root, opened.template
    titles = opened.titles
    kept = opened.choose()
    votes = ask_teachers(root, page)
    alone = weigh_blocks(root, page, titles)
    odds, site, trust = alone, None, None
    if template is not None:
        site, trust = template.weigh(page)
        odds = weigh_with_template(root, page, titles, template)
    nodes = [(n.parent, n.tag, n.id, n.classes) for n in page.nodes]
    names = frozenset(
        name
        for _, _, identity, classes in nodes
        for name in (*(f".{c}" for c in classes), f"#{identity}")
    )
    paths = list(find_paths(nodes, Template(names=names)))
    for index, block in enumerate(page.blocks):
        verdict = Verdict(
            kept[index],
            block.text,
            paths[block.node].removeprefix(">"),
            round(float(odds[index]), 2),
            round(float(alone[index]), 2),
            None if site is None else round(float(site[index]), 2),
            0.0 if trust is None else round(float(trust[index]), 2),
            tuple(name for name, vote in votes.items() if vote[index]),
            _find_reason(
                opened, index, kept[index], float(odds[index]), float(alone[index])
            ),
        )
        yield verdict


def _find_reason(
    opened: OpenedPage, index: int, kept: bool, odds: float, alone: float
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
    return "not the article's on this site" if alone > 0 else "unlikely text"


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as values JSON can write."""
    return asdict(explanation)


def as_text(explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines for a terminal: ``+`` is kept, ``-`` dropped."""
    yield explanation.url
    for name, value in explanation.fields:
        yield f"  {name}: {value}"
    for one in explanation.verdicts:
        sign = "+" if one.kept else "-"
        teachers = "".join(name[0] for name in one.teachers) or "."
        text = one.text.replace("\n", " ")
        yield f"{sign} {one.odds:+5.1f} {teachers:2} {text[:80]}  [{one.reason}]"


STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 52rem; margin: 2rem auto;
  padding: 0 1rem; color: #1b1b1b; background: #fff }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem;
  font-family: sans-serif; font-size: .85rem }
dt { color: #555 } dd { margin: 0 }
article p { margin: .2rem 0; padding: .25rem .7rem; border-left: 5px solid;
  white-space: pre-wrap; overflow-wrap: anywhere }
.kept { border-color: #1a7f37; background: #e6f4ea }
.dropped { border-color: #b3261e; background: #fbeceb; color: #5b4a4a;
  font-size: .85rem }
small { display: block; font: .72rem sans-serif; color: #555 }
"""


def as_html(explanation: Explanation) -> str:
    """Return a page of the blocks in order, what is kept green, what is dropped red."""
    fields = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in explanation.fields
    )
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        f"<title>{escape(explanation.url)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(explanation.url)}</h1><dl>{fields}</dl>"
        f"<article>{''.join(_paragraphs(explanation.verdicts))}</article></body></html>"
    )


def _paragraphs(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for one in verdicts:
        kind = "kept" if one.kept else "dropped"
        teachers = ", ".join(one.teachers) or "no teacher"
        site = (
            "" if one.site_odds is None else f", site {one.site_odds:+} × {one.trust}"
        )
        note = f"{one.reason}; {one.odds:+} (page {one.page_odds:+}{site}); {teachers}"
        yield (
            f'<p class="{kind}" title="{escape(one.path)}">{escape(one.text)}'
            f"<small>{escape(note)}</small></p>"
        )
