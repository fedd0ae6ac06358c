"""Commands that change or check an index: ``reindex``, ``status``, ``check``."""

from __future__ import annotations

import dataclasses
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import click

from ..backends import open_backend
from ..errors import IndexCorrupt
from ..exit_codes import EXIT_CODES, INCOMPLETE_EXIT
from .root import commands, load, print_json
from .terminal_output import show_check, show_report, show_status


@commands.command()
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Clean every page and build a new index beside the old one.",
)
@click.option(
    "--allow-deletions",
    is_flag=True,
    help="Delete what is gone, even if it is a large part of a source.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--quiet", is_flag=True, help="Print only what needs attention.")
@click.pass_obj
def reindex(
    config_path: Path,
    dry_run: bool,
    rebuild: bool,
    allow_deletions: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring the index up to date with its sources.

    Pages that did not change are not read again. Pages that fail are listed, and tried
    again next time. Documents whose pages are gone are deleted, unless so many are gone
    at once that it looks like an accident: then they are kept, and the exit code is 5.
    """
    from ..ingest import reindex as run

    config = load(config_path)
    bar = sys.stderr.isatty() and not quiet
    _log(logging.WARNING if quiet or bar or as_json else None)
    with _draw_bar(bar) as advance:
        report = run(
            config,
            dry_run=dry_run,
            rebuild=rebuild,
            allow_deletions=allow_deletions,
            progress=partial(advance, "Pages") if bar else None,
            fetch_progress=partial(advance, "Requests"),
        )
    if as_json:
        print_json(dataclasses.asdict(report))
    elif not quiet:
        click.echo(show_report(report, dry_run))
    for message in report.messages:
        click.echo(f"broadsheet: {message}", err=True)
    return INCOMPLETE_EXIT if report.messages else 0


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
@click.pass_obj
def status(config_path: Path, as_json: bool) -> None:
    """Show what the last runs did, and which pages failed in the last one."""
    from ..ingest import load_history

    history = load_history(load(config_path).index.folder)
    if as_json:
        print_json([dataclasses.asdict(record) for record in history])
        return
    for line in show_status(history):
        click.echo(line)


@commands.command()
@click.pass_obj
def check(config_path: Path) -> int:
    """Read every file of the index and report damage.

    The exit code is 4 if there is any.
    """
    with closing(open_backend(load(config_path))) as backend:
        report = backend.check()
    for line in show_check(report):
        click.echo(line)
    return EXIT_CODES[IndexCorrupt] if report.faults else 0


def _log(level: int | None) -> None:
    """Send log lines to standard error, over the progress bar where there is one."""
    terminal = sys.stderr.isatty()
    logging.basicConfig(
        level=logging.INFO if level is None else level,
        format="\r\033[K%(message)s" if terminal else "%(asctime)s %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )


@contextmanager
def _draw_bar(is_shown: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Draw a bar on standard error, for one thing after the other.

    Returns:
        A function of what is counted, how much is done, and how much there is.
    """
    if not is_shown:
        yield lambda what, done, total: None
        return
    with click.progressbar(length=1, label="Pages", file=sys.stderr) as drawn:

        def advance(what: str, done: int, total: int) -> None:
            drawn.label, drawn.finished = what, False
            drawn.length = max(total, done)
            drawn.update(done - drawn.pos)

        yield advance
