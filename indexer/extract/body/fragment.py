"""The kept blocks of a page as a small clean piece of HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from ..blocks import HEADING_TAGS, Block, PageBlocks, render_runs

ITEM_TAGS = frozenset(("li", "dt", "dd"))
TEXT_TAGS = frozenset(("pre", "blockquote", "figcaption", "caption"))
MAX_DATA_CELL_CHARS = 300
"""A table with a longer cell is layout, not data; its cells are paragraphs."""


def render_fragment(page: PageBlocks, kept: Sequence[bool]) -> str:
    """Write the kept blocks as headings, paragraphs, flat lists and tables.

    Lines separated by single line breaks stay in one paragraph, with ``<br>``.
    """
    blocks = [b for b, keep in zip(page.blocks, kept, strict=True) if keep]
    homes = _find_roles(page, blocks)
    parts: list[str] = []
    for (tag, _), group in groupby(
        zip(homes, blocks, strict=True), key=lambda pair: _find_container(pair[0])
    ):
        members = list(group)
        if tag == "table":
            parts.append(f"<table>{''.join(_render_rows(page, members))}</table>")
        elif tag == "ul" and len({node for (_, node), _ in members}) == 1:
            # a list with one item is a paragraph
            paragraphs = [(("p", node), block) for (_, node), block in members]
            parts.extend(_render_elements(paragraphs))
        elif tag == "ul":
            parts.append(f"<ul>{''.join(_render_elements(members))}</ul>")
        else:
            parts.extend(_render_elements(members))
    return "".join(parts)


BlockRole = tuple[str, int]
"""Tag under which a block is written, and the node it comes from."""


def _find_container(home: BlockRole) -> tuple[str, int]:
    tag, node = home
    return ("table", node) if tag == "table" else ("ul" if tag == "li" else "", 0)


def _find_roles(page: PageBlocks, blocks: Sequence[Block]) -> list[BlockRole]:
    paths = [page.path(b.node) for b in blocks]
    tables = find_data_tables(page, blocks, paths)
    return [_find_role(page, path, tables) for path in paths]


def _find_role(page: PageBlocks, path: Sequence[int], tables: set[int]) -> BlockRole:
    """Return the role that the innermost structural node around a block gives it."""
    found: BlockRole = ("p", path[0])
    for node in path:
        tag = page.nodes[node].tag
        if tag in HEADING_TAGS:
            return tag, node
        if node in tables:
            return "table", node
        if found[0] == "p" and (tag in ITEM_TAGS or tag in TEXT_TAGS):
            found = ("li" if tag in ITEM_TAGS else tag, node)
    return found


def find_data_tables(
    page: PageBlocks, blocks: Iterable[Block], paths: Iterable[Sequence[int]]
) -> set[int]:
    """Return the innermost tables that hold rows of short cells."""
    cells: Counter[tuple[int, int]] = Counter()
    layout = set()
    for block, path in zip(blocks, paths, strict=True):
        row = next((n for n in path if page.nodes[n].tag == "tr"), -1)
        table = next((n for n in path if page.nodes[n].tag == "table"), -1)
        cells[table, row] += 1
        if len(block.text) > MAX_DATA_CELL_CHARS:
            layout.add(table)
    rows = Counter(table for (table, _), count in cells.items() if count >= 2)
    return {t for t, count in rows.items() if count >= 2 and t not in layout} - {-1}


def _render_elements(members: Sequence[tuple[BlockRole, Block]]) -> Iterator[str]:
    """Yield one element for each paragraph of lines."""
    open_tag, anchor, last = "", "", -1
    lines: list[str] = []
    items: set[int] = set()
    for (tag, node), block in members:
        inner = render_runs(block.runs, block.tag == "pre")
        if block.soft and last == block.node:
            lines.append(inner)
            continue
        if lines:
            yield _render_element(open_tag, anchor, lines)
        open_tag = "p" if tag == "li" and node in items else tag
        items.add(node)
        lines, anchor, last = [inner], block.anchor, block.node
    if lines:
        yield _render_element(open_tag, anchor, lines)


def _render_element(tag: str, anchor: str, lines: Sequence[str]) -> str:
    name = f' id="{escape(anchor)}"' if anchor else ""
    return f"<{tag}{name}>{'<br>'.join(lines)}</{tag}>"


def _render_rows(
    page: PageBlocks, members: Iterable[tuple[BlockRole, Block]]
) -> Iterator[str]:
    def row(member: tuple[BlockRole, Block]) -> int:
        return _find_around(page, member[1], ("tr",))

    def cell(member: tuple[BlockRole, Block]) -> int:
        return _find_around(page, member[1], ("td", "th"))

    for _, group in groupby(members, key=row):
        cells = (
            " ".join(render_runs(block.runs, False) for _, block in blocks)
            for _, blocks in groupby(group, key=cell)
        )
        yield f"<tr>{''.join(f'<td>{text}</td>' for text in cells)}</tr>"


def _find_around(page: PageBlocks, block: Block, tags: Sequence[str]) -> int:
    """Return the innermost node around a block that has one of the tags, or -1."""
    path = page.path(block.node)
    return next((n for n in path if page.nodes[n].tag in tags), -1)
