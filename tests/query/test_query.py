"""The query language: what text means, and that no text does harm."""

from __future__ import annotations

import datetime as dt
import sys
import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.fields import FIELDS
from indexer.query import (
    And,
    Boost,
    Every,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Wildcard,
    Word,
    parse_query,
    parse_words,
    walk,
    write_query,
)
from indexer.query.diagnostics import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_MESSAGES,
    MAX_PATTERNS,
    MAX_TERMS,
)
from indexer.query.tree import make_and, make_or
from indexer.query.words import Pattern

TODAY = dt.date(2019, 12, 5)


def read(text: str) -> Query:
    return parse_query(text, today=TODAY).query


def codes(text: str) -> list[str]:
    return [m.code for m in parse_query(text, today=TODAY).messages]


# What Whoosh's own parser gets wrong.


def test_bracketed_range_keeps_its_days() -> None:
    assert read("date:[2020-06-15 TO 2020-06-20]") == Range(
        "published", "2020-06-15", "2020-06-20"
    )


def test_bracketed_range_begins_today_as_the_single_date_does() -> None:
    assert read("date:[today TO]") == Range("published", "2019-12-05")
    assert read("date:today") == Range("published", "2019-12-05", "2019-12-05")


def test_braces_leave_the_ends_out() -> None:
    assert read("date:{2020-06-15 TO 2020-06-20}") == Range(
        "published", "2020-06-16", "2020-06-19"
    )


def test_a_character_class_is_not_dropped_in_silence() -> None:
    assert codes("title:202[0-3]*") == ["pattern-split"]


def test_capitals_in_a_pattern_are_kept_for_the_analysis() -> None:
    assert read("Entw* W?rd") == And((Prefix("Entw"), Wildcard("W?rd")))


def test_a_numeric_bound_matches_nothing_by_accident() -> None:
    assert read("popularity:[3 TO 3]") != Every()
    assert codes("popularity:>3") == []
    assert read("popularity:>3") == Word("popularity:>3")


def test_not_not_is_the_thing_itself() -> None:
    assert read("NOT NOT x") == Word("x")
    assert read("NOT (NOT x)") == Word("x")


@pytest.mark.parametrize("deep", ["(" * 5000, "(" * 5000 + "x" + ")" * 5000])
def test_deep_nesting_ends_with_a_message(deep: str) -> None:
    assert "too-deep" in codes(deep) or "too-long" in codes(deep)


def test_not_of_nothing_is_not_everything_but_nothing() -> None:
    assert read("solar NOT (())") == Word("solar")
    assert codes("solar NOT (())") == ["empty-parentheses"]


@pytest.mark.parametrize("field", [f for f in FIELDS if f.query])
def test_a_quoted_value_reads_on_every_field(field: object) -> None:
    (name, *_) = field.query  # type: ignore[attr-defined]
    assert all(m.code == "unknown-date" for m in parse_query(f'{name}:"x"').messages)


@pytest.mark.parametrize("date", ["2019-02-30", "2019-13", "2019-00-10", "0000"])
def test_a_date_that_cannot_be_is_said_and_left_out(date: str) -> None:
    assert read(f"solar date:{date}") == Word("solar")
    assert codes(f"solar date:{date}") == ["impossible-date"]


@pytest.mark.parametrize("date", ["2005-01-", "2005-", "-2005", "2005-01-01T", "soon"])
def test_half_a_date_is_not_widened(date: str) -> None:
    assert codes(f"solar date:{date}") == ["unknown-date"]


def test_a_range_typed_backwards_is_swapped_and_said() -> None:
    assert read("date:[2025 TO 2020]") == Range("published", "2020-01-01", "2025-12-31")
    assert codes("date:[2025 TO 2020]") == ["reversed-range"]


def test_a_boost_on_a_date_is_kept() -> None:
    boosted = Boost(Range("published", "2019-01-01", "2019-12-31"), 2.0)
    assert read("(date:2019)^2") == boosted


def test_a_headline_in_capitals_has_no_operators() -> None:
    words = [
        w.text
        for w in walk(read("FED CUTS RATES AND OIL DOES NOT RISE"))
        if isinstance(w, Word)
    ]
    assert words == ["FED", "CUTS", "RATES", "and", "OIL", "DOES", "not", "RISE"]


def test_a_prefix_stays_one() -> None:
    assert read("steuer*") == Prefix("steuer")


def test_exclusion_holds_for_chinese_as_for_english() -> None:
    assert read("网络 -安全") == And((Word("网络"), Not(Word("安全"))))
    assert read("网络 NOT 安全") == read("网络 -安全")


