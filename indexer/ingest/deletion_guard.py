"""The deletion brake: what looks gone may only be out of sight.

A folder that is not mounted, a site that is being moved, a wrong line in the settings:
all look as if the pages had been deleted. So a source that lost much at once loses
nothing until a person says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..sources import Listing


@dataclass(frozen=True, slots=True)
class Brake:
    """Why nothing of a source is deleted.

    Attributes:
        reason: a sentence for a person.
        yields: whether ``allow_deletions`` lifts it.
    """

    reason: str
    yields: bool = True


def find_brake(
    address: str, listing: Listing | None, *, gone: int, held: int, limit: float
) -> Brake | None:
    """Return what keeps the documents of a source; None if nothing is amiss.

    Args:
        address: of the source.
        listing: how its listing went; None if it is not in the settings any more.
        gone: documents of it whose page is gone.
        held: documents of it in the index.
        limit: share of these that may go at once.
    """
    if listing is None:
        return Brake(_keeping(f"{address} is no longer in the settings", gone))
    if listing.unread:
        return Brake(_keeping(f"{address}: {listing.unread}", gone), yields=False)
    if listing.missing:
        return Brake(_keeping(f"{address}: {listing.missing}", gone))
    if not listing.pages:
        return Brake(_keeping(f"{address} has no pages", gone))
    if gone > limit * held:
        lost = (
            f"{address} lost {gone} of its {held} documents, more than "
            f"deletion_limit = {limit:g} lets go at once"
        )
        return Brake(_keeping(lost, gone))
    return None


def _keeping(reason: str, gone: int) -> str:
    if not gone:
        return reason
    count = "one document" if gone == 1 else f"{gone} documents"
    return f"{reason}; kept {count}"
