"""One page in, one article out."""

from __future__ import annotations
