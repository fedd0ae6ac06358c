"""What a response makes of a resource, and when it is visited again.

Everything here is a function of plain values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...errors import FetchError
from ...model import PageHints, make_digest
from .http_client import WebResponse
from .page_store import Resource
from .web_addresses import normalize_url

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
PERMANENT_REDIRECTS = (301, 308)
TEMPORARY_REDIRECTS = (302, 303, 307)
GONE_STATUSES = (404, 410)
WAIT_STATUSES = (429, 503)
"""Statuses whose ``Retry-After`` counts."""

MAX_HOPS = 10
"""Redirects in a row that are followed."""
MAX_DETOURS = 3
"""Visits in a row on which a page that is stored may lead elsewhere for the time
being; then it has moved."""
MAX_REVISIT_FACTOR = 16
"""By which the time to the next visit grows while a page does not change."""
FIRST_RETRY_SECONDS = 900.0
MAX_RETRY_SECONDS = 7 * 86400.0

MIN_LASTMOD_VISITS = 20
"""Visits after which it is known whether ``lastmod`` is right."""
MAX_KEPT_ERRORS = 0.02
"""Share of pages that may have changed although their ``lastmod`` did not."""
MAX_MOVED_ERRORS = 0.5
"""Share of pages that may be unchanged although their ``lastmod`` changed."""


@dataclass(frozen=True, slots=True)
class LastmodRecord:
    """How often ``lastmod`` was right when a page was visited again.

    Attributes:
        kept: visits to pages whose ``lastmod`` was the same.
        kept_wrong: of those, to pages that had changed.
        moved: visits to pages whose ``lastmod`` was another.
        moved_wrong: of those, to pages that had not changed.
    """

    kept: int = 0
    kept_wrong: int = 0
    moved: int = 0
    moved_wrong: int = 0

    def add(self, before: Resource, after: Resource) -> LastmodRecord:
        """Return the record with one more visit."""
        if not (before.lastmod and before.listed_lastmod and before.digest):
            return self
        has_changed = after.digest != before.digest
        if before.lastmod == before.listed_lastmod:
            return replace(
                self, kept=self.kept + 1, kept_wrong=self.kept_wrong + has_changed
            )
        wrong = self.moved_wrong + (not has_changed)
        return replace(self, moved=self.moved + 1, moved_wrong=wrong)

    @property
    def proves_rest(self) -> bool:
        """Whether a page whose ``lastmod`` is the same has not changed."""
        enough = self.kept >= MIN_LASTMOD_VISITS
        return enough and self.kept_wrong <= MAX_KEPT_ERRORS * self.kept

    @property
    def proves_change(self) -> bool:
        """Whether a page whose ``lastmod`` is another is worth a visit at once."""
        unknown = self.moved < MIN_LASTMOD_VISITS
        return unknown or self.moved_wrong <= MAX_MOVED_ERRORS * self.moved


def make_conditions(resource: Resource) -> dict[str, str]:
    """Return the headers of a conditional request, if there is something to compare."""
    headers: dict[str, str] = {}
    if resource.state in ("stored", "hidden", "other") and resource.digest:
        if resource.etag:
            headers["If-None-Match"] = resource.etag
        if resource.last_modified:
            headers["If-Modified-Since"] = resource.last_modified
    return headers


def take_response(resource: Resource, response: WebResponse, now: float) -> Resource:
    """Return what a resource is after a response, without when it is due.

    Raises:
        FetchError: the response says nothing about the resource; it stays as it was.
    """
    status = response.status
    taken = replace(
        resource,
        fetched=now,
        failures=0,
        error="",
        unchanged=0,
        lastmod=resource.listed_lastmod,
    )
    if status == 304 and make_conditions(resource):
        return replace(taken, unchanged=resource.unchanged + 1)
    if status == 200:
        return _take_content(taken, response, resource)
    if status in GONE_STATUSES:
        return _forget_content(replace(taken, state="gone"), resource)
    if status in PERMANENT_REDIRECTS or _is_settled_detour(status, resource):
        return _take_redirect(taken, response, resource)
    raise FetchError(_describe_status(response))


def is_page_type(media_type: str) -> bool:
    """Return whether what has a media type may be a page; without one it may."""
    return not media_type or media_type in HTML_TYPES


def add_hints(resource: Resource, hints: PageHints, now: float) -> Resource:
    """Return a resource with what a feed or a sitemap says of it now."""
    if hints == resource.hints:
        return resource
    changed = max(int(now * 1e9), resource.changed + 1)
    return replace(resource, hints=hints, changed=changed)


def find_due(resource: Resource, now: float, revisit: float, *, trusted: bool) -> float:
    """Return when a resource is to be visited again.

    The longer it does not change, the later; up to ``MAX_REVISIT_FACTOR``.

    Args:
        revisit: seconds between two visits of a page that changes.
        trusted: whether its ``lastmod`` says when it changes.
    """
    if resource.failures:
        growth = (1 << min(resource.failures - 1, 20)) - 1
        return now + min(FIRST_RETRY_SECONDS * growth, MAX_RETRY_SECONDS)
    factor = min(1 << min(resource.unchanged, 20), MAX_REVISIT_FACTOR)
    if trusted and resource.lastmod:
        factor = MAX_REVISIT_FACTOR
    return now + revisit * factor


def _take_content(taken: Resource, response: WebResponse, before: Resource) -> Resource:
    digest = make_digest(response.content + response.charset.encode())
    is_same = digest == before.digest
    is_page = before.kind == "page" and is_page_type(response.media_type)
    return replace(
        taken,
        state="stored" if is_page else "other",
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
        digest=digest,
        size=len(response.content),
        charset=response.charset,
        media_type=response.media_type,
        location="",
        unchanged=before.unchanged + 1 if is_same else 0,
        changed=before.changed if is_same else _make_changed(taken, before),
    )


def _make_changed(taken: Resource, before: Resource) -> int:
    """Return a time of change later than the last, even if the clock went back."""
    return max(int(taken.fetched * 1e9), before.changed + 1)


def _forget_content(taken: Resource, before: Resource) -> Resource:
    """Return a resource of which nothing is stored."""
    is_same = taken.state == before.state and taken.location == before.location
    return replace(
        taken,
        digest="",
        etag="",
        last_modified="",
        size=0,
        unchanged=before.unchanged + 1 if is_same else 0,
    )


def _take_redirect(
    taken: Resource, response: WebResponse, before: Resource
) -> Resource:
    written = response.headers.get("location", "")
    location = normalize_url(taken.url, written) if written else ""
    if not location:
        raise FetchError("leads to an address that cannot be read")
    return _forget_content(replace(taken, state="moved", location=location), before)


def _is_settled_detour(status: int, before: Resource) -> bool:
    """Return whether a redirect for the time being counts as one for good.

    A stored page that leads elsewhere is often one of a site under repair.
    """
    if status not in TEMPORARY_REDIRECTS:
        return False
    return before.state != "stored" or before.failures >= MAX_DETOURS


def _describe_status(response: WebResponse) -> str:
    if response.status == 304:
        return "answered 304 although no condition was sent"
    if response.status in TEMPORARY_REDIRECTS:
        return f"leads elsewhere for the time being ({response.status})"
    return f"answered {response.status}"
