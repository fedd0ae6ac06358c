"""What keeps documents whose pages seem to be gone."""

from __future__ import annotations

import pytest

from indexer.ingest.deletion_guard import find_objection
from indexer.sources import Listing


@pytest.mark.parametrize(
    ("listing", "gone", "reason", "can_be_lifted"),
    [
        (None, 3, "folder:x is no longer in the settings; kept 3 documents", True),
        (
            Listing(missing="no folder"),
            1,
            "folder:x: no folder; kept one document",
            True,
        ),
        (Listing(), 10, "folder:x has no pages; kept 10 documents", True),
        (Listing(), 0, "folder:x has no pages", True),
        (Listing(7), 3, "folder:x lost 3 of its 10 documents, more than", True),
        (Listing(9, unread="a part"), 1, "folder:x: a part; kept one document", False),
        (Listing(9, unread="a part"), 0, "folder:x: a part", False),
    ],
)
def test_the_guard_holds_and_says_why(
    listing: Listing | None, gone: int, reason: str, can_be_lifted: bool
) -> None:
    objection = find_objection("folder:x", listing, gone=gone, held=10, limit=0.2)
    assert objection
    assert objection.reason.startswith(reason)
    assert objection.can_be_lifted == can_be_lifted
    has_cure = "--allow-deletions" in objection.reason
    assert has_cure == (gone > 0 and can_be_lifted)


@pytest.mark.parametrize(
    ("gone", "held", "limit"), [(2, 10, 0.2), (0, 0, 0), (5, 5, 1)]
)
def test_the_guard_lets_go_what_the_limit_allows(
    gone: int, held: int, limit: float
) -> None:
    assert not find_objection("folder:x", Listing(8), gone=gone, held=held, limit=limit)
