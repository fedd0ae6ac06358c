"""The register of pages: what is kept of each to find which of them are one article.

It is an SQLite database, so that links between pages are followed on disk and a run
that is killed leaves what it last committed. Losing it costs time, never documents.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from ...model import make_number
from ..addresses import make_address_key, strip_tracking
from .document_origin import ALONE, FOLDED, DocumentOrigin, read_origin, write_origin
from .minhash import MinHash
from .page_summary import PageSummary

log = logging.getLogger(__name__)

TABLES_VERSION = 5
"""A register with tables of another version is emptied."""
TABLES = """
CREATE TABLE pages (
    id INTEGER PRIMARY KEY, digest TEXT, source TEXT, url TEXT, kind TEXT,
    is_article INTEGER, claim TEXT, heading INTEGER, title TEXT, day TEXT,
    dated INTEGER, published INTEGER, text TEXT, minhash BLOB, size INTEGER,
    key INTEGER, joined_minhash BLOB, origin TEXT NOT NULL DEFAULT '');
CREATE INDEX pages_by_key ON pages (key);
CREATE TABLE ties (page INTEGER, kind TEXT, target INTEGER, number INTEGER);
CREATE INDEX ties_by_page ON ties (page);
CREATE INDEX ties_by_target ON ties (target);
CREATE TABLE state (consolidated INTEGER);
INSERT INTO state VALUES (1);
"""
LISTED_TABLES = """
CREATE TEMP TABLE listed_pages (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE listed_sources (source TEXT PRIMARY KEY);
CREATE TEMP VIEW listed AS SELECT * FROM pages
    WHERE id IN (SELECT id FROM listed_pages)
    OR source IN (SELECT source FROM listed_sources);
"""
NOT_LISTED = (
    "id NOT IN (SELECT id FROM listed_pages) "
    "AND source NOT IN (SELECT source FROM listed_sources)"
)
PAGE_VALUES = (
    ":id, :digest, :source, :url, :kind, :is_article, :claim, :heading, :title, :day, "
    ":dated, :published, :text, :minhash, :size, :key, NULL, ''"
)


class RegisteredPage(NamedTuple):
    """A page of the register, as ``PageSummary`` has it; the heading is hashed."""

    id: int
    url: str
    is_article: int
    claim: str
    heading: int
    title: str
    day: str
    dated: int
    minhash: bytes
    size: int


class PagerLink(NamedTuple):
    """A pager link from one page to another that links back."""

    page: RegisteredPage
    other: RegisteredPage
    kind: str
    back: str
    number: int


class Register:
    """The pages of one or several sites; only those that are *listed* are looked at.

    Args:
        path: of the file, which is made if there is none; None keeps all in memory.
        fresh: begin with no pages.
        writable: whether changes may be committed; else the file stays as it is.
    """

    def __init__(
        self, path: Path | None = None, *, fresh: bool = False, writable: bool = True
    ) -> None:
        self._file = _open_file(path, writable)
        self._origins: dict[int, DocumentOrigin] = {}
        if fresh:
            self._file.execute("DELETE FROM pages")
            self._file.execute("DELETE FROM ties")
        self._file.executescript(LISTED_TABLES)

    def put(self, number: int, digest: str, source: str, summary: PageSummary) -> None:
        """Add a page, or replace it; its document was made of it alone.

        Args:
            number: of the page: any that no other page has.
            digest: of its bytes.
            source: that lists it.
        """
        self.forget(number)
        self._file.execute(
            f"INSERT INTO pages VALUES ({PAGE_VALUES})",
            {
                "id": number,
                "digest": digest,
                "source": source,
                "url": _replace_surrogates(summary.url),
                "kind": summary.kind,
                "is_article": summary.is_article,
                "claim": _replace_surrogates(summary.claim),
                "heading": make_number(summary.heading),
                "title": _replace_surrogates(summary.title),
                "day": summary.day,
                "dated": summary.dated,
                "published": summary.published,
                "text": summary.text,
                "minhash": summary.minhash.values,
                "size": summary.minhash.size,
                "key": make_number(make_address_key(summary.url)),
            },
        )
        self._file.executemany(
            "INSERT INTO ties VALUES (?, ?, ?, ?)",
            [(number, t.kind, make_number(t.key), t.number) for t in summary.ties],
        )

    def forget(self, number: int) -> None:
        """Remove a page; no error if there is none."""
        self._origins.pop(number, None)
        self._file.execute("DELETE FROM pages WHERE id = ?", (number,))
        self._file.execute("DELETE FROM ties WHERE page = ?", (number,))

    def find_digest(self, number: int) -> str:
        """Return the digest a page was added with; empty if it is not registered."""
        rows = self._file.execute("SELECT digest FROM pages WHERE id = ?", (number,))
        return next((digest for (digest,) in rows), "")

    def find_text(self, number: int) -> str:
        """Return the digest of the text of a page; empty if it is not registered."""
        rows = self._file.execute("SELECT text FROM pages WHERE id = ?", (number,))
        return next((text for (text,) in rows), "")

    def mark_listed(self, number: int) -> None:
        """Count a page as listed in this run."""
        self._file.execute("INSERT OR IGNORE INTO listed_pages VALUES (?)", (number,))

    def mark_source_listed(self, source: str) -> None:
        """Count all pages of a source as listed in this run."""
        self._file.execute("INSERT OR IGNORE INTO listed_sources VALUES (?)", (source,))

    def forget_unlisted(self) -> None:
        """Remove the pages without a document that are not listed."""
        self._file.execute(
            f"DELETE FROM pages WHERE {NOT_LISTED} AND (origin = ? OR NOT is_article)",
            (write_origin(FOLDED),),
        )
        self._file.execute("DELETE FROM ties WHERE page NOT IN (SELECT id FROM pages)")

    def set_joined_minhash(self, number: int, minhash: MinHash | None) -> None:
        """Note the MinHash of an article of several pages; None if it has one page."""
        values = minhash and minhash.values
        self._file.execute(
            "UPDATE pages SET joined_minhash = ? WHERE id = ?", (values, number)
        )

    def set_origin(self, number: int, origin: DocumentOrigin) -> None:
        """Note what the document of a page was made of.

        It is written by the next ``commit``, not by ``commit_pages``: it must not be
        on disk before the document is.
        """
        self._origins[number] = origin

    def find_origin(self, number: int) -> DocumentOrigin:
        """Return what the document of a page was made of."""
        if number in self._origins:
            return self._origins[number]
        rows = self._file.execute("SELECT origin FROM pages WHERE id = ?", (number,))
        return next((read_origin(origin) for (origin,) in rows), ALONE)

    def list_origins(self) -> dict[int, DocumentOrigin]:
        """Return what documents were made of, without those of their page alone."""
        rows = self._file.execute("SELECT id, origin FROM listed WHERE origin != ''")
        written = {number: read_origin(origin) for number, origin in rows}
        origins = written | self._origins
        return {number: one for number, one in origins.items() if one != ALONE}

    def list_joined(self) -> set[int]:
        """Return the pages whose documents have the text of several pages."""
        rows = self._file.execute("SELECT id FROM listed WHERE joined_minhash NOT NULL")
        return {number for (number,) in rows}

    def is_article(self, number: int) -> bool:
        """Return whether a page is an article, or the first page of one."""
        rows = self._file.execute(
            "SELECT is_article FROM pages WHERE id = ?", (number,)
        )
        return any(is_article for (is_article,) in rows)

    def list_kind(self, kind: str) -> list[str]:
        """Return the URLs of the listed pages of a kind, sorted; folded ones aside."""
        rows = self._file.execute(
            "SELECT id, url FROM listed WHERE kind = ? ORDER BY url", (kind,)
        )
        return [url for number, url in rows if self.find_origin(number) != FOLDED]

    def is_consolidated(self) -> bool:
        """Return whether the documents are still what all listed pages say."""
        (consolidated,) = self._file.execute(
            "SELECT consolidated AND NOT EXISTS "
            f"(SELECT 1 FROM pages WHERE {NOT_LISTED}) FROM state"
        ).fetchone()
        return bool(consolidated)

    def mark_consolidated(self, consolidated: bool) -> None:
        """Note whether the documents are what the pages say."""
        self._file.execute("UPDATE state SET consolidated = ?", (consolidated,))

    def find_pager_links(self) -> Iterator[PagerLink]:
        """Yield the pager links that lead both ways: if people see them, between all
        pages, else between those of one title."""
        rows = self._file.execute(
            f"SELECT {_list_columns('a')}, {_list_columns('b')}, "
            "t.kind, r.kind, t.number FROM ties t "
            "JOIN listed a ON a.id = t.page JOIN listed b ON b.key = t.target "
            "JOIN ties r ON r.page = b.id AND r.target = a.key "
            "WHERE t.kind IN ('shown', 'told') AND r.kind IN ('shown', 'told') "
            "AND a.id != b.id AND a.title != '' AND b.title != '' "
            "AND (a.title = b.title OR (t.kind = 'shown' AND r.kind = 'shown'))"
        )
        count = len(RegisteredPage._fields)
        for row in rows:
            yield PagerLink(
                RegisteredPage(*row[:count]),
                RegisteredPage(*row[count : 2 * count]),
                *row[-3:],
            )

    def find_copy_pairs(self) -> Iterator[tuple[RegisteredPage, RegisteredPage, str]]:
        """Yield pairs of articles of which the first names the other, with the kind of
        tie; and pairs whose addresses differ in nothing that matters."""
        pair = f"SELECT {_list_columns('a')}, {_list_columns('b')}"
        rows = self._file.execute(
            f"{pair}, t.kind FROM ties t "
            "JOIN listed a ON a.id = t.page JOIN listed b ON b.key = t.target "
            "WHERE t.kind IN ('claim', 'copy') AND a.id != b.id "
            f"AND a.is_article AND b.is_article UNION ALL {pair}, 'same' FROM listed a "
            "JOIN listed b ON a.key = b.key AND a.id < b.id "
            "WHERE a.key AND a.url != b.url AND a.is_article AND b.is_article"
        )
        count = len(RegisteredPage._fields)
        for row in rows:
            yield RegisteredPage(*row[:count]), RegisteredPage(*row[count:-1]), row[-1]

    def find_claims(self) -> Iterator[tuple[RegisteredPage, int, bool]]:
        """Yield the articles that claim the address of another page, by that, each with
        its number and whether that page is listed."""
        rows = self._file.execute(
            f"SELECT {_list_columns('a')}, t.target, EXISTS "
            "(SELECT 1 FROM listed b WHERE b.key = t.target) FROM ties t "
            "JOIN listed a ON a.id = t.page WHERE t.kind = 'claim' AND a.is_article "
            "ORDER BY t.target, a.url"
        )
        for row in rows:
            yield RegisteredPage(*row[:-2]), row[-2], bool(row[-1])

    def list_articles(self, min_shingles: int) -> Iterator[tuple[int, bytes, str]]:
        """Yield number, MinHash and title of articles, the earliest published first.

        Args:
            min_shingles: of an article on one page.
        """
        yield from self._file.execute(
            "SELECT id, coalesce(joined_minhash, minhash), title FROM listed "
            "WHERE is_article AND (joined_minhash NOT NULL OR size >= ?) "
            "ORDER BY published IS NULL, published, url, id",
            (min_shingles,),
        )

    def find_url(self, number: int) -> str:
        """Return the URL of a page; empty if it is not registered."""
        rows = self._file.execute("SELECT url FROM pages WHERE id = ?", (number,))
        return next((url for (url,) in rows), "")

    def find_address(self, number: int) -> str:
        """Return the address that a page claims, or else its own without tracking."""
        rows = self._file.execute(
            "SELECT claim, url FROM pages WHERE id = ?", (number,)
        )
        return next((claim or strip_tracking(url) for claim, url in rows), "")

    def commit_pages(self) -> None:
        """Commit all changes but the origins of documents."""
        self._file.commit()

    def commit(self) -> None:
        """Commit all changes."""
        self._file.executemany(
            "UPDATE pages SET origin = ? WHERE id = ?",
            [(write_origin(one), number) for number, one in self._origins.items()],
        )
        self._origins.clear()
        self._file.commit()

    def close(self) -> None:
        """Drop what was not committed."""
        self._file.close()


@contextmanager
def raising_disk_errors() -> Iterator[None]:
    """Raise a full disk that SQLite reports as the system would.

    Raises:
        OSError: the disk took no more.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_IOERR_WRITE:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG)) from error
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def _replace_surrogates(text: str) -> str:
    """Return a text that UTF-8 can encode."""
    return text.encode("utf-8", "replace").decode()


