"""Documents in, one segment's file out.

The text of every document is a row of numbers appended to one array a field
(``term_ids``). ``finish`` sorts each field's tokens once by (term, order put), from
which the posting lists fall out; no object is made for a posting.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ....fields import FIELDS, Field
from ....model import Article, PageStamp
from ..storage.arrayfile import ArrayFileWriter
from ..storage.arrays import (
    Ints,
    expand_ranges,
    find_run_starts,
    repeat_row_numbers,
    smallest_dtype,
    starts_from_ends,
    starts_of,
)
from ..storage.schema import column_names, make_columns, make_facet_values, make_texts
from ..storage.segment import POSITIONS_STRIDE, segment_file
from ..storage.stored import encode_article
from .strings import encode_words, write_numbered, write_strings, write_terms
from .term_ids import IdTable, TermIds
from .tokens import PLACE_BITS, PLACE_MASK, FieldTokens, GroupTable

BYTES_PER_TOKEN = 40
"""Peak memory of ``finish`` for a token."""

BYTES_PER_DOCUMENT = 512
"""Memory of ``finish`` for a document beside its tokens."""

BYTES_PER_ENTRY = 160
"""Memory of one entry of ``TermIds``, about."""

MAX_UNNUMBERED_BIGRAMS = 1 << 19
"""Han bigrams collected before they get term numbers. The memory that new ones take is
counted only from then on."""

STORED_BATCH_ARTICLES = 256
"""Stored articles collected before they are written to the file."""

VALUE_KINDS = ("values", "path")


class _TextColumn:
    """One text field, document after document."""

    def __init__(self) -> None:
        self.row = array("q")
        self.ends = array("q")

    def units(self) -> tuple[Ints, Ints]:
        """Return all units, and where those of each document begin, and the end."""
        return np.frombuffer(self.row, np.int64), starts_from_ends(self.ends)


class _ValuesColumn:
    """One field of whole values; each distinct list of values is analysed once.

    Attributes:
        lists: number of each (values, language).
        row, ends: units of each list.
        ids, id_ends: numbers of the whole values of each list.
        docs: number of the list of each document.
    """

    def __init__(self) -> None:
        self.lists: dict[tuple[object, str], int] = {}
        self.row, self.ends = array("q"), array("q")
        self.numbers: IdTable[str] = IdTable()
        self.ids, self.id_ends = array("i"), array("q")
        self.docs = array("i")

    def add(self, field: Field, article: Article, term_ids: TermIds) -> None:
        """Append what one document has."""
        key = field.read(article), article.language
        number = self.lists.get(key)
        if number is None:
            number = self.lists[key] = len(self.lists)
            texts = make_texts(field, article)
            term_ids.add_values(self.row, texts, article.language)
            self.ends.append(len(self.row))
            wholes = make_facet_values(field, article)
            self.ids.extend(map(self.numbers.__getitem__, wholes))
            self.id_ends.append(len(self.ids))
        self.docs.append(number)

    def units(self) -> tuple[Ints, Ints]:
        """Return all units, and where those of each document begin, and the end."""
        return self._spread(np.frombuffer(self.row, np.int64), self.ends)

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return int32 docnums and numbers of whole values, by docnum."""
        ids, starts = self._spread(np.frombuffer(self.ids, np.int32), self.id_ends)
        return repeat_row_numbers(starts), ids

    def _spread(
        self, entries: NDArray[Any], ends: array[int]
    ) -> tuple[NDArray[Any], Ints]:
        """Repeat the entries of each list for every document that has the list."""
        starts = starts_from_ends(ends)
        docs = np.frombuffer(self.docs, np.int32)
        sizes = np.diff(starts)[docs]
        at = expand_ranges(starts[docs], sizes)
        return entries[at], starts_of(sizes)


