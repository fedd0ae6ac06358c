"""Which documents there are to be, given all pages: what the register says of them.

Every page has first a document of its own. Then those that are one article are found,
and the documents that this changes are made again, or taken away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ..config import Config
from ..extract import Place, Register, find_places, find_reprints
from ..model import make_doc_id, read_doc_id
from ..sources import Entry, Listing
from .jobs import Cleaned, WholeJob, find_adapter
from .outcomes import FOLDED, Documents
from .process_pool import Lost

Work = Callable[[Iterator[WholeJob]], Iterator[tuple[WholeJob, Cleaned | Lost]]]
"""Has workers clean pages."""


def settle(documents: Documents, config: Config, work: Work) -> None:
    """Make the documents again of which other pages decide what they are.

    First those of several pages, because only then it is known what they say and of
    what they are reprints.
    """
    register = documents.register
    if register.is_settled():
        return
    places, wholes = find_places(register), register.list_wholes()
    plans = find_plans(register, places, list_reprints(register))
    joined = {n: p for n, p in plans.items() if p.rest or n in wholes}
    failed = _make(documents, joined, config, work)
    others = {number for number, at in places.items() if at.of != number}
    plans = find_plans(register, places, find_reprints(register, others))
    left = {n: p for n, p in plans.items() if n not in failed}
    failed |= _make(documents, left, config, work)
    _fold(documents, places, failed, config)
    register.settle(not failed)


def _make(
    documents: Documents, plans: Mapping[int, Plan], config: Config, work: Work
) -> set[int]:
    """Make documents as planned; return those that could not be."""
    made: set[int] = set()
    for job, outcome in work(make_jobs(plans, config)):
        if sheet := documents.take_whole(job, outcome):
            plan = plans[job.number]
            sketch = sheet.sketch if plan.rest else None
            documents.register.put_whole(job.number, sketch)
            documents.register.mark_made(job.number, plan.made)
            made.add(job.number)
    return plans.keys() - made


def _fold(
    documents: Documents,
    places: Mapping[int, Place],
    failed: Container[int],
    config: Config,
) -> None:
    """Take away the documents of pages whose text is in that of another."""
    made = documents.register.list_made()
    before = {number for number, what in made.items() if what == FOLDED}
    folded = {n for n, at in places.items() if at.of != n and at.of not in failed}
    entries = find_entries(folded - before, config)
    for number, (entry, source) in entries.items():
        documents.fold(number, entry, source)
    for number in folded & (before | entries.keys()):
        documents.note_folded(number)
    for number in before:
        alone = places.get(number, Place(number)).of == number
        if alone and not documents.register.is_article(number):
            documents.let_go(number)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the document of a page is to be made of.

    Attributes:
        rest: the later pages of its article.
        canonical_url: empty if what the page alone says.
        duplicate_of: of what it is a reprint.
        made: this as text, with digests of the later pages and of what they say; empty
            if it is to be made of the page alone.
    """

    rest: tuple[int, ...] = ()
    canonical_url: str = ""
    duplicate_of: str = ""
    made: str = ""


def make_plan(register: Register, at: Place, duplicate_of: str) -> Plan:
    """Return what the document of a page in its place is to be made of."""
    rest = [(register.find_digest(n), register.find_text(n)) for n in at.rest]
    values = [at.canonical_url, duplicate_of, rest]
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
            number = read_doc_id(make_doc_id(entry.url))
            if number in numbers:
                found.setdefault(number, (entry, source.address))
    return found


def is_held(listing: Listing | None, allow_deletions: bool) -> bool:
    """Say whether the pages of a source that it did not list are still there."""
    if listing is None or listing.missing:
        return not allow_deletions
    return bool(listing.unread) or not listing.complete
