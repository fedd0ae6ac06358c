"""Where pages come from."""

from __future__ import annotations
