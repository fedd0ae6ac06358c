"""Documents in, one segment's file out.

The text of every document is a row of numbers appended to one array a field
(``vocabulary``). ``finish`` sorts each field's tokens once by (term, order put), from
which the posting lists fall out; no object is made for a posting.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ...fields import FIELDS, Field
from ...model import Article, Known
from .arrayfile import ArrayFileWriter
from .schema import (
    TEXT_KINDS,
    VALUE_GAP,
    column_names,
    make_columns,
    make_facet_values,
    make_texts,
)
from .segment import STRIDE, segment_file
from .stored import encode_article
from .vocabulary import GAP, Numbers, Vocabulary

TOKEN_BYTES = 48
"""Peak memory a token, in ``finish``, in bytes."""

ENTRY_BYTES = 160
"""Memory of one entry of the vocabulary, about, in bytes."""

STORED_PIECE = 1 << 18
"""Bytes of stored articles gathered before they are handed to the file."""

VALUE_KINDS = ("values", "path")

Row = tuple["array[int]", "array[int]"]


class _Texts:
    """The units of one field, document after document."""

    def __init__(self) -> None:
        self.units = array("i")
        self.ends = array("q")


class _Values:
    """The whole values of one field, document after document."""

    def __init__(self) -> None:
        self.numbers: Numbers[str] = Numbers()
        self.ids = array("i")
        self.ends = array("q")
        self.seen: dict[tuple[tuple[str, ...], str], Row] = {}


class SegmentBuilder:
    """Gathers documents and writes them as one segment.

    Args:
        directory: of the index.
        name: of the new segment.
        vocabulary: may be shared by builders that follow each other.
        zone: of the site; its days count, and it is that of dates without one.

    Attributes:
        doc_count: documents added.
    """

    def __init__(
        self, directory: Path, name: str, vocabulary: Vocabulary, zone: ZoneInfo
    ) -> None:
        self.name = name
        self.doc_count = 0
        self._vocabulary = vocabulary
        self._zone = zone
        self._texts = {f.name: _Texts() for f in FIELDS if f.kind in TEXT_KINDS}
        self._values = {f.name: _Values() for f in FIELDS if f.kind in VALUE_KINDS}
        self._columns = {name: array("q") for f in FIELDS for name in column_names(f)}
        self._doc_ids = array("Q")
        self._digests: list[bytes] = []
        self._sources: Numbers[str] = Numbers()
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
        tokens = max(len(texts.units) for texts in self._texts.values())
        rest = sum(len(texts.units) for texts in self._texts.values()) - tokens
        return (
            tokens * TOKEN_BYTES
            + rest * 4
            + self.doc_count * 512
            + len(self._vocabulary) * ENTRY_BYTES
        )

    def add(self, article: Article, known: Known) -> None:
        """Append one document."""
        for field in FIELDS:
            if field.kind == "text":
                texts = self._texts[field.name]
                for text in make_texts(field, article):
                    self._vocabulary.add_text(texts.units, text, article.language)
                texts.ends.append(len(texts.units))
            elif field.kind in VALUE_KINDS:
                self._add_values(field, article)
            else:
                numbers = make_columns(field, article, self._zone)
                for name, number in zip(column_names(field), numbers, strict=True):
                    self._columns[name].append(number)
        self._doc_ids.append(int(article.doc_id, 16))
        self._add_known(known)
        self._add_stored(encode_article(article))
        self.doc_count += 1

    def finish(self) -> None:
        """Write the segment's file to its end and wait until the disk has it.

        Raises:
            OSError: it could not be written; nothing of it is left.
        """
        with self._file as file:
            file.extend(b"".join(self._stored_piece))
            file.write("stored.starts", _starts(self._stored_ends))
            file.write("doc_ids", np.frombuffer(self._doc_ids, np.uint64))
            self._write_known()
            for name, column in self._columns.items():
                file.write(f"column.{name}", np.frombuffer(column, np.int64))
            for name, values in self._values.items():
                self._write_facet(name, values)
            self._write_fields()

    def cancel(self) -> None:
        """Remove what was written of the file."""
        self._file.cancel()

    def _add_values(self, field: Field, article: Article) -> None:
        """Append whole values and their words; rows are remembered, values repeat."""
        kept, texts = self._values[field.name], self._texts[field.name]
        key = make_texts(field, article), article.language
        row = kept.seen.get(key)
        if row is None:
            units = array("i")
            self._vocabulary.add_values(units, *key)
            wholes = make_facet_values(field, article)
            row = units, array("i", [kept.numbers[whole] for whole in wholes])
            kept.seen[key] = row
        texts.units.extend(row[0])
        texts.ends.append(len(texts.units))
        kept.ids.extend(row[1])
        kept.ends.append(len(kept.ids))

    def _add_known(self, known: Known) -> None:
        self._digests.append(known.digest.encode("utf-8", "surrogatepass"))
        self._source.append(self._sources[known.source])
        self._sizes.append(known.size)
        self._mtimes.append(known.mtime)

    def _add_stored(self, data: bytes) -> None:
        self._stored_piece.append(data)
        self._stored_size += len(data)
        self._stored_ends.append(self._stored_size)
        if len(self._stored_piece) == 256:
            self._file.extend(b"".join(self._stored_piece))
            self._stored_piece.clear()

    def _write_known(self) -> None:
        file = self._file
        write_strings(file, "known.digests", self._digests)
        rank = write_numbered(file, "known.sources", self._sources)
        file.write("known.source", rank[np.frombuffer(self._source, np.int32)])
        file.write("known.size", np.frombuffer(self._sizes, np.int64))
        file.write("known.mtime", np.frombuffer(self._mtimes, np.int64))

    def _write_facet(self, name: str, values: _Values) -> None:
        file = self._file
        rank = write_numbered(file, f"facet.{name}.values", values.numbers)
        file.write(f"facet.{name}.docs", _docs(_starts(values.ends)))
        file.write(f"facet.{name}.ids", rank[np.frombuffer(values.ids, np.int32)])

    def _write_fields(self) -> None:
        """Write the postings of every field; the terms are sorted once for all."""
        words = list(self._vocabulary.terms)
        groups = list(self._vocabulary.groups)
        used = np.zeros(len(words), np.bool_)
        for texts in self._texts.values():
            mark_used(used, texts.units, groups)
        ascending = sorted(np.flatnonzero(used).tolist(), key=words.__getitem__)
        rank = np.zeros(len(words), np.int32)
        rank[ascending] = np.arange(len(ascending), dtype=np.int32)
        encoded = [words[i].encode("utf-8", "surrogatepass") for i in ascending]
        for name, texts in self._texts.items():
            tokens = expand(texts, groups)
            tokens = (rank[tokens[0]], *tokens[1:])
            texts.units, texts.ends = array("i"), array("q")
            self._write_field(name, encoded, *tokens)

    def _write_field(
        self,
        name: str,
        encoded: list[bytes],
        terms: NDArray[np.int32],
        docs: NDArray[np.int32],
        positions: NDArray[np.int32],
    ) -> None:
        """Write one field.

        Args:
            encoded: all terms of the segment, ascending.
            terms: int32[k], into ``encoded``; k tokens in the order put.
            docs, positions: int32[k].
        """
        file, field = self._file, f"field.{name}"
        lengths = np.bincount(docs, minlength=self.doc_count)
        total = len(terms)
        keys = terms.astype(np.int64) << 32
        keys |= np.arange(total, dtype=np.int64)
        keys.sort()
        order = keys & 0xFFFFFFFF
        keys >>= 32
        docs = docs[order]
        new_term = np.ones(total, np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=new_term[1:])
        new_posting = new_term.copy()
        new_posting[1:] |= docs[1:] != docs[:-1]
        at = np.flatnonzero(new_posting)
        first = np.flatnonzero(new_term[at])
        present = keys[at[first]]
        starts = np.append(first, len(at))
        freqs = np.diff(at, append=total)
        write_terms(file, field, [encoded[i] for i in present.tolist()])
        file.write(f"{field}.doc_freq", np.diff(starts).astype(np.int32))
        file.write(
            f"{field}.total_freq", np.diff(at[first], append=total).astype(np.int64)
        )
        file.write(f"{field}.starts", starts.astype(np.int64))
        file.write(f"{field}.docnums", docs[at])
        file.write(f"{field}.freqs", freqs.astype(smallest(freqs)))
        file.write(f"{field}.lengths", lengths.astype(smallest(lengths, 2)))
        positions = positions[order]
        file.write(f"{field}.positions", positions.astype(smallest(positions, 2)))
        strides = np.append(at[::STRIDE], total)
        file.write(f"{field}.position_starts", strides.astype(np.int64))
        file.meta[f"{field}.total_length"] = total


def mark_used(
    used: NDArray[np.bool_], units: array[int], groups: list[tuple[int, ...]]
) -> None:
    """Set the entry of every term that stands in a row of units."""
    row = np.frombuffer(units, np.int32)
    negative = row < 0
    if negative.any():
        for unit in np.unique(row[negative]).tolist():
            if unit != GAP:
                used[list(groups[-1 - unit])] = True
        row = row[~negative]
    used[row] = True


def expand(
    texts: _Texts, groups: list[tuple[int, ...]]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Turn the units of all documents into tokens.

    Returns:
        int32[k] terms, docnums and positions, in the order put.
    """
    units = np.frombuffer(texts.units, np.int32)
    starts = _starts(texts.ends)
    docs = _docs(starts)
    widths = np.where(units == GAP, VALUE_GAP, 1) if (units < 0).any() else None
    if widths is None:
        positions = np.arange(len(units)) - np.repeat(starts[:-1], np.diff(starts))
        return units, docs, positions.astype(np.int32)
    begins = np.concatenate(([0], np.cumsum(widths)))
    positions = begins[:-1] - begins[starts[docs]]
    sizes = np.array([0, *(len(group) for group in groups[1:])])
    flat = np.array([term for group in groups[1:] for term in group], np.int32)
    firsts = np.cumsum(sizes) - sizes
    times = np.where(units < 0, sizes[np.minimum(units, -1) * -1 - 1], 1)
    source = np.repeat(np.arange(len(units)), times)
    within = np.arange(len(source)) - np.repeat(np.cumsum(times) - times, times)
    terms = units[source]
    grouped = np.flatnonzero(terms < 0)
    terms[grouped] = flat[firsts[-1 - terms[grouped]] + within[grouped]]
    return terms, docs[source], positions[source].astype(np.int32)


