"""The pictures that belong to the body of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from ..blocks import Node, PageBlocks, PageImage
from .element_values import (
    MAX_IMAGE_PIXELS,
    read_alt,
    read_image_address,
    read_number,
)

MIN_IMAGE_PIXELS = 48
"""Width and height from which a picture is no icon, where the page states them."""
MAX_CAPTION_CHARS = 1_000
ORNAMENT_CLASS = re.compile(
    r"emoji|smil(?:ey|ies)|avatar|spacer|(?:^|[\s_-])(?:icon|logo)\b", re.I
)
"""Classes of pictures that show nothing of the article."""
FIGURE_CLASS, CAPTION_CLASS = "wp-caption", "wp-caption-text"
"""What WordPress wrote before HTML had figures."""


def find_body_images(
    page: PageBlocks, kept: Sequence[bool], base: str
) -> Iterator[tuple[PageImage, tuple[str, ...]]]:
    """Yield the pictures of the body with the values of their annotations.

    The text beside a picture is that of the smallest node around it that has text, its
    figure aside. The picture is one of the body if most of that text is kept, or some
    is and it stands between kept blocks. Each address comes once.

    Args:
        base: address that those of the pictures are relative to.
    """
    if not page.images:
        return
    counts = _count_blocks(page, kept)
    captions = _read_captions(page, kept)
    first, end = kept.index(True), len(kept) - kept[::-1].index(True)
    seen = {""}
    for place in page.images:
        beside, among = counts[_find_neighbourhood(page, place.node, counts)]
        inside = first < place.block < end or 2 * beside >= among
        if not beside or not inside or page.nodes[place.node].hidden:
            continue
        image = next(place.element.iter("img"), place.element)
        caption = captions.get(_find_figure(page, place.node), "")
        values = _read_image(image, caption, base)
        if values[0] not in seen and not _is_ornament(image, values):
            seen.add(values[0])
            yield place, values


def _count_blocks(page: PageBlocks, kept: Sequence[bool]) -> list[tuple[int, int]]:
    """Return how many blocks inside each node are kept, and how many there are."""
    kept_count, count = [0] * len(page.nodes), [0] * len(page.nodes)
    for block, keep in zip(page.blocks, kept, strict=True):
        kept_count[block.node] += keep
        count[block.node] += 1
    for index in range(len(page.nodes) - 1, 0, -1):
        parent = page.nodes[index].parent
        kept_count[parent] += kept_count[index]
        count[parent] += count[index]
    return list(zip(kept_count, count, strict=True))


def _find_neighbourhood(
    page: PageBlocks, node: int, counts: Sequence[tuple[int, int]]
) -> int:
    """Return the smallest node around a picture that has text beside its caption."""
    while page.nodes[node].parent >= 0 and (
        not counts[node][1] or _is_figure(page.nodes[node])
    ):
        node = page.nodes[node].parent
    return node


def _is_figure(node: Node) -> bool:
    return node.tag == "figure" or FIGURE_CLASS in node.classes


def _find_figure(page: PageBlocks, node: int) -> int:
    """Return the figure around a node, the node itself among them; -1 if none is."""
    while node >= 0 and not _is_figure(page.nodes[node]):
        node = page.nodes[node].parent
    return node


def _read_captions(page: PageBlocks, kept: Sequence[bool]) -> dict[int, str]:
    """Return, by figure, the captions that are not kept in the body."""
    captions: dict[int, str] = {}
    for block, keep in zip(page.blocks, kept, strict=True):
        node = page.nodes[block.node]
        if not keep and (node.tag == "figcaption" or CAPTION_CLASS in node.classes):
            figure = _find_figure(page, node.parent)
            text = f"{captions.get(figure, '')} {block.text}"
            captions[figure] = text.strip()[:MAX_CAPTION_CHARS]
    captions.pop(-1, None)
    return captions


def _read_image(image: HtmlElement, caption: str, base: str) -> tuple[str, ...]:
    size = (read_number(image, n, 1, MAX_IMAGE_PIXELS) for n in ("width", "height"))
    alt = read_alt(image)
    address = read_image_address(image, base)
    return address, "" if alt == caption else alt, caption, *size


def _is_ornament(image: HtmlElement, values: tuple[str, ...]) -> bool:
    """Return whether a picture is an icon, a face or the like."""
    small = any(size and int(size) < MIN_IMAGE_PIXELS for size in values[-2:])
    return small or ORNAMENT_CLASS.search(image.get("class") or "") is not None
