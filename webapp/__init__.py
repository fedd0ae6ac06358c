"""The web face of an archive: pages for people, JSON for programs."""

from __future__ import annotations
