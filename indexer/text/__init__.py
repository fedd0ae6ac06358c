"""What a word is: analysis by language, scripts without spaces, similar words."""

from __future__ import annotations

from .analysis import (
    LANGUAGES,
    RUN,
    SPAN,
    STEM_MARK,
    analyze,
    drop_stem_mark,
    find_runs,
    find_spans,
    find_stems,
    fold_word,
    make_word_terms,
    query_terms,
)
from .collocations import count_phrases
from .edit_distance import (
    MAX_WORD_LETTERS,
    Lexicon,
    count_edits,
    count_missing,
    is_near,
    make_letter_bits,
)
from .number_words import HAN_DIGITS, MONTHS, NUMBER_WORDS, read_han_number
from .prefix_index import Piece, TextIndex, join_han, make_key, read_pieces
from .unspaced import (
    CUT,
    HAN,
    HAN_CHARACTER,
    OTHER,
    UNSPACED,
    UNSPACED_CHARACTER,
    fold_variants,
    is_unspaced,
    read_kinds,
)

__all__ = [
    "CUT",
    "HAN",
    "HAN_CHARACTER",
    "HAN_DIGITS",
    "LANGUAGES",
    "MAX_WORD_LETTERS",
    "MONTHS",
    "NUMBER_WORDS",
    "OTHER",
    "RUN",
    "SPAN",
    "STEM_MARK",
    "UNSPACED",
    "UNSPACED_CHARACTER",
    "Lexicon",
    "Piece",
    "TextIndex",
    "analyze",
    "count_edits",
    "count_missing",
    "count_phrases",
    "drop_stem_mark",
    "find_runs",
    "find_spans",
    "find_stems",
    "fold_variants",
    "fold_word",
    "is_near",
    "is_unspaced",
    "join_han",
    "make_key",
    "make_letter_bits",
    "make_word_terms",
    "query_terms",
    "read_han_number",
    "read_kinds",
    "read_pieces",
]
