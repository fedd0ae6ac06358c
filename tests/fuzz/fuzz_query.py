"""Fuzz the query language: python -m tests.fuzz.fuzz_query [options of libFuzzer].

Needs the package ``atheris``. Any text must read without raising, in both modes, with
messages that lie within it, and be written as text that reads as the same tree.
"""

from __future__ import annotations

import datetime as dt
import sys
from types import FunctionType

from indexer import dates, query, reading, tree, wording
from indexer.query import parse_query, parse_words, write_query

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


def main() -> None:
    import atheris

    for function in find_functions():
        atheris.instrument_func(function)

    def check_bytes(data: bytes) -> None:
        check(atheris.FuzzedDataProvider(data).ConsumeUnicode(len(data)))

    atheris.Setup(sys.argv, check_bytes)
    atheris.Fuzz()


def find_functions() -> list[FunctionType]:
    """Return the functions and methods of the language."""
    owners = [dates, query, reading, tree, wording, reading.Reader, reading.Group]
    return [
        value
        for owner in owners
        for value in vars(owner).values()
        if isinstance(value, FunctionType) and value.__module__.startswith("indexer.")
    ]


if __name__ == "__main__":
    main()
