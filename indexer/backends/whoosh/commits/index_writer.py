"""Changes to the index: documents in memory, segments on disk, commits.

Documents go to a ``SegmentBuilder`` until its memory is used up; it then becomes a
segment that no generation names yet. ``commit`` determines what was deleted or
replaced, merges segments where there are too many, and puts a new generation in place.
A writer that dies before that has changed nothing; the next one removes its files.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ....errors import DISK_FULL_ERRNOS, IndexFull, IndexMissing, IndexStoreError
from ....model import Article, PageStamp
from ..compat.codec import ArraySegment, make_segment_name
from ..compat.write_lock import acquire_lock
from ..storage.arrayfile import ArrayFileWriter
from ..storage.arrays import find_run_starts
from ..storage.segment import Segment, live_file, segment_file
from ..writing.building import BYTES_PER_ENTRY, SegmentBuilder
from ..writing.merge_policy import MergeSource, choose_merge
from ..writing.merging import merge_segments
from ..writing.term_ids import TermIds
from .generations import (
    Generation,
    latest_generation,
    open_generation,
    remove_unused_files,
    sync_directory,
    write_generation,
)
from .page_stamps import PageStamps

MEMORY_CHECK_DOCUMENTS = 16
"""Documents between two checks of the memory used."""


@dataclass(slots=True)
class _Batch:
    """The changes since the last commit.

    Attributes:
        events: the document of each put and delete, in order.
        builder: of the documents in memory.
        puts: place in ``events`` of each document in memory.
        flushed: segments written, and ``puts`` of each: int64[doc_count].
        made: files to remove if the batch is dropped.
    """

    events: array[int] = field(default_factory=lambda: array("Q"))
    builder: SegmentBuilder | None = None
    puts: array[int] = field(default_factory=lambda: array("q"))
    flushed: list[tuple[Segment, NDArray[np.int64]]] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)


class ArrayWriter:
    """The ``Writer`` of ``backends`` over segments of arrays; a context manager.

    Args:
        directory: of the index; made if there is none.
        schema: Whoosh's, of ``FIELDS``.
        zone: of the site.
        memory: bytes to use before a segment is written.
        rebuild: begin from nothing; the commit replaces the index.

    Raises:
        IndexLocked: another process has it open for changes.
        IndexStoreError: it cannot be read, or the folder cannot be written.
    """

    def __init__(
        self,
        directory: Path,
        schema: Any,
        *,
        zone: ZoneInfo,
        memory: int,
        rebuild: bool = False,
    ) -> None:
        self._directory, self._schema = directory, schema
        self._zone, self._memory = zone, memory
        self._term_ids = TermIds()
        self._generation = Generation(0, ())
        self._segments: tuple[Segment, ...] = ()
        self._new = True
        self._batch = _Batch()
        with _disk_errors(directory):
            directory.mkdir(parents=True, exist_ok=True)
            self._lock = acquire_lock(directory)
            try:
                self._open(rebuild)
            except BaseException:
                self._lock.release()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def page_stamps(self) -> Mapping[str, PageStamp]:
        """Return the page stamp of every document of the last commit, by ``doc_id``."""
        return PageStamps(self._segments)

    def put(self, article: Article, stamp: PageStamp) -> None:
        """Add the document, or replace the one with its ``doc_id``.

        An error drops everything that was not committed.
        """
        batch = self._batch
        with self._dropping_on_error():
            builder = batch.builder = batch.builder or self._new_builder()
            builder.add(article, stamp)
            batch.puts.append(len(batch.events))
            batch.events.append(int(article.doc_id, 16))
            if (
                builder.doc_count % MEMORY_CHECK_DOCUMENTS == 0
                and builder.size > self._memory
            ):
                self._flush()

    def delete(self, doc_id: str) -> None:
        """Remove the document; no error if there is none."""
        self._batch.events.append(int(doc_id, 16))

    def commit(self) -> None:
        """Make all changes so far visible at once; without any, nothing happens.

        Raises:
            IndexFull: the disk took no more; the last commit stands.
        """
        if not self._batch.events and not self._new:
            return
        number = self._generation.number + 1
        with self._dropping_on_error():
            self._flush()
            sources = self._merge(self._sources())
            entries = tuple(self._write_live(source, number) for source in sources)
            generation = Generation(number, entries)
            sync_directory(self._directory)
            write_generation(self._directory, generation, self._schema)
            self._batch.made.clear()
            sync_directory(self._directory)
        self._generation, self._new = generation, False
        self._segments = _open_segments(self._directory, generation)
        self._batch = _Batch()
        remove_unused_files(self._directory, generation.file_names())

    def close(self) -> None:
        """Drop what was not committed and release the lock."""
        if self._lock.locked:
            self._drop()
            self._lock.release()
            self._lock.locked = False

    def _open(self, rebuild: bool) -> None:
        """Start from the newest generation, or from nothing."""
        number = max(latest_generation(self._directory), 0)
        self._generation, self._new = Generation(number, ()), True
        if not rebuild:
            try:
                self._generation, self._segments = open_generation(self._directory)
            except IndexMissing:
                return
            self._new = False
            remove_unused_files(self._directory, self._generation.file_names())

    def _drop(self) -> None:
        """Forget what was not committed, and remove its files."""
        if self._batch.builder is not None:
            self._batch.builder.cancel()
        for path in self._batch.made:
            path.unlink(missing_ok=True)
        self._batch = _Batch()

    @contextmanager
    def _dropping_on_error(self) -> Iterator[None]:
        """On an error, leave nothing but the last commit."""
        try:
            with _disk_errors(self._directory):
                yield
        except BaseException:
            self._drop()
            raise

    def _new_builder(self) -> SegmentBuilder:
        if len(self._term_ids) * BYTES_PER_ENTRY > self._memory // 4:
            self._term_ids = TermIds()
        name = self._new_name()
        return SegmentBuilder(self._directory, name, self._term_ids, self._zone)

    def _new_name(self) -> str:
        """Name a segment, and remember its file in case the batch is dropped."""
        name = make_segment_name()
        self._batch.made.append(self._directory / segment_file(name))
        return name

    def _flush(self) -> None:
        """Turn the documents in memory into a segment."""
        batch = self._batch
        if batch.builder is not None:
            batch.builder.finish()
            segment = Segment(self._directory, batch.builder.name)
            batch.flushed.append((segment, np.array(batch.puts, np.int64)))
            batch.builder, batch.puts = None, array("q")

    def _sources(self) -> list[MergeSource]:
        """Return each segment, old and new, with the documents left in it."""
        ids, last = _last_events(np.frombuffer(self._batch.events, np.uint64))
        sources: list[MergeSource] = []
        for segment in self._segments:
            live = ~np.isin(segment.doc_ids, ids)
            if segment.live is not None:
                live &= segment.live
            changed = np.count_nonzero(live) < segment.live_count
            sources.append(MergeSource(segment, live if changed else segment.live))
        for segment, puts in self._batch.flushed:
            live = last[ids.searchsorted(segment.doc_ids)] == puts
            sources.append(MergeSource(segment, None if live.all() else live))
        return [source for source in sources if source.live_count]

    def _merge(self, sources: list[MergeSource]) -> list[MergeSource]:
        """Write some segments as one where there are too many."""
        chosen = choose_merge(sources)
        if not chosen:
            return sources
        name = self._new_name()
        merge_segments(self._directory, name, [sources[i] for i in chosen])
        merged = MergeSource(Segment(self._directory, name), None)
        kept = [None if i in chosen else source for i, source in enumerate(sources)]
        kept[chosen[0]] = merged
        return [source for source in kept if source is not None]

    def _write_live(self, source: MergeSource, generation: int) -> ArraySegment:
        """Write which documents of a segment are left, if this has changed."""
        segment, live = source.segment, source.live
        if live is None:
            return ArraySegment(segment.name, segment.doc_count)
        if live is segment.live:
            generation = segment.live_generation
        else:
            path = self._directory / live_file(segment.name, generation)
            self._batch.made.append(path)
            with ArrayFileWriter(path) as file:
                file.write("live", live)
        total = source.live_count
        return ArraySegment(segment.name, segment.doc_count, generation, total)


def _last_events(
    events: NDArray[np.uint64],
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the last change to each document.

    Returns:
        uint64[k], the documents, ascending; int64[k], the place of the last change to
        each.
    """
    order = np.argsort(events, kind="stable")
    ids = events[order]
    last = np.append(find_run_starts(ids), len(ids))[1:] - 1
    return ids[last], order[last]


def _open_segments(directory: Path, generation: Generation) -> tuple[Segment, ...]:
    return tuple(
        Segment(directory, entry.segment_id(), entry.live)
        for entry in generation.entries
    )


@contextmanager
def _disk_errors(directory: Path) -> Iterator[None]:
    """Raise errors of the disk as sentences for the owner."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL_ERRNOS:
            raise IndexFull(
                f"no room left for the index in {directory}; nothing was changed: "
                "free some space and run it again"
            ) from error
        raise IndexStoreError(
            f"the index in {directory} cannot be written: {error.strerror}"
        ) from error
