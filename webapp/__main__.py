"""Serve the archive: ``python -m webapp``, which is what ``broadsheet serve`` runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from indexer import EXIT_CODES, explain_error, find_exit_code, load_config

from .serving import serve

DEFAULT_SETTINGS_FILE = "broadsheet.toml"


@click.command()
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=DEFAULT_SETTINGS_FILE,
    envvar="BROADSHEET_CONFIG",
    show_default=True,
    help="The settings file.",
)
@click.option("--host", help="Address to listen on; overrides the settings.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads of a process.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the port.",
)
def main(
    path: Path, host: str | None, port: int | None, threads: int | None, processes: int
) -> None:
    """Serve the archive over HTTP until told to end."""
    try:
        config = load_config(path)
        server = dataclasses.replace(
            config.server,
            host=host or config.server.host,
            port=config.server.port if port is None else port,
            threads=threads or config.server.threads,
        )
        serve(dataclasses.replace(config, server=server), processes)
    except tuple(EXIT_CODES) as error:
        click.echo(f"broadsheet: {explain_error(error)}", err=True)
        raise SystemExit(find_exit_code(error)) from error


if __name__ == "__main__":
    main()
