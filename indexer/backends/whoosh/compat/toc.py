"""Whoosh's table of contents: its schema and one ``ArraySegment`` a segment, pickled.

A pickle names classes by their modules, so an index written before a module was moved
names a path that is gone; ``MOVED_MODULES`` leads from there to where the class is now.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any, BinaryIO

from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from .codec import INDEX_NAME, ArraySegment

MOVED_MODULES = {
    "indexer.backends.whoosh.codec": "indexer.backends.whoosh.compat.codec",
    "indexer.backends.whoosh.schema": "indexer.backends.whoosh.compat.whoosh_schema",
}
"""From modules that an index may name to those that have their classes now."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(MOVED_MODULES.get(module, module), name)


def toc_file(number: int) -> str:
    """Return the name of a generation's table of contents."""
    return f"_{INDEX_NAME}_{number}.toc"


def pack_toc(number: int, schema: Any, segments: Sequence[ArraySegment]) -> bytes:
    """Return the bytes of a generation's table of contents."""
    storage = RamStorage()
    TOC(schema, list(segments), number).write(storage, INDEX_NAME)
    content: bytes = storage.files[toc_file(number)]
    return content


def unpack_toc(content: bytes) -> tuple[set[str], tuple[ArraySegment, ...]]:
    """Return the names of the fields and the segments in the bytes of ``pack_toc``.

    Source: ``TOC.write`` in index.py of Whoosh 2.7.4, for the layout.

    Raises:
        ImportError, AttributeError: it names classes that this program does not have.
    """
    file = StructFile(io.BytesIO(content))
    for _ in ("size of an int", "size of a long", "size of a float"):
        file.read_varint()
    for _ in ("byte order", "version of the layout"):
        file.read_int()
    for _ in ("major", "minor", "patch version of Whoosh"):
        file.read_varint()
    schema = _load(io.BytesIO(file.read_string()))
    for _ in ("generation", "unused"):
        file.read_int()
    return set(schema.names()), tuple(_load(file.file))


def _load(file: BinaryIO) -> Any:
    return _Unpickler(file).load()