class SegmentBuilder:
    """Collects documents and writes them as one segment.

    Args:
        directory: of the index.
        name: of the new segment.
        term_ids: term numbers; may be shared by successive builders.
        zone: of the site, for the days of dates and for dates without a zone.

    Attributes:
        doc_count: documents added.
    """

    def __init__(
        self, directory: Path, name: str, term_ids: TermIds, zone: ZoneInfo
    ) -> None:
        self.name = name
        self.doc_count = 0
        self._term_ids = term_ids
        self._zone = zone
        self._texts = [(f, _TextColumn()) for f in FIELDS if f.kind == "text"]
        self._values = [(f, _ValuesColumn()) for f in FIELDS if f.kind in VALUE_KINDS]
        self._fields: list[tuple[Field, _TextColumn | _ValuesColumn]] = [
            *self._texts,
            *self._values,
        ]
        self._columns = [
            (f, [array("q") for _ in column_names(f)])
            for f in FIELDS
            if column_names(f)
        ]
        self._doc_ids = array("Q")
        self._digests: list[bytes] = []
        self._sources: IdTable[str] = IdTable()
        self._source = array("i")
        self._sizes, self._mtimes = array("q"), array("q")
        self._stored_ends = array("q")
        self._stored_size = 0
        self._stored_piece: list[bytes] = []
        self._file = ArrayFileWriter(directory / segment_file(name))
        self._file.begin("stored.data", np.dtype(np.uint8))

    @property
    def size(self) -> int:
        """Return the memory that finishing now would take at most, in bytes."""
        sizes = [len(texts.row) for _, texts in self._texts]
        return (
            max(sizes) * BYTES_PER_TOKEN
            + sum(sizes) * 8
            + self.doc_count * BYTES_PER_DOCUMENT
            + len(self._term_ids) * BYTES_PER_ENTRY
        )

    def add(self, article: Article, stamp: PageStamp) -> None:
        """Append one document."""
        term_ids = self._term_ids
        for field, texts in self._texts:
            for text in make_texts(field, article):
                term_ids.add_text(texts.row, text, article.language)
            texts.ends.append(len(texts.row))
        for field, values in self._values:
            values.add(field, article, term_ids)
        for field, columns in self._columns:
            numbers = make_columns(field, article, self._zone)
            for column, number in zip(columns, numbers, strict=True):
                column.append(number)
        self._doc_ids.append(int(article.doc_id, 16))
        self._add_stamp(stamp)
        self._add_stored(encode_article(article))
        self.doc_count += 1
        if term_ids.unnumbered > MAX_UNNUMBERED_BIGRAMS:
            self._number_bigrams()

    def finish(self) -> None:
        """Write the segment's file to its end and wait until the disk has it.

        Raises:
            OSError: it could not be written; nothing of it is left.
        """
        with self._file as file:
            file.extend(b"".join(self._stored_piece))
            file.write("stored.starts", starts_from_ends(self._stored_ends))
            file.write("doc_ids", np.frombuffer(self._doc_ids, np.uint64))
            self._write_stamps()
            for field, columns in self._columns:
                for name, column in zip(column_names(field), columns, strict=True):
                    file.write(f"column.{name}", np.frombuffer(column, np.int64))
            for field, values in self._values:
                self._write_facet(field.name, values)
            self._write_fields()

    def cancel(self) -> None:
        """Remove what was written of the file."""
        self._file.cancel()

    def _add_stamp(self, stamp: PageStamp) -> None:
        self._digests.append(stamp.digest.encode("utf-8", "surrogatepass"))
        self._source.append(self._sources[stamp.source])
        self._sizes.append(stamp.size)
        self._mtimes.append(stamp.mtime)

    def _add_stored(self, data: bytes) -> None:
        self._stored_piece.append(data)
        self._stored_size += len(data)
        self._stored_ends.append(self._stored_size)
        if len(self._stored_piece) == STORED_BATCH_ARTICLES:
            self._file.extend(b"".join(self._stored_piece))
            self._stored_piece.clear()

    def _write_stamps(self) -> None:
        file = self._file
        write_strings(file, "known.digests", self._digests)
        rank = write_numbered(file, "known.sources", self._sources)
        file.write("known.source", rank[np.frombuffer(self._source, np.int32)])
        file.write("known.size", np.frombuffer(self._sizes, np.int64))
        file.write("known.mtime", np.frombuffer(self._mtimes, np.int64))

    def _write_facet(self, name: str, values: _ValuesColumn) -> None:
        file = self._file
        rank = write_numbered(file, f"facet.{name}.values", values.numbers)
        docs, ids = values.pairs()
        file.write(f"facet.{name}.docs", docs)
        file.write(f"facet.{name}.ids", rank[ids])

    def _number_bigrams(self) -> list[Ints]:
        """Give all bigrams in the rows of units a number, and return the rows."""
        rows = [np.frombuffer(kept.row, np.int64) for _, kept in self._fields]
        self._term_ids.number_bigrams(rows)
        return rows

    def _write_fields(self) -> None:
        """Write the postings of every field; terms are sorted once for all fields."""
        rows = self._number_bigrams()
        words = list(self._term_ids.terms)
        groups = GroupTable(self._term_ids.groups)
        used = groups.find_terms(rows, len(words))
        ascending = sorted(np.flatnonzero(used).tolist(), key=words.__getitem__)
        rank = np.zeros(len(words), np.int64)
        rank[ascending] = np.arange(len(ascending))
        encoded = encode_words(map(words.__getitem__, ascending))
        self._write_words(used)
        for field, kept in self._fields:
            tokens = groups.place(*kept.units(), rank)
            self._write_field(field.name, encoded, tokens)

    def _write_words(self, used: NDArray[np.bool_]) -> None:
        """Write the words as written, of the terms in use."""
        written = self._term_ids.words.items()
        words = sorted(word for word, term in written if used[term])
        write_terms(self._file, "words", encode_words(words) if words else [])

    def _write_field(
        self, name: str, encoded: list[bytes], tokens: FieldTokens
    ) -> None:
        """Write one field.

        Args:
            encoded: all terms of the segment, ascending.
            tokens: their ranks are places in ``encoded``.
        """
        file, field, total = self._file, f"field.{name}", len(tokens.keys)
        keys, positions = tokens.sort()
        at = find_run_starts(keys)
        postings = keys[at]
        first = find_run_starts(postings >> PLACE_BITS)
        present = postings[first] >> PLACE_BITS
        write_terms(file, field, [encoded[i] for i in present.tolist()])
        starts = np.append(first, len(at))
        postings &= PLACE_MASK
        freqs = np.diff(at, append=total)
        file.write(f"{field}.doc_freq", np.diff(starts).astype(np.int32))
        file.write(f"{field}.total_freq", np.diff(at[first], append=total))
        file.write(f"{field}.starts", starts)
        file.write(f"{field}.docnums", postings.astype(np.int32))
        file.write(f"{field}.freqs", freqs.astype(smallest_dtype(freqs)))
        lengths = tokens.lengths
        file.write(f"{field}.lengths", lengths.astype(smallest_dtype(lengths, 2)))
        file.write(f"{field}.positions", positions)
        file.write(f"{field}.position_starts", np.append(at[::POSITIONS_STRIDE], total))
        file.meta[f"{field}.total_length"] = total
