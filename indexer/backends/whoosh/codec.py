"""The index as Whoosh sees it: segments of arrays through its own codec interface.

``whoosh.index.open_dir`` finds ``ArraySegment`` in the table of contents, asks it for
its codec, and reads terms, postings, columns and documents through it, so Whoosh's
searcher, query parser, spans, highlighter and spelling work. Changes do not come this
way: Whoosh's writer commits without checksums and without waiting for the disk.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util import random_name

from ...fields import FIELDS
from .building import make_keys, starts_of
from .schema import TEXT_KINDS, make_texts
from .segment import STRIDE, FieldPostings, Segment, Terms

INDEX_NAME = "MAIN"
"""Whoosh's own name for an index that has none."""

KEY_FIELD = "doc_id"
"""The field of ``schema`` whose terms are not postings but ``Segment.doc_ids``."""

BLOCK = 128
"""Postings of which a matcher knows the highest weight and the shortest length."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """What the table of contents says of one segment.

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
        """Return what reads it."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self.doc_total

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return self.doc_total - self.live_total

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Refuse: see the module."""
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
        """Refuse: see the module."""
        _refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse: see the module."""
        _refuse()

    def _open(self, storage: Any, segment: ArraySegment) -> Segment:
        if self._opened is None:
            name = segment.segment_id()
            self._opened = Segment(Path(storage.folder), name, segment.live)
        return self._opened


def _refuse() -> NoReturn:
    raise NotImplementedError("Whoosh only reads this index; change it by broadsheet")


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
        """Say whether any document is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Return the deleted documents."""
        return self._deleted

    def supports_columns(self) -> bool:
        """Say that there are columns."""
        return True

    def has_column(self, name: str) -> bool:
        """Say whether there is a column of this name."""
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
        """Return what a document is ordered by."""
        return self._sign * self._values[docnum]

    def set_reverse(self) -> None:
        """Order from the highest down."""
        self._sign = -1


class ArrayTerms(base.TermsReader):  # type: ignore[misc]
    """Terms and postings of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._names = sorted([*segment.fields, KEY_FIELD])

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms, in order."""
        return self._names

    def cursor(self, name: str, fieldobj: Any) -> TermCursor:
        """Return a cursor before the terms of a field."""
        return TermCursor(self, name, self.field(name).terms, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield (field, term), ascending."""
        return self.terms_from(self._names[0], b"")

    def terms_from(self, name: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield (field, term), ascending, from this term of this field on."""
        for other in self._names[bisect_left(self._names, name) :]:
            terms = self.field(other).terms
            first = terms.place(prefix) if other == name else 0
            for text in terms.encoded(first, len(terms)):
                yield other, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield ((field, term), statistics), ascending."""
        return self.items_from(self._names[0], b"")

    def items_from(
        self, name: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield ((field, term), statistics) from this term of this field on."""
        for term in self.terms_from(name, prefix):
            yield term, self.term_info(*term)

    def term_info(self, name: str, text: bytes) -> TermInfo:
        """Return the statistics of a term.

        Raises:
            TermNotFound: no document holds it.
        """
        number = self._find(name, text)
        if number is None:
            raise TermNotFound(f"no term {name}:{text!r}")
        field = self.field(name)
        docnums = field.docnums[field.postings(number)]
        lengths = field.lengths[docnums]
        return TermInfo(
            weight=float(field.total_freq[number]),
            df=int(field.doc_freq[number]),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(field.freqs[field.postings(number)].max()),
            minid=int(docnums[0]),
            maxid=int(docnums[-1]),
        )

    def frequency(self, name: str, text: bytes) -> float:
        """Return how often a term stands in all documents.

        Raises:
            KeyError: it stands in none.
        """
        return float(self.field(name).total_freq[self._number(name, text)])

    def doc_frequency(self, name: str, text: bytes) -> int:
        """Return how many documents hold a term.

        Raises:
            KeyError: none does.
        """
        return int(self.field(name).doc_freq[self._number(name, text)])

    def matcher(
        self, name: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        """Return a matcher over the postings of a term.

        Raises:
            TermNotFound: no document holds it.
        """
        number = self._find(name, text)
        if number is None:
            raise TermNotFound(f"no term {name}:{text!r}")
        return ArrayMatcher(self.field(name), number, (name, text), format_, scorer)

    def field(self, name: str) -> FieldPostings:
        """Return the postings of a field."""
        return self._keys if name == KEY_FIELD else self._segment.fields[name]

    def _find(self, name: str, text: bytes) -> int | None:
        if name not in self._names:
            return None
        return self.field(name).terms.find(text.decode("utf-8", "surrogatepass"))

    def _number(self, name: str, text: bytes) -> int:
        number = self._find(name, text)
        if number is None:
            raise KeyError((name, text))
        return number

    @cached_property
    def _keys(self) -> FieldPostings:
        """The documents' keys in the form of postings."""
        ids, counts = np.unique(self._segment.doc_ids, return_counts=True)
        encoded = [f"{number:016x}".encode() for number in ids.tolist()]
        total = len(self._segment.doc_ids)
        ones = np.ones(total, np.uint8)
        places = np.arange(total + 1)
        joined, begins = b"".join(encoded), np.arange(len(ids) + 1) * 16
        data, keys = np.frombuffer(joined, np.uint8), make_keys(joined, begins)
        return FieldPostings(
            Terms(data, begins, keys),
            doc_freq=counts.astype(np.int32),
            total_freq=counts,
            starts=starts_of(counts),
            docnums=np.argsort(self._segment.doc_ids, kind="stable").astype(np.int32),
            freqs=ones,
            lengths=ones,
            positions=np.zeros(total, np.uint8),
            position_starts=places[::STRIDE],
            total_length=total,
        )


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of one field."""

    def __init__(
        self, reader: ArrayTerms, name: str, terms: Terms, fieldobj: Any
    ) -> None:
        self._reader, self._name = reader, name
        self._terms, self._fieldobj = terms, fieldobj
        self._at = 0

    def first(self) -> str | None:
        """Go to the first term and return it."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not below and return it."""
        encoded = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._at = self._terms.place(encoded)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term and return it."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """Return the term, None after the last."""
        return self._terms[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term, None after the last."""
        if not self.is_valid():
            return None
        return self._reader.term_info(self._name, self._terms.encode(self._at))

    def is_valid(self) -> bool:
        """Say whether there is a term here."""
        return self._at < len(self._terms)


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Whoosh's walk over one posting list."""

    def __init__(
        self,
        field: FieldPostings,
        number: int,
        term: tuple[str, bytes],
        format_: Any,
        scorer: Any,
    ) -> None:
        self._field, self._number = field, number
        self._term, self.format, self.scorer = term, format_, scorer
        place = field.postings(number)
        self._first = place.start
        self._ids: list[int] = field.docnums[place].tolist()
        self._freqs = field.freqs[place]
        self._at = 0

    def copy(self) -> ArrayMatcher:
        """Return another matcher at the same posting."""
        other = ArrayMatcher(
            self._field, self._number, self._term, self.format, self.scorer
        )
        other._at = self._at
        return other

    def is_active(self) -> bool:
        """Say whether there is a posting here."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def id(self) -> int:
        """Return the document."""
        return self._ids[self._at]

    def weight(self) -> float:
        """Return how often the term stands in the document."""
        return float(self._freqs[self._at])

    def value(self) -> bytes:
        """Return the posting as Whoosh's format encodes it."""
        encoded: bytes = self.format.encode(self.value_as("positions"))
        return encoded

    def value_as(self, astype: str) -> Any:
        """Return a property of the posting: positions, frequency or weight."""
        if astype == "positions":
            return self._field.positions_of(self._first + self._at).tolist()
        if astype in ("frequency", "weight"):
            return self.weight()
        return super().value_as(astype)

    def next(self) -> bool:
        """Go to the next posting; say whether it is in another block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0

    def skip_to(self, docnum: int) -> None:
        """Go to the first posting from here on whose document is not below."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, docnum, self._at)

    def skip_to_quality(self, minimum: float) -> int:
        """Skip the blocks that cannot score above; return how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minimum:
            self._at += BLOCK - self._at % BLOCK
            skipped += 1
        return skipped

    def block_max_weight(self) -> float:
        """Return the highest weight in the block."""
        return float(self._freqs[self._block()].max())

    def block_min_length(self) -> int:
        """Return the length of the shortest document in the block."""
        return int(self._field.lengths[self._ids[self._block()]].min())

    def _block(self) -> slice:
        start = self._at - self._at % BLOCK
        return slice(start, start + BLOCK)
