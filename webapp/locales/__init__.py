"""The languages of the interface.

A new language is a file with its texts, and a line in ``LOCALES``.
"""

from __future__ import annotations

from .chinese import CHINESE
from .english import ENGLISH
from .locale import Locale

__all__ = ["LOCALES", "Locale"]

LOCALES: dict[str, Locale] = {"en": ENGLISH, "zh": CHINESE}
"""By ISO 639-1 code."""
