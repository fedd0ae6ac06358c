"""The pages that were fetched from one source, in one SQLite file.

It holds what was learned at each address, and the body of each page, packed. So a page
is fetched once and cleaned as often as need be, a run that is killed goes on where it
was, and the workers that clean pages read them from the file. Losing the file costs
requests, never documents.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from isal import isal_zlib

from ...errors import SourceError
from ...model import NO_HINTS, Page, PageHints, make_doc_id
from ..entries import Entry

STORE_FOLDER = "fetched"
IS_COMPLETE = "complete"
"""Fact: whether a crawl has come to its end since the store was made."""
NOTHING_FETCHED = "nothing of it has been fetched yet"
PACKING_LEVEL = 2
TABLES_VERSION = 1
"""Of the tables below; a file with others is emptied."""
MAX_PAUSE_SECONDS = 60.0
"""A worker waits for the disk of the main process at most this long."""

TABLES = """
CREATE TABLE resources (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    state TEXT NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL,
    due REAL NOT NULL, fetched REAL NOT NULL, changed INTEGER NOT NULL,
    etag TEXT NOT NULL, last_modified TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, charset TEXT NOT NULL, media_type TEXT NOT NULL,
    location TEXT NOT NULL, lastmod TEXT NOT NULL, listed_lastmod TEXT NOT NULL,
    unchanged INTEGER NOT NULL, failures INTEGER NOT NULL, error TEXT NOT NULL,
    hints TEXT NOT NULL);
