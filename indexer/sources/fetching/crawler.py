"""Fetch what has changed on some hosts, and store it.

    begin a pass, or go on with one that was cut short
    while a resource is due:
        ask its host, when it is its turn               rate_limit, http_client
        decide what it is now                           visits.take_response
        add the addresses that it leads to              page_links, sitemaps, feeds
        store it, and when it is due again              page_store, visits.find_due

Every visit is committed, so a process that is killed goes on where it was.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlsplit

from ...config import SourceConfig
from ...errors import FetchError
from ...model import NO_HINTS, Failure, PageHints
from ..entries import FetchReport, Progress
from .feed_formats import parse_feed
from .http_client import WebClient, WebResponse
from .page_links import read_links
from .page_store import IS_COMPLETE, PageStore, Resource, ResourceKind
from .rate_limit import Clock, RateLimit
from .robots import RobotsRules, find_robots_url, parse_robots
from .sitemaps import MAX_SITEMAP_BYTES, parse_sitemap
from .visits import (
    HTML_TYPES,
    MAX_HOPS,
    PERMANENT_REDIRECTS,
    TEMPORARY_REDIRECTS,
    WAIT_STATUSES,
    LastmodRecord,
    add_hints,
    find_due,
    make_conditions,
    take_response,
)
from .web_addresses import find_origin, is_file, is_trap, normalize_url

MAX_SITEMAP_DEPTH = 3
"""Of a sitemap in a sitemap in one that robots.txt names."""
LISTS: tuple[ResourceKind, ...] = ("sitemap", "feed")
"""Kinds of resources that list pages; each pass begins with them."""

MIN_SITE_PAGES = 3
"""Of a site; one with fewer may have moved to another host."""
MAX_LINKED = 100_000
"""Addresses that are remembered, because links to them are on every page."""
BATCH_RESOURCES = 64
"""Resources that are taken from the store at once."""
MAX_FAILURES_IN_A_ROW = 10
"""Requests without an answer after which a host is left alone."""
MAX_WAIT_SECONDS = 300.0
"""A host that asks to be left alone for longer is asked again in the next run."""
MAX_WAITS = 10
"""Times that a host may ask for that in one run."""
WAIT_SECONDS = 30.0
"""For which a host is left alone that does not say how long."""
RESUME_SECONDS = 600.0
"""For which what lists pages is not asked again by a run that goes on with another."""
COUNT_SECONDS = 1.0
"""Between two counts of the resources that are left."""
LOG_SECONDS = 30.0
"""Between two log lines on the progress."""

PASS = "pass"
"""Fact: when the pass began that is not at its end; 0 if there is none."""
SCOPE = "scope"
"""Fact: the settings by which addresses were added."""
LASTMOD = "lastmod"
"""Fact: the ``LastmodRecord``."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrawlScope:
    """Where a crawl begins, and how far it goes.

    Attributes:
        start: normalized address.
        kind: of what is there.
        places: hosts, with ports, that may be asked.
        headers: for these hosts.
    """

    config: SourceConfig
    start: str
    kind: ResourceKind
    places: frozenset[str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def holds(self, url: str) -> bool:
        """Return whether an address is on one of the hosts."""
        return urlsplit(url).netloc in self.places

    def admits(self, url: str, kind: ResourceKind, depth: int) -> bool:
        """Return whether what is at an address is fetched."""
        limit = MAX_SITEMAP_DEPTH if kind == "sitemap" else self.config.max_depth
        if not self.holds(url) or depth > limit or is_trap(url):
            return False
        if not depth or kind != "page":
            return True
        return self.config.admits(url) and not is_file(url)

    def secure(self, url: str) -> str:
        """Return an address with https, if the start on the same host has it."""
        host = urlsplit(self.start).netloc.removeprefix("www.")
        own = (f"http://{host}/", f"http://www.{host}/")
        if self.start.startswith("https:") and url.startswith(own):
            return url.replace("http://", "https://", 1)
        return url

    def describe(self) -> str:
        """Return all that decides which addresses are admitted, to compare it."""
        config = self.config
        bounds = config.max_depth, config.max_pages
        return repr((sorted(self.places), config.include, config.exclude, bounds))


@dataclass(slots=True)
class _Host:
    """What is known of a host in this run.

    Attributes:
        rules: once they are read.
        failures: requests in a row without an answer.
        waits: times it asked to be left alone.
        problem: why it is not asked any more.
    """

    limit: RateLimit
    rules: asyncio.Task[RobotsRules] | None = None
    failures: int = 0
    waits: int = 0
    problem: str = ""


class Crawler:
    """One crawl under way.

    Attributes:
        counts: of visits, by what came of them.
        until: resources that are due by then belong to this pass.
    """

    def __init__(
        self,
        scope: CrawlScope,
        store: PageStore,
        client: WebClient,
        clock: Clock,
        progress: Progress,
    ) -> None:
        self.scope = scope
        self.store = store
        self.client = client
        self.clock = clock
        self.progress = progress
        self.counts: Counter[str] = Counter()
        self.failed: list[Failure] = []
        self.until = 0.0
        self.lastmod = LastmodRecord(**store.find_fact(LASTMOD, {}))
        self._hosts: dict[str, _Host] = {}
        self._coming: deque[Resource] = deque()
        self._taken: set[int] = set()
        self._pages = 0
        self._linked: set[str] = set()
        self._other_hosts: Counter[str] = Counter()
        self._is_full = False
        began = clock.read_monotonic()
        minutes = scope.config.max_minutes
        self._deadline = began + minutes * 60 if minutes else math.inf
        self._logged = self._counted = began
        self._left = 0

    async def run(self) -> FetchReport:
        """Fetch what is due, and return what came of it."""
        self._begin_pass()
        await self._visit_all()
        problem = self._find_problem()
        if not self.store.count_due(self.until):
            self.store.set_fact(PASS, 0)
            if not problem:
                self.store.set_fact(IS_COMPLETE, True)
        self.store.commit()
        self._log_end()
        return FetchReport(tuple(self.failed), problem)

    @property
    def is_late(self) -> bool:
        """Whether the time is up."""
        return self.clock.read_monotonic() >= self._deadline

    def _begin_pass(self) -> None:
        """Begin a pass with what lists pages, or go on with one that was cut short."""
        store, scope = self.store, self.scope
        self.until = store.find_fact(PASS, 0)
        store.add(Resource(scope.start, scope.kind))
        now = self.clock.read_time()
        store.set_lists_due(now - RESUME_SECONDS if self.until else math.inf)
        if not self.until:
            self.until = now
            store.set_fact(PASS, now)
        self._pages = store.count("page", ("new", "stored", "hidden"))
        if store.find_fact(SCOPE, "") != scope.describe():
            self._widen()
            store.set_fact(SCOPE, scope.describe())
        store.commit()

    def _widen(self) -> None:
        """Add what the settings did not admit when it was found."""
        self.store.forget_validators(LISTS)
        if self.scope.kind == "page":
            for url in self.store.list_stored_urls():
                if page := self.store.find(url):
                    self._follow_page(page, self.store.find_content(page), "")

    async def _visit_all(self) -> None:
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(running) < self.scope.config.concurrency:
                    resource = self._take()
                    if resource is None:
                        break
                    running.add(asyncio.create_task(self._visit(resource)))
                if not running:
                    return
                done, running = await asyncio.wait(
                    running, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _take(self) -> Resource | None:
        """Return a resource that is due and not being visited."""
        if self.is_late:
            return None
        if not self._coming:
            count = BATCH_RESOURCES + len(self._taken)
            self._coming += self.store.list_due(self.until, count, self._taken)
        if not self._coming:
            return None
        resource = self.store.find(self._coming.popleft().url)
        assert resource
        self._taken.add(resource.id)
        return resource

    async def _visit(self, resource: Resource) -> None:
        """Ask for a resource, and store what came of it."""
        after = await self._ask(resource)
        if after:
            listed = self.store.find(resource.url) or after
            after = add_hints(after, listed.hints, self.clock.read_time())
            after = replace(after, listed_lastmod=listed.listed_lastmod)
            self.store.save(self._schedule(after))
        self._taken.discard(resource.id)
        self.store.commit()
        self._report_progress()

    async def _ask(self, resource: Resource) -> Resource | None:
        """Return what a resource is now; None if it is to be asked for again."""
        if not self.scope.holds(resource.url):
            return self._hide(resource, "its host is not among those of the source")
        if not self.scope.admits(resource.url, resource.kind, resource.depth):
            return replace(resource, unchanged=resource.unchanged + 1)
        host = self._find_host(resource.url)
        if host.problem:
            return self._put_off(resource)
        try:
            rules = await self._find_rules(resource.url, host)
        except FetchError as error:
            host.problem = host.problem or f"gives no robots.txt: it {error}"
            return self._put_off(resource)
        if not self._is_allowed(resource, rules):
            return self._hide(resource, "robots.txt does not allow it")
        await host.limit.wait()
        if host.problem or self.is_late:
            return self._put_off(resource) if host.problem else None
        return await self._request(resource, host)

    async def _request(self, resource: Resource, host: _Host) -> Resource | None:
        conditions = make_conditions(resource)
        wanted, max_bytes = None, MAX_SITEMAP_BYTES
        if resource.kind == "page":
            wanted, max_bytes = HTML_TYPES, 0
        response = None
        self.counts["requests"] += 1
        try:
            response = await self._get(resource.url, conditions, wanted, max_bytes)
            if self._is_asked_to_wait(host, response):
                return None if not host.problem else self._put_off(resource)
            after = take_response(resource, response, self.clock.read_time())
            self._check_plausible(resource, after, host)
            after = self._follow(resource, after, response)
        except FetchError as error:
            is_down = response is None or response.status >= 500
            return self._fail(resource, host, str(error), is_down=is_down)
        host.failures = 0
        self.counts["unchanged" if after.unchanged else after.state] += 1
        self.lastmod = self.lastmod.add(resource, after)
        return after

    def _check_plausible(self, before: Resource, after: Resource, host: _Host) -> None:
        """Doubt what looks like a site that is closed or sold.

        Its pages would be gone little by little, a few in each run, and the deletion
        limit would not notice.

        Raises:
            FetchError: a page that is stored leads to a host that is not named.
        """
        if not after.depth and after.state == "gone":
            host.problem = host.problem or "says that its start address is gone"
        is_away = after.state == "moved" and not self.scope.holds(after.location)
        if is_away and before.state == "stored":
            raise FetchError(f"leads to another host: {after.location}")

    async def _get(
        self,
        url: str,
        headers: Mapping[str, str],
        wanted: frozenset[str] | None = None,
        max_bytes: int = 0,
    ) -> WebResponse:
        """Return a response; the owner's headers never go over a weaker connection."""
        is_secure = url.startswith("https:") or self.scope.start.startswith("http:")
        own = self.scope.headers if is_secure else {}
        return await self.client.get(url, {**own, **headers}, wanted, max_bytes)

    def _find_host(self, url: str) -> _Host:
        origin = find_origin(url)
        if origin not in self._hosts:
            rate = self.scope.config.requests_per_second
            interval = 1 / rate if rate else 0.0
            self._hosts[origin] = _Host(RateLimit(interval, self.clock))
        return self._hosts[origin]

    def _find_rules(self, url: str, host: _Host) -> asyncio.Task[RobotsRules]:
        """Return the rules of a host, read once in a run.

        Raises:
            FetchError: they cannot be read, so nothing is allowed. RFC 9309, 2.3.1.4.
        """
        if host.rules is None:
            host.rules = asyncio.create_task(self._read_rules(url, host))
        return host.rules

    async def _read_rules(self, url: str, host: _Host) -> RobotsRules:
        rules = parse_robots(await self._read_robots(find_robots_url(url), host))
        host.limit.interval = max(host.limit.interval, rules.crawl_delay)
        if self.scope.kind == "page":
            root = find_origin(url)
            named = [normalize_url(root, one) for one in rules.sitemaps]
            for address in named or [f"{root}/sitemap.xml"]:
                self._add(address, "sitemap", 1)
        return rules

    async def _read_robots(self, url: str, host: _Host) -> bytes:
        """Return a file of rules; an empty one if there is none.

        Raises:
            FetchError: the host does not say whether there is one.
        """
        first = url
        for _ in range(MAX_HOPS):
            await host.limit.wait()
            self.counts["requests"] += 1
            response = await self._get(url, {})
            if response.status not in PERMANENT_REDIRECTS + TEMPORARY_REDIRECTS:
                break
            url = normalize_url(url, response.headers.get("location", ""))
            if not url or not self.scope.holds(url):
                return b""
        if response.status >= 500 or response.status == 429:
            raise FetchError(f"answered {response.status}")
        content = response.content if response.status == 200 else b""
        if self.store.find_fact(first, "") != (text := content.decode("latin-1")):
            self.store.set_fact(first, text)
            self.store.set_hidden_due()
        return content

    def _is_allowed(self, resource: Resource, rules: RobotsRules) -> bool:
        """Return whether robots may fetch a resource; what is named may be."""
        is_named = resource.kind == "sitemap" or (
            resource.kind == "feed" and not resource.depth
        )
        return is_named or rules.allow(resource.url)

    def _is_asked_to_wait(self, host: _Host, response: WebResponse) -> bool:
        """Return whether a host asks to be left alone for some time, and do so."""
        if response.status not in WAIT_STATUSES:
            return False
        seconds = response.find_retry_after(self.clock.read_time())
        if seconds is None and response.status != 429:
            return False
        host.waits += 1
        wait = WAIT_SECONDS * 2**host.waits if seconds is None else seconds
        if wait > MAX_WAIT_SECONDS or host.waits > MAX_WAITS:
            host.problem = f"asks to be left alone ({response.status})"
        host.limit.pause(wait)
        return True

    def _follow(
        self, before: Resource, after: Resource, response: WebResponse
    ) -> Resource:
        """Store the body of a resource that changed, and add what it leads to.

        Returns:
            The resource, hidden if it asks for that.

        Raises:
            FetchError: it cannot be read.
        """
        if after.state == "moved":
            self._add(after.location, after.kind, after.depth, hops=after.hops + 1)
        if after.digest == before.digest or response.status != 200:
            return after
        if after.kind in LISTS:
            try:
                self._follow_list(after, response)
            except ValueError as error:
                raise FetchError(str(error)) from error
        elif after.state == "stored":
            robots_tag = response.headers.get("x-robots-tag", "")
            if self._follow_page(after, response.content, robots_tag):
                return replace(after, state="hidden")
            self.store.save(after, response.content)
        return after

    def _follow_page(self, page: Resource, content: bytes, robots_tag: str) -> bool:
        """Add the links of a page; return whether it asks not to be indexed."""
        found = read_links(content, page.url, page.charset, robots_tag)
        if not page.depth:
            away = (url for url in found.links if not self.scope.holds(url))
            self._other_hosts.update(urlsplit(url).netloc for url in away)
        if self.scope.kind == "page":
            for url in found.feeds if not page.depth else ():
                self._add(self.scope.secure(url), "feed", 1)
            for url in found.links:
                self._add_link(self.scope.secure(url), page.depth + 1)
        return found.is_hidden

    def _follow_list(self, resource: Resource, response: WebResponse) -> None:
        """Add what a sitemap or a feed lists.

        Raises:
            ValueError: it cannot be read.
        """
        url, depth = resource.url, resource.depth + 1
        if resource.kind == "sitemap":
            if response.media_type in HTML_TYPES:  # a page that says "not found"
                return
            for one in parse_sitemap(response.content):
                address = normalize_url(url, one.url)
                if one.is_sitemap:
                    self._add(address, "sitemap", depth)
                else:
                    self._add_listed(address, one.lastmod, one.hints)
            return
        content_type = response.headers.get("content-type", "")
        feed = parse_feed(response.content, url, content_type)
        for entry in feed.entries:
            if "#comment" not in entry.url:
                self._add_listed(
                    normalize_url(url, entry.url), entry.lastmod, entry.hints
                )
        if feed.next_url and self.scope.kind == "feed":
            self._add(normalize_url(url, feed.next_url), "feed", depth)

    def _add(self, url: str, kind: ResourceKind, depth: int, *, hops: int = 0) -> bool:
        """Add an address within the bounds; return whether it is new."""
        if not url or hops > MAX_HOPS or not self.scope.admits(url, kind, depth):
            return False
        if kind == "page" and self._pages >= self.scope.config.max_pages:
            self._is_full = True
            return False
        is_new = self.store.add(Resource(url, kind, depth=depth, hops=hops))
        self._pages += is_new and kind == "page"
        return is_new

    def _add_link(self, url: str, depth: int) -> None:
        """Add a page that another links to, unless it was added a while ago."""
        if url in self._linked:
            return
        if len(self._linked) >= MAX_LINKED:
            self._linked.clear()
        if self.scope.admits(url, "page", depth) and not self._is_full:
            self._linked.add(url)
        self._add(url, "page", depth)

    def _add_listed(self, url: str, lastmod: str, hints: PageHints = NO_HINTS) -> None:
        """Add a page with what a list says of it; a page that changed is due."""
        url = self.scope.secure(url)
        self._add(url, "page", 1)
        known = self.store.find(url) if lastmod or hints != NO_HINTS else None
        if known is None:
            return
        listed = add_hints(known, hints, self.clock.read_time())
        if lastmod and lastmod != known.listed_lastmod:
            is_due = self.lastmod.proves_change and known.listed_lastmod
            due = 0.0 if is_due else known.due
            listed = replace(listed, listed_lastmod=lastmod, due=due)
        if listed != known:
            self.store.save(listed)

    def _fail(
        self, resource: Resource, host: _Host, reason: str, *, is_down: bool
    ) -> Resource:
        """Note that a request failed; what is stored stays."""
        self.counts["failed"] += 1
        self.failed.append(Failure(resource.url, reason))
        log.info("%s: %s", resource.url, reason)
        host.failures = host.failures + 1 if is_down else 0
        if host.failures >= MAX_FAILURES_IN_A_ROW:
            host.problem = f"does not answer any more: {reason}"
        return replace(resource, failures=resource.failures + 1, error=reason)

    def _hide(self, resource: Resource, reason: str) -> Resource:
        """Note that a page is not to be indexed."""
        if resource.error != reason:
            log.info("%s: %s", resource.url, reason)
        return replace(
            resource,
            state="hidden",
            error=reason,
            digest="",
            unchanged=resource.unchanged + 1,
        )

    def _put_off(self, resource: Resource) -> Resource:
        """Leave a resource to the next run."""
        return replace(resource, due=math.nextafter(self.until, math.inf))

    def _schedule(self, resource: Resource) -> Resource:
        """Return a resource with the time when it is due again: never in this pass."""
        later = math.nextafter(self.until, math.inf)
        if resource.due == later:
            return resource
        revisit = self.scope.config.revisit_hours * 3600
        now = self.clock.read_time()
        due = find_due(resource, now, revisit, trusted=self.lastmod.proves_rest)
        return replace(resource, due=max(later, due))

    def _find_problem(self) -> str:
        """Return why not all that is due could be asked for, in a sentence."""
        problems = [
            f"{origin.partition('://')[2]} {host.problem}"
            for origin, host in sorted(self._hosts.items())
            if host.problem
        ]
        if not problems and not self.store.count("page", ("stored",)):
            start = self.store.find(self.scope.start)
            reason = (start and start.error) or "no page was found"
            if start and start.state == "moved":
                reason = f"it leads to {start.location}; name that host in hosts"
            problems = [f"{self.scope.start}: {reason}"]
        return "; ".join(problems)

    def _report_progress(self) -> None:
        """Say how far the crawl is; the resources left are counted now and then."""
        now = self.clock.read_monotonic()
        if now >= self._counted + COUNT_SECONDS:
            self._counted = now
            self._left = self.store.count_due(self.until)
        done = self.counts["requests"]
        self.progress(done, done + self._left)
        if now >= self._logged + LOG_SECONDS:
            self._logged = now
            log.info("%s: %s, %d to do", self.scope.start, self._describe(), self._left)

    def _log_end(self) -> None:
        self.store.set_fact(LASTMOD, asdict(self.lastmod))
        self.store.commit()
        log.info("%s: %s", self.scope.start, self._describe())
        if self._is_full:
            log.warning(
                "%s has more than max_pages = %d pages; the others are left out",
                self.scope.start,
                self.scope.config.max_pages,
            )
        if self._pages <= MIN_SITE_PAGES and self._other_hosts:
            log.warning(
                "most links of %s lead to %s; to fetch that too, name it in hosts",
                self.scope.start,
                self._other_hosts.most_common(1)[0][0],
            )
        if self.is_late and (left := self.store.count_due(self.until)):
            log.info(
                "max_minutes are over; the next run goes on with %d addresses", left
            )

    def _describe(self) -> str:
        """Return the counts in a clause."""
        done: Iterable[tuple[str, int]] = self.counts.items()
        return ", ".join(f"{number} {name}" for name, number in done) or "nothing to do"
