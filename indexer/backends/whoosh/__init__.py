"""The engine: an index in files on this machine's disk, which Whoosh can open too."""

from __future__ import annotations

from .engine import WhooshBackend

__all__ = ["WhooshBackend"]
