"""How text becomes terms. A new language is one line in ``LANGUAGES``.

Text is cut by script, not by one label a document: a *run* is either one word of an
alphabet (``solar``, ``5G``, ``2019``) or a stretch of Han characters. A word takes one
position; a run of n Han characters takes n. So the position of a term is the index of
its word or character in ``find_spans(text)``: what matched is marked without analysing
the text again.

Terms of a word: its folded and stemmed form. Terms of a Han run of n characters: its
n - 1 overlapping bigrams, each at the position of its first character, and its last
character alone at the last position. So any substring of two or more characters is a
phrase of bigrams, and a single character is a prefix: every character either begins a
bigram or ends a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import Stemmer

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"

RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+(?:['’][^\\W_{HAN}]+)*")
SPAN = re.compile(f"[{HAN}]|[^\\W_{HAN}]+(?:['’][^\\W_{HAN}]+)*")


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        code: ISO 639-1.
        name: in the language itself.
        stemmer: name of the Snowball algorithm; empty leaves words whole.
    """

    code: str
    name: str
    stemmer: str = ""


LANGUAGES: dict[str, Language] = {
    "en": Language("en", "English", "english"),
    "zh": Language("zh", "中文"),
}


def is_han(run: str) -> bool:
    """Say whether a run is of Han characters.

    >>> is_han("网络"), is_han("5G")
    (True, False)
    """
    return run[0] >= "\u3005" and re.match(f"[{HAN}]", run[0]) is not None


def find_runs(text: str) -> list[str]:
    """Return the runs of a text in order, as written.

    >>> find_runs("5G网络 and the Belt")
    ['5G', '网络', 'and', 'the', 'Belt']
    """
    return RUN.findall(text)


def find_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end in characters of each position of a text.

    >>> find_spans("5G网络")
    [(0, 2), (2, 3), (3, 4)]
    """
    return [m.span() for m in SPAN.finditer(text)]


def make_word_terms(language: str) -> Callable[[str], tuple[str, ...]]:
    """Return the function from a word, as written, to its terms in one language.

    The function is pure: callers that see the same words again keep its answers.

    >>> make_word_terms("en")("Pursuing")
    ('pursu',)
    """
    return _word_terms(LANGUAGES[language].stemmer if language in LANGUAGES else "")


@cache
def _word_terms(stemmer: str) -> Callable[[str], tuple[str, ...]]:
    if not stemmer:
        return lambda word: (fold_word(word),)
    stem = Stemmer.Stemmer(stemmer, 0).stemWord
    return lambda word: (stem(fold_word(word)),)


def fold_word(word: str) -> str:
    """Return the form of a word in which case and width do not matter."""
    return word.casefold().replace("’", "'").removesuffix("'s")


def fold_han(run: str) -> str:
    """Return a Han run in the form in which it is indexed, of the same length."""
    return run


def analyze(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield (term, position) of a text: the meaning of what engines do faster.

    >>> list(analyze("5G网络, Networks", "en"))
    [('5g', 0), ('网络', 1), ('络', 2), ('network', 3)]
    """
    word_terms, position = make_word_terms(language), 0
    for run in find_runs(text):
        if is_han(run):
            run = fold_han(run)
            for i in range(len(run)):
                yield run[i : i + 2], position + i
            position += len(run)
        else:
            for term in word_terms(run):
                yield term, position
            position += 1


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """What to look for at one position of the words typed.

    Attributes:
        position: from 0, relative to the start of the text.
        forms: terms of which one must stand there, with the weight of each.
        prefix: True if the forms are prefixes of terms: a lone Han character.
    """

    position: int
    forms: tuple[tuple[str, float], ...]
    prefix: bool = False


def query_terms(text: str, languages: tuple[str, ...]) -> tuple[QueryTerm, ...]:
    """Return what must stand next to each other for the text to be found.

    One ``QueryTerm`` is a single term, several are a phrase at these positions. A
    word typed has no language: its forms are those in every language given.

    >>> query_terms("网络", ("en",))
    (QueryTerm(position=0, forms=(('网络', 1.0),), prefix=False),)
    >>> [t.forms[0][0] for t in query_terms("5G网络化", ("en",))]
    ['5g', '网络', '络化']
    """
    found: list[QueryTerm] = []
    position = 0
    for run in find_runs(text):
        if is_han(run):
            run = fold_han(run)
            if len(run) == 1:
                found.append(QueryTerm(position, ((run, 1.0),), prefix=True))
            for i in range(len(run) - 1):
                found.append(QueryTerm(position + i, ((run[i : i + 2], 1.0),)))
            position += len(run)
        else:
            forms = dict.fromkeys(
                term for code in languages for term in make_word_terms(code)(run)
            )
            found.append(QueryTerm(position, tuple((form, 1.0) for form in forms)))
            position += 1
    return tuple(found)
