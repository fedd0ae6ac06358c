"""Which addresses a glob in the settings matches."""

from __future__ import annotations

import pytest

from indexer.address_globs import matches_glob
from indexer.config import SourceConfig

RAIN = "https://gazette.example/blog/2024/rain.html"


@pytest.mark.parametrize(
    ("glob", "url"),
    [
        ("/blog/*", RAIN),
        ("/blog/*.html", RAIN + "#top"),
        ("/blog/*.html", RAIN + "?print=1"),
        ("/blog/*?print=*", RAIN + "?print=1"),
        ("*/2024/*", RAIN),
        ("https://gazette.example/*", RAIN),
        ("/", "https://gazette.example"),
        ("/标签/*", "https://gazette.example/%E6%A0%87%E7%AD%BE/%E9%9B%A8"),
        ("/%E6%A0%87%E7%AD%BE/*", "https://gazette.example/标签/雨"),
        ("/a [1]/*", "https://gazette.example/a%20[1]/x"),
        ("/*", "http://[broken/x"),
    ],
)
def test_a_glob_matches_a_path_or_a_whole_address(glob: str, url: str) -> None:
    assert matches_glob([glob], url)


@pytest.mark.parametrize(
    ("glob", "url"),
    [
        ("/blog", RAIN),
        ("/2024/*", RAIN),
        ("/blog/*?print=*", RAIN),
        ("*/rain", RAIN),
        ("http://gazette.example/*", RAIN),
        ("/Blog/*", RAIN),
        ("/blog/[0-9]*", RAIN),
        ("/blog/?024/rain.html", RAIN),
    ],
)
def test_a_glob_matches_from_beginning_to_end_and_only_a_star_is_special(
    glob: str, url: str
) -> None:
    assert not matches_glob([glob], url)


def test_a_source_takes_what_is_included_and_not_excluded() -> None:
    both = SourceConfig("folder:x", include=("/blog/*",), exclude=("*/rain.html",))
    assert not both.admits(RAIN)
    assert both.admits(RAIN.replace("rain", "snow"))
    assert not both.admits("https://gazette.example/about")
    assert SourceConfig("folder:x").admits(RAIN)
