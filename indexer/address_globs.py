"""Globs for the addresses of pages, as settings have them: ``/blog/*``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

GLOB_STARTS = ("/", "*", "http://", "https://")
ORIGIN = re.compile(r"\w+://[^/]*")


def check_globs(globs: Iterable[str]) -> str:
    """Return what is wrong with some globs, or an empty string."""
    wrong = next((one for one in globs if not one.startswith(GLOB_STARTS)), None)
    if wrong is None:
        return ""
    return f"{wrong!r} must begin with /, with * or with http:// or https://"


def matches_glob(globs: Iterable[str], url: str) -> bool:
    """Return whether one of some globs matches an address.

    ``*`` stands for any characters, ``/`` among them, and everything else for itself.
    A glob that begins with ``/`` is compared with the path of the address, without or
    with its query; any other with the whole address. A fragment does not count, nor
    whether characters are percent-encoded.

    >>> matches_glob(["/blog/*"], "https://a.example/blog/2024/rain?from=feed")
    True
    >>> matches_glob(["/blog"], "https://a.example/blog/2024/rain")
    False
    >>> matches_glob(["*/print/*", "/tag/雨"], "https://a.example/tag/%E9%9B%A8")
    True
    """
    texts: tuple[str, ...] = ()
    for glob in globs:
        texts = texts or _list_texts(url)
        start = 0 if glob.startswith("/") else 2
        if any(map(_compile_glob(unquote(glob)).fullmatch, texts[start : start + 2])):
            return True
    return False


def _list_texts(url: str) -> tuple[str, str, str, str]:
    """Return the path and the whole address, each without its query and with it."""
    address, mark, query = url.partition("#")[0].partition("?")
    path = ORIGIN.sub("", address, count=1) or "/"
    plain = (path, path + mark + query, address, address + mark + query)
    return tuple(map(unquote, plain))  # type: ignore[return-value]


@lru_cache(256)
def _compile_glob(glob: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, glob.split("*"))), re.S)
