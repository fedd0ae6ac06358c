"""One file of named NumPy arrays, written front to back, read as mapped views.

Layout, all numbers little-endian::

    header     64 bytes   b"BSARRAYS", uint32 format version, zeros
    arrays                each begins at a multiple of 64; zeros fill the gaps
    directory             UTF-8 JSON: {"meta": {...}, "arrays":
                          [[name, dtype, shape, offset, length, CRC-32], ...]}
    trailer    32 bytes   uint64 offset of the directory, uint64 its length,
                          uint32 CRC-32 of directory and the 16 bytes before,
                          b"BSARRAYS-END"

The arrays in the order of the directory and the gaps after them fill the file from
the header to the directory without a hole, and an array's CRC-32 covers the gap after
it: so a checksum covers every byte of the file. Opening checks header, trailer,
directory and size, which is cheap; ``verify`` reads everything.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ....errors import IndexCorrupt, IndexOutdated

FORMAT_VERSION = 4
"""Raised by one when a layout of this package changes; older indexes are refused."""

CURE = "run: broadsheet reindex --rebuild"

FILE_MAGIC = b"BSARRAYS"
END_MAGIC = b"BSARRAYS-END"
ALIGNMENT_BYTES = 64
VERIFY_BYTES = 1 << 22
HEADER = struct.Struct("<8sI52x")
TRAILER = struct.Struct("<QQ")
TRAILER_SIZE = TRAILER.size + 4 + len(END_MAGIC)


class ArrayFileWriter:
    """Writes arrays one after the other; the file is complete only after ``close``.

    As a context manager it closes at the end of the block, and removes the file if
    the block raised.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.meta: dict[str, int | str] = {}
        self._file = path.open("wb")
        self._arrays: list[list[Any]] = []
        self._file.write(HEADER.pack(FILE_MAGIC, FORMAT_VERSION))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.cancel()

    def write(self, name: str, array: NDArray[Any]) -> None:
        """Write one whole array."""
        self.begin(name, array.dtype, array.shape[1:])
        self.extend(array)

    def begin(self, name: str, dtype: np.dtype[Any], row: tuple[int, ...] = ()) -> None:
        """Begin an array that is written in pieces; the one before ends here.

        Args:
            row: shape of one element; empty for an array of one dimension.
        """
        self._pad()
        offset = self._file.tell()
        kind = np.dtype(dtype).newbyteorder("<").str
        self._arrays.append([name, kind, [0, *row], offset, 0, 0])

    def extend(self, piece: NDArray[Any] | bytes) -> None:
        """Append rows, or their bytes, to the array begun last."""
        entry = self._arrays[-1]
        if isinstance(piece, bytes):
            data = memoryview(piece)
        else:
            rows = np.ascontiguousarray(piece, dtype=np.dtype(entry[1]))
            data = rows.reshape(-1).view(np.uint8).data
        if data.nbytes:
            self._file.write(data)
            entry[4] += data.nbytes
            entry[5] = zlib.crc32(data, entry[5])

    def close(self) -> None:
        """Write the directory and wait until all is on disk."""
        self._pad()
        for entry in self._arrays:
            row = int(np.prod(entry[2][1:], dtype=np.int64))
            entry[2][0] = entry[4] // (np.dtype(entry[1]).itemsize * row)
        directory = json.dumps({"meta": self.meta, "arrays": self._arrays}).encode()
        where = TRAILER.pack(self._file.tell(), len(directory))
        check = zlib.crc32(where, zlib.crc32(directory))
        try:
            self._file.write(directory + where + struct.pack("<I", check) + END_MAGIC)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            self.cancel()
            raise
        self._file.close()

    def cancel(self) -> None:
        """Remove the file, even if it could not be written to its end."""
        self.path.unlink(missing_ok=True)
        self._file.raw.close()

    def _pad(self) -> None:
        """Fill up to the next multiple of the alignment."""
        gap = bytes(-self._file.tell() % ALIGNMENT_BYTES)
        self._file.write(gap)
        if self._arrays:
            self._arrays[-1][5] = zlib.crc32(gap, self._arrays[-1][5])


class ArrayFile:
    """The arrays of one file, as read-only views of the mapped file.

    Attributes:
        meta: numbers and names that the writer added to the arrays.
        arrays: by name.
        entries: of the directory, as the module describes them.

    Raises:
        FileNotFoundError: there is no such file; a newer generation may not use it.
        IndexCorrupt: the file is cut short, or damaged in the part that opening reads.
        IndexOutdated: it is of another format version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.size = os.fstat(file.fileno()).st_size
            if self.size < HEADER.size + TRAILER_SIZE:
                raise self._corrupt("is cut short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._read_header()
        self.meta, self.entries = self._read_directory()
        self.arrays: Mapping[str, NDArray[Any]] = {
            name: np.frombuffer(
                self._map,
                dtype,
                count=length // np.dtype(dtype).itemsize,
                offset=offset,
            ).reshape(shape)
            for name, dtype, shape, offset, length, _ in self.entries
        }

    def verify(self, stopped: Callable[[], bool] = lambda: False) -> list[str]:
        """Return a problem for each array whose bytes are not those written.

        Args:
            stopped: called every ``VERIFY_BYTES`` bytes; if it returns true, reading
                ends and the answer is of no use.
        """
        starts = [entry[3] for entry in self.entries]
        ends = [*starts[1:], self._directory_offset]
        problems: list[str] = []
        with memoryview(self._map) as view:
            for (name, *_, check), start, end in zip(
                self.entries, starts, ends, strict=True
            ):
                found = 0
                for at in range(start, end, VERIFY_BYTES):
                    if stopped():
                        return problems
                    found = zlib.crc32(view[at : min(at + VERIFY_BYTES, end)], found)
                if found != check:
                    problems.append(f"array {name} does not have its checksum")
        return problems

    def _corrupt(self, problem: str) -> IndexCorrupt:
        return IndexCorrupt(f"{self.path} {problem}; {CURE}")

    def _read_header(self) -> None:
        header = self._map[: HEADER.size]
        if header[: len(FILE_MAGIC)] != FILE_MAGIC:
            raise self._corrupt("does not begin as a file of arrays")
        _, version = HEADER.unpack(header)
        if header != HEADER.pack(FILE_MAGIC, version):
            raise self._corrupt("has a damaged header")
        if version != FORMAT_VERSION:
            raise IndexOutdated(
                f"{self.path} is of format {version}, "
                f"this program reads {FORMAT_VERSION}; {CURE}"
            )

    def _read_directory(self) -> tuple[dict[str, Any], list[list[Any]]]:
        trailer = self._map[self.size - TRAILER_SIZE :]
        where, check = trailer[: TRAILER.size], trailer[TRAILER.size : -len(END_MAGIC)]
        offset, length = TRAILER.unpack(where)
        if (
            not trailer.endswith(END_MAGIC)
            or offset + length + TRAILER_SIZE != self.size
        ):
            raise self._corrupt("is cut short or has a damaged end")
        directory = self._map[offset : offset + length]
        if struct.pack("<I", zlib.crc32(where, zlib.crc32(directory))) != check:
            raise self._corrupt("has a damaged directory")
        self._directory_offset = offset
        content = json.loads(directory)
        return content["meta"], content["arrays"]
