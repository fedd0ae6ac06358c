"""A register of pages: what is kept of each to tell which of them are one article.

A file of SQLite, so that ties are followed on disk and a run that is killed leaves what
it last committed. To lose it costs time, never documents.
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
from .minhash import Sketch
from .page_summary import Sheet

log = logging.getLogger(__name__)

VERSION = 3
"""Of the tables; a register of another version is begun anew."""
TABLES = """
CREATE TABLE pages (
    id INTEGER PRIMARY KEY, digest TEXT, source TEXT, url TEXT, is_article INTEGER,
    claim TEXT, heading INTEGER, title TEXT, day TEXT, dated INTEGER,
    published INTEGER, text TEXT, sketch BLOB, size INTEGER, key INTEGER,
    whole BLOB, made TEXT NOT NULL DEFAULT '');
CREATE INDEX pages_by_key ON pages (key);
CREATE TABLE ties (page INTEGER, kind TEXT, target INTEGER, number INTEGER);
CREATE INDEX ties_by_page ON ties (page);
CREATE INDEX ties_by_target ON ties (target);
CREATE TABLE state (settled INTEGER);
INSERT INTO state VALUES (1);
"""
HERE = """
CREATE TEMP TABLE seen (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE held (source TEXT PRIMARY KEY);
CREATE TEMP VIEW here AS SELECT * FROM pages
    WHERE id IN (SELECT id FROM seen) OR source IN (SELECT source FROM held);
"""

NOT_HERE = "id NOT IN (SELECT id FROM seen) AND source NOT IN (SELECT source FROM held)"


class Card(NamedTuple):
    """A page of the register, as ``Sheet`` has it; the heading is hashed."""

    id: int
    url: str
    is_article: int
    claim: str
    heading: int
    title: str
    day: str
    dated: int
    sketch: bytes
    size: int


class Pager(NamedTuple):
    """A pager from one page to another that leads back."""

    page: Card
    other: Card
    kind: str
    back: str
    number: int


class Register:
    """The pages of one or several sites; *here* are those to be looked at.

    Args:
        path: of the file, which is made if there is none; none at all if None.
        fresh: begin from nothing.
        keep: whether changes may be committed; else the file stays as it is.
    """

    def __init__(
        self, path: Path | None = None, *, fresh: bool = False, keep: bool = True
    ) -> None:
        self._file = _open_file(path, keep)
        self._made: dict[int, str] = {}
        if fresh:
            self._file.execute("DELETE FROM pages")
            self._file.execute("DELETE FROM ties")
        self._file.executescript(HERE)

    def put(self, number: int, digest: str, source: str, sheet: Sheet) -> None:
        """Add a page, or replace it; its article was made of it alone.

        Args:
            number: of the page: any that no other page has.
            digest: of its bytes.
            source: it was listed in.
        """
        self.forget(number)
        self._file.execute(
            f"INSERT INTO pages VALUES ({','.join('?' * 16)}, '')",
            (
                *(number, digest, source, _clean(sheet.url), sheet.is_article),
                *(_clean(sheet.claim), make_number(sheet.heading), _clean(sheet.title)),
                *(sheet.day, sheet.dated, sheet.published),
                sheet.text,
                *(sheet.sketch.values, sheet.sketch.size),
                *(make_number(make_address_key(sheet.url)), None),
            ),
        )
        self._file.executemany(
            "INSERT INTO ties VALUES (?, ?, ?, ?)",
            [(number, t.kind, make_number(t.key), t.number) for t in sheet.ties],
        )

    def forget(self, number: int) -> None:
        """Remove a page; no error if there is none."""
        self._made.pop(number, None)
        self._file.execute("DELETE FROM pages WHERE id = ?", (number,))
        self._file.execute("DELETE FROM ties WHERE page = ?", (number,))

    def find_digest(self, number: int) -> str:
        """Return the digest a page was added with; empty if it is not here."""
        rows = self._file.execute("SELECT digest FROM pages WHERE id = ?", (number,))
        return next((digest for (digest,) in rows), "")

    def find_text(self, number: int) -> str:
        """Return the digest of what a page says; empty if it is not here."""
        rows = self._file.execute("SELECT text FROM pages WHERE id = ?", (number,))
        return next((text for (text,) in rows), "")

    def see(self, number: int) -> None:
        """Count a page as here."""
        self._file.execute("INSERT OR IGNORE INTO seen VALUES (?)", (number,))

    def hold(self, source: str) -> None:
        """Count all pages of a source as here."""
        self._file.execute("INSERT OR IGNORE INTO held VALUES (?)", (source,))

    def forget_others(self) -> None:
        """Remove the pages without a document that are not here."""
        self._file.execute(
            f"DELETE FROM pages WHERE {NOT_HERE} AND (made = '-' OR NOT is_article)"
        )
        self._file.execute("DELETE FROM ties WHERE page NOT IN (SELECT id FROM pages)")

    def put_whole(self, number: int, sketch: Sketch | None) -> None:
        """Note the sketch of an article that has the text of several pages; None if it
        has that of one."""
        values = sketch and sketch.values
        self._file.execute("UPDATE pages SET whole = ? WHERE id = ?", (values, number))

    def mark_made(self, number: int, made: str) -> None:
        """Note what the document of a page was made of; empty if of the page alone.

        This lasts from the next ``commit`` on: it must not be known before the document
        is.
        """
        self._made[number] = made

    def find_made(self, number: int) -> str:
        """Return what the document of a page was made of; empty if of it alone."""
        if number in self._made:
            return self._made[number]
        rows = self._file.execute("SELECT made FROM pages WHERE id = ?", (number,))
        return next((made for (made,) in rows), "")

    def list_made(self) -> dict[int, str]:
        """Return what documents were made of, if not of their page alone."""
        rows = self._file.execute("SELECT id, made FROM here WHERE made != ''")
        made = dict(rows.fetchall()) | self._made
        return {number: what for number, what in made.items() if what}

    def list_wholes(self) -> set[int]:
        """Return which documents have the text of several pages."""
        rows = self._file.execute("SELECT id FROM here WHERE whole IS NOT NULL")
        return {number for (number,) in rows}

    def is_article(self, number: int) -> bool:
        """Say whether a page is an article, or the first page of one."""
        rows = self._file.execute(
            "SELECT is_article FROM pages WHERE id = ?", (number,)
        )
        return any(is_article for (is_article,) in rows)

    def is_settled(self) -> bool:
        """Say whether all pages are here, and as they were when they were settled."""
        (settled,) = self._file.execute(
            f"SELECT settled AND NOT EXISTS (SELECT 1 FROM pages WHERE {NOT_HERE}) "
            "FROM state"
        ).fetchone()
        return bool(settled)

    def settle(self, settled: bool = True) -> None:
        """Note whether the documents are what the pages say they are to be."""
        self._file.execute("UPDATE state SET settled = ?", (settled,))

    def find_pagers(self) -> Iterator[Pager]:
        """Yield the pagers that lead both ways: if people see them, between all pages,
        else between those of one title."""
        rows = self._file.execute(
            f"SELECT {_card('a')}, {_card('b')}, t.kind, r.kind, t.number FROM ties t "
            "JOIN here a ON a.id = t.page JOIN here b ON b.key = t.target "
            "JOIN ties r ON r.page = b.id AND r.target = a.key "
            "WHERE t.kind IN ('shown', 'told') AND r.kind IN ('shown', 'told') "
            "AND a.id != b.id AND a.title != '' AND b.title != '' "
            "AND (a.title = b.title OR (t.kind = 'shown' AND r.kind = 'shown'))"
        )
        count = len(Card._fields)
        for row in rows:
            yield Pager(Card(*row[:count]), Card(*row[count : 2 * count]), *row[-3:])

    def find_kin(self) -> Iterator[tuple[Card, Card, str]]:
        """Yield pairs of articles of which the first names the other, with the kind of
        tie; and pairs whose addresses differ in nothing that matters."""
        pair = f"SELECT {_card('a')}, {_card('b')}"
        rows = self._file.execute(
            f"{pair}, t.kind FROM ties t "
            "JOIN here a ON a.id = t.page JOIN here b ON b.key = t.target "
            "WHERE t.kind IN ('claim', 'copy') AND a.id != b.id "
            f"AND a.is_article AND b.is_article UNION ALL {pair}, 'same' FROM here a "
            "JOIN here b ON a.key = b.key AND a.id < b.id "
            "WHERE a.key AND a.url != b.url AND a.is_article AND b.is_article"
        )
        count = len(Card._fields)
        for row in rows:
            yield Card(*row[:count]), Card(*row[count:-1]), row[-1]

    def find_claims(self) -> Iterator[tuple[Card, int, bool]]:
        """Yield the articles that claim the address of another page, by that, each with
        its number and whether that page is here."""
        rows = self._file.execute(
            f"SELECT {_card('a')}, t.target, EXISTS "
            "(SELECT 1 FROM here b WHERE b.key = t.target) FROM ties t "
            "JOIN here a ON a.id = t.page WHERE t.kind = 'claim' AND a.is_article "
            "ORDER BY t.target, a.url"
        )
        for row in rows:
            yield Card(*row[:-2]), row[-2], bool(row[-1])

    def list_articles(self, least: int) -> Iterator[tuple[int, bytes, str]]:
        """Yield number, sketch and title of articles, the earliest published first.

        Args:
            least: size of a sketch from which on.
        """
        yield from self._file.execute(
            "SELECT id, coalesce(whole, sketch), title FROM here "
            "WHERE is_article AND (whole IS NOT NULL OR size >= ?) "
            "ORDER BY published IS NULL, published, url, id",
            (least,),
        )

    def find_url(self, number: int) -> str:
        """Return the URL of a page; empty if it is not here."""
        rows = self._file.execute("SELECT url FROM pages WHERE id = ?", (number,))
        return next((url for (url,) in rows), "")

    def find_address(self, number: int) -> str:
        """Return what a page alone says its address is."""
        rows = self._file.execute(
            "SELECT claim, url FROM pages WHERE id = ?", (number,)
        )
        return next((claim or strip_tracking(url) for claim, url in rows), "")

    def prepare(self) -> None:
        """Make all changes lasting but what documents were made of."""
        self._file.commit()

    def commit(self) -> None:
        """Make all changes lasting."""
        self._file.executemany(
            "UPDATE pages SET made = ? WHERE id = ?",
            [(made, number) for number, made in self._made.items()],
        )
        self._made.clear()
        self._file.commit()

    def close(self) -> None:
        """Drop what was not committed."""
        self._file.close()


def _clean(text: str) -> str:
    """Return a text without what no file of text can hold."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def saying_full() -> Iterator[None]:
    """Say of a full disk what the system would say.

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


def _card(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in Card._fields)


def _open_file(path: Path | None, keep: bool) -> sqlite3.Connection:
    """Open a register; a copy of it in memory if it is to stay as it is."""
    if path is None or (not keep and not path.exists()):
        return _with_tables(sqlite3.connect(""))
    try:
        return _with_tables(_connect(path, keep))
    except sqlite3.DatabaseError as error:
        log.warning("%s cannot be read (%s); every page is cleaned again", path, error)
        if not keep:
            return _with_tables(sqlite3.connect(""))
        path.unlink(missing_ok=True)
        return _with_tables(_connect(path, keep))


def _connect(path: Path, keep: bool) -> sqlite3.Connection:
    file = sqlite3.connect(path)
    if keep:
        return file
    copy = sqlite3.connect("")
    with closing(file):
        file.backup(copy)
    return copy


def _with_tables(file: sqlite3.Connection) -> sqlite3.Connection:
    """Make the tables of a register where there are none of this version."""
    (version,) = file.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        for table in ("pages", "ties", "state"):
            file.execute(f"DROP TABLE IF EXISTS {table}")
        file.executescript(f"{TABLES} PRAGMA user_version = {VERSION};")
    return file
