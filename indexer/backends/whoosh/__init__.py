"""Whoosh: the index on this machine's disk."""

from __future__ import annotations
