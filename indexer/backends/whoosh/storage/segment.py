"""One segment of the index, opened: arrays over the mapped file, nothing decoded.

A segment is the file ``NAME.arrays`` (container: ``arrayfile``), never changed once
written, and, when documents of it were deleted, the newest ``NAME.GENERATION.live``.
Documents are numbered from 0 in the order they were put. n documents; by array:

==================================  ==========================================
``doc_ids``                         uint64[n], ``Article.doc_id`` as a number
``stored``                          strings [n]: see ``stored``
``known.digests``                   strings [n]
``known.sources``                   strings, each address once, ascending
``known.source``                    int32[n] into ``known.sources``
``known.size``, ``known.mtime``     int64[n]
``column.NAME``                     int64[n], the integer columns of ``schema``;
                                    ``MISSING`` where there is no value
``facet.NAME.values``               strings, ascending: whole values; of a path,
                                    each level joined with those before it
``facet.NAME.docs``, ``.ids``       int32[m], the pairs (docnum, number of the
                                    value), by docnum, then as in the article
``field.NAME.terms``                strings [t], ascending, with ``.keys``
``field.NAME.doc_freq``             int32[t]
``field.NAME.total_freq``           int64[t]
``field.NAME.starts``               int64[t + 1], posting lists: those of term t
                                    are ``starts[t]:starts[t + 1]``
``field.NAME.docnums``              int32[p], ascending in each posting list
``field.NAME.freqs``                uint8, 16 or 32[p], above 0
``field.NAME.lengths``              uint16 or 32[n], terms in the field
``field.NAME.positions``            uint16 or 32, those of posting 0, of 1, ...;
                                    ascending in each posting
``field.NAME.position_starts``      int64, where the positions of every
                                    ``POSITIONS_STRIDE``-th posting begin, and the end
``words.terms``                     strings, ascending, with ``.keys``: the words as
                                    written and folded that are no terms themselves
==================================  ==========================================

Strings are two arrays: ``NAME.data``, the bytes in UTF-8 end to end, and
``NAME.starts``, uint32 or 64 with one more entry. ``.keys`` holds the first eight bytes
of each string as a big-endian number, so that a look-up is a search in numbers.

Terms and positions are those of ``schema.analyze_texts``.

``NAME.GENERATION.live`` holds ``live``, bool[n]: False where deleted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ....model import Article, PageStamp
from ....text import make_letter_bits
from .arrayfile import ArrayFile
from .arrays import Ints
from .stored import decode_article, decode_hit

POSITIONS_STRIDE = 64
"""Postings from one entry of ``position_starts`` to the next."""


class StringTable(Sequence[str]):
    """Strings end to end in one array, decoded when asked for."""

    def __init__(self, data: NDArray[np.uint8], starts: NDArray[Any]) -> None:
        self.data = data
        self.starts = starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            low, high, _ = at.indices(len(self))
            return [b.decode("utf-8", "surrogatepass") for b in self.encoded(low, high)]
        return self.encode(at).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def encode(self, at: int) -> bytes:
        """Return the bytes of one string."""
        return self.data[int(self.starts[at]) : int(self.starts[at + 1])].tobytes()

    def encoded(self, low: int, high: int) -> list[bytes]:
        """Return the bytes of the strings from ``low`` to before ``high``."""
        if low >= high:
            return []
        starts = self.starts[low : high + 1].astype(np.int64)
        joined = self.data[starts[0] : starts[-1]].tobytes()
        ends = (starts - starts[0]).tolist()
        return [joined[a:b] for a, b in pairwise(ends)]


class TermDictionary(StringTable):
    """The sorted dictionary of one field's terms."""

    def __init__(
        self,
        data: NDArray[np.uint8],
        starts: NDArray[Any],
        keys: NDArray[np.uint64],
    ) -> None:
        super().__init__(data, starts)
        self.keys = keys

    @cached_property
    def letter_bits(self) -> NDArray[np.uint32]:
        """uint32[terms]: the bytes of each term as bits, see ``make_letter_bits``."""
        if not len(self):
            return np.empty(0, np.uint32)
        bits = make_letter_bits(self.data)
        return np.bitwise_or.reduceat(bits, self.starts[:-1].astype(np.int64))

    def find(self, term: str) -> int | None:
        """Return the number of a term, None if no document holds it."""
        encoded = term.encode("utf-8", "surrogatepass")
        at = self.place(encoded)
        return at if at < len(self) and self.encode(at) == encoded else None

    def find_prefix(self, prefix: str) -> tuple[int, int]:
        """Return the first and one past the last number of the terms with a prefix."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        if not encoded:
            return 0, len(self)
        after = encoded[:-1] + bytes([encoded[-1] + 1])
        return self.place(encoded), self.place(after)

    def place(self, encoded: bytes) -> int:
        """Return the number of the first term not below these bytes of UTF-8."""
        key = np.uint64(int.from_bytes(encoded[:8].ljust(8, b"\0"), "big"))
        low = int(self.keys.searchsorted(key))
        if len(encoded) <= 8 and 0 not in encoded:
            return low
        high = int(self.keys.searchsorted(key, "right"))
        return bisect_left(range(high), encoded, low, high, key=self.encode)


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """The postings of one field; arrays as in the module's table.

    Attributes:
        total_length: sum of ``lengths``.
    """

    terms: TermDictionary
    doc_freq: NDArray[np.int32]
    total_freq: Ints
    starts: Ints
    docnums: NDArray[np.int32]
    freqs: NDArray[Any]
    lengths: NDArray[Any]
    positions: NDArray[Any]
    position_starts: Ints
    total_length: int

    def postings(self, term: int) -> slice:
        """Return where the posting list of a term is in ``docnums`` and ``freqs``."""
        return slice(int(self.starts[term]), int(self.starts[term + 1]))

    def positions_of(self, posting: int) -> NDArray[Any]:
        """Return the positions of one posting, ascending."""
        block = posting - posting % POSITIONS_STRIDE
        start = int(self.position_starts[block // POSITIONS_STRIDE])
        start += int(self.freqs[block:posting].sum(dtype=np.int64))
        return self.positions[start : start + int(self.freqs[posting])]

    def find_positions(self, postings: Ints) -> Ints:
        """Return where the positions of each posting begin in ``positions``.

        Args:
            postings: int64[k], ascending.

        Returns:
            int64[k].
        """
        if not len(postings):
            return np.empty(0, np.int64)
        first, last = int(postings[0]), int(postings[-1])
        if last - first < len(postings) * POSITIONS_STRIDE:
            low = first - first % POSITIONS_STRIDE
            before = np.zeros(last - low + 1, np.int64)
            np.cumsum(self.freqs[low:last], dtype=np.int64, out=before[1:])
            before += self.position_starts[low // POSITIONS_STRIDE]
            return before[postings - low]
        blocks = postings // POSITIONS_STRIDE
        columns = np.arange(POSITIONS_STRIDE)
        rows = np.minimum(
            blocks[:, None] * POSITIONS_STRIDE + columns, len(self.freqs) - 1
        )
        freqs = self.freqs[rows].astype(np.int64)
        freqs[columns >= (postings % POSITIONS_STRIDE)[:, None]] = 0
        found: Ints = self.position_starts[blocks] + freqs.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The whole values of one field; arrays as in the module's table."""

    values: StringTable
    docs: NDArray[np.int32]
    ids: NDArray[np.int32]


