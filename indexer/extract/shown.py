"""The dates a page shows around its headline, and what they are the dates of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .clues import Clues, Sign
from .dates import HINT, Moment, find_dates
from .texts import read_text

PUBLISHED_WORDS = re.compile(
    r"publi(?:shed|cation)|posted|first (?:aired|seen)|created|released|issued|filed|"
    r"发布|发表|刊发|创建|时间|日期|出版|發佈|發表",
    re.I,
)
UPDATED_WORDS = re.compile(
    r"updat|modif|revis|edited|refreshed|reviewed|(?:更新|修改|修订|编辑于)(?:时间|日期)?",
    re.I,
)
OTHER_WORDS = re.compile(
    r"©|copyright|\(c\)|expire|deadline|accessed|retrieved|born|since|until|from|through|"
    r"version|member|joined|comment|replied|event|starts|ends|valid|access(?:ed)?|版权|截止|有效",
    re.I,
)
ROLES = {
    "modified": UPDATED_WORDS,
    "published": PUBLISHED_WORDS,
    "other": OTHER_WORDS,
}
PUBLISHED_NAMES = re.compile(r"itemprop-date(?:published|created)", re.I)
UPDATED_NAMES = re.compile(r"updat|modif|lastmod", re.I)
LABELLED = re.compile(r"\S[:：]\s*\S")
NEAR_BEFORE, NEAR_AFTER = 12, 25
"""Blocks before and after the headline among which a date belongs to the article."""
LONGEST_LINE = 200
FIRST_YEAR = 1900
TOLERANCE = dt.timedelta(days=1)
"""How far ahead of our clock a date may be: the other side of the world."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A date shown to readers.

    Attributes:
        role: ``published``, ``modified`` or empty if the page does not say.
        source: ``slot`` or ``text``.
        distance: in blocks from the headline.
    """

    moment: Moment
    role: str
    source: str
    distance: int


def is_possible(moment: Moment, now: dt.datetime) -> bool:
    """Say whether something may be published then: not ahead, not at the epoch."""
    when = moment.when
    aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (
        aware <= now + TOLERANCE
        and when.year >= FIRST_YEAR
        and when.date() != dt.date(1970, 1, 1)
    )


def find_shown(clues: Clues, title_at: int, now: dt.datetime) -> list[Shown]:
    """Return the dates shown around the headline, those in named elements first.

    Args:
        title_at: index of the block the headline stands in; -1 if it is not shown.
        now: with a zone; later dates are left out.
    """
    found = [*_read_slots(clues, title_at), *_read_lines(clues, title_at)]
    possible = [s for s in found if is_possible(s.moment, now)]
    return sorted(possible, key=lambda s: s.source != "slot")


def _read_slots(clues: Clues, title_at: int) -> Iterator[Shown]:
    """Yield the dates in elements that are named for them."""
    for sign in clues.of_kind("date", "modified"):
        distance = sign.block - title_at if title_at >= 0 else sign.block
        if clues.is_outside(sign.block) or not -NEAR_BEFORE <= distance <= NEAR_AFTER:
            continue
        text = _text_of(sign)
        if len(text) > LONGEST_LINE:
            continue
        for moment in find_dates(text):
            role = find_role(text, moment) or _find_role_around(clues, sign, moment)
            if role != "other":
                yield Shown(moment, role, "slot", distance)


def _text_of(sign: Sign) -> str:
    """Return the date of a sign as machines are told it, else as people see it."""
    stamp = sign.element.get("datetime") or sign.element.get("content") or ""
    return stamp if HINT.search(stamp) else read_text(sign.element, " ")


def _find_role_around(clues: Clues, sign: Sign, moment: Moment) -> str:
    """Return the role of a date by the names of its element, then by its line."""
    if PUBLISHED_NAMES.search(sign.names):
        return "published"
    if sign.kind == "modified" or UPDATED_NAMES.search(sign.names):
        return "modified"
    if sign.block >= len(clues.page.blocks):
        return ""
    line = clues.page.blocks[sign.block].text
    if len(line) > LONGEST_LINE:
        return ""
    same = next((m for m in find_dates(line) if m.day == moment.day), None)
    return find_role(line, same) if same is not None else ""


def find_role(text: str, moment: Moment) -> str:
    """Return what the words before a date say it is the date of.

    >>> text = "Last updated on May 3, 2019"
    >>> find_role(text, next(find_dates(text)))
    'modified'
    """
    before = text[max(0, moment.start - 40) : moment.start]
    before = re.split(r"(?:19|20)\d\d", before)[-1]
    ends = {
        role: max((m.end() for m in words.finditer(before)), default=-1)
        for role, words in ROLES.items()
    }
    role = max(ends, key=lambda r: ends[r])
    return role if ends[role] >= 0 else ""


def _read_lines(clues: Clues, title_at: int) -> Iterator[Shown]:
    """Yield the dates of short lines around the headline that say little else."""
    blocks = clues.page.blocks
    start = max(0, title_at - NEAR_BEFORE) if title_at >= 0 else 0
    stop = title_at + NEAR_AFTER if title_at >= 0 else 3 * NEAR_AFTER
    for index in range(start, min(stop, len(blocks))):
        text = blocks[index].text
        if index == title_at or len(text) > LONGEST_LINE or clues.is_outside(index):
            continue
        for moment in find_dates(text):
            role = find_role(text, moment)
            rest = len(text) - (moment.end - moment.start)
            alone = rest <= 20 or moment.start < 8 or moment.end >= len(text) - 1
            lone = alone and (rest <= 80 or LABELLED.search(text) is not None)
            if role != "other" and (role or lone):
                yield Shown(moment, role, "text", index - title_at)
