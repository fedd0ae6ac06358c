"""The text blocks of a page, the smallest parts that are kept or dropped.

A block is the text between two edges of block-level elements or line breaks. It refers
to its node in the page and records how much of it is linked or bold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from lxml.html import HtmlElement

from .skipped_elements import is_hidden, is_permalink, is_skipped, split_tags

BLOCK_TAGS = split_tags(
    "html body address article aside blockquote caption center dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul"
)
CODE_LINE_TAGS = split_tags("div li ol table tbody td th thead tr ul")
"""Block-level elements that inside ``pre`` are lines of code, or hold them."""
CELL_TAGS = split_tags("td th")
LINE_NUMBER_CLASS = re.compile(
    r"(?<![\w-])(?:ln|lnt|linenos?|linenums?|line-?numbers?|gutter|hljs-ln-numbers)"
    r"(?![\w-])"
)
"""Classes that highlighters give to the numbers of lines."""
IMAGE_TAGS = split_tags("img picture amp-img")
HEADING_TAGS = split_tags("h1 h2 h3 h4 h5 h6")
FRAME_TAGS = split_tags("html body main form table tbody tr td")
"""Elements whose id names a part of the page, not a section of its text."""
HEADING_ID_STEPS = 3
"""Nodes whose id a heading may have: itself, and those around that it opens."""
BOLD_TAGS = split_tags("b strong th")
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
INDENT = re.compile(r"(?:\u3000|\xa0|\u2003){2}")
MAX_BLOCKS = 20_000
LARGE_PAGE_CHARS, LARGE_PAGE_NODES = 1_000_000, 15_000
"""Characters of text, and nodes and runs of text, above which a page is large. The
largest of 3,000 real ones had 79,000 and 10,500."""


@dataclass(slots=True)
class Node:
    """One block-level element of the page.

    Attributes:
        parent: index of the node around it; -1 for the outermost.
        hidden: as ``is_hidden`` says, or inside such a node.
    """

    parent: int
    tag: str
    id: str
    classes: tuple[str, ...]
    element: HtmlElement
    hidden: bool


@dataclass(slots=True)
class TextRun:
    """Text in one style inside a block; its white space is as in the page.

    Attributes:
        parent: the element whose text it is.
    """

    text: str
    link: bool
    bold: bool
    parent: HtmlElement


@dataclass(slots=True)
class Block:
    """One block of text.

    Attributes:
        node: index of the innermost node around it.
        text: with single spaces; lines kept in ``pre``.
        links: characters of ``text`` inside links, approximately.
        bold: characters of ``text`` in bold, approximately.
        soft: whether only a line break separates it from the one before.
        anchor: id of the element that can be linked to.
        start: the element whose text or tail the block begins with, and whether it is
            the tail.
    """

    node: int
    tag: str
    text: str
    runs: tuple[TextRun, ...]
    links: int
    bold: int
    soft: bool
    anchor: str
    start: tuple[HtmlElement, bool]


@dataclass(slots=True)
class PageImage:
    """A picture, and where it stands between the texts of the page.

    Attributes:
        node: index of the innermost node around it.
        next_node: index of the first node after its beginning.
        block: index of the block it stands in or before.
        run: number of runs of that block before it.
    """

    element: HtmlElement
    node: int
    next_node: int
    block: int
    run: int


@dataclass(slots=True)
class PageBlocks:
    """All nodes, blocks and pictures of one page in document order."""

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    images: list[PageImage] = field(default_factory=list)

    @property
    def is_large(self) -> bool:
        """Whether libraries of unbounded cost should not be run on the page."""
        count = len(self.nodes) + sum(len(b.runs) for b in self.blocks)
        size = sum(len(b.text) for b in self.blocks)
        return count > LARGE_PAGE_NODES or size > LARGE_PAGE_CHARS

    def path(self, node: int) -> list[int]:
        """Return a node and those around it, innermost first."""
        path = []
        while node >= 0:
            path.append(node)
            node = self.nodes[node].parent
        return path


def cut_blocks(root: HtmlElement) -> PageBlocks:
    """Cut a page into blocks.

    Blocks beyond ``MAX_BLOCKS`` are left out, so that a hostile page costs a bounded
    time.
    """
    cutter = _BlockCutter()
    body = root.find("body")
    cutter.enter(body if body is not None else root, -1)
    return cutter.page


class _BlockCutter:
    """Walks one page and collects the runs of the current block."""

    def __init__(self) -> None:
        self.page = PageBlocks()
        self.runs: list[TextRun] = []
        self.start: tuple[HtmlElement, bool] | None = None
        self.anchor = ""
        self.breaks = 0
        self.in_code = False
        self.has_code_lines = False
        self.line_ended = False

    def enter(self, element: HtmlElement, parent: int) -> None:
        """Walk a block-level element. Recursion is bounded by ``tree.MAX_DEPTH``."""
        tag, get, names = element.tag, element.get, element.keys()
        hidden = is_hidden(element, names) or (
            parent >= 0 and self.page.nodes[parent].hidden
        )
        classes = get("class")
        node = len(self.page.nodes)
        self.page.nodes.append(
            Node(
                parent,
                tag,
                get("id") or "",
                tuple(classes.split()) if classes else (),
                element,
                hidden,
            )
        )
        bold = tag == "th" or ("style" in names and _is_bold(element))
        self.breaks = 0
        outside = self.in_code, self.has_code_lines
        if tag == "pre":
            self.in_code, self.has_code_lines = True, _has_code_lines(element)
        self.walk(element, node, False, bold)
        self.flush(node)
        self.breaks = 0
        self.in_code, self.has_code_lines = outside

    def walk(self, element: HtmlElement, node: int, link: bool, bold: bool) -> None:
        """Collect the text of one element and of all inside it."""
        if element.text:
            self.add(element.text, element, False, link, bold, element)
        for child in element:
            tag = child.tag
            if tag == "br" and self.in_code:
                self.add("\n", child, False, link, bold, element)
            elif tag == "br":
                self.flush(node)
                self.breaks += 1
            elif self.has_code_lines and _is_line_number(child):
                pass
            elif self.has_code_lines and tag in BLOCK_TAGS:
                self.walk_code_line(child, node, link, bold)
            elif tag in BLOCK_TAGS:
                self.flush(node)
                if len(self.page.blocks) < MAX_BLOCKS:
                    self.enter(child, node)
            elif tag in IMAGE_TAGS:
                self.add_image(child, node)
            elif is_skipped(child, names := child.keys()):
                if self.page.nodes[node].tag in HEADING_TAGS and is_permalink(child):
                    target = (child.get("href") or "").rpartition("#")[2]
                    self.anchor = self.anchor or target
            else:
                if names and not self.anchor:
                    name = child.get("id") or (tag == "a" and child.get("name"))
                    self.anchor = name or ""
                self.walk(
                    child,
                    node,
                    link or (tag == "a" and not _is_link_target(child)),
                    bold or tag in BOLD_TAGS or ("style" in names and _is_bold(child)),
                )
            if tail := child.tail:
                self.add(tail, child, True, link, bold, element)

    def walk_code_line(
        self, element: HtmlElement, node: int, link: bool, bold: bool
    ) -> None:
        """Collect the text of a block-level element in code as lines of their own."""
        if element.tag in CELL_TAGS:
            self.walk(element, node, link, bold)
            return
        if self.runs and not self.runs[-1].text.endswith("\n"):
            self.add("\n", element, False, link, bold, element)
        before = len(self.runs)
        self.walk(element, node, link, bold)
        if len(self.runs) == before:
            self.add("\n", element, False, link, bold, element)
        self.line_ended = True

    def add(
        self,
        text: str,
        element: HtmlElement,
        tail: bool,
        link: bool,
        bold: bool,
        parent: HtmlElement,
    ) -> None:
        """Append a run to the block; white space begins none unless it is an indent."""
        if self.start is None:
            if text.isspace() and (
                text.isascii() or not INDENT.match(text.lstrip("\r\n\t "))
            ):
                return
            self.start = (element, tail)
        elif self.line_ended and not (
            text.startswith("\n") or self.runs[-1].text.endswith("\n")
        ):
            text = "\n" + text
        self.line_ended = False
        self.runs.append(TextRun(text, link, bold, parent))

    def add_image(self, element: HtmlElement, node: int) -> None:
        """Note where a picture stands."""
        page = self.page
        if len(page.images) < MAX_BLOCKS:
            after, block = len(page.nodes), len(page.blocks)
            page.images.append(PageImage(element, node, after, block, len(self.runs)))

    def flush(self, node: int) -> None:
        """End the block: what was collected belongs to this node."""
        start = self.start
        if start is None:
            return
        runs = self.runs
        self.runs, self.start = [], None
        if len(self.page.blocks) == MAX_BLOCKS:
            return
        raw = "".join(p.text for p in runs)
        if raw.isascii() and self.in_code and _is_gutter(raw):
            return
        where = self.page.nodes[node]
        text = raw.strip("\n") if where.tag == "pre" else " ".join(raw.split())
        if not text or text.isspace():
            return
        soft = self.breaks == 1 and not INDENT.match(raw.lstrip("\r\n\t "))
        self.page.blocks.append(
            Block(
                node,
                where.tag,
                text,
                tuple(runs),
                sum([len(p.text.strip()) for p in runs if p.link]),
                sum([len(p.text.strip()) for p in runs if p.bold]),
                soft,
                self.anchor or self.find_id(node),
                start,
            )
        )
        self.anchor, self.breaks = "", 0

    def find_id(self, node: int) -> str:
        """Return the id of a node if this is its first block, else an empty string.

        A heading also has the id of the section that it opens.
        """
        nodes, blocks = self.page.nodes, self.page.blocks
        last = blocks[-1].node if blocks else -1
        for _ in range(HEADING_ID_STEPS if nodes[node].tag in HEADING_TAGS else 1):
            if node <= last:
                break
            if nodes[node].id and nodes[node].tag not in FRAME_TAGS:
                return nodes[node].id
            node = nodes[node].parent
        return ""


def _has_code_lines(pre: HtmlElement) -> bool:
    """Return whether all block-level elements in a ``pre`` may be lines of code."""
    inside = (e.tag for e in pre.iterdescendants())
    return all(tag not in BLOCK_TAGS or tag in CODE_LINE_TAGS for tag in inside)


def _is_line_number(element: HtmlElement) -> bool:
    """Return whether an element in code is the number of a line.

    Its class says so, or it is a cell before that of the line.
    """
    names = element.get("class")
    is_named = names is not None and LINE_NUMBER_CLASS.search(names) is not None
    if not is_named and (element.tag not in CELL_TAGS or element.getnext() is None):
        return False
    return all(n.isdigit() for n in "".join(element.itertext()).split())


def _is_gutter(text: str) -> bool:
    """Return whether a text is the line numbers beside code.

    >>> _is_gutter("1\\n2\\n3\\n"), _is_gutter("1024")
    (True, False)
    """
    numbers = text.split()
    if not numbers or not all(n.isdigit() and len(n) < 6 for n in numbers):
        return False
    first = int(numbers[0])
    return (first == 1 or len(numbers) > 1) and all(
        int(n) == first + i for i, n in enumerate(numbers)
    )


def _is_bold(element: HtmlElement) -> bool:
    return BOLD_STYLE.search(element.get("style") or "") is not None


def _is_link_target(link: HtmlElement) -> bool:
    """Return whether it is ``<a name>``: often never closed, so that text follows."""
    return link.get("name") is not None and link.get("href") is None


def render_runs(runs: tuple[TextRun, ...], pre: bool) -> str:
    """Write the text of a block as HTML with no tag but ``<b>``."""
    parts = []
    for run in runs:
        text = escape(run.text if pre else re.sub(r"\s+", " ", run.text), False)
        parts.append(f"<b>{text}</b>" if run.bold and text.strip() else text)
    return "".join(parts).replace("</b><b>", "").strip(None if not pre else "\n")
