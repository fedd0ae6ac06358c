"""The one table from errors to HTTP, and errors as a page and as JSON."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from indexer import (
    BroadsheetError,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    IndexStoreError,
    RequestError,
)

from ..locales import LOCALES
from .context import current_visitor
from .rendering import render

ERROR_STATUSES: dict[type[BroadsheetError], tuple[int, str]] = {
    RequestError: (400, "bad-request"),
    IndexMissing: (503, "index-missing"),
    IndexOutdated: (503, "index-outdated"),
    IndexCorrupt: (503, "index-corrupt"),
    IndexStoreError: (503, "index-unavailable"),
    BroadsheetError: (500, "internal-error"),
}
"""Status and stable code of each error; the first row that fits, decides."""

EXPLAINED_STATUSES = (400, 404, 405, 500, 503)
"""Statuses with words of their own; the others share those for the rest."""

UNAVAILABLE_MESSAGE = "the index cannot be opened; the log of the server has the reason"
"""What the public reads of a 503: the reason itself has paths and commands."""

RETRY_SECONDS = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is shown to a visitor or a program.

    Attributes:
        code: stable name of the kind.
        message: a sentence for a person; empty if the status is enough.
        parameter: the part of the request that is wrong, if one is.
    """

    status: int
    code: str
    message: str
    parameter: str = ""


def describe_error(error: Exception) -> Problem:
    """Return what is shown of an error: details only if the request is at fault."""
    if isinstance(error, HTTPException):
        status = error.code or 500
        return Problem(
            status, error.name.lower().replace(" ", "-"), error.description or ""
        )
    for kind, (status, code) in ERROR_STATUSES.items():
        if isinstance(error, kind) and status != 500:
            message = UNAVAILABLE_MESSAGE if status == 503 else str(error)
            return Problem(status, code, message, getattr(error, "parameter", ""))
    return Problem(500, "internal-error", "an internal error has been logged")


def describe_problem(problem: Problem) -> dict[str, object]:
    """Return the one JSON shape of errors."""
    inner: dict[str, object] = {
        "status": problem.status,
        "code": problem.code,
        "message": problem.message,
    }
    if problem.parameter:
        inner["parameter"] = problem.parameter
    return {"error": inner}


def log_error(error: Exception, status: int) -> None:
    """Log what the public does not see: the traceback of a 500, why a 503."""
    if status == 500:
        log.error("%s %s", request.method, request.path, exc_info=error)
    elif status == 503:
        log.error("%s %s: %s", request.method, request.path, error)


def answer_error(error: Exception) -> Response:
    """Answer with an error: JSON under ``/api/`` and ``/healthz``, else a page."""
    problem = describe_error(error)
    log_error(error, problem.status)
    if request.path.startswith(("/api/", "/healthz")):
        response = jsonify(describe_problem(problem))
        response.status_code = problem.status
    else:
        response = _render_problem(problem)
    if isinstance(error, HTTPException):
        allowed = dict(error.get_headers()).get("Allow")
        if allowed:
            response.headers["Allow"] = allowed
    if problem.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _render_problem(problem: Problem) -> Response:
    visitor = current_visitor()
    translate = visitor.locale.translate
    kind = problem.status if problem.status in EXPLAINED_STATUSES else "other"
    detail = problem.message if problem.status == 400 else ""
    if problem.status == 400 and visitor.locale is not LOCALES["en"]:
        key = f"wrong.{problem.parameter}"
        detail = translate(key if key in visitor.locale.texts else "wrong.value")
    return render(
        "error.html",
        visitor,
        problem.status,
        title=translate(f"error.{kind}.title"),
        text=translate(f"error.{kind}.text"),
        detail=detail,
        problem=problem,
    )


def register_errors(app: Flask) -> None:
    """Let every error of the application end in ``answer_error``."""
    app.register_error_handler(Exception, answer_error)
