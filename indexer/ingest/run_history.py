"""What the last runs of a reindex did, one line of JSON for each.

The file lies beside the index. Losing it costs no documents and no time: only what is
said of the past, and for how many runs a page has failed.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..file_replacement import replacing
from ..model import Failure, ReindexReport

HISTORY_FILE = "runs.jsonl"
MAX_RECORDED_RUNS = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FailingPage:
    """A page that failed in a run.

    Attributes:
        runs: runs in a row in which it has failed, that one included.
    """

    url: str
    error: str
    runs: int = 1


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One reindex that has ended.

    Attributes:
        ended: time in UTC, as ISO 8601 has it.
        seconds: wall time.
        counts: numbers of the report, by its keys.
        failing: pages that failed; only the newest record of a history has them.
        messages: what a person should look at, in sentences.
        error: the sentence of the error that ended the run; empty if none did.
    """

    ended: str
    seconds: float = 0.0
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    failing: tuple[FailingPage, ...] = ()
    messages: tuple[str, ...] = ()
    error: str = ""


def load_history(folder: Path) -> tuple[RunRecord, ...]:
    """Return the records of an index, the newest last; none if they cannot be read."""
    path = folder / HISTORY_FILE
    try:
        with path.open(encoding="utf-8") as lines:
            return tuple(_read_record(line) for line in lines)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("%s cannot be read (%s); the history begins again", path, error)
        return ()


def record_report(folder: Path, report: ReindexReport) -> None:
    """Add a run that came to its end."""
    history = load_history(folder)
    runs = {page.url: page.runs for page in history[-1].failing} if history else {}
    values = dataclasses.asdict(report)
    counts = {key: value for key, value in values.items() if isinstance(value, int)}
    counts |= {"failed": len(report.failed), "noindex": len(report.noindex)}
    record = RunRecord(
        ended=_now(),
        seconds=report.seconds,
        counts=counts,
        failing=tuple(_count_run(failure, runs) for failure in report.failed),
        messages=report.messages,
    )
    _write_history(folder, history, record)


def record_error(folder: Path, error: str, seconds: float) -> None:
    """Add a run that an error has ended; pages that were failing still are."""
    history = load_history(folder)
    failing = history[-1].failing if history else ()
    record = RunRecord(_now(), seconds, failing=failing, error=error)
    _write_history(folder, history, record)


def _count_run(failure: Failure, runs: dict[str, int]) -> FailingPage:
    return FailingPage(failure.url, failure.error, runs.get(failure.url, 0) + 1)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read_record(line: str) -> RunRecord:
    values = json.loads(line)
    values["failing"] = tuple(FailingPage(**page) for page in values["failing"])
    return RunRecord(**{**values, "messages": tuple(values["messages"])})


def _write_history(
    folder: Path, history: tuple[RunRecord, ...], newest: RunRecord
) -> None:
    """Put a history with one more record in the place of the old one, or log why not.

    Documents are safe by then: a run does not fail for want of its record.
    """
    kept = [dataclasses.replace(record, failing=()) for record in history]
    records = [*kept[1 - MAX_RECORDED_RUNS :], newest]
    try:
        with replacing(folder / HISTORY_FILE) as file:
            for record in records:
                file.write(json.dumps(dataclasses.asdict(record)) + "\n")
    except OSError as error:
        log.warning("the run cannot be recorded in %s: %s", folder, error)
