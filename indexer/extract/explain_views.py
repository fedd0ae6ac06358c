"""An explanation as lines for a terminal, as JSON and as a page to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from itertools import groupby
from typing import Any

from .explain import BlockExplanation, Explanation, FieldExplanation

MIN_FOLDED_BLOCKS = 4
"""Blocks dropped one after the other that are folded away."""
PREVIEW_CHARS = 60
"""Characters of them that are shown all the same."""
VOTE_WORDS = {
    None: (" ", "teacher not asked"),
    True: ("t", "the teacher keeps it"),
    False: (".", "the teacher drops it"),
}
"""A sign and words for what the teacher says."""


def explain_as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as values JSON can write."""
    return asdict(explanation)


def explain_as_text(explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines for a terminal: ``+`` is kept, ``-`` dropped."""
    yield explanation.url
    yield f"  {_summarize(explanation)}"
    for one in explanation.fields:
        source = f"  [{one.source}]" if one.source else ""
        yield f"  {one.name}: {one.value or 'none'}{source}"
        for other in one.others:
            yield f"    or: {other.value}  [{other.source}]"
    for block in explanation.blocks:
        sign = "+" if block.kept else "-"
        teacher = VOTE_WORDS[block.vote][0]
        text = block.text.replace("\n", " ")[:80]
        yield f"{sign} {block.odds:+5.1f} {teacher} {text}  [{block.reason}]"


def _summarize(explanation: Explanation) -> str:
    """Return in one line how much of a page was kept, and by what."""
    blocks = explanation.blocks
    kept = [v for v in blocks if v.kept]
    size, whole = (sum(len(v.text) for v in some) for some in (kept, blocks))
    what = f"the page is {explanation.other}; " if explanation.other else ""
    return (
        f"{what}{len(kept)} of {len(blocks)} blocks kept, {size:,} of {whole:,} "
        f"characters; {explanation.template}"
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
    """Return a page of the blocks in order, what is kept green, what is dropped red."""
    name = escape(explanation.title or explanation.url)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}</title><style>{STYLE}</style></head><body>"
        f'<h1>{name}</h1><div class="url">{escape(explanation.url)}</div>'
        f'<div class="sum">{escape(_summarize(explanation))}</div>'
        f"<dl>{''.join(map(_render_field, explanation.fields))}</dl>"
        f"<article>{''.join(_render_blocks(explanation.blocks))}</article></body></html>"
    )


def _render_field(field: FieldExplanation) -> str:
    source = f' <b class="src">{escape(field.source)}</b>' if field.source else ""
    others = "".join(
        f"<small>or {escape(one.value)} ({escape(one.source)})</small>"
        for one in field.others
    )
    name = escape(field.name.replace("_", " "))
    return f"<dt>{name}</dt><dd>{escape(field.value or 'none')}{source}{others}</dd>"


def _render_blocks(blocks: Sequence[BlockExplanation]) -> Iterator[str]:
    """Yield the blocks; many that are dropped in a row are folded away."""
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
    parts = [one.reason, f"odds {one.odds:+}"]
    if one.trust:
        parts[1] += f" (page {one.page_odds:+}, site {one.site_odds:+}"
        parts[1] += f" trusted {one.trust:.0%})"
    elif one.site_odds is not None:
        parts.append("unknown to its site")
    parts.append(VOTE_WORDS[one.vote][1])
    parts.append(" > ".join(one.path.split(">")[-2:]))
    return (
        f'<p class="{kind}" title="{escape(one.path)}">{escape(one.text)}'
        f"<small>{escape(' · '.join(filter(None, parts)))}</small></p>"
    )
