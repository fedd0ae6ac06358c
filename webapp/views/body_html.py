"""How a body with its annotations and marks becomes elements of a page.

Only elements of ``ANNOTATION_VALUES``, paragraphs, headings and line breaks are
written, and every text and value is escaped.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from indexer import Annotation, Mark
from indexer.annotation_tree import INLINE_KINDS, AnnotationNode, build_trees
from indexer.model import ANNOTATION_VALUES

from .mark_html import cut_marks, mark

RUN_IN_KIND = "run-in"
HEADING_KINDS = ("h2", "h3", "h4", "h5", "h6")
"""Kinds that headings have here, with their id as their value."""
STRAY_KINDS = {"ul": "li", "ol": "li", "dl": "dd", "table": "caption", "tr": "td"}
"""Kinds whose text is all inside other annotations, and what stray text becomes."""
ONE_PARAGRAPH_KINDS = ("li", "dt", "dd", "td", "th", "caption", "figcaption")
"""Kinds in which a single paragraph needs no element of its own."""
EDGE_BEFORE = re.compile(r"(?:^|\n|[•|] )\Z")
EDGE_AFTER = re.compile(r"\Z|\n| \|")
VALUES = {
    **ANNOTATION_VALUES,
    **dict.fromkeys(HEADING_KINDS, ("id",)),
    "scrolled": ("aria-label",),
}
TAGS = {
    "a": ("a", ' rel="noopener"'),
    RUN_IN_KIND: ("b", ' class="run-in"'),
    "scrolled": ("div", ' class="table" role="region" tabindex="0"'),
}
"""Tag and fixed attributes of the kinds whose tag is not their name."""
BLANK_LINES = re.compile(r"\n{2,}")
SEPARATORS = " \n•|"
"""Characters that stand in the text before an item or a cell, for want of elements."""

Pieces = Iterator[str]


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Writes spans of one body.

    Attributes:
        marks: spans of the body, ascending and disjoint.
        write_image: returns a picture, from the values of its annotation.
        table_label: name of a table, which scrolls where it is too wide.
    """

    body: str
    marks: tuple[Mark, ...]
    write_image: Callable[[tuple[str, ...]], str]
    table_label: str

    def write(self, annotations: Sequence[Annotation]) -> Markup:
        """Return the whole body."""
        trees = build_trees(annotations)
        return Markup("".join(self._write_flow(0, len(self.body), trees)))

    def _write_flow(
        self, start: int, end: int, nodes: Sequence[AnnotationNode], kind: str = ""
    ) -> Pieces:
        """Yield the paragraphs of a span, and the blocks between them.

        Args:
            kind: of the annotation they are in.
        """
        at = start
        inline: list[AnnotationNode] = []
        for node in nodes:
            one = node.annotation
            if self._is_inline(one):
                inline.append(node)
                continue
            before = at + len(self.body[at : one.start].rstrip(SEPARATORS))
            yield from self._write_stretch(at, before, inline, kind)
            yield from self._write_block(node, kind)
            at, inline = one.end, []
        yield from self._write_stretch(at, end, inline, kind)

    def _is_inline(self, one: Annotation) -> bool:
        """Return whether an annotation stands in a line of text."""
        if one.kind != "img":
            return one.kind in INLINE_KINDS or one.kind == RUN_IN_KIND
        before = EDGE_BEFORE.search(self.body[max(0, one.start - 2) : one.start])
        return before is None and EDGE_AFTER.match(self.body, one.start) is None

    def _write_stretch(
        self, start: int, end: int, inline: Sequence[AnnotationNode], kind: str
    ) -> Pieces:
        """Yield the paragraphs of a span without blocks."""
        stray = STRAY_KINDS.get(kind)
        if stray and not inline and not self.body[start:end].strip(SEPARATORS):
            return
        paragraphs = tuple(self._split_paragraphs(start, end, inline))
        bare = kind in ONE_PARAGRAPH_KINDS and len(paragraphs) == 1
        for low, high, nodes in paragraphs:
            text = "".join(self._write_line(low, high, nodes))
            if stray:
                yield from _wrap(stray, (text,))
            elif nodes and nodes[0].annotation.kind == RUN_IN_KIND:
                yield f'<p id="{escape(nodes[0].annotation.values[0])}">{text}</p>'
            else:
                yield text if bare else f"<p>{text}</p>"

    def _split_paragraphs(
        self, start: int, end: int, inline: Sequence[AnnotationNode]
    ) -> Iterator[tuple[int, int, list[AnnotationNode]]]:
        """Yield the bounds of each paragraph, and what is in it."""
        left = deque(inline)
        low = start
        breaks = [
            match.span()
            for match in BLANK_LINES.finditer(self.body, start, end)
            if not any(_overlap(match.span(), node.annotation) for node in inline)
        ]
        for high, after in (*breaks, (end, end)):
            nodes: list[AnnotationNode] = []
            while left and left[0].annotation.start <= high:
                nodes.append(left.popleft())
            text = self.body[low:high]
            first = low + len(text) - len(text.lstrip())
            last = low + len(text.rstrip())
            if first < last or nodes:
                yield first, max(first, last), nodes
            low = after

    def _write_line(
        self, start: int, end: int, nodes: Sequence[AnnotationNode], kind: str = ""
    ) -> Pieces:
        """Yield a text with the elements in it.

        Args:
            kind: of the annotation it is all of, empty for a paragraph.
        """
        at = start
        for node in nodes:
            one = node.annotation
            yield self._write_text(at, one.start, kind)
            if one.kind == "img":
                yield self.write_image(one.values)
            else:
                inner = self._write_line(one.start, one.end, node.children, kind)
                plain = one.kind == "strong" and kind in HEADING_KINDS
                yield from inner if plain else _wrap(one.kind, inner, one.values)
            at = max(at, one.end)
        yield self._write_text(at, end, kind)

    def _write_text(self, start: int, end: int, kind: str) -> str:
        shown = mark(self.body[start:end], cut_marks(self.marks, start, end))
        return shown if kind == "pre" else shown.replace("\n", Markup("<br>"))

    def _write_block(self, node: AnnotationNode, around: str) -> Pieces:
        """Yield an element that stands between paragraphs.

        Args:
            around: kind of the annotation it is in.
        """
        start, end, kind, values = node.annotation
        if kind == "img":
            yield from self._write_picture(values, around)
        elif kind == "pre" or kind in HEADING_KINDS:
            inner = self._write_line(start, end, node.children, kind)
            yield from _wrap(kind, inner, values)
        else:
            inner = self._write_flow(start, end, node.children, kind)
            if kind == "table":
                inner = _wrap("scrolled", _wrap("table", inner), (self.table_label,))
                yield from inner
            else:
                empty = kind == "th" and start == end
                yield from _wrap("td" if empty else kind, inner, values)

    def _write_picture(self, values: tuple[str, ...], around: str) -> Pieces:
        """Yield a picture that stands between paragraphs, with its caption."""
        caption = values[ANNOTATION_VALUES["img"].index("caption")]
        inner = (self.write_image(values), *_wrap("figcaption", (escape(caption),)))
        shown = inner if caption else inner[:1]
        yield from shown if around == "figure" else _wrap("figure", shown)


def _overlap(span: tuple[int, int], one: Annotation) -> bool:
    """Return whether a span and an annotation have characters in common."""
    return max(span[0], one.start) < min(span[1], one.end)


def _wrap(kind: str, inner: Iterable[str], values: tuple[str, ...] = ()) -> Pieces:
    """Yield an element around others."""
    tag, attributes = TAGS.get(kind, (kind, ""))
    names = VALUES.get(kind, ())
    stated = ((n, v) for n, v in zip(names, values, strict=False) if v)
    attributes += "".join(f' {name}="{escape(value)}"' for name, value in stated)
    yield f"<{tag}{attributes}>"
    yield from inner
    yield f"</{tag}>"
