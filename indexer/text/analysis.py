"""How text becomes terms. A new language is one line in ``LANGUAGES``.

Text is cut by script, not by one label a document: a *run* is either one word of an
alphabet (``solar``, ``5G``, ``3.14``) or a stretch of Han characters. A word takes one
position; a run of n Han characters takes n. So the position of a term is the index of
its word or character in ``find_spans(text)``: what matched is marked without analysing
the text again.

Terms of a word: its folded form with English endings removed, whatever the language;
beside it, at the same position, the form without accents, the parts around a hyphen,
and its stem in the language of the text, marked with that language: ``/de/haus``. So a
word is found by itself in any text, and by its other forms in its own language alone:
Spanish *notes* and *not* are one, English ones are not. Words of an alphabet with a
stemmer of its own need no mark. Terms of a Han run of n characters: its
n - 1 overlapping bigrams, each at the position of its first character, and its last
character alone at the last position. So any substring of two or more characters is a
phrase of bigrams, and a single character is a prefix: every character either begins a
bigram or ends a run. Kana, Hangul and Thai are cut like Han: their spaces, too, are no
borders of words.

What is one word, and what is folded, is the table in ``docs/analysis.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import Stemmer

from .unspaced import UNSPACED, UNSPACED_CHARACTER, fold_variants, is_unspaced

__all__ = [
    "LANGUAGES",
    "RUN",
    "SPAN",
    "STEM_MARK",
    "UNSPACED",
    "UNSPACED_CHARACTER",
    "Language",
    "QueryTerm",
    "analyze",
    "drop_stem_mark",
    "find_runs",
    "find_spans",
    "find_stems",
    "fold_variants",
    "fold_word",
    "is_unspaced",
    "make_word_terms",
    "query_terms",
]

PREFIXES = (
    "bi|co|de|di|re",
    "bio|eco|geo|mid|neo|non|pre|sub|tri",
    "aero|anti|semi|tele",
    "cyber|hydro|hyper|inter|intra|micro|multi|neuro|socio|trans|ultra",
    "pseudo|thermo",
)
"""Beginnings that are no words of their own: ``co-operation`` is ``cooperation``.

By length, as a look-behind takes them.
"""

ACCENT_WEIGHT = 0.5
"""Weight in a query of the form without accents, where accents were typed."""

STEM_WEIGHT = 0.5
"""Weight in a query of the stem in a language: the form typed counts for more."""

STEM_MARK = "/"
"""Opens the stem of a language; it is in no word, and lies before all letters."""


MARKS = "".join(
    chr(c)
    for c in range(0x300, 0x10000)
    if unicodedata.category(chr(c))[0] == "M" and not re.match(f"[{UNSPACED}]", chr(c))
)
"""Marks over and under letters that are characters of their own."""


def _word_pattern(one: str) -> str:
    """Return the pattern of one word.

    Each alternative of what may stand inside a word begins with a literal: the regex
    engine gives up at once at the blank that ends nearly every word.

    Args:
        one: the pattern of one letter or digit.
    """
    alone = "(?<![A-Za-z0-9])[A-Za-z]"
    end = "(?![A-Za-z0-9])"
    prefixes = "|".join(f"(?<=(?<![a-z0-9])(?:{group})[-‐‑])" for group in PREFIXES)
    inside = (
        f"['’ʼ＇](?={one})",
        "[,](?<=\\d,)(?=\\d{3}(?!\\d))",
        f"[.](?:(?<=\\d[.])(?=\\d)|(?<={alone}[.])(?=[A-Za-z]{end}))",
        f"[-‐‑](?={one})(?:(?<={alone}[-‐‑])|(?<=[A-Za-z][-‐‑])(?=\\d)|(?i:{prefixes}))",
        f"[&＆](?=[A-Za-z])(?:(?<={alone}[&＆])|(?=[A-Za-z]{end}))",
        f"[+](?<={alone}[+])[+]",
        f"[#](?<={alone}[#])",
        f"[{MARKS}\u00ad]+",
    )
    return f"{one}+(?:(?:{'|'.join(inside)}){one}*)*"


_WORD = _word_pattern(f"[^\\W_{UNSPACED}]")
RUN = re.compile(f"{_WORD}|[{UNSPACED}]+")
SPAN = re.compile(f"{_WORD}|[{UNSPACED}]")
_ASCII_RUN = re.compile(_word_pattern("[A-Za-z0-9]"))
"""``RUN`` in a text of ASCII, in less than half the time."""

_SIGNS = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": None})
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_INNER = str.maketrans("", "", "',- ")
_ARABIC_VOWELS = "".join(map(chr, range(0x64B, 0x660)))
_ARABIC_FOLDING = str.maketrans("أإآٱىیک", "ااااييك", f"ـ{_ARABIC_VOWELS}")
"""Spellings of one letter; vowel signs and the line that widens a word are left out."""
ARABIC_LETTERS = frozenset(map(chr, range(0x620, 0x700)))
LAST_LATIN_LETTER = "\u024f"


ENGLISH_ENDINGS = """
    ations ational ationally atively ativeness atives bilities bility bles bly cally
    cals cated cates cating cations ced cing cities city cs dly edly eness ented
    enting ents ers essed esses essing ilities ingly ings ionality iveness ives ized
    lism lities lization lized lizing lling lled lness ments ncies nces ncy ning ned
    nted nting ntly onality oned oning ously red ring sed ses sing sms ssed tely
    tives tors ulness ully using usly vity vely ying zations zed zers zes zing i