def test_a_word_typed_twice_counts_twice() -> None:
    assert read("boom boom") == And((Word("boom"), Word("boom")))


# Joining.


def test_any_word_may_match_but_exclusions_and_dates_narrow() -> None:
    parsed = parse_query("solar wind -coal date:2019", default_operator="or")
    assert parsed.query == And(
        (
            Or((Word("solar"), Word("wind"))),
            Not(Word("coal")),
            Range("published", "2019-01-01", "2019-12-31"),
        )
    )


def test_and_joins_before_words_side_by_side_do() -> None:
    parsed = parse_query("solar AND wind water", default_operator="or")
    assert parsed.query == Or((And((Word("solar"), Word("wind"))), Word("water")))


def test_all_is_no_condition() -> None:
    assert read("* -coal") == Not(Word("coal"))
    assert read("* solar") == Word("solar")


def test_what_was_to_join_a_part_left_out_is_left_out_with_it() -> None:
    assert read("solar OR date:soon wind") == And((Word("solar"), Word("wind")))


def test_full_width_reads_as_ascii() -> None:
    assert read("（title：“a b”～2 OR wor＊） -x") == read('(title:"a b"~2 OR wor*) -x')


def test_a_dash_between_blanks_excludes_nothing() -> None:
    assert read("wind - water") == And((Word("wind"), Word("water")))


def test_a_dash_after_a_phrase_or_a_double_one_excludes_nothing() -> None:
    assert read('"a b"-c --d') == And((Phrase("a b"), Word("c"), Word("d")))


def test_plain_words_have_no_operators_and_no_limits() -> None:
    parsed = parse_words("NOT a/b OR 网络化 " * 500)
    assert isinstance(parsed, Or)
    assert parsed.parts[:6] == tuple(map(Word, ["NOT", "a", "b", "OR", "网络", "络化"]))
    assert len(parsed.parts) == 3000


def test_a_pattern_of_signs_alone_is_punctuation() -> None:
    assert read("a ?'?*") == Word("a")


@pytest.mark.parametrize("sign", ["'", "’", "-", "&", ".", "'?'"])
def test_a_pattern_ends_with_no_sign_before_its_question_mark(sign: str) -> None:
    assert read(f"a*b*{sign}?") == Wildcard("a*b*")


def test_an_address_keeps_no_weight_behind_its_last_sign() -> None:
    assert read(write_query(read("http://ab^8~"))) == read("http://ab^8~")


def test_only_dates_stand_in_a_group_of_dates() -> None:
    assert read("date:(colour:red OR title: OR 2019)") == read("date:2019")


# Messages.


def test_a_message_points_at_its_part() -> None:
    text = "solar date:2019-02-30 wind"
    (message,) = parse_query(text).messages
    assert text[message.start : message.end] == message.part == "date:2019-02-30"
    assert message.part in message.message


def test_too_long_a_query_is_cut_at_a_word() -> None:
    parsed = parse_query("words " * MAX_LENGTH)
    assert {m.code for m in parsed.messages} == {"too-long", "too-many-words"}
    assert set(walk(parsed.query)) - {parsed.query} == {Word("words")}


def test_too_many_characters_are_cut_within_a_run() -> None:
    parsed = parse_query("网" * (MAX_TERMS + 9))
    assert parsed.query == Word("网" * MAX_TERMS)
    assert [m.code for m in parsed.messages] == ["too-many-words"]


def test_too_many_patterns_are_left_out() -> None:
    parsed = parse_query(" ".join(f"a{n}*" for n in range(MAX_PATTERNS + 2)))
    assert len(list(walk(parsed.query))) == MAX_PATTERNS + 1
    assert [m.code for m in parsed.messages] == ["too-many-patterns"] * 2


def test_messages_are_counted_beyond_their_limit() -> None:
    *_, last = parse_query(") " * 50).messages
    assert last.code == "more-messages"
    assert last.values == (("count", str(50 - MAX_MESSAGES)),)


def test_too_deep_a_group_is_left_out_whole() -> None:
    deep = "(" * (MAX_DEPTH + 1) + "x OR y" + ")" * (MAX_DEPTH + 1)
    assert read(f"solar {deep} wind") == And((Word("solar"), Word("wind")))


def test_the_date_is_offered_where_words_might_mean_one() -> None:
    (message,) = parse_query("trade last month").messages
    assert dict(message.values)["write"] == 'date:"last month"'


# No text does harm.

