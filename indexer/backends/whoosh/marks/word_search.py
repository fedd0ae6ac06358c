"""Where words stand in a text, found without analysing all of it.

A Han run is searched for as it is; a word, by the beginning that its forms share, and
each place found is analysed alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ....model import Mark
from ....text import SPAN, make_word_terms

MOST_PIECES = 1000
"""Pieces kept for one word, some 100 KB."""


@dataclass(frozen=True, slots=True)
class WordTarget:
    """Words that have one of these terms or a term that begins with one of these.

    Attributes:
        begin: how every such word begins, nearly always.
    """

    terms: frozenset[str]
    prefixes: tuple[str, ...]
    begin: str

    def fits(self, term: str) -> bool:
        """Say whether a word with this term is wanted."""
        return term in self.terms or term.startswith(self.prefixes)


class Wanted(dict[str, int]):
    """How many characters of a text's next piece are a word that fits; 0 if none.

    A piece is a word as written, or all up to the next blank, which no word reaches
    across. Each is analysed when it is first met, and again when ``MOST_PIECES`` others
    have come since.
    """

    def __init__(
        self, fits: Callable[[str], bool], language: str, begin: str = ""
    ) -> None:
        self.begin = begin
        self._fits = fits
        self._terms = make_word_terms(language)

    def __missing__(self, piece: str) -> int:
        if len(self) >= MOST_PIECES:
            self.clear()
        found = SPAN.match(piece)
        fits = found is not None and any(map(self._fits, self._terms(found[0])))
        size = self[piece] = found.end() if found and fits else 0
        return size


def find_all(text: str, part: str) -> list[Mark]:
    """Return where a part stands in a text, also one over the other."""
    spans: list[Mark] = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans


def find_words(
    text: str, lowered: str, words: Sequence[Wanted], count: int
) -> list[Mark] | None:
    """Return the places of words that follow each other.

    Args:
        lowered: the text in lower case.
        count: how many words fit the first target.

    Returns:
        None if the words that fit the first target are not found this way.
    """
    if len(lowered) != len(text):
        return None
    wanted = words[0]
    begin, find = wanted.begin, lowered.find
    spans: list[Mark] = []
    at = find(begin)
    while at >= 0:
        if not at or (before := lowered[at - 1]) in OPENING:
            after = find(" ", at, at + LONGEST)
            size = wanted[text[at : after if after > 0 else at + LONGEST]]
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


def find_fitting(text: str, wanted: Wanted, most: int) -> list[Mark]:
    """Return the places of the first words that fit, of a text without Han."""
    fitting = (found.span() for found in SPAN.finditer(text) if wanted[found[0]])
    return list(islice(fitting, most))


LONGEST = 200
"""Characters of a piece; a longer word is not found here."""

OPENING = frozenset(
    ' \n\t\u3000([{"“”«»‹›„<>|/*=~—–…，。！？、；：（）《》「」『』【】'
)
"""Characters that hold no word together: a word begins right after one."""


def _find_around(text: str, place: int) -> re.Match[str] | None:
    """Return the word that has a letter after a sign here, if it begins so."""
    start = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
    for found in SPAN.finditer(text, start):
        if found.end() > place:
            return found if found.start() == place else None
    return None


def _follow(text: str, spans: list[Mark], words: Sequence[Wanted]) -> Iterator[Mark]:
    """Yield the places that go on with these words."""
    for start, end in spans:
        for wanted in words:
            found = SPAN.search(text, end)
            if found is None or not wanted[found[0]]:
                break
            end = found.end()
        else:
            yield start, end