def _list_columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in RegisteredPage._fields)


def _open_file(path: Path | None, writable: bool) -> sqlite3.Connection:
    """Open a register; a copy of it in memory if it is to stay as it is."""
    if path is None or (not writable and not path.exists()):
        return _create_tables(sqlite3.connect(""))
    try:
        return _create_tables(_connect(path, writable))
    except sqlite3.DatabaseError as error:
        log.warning("%s cannot be read (%s); every page is cleaned again", path, error)
        if not writable:
            return _create_tables(sqlite3.connect(""))
        path.unlink(missing_ok=True)
        return _create_tables(_connect(path, writable))


def _connect(path: Path, writable: bool) -> sqlite3.Connection:
    file = sqlite3.connect(path)
    if writable:
        return file
    copy = sqlite3.connect("")
    with closing(file):
        file.backup(copy)
    return copy


def _create_tables(file: sqlite3.Connection) -> sqlite3.Connection:
    """Create the tables of a register unless there are some of this version."""
    (version,) = file.execute("PRAGMA user_version").fetchone()
    if version != TABLES_VERSION:
        for table in ("pages", "ties", "state"):
            file.execute(f"DROP TABLE IF EXISTS {table}")
        file.executescript(f"{TABLES} PRAGMA user_version = {TABLES_VERSION};")
    return file
