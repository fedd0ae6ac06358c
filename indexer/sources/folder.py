"""The source ``folder:PLACE``: the HTML files of a folder, at any depth."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from ..config import SourceConfig
from ..errors import ConfigError, SourceError
from ..model import Page
from .entries import Entry, PageSource, SourceKind

SUFFIXES = (".html", ".htm", ".shtml")
INDEXES = tuple(f"index{suffix}" for suffix in SUFFIXES)
UNQUOTED = "/!$&'()*+,;=:@~"
"""Characters that stand for themselves in a path. Source: RFC 3986, section 3.3."""


def check_folder(config: SourceConfig) -> None:
    """Check that there is a base URL to make addresses from."""
    if not config.base_url:
        raise ConfigError(
            f"[[sources]] base_url of {config.address} is missing; set it to what the "
            "addresses of its pages begin with, such as https://www.example.org/"
        )


def open_folder(config: SourceConfig, _: Path) -> PageSource:
    """Open a folder, whose pages readers find under ``base_url``.

    Raises:
        SourceError: there is no such folder.
    """
    root = Path(config.place)
    if not root.is_dir():
        raise SourceError(f"there is no folder {root}")
    base_url = config.base_url.rstrip("/") + "/"
    return PageSource(_list_pages(str(root), base_url), complete=True)


FOLDER = SourceKind(check_folder, open_folder)


def _list_pages(root: str, base_url: str) -> Iterator[Entry]:
    """Yield the pages of a tree, by name; of a folder first its pages.

    Linked folders come after all others and a folder comes once, so that a loop ends
    and a page has the address of its own place rather than that of a link to it.

    Raises:
        SourceError: at the end, if a folder could not be listed.
    """
    folders, links = [root], list[str]()
    unread: list[str] = []
    listed: set[tuple[int, int]] = set()
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        try:
            status = Path(folder).stat()
            if (status.st_dev, status.st_ino) in listed:
                continue
            listed.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            unread.append(f"{folder} ({error.strerror})")
            continue
        items = [item for item in items if not item.name.startswith(".")]
        inner = [item for item in items if _is_folder(item)]
        folders += [item.path for item in reversed(inner) if not item.is_symlink()]
        links += [item.path for item in inner if item.is_symlink()]
        for item in items:
            if item.name.lower().endswith(SUFFIXES) and _is_page(item):
                path = item.path.removeprefix(root).lstrip("/")
                yield _make_entry(item, base_url + make_path(path))
    if unread:
        raise SourceError(f"folders that could not be read: {', '.join(unread)}")


def make_path(path: str) -> str:
    """Return the part of an address that a path inside the folder becomes.

    >>> make_path("news/文.html"), make_path("news/index.html"), make_path("a b?.htm")
    ('news/%E6%96%87.html', 'news/', 'a%20b%3F.htm')
    """
    folder, slash, name = path.rpartition("/")
    if name.lower() in INDEXES:
        path = folder + slash
    return quote(os.fsencode(path), safe=UNQUOTED)


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False


def _is_page(item: os.DirEntry[str]) -> bool:
    """Return whether this is a file, or a broken link, which is a page that fails."""
    try:
        return stat.S_ISREG(item.stat().st_mode)
    except OSError:
        return True


def _make_entry(item: os.DirEntry[str], url: str) -> Entry:
    read = partial(_read_page, url, item.path)
    try:
        status = item.stat()
    except OSError:
        return Entry(url, 0, 0, read)
    return Entry(url, status.st_size, status.st_mtime_ns, read)


def _read_page(url: str, path: str) -> Page:
    return Page(url, Path(path).read_bytes())
