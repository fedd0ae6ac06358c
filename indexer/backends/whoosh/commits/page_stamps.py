"""The page stamps of all documents, read from the segments when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ....model import PageStamp
from ..storage.segment import Segment


class PageStamps(Mapping[str, PageStamp]):
    """Maps the ``doc_id`` of each document not deleted to the stamp of its page.

    It holds twelve bytes a document; a ``PageStamp`` is made when asked for.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._bases = np.cumsum([0, *(s.doc_count for s in segments)])
        ids: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
        places: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        for base, segment in zip(self._bases, segments, strict=False):
            live = np.arange(segment.doc_count, dtype=np.int32)
            if segment.live is not None:
                live = live[segment.live]
            ids.append(segment.doc_ids[live])
            places.append(live + np.int32(base))
        joined = np.concatenate(ids)
        order = np.argsort(joined)
        self._ids, self._places = joined[order], np.concatenate(places)[order]

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return (f"{number:016x}" for number in self._ids.tolist())

    def __getitem__(self, doc_id: str) -> PageStamp:
        number = np.uint64(int(doc_id, 16))
        at = int(self._ids.searchsorted(number))
        if at == len(self._ids) or self._ids[at] != number:
            raise KeyError(doc_id)
        place = int(self._places[at])
        which = int(self._bases.searchsorted(place, "right")) - 1
        return self._segments[which].page_stamp(place - int(self._bases[which]))
