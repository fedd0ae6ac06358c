"""Every decision about a page and its document, as a function of plain values.

Nothing here reads or writes a page, an index or a register: ``pipeline`` does, and asks
these functions what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ..extract import ALONE, FOLDED, OUTDATED, DocumentOrigin
from ..model import PageStamp
from ..sources import Listing
from .jobs import Cleaned
from .listed_pages import ListedPage
from .page_state import PageState
from .process_pool import Lost


class Outcome(Enum):
    """What became of a page; the value is its name in the report."""

    PENDING = "pending"
    """It is listed, and nothing else is known yet."""
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NOT_ARTICLE = "not_articles"
    FOLDED = "folded"
    """It is a part or a copy of the article of another page."""
    FAILED = "failed"
    """It could not be read, and keeps the document it has."""
    LOST = "lost"
    """It could not be read, and a rebuilt index has no document of it."""


COUNTED = frozenset(Outcome) - {Outcome.PENDING, Outcome.FAILED, Outcome.LOST}
"""Outcomes that the report counts; it names failed pages one by one."""


PRESENT = frozenset((Outcome.ADDED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.FOLDED))
"""Outcomes of pages whose text is in a document."""


@dataclass(frozen=True, slots=True)
class PageHistory:
    """All that a decision about a page that was listed depends on.

    Attributes:
        outcome: what became of it so far in this run.
        stamp: of its document when the run began; None if it had none.
        last: its state after the last run; None if the page is cleaned in any case.
        layout: in its site, when it was last cleaned.
        origin: what its document was made of.
        is_rebuild: whether the index is rebuilt, so that the old one does not count.
    """

    page: ListedPage
    outcome: Outcome = Outcome.PENDING
    stamp: PageStamp | None = None
    last: PageState | None = None
    layout: int = 0
    origin: DocumentOrigin = ALONE
    is_rebuild: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a page.

    Attributes:
        state: to remember of it; None if its document says it all.
        layout: to note with its site; None to leave it as it is.
        put: whether its article is written as a document.
        delete: whether the document that this run wrote is deleted.
    """

    outcome: Outcome
    state: PageState | None = None
    layout: int | None = None
    put: bool = False
    delete: bool = False


def recall(
    stamp: PageStamp | None,
    state: PageState | None,
    registered_digest: str,
    *,
    is_trusted: bool,
) -> PageState | None:
    """Return the state of a page after the last run, if it still counts.

    The state of an article counts only beside its document: it says that the page was
    touched since, not that it changed.

    Args:
        stamp: of its document in the index.
        state: as the last run remembered it.
        registered_digest: of the page in the register.
        is_trusted: whether pages of the last run were cleaned as they would be now.
    """
    if not is_trusted or (state and state.kind == "failed"):
        return None
    if state and state.kind in ("other", "folded"):
        return state if state.stamp.digest == registered_digest else None
    if not stamp or stamp.digest != registered_digest:
        return None
    if state and state.stamp.digest == stamp.digest:
        return state
    return PageState(stamp, "article")


def is_untouched(page: ListedPage, stamp: PageStamp) -> bool:
    """Return whether a page need not even be read to know that it is unchanged."""
    entry = page.entry
    return bool(entry.mtime) and (page.source, entry.size, entry.mtime) == (
        stamp.source,
        stamp.size,
        stamp.mtime,
    )


def make_stamp(page: ListedPage, digest: str) -> PageStamp:
    """Return what to remember of a page that was read."""
    return PageStamp(digest, page.source, page.entry.size, page.entry.mtime)


def decide_cleaned(history: PageHistory, cleaned: Cleaned | Lost) -> Decision:
    """Decide what becomes of a page that a worker was given."""
    if isinstance(cleaned, Lost) or cleaned.error:
        return _decide_failed(history)
    stamp = make_stamp(history.page, cleaned.digest)
    if cleaned.not_article:
        return _decide_other(history, PageState(stamp, "other"))
    if cleaned.article:
        return _decide_article(history, stamp, cleaned.layout)
    assert history.last, "only a page of the last run can be unchanged"
    return decide_unchanged(history, PageState(stamp, history.last.kind))


