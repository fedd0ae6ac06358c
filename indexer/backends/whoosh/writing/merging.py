"""Several segments into one, without the documents that were deleted.

Nothing is analysed or sorted again: docnums move up, terms get new numbers, and the
slices of each posting list are concatenated. The work goes field by field and, within a
field, over ranges of terms of at most ``CHUNK_TOKENS`` tokens, so that the memory used
does not grow with the index; only the dictionary of one field is held whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..storage.arrayfile import ArrayFileWriter
from ..storage.arrays import (
    Ints,
    Mask,
    chunk_edges,
    expand_ranges,
    smallest_dtype,
    starts_of,
)
from ..storage.segment import (
    POSITIONS_STRIDE,
    FieldPostings,
    Segment,
    StringTable,
    segment_file,
)
from .merge_policy import MergeSource
from .strings import write_strings, write_terms

COPY_BYTES = 1 << 20
"""Bytes of stored documents copied at a time."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """A segment that is being merged into another.

    Attributes:
        live: bool[doc_count], None if nothing was deleted.
        base: new docnum of its first document that is left.
        docmap: int32[doc_count], new docnum of each document, -1 if deleted; None if
            nothing was.
    """

    segment: Segment
    live: Mask | None
    base: int
    docmap: NDArray[np.int32] | None

    def take(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the rows, one a document, that are left."""
        return values if self.live is None else values[self.live]

    def move(self, docnums: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return new docnums, -1 where deleted."""
        if self.docmap is None:
            return docnums + np.int32(self.base)
        return self.docmap[docnums]

    def left(self, docnums: NDArray[np.int32]) -> Mask | slice:
        """Return which entries of an array over postings or pairs are left."""
        return slice(None) if self.live is None else self.live[docnums]


@dataclass(frozen=True, slots=True)
class _MovedField:
    """One field of a segment that is being merged.

    Attributes:
        numbers: int32[terms], new number of each term, ascending; a term that is only
            in deleted documents has the number of the next one.
        doc_freq, total_freq: [terms], of what is left.
        position_starts: int64[terms + 1], where the positions of each term begin.
    """

    moved: _Moved
    postings: FieldPostings
    numbers: NDArray[np.int32]
    doc_freq: NDArray[Any]
    total_freq: Ints
    position_starts: Ints

    def range(self, low: int, high: int) -> slice:
        """Return where the postings of a range of terms are."""
        return slice(int(self.postings.starts[low]), int(self.postings.starts[high]))

    def docnums(self, low: int, high: int) -> NDArray[np.int32]:
        """Return the new docnums in a range of terms, of postings that are left."""
        old = self.postings.docnums[self.range(low, high)]
        return self.moved.move(old)[self.moved.left(old)]

    def freqs(self, low: int, high: int) -> NDArray[Any]:
        """Return the frequencies in a range of terms, of postings that are left."""
        at = self.range(low, high)
        return self.postings.freqs[at][self.moved.left(self.postings.docnums[at])]

    def positions(self, low: int, high: int) -> NDArray[Any]:
        """Return the positions in a range of terms, of postings that are left."""
        starts, at = self.position_starts, self.range(low, high)
        positions = self.postings.positions[starts[low] : starts[high]]
        if self.moved.live is None:
            return positions
        left = self.moved.live[self.postings.docnums[at]]
        return positions[np.repeat(left, self.postings.freqs[at])]


def merge_segments(directory: Path, name: str, sources: Sequence[MergeSource]) -> None:
    """Write a segment of the documents left in others, in their order.

    Raises:
        OSError: it could not be written; nothing of it is left.
    """
    moved = _move(sources)
    first = sources[0].segment
    with ArrayFileWriter(directory / segment_file(name)) as file:
        _merge_strings(file, "stored", moved)
        _merge_rows(file, "doc_ids", moved)
        _merge_stamps(file, moved)
        for column in first.columns:
            _merge_rows(file, f"column.{column}", moved)
        for facet in first.facets:
            _merge_facet(file, facet, moved)
        for field in first.fields:
            _merge_field(file, field, moved)
        words = [m.segment.words for m in moved]
        every = [np.ones(len(table), np.bool_) for table in words]
        write_terms(file, "words", _unite(words, every)[0])


def _move(sources: Sequence[MergeSource]) -> list[_Moved]:
    """Assign every document its new docnum."""
    moved: list[_Moved] = []
    base = 0
    for source in sources:
        docmap = None
        if source.live is not None:
            docmap = np.cumsum(source.live, dtype=np.int32) + np.int32(base - 1)
            docmap[~source.live] = -1
        moved.append(_Moved(source.segment, source.live, base, docmap))
        base += source.live_count
    return moved


def _merge_rows(file: ArrayFileWriter, name: str, moved: Sequence[_Moved]) -> None:
    """Concatenate one array over documents."""
    file.begin(name, moved[0].segment.file.arrays[name].dtype)
    for m in moved:
        file.extend(m.take(m.segment.file.arrays[name]))


def _merge_strings(file: ArrayFileWriter, name: str, moved: Sequence[_Moved]) -> None:
    """Copy strings as they are, one for each document that is left."""
    sizes: list[Ints] = [np.zeros(1, np.int64)]
    file.begin(f"{name}.data", np.dtype(np.uint8))
    for m in moved:
        strings = m.segment.strings(name)
        sizes.append(m.take(np.diff(strings.starts.astype(np.int64))))
        live = np.ones(len(strings), np.bool_) if m.live is None else m.live
        edges = np.flatnonzero(np.diff(live, prepend=False, append=False))
        for first, after in edges.reshape(-1, 2).tolist():
            low, high = int(strings.starts[first]), int(strings.starts[after])
            for at in range(low, high, COPY_BYTES):
                file.extend(strings.data[at : min(at + COPY_BYTES, high)])
    starts = np.cumsum(np.concatenate(sizes))
    file.write(f"{name}.starts", starts.astype(smallest_dtype(starts[-1:], 4)))


def _merge_stamps(file: ArrayFileWriter, moved: Sequence[_Moved]) -> None:
    _merge_strings(file, "known.digests", moved)
    rows = [m.take(m.segment.file.arrays["known.source"]) for m in moved]
    tables = [m.segment.strings("known.sources") for m in moved]
    _merge_numbered(file, "known.sources", "known.source", tables, rows)
    _merge_rows(file, "known.size", moved)
    _merge_rows(file, "known.mtime", moved)


def _merge_facet(file: ArrayFileWriter, name: str, moved: Sequence[_Moved]) -> None:
    """Write the values still in use, and the pairs with their new numbers."""
    facets = [m.segment.facets[name] for m in moved]
    file.begin(f"facet.{name}.docs", np.dtype(np.int32))
    ids: list[NDArray[np.int32]] = []
    for m, facet in zip(moved, facets, strict=True):
        left = m.left(facet.docs)
        file.extend(m.move(facet.docs)[left])
        ids.append(facet.ids[left])
    tables = [facet.values for facet in facets]
    _merge_numbered(file, f"facet.{name}.values", f"facet.{name}.ids", tables, ids)


def _merge_numbered(
    file: ArrayFileWriter,
    table_name: str,
    ids_name: str,
    tables: Sequence[StringTable],
    ids: Sequence[NDArray[np.int32]],
) -> None:
    """Write the strings that any number refers to, and the numbers of these."""
    used = [
        np.bincount(numbers, minlength=len(table)) > 0
        for table, numbers in zip(tables, ids, strict=True)
    ]
    united, maps = _unite(tables, used)
    write_strings(file, table_name, united)
    file.begin(ids_name, np.dtype(np.int32))
    for numbers, new in zip(ids, maps, strict=True):
        file.extend(new[numbers])


def _unite(
    tables: Sequence[StringTable], used: Sequence[Mask]
) -> tuple[list[bytes], list[NDArray[np.int32]]]:
    """Return the strings used in any table, ascending, and their numbers.

    The tables are decoded one by one, and again for the numbers: all at once would take
    more memory than the union.

    Returns:
        for each table int32[n]; a string not used has the number of the next one.
    """
    every: set[bytes] = set()
    for table, mask in zip(tables, used, strict=True):
        every.update(_take_strings(table, mask))
    united = sorted(every)
    del every
    number = {text: i for i, text in enumerate(united)}
    maps: list[NDArray[np.int32]] = []
    for table, mask in zip(tables, used, strict=True):
        texts = _take_strings(table, mask)
        numbers = np.full(len(texts) + 1, len(united), np.int32)
        numbers[:-1] = np.fromiter(map(number.__getitem__, texts), np.int32, len(texts))
        maps.append(numbers[np.cumsum(mask) - mask])
    return united, maps


def _take_strings(strings: StringTable, used: Mask) -> list[bytes]:
    encoded = strings.encoded(0, len(strings))
    return encoded if used.all() else [encoded[i] for i in np.flatnonzero(used)]


def _merge_field(file: ArrayFileWriter, name: str, moved: Sequence[_Moved]) -> None:
    """Write the arrays of one field, each over all terms."""
    start = f"field.{name}"
    fields, united = _move_field(name, moved)
    write_terms(file, start, united)
    doc_freq, total_freq = np.zeros((2, len(united)), np.int64)
    for f in fields:
        kept = f.doc_freq > 0
        doc_freq[f.numbers[kept]] += f.doc_freq[kept]
        total_freq[f.numbers[kept]] += f.total_freq[kept]
    del united
    file.write(f"{start}.doc_freq", doc_freq.astype(np.int32))
    file.write(f"{start}.total_freq", total_freq)
    file.write(f"{start}.starts", starts_of(doc_freq))
    chunks = list(pairwise(chunk_edges(total_freq)))
    file.begin(f"{start}.docnums", np.dtype(np.int32))
    for chunk in chunks:
        pieces = [(f, f.doc_freq, f.docnums) for f in fields]
        file.extend(_gather(pieces, chunk, doc_freq))
    file.begin(f"{start}.freqs", np.result_type(*(f.postings.freqs for f in fields)))
    strides = StrideStarts()
    for chunk in chunks:
        pieces = [(f, f.doc_freq, f.freqs) for f in fields]
        freqs = _gather(pieces, chunk, doc_freq)
        strides.add(freqs)
        file.extend(freqs)
    file.write(f"{start}.position_starts", strides.finish())
    lengths = [m.take(f.postings.lengths) for m, f in zip(moved, fields, strict=True)]
    file.write(f"{start}.lengths", np.concatenate(lengths))
    positions = np.result_type(*(f.postings.positions for f in fields))
    file.begin(f"{start}.positions", positions)
    for chunk in chunks:
        pieces = [(f, f.total_freq, f.positions) for f in fields]
        file.extend(_gather(pieces, chunk, total_freq))
    file.meta[f"{start}.total_length"] = int(total_freq.sum())


def _move_field(
    name: str, moved: Sequence[_Moved]
) -> tuple[list[_MovedField], list[bytes]]:
    """Give the terms of a field new numbers; return also those left, ascending."""
    fields = [m.segment.fields[name] for m in moved]
    left = [_count_left(m, field) for m, field in zip(moved, fields, strict=True)]
    used = [doc_freq > 0 for doc_freq, _ in left]
    united, maps = _unite([field.terms for field in fields], used)
    return [
        _MovedField(m, field, numbers, *counts, starts_of(field.total_freq))
        for m, field, numbers, counts in zip(moved, fields, maps, left, strict=True)
    ], united


def _count_left(moved: _Moved, field: FieldPostings) -> tuple[NDArray[Any], Ints]:
    """Return for each term how many postings and how many tokens are left."""
    if moved.live is None:
        return field.doc_freq, field.total_freq
    counts = np.zeros((2, len(field.terms)), np.int64)
    for low, high in pairwise(chunk_edges(field.doc_freq)):
        begin, end = int(field.starts[low]), int(field.starts[high])
        left = moved.live[field.docnums[begin:end]]
        edges = field.starts[low : high + 1] - begin
        counts[0, low:high] = np.diff(starts_of(left)[edges])
        counts[1, low:high] = np.diff(starts_of(left * field.freqs[begin:end])[edges])
    return counts[0], counts[1]


def _gather(
    pieces: Sequence[
        tuple[_MovedField, NDArray[Any], Callable[[int, int], NDArray[Any]]]
    ],
    chunk: tuple[int, int],
    sizes: Ints,
) -> NDArray[Any]:
    """Return the values of a range of new terms, by term, then by segment.

    Args:
        pieces: fields with the sizes of their terms and what reads their values.
        sizes: int64[terms], of each new term, over all fields.
    """
    low, high = chunk
    ends = np.cumsum(sizes[low:high])
    cursor = ends - sizes[low:high]
    read: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for field, counts, read_values in pieces:
        first, after = field.numbers.searchsorted((low, high)).tolist()
        terms = field.numbers[first:after] - low
        read.append((read_values(first, after), terms, counts[first:after]))
    if high - low == 1:
        return np.concatenate([values for values, _, _ in read])
    merged = np.empty(int(ends[-1]), np.result_type(*(values for values, _, _ in read)))
    for values, terms, counts in read:
        merged[expand_ranges(cursor[terms], counts)] = values
        np.add.at(cursor, terms, counts)
    return merged


class StrideStarts:
    """Finds where the positions of every ``POSITIONS_STRIDE``-th posting begin."""

    def __init__(self) -> None:
        self._postings = self._positions = 0
        self._found: list[Ints] = []

    def add(self, freqs: NDArray[Any]) -> None:
        """Continue with the frequencies of more postings."""
        starts = starts_of(freqs) + self._positions
        found = starts[-self._postings % POSITIONS_STRIDE : -1 : POSITIONS_STRIDE]
        self._found.append(found.copy())  # a view would keep all of ``starts``
        self._postings += len(freqs)
        self._positions = int(starts[-1])

    def finish(self) -> Ints:
        """Return where they begin, and the end."""
        return np.append(
            np.concatenate([np.empty(0, np.int64), *self._found]), self._positions
        )
