"""The terms and postings of a segment through Whoosh's interfaces."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from ..storage.arrays import starts_of
from ..storage.segment import POSITIONS_STRIDE, FieldPostings, Segment, TermDictionary
from ..writing.strings import make_keys

KEY_FIELD = "doc_id"
"""The field of ``schema`` whose terms are not postings but ``Segment.doc_ids``."""

BLOCK_POSTINGS = 128
"""Postings whose highest weight and shortest length Whoosh asks for together."""


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
            TermDictionary(data, begins, keys),
            doc_freq=counts.astype(np.int32),
            total_freq=counts,
            starts=starts_of(counts),
            docnums=np.argsort(self._segment.doc_ids, kind="stable").astype(np.int32),
            freqs=ones,
            lengths=ones,
            positions=np.zeros(total, np.uint8),
            position_starts=places[::POSITIONS_STRIDE],
            total_length=total,
        )


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """A cursor over the terms of one field."""

    def __init__(
        self, reader: ArrayTerms, name: str, terms: TermDictionary, fieldobj: Any
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
        """Return whether there is a term here."""
        return self._at < len(self._terms)


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """A Whoosh matcher over one posting list."""

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
        """Return whether there is a posting here."""
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
        """Go to the next posting; return whether it is in another block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK_POSTINGS == 0

    def skip_to(self, docnum: int) -> None:
        """Go to the first posting from here on whose document is not below."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, docnum, self._at)

    def skip_to_quality(self, minimum: float) -> int:
        """Skip the blocks that cannot score above; return how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minimum:
            self._at += BLOCK_POSTINGS - self._at % BLOCK_POSTINGS
            skipped += 1
        return skipped

    def block_max_weight(self) -> float:
        """Return the highest weight in the block."""
        return float(self._freqs[self._block()].max())

    def block_min_length(self) -> int:
        """Return the length of the shortest document in the block."""
        return int(self._field.lengths[self._ids[self._block()]].min())

    def _block(self) -> slice:
        start = self._at - self._at % BLOCK_POSTINGS
        return slice(start, start + BLOCK_POSTINGS)
