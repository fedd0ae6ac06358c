"""What settings are taken, and how wrong ones are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.config import load_config, make_config
from indexer.errors import ConfigError

FOLDER = {"address": "folder:site", "base_url": "https://gazette.example/"}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"prot": 80}, "unknown setting 'prot'; did you mean 'port' in [server]?"),
        ({"port": 80}, "unknown setting 'port'; did you mean 'port' in [server]?"),
        (
            {"server": {"prot": 80}},
            "unknown setting 'prot' in [server]; did you mean 'port' in [server]?",
        ),
        (
            {"server": {"half_live": 80}},
            "unknown setting 'half_live' in [server]; did you mean 'half_life' in [sea",
        ),
        ({"xyz": 1}, "unknown setting 'xyz'; there are: title, home, languages"),
        (
            {"sources": [{"adress": "folder:x"}]},
            "did you mean 'address' in [[sources]]",
        ),
        (
            {"adapters": {"a.example": {"titel": "h1"}}},
            "did you mean 'title' in [adapters.\"a.example\"]?",
        ),
        ({"server": 80}, "[server] must be a table"),
        ({"server": {"port": "80"}}, "[server] port must be of type int, not '80'"),
        ({"server": {"port": True}}, "[server] port must be of type int"),
        ({"server": {"port": 70_000}}, "[server] port must be between 0 and 65535"),
        (
            {"index": {"deletion_limit": float("nan")}},
            "[index] deletion_limit must be between 0 and 1",
        ),
        ({"search": {"facets": "topics"}}, "[search] facets must be a list"),
        ({"search": {"facets": ["topics", 3]}}, "[search] facets must be a list"),
        ({"search": {"facets": ["topics", "topics"]}}, "facets names 'topics' twice"),
        (
            {"search": {"facets": ["body"]}},
            "facets must be chosen from: topics, section",
        ),
        ({"languages": []}, "languages must be chosen from: en"),
        ({"time_zone": "Mars/Base"}, "time_zone 'Mars/Base' is not known"),
        ({"time_zone": "../etc/passwd"}, "time_zone '../etc/passwd' is not known"),
        ({"time_zone": ""}, "time_zone '' is not known"),
        (
            {"search": {"default_operator": "xor"}},
            "default_operator must be 'and' or 'or'",
        ),
        ({"sources": {}}, "sources must be tables"),
        (
            {"sources": [{"base_url": "https://gazette.example/"}]},
            "[[sources]] address is missing",
        ),
        ({"sources": [FOLDER, FOLDER]}, "site' twice"),
        ({"sources": [FOLDER | {"base_url": "gazette.example"}]}, "base_url"),
        (
            {"sources": [FOLDER | {"exclude": ["/tag/*", "blog/*"]}]},
            "[[sources]] exclude 'blog/*' must begin with /, with *",
        ),
        ({"adapters": []}, "adapters must be a table"),
        ({"adapters": {"a.example": 3}}, "must be a table"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(
    table: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        make_config(table)
    assert sentence in str(caught.value)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broadsheet.toml"
    path.write_text('index.folder = "index"\n[[sources]]\naddress = "folder:site"\n')
    config = load_config(path)
    assert config.index.folder == tmp_path / "index"
    assert config.sources[0].address == f"folder:{tmp_path / 'site'}"


def test_absolute_paths_stay(tmp_path: Path) -> None:
    source = {"address": f"folder:{tmp_path}"}
    assert make_config({"sources": [source]}).sources[0].address == f"folder:{tmp_path}"


@pytest.mark.parametrize("content", [b"title = ", b"title = '\xff'", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused_by_name(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "broadsheet.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=str(path)):
        load_config(path)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="directory"):
        load_config(tmp_path)


def test_whole_numbers_do_where_fractions_are_asked_for() -> None:
    assert make_config({"index": {"deletion_limit": 1}}).index.deletion_limit == 1.0
