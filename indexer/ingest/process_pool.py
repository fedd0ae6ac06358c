"""A function run over many jobs in worker processes, where no job can hurt another.

Every worker has a pipe of its own and one job at a time. A worker that raises, dies,
hangs or needs too much memory loses that job alone, and another takes its place. Only
an error that is raised on purpose ends the run: it is raised again in the main process.
No lock is shared, so a worker may be killed at any moment; when the main process is
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
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from ..config import CleaningConfig
from ..errors import BroadsheetError

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")

MAX_JOBS_AHEAD = 32
"""Jobs for each worker that may be done before the oldest one is; bounds memory."""

WALL_SECONDS_PER_CPU_SECOND = 10
"""A job that waits for a disk, or for its turn on a busy machine, does not hang.

Where there are more workers than cores it has to wait longer for its turn.
"""

NO_TIMEOUT = float("inf")


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands in place of the outcome of a job that came to none."""

    reason: str


def count_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0))


def run_jobs(
    function: Callable[[Job], Outcome],
    jobs: Iterable[Job],
    *,
    processes: int = 0,
    timeout: float = NO_TIMEOUT,
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
            ``WALL_SECONDS_PER_CPU_SECOND`` times as much for each worker of a core.
        memory: that a worker may have, in megabytes; 0 sets no limit.

    Raises:
        BroadsheetError: a worker raised it.
        RuntimeError: a worker ended before it could begin.
    """
    pool = _WorkerPool(function, processes or count_cores(), timeout, memory)
    tickets: deque[_Ticket[Job, Outcome]] = deque()
    coming = iter(jobs)
    more = True
    try:
        while more or tickets:
            while (
                more and pool.has_room() and len(tickets) < MAX_JOBS_AHEAD * pool.size
            ):
                try:
                    ticket: _Ticket[Job, Outcome] = _Ticket(next(coming))
                except StopIteration:
                    more = False
                else:
                    tickets.append(ticket)
                    pool.assign(ticket)
            if tickets and tickets[0].outcome is None:
                pool.collect()
            while tickets and (outcome := tickets[0].outcome) is not None:
                yield tickets.popleft().job, outcome[0]
    finally:
        pool.end()


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


def make_runner(config: CleaningConfig) -> Run:
    """Return ``run_jobs`` with the limits of the settings."""
    return partial(
        run_jobs,
        processes=config.processes,
        timeout=config.page_timeout,
        memory=config.page_memory,
    )


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
    deadline: float = NO_TIMEOUT
    began: bool = False


class _WorkerPool:
    """The worker processes of one run."""

    def __init__(
        self, function: Callable[[Any], Any], size: int, timeout: float, memory: int
    ) -> None:
        self.size = size
        self._function = function
        self._timeout = timeout
        workers_per_core = max(1.0, size / count_cores())
        self._wall_seconds = timeout * WALL_SECONDS_PER_CPU_SECOND * workers_per_core
        self._memory = memory
        self._workers: list[_Worker] = []
        # A fork of a small fresh process: quick to replace, and it inherits neither
        # threads nor open files of ours.
        self._context = multiprocessing.get_context("forkserver")
        # What jobs need is imported before the fork: it would count for their first.
        module = getattr(function, "func", function).__module__
        self._context.set_forkserver_preload([module, __package__])

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
                self._stop_worker(worker)
            else:
                worker.ticket, worker.deadline = ticket, self._deadline()
                return
        worker = self._start_worker()
        worker.ticket = ticket
        with suppress(OSError):  # it ended at once: collect() finds that out
            worker.pipe.send(ticket.job)

    def collect(self) -> None:
        """Wait until a worker is done, has begun, has died or has run out of time."""
        busy = [worker for worker in self._workers if worker.ticket is not None]
        seconds_left = min(w.deadline for w in busy) - time.monotonic()
        ready = wait(
            [worker.pipe for worker in busy],
            None if seconds_left == NO_TIMEOUT else max(0.0, seconds_left),
        )
        now, allowed = time.monotonic(), self._wall_seconds
        for worker in busy:
            if worker.pipe in ready:
                self._read(worker)
            elif worker.deadline <= now:
                self._lose_job(worker, f"took more than {allowed:g} seconds")

    def end(self) -> None:
        while self._workers:
            self._stop_worker(self._workers[-1])

    def _read(self, worker: _Worker) -> None:
        """Read a message of a worker: first that it has begun, then outcomes.

        Raises:
            BroadsheetError: the worker raised it.
        """
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError) as error:
            worker.process.join()
            code = worker.process.exitcode
            if not worker.began:
                raise RuntimeError(f"a worker ended at once ({code})") from error
            self._lose_job(
                worker,
                f"took more than {self._timeout:g} seconds of processor time"
                if code == -signal.SIGPROF
                else f"the process that worked on it died ({code})",
            )
            return
        if not worker.began:
            worker.began, worker.deadline = True, self._deadline()
            return
        if isinstance(message, BroadsheetError):
            raise message
        assert worker.ticket is not None
        worker.ticket.outcome = (message,)
        worker.ticket, worker.deadline = None, NO_TIMEOUT
        if isinstance(message, Lost):
            self._stop_worker(worker)

    def _lose_job(self, worker: _Worker, reason: str) -> None:
        assert worker.ticket is not None
        worker.ticket.outcome = (Lost(reason),)
        self._stop_worker(worker)

    def _start_worker(self) -> _Worker:
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

    def _stop_worker(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()

    def _deadline(self) -> float:
        return time.monotonic() + self._wall_seconds


def _work(
    function: Callable[[Any], Any], pipe: Connection, timeout: float, memory: int
) -> None:
    """Work as a worker process until the pipe is closed or a job goes wrong.

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
            if timeout != NO_TIMEOUT:
                signal.setitimer(signal.ITIMER_PROF, timeout)
            try:
                outcome = function(job)
            except BroadsheetError as error:
                pipe.send(error)
                return
            except Exception as error:  # noqa: BLE001 - sent on, and the process ends
                pipe.send(Lost(_describe(error)))
                return
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(outcome)


def _describe(error: Exception) -> str:
    """Return the class of an unexpected error, its message and where it was raised.

    >>> _describe(KeyError("title"))
    "KeyError: 'title'"
    """
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not error.__traceback__:
        return words
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{words} ({Path(place.filename).name}:{place.lineno})"
