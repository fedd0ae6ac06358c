"""docs/query-language.md tells the truth: every line of its tables is a test."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from indexer.fields import QUERY_NAMES
from indexer.query import MESSAGES, parse_query, write_query
from indexer.query.diagnostics import LIMITS

PAGE = Path(__file__).parents[2] / "docs" / "query-language.md"
TEXT = PAGE.read_text("utf-8")
TODAY = dt.date(2019, 12, 5)
EXAMPLE = re.compile(r"^\| `(.+?)` \| `(.+?)` \|(?: `([\w-]+)`)? \|$", re.MULTILINE)
EXAMPLES = EXAMPLE.findall(TEXT)
LIMIT = re.compile(r"^\| [^|]+\| ([\d,]+) \| `([\w-]+)` \|$", re.MULTILINE)


@pytest.mark.parametrize(("typed", "read", "code"), EXAMPLES)
def test_example_reads_as_the_page_says(typed: str, read: str, code: str) -> None:
    parsed = parse_query(typed, today=TODAY)
    said = write_query(parsed.query), [m.code for m in parsed.messages]
    assert said == (read, [code] if code else [])


@pytest.mark.parametrize(("typed", "read", "_code"), EXAMPLES)
def test_what_is_written_reads_as_the_same(typed: str, read: str, _code: str) -> None:
    assert parse_query(read).query == parse_query(typed, today=TODAY).query


def test_every_table_line_is_an_example_or_a_limit() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    heads = [line for line in lines if line.endswith("message |")]
    assert len(lines) == len(heads) + len(EXAMPLES) + len(LIMIT.findall(TEXT))


def test_limits_are_those_of_the_code() -> None:
    limits = {code: int(n.replace(",", "")) for n, code in LIMIT.findall(TEXT)}
    assert limits == LIMITS


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_on_the_page(code: str) -> None:
    assert f"`{code}`" in TEXT


@pytest.mark.parametrize("name", QUERY_NAMES)
def test_every_field_name_is_on_the_page(name: str) -> None:
    assert name in TEXT
