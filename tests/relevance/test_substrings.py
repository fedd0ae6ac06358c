"""A small share of the substring run; the whole is ``substrings.py``."""

from __future__ import annotations

import pytest

from .substrings import SHARED, find_failures, read_articles


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_every_substring_is_found_and_marked_in_both_scripts() -> None:
    asked, failures = find_failures(read_articles(60), 100)

    assert asked == 300 and failures == []
