"""Decisions about pages, without a page, an index or a register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract import ALONE, FOLDED, OUTDATED, DocumentOrigin
from indexer.extract.grouping.page_summary import PageSummary
from indexer.ingest.decisions import (
    Decision,
    Outcome,
    PageHistory,
    count_outcomes,
    decide_cleaned,
    decide_joined,
    decide_origin,
    decide_unchanged,
    is_gone,
    is_untouched,
    may_hide_pages,
    recall,
)
from indexer.ingest.jobs import Cleaned
from indexer.ingest.listed_pages import ListedPage
from indexer.ingest.page_state import PageState
from indexer.ingest.process_pool import Lost
from indexer.model import Article, PageStamp
from indexer.sources import Entry, Listing

URL = "https://gazette.example/ferry"
PAGE = ListedPage("0" * 16, "gazette.example", "folder:x", Entry(URL, 7, 9, Path.cwd))  # type: ignore[arg-type]
STAMP = PageStamp("d1", "folder:x", 7, 9)
ARTICLE = Cleaned("d2", Article(URL, "The ferry", "It is back."), layout=1)
JOINED = DocumentOrigin(canonical_url=URL)
NEW = PageStamp("d2", "folder:x", 7, 9)


def test_a_page_counts_as_before_only_if_it_was_cleaned_as_it_would_be_now() -> None:
    article = PageState(STAMP, "article")
    assert recall(STAMP, None, "d1", is_trusted=True) == article
    assert recall(STAMP, None, "d1", is_trusted=False) is None
    assert recall(STAMP, None, "", is_trusted=True) is None
    assert recall(None, article, "d1", is_trusted=True) is None
    assert recall(STAMP, PageState(STAMP, "failed"), "d1", is_trusted=True) is None


@pytest.mark.parametrize("kind", ["other", "folded"])
def test_a_page_without_a_document_is_recalled_by_its_state(kind: str) -> None:
    state = PageState(STAMP, kind)  # type: ignore[arg-type]
    assert recall(None, state, "d1", is_trusted=True) == state
    assert recall(None, state, "d3", is_trusted=True) is None


def test_a_page_is_not_read_if_its_source_size_and_time_are_the_same() -> None:
    assert is_untouched(PAGE, STAMP)
    for other in ({"size": 8}, {"mtime": 8}, {"source": "folder:y"}):
        assert not is_untouched(PAGE, replace(STAMP, **other))
    timeless = replace(PAGE, entry=replace(PAGE.entry, mtime=0))
    assert not is_untouched(timeless, replace(STAMP, mtime=0))


@pytest.mark.parametrize(
    ("history", "outcome", "is_put"),
    [
        (PageHistory(PAGE), Outcome.ADDED, True),
        (PageHistory(PAGE, stamp=STAMP), Outcome.UPDATED, True),
        (PageHistory(PAGE, outcome=Outcome.ADDED), Outcome.ADDED, True),
        (PageHistory(PAGE, outcome=Outcome.NOT_ARTICLE), Outcome.ADDED, True),
        (PageHistory(PAGE, stamp=STAMP, origin=JOINED), Outcome.UNCHANGED, False),
        (PageHistory(PAGE, stamp=STAMP, origin=OUTDATED), Outcome.UNCHANGED, False),
        (PageHistory(PAGE, origin=FOLDED), Outcome.FOLDED, False),
    ],
)
def test_an_article_is_written_unless_other_pages_have_a_part_in_it(
    history: PageHistory, outcome: Outcome, is_put: bool
) -> None:
    decision = decide_cleaned(history, ARTICLE)
    assert (decision.outcome, decision.put, decision.layout) == (outcome, is_put, 1)
    assert (decision.state is not None) == (outcome is Outcome.FOLDED)


def test_a_page_that_fails_keeps_the_document_it_has() -> None:
    failed = PageState(PageStamp("", "folder:x"), "failed")
    for result in (Lost("too slow"), Cleaned(error="no such file")):
        for before, is_rebuild, outcome in (
            (Outcome.PENDING, False, Outcome.FAILED),
            (Outcome.PENDING, True, Outcome.LOST),
            (Outcome.ADDED, True, Outcome.ADDED),
        ):
            history = PageHistory(PAGE, outcome=before, is_rebuild=is_rebuild)
            assert decide_cleaned(history, result) == Decision(outcome, failed)


def test_a_page_that_is_no_article_loses_what_this_run_wrote_of_it() -> None:
    other = Cleaned("d2", ARTICLE.article, not_article="the page is a list")
    for before, is_deleted in ((Outcome.PENDING, False), (Outcome.ADDED, True)):
        decision = decide_cleaned(PageHistory(PAGE, outcome=before), other)
        assert decision.outcome is Outcome.NOT_ARTICLE
        assert decision.delete == is_deleted
        assert decision.state == PageState(NEW, "other")


def test_an_unchanged_page_is_remembered_only_if_it_was_touched() -> None:
    history = PageHistory(PAGE, stamp=STAMP, layout=2)
    same = decide_unchanged(history, PageState(STAMP, "article"))
    assert same == Decision(Outcome.UNCHANGED, None, layout=2)
    touched = PageState(replace(STAMP, mtime=10), "article")
    assert decide_unchanged(history, touched).state == touched


def test_a_page_that_was_read_and_is_unchanged_stays_of_its_kind() -> None:
    history = PageHistory(PAGE, last=PageState(STAMP, "folded"))
    decision = decide_cleaned(history, Cleaned("d1"))
    assert decision.outcome is Outcome.FOLDED
    assert decision.state == PageState(STAMP, "folded")


def test_a_document_is_outdated_when_a_page_of_it_changes() -> None:
    changed = replace(ARTICLE, summary=PageSummary(URL))
    assert decide_origin(JOINED, changed) == OUTDATED
    assert decide_origin(OUTDATED, changed) == OUTDATED
    assert decide_origin(FOLDED, changed) == FOLDED
    assert decide_origin(ALONE, changed) is None
    assert decide_origin(JOINED, Cleaned("d1")) is None


def test_a_document_that_is_made_again_counts_as_changed_once() -> None:
    assert decide_joined(Outcome.UNCHANGED, is_known=True) is Outcome.UPDATED
    assert decide_joined(Outcome.FOLDED, is_known=False) is Outcome.ADDED
    assert decide_joined(Outcome.ADDED, is_known=False) is Outcome.ADDED
    assert decide_joined(None, is_known=True) is None


def test_a_document_is_gone_with_its_page_or_with_the_article_on_it() -> None:
    complete, partial = Listing(9), Listing(9, complete=False)
    assert is_gone(None, complete) and is_gone(None, None)
    assert not is_gone(None, partial) and is_gone(None, partial, is_withdrawn=True)
    assert is_gone(Outcome.NOT_ARTICLE, partial) and is_gone(Outcome.LOST, complete)
    for outcome in (Outcome.FAILED, Outcome.FOLDED, Outcome.UNCHANGED):
        assert not is_gone(outcome, complete, is_withdrawn=True)


def test_a_source_out_of_sight_may_hide_pages_until_deletions_are_allowed() -> None:
    away = Listing(missing="there is no folder")
    for listing in (away, None):
        assert may_hide_pages(listing, allow_deletions=False)
        assert not may_hide_pages(listing, allow_deletions=True)
    assert may_hide_pages(Listing(9, unread="a part"), allow_deletions=True)
    assert not may_hide_pages(Listing(9), allow_deletions=False)


def test_failed_pages_are_named_in_the_report_rather_than_counted() -> None:
    outcomes = [Outcome.ADDED, Outcome.FAILED, Outcome.LOST, Outcome.PENDING]
    assert count_outcomes(outcomes) == {"added": 1}