"""
"""Endings that the stemmer takes off or changes, so ``educat*`` finds ``education``."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        code: ISO 639-1.
        name: in the language itself.
        stemmer: name of the Snowball algorithm for its words of Latin letters; empty if
            it is English or written in other letters, among which they are foreign.
    """

    code: str
    name: str
    stemmer: str = ""


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English"),
        Language("zh", "中文"),
        Language("ar", "العربية"),
        Language("ca", "Català", "catalan"),
        Language("cs", "Čeština", "czech"),
        Language("da", "Dansk", "danish"),
        Language("de", "Deutsch", "german"),
        Language("el", "Ελληνικά"),
        Language("es", "Español", "spanish"),
        Language("fi", "Suomi", "finnish"),
        Language("fr", "Français", "french"),
        Language("hi", "हिन्दी"),
        Language("hu", "Magyar", "hungarian"),
        Language("it", "Italiano", "italian"),
        Language("ja", "日本語"),
        Language("ko", "한국어"),
        Language("nl", "Nederlands", "dutch"),
        Language("no", "Norsk", "norwegian"),
        Language("pl", "Polski", "polish"),
        Language("pt", "Português", "portuguese"),
        Language("ro", "Română", "romanian"),
        Language("ru", "Русский"),
        Language("sv", "Svenska", "swedish"),
        Language("tr", "Türkçe", "turkish"),
    )
}


ALPHABETS = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u052f", "russian"),
    ("\u0531", "\u0587", "armenian"),
    ("\u0620", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)
"""First and last letter of alphabets with a stemmer of their own in any text."""


def find_runs(text: str) -> list[str]:
    """Return the runs of a text in order, as written.

    >>> find_runs("5G网络 and the Belt, 1,000 U.S. co-operation")
    ['5G', '网络', 'and', 'the', 'Belt', '1,000', 'U.S', 'co-operation']
    """
    return (_ASCII_RUN if text.isascii() else RUN).findall(text)


def find_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end in characters of each position of a text.

    >>> find_spans("5G网络")
    [(0, 2), (2, 3), (3, 4)]
    """
    spans = _ASCII_RUN if text.isascii() else SPAN
    return [m.span() for m in spans.finditer(text)]


def make_word_terms(language: str) -> Callable[[str], tuple[str, ...]]:
    """Return the function from a word, as written, to its terms in one language.

    The function is pure: callers that see the same words again keep its answers. The
    first term is the one that a query for the word looks for, the same in every
    language. A language without a line of its own is read as English.

    >>> make_word_terms("en")("Pursuing")
    ('pursu',)
    >>> make_word_terms("en")("anti-dumping")
    ('antidump', 'anti', 'dump')
    >>> make_word_terms("de")("Häuser")
    ('häuser', 'hauser', '/de/haus')
    """
    stem = _open_stemmer()
    own_stem = _open_own_stemmer(language)

    def word_terms(word: str) -> tuple[str, ...]:
        bare = word.replace(",", "")
        if own_stem is None and bare.isascii() and bare.isalnum():
            return (stem(bare.lower()),)
        folded = _fold(word)
        forms = [_join(folded), *_parts(folded)]
        if not folded.isascii():
            forms.insert(1, _join(_drop_accents(folded)))
        terms = dict.fromkeys(map(stem, forms))
        if own_stem is not None and (own := own_stem(folded)):
            terms[own] = None
        return tuple(terms)

    return word_terms


def drop_stem_mark(term: str) -> str:
    """Return a term without the mark of its language.

    >>> drop_stem_mark("/de/haus"), drop_stem_mark("haus")
    ('haus', 'haus')
    """
    return term.rpartition(STEM_MARK)[2]


@cache
def _open_own_stemmer(language: str) -> Callable[[str], str] | None:
    """Return the function from a folded word to its marked stem in a language.

    The stem has no accents. It is empty for what is no word of Latin letters. There is
    no function for a language whose Latin words are read as English.
    """
    row = LANGUAGES.get(language)
    if row is None or not row.stemmer:
        return None
    stem = Stemmer.Stemmer(row.stemmer, 0).stemWord

    def own_stem(folded: str) -> str:
        word = _join(folded.rpartition("'")[2])  # without the article of l'économie
        if not word.isalpha() or word[0] > LAST_LATIN_LETTER:
            return ""
        return f"{STEM_MARK}{language}{STEM_MARK}{_drop_accents(stem(word))}"

    return own_stem


