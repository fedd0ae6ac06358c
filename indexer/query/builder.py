"""A query under construction: its open groups, operands, operators and messages.

``QueryParser`` fills a ``QueryBuilder``, which becomes the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..model import Diagnostic
from ..text import find_spans
from .diagnostics import (
    MAX_DEPTH,
    MAX_MESSAGES,
    MAX_PART_CHARS,
    MAX_PATTERNS,
    MAX_TERMS,
    make_diagnostic,
)
from .tree import Not, Phrase, Query, Word, make_and, make_or, narrows, walk
from .words import Pattern


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query tree, and messages about what was not understood."""

    query: Query
    messages: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class OperandGroup:
    """The part of a query between two parentheses, as far as it has been read.

    Attributes:
        start: of the part that its diagnostics are about.
        name: of the field that its words are searched in; empty for all.
        operands: what was read.
        operators: the operator before each operand; empty where there was none.
        pending: operators since the last operand, with their places.
        dropped: whether a part was left out with a message.
    """

    start: int
    name: str = ""
    operands: list[Query] = field(default_factory=list)
    operators: list[str] = field(default_factory=list)
    pending: list[tuple[str, int, int]] = field(default_factory=list)
    dropped: bool = False

    def drop(self) -> None:
        """Forget the operators before a part that was left out."""
        self.pending.clear()
        self.dropped = True

    def join(self, default_operator: str) -> Query:
        """Return the tree: OR joins first, then AND, then words side by side."""
        chains: list[tuple[str, list[Query]]] = []
        for operand, link in zip(self.operands, self.operators, strict=True):
            if link == "OR":
                chains[-1][1].append(operand)
            else:
                chains.append((link, [operand]))
        if default_operator == "and":
            return make_and(make_or(chain) for _, chain in chains)
        rows: list[list[Query]] = []
        for link, chain in chains:
            if link != "AND":
                rows.append([])
            rows[-1].append(make_or(chain))
        parts = [make_and(row) for row in rows]
        words = [part for part in parts if not narrows(part)]
        return make_and([make_or(words), *filter(narrows, parts)])


class QueryBuilder:
    """A query under construction.

    Args:
        text: as typed, as far as it is read.
        default_operator: what joins words that stand side by side: ``and`` or ``or``.

    Attributes:
        groups: those still open, each within the one before it.
    """

    def __init__(self, text: str, default_operator: str) -> None:
        self.text = text
        self.default_operator = default_operator
        self.messages: list[Diagnostic] = []
        self.omitted_messages = 0
        self.terms = 0
        self.patterns = 0
        self.groups = [OperandGroup(0)]

    @property
    def group(self) -> OperandGroup:
        """The innermost open group."""
        return self.groups[-1]

    def note(self, code: str, start: int, end: int, **values: object) -> None:
        """Add a message about a part, up to the limit of messages."""
        if len(self.messages) == MAX_MESSAGES:
            self.omitted_messages += 1
            return
        part = self.text[start : min(end, start + MAX_PART_CHARS + 1)]
        self.messages.append(make_diagnostic(code, start, end, part, **values))

    def open(self, name: str, start: int) -> bool:
        """Begin a group; False if too many are open."""
        if len(self.groups) > MAX_DEPTH:
            return False
        self.groups.append(OperandGroup(start, name))
        return True

    def close(self) -> tuple[Query | None, OperandGroup]:
        """End the innermost group; return its query, None if it is empty."""
        group = self.groups.pop()
        self.note_stray(group)
        return (group.join(self.default_operator) if group.operands else None), group

    def add(self, operand: Query, start: int, end: int) -> bool:
        """Add a leaf, as far as there is room for its terms.

        Returns:
            False if nothing more can be added.
        """
        patterns = sum(isinstance(node, Pattern) for node in walk(operand))
        self.patterns += patterns
        if patterns and self.patterns > MAX_PATTERNS:
            self.note("too-many-patterns", start, end)
            self.group.drop()
            return True
        room = MAX_TERMS - self.terms
        count = _count_terms(operand)
        self.terms += count
        if count <= room:
            self.link(operand)
            return True
        self.note("too-many-words", start, len(self.text))
        if room > 0 and isinstance(operand, (Word, Phrase)):
            text = operand.text[: find_spans(operand.text)[room - 1][1]]
            self.link(replace(operand, text=text))
        return False

    def link(self, operand: Query) -> None:
        """Add an operand to the open group, joined by the pending operators."""
        group = self.group
        joins = [w for w in group.pending if w[0] != "NOT"]
        if (len(group.pending) - len(joins)) % 2:
            operand = operand.part if isinstance(operand, Not) else Not(operand)
        first = 1 if group.operands else 0
        for _, start, end in joins[first:]:
            self.note("stray-operator", start, end)
        link = joins[0][0] if joins and group.operands else ""
        if {link, group.operators[-1] if group.operators else ""} == {"AND", "OR"}:
            self.note("mixed-operators", *joins[0][1:])
        group.operands.append(operand)
        group.operators.append(link)
        group.pending.clear()

    def finish(self) -> Parsed:
        """Return the tree, with all groups closed, and the messages."""
        text, whole = self.text, self.groups[0]
        self.note_stray(whole)
        if not whole.operands and text.strip() and not self.messages:
            self.note("no-words", 0, len(text))
        if self.omitted_messages:
            end = len(text)
            self.messages.append(
                make_diagnostic("more-messages", end, end, count=self.omitted_messages)
            )
        return Parsed(whole.join(self.default_operator), tuple(self.messages))

    def note_stray(self, group: OperandGroup) -> None:
        for _, start, end in group.pending:
            self.note("stray-operator", start, end)


def _count_terms(query: Query) -> int:
    """Return the number of terms of a query, at least 1: a pattern counts as one."""
    nodes = tuple(walk(query))
    texts = [node.text for node in nodes if isinstance(node, (Word, Phrase))]
    patterns = sum(isinstance(node, Pattern) for node in nodes)
    return sum(len(find_spans(text)) for text in texts) + patterns or 1
