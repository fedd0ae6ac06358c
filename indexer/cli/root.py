"""The command ``broadsheet`` itself, and what several of its commands need."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ..config import Config, load_config
from ..query import load_synonyms
from ..topics import load_topics


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet", message="%(prog)s %(version)s")
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("broadsheet.toml"),
    show_default=True,
    envvar="BROADSHEET_CONFIG",
    show_envvar=True,
    help="The settings file.",
)
@click.pass_context
def commands(context: click.Context, config_path: Path) -> None:
    """Make a publication's archive searchable.

    Reindex a folder of HTML pages, then search it here or serve it as a website.
    """
    context.obj = config_path


def load(path: Path) -> Config:
    """Load the settings, and check the owner's files that they name.

    The folder of the settings is searched for the modules of adapters' functions.

    Raises:
        ConfigError: a setting is wrong, or an entry of a file it names.
    """
    config = load_config(path)
    if config.search.synonyms:
        load_synonyms(config.search.synonyms, config.languages)
    if config.cleaning.topics:
        load_topics(config.cleaning.topics, config.languages)
    if any(adapter.function for adapter in config.adapters.values()):
        sys.path.append(str(path.parent.absolute()))
    return config


def load_or_default(context: click.Context) -> Config:
    """Load the settings, which need not exist unless they were named."""
    path: Path = context.obj
    assert context.parent
    source = context.parent.get_parameter_source("config_path")
    if source == click.core.ParameterSource.DEFAULT and not path.exists():
        return Config()
    return load(path)


def print_json(value: object) -> None:
    """Print a line of JSON in UTF-8; what UTF-8 cannot hold stays a JSON escape."""
    line = json.dumps(value, ensure_ascii=False)
    click.echo(line.encode("utf-8", "backslashreplace"))
