"""Which documents there are to be, given all pages: what the register says of them.

Every page has first a document of its own. Then those that are one article are found,
and the documents that this changes are made again, or taken away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from .cleaning import WholeJob, find_adapter
from .config import Config
from .extract.grouping import Place
from .extract.register import Register
from .model import make_doc_id
from .sources import Entry, Listing

FOLDED = "-"
"""Stands for what the document of a page was made of that has none of its own."""
UNKNOWN = "?"
"""Stands for that of a page that changed, until it is settled."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the document of a page is to be made of.

    Attributes:
        rest: the later pages of its article.
        canonical_url: empty if what the page alone says.
        duplicate_of: of what it is a reprint.
        made: this as text, with the digests of the later pages; empty if it is to be
            made of the page alone.
    """

    rest: tuple[int, ...] = ()
    canonical_url: str = ""
    duplicate_of: str = ""
    made: str = ""


def make_plan(register: Register, at: Place, duplicate_of: str) -> Plan:
    """Return what the document of a page in its place is to be made of."""
    digests = [register.find_digest(number) for number in at.rest]
    values = [at.canonical_url, duplicate_of, digests]
    made = json.dumps(values) if any(values) else ""
    return Plan(at.rest, at.canonical_url, duplicate_of, made)


def find_plans(
    register: Register, places: Mapping[int, Place], reprints: Mapping[int, str]
) -> dict[int, Plan]:
    """Return the plans of the documents that are not as they are to be."""
    made = register.list_made()
    plans: dict[int, Plan] = {}
    for number in sorted(places.keys() | reprints.keys() | made.keys()):
        at = places.get(number, Place(number))
        if at.of != number or not register.is_article(number):
            continue
        plan = make_plan(register, at, reprints.get(number, ""))
        if plan.made != made.get(number, ""):
            plans[number] = plan
    return plans


def list_reprints(register: Register) -> dict[int, str]:
    """Return which documents say they are reprints, and of what."""
    found: dict[int, str] = {}
    for number, made in register.list_made().items():
        with suppress(ValueError):
            if duplicate_of := json.loads(made)[1]:
                found[number] = duplicate_of
    return found


def make_jobs(plans: Mapping[int, Plan], config: Config) -> Iterator[WholeJob]:
    """Yield what is to be cleaned as planned, of the pages that are listed."""
    numbers = plans.keys() | {n for plan in plans.values() for n in plan.rest}
    entries = find_entries(numbers, config)
    for number, plan in plans.items():
        if {number, *plan.rest} <= entries.keys():
            entry, source = entries[number]
            yield WholeJob(
                number,
                entry,
                source,
                find_adapter(entry.url, config),
                tuple(entries[n][0] for n in plan.rest),
                plan.canonical_url,
                plan.duplicate_of,
            )


def find_entries(
    numbers: Collection[int], config: Config
) -> dict[int, tuple[Entry, str]]:
    """Return pages with the address of their source, as they are listed now."""
    found: dict[int, tuple[Entry, str]] = {}
    for source in config.sources if numbers else ():
        for entry in Listing().entries(source):
            number = make_page_number(make_doc_id(entry.url))
            if number in numbers:
                found.setdefault(number, (entry, source.address))
    return found


def list_folded(made: Mapping[int, str]) -> set[int]:
    """Return the pages that have no document of their own."""
    return {number for number, what in made.items() if what == FOLDED}


def is_held(listing: Listing | None, allow_deletions: bool) -> bool:
    """Say whether the pages of a source that it did not list are still there."""
    if listing is None or listing.missing:
        return not allow_deletions
    return bool(listing.unread) or not listing.complete


def make_page_number(doc_id: str) -> int:
    """Return the number under which a register has a page.

    >>> make_page_number("ffffffffffffffff"), name_document(-1)
    (-1, 'ffffffffffffffff')
    """
    return int.from_bytes(bytes.fromhex(doc_id), "big", signed=True)


def name_document(number: int) -> str:
    """Return the ``doc_id`` of a page of a register."""
    return f"{number & (2**64 - 1):016x}"
