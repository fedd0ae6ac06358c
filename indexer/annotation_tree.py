"""The annotations of a body as trees: which lies inside which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .model import Annotation

INLINE_KINDS = frozenset(("a", "em", "strong", "code", "sub", "sup"))
"""Kinds that stand in a line of text, and never inside their own kind."""
PARENTS = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "tr": ("table",),
    "caption": ("table",),
    "td": ("tr",),
    "th": ("tr",),
    "figcaption": ("figure",),
}
"""Kinds that stand directly inside certain others only."""
MAX_NESTING = 20
"""Annotations inside one another; deeper ones are left out."""


@dataclass(frozen=True, slots=True)
class AnnotationNode:
    """An annotation with those directly inside it, in document order."""

    annotation: Annotation
    children: list[AnnotationNode] = field(default_factory=list)


def build_trees(annotations: Iterable[Annotation]) -> list[AnnotationNode]:
    """Arrange annotations in trees; those that do not nest are left out.

    Each lies inside the last one before it that is still open where it begins. What is
    empty lies inside an element that ends there, unless that stands in a line.

    Args:
        annotations: in document order, each before those inside it.
    """
    roots: list[AnnotationNode] = []
    path: list[AnnotationNode] = []
    for annotation in annotations:
        while path and not _is_open(path[-1].annotation, annotation):
            path.pop()
        if _fits(annotation, [node.annotation for node in path]):
            node = AnnotationNode(annotation)
            (path[-1].children if path else roots).append(node)
            path.append(node)
    return roots


def list_annotations(trees: Iterable[AnnotationNode]) -> Iterator[Annotation]:
    """Yield the annotations of trees in document order."""
    for node in trees:
        yield node.annotation
        yield from list_annotations(node.children)


def _is_open(outer: Annotation, inner: Annotation) -> bool:
    """Return whether the first does not end before the second begins."""
    if inner.start < outer.end:
        return True
    at_end = inner.start == inner.end == outer.end
    parents = PARENTS.get(inner.kind)
    if parents:
        return at_end and outer.kind in parents
    return at_end and outer.kind != "img" and outer.kind not in INLINE_KINDS


def _fits(annotation: Annotation, path: list[Annotation]) -> bool:
    """Return whether an annotation may stand inside those of a path."""
    kind, parents = annotation.kind, PARENTS.get(annotation.kind)
    if len(path) >= MAX_NESTING or (path and annotation.end > path[-1].end):
        return False
    if parents:
        return bool(path) and path[-1].kind in parents
    if kind in INLINE_KINDS:
        above = [outer.kind for outer in path]
        return kind not in above and not (kind == "code" and "pre" in above)
    inside = path[-1].kind if path else ""
    return kind == "img" or inside not in INLINE_KINDS
