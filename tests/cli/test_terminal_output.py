"""What the command line prints."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping

import click
from hypothesis import given
from hypothesis import strategies as st

from indexer.cli.terminal_output import show_check, show_result, show_settings
from indexer.config import AdapterConfig, Config, IndexConfig, SourceConfig, make_config
from indexer.model import (
    Article,
    CheckReport,
    Diagnostic,
    Facet,
    FacetValue,
    Fault,
    Hit,
    SearchRequest,
    SearchResult,
    Snippet,
)
from tests.archive import with_settings

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

ARTICLE = Article(
    "https://gazette.example/1.html",
    "The ferry is back",
    "The ferry is back.",
    sections=(("News", "Harbour"), ("Ports",)),
    topics=("ships",),
)

HIT = Hit(ARTICLE, 1.5, ((4, 9),), Snippet("a  ferry\nat last", ((3, 8),)))

FACET = Facet("topics", tuple(FacetValue(f"t{n}", 9 - n) for n in range(9)))


def show(result: SearchResult) -> list[str]:
    return list(show_result(result))


def bold(text: str) -> str:
    return click.style(text, bold=True)


def test_a_hit_shows_where_it_matched() -> None:
    lines = show(SearchResult(SearchRequest("ferry"), 1, (HIT,), ()))
    assert lines == [
        "1 document",
        "",
        f"  1. The {bold('ferry')} is back",
        "     News > Harbour, Ports · ships",
        "     https://gazette.example/1.html",
        f"     a {bold('ferry')} at last",
    ]


def test_facets_show_their_first_values() -> None:
    last = show(SearchResult(SearchRequest(), 9, (), (FACET, Facet("section", ()))))[-1]
    assert last.startswith("topics: t0 (9), t1 (8), ")
    assert last.endswith("t7 (2), …")


def test_a_result_says_what_was_not_understood_and_what_was_meant() -> None:
    message = Diagnostic(0, 1, "unclosed-quote", "a quotation mark is left open")
    lines = show(
        SearchResult(SearchRequest('"fery'), 0, (), (), (message,), suggestion="ferry")
    )
    assert lines[:2] == ["Note: a quotation mark is left open", "Did you mean 'ferry'?"]
    replaced = SearchResult(SearchRequest("fery"), 1, (HIT,), (), (), "ferry", True)
    assert show(replaced)[0] == "No results for 'fery'; showing 'ferry'"


def test_a_check_names_every_fault() -> None:
    report = CheckReport(3, 7, (Fault("a.seg", "is cut short"),))
    assert list(show_check(report)) == [
        "a.seg: is cut short",
        "3 files, 7 documents, 1 faults",
    ]


@given(title=TEXT, host=TEXT, selector=TEXT, limit=st.floats(0, 1))
def test_settings_read_as_they_were_printed(
    title: str, host: str, selector: str, limit: float
) -> None:
    config = Config(
        title=title,
        index=IndexConfig(deletion_limit=limit),
        sources=(SourceConfig("feed:x"), SourceConfig("feed:y")),
        adapters={host: AdapterConfig(title=selector)},
    )
    printed = make_config(tomllib.loads("\n".join(show_settings(config))))
    plain: Mapping[str, AdapterConfig] = dict(printed.adapters)
    expected = with_settings(config, index={"folder": printed.index.folder})
    assert dataclasses.replace(printed, adapters=plain) == expected
