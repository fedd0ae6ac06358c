"""What the pieces of an index hold, for what is derived from it: see ``Part``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..fields import FIELD
from ..languages import analyze
from ..model import Article


class Part(Protocol):
    """A piece of an index; of it only ``live`` ever changes.

    What is derived from the rest can be kept under its name, which no other part has.
    Documents are numbered from 0 within it.
    """

    @property
    def name(self) -> str:
        """The name no other part ever has."""

    @property
    def live(self) -> NDArray[np.bool_]:
        """bool[n]: False where a document was deleted."""

    def outline(self, docnum: int) -> tuple[str, str]:
        """Return the URL and the title of a document."""

    def article(self, docnum: int) -> Article:
        """Return a document."""

    def popularity(self) -> NDArray[np.int64]:
        """Return int64[n]: the click counts, 0 where there is none."""

    def published(self) -> NDArray[np.int64]:
        """Return int64[n]: days since 1970, 0 where there is no date."""

    def values(
        self, field: str
    ) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the whole values of a field, and who holds them.

        Returns:
            The values, each once, and int32[m], int32[m]: a docnum and the number of
            a value that it holds.
        """

    def vocabulary(self, field: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """Return the terms of a field, by code point, and int64[terms]: doc_freq."""


@dataclass(frozen=True)
class ArticlesPart:
    """A part made of articles in memory, for engines with nothing better."""

    name: str
    articles: Sequence[Article]

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """All of them."""
        return np.ones(len(self.articles), np.bool_)

    def outline(self, docnum: int) -> tuple[str, str]:
        """Return the URL and the title of a document."""
        article = self.articles[docnum]
        return article.url, article.title

    def article(self, docnum: int) -> Article:
        """Return a document."""
        return self.articles[docnum]

    def popularity(self) -> NDArray[np.int64]:
        """Return the click counts."""
        return np.array([a.popularity or 0 for a in self.articles], np.int64)

    def published(self) -> NDArray[np.int64]:
        """Return the days since 1970."""
        days = [
            a.published.toordinal() - EPOCH if a.published else 0 for a in self.articles
        ]
        return np.array(days, np.int64)

    def values(
        self, field: str
    ) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the whole values of a field, and who holds them."""
        read = FIELD[field].read
        pairs = [(i, v) for i, a in enumerate(self.articles) for v in read(a)]  # type: ignore[attr-defined]
        values = sorted({value for _, value in pairs})
        number = {value: i for i, value in enumerate(values)}
        docs = np.array([doc for doc, _ in pairs], np.int32)
        return values, docs, np.array([number[v] for _, v in pairs], np.int32)

    def vocabulary(self, field: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """Return the terms of a field and their doc_freq."""
        counts: Counter[str] = Counter()
        for article in self.articles:
            counts.update(set(_terms(FIELD[field].read(article), article.language)))
        terms = sorted(counts)
        return terms, np.array([counts[term] for term in terms], np.int64)


EPOCH = 719_163
"""The day 1970-01-01 as ``datetime.date.toordinal`` counts."""


def _terms(value: object, language: str) -> Iterator[str]:
    texts = (value,) if isinstance(value, str) else value
    for text in texts:  # type: ignore[attr-defined]
        for term, _ in analyze(text, language):
            yield term
