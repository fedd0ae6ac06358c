"""Fuzz the query language.

Any text must read without raising, in both modes, with messages that lie within it, and
be written as text that reads as the same tree.
"""

from __future__ import annotations

import datetime as dt

from indexer.query import parse_query, parse_words, write_query

from .running import fuzz

TODAY = dt.date(2019, 12, 5)


def check(text: str) -> None:
    """Raise AssertionError if the language does not keep what it promises."""
    parsed = parse_query(text, today=TODAY)
    written = write_query(parsed.query)
    assert parse_query(written, today=TODAY).query == parsed.query, (text, written)
    for message in parsed.messages:
        assert 0 <= message.start <= message.end <= len(text), (text, message)
    parse_query(text, today=TODAY, default_operator="or")
    parse_words(text)


def check_bytes(data: bytes) -> None:
    """Check the text that some bytes stand for."""
    import atheris

    check(atheris.FuzzedDataProvider(data).ConsumeUnicode(len(data)))


if __name__ == "__main__":
    fuzz("query", check_bytes, ("indexer.query",), seconds=1)
