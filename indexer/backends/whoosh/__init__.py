"""Whoosh: the index on this machine's disk."""

from __future__ import annotations

from .stock import StockBackend as WhooshBackend

__all__ = ["WhooshBackend"]
