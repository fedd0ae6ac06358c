"""The command line: ``broadsheet``. It reads arguments, calls the library and prints.

A module for each kind of command. Modules that are slow to import are imported by
the commands that need them.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from ..exit_codes import EXIT_CODES, INCOMPLETE_EXIT, explain_error, find_exit_code
from . import extract, index, owner, search
from .root import commands

__all__ = ["EXIT_CODES", "INCOMPLETE_EXIT", "commands", "main", "run"]

COMMAND_MODULES = (extract, index, owner, search)
"""Each adds its commands to ``commands`` when it is imported."""


def main() -> NoReturn:
    """Run the command line and exit."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    if isinstance(sys.stdout, io.TextIOWrapper):  # for terminals without UTF-8
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; print what went wrong as a sentence; return the exit code."""
    try:
        code = commands.main(arguments, "broadsheet", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:  # whoever read our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except tuple(EXIT_CODES) as error:
        click.echo(f"broadsheet: {explain_error(error)}", err=True)
        return find_exit_code(error)
    return int(code or 0)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by way of every ``finally``; what was not committed is dropped."""
    raise SystemExit(128 + number)
