"""The pages on settings, commands and exit codes say what is so."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

import click

from indexer.cli import EXIT_CODES, INCOMPLETE_EXIT, commands
from indexer.config import (
    AdapterConfig,
    CleaningConfig,
    Config,
    IndexConfig,
    SearchConfig,
    ServerConfig,
    SourceConfig,
)
from indexer.model import ReindexReport

DOCS = Path(__file__).parents[1] / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")

TABLES = (
    (Config, ""),
    (IndexConfig, "index."),
    (CleaningConfig, "cleaning."),
    (SearchConfig, "search."),
    (ServerConfig, "server."),
    (SourceConfig, "sources."),
    (AdapterConfig, "adapters."),
)
"""Records of settings, and what their names begin with in the documentation."""


def list_settings() -> dict[str, Any]:
    """Return every setting with its default; tables of settings aside."""
    tables = {prefix for _, prefix in TABLES}
    return {
        prefix + field.name: field.default
        for record, prefix in TABLES
        for field in dataclasses.fields(record)
        if f"{field.name}." not in tables or prefix
    }


def plain(value: object) -> object:
    """Return a default as TOML has it; nothing for one that must be given."""
    if value is dataclasses.MISSING:
        return None
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (?:`(.*?)`)? ?\|", CONFIGURATION, re.M)
    documented = {
        name: tomllib.loads(f"value = {default}")["value"] if default else None
        for name, default in rows
    }
    assert documented == {n: plain(value) for n, value in list_settings().items()}


def test_every_command_and_option_is_documented() -> None:
    rows = re.findall(r"^\| `broadsheet (\w+).*?` \| (.*?) ?\|", OPERATIONS, re.M)
    documented = {
        name: set(re.findall(r"`(--.*?)`", options)) for name, options in rows
    }
    assert documented == {
        name: {
            option
            for one in getattr(command, "commands", {"": command}).values()
            for parameter in one.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
        }
        for name, command in commands.commands.items()
    }


def test_every_exit_code_is_documented() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", OPERATIONS, re.M)
    documented = {int(code) for row in rows for code in row.split(",")}
    assert documented == {0, 130, 143, INCOMPLETE_EXIT, *EXIT_CODES.values()}


def test_every_key_of_the_report_is_documented() -> None:
    report = OPERATIONS.partition("## The report")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \|", report, re.M)
    documented = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    assert documented == [field.name for field in dataclasses.fields(ReindexReport)]
