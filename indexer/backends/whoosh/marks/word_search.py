"""Places of words in a text, found without analysing all of it.

A Han run is searched for as it is; a word, by the prefix that its forms share, and each
place found is analysed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ....model import Mark
from ....text import SPAN, make_word_terms

MAX_CACHED_PIECES = 1000
"""Pieces cached for one word, some 100 KB."""


@dataclass(frozen=True, slots=True)
class WordTarget:
    """Words with one of these terms, or with a term that has one of these prefixes.

    Attributes:
        begin: how nearly every such word begins.
    """

    terms: frozenset[str]
    prefixes: tuple[str, ...]
    begin: str

    def fits(self, term: str) -> bool:
        """Return whether words with this term are wanted."""
        return term in self.terms or term.startswith(self.prefixes)


class PieceSizes(dict[str, int]):
    """Maps pieces of text to the length of the matching word they begin with, or 0.

    A piece is a word as written, or all up to the next blank, which no word spans. Each
    is analysed when it first occurs; all are forgotten at ``MAX_CACHED_PIECES``.
    """

    def __init__(
        self, fits: Callable[[str], bool], language: str, begin: str = ""
    ) -> None:
        self.begin = begin
        self._fits = fits
        self._terms = make_word_terms(language)

    def __missing__(self, piece: str) -> int:
        if len(self) >= MAX_CACHED_PIECES:
            self.clear()
        found = SPAN.match(piece)
        fits = found is not None and any(map(self._fits, self._terms(found[0])))
        size = self[piece] = found.end() if found and fits else 0
        return size


def find_all(text: str, part: str) -> list[Mark]:
    """Return the places of a part in a text, overlapping ones included."""
    spans: list[Mark] = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans


def find_words(
    text: str, lowered: str, words: Sequence[PieceSizes], count: int
) -> list[Mark] | None:
    """Return the places of successive words.

    Args:
        lowered: the text in lower case.
        count: how many words match the first target.

    Returns:
        None if not all words of the first target are found this way.
    """
    if len(lowered) != len(text):
        return None
    wanted = words[0]
    begin, find = wanted.begin, lowered.find
    spans: list[Mark] = []
    at = find(begin)
    while at >= 0:
        if not at or (before := lowered[at - 1]) in WORD_OPENERS:
            after = find(" ", at, at + MAX_PIECE_CHARS)
            size = wanted[text[at : after if after > 0 else at + MAX_PIECE_CHARS]]
        elif before.isalnum():
            size = 0
        else:
            found = _find_around(text, at)
            size = wanted[found[0]] if found else 0
        if size:
            spans.append((at, at + size))
        at = find(begin, at + 1)
    if len(spans) != count:
        return None
    return spans if len(words) == 1 else list(_follow(text, spans, words[1:]))


def find_fitting(text: str, wanted: PieceSizes, most: int) -> list[Mark]:
    """Return the places of the first words that match, in a text without Han."""
    fitting = (found.span() for found in SPAN.finditer(text) if wanted[found[0]])
    return list(islice(fitting, most))


MAX_PIECE_CHARS = 200
"""Characters of a piece; longer words are not found here."""

WORD_OPENERS = frozenset(
    ' \n\t\u3000([{"“”«»‹›„<>|/*=~—–…，。！？、；：（）《》「」『』【】'
)
"""Characters that are part of no word: a word begins right after one."""


def _find_around(text: str, place: int) -> re.Match[str] | None:
    """Return the word that begins at a letter after a sign, if one does."""
    start = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
    for found in SPAN.finditer(text, start):
        if found.end() > place:
            return found if found.start() == place else None
    return None


def _follow(
    text: str, spans: list[Mark], words: Sequence[PieceSizes]
) -> Iterator[Mark]:
    """Yield the places that continue with these words."""
    for start, end in spans:
        for wanted in words:
            found = SPAN.search(text, end)
            if found is None or not wanted[found[0]]:
                break
            end = found.end()
        else:
            yield start, end
