"""An explanation as lines for a terminal, as JSON and as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from itertools import groupby
from typing import Any

from ..model import ARTICLE_KIND, STANDING_KIND
from .explain import BlockExplanation, Explanation, FieldExplanation
from .page_kind import Evidence, KindVerdict, add_log_odds

MIN_FOLDED_BLOCKS = 4
"""Consecutive dropped blocks from which these are collapsed."""
PREVIEW_CHARS = 60
"""Characters shown of collapsed blocks."""
KIND_WORDS = {ARTICLE_KIND: "an article", STANDING_KIND: "a standing page"}
VOTE_WORDS = {
    None: (" ", "trafilatura was not run"),
    True: ("t", "trafilatura keeps it"),
    False: (".", "trafilatura drops it"),
}
"""A sign and words for the vote of trafilatura."""


def explain_as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as values that JSON can write."""
    return asdict(explanation)


def explain_as_text(explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines for a terminal."""
    yield explanation.url
    yield f"  {_summarize(explanation)}"
    yield f"  kind: {_describe_kind(explanation.verdict)}"
    for question, evidence in _list_questions(explanation.verdict):
        yield f"    {question}: {add_log_odds(evidence):+.1f}"
        for found in evidence:
            yield f"      {found.log_odds:+.1f}  {found.sign}"
    for one in explanation.fields:
        source = f"  [{one.source}]" if one.source else ""
        yield f"  {one.name}: {one.value or 'none'}{source}"
        for other in one.others:
            yield f"    or: {other.value}  [{other.source}]"
    yield LEGEND
    for block in explanation.blocks:
        sign = "+" if block.kept else "-"
        vote = VOTE_WORDS[block.vote][0]
        text = block.text.replace("\n", " ")[:80]
        yield f"{sign} {block.odds:+5.1f} {vote} {text}  [{block.reason}]"


def _describe_kind(verdict: KindVerdict) -> str:
    """Return what the page was taken for, and which setting decided if one did."""
    by = f", by the setting {verdict.overruled_by}" if verdict.overruled_by else ""
    return (verdict.other or KIND_WORDS[verdict.kind]) + by


def _list_questions(
    verdict: KindVerdict,
) -> tuple[tuple[str, tuple[Evidence, ...]], ...]:
    """Return the questions that decided the kind, with the evidence on each."""
    return (
        ("a text of its own", verdict.text_evidence),
        ("an article, no standing page", verdict.article_evidence),
    )


def _summarize(explanation: Explanation) -> str:
    """Return in one line how much of a page is kept, and which template was used."""
    blocks = explanation.blocks
    kept = [v for v in blocks if v.kept]
    size, whole = (sum(len(v.text) for v in some) for some in (kept, blocks))
    other = explanation.verdict.other
    what = f"the page is {other}; " if other else ""
    return (
        f"{what}{len(kept)} of {len(blocks)} blocks kept ({size:,} of {whole:,} "
        f"characters) with {explanation.template}"
    )


LEGEND = (
    "  blocks: + kept, - dropped; log-odds; t or . if trafilatura keeps or drops it"
)

STYLE = """
* { box-sizing: border-box }
body { font: 16px/1.5 Georgia, "DejaVu Serif", serif; max-width: 52rem;
  margin: 0 auto; padding: 1.5rem 1rem 4rem; color: #1b1b1b; background: #fff;
  overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem }
.url, .sum, dl, small, summary {
  font-family: system-ui, "DejaVu Sans", sans-serif }
.url, .sum { font-size: .85rem; color: #555; margin: 0 0 .4rem }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .35rem 1rem;
  font-size: .88rem; margin: 1.2rem 0 }
dt { color: #555 } dd { margin: 0 }
dd small { display: block }
b.src { font-weight: 400; font-size: .75rem; color: #0b4f8a; background: #e8f1fa;
  border-radius: .6rem; padding: .05rem .5rem; white-space: nowrap }
p { margin: .2rem 0; padding: .3rem .8rem; border-left: 5px solid;
  white-space: pre-wrap }
.kept { border-color: #1a7f37; background: #e6f4ea }
.dropped { border-color: #b3261e; background: #fbeceb; color: #5b4a4a;
  font-size: .85rem; line-height: 1.35 }
small { display: block; font-size: .72rem; color: #555 }
details { margin: .2rem 0 } details > p { margin-left: .8rem }
summary { font-size: .78rem; color: #8c1d18; background: #fbeceb; cursor: pointer;
  padding: .3rem .6rem; border-left: 5px solid #b3261e }
@media (max-width: 34rem) { dl { display: block } dt { margin-top: .6rem } }
"""


def explain_as_html(explanation: Explanation) -> str:
    """Return a page of HTML with the blocks in order: kept ones green, others red."""
    name = escape(explanation.title or explanation.url)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}</title><style>{STYLE}</style></head><body>"
        f'<h1>{name}</h1><div class="url">{escape(explanation.url)}</div>'
        f'<div class="sum">{escape(_summarize(explanation))}</div>'
        f"<dl>{_render_kind(explanation.verdict)}"
        f"{''.join(map(_render_field, explanation.fields))}</dl>"
        f"<article>{''.join(_render_blocks(explanation.blocks))}</article></body></html>"
    )


def _render_kind(verdict: KindVerdict) -> str:
    lines = [escape(_describe_kind(verdict))]
    for question, evidence in _list_questions(verdict):
        signs = "; ".join(f"{one.log_odds:+.1f} {one.sign}" for one in evidence)
        odds = add_log_odds(evidence)
        lines.append(f"<small>{question} {odds:+.1f}: {escape(signs)}</small>")
    return f"<dt>kind</dt><dd>{''.join(lines)}</dd>"


def _render_field(field: FieldExplanation) -> str:
    source = f' <b class="src">{escape(field.source)}</b>' if field.source else ""
    others = "".join(
        f"<small>or {escape(one.value)} ({escape(one.source)})</small>"
        for one in field.others
    )
    name = escape(field.name.replace("_", " "))
    return f"<dt>{name}</dt><dd>{escape(field.value or 'none')}{source}{others}</dd>"


def _render_blocks(blocks: Sequence[BlockExplanation]) -> Iterator[str]:
    """Yield the blocks; many consecutive dropped ones are collapsed."""
    for kept, run in groupby(blocks, lambda block: block.kept):
        blocks = list(run)
        shown = "".join(map(_render_block, blocks))
        if kept or len(blocks) < MIN_FOLDED_BLOCKS:
            yield shown
            continue
        begins = escape(" · ".join(b.text for b in blocks)[:PREVIEW_CHARS])
        yield f"<details><summary>{len(blocks)} blocks dropped: {begins} …</summary>"
        yield f"{shown}</details>"


def _render_block(one: BlockExplanation) -> str:
    kind = "kept" if one.kept else "dropped"
    parts = [one.reason, f"log-odds {one.odds:+.1f}"]
    if one.trust:
        parts[1] += f" (page {one.page_odds:+.1f}, site {one.site_odds:+.1f}"
        parts[1] += f", site trusted {one.trust:.0%})"
    elif one.site_odds is not None:
        parts.append("unknown to the template")
    parts.append(VOTE_WORDS[one.vote][1])
    parts.append(" > ".join(one.path.split(">")[-2:]))
    return (
        f'<p class="{kind}" title="{escape(one.path)}">{escape(one.text)}'
        f"<small>{escape(' · '.join(filter(None, parts)))}</small></p>"
    )
