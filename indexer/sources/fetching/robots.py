"""What ``robots.txt`` of a host allows. Source: RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

ROBOT_NAME = "Broadsheet"
"""The product token that ``User-agent`` lines are compared with."""

MAX_ROBOTS_BYTES = 500 * 1024
"""Of a file that are read, as section 2.5 asks at least."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one host.

    Attributes:
        crawl_delay: seconds between two requests; 0 if it names none.
        sitemaps: addresses as written.
    """

    crawl_delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    _parsed: Protego = field(default_factory=lambda: Protego.parse(""), repr=False)

    def allow(self, url: str) -> bool:
        """Return whether a page may be fetched."""
        return bool(self._parsed.can_fetch(url, ROBOT_NAME))


def parse_robots(content: bytes) -> RobotsRules:
    """Return the rules of a file; what cannot be read in it is left out.

    >>> rules = parse_robots(b"User-agent: *\\nDisallow: /x/\\nCrawl-delay: 3")
    >>> rules.allow("https://a.example/x/1"), rules.crawl_delay
    (False, 3.0)
    """
    text = content[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(ROBOT_NAME) or 0.0
    if rate := parsed.request_rate(ROBOT_NAME):
        delay = max(delay, rate.seconds / max(1, rate.requests))
    return RobotsRules(float(delay), tuple(parsed.sitemaps), parsed)


def find_robots_url(url: str) -> str:
    """Return where the rules for an address are."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
