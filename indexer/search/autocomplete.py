"""What to search for, offered while a person types.

Offered are the titles of articles, topics, phrases that many titles hold, and the rest
of the last word.
"""

from __future__ import annotations

from ..backends import Backend
from ..model import Suggestion
from ..text import read_pieces
from .caches import SUGGESTERS

MAX_TYPED_CHARS = 100
"""Characters that are looked at; the last ones."""


def suggest(text: str, backend: Backend) -> tuple[Suggestion, ...]:
    """Return what a person may be about to type, the likeliest of each kind first.

    Words come before topics, and topics before titles. Where nothing begins as typed,
    what nearly does is offered.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    typed = text[-MAX_TYPED_CHARS:]
    pieces = read_pieces(typed)
    if not pieces:
        return ()
    suggester = SUGGESTERS.of(backend)
    return suggester.suggest(typed, pieces) or suggester.suggest(
        typed, suggester.correct(pieces)
    )