def smallest(values: NDArray[Any], size: int = 1) -> np.dtype[Any]:
    """Return the smallest unsigned type, of ``size`` bytes or more, for values."""
    most = max(int(values.max(initial=0)), 256**size - 1)
    return np.min_scalar_type(most)


def write_strings(file: ArrayFileWriter, name: str, encoded: Sequence[bytes]) -> None:
    """Write strings as their bytes and where each begins."""
    starts = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=starts[1:])
    file.begin(f"{name}.data", np.dtype(np.uint8))
    file.extend(b"".join(encoded))
    file.write(f"{name}.starts", starts.astype(smallest(starts[-1:], 4)))


def write_terms(file: ArrayFileWriter, field: str, encoded: Sequence[bytes]) -> None:
    """Write the dictionary of a field, with the keys by which it is searched."""
    write_strings(file, f"{field}.terms", encoded)
    heads = b"".join([term[:8].ljust(8, b"\0") for term in encoded])
    file.write(f"{field}.terms.keys", np.frombuffer(heads, ">u8").astype(np.uint64))


def write_numbered(
    file: ArrayFileWriter, name: str, numbers: Numbers[str]
) -> NDArray[np.int32]:
    """Write numbered strings in ascending order.

    Returns:
        int32[n], the place of each string in that order, by its number.
    """
    strings = list(numbers)
    ascending = sorted(range(len(strings)), key=strings.__getitem__)
    rank = np.empty(len(strings), np.int32)
    rank[ascending] = np.arange(len(strings), dtype=np.int32)
    write_strings(
        file, name, [strings[i].encode("utf-8", "surrogatepass") for i in ascending]
    )
    return rank


def _starts(ends: array[int]) -> NDArray[np.int64]:
    """Return where each row begins, and the end, from where each ends."""
    return np.concatenate((np.zeros(1, np.int64), np.frombuffer(ends, np.int64)))


def _docs(starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the docnum of every entry of rows that begin so."""
    sizes = np.diff(starts)
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
