"""How fast a host is asked: so many requests a second, none while it asks to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, so that tests can make it pass.

    Attributes:
        read_time: seconds since 1970.
        read_monotonic: seconds that never go back.
        sleep: waits for some seconds.
    """

    read_time: Callable[[], float] = time.time
    read_monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class RateLimit:
    """The turns of the requests to one host.

    Args:
        interval: seconds between the beginnings of two requests.
    """

    def __init__(self, interval: float, clock: Clock) -> None:
        self.interval = interval
        self._clock = clock
        self._next = 0.0
        self._paused_until = 0.0

    async def wait(self) -> None:
        """Return when it is the turn of the caller."""
        now = self._clock.read_monotonic()
        turn = max(now, self._next, self._paused_until)
        self._next = turn + self.interval
        while (left := max(turn, self._paused_until) - now) > 0:
            await self._clock.sleep(left)
            now = self._clock.read_monotonic()

    def pause(self, seconds: float) -> None:
        """Let no turn begin for some seconds."""
        until = self._clock.read_monotonic() + seconds
        self._paused_until = max(self._paused_until, until)
