"""A function run over many jobs in worker processes, where no job can hurt another.

Every worker has a pipe of its own and one job at a time. A worker that raises, dies,
hangs or wants too much memory loses that job alone, and another takes its place. No
lock is shared, so a worker may be killed at any moment; when the main process is
killed, its workers find their pipes closed and end.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")

AHEAD = 32
"""Jobs a worker that may be done before the oldest one is: what bounds memory."""

PATIENCE = 10
"""Seconds by the clock for a second of processor time: a job that waits for a disk, or
for its turn on a busy machine, is not one that hangs."""

FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands in place of the outcome of a job that came to none."""

    reason: str


def count_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0))


def run_jobs(
    function: Callable[[Job], Outcome],
    jobs: Iterable[Job],
    *,
    processes: int = 0,
    timeout: float = FOREVER,
    memory: int = 0,
) -> Generator[tuple[Job, Outcome | Lost], None, None]:
    """Yield every job with its outcome, in the order of the jobs.

    The jobs are drawn as they are needed; no process is started before the first.
    Close the iterator to end the workers. A script that calls this needs the usual
    ``if __name__ == "__main__"``, because workers import its main module.

    Args:
        function: importable by name, as are the jobs' classes; or a ``partial`` of
            one, whose arguments each worker is given once.
        processes: workers at once; 0 means one a core.
        timeout: of one job, in seconds of processor time; by the clock it is
            ``PATIENCE`` times as much.
        memory: that a worker may have, in megabytes; 0 sets no limit.

    Raises:
        RuntimeError: a worker ended before it could begin.
    """
    crew = _Crew(function, processes or count_cores(), timeout, memory)
    tickets: deque[_Ticket[Job, Outcome]] = deque()
    coming = iter(jobs)
    more = True
    try:
        while more or tickets:
            while more and crew.has_room() and len(tickets) < AHEAD * crew.size:
                try:
                    ticket: _Ticket[Job, Outcome] = _Ticket(next(coming))
                except StopIteration:
                    more = False
                else:
                    tickets.append(ticket)
                    crew.assign(ticket)
            if tickets and tickets[0].outcome is None:
                crew.collect()
            while tickets and (outcome := tickets[0].outcome) is not None:
                yield tickets.popleft().job, outcome[0]
    finally:
        crew.end()


def run_here(
    function: Callable[[Job], Outcome], jobs: Iterable[Job]
) -> Generator[tuple[Job, Outcome], None, None]:
    """Yield every job with its outcome, as ``run_jobs`` does, but in this process."""
    for job in jobs:
        yield job, function(job)


class Run(Protocol):
    """``run_here``, or ``run_jobs`` with its limits."""

    def __call__(
        self, function: Callable[[Job], Outcome], jobs: Iterable[Job], /
    ) -> Generator[tuple[Job, Outcome | Lost], None, None]: ...


class _Ticket(Generic[Job, Outcome]):
    """A job on its way; ``outcome`` holds one value once there is one."""

    __slots__ = ("job", "outcome")

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome: tuple[Outcome | Lost] | None = None


@dataclass(slots=True)
class _Worker:
    """A process and its pipe.

    Attributes:
        ticket: what it works on.
        deadline: of that, on the monotonic clock; none before it has begun.
    """

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    ticket: _Ticket[Any, Any] | None = None
    deadline: float = FOREVER
    began: bool = False


class _Crew:
    """The workers of one run."""

    def __init__(
        self, function: Callable[[Any], Any], size: int, timeout: float, memory: int
    ) -> None:
        self.size = size
        self._function = function
        self._timeout = timeout
        self._memory = memory
        self._workers: list[_Worker] = []
        # A fork of a small fresh process: quick to replace, and it inherits neither
        # threads nor open files of ours.
        self._context = multiprocessing.get_context("forkserver")
        module = getattr(function, "func", function).__module__
        self._context.set_forkserver_preload([module])

    def has_room(self) -> bool:
        return len(self._workers) < self.size or any(
            worker.ticket is None for worker in self._workers
        )

    def assign(self, ticket: _Ticket[Any, Any]) -> None:
        """Give a job to an idle worker or to a new one."""
        for worker in [w for w in self._workers if w.ticket is None]:
            try:
                worker.pipe.send(ticket.job)
            except OSError:  # somebody killed it while it was idle
                self._dismiss(worker)
            else:
                worker.ticket, worker.deadline = ticket, self._deadline()
                return
        worker = self._hire()
        worker.ticket = ticket
        with suppress(OSError):  # it ended at once: collect() finds that out
            worker.pipe.send(ticket.job)

    def collect(self) -> None:
        """Wait until a worker is done, has begun, has died or has run out of time."""
        busy = [worker for worker in self._workers if worker.ticket is not None]
        patience = min(w.deadline for w in busy) - time.monotonic()
        ready = wait(
            [worker.pipe for worker in busy],
            None if patience == FOREVER else max(0.0, patience),
        )
        now, allowed = time.monotonic(), PATIENCE * self._timeout
        for worker in busy:
            if worker.pipe in ready:
                self._read(worker)
            elif worker.deadline <= now:
                self._lose(worker, f"took more than {allowed:g} seconds")

    def end(self) -> None:
        while self._workers:
            self._dismiss(self._workers[-1])

    def _read(self, worker: _Worker) -> None:
        """Take what a worker says: first that it has begun, then outcomes."""
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError) as error:
            worker.process.join()
            code = worker.process.exitcode
            if not worker.began:
                raise RuntimeError(f"a worker ended at once ({code})") from error
            self._lose(
                worker,
                f"took more than {self._timeout:g} seconds of processor time"
                if code == -signal.SIGPROF
                else f"the process that worked on it died ({code})",
            )
            return
        if not worker.began:
            worker.began, worker.deadline = True, self._deadline()
            return
        assert worker.ticket is not None
        worker.ticket.outcome = (message,)
        worker.ticket, worker.deadline = None, FOREVER
        if isinstance(message, Lost):
            self._dismiss(worker)

    def _lose(self, worker: _Worker, reason: str) -> None:
        assert worker.ticket is not None
        worker.ticket.outcome = (Lost(reason),)
        self._dismiss(worker)

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work,
            args=(self._function, theirs, self._timeout, self._memory),
            daemon=True,
        )
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()

    def _deadline(self) -> float:
        return time.monotonic() + PATIENCE * self._timeout


def _work(
    function: Callable[[Any], Any], pipe: Connection, timeout: float, memory: int
) -> None:
    """Be a worker: answer jobs until the pipe is closed or a job goes wrong.

    The timer counts processor time, and its signal, which is left to the system, ends
    the process even inside a library that never returns to Python.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process
    if memory:
        limit = memory * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    with suppress(EOFError, BrokenPipeError):
        pipe.send(None)
        while True:
            job = pipe.recv()
            if timeout != FOREVER:
                signal.setitimer(signal.ITIMER_PROF, timeout)
            try:
                outcome = function(job)
            except Exception as error:  # noqa: BLE001 - sent on, and the process ends
                pipe.send(Lost(_describe(error)))
                return
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(outcome)


def _describe(error: Exception) -> str:
    """Return the kind of an error nobody foresaw, its words and where it arose.

    >>> _describe(KeyError("title"))
    "KeyError: 'title'"
    """
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not error.__traceback__:
        return words
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{words} ({Path(place.filename).name}:{place.lineno})"