def decide_unchanged(history: PageHistory, state: PageState) -> Decision:
    """Decide what becomes of a page that is as it was.

    Args:
        state: of the page now.
    """
    if state.kind == "other":
        return _decide_other(history, state)
    if state.kind == "folded":
        return Decision(Outcome.FOLDED, state, history.layout)
    remembered = state if state.stamp != history.stamp else None
    return Decision(Outcome.UNCHANGED, remembered, history.layout)


def decide_origin(origin: DocumentOrigin, cleaned: Cleaned) -> DocumentOrigin | None:
    """Return the origin to note of a page that was cleaned; None to note nothing.

    A document that other pages had a part in is outdated until all pages are known.
    """
    if cleaned.summary is None or origin == ALONE:
        return None
    return FOLDED if origin == FOLDED else OUTDATED


def decide_joined(outcome: Outcome | None, *, is_known: bool) -> Outcome | None:
    """Return what became of a page whose document was made again knowing others.

    Args:
        outcome: so far; None if the page was not listed.
        is_known: whether it had a document when the run began.
    """
    if outcome in (Outcome.UNCHANGED, Outcome.FOLDED):
        return Outcome.UPDATED if is_known else Outcome.ADDED
    return outcome


def is_gone(
    outcome: Outcome | None, listing: Listing | None, *, is_withdrawn: bool = False
) -> bool:
    """Return whether a document has no page any more, or one without an article.

    Args:
        outcome: of its page; None if it was not listed.
        listing: of its source; None if the settings do not name it any more.
        is_withdrawn: whether its source says that its page is gone, or the settings
            leave the page out.
    """
    if outcome and outcome is not Outcome.PENDING:
        return outcome in (Outcome.NOT_ARTICLE, Outcome.LOST)
    return listing is None or listing.complete or is_withdrawn


def may_hide_pages(listing: Listing | None, *, allow_deletions: bool) -> bool:
    """Return whether pages that a source did not list may still be there."""
    if listing is None or listing.missing:
        return not allow_deletions
    return bool(listing.unread) or not listing.complete


def count_outcomes(outcomes: Iterable[Outcome]) -> Counter[str]:
    """Return how many pages had each outcome, by its name in the report."""
    return Counter(outcome.value for outcome in outcomes if outcome in COUNTED)


def _decide_failed(history: PageHistory) -> Decision:
    """Decide about a page that could not be read: a document written before stays."""
    outcome = history.outcome
    if outcome is Outcome.PENDING:
        outcome = Outcome.LOST if history.is_rebuild else Outcome.FAILED
    state = PageState(PageStamp("", history.page.source), "failed")
    return Decision(outcome, state)


def _decide_other(history: PageHistory, state: PageState) -> Decision:
    """Decide about a page that is no article.

    A document that this run wrote of it goes: it was cleaned by a template that has
    been replaced since.
    """
    is_written = history.outcome is Outcome.ADDED
    return Decision(Outcome.NOT_ARTICLE, state, layout=0, delete=is_written)


def _decide_article(history: PageHistory, stamp: PageStamp, layout: int) -> Decision:
    """Decide about a page that is an article.

    If other pages have a part in its document, it waits until all pages are known.
    """
    if history.origin == FOLDED:
        return Decision(Outcome.FOLDED, PageState(stamp, "folded"), layout)
    if history.origin != ALONE:
        return Decision(Outcome.UNCHANGED, None, layout)
    outcome = history.outcome
    if outcome in (Outcome.PENDING, Outcome.NOT_ARTICLE):
        outcome = Outcome.UPDATED if history.stamp else Outcome.ADDED
    return Decision(outcome, None, layout, put=True)
