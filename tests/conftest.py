"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long a test takes depends on the machine, and on what else runs there.
settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")
