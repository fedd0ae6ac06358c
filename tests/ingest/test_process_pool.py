"""What holds when jobs go wrong in workers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import ConfigError
from indexer.ingest.process_pool import MAX_JOBS_AHEAD, Lost, run_jobs


def square(number: int) -> int:
    return number * number


def misbehave(job: str) -> str:
    match job:
        case "raise":
            raise KeyError("title")
        case "hang":
            time.sleep(600)
        case "spin":
            while True:
                pass
        case "exit":
            os._exit(0)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "eat":
            bytearray(2**30)
    return job


def work_slowly(seconds: float) -> tuple[int, float]:
    time.sleep(seconds)
    return os.getpid(), seconds


def wait_for_end(pid: int) -> None:
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.01)


def test_outcomes_come_in_the_order_of_the_jobs() -> None:
    outcomes = list(run_jobs(square, range(100), processes=3))
    assert outcomes == [(number, number * number) for number in range(100)]


def test_a_slow_job_does_not_keep_others_from_being_done() -> None:
    outcomes = list(run_jobs(work_slowly, [1.0, 0.0, 0.0, 0.0], processes=2))
    slow, *quick = [outcome[0] for _, outcome in outcomes if isinstance(outcome, tuple)]
    assert len(quick) == 3
    assert slow not in quick


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("raise", "KeyError: 'title' (test_process_pool.py:"),
        ("hang", "took more than 2 seconds"),
        ("spin", "took more than 0.2 seconds of processor time"),
        ("exit", "the process that worked on it died (0)"),
        ("die", "the process that worked on it died (-9)"),
        ("eat", "MemoryError"),
    ],
)
def test_a_job_that_goes_wrong_costs_itself_alone(job: str, reason: str) -> None:
    jobs = ["one", job, "two", "three"]
    outcomes = dict(run_jobs(misbehave, jobs, processes=1, timeout=0.2, memory=512))
    lost = outcomes.pop(job)
    assert isinstance(lost, Lost)
    assert lost.reason.startswith(reason)
    assert outcomes == {"one": "one", "two": "two", "three": "three"}


def test_jobs_are_drawn_as_they_are_needed() -> None:
    drawn: list[int] = []

    def draw() -> Iterator[int]:
        for number in range(10_000):
            drawn.append(number)
            yield number

    outcomes = run_jobs(square, draw(), processes=1)
    next(outcomes)
    outcomes.close()
    assert len(drawn) <= MAX_JOBS_AHEAD + 1


def test_workers_end_with_the_iterator() -> None:
    outcomes = run_jobs(work_slowly, [0.0, 60.0], processes=1)
    _, outcome = next(outcomes)
    assert isinstance(outcome, tuple)
    outcomes.close()
    wait_for_end(outcome[0])


def test_an_idle_worker_that_is_killed_is_replaced() -> None:
    outcomes = run_jobs(work_slowly, [0.0, 0.0], processes=1)
    _, first = next(outcomes)
    assert isinstance(first, tuple)
    os.kill(first[0], signal.SIGKILL)
    wait_for_end(first[0])
    _, second = next(outcomes)
    assert isinstance(second, tuple)
    assert second[0] != first[0]


def test_no_job_starts_no_process() -> None:
    assert list(run_jobs(misbehave, [])) == []


def refuse(job: str) -> str:
    raise ConfigError(f"{job} is no CSS selector")


def test_an_error_raised_on_purpose_is_raised_in_the_main_process() -> None:
    with pytest.raises(ConfigError, match=r"div\[ is no CSS selector"):
        list(run_jobs(refuse, ["div[", "p"], processes=1))
