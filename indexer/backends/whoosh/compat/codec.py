"""The index as Whoosh sees it: segments of arrays through its own codec interface.

``whoosh.index.open_dir`` finds ``ArraySegment`` in the table of contents, asks it for
its codec, and reads terms, postings, columns and documents through it, so Whoosh's
searcher, query parser, spans, highlighter and spelling work. Changes do not come this
way: Whoosh's writer commits without checksums and without waiting for the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.util import random_name

from ....fields import FIELDS
from ..storage.schema import TEXT_KINDS, make_texts
from ..storage.segment import Segment
from .postings import KEY_FIELD, ArrayTerms

INDEX_NAME = "MAIN"
"""Whoosh's own name for an index that has none."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """One segment in the table of contents.

    Attributes:
        doc_total: documents in its file.
        live: generation of its newest ``.live`` file; 0 if nothing was deleted.
        live_total: documents that are not deleted.
    """

    def __init__(
        self, name: str, doc_total: int, live: int = 0, live_total: int | None = None
    ) -> None:
        super().__init__(INDEX_NAME)
        self.segid = name.removeprefix(f"{INDEX_NAME}_")
        self.doc_total = doc_total
        self.live = live
        self.live_total = doc_total if live_total is None else live_total

    def codec(self) -> ArrayCodec:
        """Return the codec that reads it."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self.doc_total

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return self.doc_total - self.live_total

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Raise: Whoosh only reads this index."""
        _refuse()


def make_segment_name() -> str:
    """Return a new name for a segment, as Whoosh makes them."""
    return f"{INDEX_NAME}_{random_name(16)}"


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Opens one segment for Whoosh."""

    def __init__(self) -> None:
        self._opened: Segment | None = None

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        """Open the terms and postings."""
        return ArrayTerms(self._open(storage, segment))

    def per_document_reader(
        self, storage: Any, segment: ArraySegment
    ) -> ArrayDocuments:
        """Open what is kept by document."""
        return ArrayDocuments(self._open(storage, segment))

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Raise: Whoosh only reads this index."""
        _refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Raise: Whoosh only reads this index."""
        _refuse()

    def _open(self, storage: Any, segment: ArraySegment) -> Segment:
        if self._opened is None:
            name = segment.segment_id()
            self._opened = Segment(Path(storage.folder), name, segment.live)
        return self._opened


def _refuse() -> NoReturn:
    raise NotImplementedError("Whoosh only reads this index; change it with broadsheet")


class ArrayDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, columns and stored documents of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        live = segment.live
        gone = () if live is None else np.flatnonzero(~live).tolist()
        self._deleted = frozenset(gone)

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return self._segment.live_count

    def doc_count_all(self) -> int:
        """Return the number of documents."""
        return self._segment.doc_count

    def has_deletions(self) -> bool:
        """Return whether any document is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Return the deleted documents."""
        return self._deleted

    def supports_columns(self) -> bool:
        """Return that there are columns."""
        return True

    def has_column(self, name: str) -> bool:
        """Return whether there is a column of this name."""
        return name in self._segment.columns

    def column_reader(self, name: str, column: Any) -> NumberColumn:
        """Open a column."""
        return NumberColumn(self._segment.columns[name].tolist())

    def doc_field_length(self, docnum: int, name: str, default: int = 0) -> int:
        """Return how many terms a document has in a field."""
        field = self._segment.fields.get(name)
        return default if field is None else int(field.lengths[docnum])

    def field_length(self, name: str) -> int:
        """Return how many terms all documents have in a field."""
        field = self._segment.fields.get(name)
        return 0 if field is None else field.total_length

    def min_field_length(self, name: str) -> int:
        """Return the least number of terms of a document in a field."""
        field = self._segment.fields.get(name)
        return 0 if field is None else int(field.lengths.min(initial=0))

    def max_field_length(self, name: str) -> int:
        """Return the greatest number of terms of a document in a field."""
        field = self._segment.fields.get(name)
        return 0 if field is None else int(field.lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what ``schema`` stores of a document."""
        article, known = self._segment.stored(docnum)
        texts = {
            field.name: "\n".join(make_texts(field, article))
            for field in FIELDS
            if field.kind in TEXT_KINDS
        }
        return {KEY_FIELD: article.doc_id, "document": (article, known), **texts}


class NumberColumn(ColumnReader):  # type: ignore[misc]
    """One column of numbers."""

    def __init__(self, values: list[int]) -> None:
        self._values = values
        self._sign = 1

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> int:
        return self._values[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self._values)

    def sort_key(self, docnum: int) -> int:
        """Return the value that orders a document."""
        return self._sign * self._values[docnum]

    def set_reverse(self) -> None:
        """Order from the highest down."""
        self._sign = -1
