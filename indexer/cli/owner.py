"""What an owner writes into files: ``settings``, ``adapter suggest``,
``topics suggest``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from ..backends import open_backend
from .output import show_adapter, show_settings
from .root import commands, load


@commands.command()
@click.pass_obj
def settings(config_path: Path) -> None:
    """Print every setting with its value, as a settings file."""
    for line in show_settings(load(config_path)):
        click.echo(line)


@commands.group()
def adapter() -> None:
    """Work on site adapters; see docs/configuration.md."""


@adapter.command("suggest")
@click.argument("host")
@click.pass_obj
def suggest_adapter(config_path: Path, host: str) -> None:
    """Print an adapter for HOST to start from, as a table of the settings file.

    It is what a reindex learned of the site, as selectors. Each has a comment that says
    on how many pages it holds.
    """
    from ..ingest import draft_adapter

    for line in show_adapter(draft_adapter(load(config_path), host)):
        click.echo(line)


@commands.group()
def topics() -> None:
    """Work on the vocabulary of topics; see docs/topics.md."""


@topics.command()
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Topics."
)
@click.pass_obj
def suggest(config_path: Path, limit: int) -> None:
    """Print a topics.toml to edit, of the phrases that set articles apart.

    They are those of the index: run a reindex first.
    """
    from ..topics import choose_articles, propose_topics, write_topics

    with closing(open_backend(load(config_path))) as backend:
        articles = choose_articles(article for article, _ in backend.scan())
    for line in write_topics(propose_topics(articles, limit)):
        click.echo(line)
