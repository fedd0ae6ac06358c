"""Join the pages on which an article was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ...model import Article, Passage
from ..body.annotations import join_annotations
from ..body.passages import join_passages, join_texts
from ..fields.language_detection import find_language
from ..visible_text import fold

MAX_REPEATED_PARAGRAPHS = 3
"""Paragraphs at the top of the first page that a later one may repeat."""
MAX_LABEL_CHARS = 8
"""Letters that may stand beside what is repeated: ``By``, a number, ``来源``."""


def join_articles(pages: Sequence[Article]) -> Article:
    """Return the first page with the texts of all.

    What a later page repeats of the first at its top, its title, standfirst or
    byline, is left out. A page number in a title is not taken for a part of a series.

    Args:
        pages: in order, at least one.
    """
    first = pages[0]
    known = _list_repeated(first)
    kept = [list(first.passages)]
    for page in pages[1:]:
        own = {fold(n) for n in (page.title, page.standfirst, *page.authors)} - {""}
        kept.append(list(_drop_repeated(page.passages, known | own)))
    joined = tuple(_close(chain.from_iterable(kept)))
    title, series = first.title, first.series
    if series and any(page.series != series for page in pages[1:]):
        title, series = series.name, None
    body = join_passages(joined)
    return replace(
        first,
        title=title,
        series=series,
        passages=joined,
        body=body,
        annotations=join_annotations(
            [(p, join_passages(k)) for p, k in zip(pages, kept, strict=True)], body
        ),
        language=find_language(body, (first.language,)),
    )


def _list_repeated(page: Article) -> set[str]:
    """Return what a later page may repeat at its top, as letters and digits."""
    top = page.body.split("\n\n")[:MAX_REPEATED_PARAGRAPHS]
    names = (page.title, page.standfirst, *page.authors, page.publisher, *top)
    return {fold(name) for name in names} - {""}


def _drop_repeated(passages: Iterable[Passage], known: set[str]) -> Iterator[Passage]:
    """Yield the passages of a later page without what its top repeats."""
    at_top = True
    for passage in passages:
        heading, texts = passage.heading, passage.text.split("\n\n")
        if at_top and heading and not _repeats(heading, known):
            at_top = False
        elif at_top and heading:
            passage = replace(passage, heading="", level=0, anchor="")
        while at_top and texts and _repeats(texts[0], known):
            texts.pop(0)
        at_top = at_top and not any(texts)
        if passage.heading or any(texts):
            yield replace(passage, text="\n\n".join(texts))


def _repeats(text: str, known: set[str]) -> bool:
    """Return whether a text repeats a known one, with a label or a number at most."""
    folded = fold(text)
    return not folded or any(
        name in folded and len(folded) - len(name) <= MAX_LABEL_CHARS for name in known
    )


def _close(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield passages with those that have no heading of their own at the end of the one
    before."""
    last: Passage | None = None
    for passage in passages:
        if last is None:
            last = passage
        elif not passage.heading:
            last = replace(last, text=join_texts(last.text, passage.text))
        else:
            yield last
            last = passage
    if last is not None:
        yield last
