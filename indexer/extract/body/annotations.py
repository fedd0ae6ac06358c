"""The annotations of a body: what in it is a list, a table, a link or a picture.

Between the blocks of a page and the body of the article only white space, bullets and
bars come and go (``fragment``, ``passages``). All other characters are *letters* here:
the n-th letter of the kept blocks is the n-th of the body, and a place on the page
becomes one in the body by counting them.

Lists, cells and the like are annotated only where their text begins and ends at an edge
of the lines or cells of the body.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from ...annotation_tree import MAX_NESTING, build_trees, list_annotations
from ...model import Annotation, Article
from ..blocks import BLOCK_TAGS, Block, PageBlocks
from .element_values import read_values
from .fragment import find_data_tables
from .images import find_body_images

NODE_KINDS = {
    **{tag: tag for tag in ("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre")},
    **{tag: tag for tag in ("table", "caption", "tr", "td", "th")},
    **{"figure": "figure", "figcaption": "figcaption", "menu": "ul", "dir": "ul"},
}
"""From the tag of a block-level element to the kind of its annotation."""
RUN_KINDS = {
    **{"a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em"},
    **{"code": "code", "kbd": "code", "samp": "code", "tt": "code"},
    **{"sub": "sub", "sup": "sup"},
}
"""The same for an element inside a block."""
MAX_ANNOTATIONS = 20_000
"""Annotations of one article; later ones are left out."""

LETTER_GAP = re.compile(r"[\s•|]+")
_IS_LETTER = np.array(
    [not LETTER_GAP.fullmatch(chr(c)) for c in range(0x3001)] + [True]
)
"""By code of a character; the last entry stands for all higher codes."""
MAX_BULLET_CHARS = 8
"""Characters of bullets, ours and the page's, before the text of an item."""
EDGE_AFTER = re.compile(r"\Z|\n| \|")


class PlacedAnnotation(NamedTuple):
    """An annotation with its place in document order.

    Attributes:
        rank: orders those that begin at the same character.
    """

    start: int
    rank: float
    annotation: Annotation


class LetterRange(NamedTuple):
    """Letters, from the first to before the last, counted from 0."""

    start: int
    end: int


Positions = NDArray[np.int64]
"""int64[letters]: where they are in a body."""

BlockLetters = dict[int, list[int]]
"""By index of a kept block: the letters before each of its runs, and before its end."""


