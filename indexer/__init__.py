"""A publication's archive as a library: index its articles, and search them."""

from __future__ import annotations
