"""Commands that print files for an owner: ``settings``, ``adapter suggest``, ``topics
suggest``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from ..backends import open_backend
from .root import commands, load
from .terminal_output import show_adapter, show_settings


@commands.command()
@click.pass_obj
def settings(config_path: Path) -> None:
    """Print every setting with its value, as a settings file.

    The files of synonyms and topics that it names are checked, too.
    """
    for line in show_settings(load(config_path)):
        click.echo(line)


@commands.group()
def adapter() -> None:
    """Draft site adapters; see docs/configuration.md."""


@adapter.command("suggest")
@click.argument("host")
@click.pass_obj
def suggest_adapter(config_path: Path, host: str) -> None:
    """Print a site adapter for HOST, as a table for the settings file.

    Its selectors are what the last reindex learned about the site. A comment on each
    says on how many pages it is right.
    """
    from ..ingest import draft_adapter

    for line in show_adapter(draft_adapter(load(config_path), host)):
        click.echo(line)


@commands.group()
def topics() -> None:
    """Draft a file of topics; see docs/topics.md."""


@topics.command()
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="Largest number of topics to list.",
)
@click.pass_obj
def suggest(config_path: Path, limit: int) -> None:
    """Print a file of topics to edit, from characteristic phrases of the articles.

    The articles are read from the index: run "broadsheet reindex" first.
    """
    from ..topics import choose_articles, propose_topics, write_topics

    with closing(open_backend(load(config_path))) as backend:
        articles = choose_articles(article for article, _ in backend.scan())
    for line in write_topics(propose_topics(articles, limit)):
        click.echo(line)
