"""The kept blocks of a page as a small clean piece of HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from ..blocks import HEADINGS, Block, PageBlocks, render_pieces

ITEMS = frozenset(("li", "dt", "dd"))
PROSE = frozenset(("pre", "blockquote", "figcaption", "caption"))
LONG_CELL = 300
"""A table with a longer cell lays out the page; its cells are paragraphs."""


def render_fragment(page: PageBlocks, kept: Sequence[bool]) -> str:
    """Write the kept blocks as headings, paragraphs, flat lists and tables.

    Lines parted by single breaks share a paragraph, parted by ``<br>``.
    """
    blocks = [b for b, keep in zip(page.blocks, kept, strict=True) if keep]
    homes = _find_homes(page, blocks)
    parts: list[str] = []
    for (tag, _), group in groupby(
        zip(homes, blocks, strict=True), key=lambda pair: _wrapper(pair[0])
    ):
        members = list(group)
        if tag == "table":
            parts.append(f"<table>{''.join(_rows(page, members))}</table>")
        elif tag == "ul" and len({node for (_, node), _ in members}) == 1:
            # one item is no list, but a paragraph in the markup of one
            paragraphs = [(("p", node), block) for (_, node), block in members]
            parts.extend(_elements(paragraphs))
        elif tag == "ul":
            parts.append(f"<ul>{''.join(_elements(members))}</ul>")
        else:
            parts.extend(_elements(members))
    return "".join(parts)


Home = tuple[str, int]
"""What a block becomes, and the node that makes it so."""


def _wrapper(home: Home) -> tuple[str, int]:
    tag, node = home
    return ("table", node) if tag == "table" else ("ul" if tag == "li" else "", 0)


def _find_homes(page: PageBlocks, blocks: Sequence[Block]) -> list[Home]:
    paths = [page.path(b.node) for b in blocks]
    tables = _find_data_tables(page, blocks, paths)
    return [_find_home(page, path, tables) for path in paths]


def _find_home(page: PageBlocks, path: Sequence[int], tables: set[int]) -> Home:
    """Return what the innermost telling node around a block makes of it."""
    found: Home = ("p", path[0])
    for node in path:
        tag = page.nodes[node].tag
        if tag in HEADINGS:
            return tag, node
        if node in tables:
            return "table", node
        if found[0] == "p" and (tag in ITEMS or tag in PROSE):
            found = ("li" if tag in ITEMS else tag, node)
    return found


def _find_data_tables(
    page: PageBlocks, blocks: Iterable[Block], paths: Iterable[Sequence[int]]
) -> set[int]:
    """Return the innermost tables that hold rows of short cells."""
    cells: Counter[tuple[int, int]] = Counter()
    layout = set()
    for block, path in zip(blocks, paths, strict=True):
        row = next((n for n in path if page.nodes[n].tag == "tr"), -1)
        table = next((n for n in path if page.nodes[n].tag == "table"), -1)
        cells[table, row] += 1
        if len(block.text) > LONG_CELL:
            layout.add(table)
    rows = Counter(table for (table, _), count in cells.items() if count >= 2)
    return {t for t, count in rows.items() if count >= 2 and t not in layout} - {-1}


def _elements(members: Sequence[tuple[Home, Block]]) -> Iterator[str]:
    """Yield one element for each run of lines."""
    open_tag, anchor, last = "", "", -1
    lines: list[str] = []
    items: set[int] = set()
    for (tag, node), block in members:
        inner = render_pieces(block.pieces, block.tag == "pre")
        if block.soft and last == block.node:
            lines.append(inner)
            continue
        if lines:
            yield _element(open_tag, anchor, lines)
        open_tag = "p" if tag == "li" and node in items else tag
        items.add(node)
        lines, anchor, last = [inner], block.anchor, block.node
    if lines:
        yield _element(open_tag, anchor, lines)


def _element(tag: str, anchor: str, lines: Sequence[str]) -> str:
    name = f' id="{escape(anchor)}"' if anchor else ""
    return f"<{tag}{name}>{'<br>'.join(lines)}</{tag}>"


def _rows(page: PageBlocks, members: Iterable[tuple[Home, Block]]) -> Iterator[str]:
    def row(member: tuple[Home, Block]) -> int:
        path = page.path(member[1].node)
        return next((n for n in path if page.nodes[n].tag == "tr"), -1)

    for _, group in groupby(members, key=row):
        cells = (f"<td>{render_pieces(b.pieces, False)}</td>" for _, b in group)
        yield f"<tr>{''.join(cells)}</tr>"
