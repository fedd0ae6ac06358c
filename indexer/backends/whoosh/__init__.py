"""Whoosh: the index on this machine's disk."""

from __future__ import annotations

from .engine import WhooshBackend

__all__ = ["WhooshBackend"]
