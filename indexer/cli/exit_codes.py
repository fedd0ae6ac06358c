"""Exit codes, and what is said of an error."""

from __future__ import annotations

from ..errors import (
    BroadsheetError,
    ConfigError,
    ExtractError,
    IndexCorrupt,
    IndexFull,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexStoreError,
    RequestError,
    SourceError,
)

INCOMPLETE = 5

EXITS: dict[type[Exception], int] = {
    BroadsheetError: 1,
    ExtractError: 1,
    ConfigError: 2,
    RequestError: 2,
    IndexMissing: 3,
    IndexOutdated: 3,
    IndexCorrupt: 4,
    SourceError: INCOMPLETE,
    IndexStoreError: 74,
    IndexFull: 74,
    OSError: 74,
    IndexLocked: 75,
}
"""Error -> exit code, the nearest kind first. 74 and 75 are those of ``sysexits.h``.
``docs/operations.md`` says what each one asks of a person."""


def find_exit(error: Exception) -> int:
    """Return the exit code of an error: that of its nearest kind in ``EXITS``.

    >>> find_exit(IndexLocked("busy")), find_exit(PermissionError("no"))
    (75, 74)
    """
    return next(EXITS[kind] for kind in type(error).__mro__ if kind in EXITS)


def describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        )
    return str(error)
