"""Files of TOML that an owner writes: settings, synonyms, topics."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from .errors import ConfigError

Made = TypeVar("Made")


def load_table(
    path: Path, make: Callable[[Mapping[str, Any]], Made], refusal: str = ""
) -> Made:
    """Read a file and return what ``make`` makes of it; every error names the file.

    Args:
        refusal: how the error begins if the file cannot be read.

    Raises:
        ConfigError: the file cannot be read, or ``make`` finds something wrong in it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{refusal}{path}: {error}") from error
    try:
        return make(table)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
