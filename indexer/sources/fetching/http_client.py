"""One request: bounded in time and bytes, to a public address, without redirects."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from ...errors import FetchError
from .network_guard import GuardedResolver, check_public
from .web_addresses import is_ip_address

CHUNK_BYTES = 2**16
ACCEPTED_ENCODING = "gzip"
GZIP_NAMES = ("gzip", "x-gzip")
GZIP_WINDOW_BITS = 31
"""As zlib counts: 15 bits, and a gzip header."""
MAX_SKIPPED_BYTES = 2**16
"""Of a body that nobody wants, which are read to keep the connection."""
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I | re.A)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one request may take.

    Attributes:
        seconds: from the look-up of the host to the last byte.
        bytes: of the body, packed as well as unpacked.
    """

    seconds: float = 60.0
    bytes: int = 20 * 2**20


@dataclass(frozen=True, slots=True)
class WebResponse:
    """A response.

    Attributes:
        headers: by name in lower case; of several with one name, the first.
        content: unpacked.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def media_type(self) -> str:
        """Type and subtype in lower case; empty if the response names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that ``Content-Type`` names; empty if it names none."""
        found = CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""

    def find_retry_after(self, now: float) -> float | None:
        """Return for how many seconds the host asks to be left alone; None if it
        does not.

        Args:
            now: in seconds since 1970.
        """
        value = self.headers.get("retry-after", "").strip()
        if value.isdigit():
            return float(value[:9])
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - now)
        except (ValueError, TypeError, OverflowError):
            return None


class WebClient:
    """A client for the pages of some hosts. It keeps connections, but no cookies.

    Args:
        user_agent: with a contact.
        connections: at once.
        private_hosts: may be at addresses that are not public.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        connections: int,
        private_hosts: Container[str] = (),
        limits: FetchLimits | None = None,
    ) -> None:
        self.limits = limits or FetchLimits()
        self._private_hosts = private_hosts
        self._session = aiohttp.ClientSession(
            headers={
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": ACCEPTED_ENCODING,
            },
            connector=aiohttp.TCPConnector(
                limit=connections, resolver=GuardedResolver(private_hosts)
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.limits.seconds),
            auto_decompress=False,
        )

    async def __aenter__(self) -> WebClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        wanted: Container[str] | None = None,
        max_bytes: int = 0,
    ) -> WebResponse:
        """Return the response to one GET request.

        Args:
            url: normalized.
            wanted: media types whose body is read; None reads any. The body of a
                response that is no success is not read.
            max_bytes: of the body; 0 means the limit of the client.

        Raises:
            FetchError: there was no whole response within the limits.
        """
        host = urlsplit(url).hostname or ""
        try:
            if host not in self._private_hosts and is_ip_address(host):
                check_public(host, [host])
            async with self._session.get(
                URL(url, encoded=True), headers=headers, allow_redirects=False
            ) as answer:
                response = _read_head(url, answer)
                if answer.status != 200 or not _is_wanted(response, wanted):
                    await _skip(answer)
                    return response
                body = _Body(response.headers, max_bytes or self.limits.bytes)
                async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                    body.add(chunk)
                content = body.end()
                return WebResponse(url, answer.status, response.headers, content)
        except TimeoutError as error:
            reason = f"took more than {self.limits.seconds:g} seconds"
            raise FetchError(reason) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(_describe(error)) from error


def _read_head(url: str, answer: aiohttp.ClientResponse) -> WebResponse:
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        headers.setdefault(name.lower(), value)
    return WebResponse(url, answer.status, headers)


def _is_wanted(response: WebResponse, wanted: Container[str] | None) -> bool:
    kind = response.media_type
    return wanted is None or not kind or kind in wanted


async def _skip(answer: aiohttp.ClientResponse) -> None:
    """Read a small body, so that the connection can be used again."""
    if (answer.content_length or 0) <= MAX_SKIPPED_BYTES:
        left = MAX_SKIPPED_BYTES
        async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                break
    answer.release()


class _Body:
    """The body of a response while it comes in.

    Raises:
        FetchError: it grows beyond the limit, or cannot be unpacked.
    """

    def __init__(self, headers: Mapping[str, str], limit: int) -> None:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity", *GZIP_NAMES):
            raise FetchError(f"is packed as {encoding!r}, which was not asked for")
        is_packed = encoding in GZIP_NAMES
        self._unpacker = zlib.decompressobj(GZIP_WINDOW_BITS) if is_packed else None
        self._limit = limit
        self._content = bytearray()
        if int(headers.get("content-length", "0")) > limit:
            raise FetchError(f"has more than {limit} bytes")

    def add(self, chunk: bytes) -> None:
        if self._unpacker:
            left = self._limit - len(self._content)
            try:
                chunk = self._unpacker.decompress(chunk, left + 1)
            except zlib.error as error:
                raise FetchError(f"is packed wrongly ({error})") from error
        self._content += chunk
        if len(self._content) > self._limit:
            raise FetchError(f"has more than {self._limit} bytes")

    def end(self) -> bytes:
        if self._unpacker and self._content and not self._unpacker.eof:
            raise FetchError("ended too early")
        return bytes(self._content)


def _describe(error: Exception) -> str:
    """Return in a clause what went wrong with a connection."""
    if isinstance(error, aiohttp.ClientConnectorError):
        error = error.os_error
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "closed the connection without an answer"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "ended too early"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"is no HTTP ({error.message})"
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno else str(error)
        return f"cannot be reached ({reason})"
    return " ".join(str(error).split()) or type(error).__name__
