"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# How long a test takes depends on the machine, and on what else runs there. Integration
# draws the same examples in every run; everybody else looks further each time.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")
