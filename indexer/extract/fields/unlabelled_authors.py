"""Names without a label: after the date, beside a job, in the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..blocks import Block
from ..visible_text import flatten, fold
from .bylines import BELOW_BLOCKS, MAX_BYLINE_CHARS, Byline
from .dates import find_dates
from .page_signals import PageSignals
from .person_names import NAME_JOINT, NameRules, is_name, is_person

DATE_SEPARATOR = re.compile(r"\s*[-–—|·•]\s*")
"""What stands between the date and the names in *May 3, 2019 - Ann Lee (@annlee)*."""
PIECE_SEPARATOR = re.compile(
    r"\s*\(@\w+\)\s*|\s*[,;&|·•]\s*|\s+(?:[-–—]|and|und|et)\s+"
)
"""What stands between names, and between them and a number of words or minutes."""
BLANK_LINE = re.compile(r"\s*\n[ \t]*\n\s*")
"""An empty line of the source: a template wrote two values one after the other."""
SECTION_TAIL = re.compile(r"\sin\s+[A-Z].*$")
"""The section behind a name: *Ann Lee in Rain*."""
LAST_BRACKET = re.compile(r"\s*\([^()]*\)$")
NUMBER_PIECE = re.compile(r"(?:about |约 ?)?\d+.*", re.I)
PERSON_HANDLE = re.compile(r"\(@\w+\)")
"""A user's name, which only a person has."""
JOB_LINE = re.compile(
    r"(?:[\w&,/-]+\s+){0,4}(?:writer|reporter|editor|correspondent|columnist|contributor|"
    r"author|journalist|director|manager|analyst|strategist|founder|ceo)",
    re.I,
)
"""What a person does, as a line beside the name says."""
BIOGRAPHY_OPENING = re.compile(
    r"((?:[A-Z][\w'’.-]+\s+){1,2}[A-Z][\w'’-]+)(?:,[^,]{2,30},)?\s+"
    r"(?:is|was|has|writes|works|joined|covers|covered|holds|leads)\b"
)
"""How a biography begins."""
BIOGRAPHY_WORD = re.compile(
    r"\b(?:s?he|his|her|writer|author|editor|journalist|reporter|founder|director|"
    r"manager|professional|expert|specialist|professor|years of)\b"
)
"""A word of a biography."""
SITE_OWNER = re.compile(
    r"(.{3,40}?)['’]s (?:\w+ )?(?:blog|weblog|site|website|homepage|journal|notes)",
    re.I,
)
"""The name of a site that contains its owner's."""


def read_dated_names(signals: PageSignals) -> Iterator[Byline]:
    """Yield the names after a date right below the headline, with handles or without.

    Names inside a link are left out, because it may lead to a category.
    """
    start = signals.title_at + 1
    blocks = signals.blocks
    for index in range(start, min(start + 2, len(blocks))) if start else ():
        names = _read_dated(blocks[index])
        after = blocks[index + 1 : index + 2]
        if names == [] and after and not after[0].links:
            names = [after[0].text]
        proved = PERSON_HANDLE.search(blocks[index].text) is not None
        if names and all(is_person(n) or (proved and is_name(n)) for n in names):
            yield Byline(tuple(names), "text")


def _read_dated(block: Block) -> list[str] | None:
    """Return what may be names after a date; None if the line is no date with more."""
    if len(block.text) > MAX_BYLINE_CHARS or not any(c.isdigit() for c in block.text):
        return None
    raw = "".join(run.text for run in block.runs).strip()
    line = flatten(BLANK_LINE.sub(" ; ", raw))
    date = next(find_dates(line), None)
    if date is None or date.start > 1:
        return None
    separator = DATE_SEPARATOR.match(line, date.end)
    if separator is None:
        return None
    pieces = PIECE_SEPARATOR.split(line[separator.end() :])
    names = [LAST_BRACKET.sub("", SECTION_TAIL.sub("", p)) for p in pieces if p]
    names = [name for name in names if not NUMBER_PIECE.fullmatch(name)]
    links = [run.text for run in block.runs if run.link]
    unlinked = [n for n in names if not any(n in link for link in links)]
    return unlinked if unlinked or not names else None


def read_name_lists(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield the full names that a line right below the headline lists, unlinked."""
    start = signals.title_at + 1
    for block in signals.blocks[start : start + 2] if start else ():
        if len(block.text) > MAX_BYLINE_CHARS or block.links:
            continue
        names = rules.split([block.text])
        parts = [part for part in NAME_JOINT.split(block.text) if part]
        if len(names) > 1 and len(names) == len(parts) and all(map(is_person, names)):
            yield Byline(names, "text")


def read_introduced_names(signals: PageSignals, rules: NameRules) -> Iterator[Byline]:
    """Yield names without any label that have a job or a biography beside them."""
    lines = [b.text for b in signals.blocks]
    lives = {
        m[1]
        for t in lines
        if (m := BIOGRAPHY_OPENING.match(t)) and BIOGRAPHY_WORD.search(t)
    }
    start = signals.title_at + 1
    for index in range(start, min(start + BELOW_BLOCKS, len(lines))):
        line, *rest = re.split(r"\s*[|•·]\s*", lines[index])
        rest += lines[index + 1 : index + 2]
        works = any(JOB_LINE.fullmatch(text) for text in rest)
        if (
            is_person(line)
            and fold(line) not in rules.barred
            and (works or line in lives)
        ):
            yield Byline((line,), "text")
    boxed = {a for a, b in pairwise(lines) if a in lives and b.startswith(a)}
    if len(boxed) == 1:
        yield Byline(tuple(boxed), "text")


def read_site_owner(signals: PageSignals) -> Iterator[Byline]:
    """Yield the person after whom the site is called: *Ann Lee's Blog*."""
    for name in signals.site_names:
        if (found := SITE_OWNER.fullmatch(name)) and is_person(found[1]):
            yield Byline((found[1],), "meta")
