"""The tables that are derived from an index and kept: the only state of this package.

Each cache holds one value for each backend, as long as the backend lives, and makes it
anew when the index has changed.
"""

from __future__ import annotations

from ..backends import Backend
from .dictionaries import SpellingDictionary, read_spellings
from .segment_cache import PerSegmentCache
from .suggester import Suggester, read_titles

SPELLING_DICTIONARIES = PerSegmentCache(read_spellings, SpellingDictionary)
SUGGESTERS = PerSegmentCache(read_titles, Suggester)


def warm_up(backend: Backend) -> None:
    """Make the tables that the next suggestion and the next correction need.

    That takes seconds after a commit of many articles; a server does it in a thread
    beside its answers.

    Raises:
        IndexStoreError: the index cannot serve.
    """
    SPELLING_DICTIONARIES.of(backend)
    SUGGESTERS.of(backend)
