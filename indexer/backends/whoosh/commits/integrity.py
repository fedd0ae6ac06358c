"""Reads the files of an index once, beside the searches, to see whether they are whole.

Opening a segment checks its directory but not its arrays: that would read the whole
index first. A thread of low priority reads them while searches go on; from the moment
it meets a wrong checksum, the index is refused. On the way it brings the files into the
system's cache, where searches want them.
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
    """Looks for damage in the files of one generation.

    Args:
        segments: of the generation.
        sound: names of files that need no second look; those read are added, those
            that no segment needs are taken out.

    Attributes:
        damage: what to raise instead of an answer, None as long as all is well.
    """

    def __init__(self, segments: Sequence[Segment], sound: set[str]) -> None:
        self.damage: IndexCorrupt | None = None
        files = [f for s in segments for f in (s.file, s.live_file) if f is not None]
        sound.intersection_update(file.path.name for file in files)
        self._files = [file for file in files if file.path.name not in sound]
        self._sound = sound
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to read, in a thread that does not keep the process alive."""
        if self._files:
            threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Let go of the files soon: nobody searches them any more."""
        self._stopped.set()

    def read(self) -> None:
        """Read what has not been read yet."""
        for file in self._files:
            if self.damage is None and file.path.name not in self._sound:
                self._read_file(file)

    @contextmanager
    def blaming(self) -> Iterator[None]:
        """Raise ``IndexCorrupt`` in place of an error that damage has caused."""
        if self.damage is not None:
            raise self.damage
        try:
            yield
        except (ArithmeticError, LookupError, ValueError, DEFLATE_ERROR) as error:
            self.read()
            if self.damage is not None:
                raise self.damage from error
            raise

    def _run(self) -> None:
        if sys.platform == "linux":  # elsewhere a thread has no priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), THREAD_NICENESS)
        self.read()
        self._files = []

    def _read_file(self, file: ArrayFile) -> None:
        problems = file.verify(self._stopped.is_set)
        if problems:
            self.damage = IndexCorrupt(f"{file.path}: {problems[0]}; {CURE}")
        elif not self._stopped.is_set():
            self._sound.add(file.path.name)
