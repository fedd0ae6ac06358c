"""Exit codes of the command line and of the server, and the sentence for an error."""

from __future__ import annotations

from .errors import (
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

INCOMPLETE_EXIT = 5
"""A reindex that ended, but left something out that a person must look at."""

EXIT_CODES: dict[type[Exception], int] = {
    BroadsheetError: 1,
    ExtractError: 1,
    ConfigError: 2,
    RequestError: 2,
    IndexMissing: 3,
    IndexOutdated: 3,
    IndexCorrupt: 4,
    SourceError: INCOMPLETE_EXIT,
    IndexStoreError: 74,
    IndexFull: 74,
    OSError: 74,
    IndexLocked: 75,
}
"""Error -> exit code, the nearest kind first. 74 and 75 are those of ``sysexits.h``.
``docs/operations.md`` says what each one asks of a person."""


def find_exit_code(error: Exception) -> int:
    """Return the exit code of an error: that of its nearest kind in ``EXIT_CODES``.

    >>> find_exit_code(IndexLocked("busy")), find_exit_code(PermissionError("no"))
    (75, 74)
    """
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def explain_error(error: Exception) -> str:
    """Return the sentence that is printed for an error in ``EXIT_CODES``.

    >>> explain_error(FileNotFoundError(2, "No such file or directory", "a.toml"))
    'a.toml: No such file or directory'
    """
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        )
    return str(error)
