"""Plan which documents there are to be, given all pages.

Every page has a document of its own at first. Then the pages that are one article are
found in the register; the documents that this changes are made again, or deleted.
Nothing here changes a document or the register: ``pipeline`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass

from ..extract import ALONE, FOLDED, DocumentOrigin, Placement, Register, find_reprints
from .jobs import ArticleJob, PageRules
from .listed_pages import ListedPage


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What the document of a page is to be made of.

    Attributes:
        later_pages: numbers of the later pages of its article.
        origin: to note once the document is made.
    """

    later_pages: tuple[int, ...] = ()
    origin: DocumentOrigin = ALONE


@dataclass(frozen=True, slots=True)
class Folding:
    """Which pages have no document of their own.

    Attributes:
        new: those that had one until now.
        kept: those that had none before either.
        released: those that had none, and are now parts or copies of no other page.
    """

    new: frozenset[int]
    kept: frozenset[int]
    released: frozenset[int]


def make_plan(
    register: Register, placement: Placement, duplicate_of: str
) -> DocumentPlan:
    """Return the plan for the document of a page that has the article."""
    origin = DocumentOrigin(
        canonical_url=placement.canonical_url,
        duplicate_of=duplicate_of,
        later_pages=tuple(
            (register.find_digest(number), register.find_text(number))
            for number in placement.later_pages
        ),
    )
    return DocumentPlan(placement.later_pages, origin)


def plan_joined(
    register: Register, placements: Mapping[int, Placement]
) -> dict[int, DocumentPlan]:
    """Return the plans of documents that have, or had, the text of several pages.

    They are made first, because reprints are found by the whole text of an article;
    until then a document is a reprint of what it was a reprint of before.
    """
    reprints = list_reprints(register.list_origins())
    joined = register.list_joined()
    return {
        number: plan
        for number, plan in find_plans(register, placements, reprints).items()
        if plan.later_pages or number in joined
    }


def plan_others(
    register: Register, placements: Mapping[int, Placement], failed: Container[int]
) -> dict[int, DocumentPlan]:
    """Return the plans of all other documents, once the joined ones are made.

    Args:
        failed: pages whose joined document could not be made.
    """
    reprints = find_reprints(register, list_folded(placements))
    return {
        number: plan
        for number, plan in find_plans(register, placements, reprints).items()
        if number not in failed
    }


def find_plans(
    register: Register,
    placements: Mapping[int, Placement],
    reprints: Mapping[int, str],
) -> dict[int, DocumentPlan]:
    """Return the plans for the documents that are not what they are to be, by page.

    Args:
        reprints: URL of the original, by page.
    """
    origins = register.list_origins()
    plans: dict[int, DocumentPlan] = {}
    for number in sorted(placements.keys() | reprints.keys() | origins.keys()):
        placement = placements.get(number, Placement(number))
        if placement.article != number or not register.is_article(number):
            continue
        plan = make_plan(register, placement, reprints.get(number, ""))
        if plan.origin != origins.get(number, ALONE):
            plans[number] = plan
    return plans


def list_reprints(origins: Mapping[int, DocumentOrigin]) -> dict[int, str]:
    """Return the URL of the original of each document that names one."""
    return {
        number: origin.duplicate_of
        for number, origin in origins.items()
        if origin.duplicate_of
    }


def list_folded(placements: Mapping[int, Placement]) -> set[int]:
    """Return the pages whose text is in the article of another page."""
    return {number for number, at in placements.items() if at.article != number}


def find_folding(
    origins: Mapping[int, DocumentOrigin],
    placements: Mapping[int, Placement],
    failed: Container[int],
    is_article: Callable[[int], bool],
) -> Folding:
    """Return which pages have no document of their own.

    Args:
        origins: of documents, without those of their page alone.
        failed: pages whose article could not be made; its other pages keep theirs.
        is_article: whether a page is an article by itself.
    """
    before = frozenset(n for n, origin in origins.items() if origin == FOLDED)
    folded = frozenset(
        number
        for number in list_folded(placements)
        if placements[number].article not in failed
    )
    apart = before - list_folded(placements)
    released = frozenset(number for number in apart if not is_article(number))
    return Folding(folded - before, folded & before, released)


def make_jobs(
    plans: Mapping[int, DocumentPlan],
    pages: Mapping[int, ListedPage],
    rules: PageRules,
) -> Iterator[ArticleJob]:
    """Yield what is to be cleaned as planned, of articles whose pages are all listed.

    Args:
        pages: those that are listed, by number.
    """
    for number, plan in plans.items():
        if {number, *plan.later_pages} <= pages.keys():
            page = pages[number]
            yield ArticleJob(
                page,
                rules.find_adapter(page.url),
                tuple(pages[later] for later in plan.later_pages),
                plan.origin.canonical_url,
                plan.origin.duplicate_of,
            )