class Segment:
    """One segment, opened.

    Args:
        directory: of the index.
        name: of the segment.
        live: generation of its newest ``.live`` file; 0 if nothing was deleted.

    Attributes:
        doc_count: documents, deleted ones included.
        live: bool[doc_count], None if nothing was deleted.
        live_generation: that of the file it was read from; 0 if there is none.
        doc_ids: uint64[doc_count].
        fields: by name, of each field whose text is searched.
        columns: by name, int64[doc_count]; see ``schema.column_names``.
        derived: what was computed from its arrays, for this generation and later ones.
        facets: by name, of ``values`` and ``path`` fields.
        words: as written and folded, of words that are no terms; some may only
            be in deleted documents.

    Raises:
        IndexCorrupt: a file does not open as it was written.
        IndexOutdated: it is of another format version.
    """

    def __init__(self, directory: Path, name: str, live: int = 0) -> None:
        self.name = name
        self.derived: dict[str, Any] = {}
        self.live_generation = live
        self.file = ArrayFile(directory / segment_file(name))
        self.live_file = ArrayFile(directory / live_file(name, live)) if live else None
        arrays = self.file.arrays
        self.doc_ids: NDArray[np.uint64] = arrays["doc_ids"]
        self.doc_count = len(self.doc_ids)
        self.live: NDArray[np.bool_] | None = (
            self.live_file.arrays["live"] if self.live_file else None
        )
        self.fields = {name: self._field(name) for name in self._names("field.")}
        self.columns = {
            name: arrays["column." + name] for name in self._names("column.")
        }
        self.facets = {name: self._facet(name) for name in self._names("facet.")}
        self.words = (
            self._terms("words") if "words.terms.data" in arrays else EMPTY_DICTIONARY
        )
        self._stored = self.strings("stored")

    @property
    def live_count(self) -> int:
        """The number of documents that are not deleted."""
        return self.doc_count if self.live is None else int(self.live.sum())

    def article(self, docnum: int) -> Article:
        """Return one article, as it was put."""
        return decode_article(self._stored.encode(docnum))

    def hit(self, docnum: int) -> Article:
        """Return one article without its annotations, in less time."""
        return decode_hit(self._stored.encode(docnum))

    def encoded(self, docnum: int) -> bytes:
        """Return one article as ``stored`` keeps it."""
        return self._stored.encode(docnum)

    def page_stamp(self, docnum: int) -> PageStamp:
        """Return the stamp of the page of one document."""
        arrays = self.file.arrays
        return PageStamp(
            self._digests[docnum],
            self._sources[int(arrays["known.source"][docnum])],
            int(arrays["known.size"][docnum]),
            int(arrays["known.mtime"][docnum]),
        )

    def stored(self, docnum: int) -> tuple[Article, PageStamp]:
        """Return an article and the stamp of its page, as they were put."""
        return self.article(docnum), self.page_stamp(docnum)

    @cached_property
    def _digests(self) -> StringTable:
        return self.strings("known.digests")

    @cached_property
    def _sources(self) -> list[str]:
        return self.strings("known.sources")[:]

    def _names(self, kind: str) -> list[str]:
        """Return the names of the fields that have arrays of a kind, each once."""
        names = [n.removeprefix(kind) for n in self.file.arrays if n.startswith(kind)]
        return list(dict.fromkeys(name.partition(".")[0] for name in names))

    def strings(self, name: str) -> StringTable:
        """Return the strings of this name; see the module's table."""
        arrays = self.file.arrays
        return StringTable(arrays[name + ".data"], arrays[name + ".starts"])

    def _field(self, name: str) -> FieldPostings:
        start = f"field.{name}."
        a = {n.removeprefix(start): v for n, v in self.file.arrays.items()}
        return FieldPostings(
            self._terms(f"field.{name}"),
            **{part: a[part] for part in FIELD_ARRAYS},
            total_length=int(self.file.meta[start + "total_length"]),
        )

    def _terms(self, name: str) -> TermDictionary:
        a = self.file.arrays
        parts = (a[f"{name}.terms.{part}"] for part in ("data", "starts", "keys"))
        return TermDictionary(*parts)

    def _facet(self, name: str) -> FacetColumn:
        start, arrays = f"facet.{name}", self.file.arrays
        values = self.strings(start + ".values")
        return FacetColumn(values, arrays[start + ".docs"], arrays[start + ".ids"])


EMPTY_DICTIONARY = TermDictionary(
    np.empty(0, np.uint8), np.zeros(1), np.empty(0, np.uint64)
)
"""The words of a segment written before segments had words."""

FIELD_ARRAYS = (
    "doc_freq",
    "total_freq",
    "starts",
    "docnums",
    "freqs",
    "lengths",
    "positions",
    "position_starts",
)


def segment_file(name: str) -> str:
    """Return the name of a segment's file."""
    return f"{name}.arrays"


def live_file(name: str, generation: int) -> str:
    """Return the name of the file that says which documents are not deleted."""
    return f"{name}.{generation}.live"
