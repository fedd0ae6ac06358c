"""Generations: which segments make up the index after each commit.

A generation is one file, ``_MAIN_N.toc``: Whoosh's own table of contents (its schema
and a list of ``ArraySegment``, pickled), and after it, where Whoosh does not look, a
trailer of 24 bytes, little-endian: uint64 length of what is before, uint32 CRC-32 of
it, uint32 format version, b"BSTOC-EN". It is checked before anything is unpickled.

A generation is what Lucene calls a commit point. A file counts from the moment a table
of contents names it. So every file, and the folder, is on disk before the table is; the
table itself is renamed into place. Old files are removed last; readers that still use
them have them mapped.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ....errors import IndexCorrupt, IndexMissing, IndexOutdated
from ..compat.codec import INDEX_NAME, ArraySegment
from ..compat.toc import pack_toc, toc_file, unpack_toc
from ..storage.arrayfile import CURE, FORMAT_VERSION
from ..storage.schema import list_names
from ..storage.segment import Segment, live_file, segment_file

TOC_TRAILER = struct.Struct("<QII8s")
TOC_MAGIC = b"BSTOC-EN"
TOC_FILE = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
INDEX_FILE = re.compile(
    rf"_{INDEX_NAME}_\d+\.toc(\..+)?|{INDEX_NAME}_[0-9a-z]+\.[A-Za-z0-9_.]+"
)
"""Matches also the files of Whoosh's own codec, so that a rebuild replaces them."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The state of the index after one commit.

    Attributes:
        number: one more with every commit.
        entries: of the segments, oldest first.
    """

    number: int
    entries: tuple[ArraySegment, ...]

    @property
    def documents(self) -> int:
        """The number of documents that are not deleted."""
        return sum(entry.live_total for entry in self.entries)

    def file_names(self) -> set[str]:
        """Return the names of all files that make it up."""
        names = {toc_file(self.number)}
        for entry in self.entries:
            names.add(segment_file(entry.segment_id()))
            if entry.live:
                names.add(live_file(entry.segment_id(), entry.live))
        return names


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, -1 if there is none."""
    if not directory.is_dir():
        return -1
    found = (TOC_FILE.fullmatch(path.name) for path in directory.iterdir())
    return max((int(match[1]) for match in found if match), default=-1)


def read_generation(directory: Path) -> Generation:
    """Read the newest table of contents.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: it is damaged.
        IndexOutdated: it is of another format version or has other fields.
    """
    while (number := latest_generation(directory)) >= 0:
        path = directory / toc_file(number)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # a commit has just put a newer one in its place
        _check(path, content)
        try:
            names, entries = unpack_toc(content[: -TOC_TRAILER.size])
        except (ImportError, AttributeError) as error:
            raise IndexOutdated(
                f"{path} was written by another version of this program; {CURE}"
            ) from error
        if names != set(list_names()):
            raise IndexOutdated(f"the index in {directory} has other fields; {CURE}")
        return Generation(number, entries)
    raise IndexMissing(
        f"no index in {directory} yet; build it with: broadsheet reindex"
    )


def open_generation(directory: Path) -> tuple[Generation, tuple[Segment, ...]]:
    """Open the segments of the newest generation.

    Raises:
        IndexStoreError: it is missing, damaged or of another format version.
    """
    while True:
        generation = read_generation(directory)
        try:
            return generation, tuple(
                Segment(directory, entry.segment_id(), entry.live)
                for entry in generation.entries
            )
        except FileNotFoundError as error:
            if latest_generation(directory) == generation.number:
                raise IndexCorrupt(f"{error.filename} is missing; {CURE}") from error


def write_generation(directory: Path, generation: Generation, schema: Any) -> None:
    """Put a table of contents in place: the moment of the commit.

    The caller then waits for the folder: ``sync_directory``.

    Args:
        schema: Whoosh's.

    Raises:
        OSError: it could not be written; the generation before stands.
    """
    name = toc_file(generation.number)
    content = pack_toc(generation.number, schema, generation.entries)
    trailer = TOC_TRAILER.pack(
        len(content), zlib.crc32(content), FORMAT_VERSION, TOC_MAGIC
    )
    temporary = directory / f"{name}.new"
    try:
        with temporary.open("wb") as file:
            file.write(content + trailer)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(directory)
    temporary.replace(directory / name)


def remove_unused_files(directory: Path, keep: set[str]) -> None:
    """Remove the files of other generations, and those a killed writer left."""
    for path in list(find_files(directory)):
        if path.name not in keep:
            path.unlink(missing_ok=True)


def find_files(directory: Path) -> Iterator[Path]:
    """Yield every file that the engine writes."""
    for path in directory.iterdir():
        if INDEX_FILE.fullmatch(path.name):
            yield path


def measure_files(directory: Path) -> int:
    """Return the bytes of the engine's files; a commit may remove some meanwhile."""
    size = 0
    for path in find_files(directory):
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def sync_directory(directory: Path) -> None:
    """Wait until the names of the folder's files are on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(path: Path, content: bytes) -> None:
    """Raise if a table of contents is damaged or of another format."""
    if len(content) < TOC_TRAILER.size or not content.endswith(TOC_MAGIC):
        raise IndexCorrupt(
            f"{path} is cut short, or was not written by this program; {CURE}"
        )
    length, check, version, _ = TOC_TRAILER.unpack(content[-TOC_TRAILER.size :])
    body = content[: -TOC_TRAILER.size]
    if len(body) != length or zlib.crc32(body) != check:
        raise IndexCorrupt(f"{path} does not match its checksum; {CURE}")
    if version != FORMAT_VERSION:
        raise IndexOutdated(
            f"{path} is of format {version}, "
            f"this program reads {FORMAT_VERSION}; {CURE}"
        )
