"""Verifies the checksums of an index in the background, while it is searched.

Opening a segment checks its directory but not its arrays: that would read the whole
index first. A thread of low priority reads them while searches go on; once it finds a
wrong checksum, every search is refused. Reading also brings the files into the system's
cache, where searches need them.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from isal.igzip_lib import IsalError

from ....errors import IndexCorrupt
from ..storage.arrayfile import CURE, ArrayFile
from ..storage.segment import Segment

DEFLATE_ERROR: type[Exception] = IsalError  # type: ignore[assignment]  # wrong stub
THREAD_NICENESS = 10
"""Priority of the thread, as of the command ``nice``."""


class FileVerifier:
    """Verifies the files of one generation, each once.

    Args:
        segments: of the generation.
        verified: names of files that were verified before; this adds those it
            verifies, and removes those that no segment uses.

    Attributes:
        damage: the error that searches raise; None as long as none was found.
    """

    def __init__(self, segments: Sequence[Segment], verified: set[str]) -> None:
        self.damage: IndexCorrupt | None = None
        self._files = [
            f for s in segments for f in (s.file, s.live_file) if f is not None
        ]
        verified.intersection_update(file.path.name for file in self._files)
        self._verified = verified
        self._stopped = threading.Event()

    def start(self) -> None:
        """Verify in a thread that does not keep the process alive."""
        if any(file.path.name not in self._verified for file in self._files):
            threading.Thread(target=self._run, name="verify", daemon=True).start()

    def stop(self) -> None:
        """End soon, so that the files can be closed."""
        self._stopped.set()
        self._files = []

    def verify(self) -> None:
        """Verify the files that have not been verified yet."""
        for file in self._files:
            if self.damage is None and file.path.name not in self._verified:
                self._read_file(file)

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Raise ``IndexCorrupt`` for errors that a damaged file has caused."""
        if self.damage is not None:
            raise self.damage
        try:
            yield
        except (ArithmeticError, LookupError, ValueError, DEFLATE_ERROR) as error:
            if isinstance(error, DEFLATE_ERROR):  # damaged since it was verified
                self._verified.clear()
            self.verify()
            if self.damage is not None:
                raise self.damage from error
            raise

    def _run(self) -> None:
        if sys.platform == "linux":  # elsewhere a thread has no priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), THREAD_NICENESS)
        self.verify()

    def _read_file(self, file: ArrayFile) -> None:
        problems = file.verify(self._stopped.is_set)
        if problems:
            self.damage = IndexCorrupt(f"{file.path}: {problems[0]}; {CURE}")
        elif not self._stopped.is_set():
            self._verified.add(file.path.name)