CREATE INDEX resources_by_due ON resources (due, depth);
CREATE TABLE bodies (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

ResourceKind = Literal["page", "sitemap", "feed"]
ResourceState = Literal["new", "stored", "hidden", "other", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Resource:
    """What is known of an address.

    Times are in seconds since 1970 unless something else is said.

    Attributes:
        id: in the store; 0 before it is there.
        state: ``new`` until something was fetched, ``stored`` if its body is,
            ``hidden`` for a page that is not to be indexed, ``other`` for what is no
            page, ``moved`` for a redirect, ``gone`` for what there is no more.
        depth: links from where the source begins.
        hops: redirects that led here.
        due: when it is to be fetched again.
        fetched: when it last answered; 0 if it never did.
        changed: when it last differed from before, in nanoseconds.
        etag, last_modified: for conditional requests.
        location: where it moved.
        lastmod: what a sitemap or a feed said when it was fetched.
        listed_lastmod: what it says now.
        unchanged: visits in a row on which it was as before.
        failures: requests in a row that failed.
        error: why the last one did.
    """

    url: str
    kind: ResourceKind = "page"
    state: ResourceState = "new"
    depth: int = 0
    hops: int = 0
    due: float = 0.0
    fetched: float = 0.0
    changed: int = 0
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    size: int = 0
    charset: str = ""
    media_type: str = ""
    location: str = ""
    lastmod: str = ""
    listed_lastmod: str = ""
    unchanged: int = 0
    failures: int = 0
    error: str = ""
    hints: PageHints = NO_HINTS
    id: int = 0


COLUMNS = tuple(field.name for field in fields(Resource))
SELECT = f"SELECT {', '.join(COLUMNS)} FROM resources"
INSERT = (
    f"INTO resources ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
)
read_columns = attrgetter(*COLUMNS)


class PageStore:
    """The addresses and pages of a source.

    Changes are kept once ``commit`` is called; a process that is killed loses none of
    those.

    Args:
        path: of the file, which is made if there is none.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        (version,) = self._file.execute("PRAGMA user_version").fetchone()
        if version != TABLES_VERSION:
            for table in ("resources", "bodies", "facts"):
                self._file.execute(f"DROP TABLE IF EXISTS {table}")
            self._file.executescript(TABLES)
            self._file.execute(f"PRAGMA user_version = {TABLES_VERSION}")
        self._file.commit()

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        self._file.close()

    def commit(self) -> None:
        """Keep all changes."""
        self._file.commit()

    def find(self, url: str) -> Resource | None:
        """Return what is known of an address."""
        row = self._file.execute(f"{SELECT} WHERE url = ?", (url,)).fetchone()
        return _make_resource(row) if row else None

    def list_due(
        self, until: float, count: int, taken: Container[int]
    ) -> list[Resource]:
        """Return resources that are due, the longest due first.

        Args:
            taken: ids of resources to leave out, a few.
        """
        rows = self._file.execute(
            f"{SELECT} WHERE due <= ? ORDER BY due, depth, id LIMIT ?", (until, count)
        )
        found = map(_make_resource, rows)
        return [one for one in found if one.id not in taken]

    def add(self, resource: Resource) -> bool:
        """Add an address, and return whether it is new."""
        values = _list_values(resource, None)
        done = self._file.execute(f"INSERT OR IGNORE {INSERT}", values)
        return bool(done.rowcount)

    def save(self, resource: Resource, content: bytes | None = None) -> None:
        """Put a resource in the place of what was known of its address.

        Args:
            content: its body; None leaves that as it is. Only a resource that is
                ``stored`` keeps one.
        """
        if not resource.id:
            self.add(resource)
            known = self.find(resource.url)
            assert known
            return self.save(replace(resource, id=known.id), content)
        values = _list_values(resource, resource.id)
        self._file.execute(f"INSERT OR REPLACE {INSERT}", values)
        if resource.state != "stored":
            self._file.execute("DELETE FROM bodies WHERE id = ?", (resource.id,))
        elif content is not None:
            packed = isal_zlib.compress(content, PACKING_LEVEL)
            self._file.execute(
                "INSERT OR REPLACE INTO bodies VALUES (?, ?)", (resource.id, packed)
            )
        return None

    def find_content(self, resource: Resource) -> bytes:
        """Return the body of a resource that is ``stored``."""
        row = self._file.execute(
            "SELECT content FROM bodies WHERE id = ?", (resource.id,)
        ).fetchone()
        return isal_zlib.decompress(row[0]) if row else b""

    def count(self, kind: ResourceKind, states: Iterable[ResourceState]) -> int:
        """Return the number of resources of a kind in some states."""
        wanted = tuple(states)
        marks = ", ".join("?" * len(wanted))
        (number,) = self._file.execute(
            f"SELECT count(*) FROM resources WHERE kind = ? AND state IN ({marks})",
            (kind, *wanted),
        ).fetchone()
        return int(number)

    def count_due(self, until: float) -> int:
        """Return how many resources are due."""
        query = "SELECT count(*) FROM resources WHERE due <= ?"
        return int(self._file.execute(query, (until,)).fetchone()[0])

    def set_lists_due(self, fetched_before: float) -> None:
        """Let the start, and all that lists pages, be due if it was fetched before."""
        self._file.execute(
            "UPDATE resources SET due = 0 "
            "WHERE (kind != 'page' OR depth = 0) AND fetched < ?",
            (fetched_before,),
        )

    def set_hidden_due(self) -> None:
        """Let all that is hidden be due."""
        self._file.execute("UPDATE resources SET due = 0 WHERE state = 'hidden'")

    def forget_validators(self, kinds: Iterable[ResourceKind]) -> None:
        """Let all resources of some kinds be due, and read whatever they are."""
        wanted = tuple(kinds)
        marks = ", ".join("?" * len(wanted))
        self._file.execute(
            "UPDATE resources SET due = 0, etag = '', last_modified = '', digest = '' "
            f"WHERE kind IN ({marks})",
            wanted,
        )

    def list_stored_urls(self) -> list[str]:
        """Return the addresses of all pages whose bodies are stored."""
        rows = self._file.execute(
            "SELECT url FROM resources WHERE kind = 'page' AND state = 'stored'"
        )
        return [url for (url,) in rows]

    def find_fact(self, name: str, default: Any) -> Any:
        """Return a fact about the source, a value of JSON."""
        query = "SELECT value FROM facts WHERE name = ?"
        row = self._file.execute(query, (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def set_fact(self, name: str, value: Any) -> None:
        """Note a fact about the source; it may be read after ``commit``."""
        self._file.execute(
            "INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value))
        )


def find_store_path(folder: Path, address: str) -> Path:
    """Return where the pages of a source are stored.

    The name begins with the host, for a person who looks into the folder.

    Args:
        folder: of the index.
    """
    host = urlsplit(address.partition(":")[2]).hostname or "pages"
    name = re.sub(r"[^\w.-]", "_", host)
    return folder / STORE_FOLDER / f"{name}-{make_doc_id(address)}.sqlite"


def list_stored(path: Path) -> Iterator[Entry]:
    """Return the pages of a store, in the order of their addresses.

    Raises:
        SourceError: there is no such store.
    """
    rows = _open_reader(path).execute(
        "SELECT url, size, changed FROM resources "
        "WHERE kind = 'page' AND state = 'stored' ORDER BY url"
    )
    return (
        Entry(url, size, changed, partial(read_stored_page, path, url))
        for url, size, changed in rows
    )


def list_gone(path: Path) -> Iterator[str]:
    """Yield the addresses at which there is no page to index any more."""
    rows = _open_reader(path).execute(
        "SELECT url FROM resources "
        "WHERE kind = 'page' AND state IN ('gone', 'moved', 'hidden', 'other')"
    )
    return (url for (url,) in rows)


def list_moved(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses at which there was a page, with the one it has now."""
    return iter(
        _open_reader(path).execute(
            "SELECT url, location FROM resources "
            "WHERE kind = 'page' AND state = 'moved' AND changed > 0"
        )
    )


def read_stored_page(path: Path, url: str) -> Page:
    """Read a page of a store, in whatever process.

    Raises:
        SourceError: it is not in there.
    """
    row = (
        _open_reader(path)
        .execute(
            "SELECT content, charset, hints FROM resources JOIN bodies USING (id) "
            "WHERE url = ?",
            (url,),
        )
        .fetchone()
    )
    if not row:
        raise SourceError("the page is no longer stored")
    return Page(url, isal_zlib.decompress(row[0]), row[1], read_hints(row[2]))


def read_store_fact(path: Path, name: str, default: Any) -> Any:
    """Return a fact about the source of a store."""
    query = "SELECT value FROM facts WHERE name = ?"
    row = _open_reader(path).execute(query, (name,)).fetchone()
    return json.loads(row[0]) if row else default


def read_hints(text: str) -> PageHints:
    """Return hints as ``write_hints`` wrote them."""
    if not text:
        return NO_HINTS
    values = json.loads(text)
    lists = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
    return PageHints(**values | lists)


def write_hints(hints: PageHints) -> str:
    """Return hints as JSON; empty if there are none."""
    if hints is NO_HINTS:
        return ""
    said = {name: value for name, value in asdict(hints).items() if value}
    return json.dumps(said) if said else ""


@lru_cache(8)
def _open_reader(path: Path) -> sqlite3.Connection:
    """Open a store for reading; once in each process.

    Raises:
        SourceError: there is none.
    """
    if not path.exists():
        raise SourceError(NOTHING_FETCHED)
    return sqlite3.connect(
        f"{path.as_uri()}?mode=ro", uri=True, timeout=MAX_PAUSE_SECONDS
    )


def _make_resource(row: tuple[Any, ...]) -> Resource:
    values = dict(zip(COLUMNS, row, strict=True))
    return Resource(**values | {"hints": read_hints(values["hints"])})


def _list_values(resource: Resource, number: int | None) -> list[Any]:
    """Return the values of a row, in the order of ``COLUMNS``; its number is last."""
    *values, hints, _ = read_columns(resource)
    return [*values, write_hints(hints), number]
