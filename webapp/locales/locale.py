"""One language of the interface: its texts, and how it writes numbers and dates.

A text may hold named places, filled by ``str.format``; where the number ``n`` decides
the form, it is a pair of texts, for one and for more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

Text = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Locale:
    """One language of the interface.

    Attributes:
        code: ISO 639-1, as in ``indexer.text.analysis``.
        tag: BCP 47, for ``lang`` attributes of the interface itself.
        name: in the language itself.
        texts: by key.
        day, month, year: patterns of dates; ``{name}`` is the name of the month.
        months: their names.
    """

    code: str
    tag: str
    name: str
    texts: Mapping[str, Text]
    day: str
    month: str
    year: str
    months: tuple[str, ...]

    def translate(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its places filled.

        Args:
            values: by name; ``n`` also picks the form; integers get separators.
        """
        text = self.texts[key]
        if isinstance(text, tuple):
            text = text[values["n"] != 1]
        shown = {k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()}
        return text.format(**shown)

    def date(self, value: str | dt.date) -> str:
        """Write a date, or the ISO form of a year, month or day, for people."""
        year, month, day = (*str(value)[:10].split("-"), "", "")[:3]
        pattern = self.day if day else self.month if month else self.year
        return pattern.format(
            year=int(year),
            month=int(month or 1),
            day=int(day or 1),
            name=self.months[int(month or 1) - 1],
        )
