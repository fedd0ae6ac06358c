"""One word of a query: what stands between two blanks, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..text import LANGUAGES, find_runs, is_unspaced
from .diagnostics import MAX_DISTANCE
from .tree import Boost, Every, Fuzzy, Prefix, Query, Wildcard, Word, make_and

# One character for one, so that positions stay: what is typed in full width means what
# it means in ASCII, and Chinese punctuation parts words as a blank does.
AS_ASCII = str.maketrans(
    "（）：＊～＾－＞＜＝［］｛｝＂“”„‟「」『』«»，。、；！？《》〈〉【】",
    "():*~^-><=[]{}" + '"' * 11 + " " * 12,
)

OPERATOR = re.compile(r'(?:AND|OR|NOT)(?=[\s()"]|$)')
WORD_BOOST = re.compile(r"(.*[^\W\d_]{2}.*)\^(\d{1,3}(?:\.\d{1,3})?)")
FUZZY = re.compile(r"([^~]+)~(\d{0,4})")
SCHEME = re.compile(r"\w+://|www\.|[^\s@]+@[^\s@]+\.")

PATTERN_ENDS = "?'’ʼ＇-‐‑&＆."
"""Signs that end no pattern: a question is asked, and no word ends in the others."""

MIN_PATTERN_LETTERS = 3
"""Letters of a pattern that does not begin with one."""

Pattern = Prefix | Wildcard | Fuzzy
LANGUAGE_NAMES = {row.name.casefold(): code for code, row in LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class WordReading:
    """What a word asks for.

    Attributes:
        query: None where nothing is left of it.
        codes: of the diagnostics about it; none where it was mere punctuation.
    """

    query: Query | None = None
    codes: tuple[str, ...] = ()


def parse_word(text: str, name: str = "") -> WordReading:
    """Read a word as typed, without blanks, parentheses and quotation marks.

    Args:
        name: of the field; empty for all.

    >>> parse_word("Educat*", "title").query
    Prefix(text='Educat', field='title')
    >>> parse_word("co\u00f6p~9")
    WordReading(query=Fuzzy(text='coöp', field='', distance=2), codes=('distance',))
    """
    text = text[: len(text.translate(AS_ASCII).rstrip(",;:!?"))]
    plain = text.translate(AS_ASCII)
    codes: tuple[str, ...] = (
        ("no-range",) if name and plain[:1] in tuple("<>[{") else ()
    )
    factor = ""
    if (boost := WORD_BOOST.fullmatch(plain)) is not None:
        text, plain, factor = text[: len(boost[1])], boost[1], boost[2]
    fuzzy = FUZZY.fullmatch(plain)
    if SCHEME.match(plain):
        parsed = _read_text(text, name)
    elif "*" in plain or "?" in plain:
        parsed = _read_pattern(fuzzy[1] if fuzzy else plain, name)
        codes += ("fuzzy-word",) if fuzzy else ()
    elif fuzzy is not None:
        parsed = _read_fuzzy(text, len(fuzzy[1]), fuzzy[2], name)
    else:
        parsed = _read_text(text, name)
    query = parsed.query and make_boost(parsed.query, factor)
    return WordReading(query, codes + parsed.codes)


def make_boost(query: Query, factor: str) -> Query:
    """Return a query with the weight typed after it, if there is one."""
    return Boost(query, float(factor)) if factor else query


def language_code(text: str, name: str) -> str:
    """Return the code of a language that is named in full: ``language:English``."""
    if name != "language":
        return text
    return LANGUAGE_NAMES.get(text.casefold(), text)


def _read_text(text: str, name: str) -> WordReading:
    """Read text as it stands.

    Left-over signs of the language part the words, but for those of an address.
    """
    text = text.lstrip("-－").rstrip(",;:!?~～^＾")
    plain, runs = text.translate(AS_ASCII), find_runs(text)
    whole = bool(SCHEME.match(plain)) or "~" not in plain
    if whole and not WORD_BOOST.fullmatch(plain):
        runs = [text] if runs else []
    words = [_make_word(language_code(run, name), name) for run in runs]
    return WordReading(make_and(words) if words else None)


def _read_fuzzy(text: str, end: int, digits: str, name: str) -> WordReading:
    """Read ``word~2``; ``5~10`` is no such thing, but two numbers.

    Args:
        end: where the tilde is.
    """
    runs, distance = find_runs(text[:end]), int(digits or 1)
    if runs and runs[-1].isdecimal() and digits:
        return _read_text(text, name)
    if len(runs) != 1 or is_unspaced(runs[0]) or runs[0].isdecimal() or distance == 0:
        codes = ("fuzzy-word",) if runs and distance else ()
        return WordReading(_read_text(text[:end], name).query, codes)
    fuzzy = Fuzzy(runs[0], name, min(distance, MAX_DISTANCE))
    return WordReading(fuzzy, ("distance",) if distance > MAX_DISTANCE else ())


def _read_pattern(text: str, name: str) -> WordReading:
    """Read a word with ``*`` and ``?``.

    Every piece of a Han text is found, so a star at its end adds nothing.
    """
    bare = text.strip("*")
    if not bare:
        return WordReading(None, ("pattern-empty",)) if name else WordReading(Every())
    if not {"*", "?"} & set(bare) and all(map(is_unspaced, (bare[0], bare[-1]))):
        return _read_text(bare, name)
    pieces = list(_find_pieces(text))
    meant = [piece for piece in pieces if not _is_vague(piece)]
    codes: tuple[str, ...] = ("pattern-short",) if len(meant) < len(pieces) else ()
    codes += ("pattern-split",) if len(pieces) > 1 else ()
    parts = [_make_pattern(piece, name) for piece in meant]
    return WordReading(make_and(parts) if parts else None, codes)


def _is_vague(piece: str) -> bool:
    """Return whether a pattern would have to be held against nearly every word."""
    return piece[0] in "*?" and len(re.sub(r"[*?]", "", piece)) < MIN_PATTERN_LETTERS


def _find_pieces(text: str) -> Iterator[str]:
    """Yield the words of a text in which ``*`` and ``?`` count as letters."""
    letters, at = text.translate(str.maketrans("*?", "aa")), 0
    for run in find_runs(letters):
        at = letters.index(run, at)
        piece = text[at : at + len(run)]
        at += len(run)
        if find_runs(piece):
            yield re.sub(r"\*+", "*", piece.rstrip(PATTERN_ENDS))


def _make_pattern(piece: str, name: str) -> Query:
    if not {"*", "?"} & set(piece):
        return _make_word(piece, name)
    if piece.endswith("*") and not {"*", "?"} & set(piece[:-1]):
        return Prefix(piece[:-1], name)
    return Wildcard(piece, name)


def _make_word(text: str, name: str) -> Word:
    """Return a word; one that reads as an operator in small letters."""
    return Word(text.lower() if OPERATOR.fullmatch(text) else text, name)