def find_letters(text: str) -> Positions:
    """Return where the letters of a text are, ascending."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.flatnonzero(_IS_LETTER[np.minimum(codes, len(_IS_LETTER) - 1)])


def count_letters(text: str) -> int:
    """Return the number of letters in a text.

    >>> count_letters("• one | two"), len(find_letters("• one | two"))
    (6, 6)
    """
    return len("".join(text.split())) - text.count("•") - text.count("|")


def annotate_body(
    page: PageBlocks, kept: Sequence[bool], body: str, base: str
) -> tuple[Annotation, ...]:
    """Annotate a body with the elements that the kept blocks of its page stand in.

    Args:
        base: address that those on the page are relative to.

    Returns:
        Nothing for a body whose letters are not those of the blocks.
    """
    counts = _count_letters(page, kept)
    places = find_letters(body)
    if not counts or next(reversed(counts.values()))[-1] != len(places):
        return ()
    ranges = _find_ranges(page, counts)
    placed = sorted(
        (
            *_annotate_nodes(page, ranges, body, places, base),
            *_annotate_runs(page, counts, places, base),
            *_annotate_images(page, kept, counts, ranges, places, len(body), base),
        ),
        key=lambda one: one[:2],
    )
    trees = build_trees(one.annotation for one in islice(placed, MAX_ANNOTATIONS))
    return tuple(list_annotations(trees))


def join_annotations(
    pages: Iterable[tuple[Article, str]], body: str
) -> tuple[Annotation, ...]:
    """Return the annotations of an article made of the ends of several.

    Args:
        pages: each with the end of its body that is in ``body``.
    """
    places = find_letters(body)
    joined: list[Annotation] = []
    reached = 0
    for page, end in pages:
        letters, used = find_letters(page.body), count_letters(end)
        moved = reached - (len(letters) - used)
        spans = np.array([one[:2] for one in page.annotations]).reshape(-1, 2)
        for annotation, (first, after) in zip(
            page.annotations,
            (letters.searchsorted(spans) + moved).tolist(),
            strict=True,
        ):
            if reached <= first and after <= len(places):
                start = int(places[first]) if first < len(places) else len(body)
                stop = int(places[after - 1]) + 1 if first < after else start
                joined.append(annotation._replace(start=start, end=stop))
        reached += used
    return tuple(list_annotations(build_trees(joined[:MAX_ANNOTATIONS])))


def _count_letters(page: PageBlocks, kept: Sequence[bool]) -> BlockLetters:
    counts = {}
    at = 0
    for index, block in enumerate(page.blocks):
        if kept[index]:
            counts[index] = [at]
            for run in block.runs:
                at += count_letters(run.text)
                counts[index].append(at)
    return counts


def _find_ranges(page: PageBlocks, counts: BlockLetters) -> dict[int, LetterRange]:
    """Return the letters inside each node that has a kind of annotation, by index."""
    known: dict[int, tuple[int, ...]] = {}
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for index, (start, *_, end) in counts.items():
        for node in _find_annotated(page, page.blocks[index].node, known):
            if start < end:
                starts.setdefault(node, start)
                ends[node] = end
    ranges = {node: LetterRange(starts[node], ends[node]) for node in sorted(starts)}
    if any(page.nodes[node].tag == "table" for node in ranges):
        blocks = [page.blocks[index] for index in counts]
        data = find_data_tables(page, blocks, [page.path(b.node) for b in blocks])
        for node in list(ranges):
            if page.nodes[node].tag == "table" and node not in data:
                del ranges[node]
    return ranges


def _find_annotated(
    page: PageBlocks, node: int, known: dict[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """Return the nodes at and around a node that have a kind, outermost first."""
    found = known.get(node)
    if found is None:
        here = page.nodes[node]
        found = _find_annotated(page, here.parent, known) if here.parent >= 0 else ()
        if here.tag in NODE_KINDS and len(found) < 2 * MAX_NESTING:
            found = (*found, node)
        known[node] = found
    return found


def _annotate_nodes(
    page: PageBlocks,
    ranges: dict[int, LetterRange],
    body: str,
    places: Positions,
    base: str,
) -> Iterator[PlacedAnnotation]:
    for node, letters in ranges.items():
        kind, element = NODE_KINDS[page.nodes[node].tag], page.nodes[node].element
        start, end = _find_span(letters, places)
        if kind == "pre":
            start, end = _widen_to_lines(body, start, end)
        values = read_values(kind, element, base)
        if values is not None and _is_at_edges(body, start, end):
            yield PlacedAnnotation(start, node, Annotation(start, end, kind, values))
        if kind == "tr":
            yield from _annotate_empty_cells(page, node, ranges, places, end)


def _find_span(letters: LetterRange, places: Positions) -> tuple[int, int]:
    return int(places[letters.start]), int(places[letters.end - 1]) + 1


def _widen_to_lines(body: str, start: int, end: int) -> tuple[int, int]:
    """Return the lines of a span, with the white space at both ends of them."""
    line_end = body.find("\n", end)
    return body.rfind("\n", 0, start) + 1, line_end if line_end >= 0 else len(body)


def _is_at_edges(body: str, start: int, end: int) -> bool:
    """Return whether a span begins and ends at an edge of a line or a cell."""
    before = body[max(0, start - MAX_BULLET_CHARS) : start].rstrip(" •")
    at_start = not before or before[-1] in "\n|"
    return at_start and EDGE_AFTER.match(body, end) is not None


def _annotate_empty_cells(
    page: PageBlocks,
    row: int,
    ranges: dict[int, LetterRange],
    places: Positions,
    row_end: int,
) -> Iterator[PlacedAnnotation]:
    """Yield the cells of a row that have no text, each before the next that has."""
    empty: list[int] = []
    for node, start in (*_list_cells(page, row, ranges, places), (-1, row_end)):
        if start < 0:
            empty.append(node)
            continue
        for cell in empty:
            found = page.nodes[cell]
            values = read_values(found.tag, found.element, "")
            annotation = Annotation(start, start, found.tag, values or ())
            yield PlacedAnnotation(start, cell, annotation)
        empty.clear()


def _list_cells(
    page: PageBlocks,
    row: int,
    ranges: dict[int, LetterRange],
    places: Positions,
) -> Iterator[tuple[int, int]]:
    """Yield the cells of a row of a table and where each begins, -1 without text."""
    table = page.nodes[row].parent
    while table >= 0 and page.nodes[table].tag in ("tbody", "thead", "tfoot"):
        table = page.nodes[table].parent
    if table not in ranges:
        return
    for node in range(row + 1, len(page.nodes)):
        if page.nodes[node].parent < row:
            return
        if page.nodes[node].parent == row and page.nodes[node].tag in ("td", "th"):
            letters = ranges.get(node)
            yield node, int(places[letters.start]) if letters else -1


def _annotate_runs(
    page: PageBlocks, counts: BlockLetters, places: Positions, base: str
) -> Iterator[PlacedAnnotation]:
    """Yield the elements inside blocks; one around several blocks comes for each."""
    chains: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
    rank = len(page.nodes)
    for index, bounds in counts.items():
        for element, letters in _find_inline(page.blocks[index], bounds, chains):
            kind = RUN_KINDS[element.tag]
            values = read_values(kind, element, base)
            if values is not None:
                rank += 1
                start, end = _find_span(letters, places)
                annotation = Annotation(start, end, kind, values)
                yield PlacedAnnotation(start, rank, annotation)


def _find_inline(
    block: Block,
    bounds: Sequence[int],
    chains: dict[HtmlElement, tuple[HtmlElement, ...]],
) -> Iterator[tuple[HtmlElement, LetterRange]]:
    """Yield the elements of a kind inside a block, outer ones first."""
    found: dict[HtmlElement, LetterRange] = {}
    for run, (start, end) in zip(block.runs, pairwise(bounds), strict=True):
        if start < end:
            for element in _find_chain(run.parent, chains):
                known = found.get(element)
                found[element] = LetterRange(known.start if known else start, end)
    yield from found.items()


def _find_chain(
    element: HtmlElement, chains: dict[HtmlElement, tuple[HtmlElement, ...]]
) -> tuple[HtmlElement, ...]:
    """Return the elements of a kind around a text, up to its block, outermost first."""
    chain = chains.get(element)
    if chain is None:
        parent = None if element.tag in BLOCK_TAGS else element.getparent()
        chain = () if parent is None else _find_chain(parent, chains)
        if parent is not None and element.tag in RUN_KINDS and len(chain) < MAX_NESTING:
            chain = (*chain, element)
        chains[element] = chain
    return chain


def _annotate_images(
    page: PageBlocks,
    kept: Sequence[bool],
    counts: BlockLetters,
    ranges: dict[int, LetterRange],
    places: Positions,
    body_end: int,
    base: str,
) -> Iterator[PlacedAnnotation]:
    """Yield the pictures: each before the next letter, or at the end of its element."""
    blocks = list(counts)
    for image, values in find_body_images(page, kept, base):
        at = bisect_left(blocks, image.block)
        letter = len(places)
        if at < len(blocks):
            bounds = counts[blocks[at]]
            letter = bounds[image.run if blocks[at] == image.block else 0]
        around = next((n for n in page.path(image.node) if n in ranges), -1)
        if around >= 0 and letter >= ranges[around].end:
            start = int(places[ranges[around].end - 1]) + 1
        else:
            start = int(places[letter]) if letter < len(places) else body_end
        annotation = Annotation(start, start, "img", values)
        yield PlacedAnnotation(start, image.next_node - 0.5, annotation)
