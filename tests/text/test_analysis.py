"""Analysis: what is one word, what is folded, and the substring guarantee."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis import (
    LANGUAGES,
    RUN,
    UNSPACED_CHARACTER,
    Language,
    analyze,
    find_runs,
    find_spans,
    find_stems,
    fold_variants,
    fold_word,
    is_unspaced,
    make_word_terms,
    query_terms,
)

from ..occurrences import find_occurrences

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"
ROWS = [
    [re.findall(r"`([^`]*)`", cell) for cell in line.strip("|").split("|")]
    for line in PAGE.read_text("utf-8").partition("## Examples")[2].splitlines()
    if line.startswith("| `")
]
TEXT = st.text(
    st.one_of(
        st.sampled_from("网絡发發頭龙馬 ,.-'’#&+@/%ａＧ５ﬁéüe\u0301\u00ad〇々か한ไ️"),
        st.sampled_from("abcdefgXYZ0123456789"),
        st.characters(),
    ),
    max_size=60,
)
HAN_TEXT = st.text(
    st.sampled_from("网絡发發展頭龙馬〇々着著龍乾幹，。 aG5"), max_size=40
)
KANA_AND_HANGUL = st.text(
    st.sampled_from("ひらがなをカタカナーヴゝヾｶﾀ東京駅々한국어를뉴스，。 aG5"),
    max_size=40,
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][0])
def test_the_documented_examples_are_true(row: list[list[str]]) -> None:
    [text], terms, found_by, not_by = row
    by_position: dict[int, list[str]] = {}
    for term, position in analyze(text, "en"):
        by_position.setdefault(position, []).append(term)

    assert ["/".join(by_position[p]) for p in sorted(by_position)] == terms
    assert all(find_occurrences(text, query) for query in found_by)
    assert not any(find_occurrences(text, query) for query in not_by)


@given(TEXT)
def test_positions_are_indexes_of_spans(text: str) -> None:
    positions = [position for _, position in analyze(text, "zh")]

    assert sorted(set(positions)) == list(range(len(find_spans(text))))


@given(TEXT)
def test_no_term_is_empty_or_holds_a_blank(text: str) -> None:
    assert not [t for t, _ in analyze(text, "en") if not t or t.split() != [t]]


@pytest.mark.parametrize(
    ("text", "terms"), [("ʼ", ["'"]), ("⒈⒈", ["1.1", "1"]), ("ـ", ["ـ"])]
)
def test_words_that_fold_or_stem_to_nothing_keep_something(
    text: str, terms: list[str]
) -> None:
    assert [term for term, _ in analyze(text, "en")] == terms


@given(TEXT)
def test_spans_are_of_the_original_text(text: str) -> None:
    spans = find_spans(text)

    assert "".join(text[a:b] for a, b in spans) == "".join(find_runs(text))
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


@given(st.text(st.sampled_from("abcopreSUXZ019 ,.-'&+#/%_"), max_size=60))
def test_ascii_text_is_cut_as_any_text_is(text: str) -> None:
    assert find_runs(text) == RUN.findall(text)
    assert find_spans(text) == [match.span() for match in RUN.finditer(text)]


@given(TEXT)
def test_every_run_typed_finds_its_text(text: str) -> None:
    for run in find_runs(text):
        assert find_occurrences(text, run)


@given(HAN_TEXT | KANA_AND_HANGUL, st.data())
def test_every_unspaced_substring_is_found_and_marked_exactly(
    text: str, data: st.DataObject
) -> None:
    runs = [m.span() for m in re.finditer(r"[^，。 aG5]+", text)]
    if not runs:
        return
    start, end = data.draw(st.sampled_from(runs))
    first = data.draw(st.integers(start, end - 1))
    last = data.draw(st.integers(first + 1, end))
    folded, part = fold_variants(text), fold_variants(text[first:last])

    expected = [m.start() for m in re.finditer(f"(?={re.escape(part)})", folded)]

    assert [a for a, _ in find_occurrences(text, text[first:last])] == expected


@given(st.text())
def test_folding_han_keeps_the_length_and_the_script(text: str) -> None:
    folded = fold_variants(text)

    assert len(folded) == len(text) and fold_variants(folded) == folded
    assert find_runs(folded) == list(map(fold_variants, find_runs(text)))


@given(HAN_TEXT.filter(bool))
def test_a_long_text_folds_as_its_parts_do(text: str) -> None:
    assert fold_variants(text * 100) == fold_variants(text) * 100


@given(st.text())
def test_words_fold_alike_however_they_are_encoded(text: str) -> None:
    for word in find_runs(text):
        if not is_unspaced(word):
            assert fold_word(unicodedata.normalize("NFD", word)) == fold_word(word)


@pytest.mark.parametrize("word", ["re\u0301sume\u0301", "co\u00adoperate", "İzmir"])
def test_a_word_with_marks_inside_stays_whole(word: str) -> None:
    assert find_runs(word) == [word]


@pytest.mark.parametrize("character", "〇々㐀一龥豈\U00020000\U0002f800\U00030000⼀")
def test_han_of_every_block_is_han(character: str) -> None:
    assert is_unspaced(character) and UNSPACED_CHARACTER.fullmatch(
        fold_variants(character)
    )


def test_a_compatibility_ideograph_is_found_by_the_one_it_repeats() -> None:
    assert fold_variants("\uf9d1⼀\U0002f80a") == "六一僧"


@pytest.mark.parametrize("code", LANGUAGES)
def test_latin_words_in_any_language_are_found_by_an_english_query(code: str) -> None:
    [term] = query_terms("networks", ("en",))

    assert make_word_terms(code)("Networks")[0] == term.forms[0][0]


@pytest.mark.parametrize(
    "word",
    ["education", "government", "political", "happy", "nationally", "applied"],
)
def test_every_beginning_of_a_word_leads_to_its_stem(word: str) -> None:
    [stem] = make_word_terms("en")(word)

    for size in range(3, len(word)):
        beginning = word[:size]
        assert stem.startswith(beginning) or stem in find_stems(beginning)


def test_a_language_without_a_line_is_read_as_english() -> None:
    assert make_word_terms("xx")("Networks") == ("network",)


def test_a_new_language_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "qq", Language("qq", "Qq", "german"))
    [term] = query_terms("Häusern", ("en", "qq"))

    assert set(make_word_terms("qq")("Hauses")) & dict(term.forms).keys()


@pytest.mark.parametrize(
    ("language", "typed", "text"),
    [
        ("de", "Häuser", "Haus"),
        ("de", "Zeitung", "Zeitungen"),
        ("de", "Hauser", "Häuser"),
        ("fr", "économique", "économiques"),
        ("fr", "economique", "économiques"),
        ("fr", "économie", "l'économie"),
        ("fr", "l’économie", "économies"),
        ("es", "informaciones", "información"),
        ("it", "citta", "città"),
        ("it", "dell'economia", "economie"),
        ("pt", "informação", "informações"),
        ("ru", "книги", "книга"),
        ("ru", "еще", "ещё"),
        ("ar", "مُحَمَّد", "محمد"),
        ("ar", "اسلام", "الإسلام"),
        ("ar", "مدرسه", "المدرسة"),
        ("ar", "كتاب", "كتـــاب"),
        ("ar", "مستشفى", "مستشفي"),
        ("pl", "książki", "książka"),
    ],
)
def test_a_word_is_found_by_its_other_forms(
    language: str, typed: str, text: str
) -> None:
    [term] = query_terms(typed, ("en", language))

    assert set(make_word_terms(language)(text)) & dict(term.forms).keys()


def test_forms_of_one_language_are_not_those_of_another() -> None:
    [term] = query_terms("notes", ("en", "es"))

    assert set(make_word_terms("es")("not")) & dict(term.forms).keys()
    assert not set(make_word_terms("en")("not")) & dict(term.forms).keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_term_of_a_word_is_the_same_in_all_languages(code: str) -> None:
    for word in ("Häuser", "l'économie", "COVID-19", "новости", "5G", "U.S."):
        assert make_word_terms(code)(word)[0] == make_word_terms("en")(word)[0]


def test_the_exact_form_of_an_accented_word_counts_for_more() -> None:
    [term] = query_terms("résumé", ("en",))

    assert term.forms[0] == ("résumé", 1.0)
    assert term.forms[1][0] == "resum" and term.forms[1][1] < 1.0
