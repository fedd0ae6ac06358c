"""Checks every file of an index.

A wrong checksum means a damaged disk; breaking another rule, of the table in
``segment``, means a fault of this program. Arrays over postings are read in chunks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....errors import IndexCorrupt, IndexOutdated
from ....model import CheckReport, Fault
from ..compat.codec import ArraySegment
from ..compat.toc import toc_file
from ..storage.arrayfile import ArrayFile
from ..storage.arrays import chunk_edges, starts_of
from ..storage.segment import (
    POSITIONS_STRIDE,
    FacetColumn,
    FieldPostings,
    Segment,
    StringTable,
    TermDictionary,
    live_file,
    segment_file,
)
from ..writing.strings import make_keys
from .generations import latest_generation, read_generation


def check_index(directory: Path) -> CheckReport:
    """Check the newest generation.

    Raises:
        IndexMissing: there is none.
    """
    try:
        generation = read_generation(directory)
    except (IndexCorrupt, IndexOutdated) as error:
        name = toc_file(latest_generation(directory))
        return CheckReport(1, 0, (Fault(name, str(error)),))
    faults: list[Fault] = []
    alive: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
    for entry in generation.entries:
        found = list(_check_files(directory, entry))
        if not found:
            segment = Segment(directory, entry.segment_id(), entry.live)
            name = segment_file(segment.name)
            found = [Fault(name, problem) for problem in check_segment(segment)]
            live = slice(None) if segment.live is None else segment.live
            alive.append(segment.doc_ids[live])
        faults += found
    keys = np.concatenate(alive)
    if len(np.unique(keys)) < len(keys):
        name = toc_file(generation.number)
        faults.append(Fault(name, "a document occurs more than once"))
    return CheckReport(
        len(generation.file_names()), generation.documents, tuple(faults)
    )


def _check_files(directory: Path, entry: ArraySegment) -> Iterator[Fault]:
    """Yield the files of a segment that are damaged or of the wrong length."""
    name = entry.segment_id()
    rows = {segment_file(name): ("doc_ids", entry.doc_total)}
    if entry.live:
        rows[live_file(name, entry.live)] = ("live", entry.doc_total)
    for file_name, (array, count) in rows.items():
        try:
            file = ArrayFile(directory / file_name)
        except (FileNotFoundError, IndexCorrupt, IndexOutdated) as error:
            yield Fault(file_name, str(error))
            continue
        for problem in file.verify():
            yield Fault(file_name, problem)
        if len(file.arrays.get(array, ())) != count:
            yield Fault(file_name, f"does not have {count} documents")
        if array == "live" and file.arrays["live"].sum() != entry.live_total:
            yield Fault(file_name, f"does not leave {entry.live_total} documents")


def check_segment(segment: Segment) -> Iterator[str]:
    """Yield the rules that the arrays of a segment break."""
    n = segment.doc_count
    arrays = segment.file.arrays
    for name in ("stored", "known.digests"):
        yield from _check_strings(name, segment.strings(name))
        if len(segment.strings(name)) != n:
            yield f"{name} has not one entry a document"
    sources = segment.strings("known.sources")
    yield from _check_order("known.sources", sources)
    yield from _check_bounds("known.source", arrays["known.source"], len(sources))
    by_document = {"known.source", "known.size", "known.mtime"}
    by_document |= {f"column.{name}" for name in segment.columns}
    for name in sorted(by_document):
        if len(arrays[name]) != n:
            yield f"{name} has not one entry a document"
    for name, facet in segment.facets.items():
        yield from _check_facet(f"facet.{name}", facet, n)
    yield from _check_terms("words.terms", segment.words)
    for name, field in segment.fields.items():
        yield from _check_field(f"field.{name}", field, n)


def _check_strings(name: str, strings: StringTable) -> Iterator[str]:
    starts = strings.starts
    if starts[0] or starts[-1] != len(strings.data) or (starts[1:] < starts[:-1]).any():
        yield f"{name}.starts does not divide {name}.data"


def _check_order(name: str, strings: StringTable) -> Iterator[str]:
    yield from _check_strings(name, strings)
    encoded = strings.encoded(0, len(strings))
    if any(a >= b for a, b in pairwise(encoded)):
        yield f"{name} is not in order"


def _check_terms(name: str, terms: TermDictionary) -> Iterator[str]:
    yield from _check_order(name, terms)
    keys = make_keys(terms.data.tobytes(), terms.starts.astype(np.int64))
    if not np.array_equal(terms.keys, keys):
        yield f"{name}.keys does not agree with the others"


def _check_bounds(name: str, numbers: NDArray[Any], end: int) -> Iterator[str]:
    if len(numbers) and not 0 <= int(numbers.min()) <= int(numbers.max()) < end:
        yield f"{name} points outside"


def _check_facet(name: str, facet: FacetColumn, n: int) -> Iterator[str]:
    yield from _check_order(f"{name}.values", facet.values)
    yield from _check_bounds(f"{name}.docs", facet.docs, n)
    yield from _check_bounds(f"{name}.ids", facet.ids, len(facet.values))
    if len(facet.docs) != len(facet.ids):
        yield f"{name}.docs and {name}.ids differ in length"
    if (facet.docs[1:] < facet.docs[:-1]).any():
        yield f"{name}.docs is not in order"


def _check_field(name: str, field: FieldPostings, n: int) -> Iterator[str]:
    """Check the term dictionary and the sums; where they hold, the postings."""
    yield from _check_terms(f"{name}.terms", field.terms)
    count, total = len(field.docnums), len(field.positions)
    rules: dict[str, tuple[Any, Any]] = {
        "starts": (field.starts, starts_of(field.doc_freq)),
        "doc_freq": (int(field.doc_freq.sum()), count),
        "freqs": (len(field.freqs), count),
        "total_freq": (int(field.total_freq.sum()), total),
        "lengths": (len(field.lengths), n),
        "total_length": (field.total_length, total),
        "position_starts": (
            (len(field.position_starts), int(field.position_starts[-1])),
            (-(-count // POSITIONS_STRIDE) + 1, total),
        ),
    }
    if not (field.doc_freq > 0).all():
        yield f"{name}.doc_freq has a term without documents"
        return
    broken = [
        part for part, (is_, must) in rules.items() if not np.array_equal(is_, must)
    ]
    yield from (f"{name}.{part} does not agree with the others" for part in broken)
    if not broken:
        yield from _check_postings(name, field, n)


def _check_postings(name: str, field: FieldPostings, n: int) -> Iterator[str]:
    """Check postings and positions, a range of terms at a time."""
    broken: set[str] = set()
    lengths = np.zeros(n, np.int64)
    reached = 0
    for low, high in pairwise(chunk_edges(field.total_freq)):
        begin, end = int(field.starts[low]), int(field.starts[high])
        docnums = field.docnums[begin:end]
        if outside := list(_check_bounds("docnums", docnums, n)):
            broken.update(outside)
            break
        sums = starts_of(field.freqs[begin:end]) + reached
        if sums[-1] > len(field.positions):
            broken.add("freqs points outside of positions")
            break
        positions = field.positions[reached : int(sums[-1])]
        ends = field.starts[low + 1 : high + 1] - begin
        first = -begin % POSITIONS_STRIDE
        rules = {
            "docnums is not in order": np.delete(np.diff(docnums), ends[:-1] - 1) > 0,
            "freqs has a 0": field.freqs[begin:end] > 0,
            "total_freq is wrong": np.diff(sums[np.append(0, ends)])
            == field.total_freq[low:high],
            "position_starts is wrong": sums[first:-1:POSITIONS_STRIDE]
            == field.position_starts[
                -(-begin // POSITIONS_STRIDE) : -(-end // POSITIONS_STRIDE)
            ],
            "positions is not in order": np.delete(
                np.diff(positions.astype(np.int64)), sums[1:-1] - reached - 1
            )
            >= 0,
        }
        broken.update(rule for rule, holds in rules.items() if not holds.all())
        lengths += np.bincount(docnums, field.freqs[begin:end], n).astype(np.int64)
        reached = int(sums[-1])
    if not broken and not np.array_equal(lengths, field.lengths):
        broken.add("lengths does not agree with the postings")
    yield from (f"{name}.{problem}" for problem in sorted(broken))