SIGNS = "|:|：|\"|“|(|)|（|-|*|?|~|~2|^2|..|>=|[|]|{|}| TO | |　|，|\n|\0|'|é|🙂"
TYPED = (
    "solar|Wind|网络|5G|2019|2019-02-30|last month|去年|title|date|before|OR|AND|NOT"
    "|http://a.b|a@b.c"
)
PIECES = st.sampled_from((TYPED + SIGNS).split("|"))
TEXTS = st.lists(PIECES | st.characters(), max_size=40).map("".join)


def test_a_pattern_split_from_a_word_counts_towards_the_limit() -> None:
    text = "\u0a0a\uff0a" + "水" * MAX_TERMS
    parsed = parse_query(text)
    assert [m.code for m in parsed.messages] == ["pattern-split", "too-many-words"]
    assert parse_query(write_query(parsed.query)).query == parsed.query


@given(TEXTS)
def test_any_text_reads_and_is_written_as_it_was_read(text: str) -> None:
    parsed = parse_query(text, today=TODAY)
    assert read(write_query(parsed.query)) == parsed.query


@given(TEXTS)
def test_messages_lie_in_the_text_and_are_whole_sentences(text: str) -> None:
    for message in parse_query(text, today=TODAY).messages:
        assert 0 <= message.start <= message.end <= len(text)
        assert message.message.endswith(".")


@given(TEXTS)
def test_any_word_mode_reads_the_same_words(text: str) -> None:
    every, any_word = (
        parse_query(text, today=TODAY, default_operator=op).query
        for op in ("and", "or")
    )
    assert leaves(every) == leaves(any_word)


def leaves(query: Query) -> set[Query]:
    return {n for n in walk(query) if not isinstance(n, (And, Or, Not, Boost, Every))}


WORDS = st.from_regex(
    r"[a-z]{1,8}|[0-9]{1,4}|[网络安全]{1,4}|5G网络|AT&T|2019-01-30", fullmatch=True
)
LETTERS = st.from_regex(r"[A-Za-z]{2,8}", fullmatch=True)
NAMES = st.sampled_from(["", "title", "body", "topics", "authors", "publisher"])
DAYS = st.dates().map(dt.date.isoformat)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SPANS = (
    st.tuples(DAYS, DAYS).map(sorted)
    | st.tuples(DAYS, st.just(""))
    | st.tuples(st.just(""), DAYS)
)
LEAVES = st.one_of(
    st.builds(Word, WORDS, NAMES),
    st.builds(Phrase, PHRASES, NAMES, st.integers(0, 100)),
    st.builds(Prefix, LETTERS, NAMES),
    st.builds(Wildcard, LETTERS.map(lambda w: f"{w[0]}?{w[1:]}*"), NAMES),
    st.builds(Fuzzy, LETTERS, NAMES, st.integers(1, 2)),
    SPANS.map(lambda span: Range("published", *span)),
)


def grow(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    parts = st.lists(inner, min_size=2, max_size=4)
    factors = st.integers(0, 99_999).map(lambda n: n / 1000)
    return st.one_of(
        parts.map(make_and),
        parts.map(make_or),
        inner.map(lambda q: q.part if isinstance(q, Not) else Not(q)),
        st.builds(Boost, inner, factors),
    )


@given(st.recursive(LEAVES, grow, max_leaves=20))
def test_a_tree_is_read_back_as_it_was_written(query: Query) -> None:
    assume(sum(isinstance(node, Pattern) for node in walk(query)) <= MAX_PATTERNS)
    assert read(write_query(query)) == query


@given(st.builds(Word, st.text(), NAMES) | st.builds(Phrase, st.text(), NAMES))
def test_any_leaf_can_be_written(query: Query) -> None:
    written = write_query(query)
    assert write_query(read(written)) in (written, "*")


UNITS = '(|)|"|a:|title:|date:|-|*|~|a*b?|网|date:((|OR |last |""|^2|http://|a@|a~|：'
UNITS += "|title:(|[|5~|..|date:[|\t"


@pytest.mark.parametrize("unit", UNITS.split("|"))
def test_time_is_linear(unit: str) -> None:
    """Count the lines run, which does not depend on the machine."""
    ratio = lines_run(unit * (1800 // len(unit))) / lines_run(unit * (450 // len(unit)))
    assert ratio < 8


def lines_run(text: str) -> int:
    count = 0

    def trace(_frame: object, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        parse_query(text, today=TODAY)
    finally:
        sys.settrace(None)
    return count


def test_a_huge_text_is_not_copied_about() -> None:
    text = "(" * 5_000_000
    tracemalloc.start()
    parse_query(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
