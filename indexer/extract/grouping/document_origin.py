"""What the document of a page was made of: of the page alone, or of what others add."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum


class OriginKind(Enum):
    """Whether a page has a document, and whether it is up to date."""

    PAGES = "pages"
    """It was made of the page and of what ``DocumentOrigin`` lists."""
    FOLDED = "folded"
    """The page has no document: its text is in that of another page."""
    OUTDATED = "outdated"
    """The page changed, and its document waits until all pages are known."""


@dataclass(frozen=True, slots=True)
class DocumentOrigin:
    """What the document of a page was made of.

    Attributes:
        canonical_url: of the article, if other pages decide it; else empty.
        duplicate_of: URL of the article that it reprints; empty if it is no reprint.
        later_pages: digest of the bytes and digest of the text of each.
    """

    kind: OriginKind = OriginKind.PAGES
    canonical_url: str = ""
    duplicate_of: str = ""
    later_pages: tuple[tuple[str, str], ...] = ()


ALONE = DocumentOrigin()
"""Of a document that was made of its page alone."""
FOLDED = DocumentOrigin(OriginKind.FOLDED)
OUTDATED = DocumentOrigin(OriginKind.OUTDATED)


def write_origin(origin: DocumentOrigin) -> str:
    """Return an origin as text; empty for ``ALONE``, which most documents have."""
    if origin == ALONE:
        return ""
    return json.dumps(
        [
            origin.kind.value,
            origin.canonical_url,
            origin.duplicate_of,
            origin.later_pages,
        ]
    )


def read_origin(text: str) -> DocumentOrigin:
    """Return the origin that was written.

    >>> read_origin(write_origin(FOLDED)) == FOLDED
    True
    """
    if not text:
        return ALONE
    kind, canonical_url, duplicate_of, later_pages = json.loads(text)
    return DocumentOrigin(
        OriginKind(kind),
        canonical_url,
        duplicate_of,
        tuple((digest, text_digest) for digest, text_digest in later_pages),
    )
