from __future__ import annotations

from indexer.model import Filter, SearchRequest, Suggestion
from webapp.locales import LOCALES
from webapp.views.empty_results import ask_suggestion, suggest_near, suggest_wider

EN = LOCALES["en"]


def test_an_empty_result_counts_what_each_filter_keeps_out() -> None:
    asked = SearchRequest("a b", (Filter("topics", "x"), Filter("topics", "y")))

    def count(other: SearchRequest) -> int:
        return 3 if other.filters == (Filter("topics", "y"),) else 0

    (way,) = suggest_wider(asked, count, EN)
    assert way.label == "Remove “Topic: x”: 3 articles"
    assert way.target.filters == (Filter("topics", "y"),)


def test_an_empty_result_counts_each_word_alone() -> None:
    suggestions = suggest_wider(
        SearchRequest('"solar zeppelin" OR'), lambda r: len(r.text), EN
    )
    assert [way.target.text for way in suggestions] == ["solar", "zeppelin"]


def test_a_suggestion_that_finds_nothing_is_no_way_out() -> None:
    near = (Suggestion("solar", "words"), Suggestion("sonar", "words"))
    suggestions = suggest_near(
        SearchRequest("soler"), near, lambda r: 2 * (r.text == "solar"), EN
    )
    assert [way.label for way in suggestions] == [
        "Search for “solar” instead: 2 articles"
    ]


def test_a_suggested_topic_is_a_filter_and_words_are_words() -> None:
    assert ask_suggestion(Suggestion("energy", "topic"), 10) == SearchRequest(
        filters=(Filter("topics", "energy"),), sort="newest"
    )
    assert ask_suggestion(Suggestion("energy", "words"), 10).text == "energy"
