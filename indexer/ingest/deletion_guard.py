"""The deletion guard: pages that look gone may only be out of sight.

A folder that is not mounted, a site that is being moved, a wrong line in the settings:
all look as if the pages had been deleted. So a source that lost much at once loses no
document until a person allows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..sources import Listing


@dataclass(frozen=True, slots=True)
class DeletionObjection:
    """Why no document of a source is deleted.

    Attributes:
        reason: a sentence for a person, with the option that lifts it.
        can_be_lifted: whether ``allow_deletions`` overrides it.
    """

    reason: str
    can_be_lifted: bool = True


def find_objection(
    address: str, listing: Listing | None, *, gone: int, held: int, limit: float
) -> DeletionObjection | None:
    """Return why the documents of a source are kept; None if they may be deleted.

    Args:
        address: of the source.
        listing: how its listing went; None if it is not in the settings any more.
        gone: documents of it whose page is gone.
        held: documents of it in the index.
        limit: share of these that may go at once.
    """
    if listing is None:
        return _object(f"{address} is no longer in the settings", gone)
    if listing.unread:
        reason = f"{address}: {listing.unread}"
        return _object(reason, gone, can_be_lifted=False)
    if listing.missing:
        return _object(f"{address}: {listing.missing}", gone)
    if not listing.pages:
        return _object(f"{address} has no pages", gone)
    if gone > limit * held:
        lost = (
            f"{address} lost {gone} of its {held} documents, more than "
            f"deletion_limit = {limit:g} lets go at once"
        )
        return _object(lost, gone)
    return None


def _object(reason: str, gone: int, *, can_be_lifted: bool = True) -> DeletionObjection:
    if gone:
        count = "one document" if gone == 1 else f"{gone} documents"
        reason = f"{reason}; kept {count}"
    if gone and can_be_lifted:
        reason += f" (--allow-deletions deletes {'it' if gone == 1 else 'them'})"
    return DeletionObjection(reason, can_be_lifted)
