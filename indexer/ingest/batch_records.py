"""Records of pages, put together where several are one article."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from ..extract import (
    Place,
    Register,
    Sheet,
    Sketch,
    find_places,
    find_reprints,
    saying_full,
)

Record = dict[str, Any]
Join = Callable[[Iterable[Sequence[int]]], Iterator[tuple[int, Record, Sketch] | None]]
"""Cleans the pages of each article together: gives the number of the first, the record
of the whole and the sketch of its text, or None if they were given up."""


def gather(
    cleaned: Iterable[tuple[int, Record, Sheet | None]], join: Join
) -> Iterator[Record]:
    """Yield the record of each page, knowing which of them are one article.

    They are spooled to disk, because a page may belong to one that comes last.

    Args:
        cleaned: number of each page, the record of it alone, and what is known of it.
    """
    with (
        saying_full(),
        tempfile.TemporaryFile() as spool,
        closing(Register()) as register,
    ):
        for number, record, sheet in cleaned:
            spool.write(json.dumps([number, record]).encode("ascii") + b"\n")
            if sheet:
                register.put(number, "", "", sheet)
                register.see(number)
        places = find_places(register)
        wholes: dict[int, Record] = {}
        articles = [
            (at.of, *at.rest) for n, at in places.items() if at.rest and at.of == n
        ]
        for pages, whole in zip(articles, join(articles), strict=True):
            if whole is None:
                places = {n: at for n, at in places.items() if n not in pages}
            else:
                wholes[pages[0]] = whole[1]
                register.put_whole(pages[0], whole[2])
        others = {number for number, at in places.items() if at.of != number}
        reprints = find_reprints(register, others)
        spool.seek(0)
        for line in spool:
            number, record = json.loads(line)
            if number in wholes:
                record = wholes.pop(number) | {"id": record["id"]}
            record["duplicate_of"] = reprints.get(number, "")
            at = places.get(number, Place(number))
            yield record | _describe_place(number, at, register)


def _describe_place(number: int, at: Place, register: Register) -> Record:
    """Return what the record of a page says of the article it belongs to."""
    if at.of == number:
        return {"canonical_url": at.canonical_url} if at.canonical_url else {}
    url = register.find_url(at.of)
    return {
        "canonical_url": at.canonical_url or register.find_address(at.of),
        "duplicate_of": "" if at.is_part else url,
        "is_article": False,
        "error": at.describe(url),
    }