@cache
def _open_stemmer() -> Callable[[str], str]:
    """Return the function from a folded word to its stem in English or its alphabet."""
    english: Callable[[str], str] = Stemmer.Stemmer("english", 0).stemWord
    others: list[tuple[str, str, Callable[[str], str]]] = [
        (first, last, Stemmer.Stemmer(name, 0).stemWord)
        for first, last, name in ALPHABETS
    ]

    def stem(word: str) -> str:
        if not word.isascii():
            for first, last, other in others:
                if first <= word[0] <= last:
                    return other(word) or word
        return english(word)

    return stem


def find_stems(prefix: str) -> tuple[str, ...]:
    """Return the terms of words with this beginning that do not begin with it.

    The index has stems. That of ``education`` is shorter than ``educat`` and that of
    ``happy`` is ``happi``, so that a prefix alone would miss them. Each ending is tried
    after the prefix, from each of its letters on.

    >>> find_stems("educat")
    ('educ',)
    """
    folded = fold_word(prefix)
    stems = map(_open_stemmer(), (folded + rest for rest in _list_rests()))
    return tuple(dict.fromkeys(s for s in stems if not s.startswith(folded)))


@cache
def _list_rests() -> tuple[str, ...]:
    """Return the ends of the endings, each once."""
    endings = ENGLISH_ENDINGS.split()
    return tuple(dict.fromkeys(e[i:] for e in endings for i in range(len(e))))


def fold_word(word: str) -> str:
    """Return the form of a word in which case, width and inner signs do not matter.

    >>> fold_word("Ｃo-Operation’s"), fold_word("1,000"), fold_word("Café")
    ('cooperation', '1000', 'café')
    """
    return word.lower() if word.isascii() and word.isalnum() else _join(_fold(word))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower().removesuffix("'s")
    folded = unicodedata.normalize("NFKC", word.translate(_SIGNS)).casefold()
    folded = unicodedata.normalize("NFKC", folded)
    if folded[:1] in ARABIC_LETTERS:
        folded = folded.translate(_ARABIC_FOLDING) or folded
    return folded.removesuffix("'s") or folded


def _join(folded: str) -> str:
    """Take the signs out that stand inside a folded word but not in its term."""
    joined = folded.translate(_INNER).strip(".")
    if "." in joined and not joined[0].isdigit():
        joined = joined.replace(".", "")
    return joined or folded


def _drop_accents(folded: str) -> str:
    if folded.isascii():
        return folded
    letters = unicodedata.normalize("NFD", folded.translate(_LETTERS))
    bare = "".join(c for c in letters if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _parts(folded: str) -> list[str]:
    """Return what else a word is found by: the pieces of it that are words."""
    if "-" in folded:
        return [_join(part) for part in folded.split("-") if len(part) > 1]
    if folded.count(".") > 1 and folded[0].isdigit():
        return list(filter(None, folded.split(".")))
    name = folded.rpartition("'")[2]
    return [name] if 3 <= len(name) < len(folded) else []


def analyze(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield (term, position) of a text: the meaning of what engines do faster.

    >>> list(analyze("5G网络, Networks", "en"))
    [('5g', 0), ('网络', 1), ('络', 2), ('network', 3)]
    """
    word_terms, position = make_word_terms(language), 0
    for run in find_runs(text):
        if is_unspaced(run):
            run = fold_variants(run)
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
    word typed has no language: its stems are those in every language given.

    >>> query_terms("网络", ("en",))
    (QueryTerm(position=0, forms=(('网络', 1.0),), prefix=False),)
    >>> [t.forms[0][0] for t in query_terms("5G网络化", ("en",))]
    ['5g', '网络', '络化']
    >>> query_terms("Häuser", ("en", "de"))[0].forms
    (('häuser', 1.0), ('hauser', 0.5), ('/de/haus', 0.5))
    """
    found: list[QueryTerm] = []
    position = 0
    for run in find_runs(text):
        if is_unspaced(run):
            run = fold_variants(run)
            if len(run) == 1:
                found.append(QueryTerm(position, ((run, 1.0),), prefix=True))
            for i in range(len(run) - 1):
                found.append(QueryTerm(position + i, ((run[i : i + 2], 1.0),)))
            position += len(run)
        else:
            found.append(QueryTerm(position, _word_forms(run, languages)))
            position += 1
    return tuple(found)


def _word_forms(word: str, languages: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    folded, stem = _fold(word), _open_stemmer()
    forms = {stem(_join(folded)): 1.0}
    forms.setdefault(stem(_join(_drop_accents(folded))), ACCENT_WEIGHT)
    for own_stem in filter(None, map(_open_own_stemmer, languages)):
        if own := own_stem(folded):
            forms.setdefault(own, STEM_WEIGHT)
    return tuple(forms.items())
