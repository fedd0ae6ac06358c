"""What every route needs: the site, the visitor, and the request as it was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlencode

from flask import Response, current_app, request

import indexer
from indexer import Backend, Config, SearchRequest

from ..locales import LOCALES, Locale
from ..state.request import (
    Pairs,
    read_pairs,
    read_request,
    with_page,
    write_query,
)

VERSIONED_SUFFIXES = {".css", ".html", ".py", ".svg", ".txt", ".xml"}


@dataclass(frozen=True, slots=True)
class Site:
    """What one server process serves.

    Attributes:
        version: changes when the settings, the code or the style do.
    """

    config: Config
    backend: Backend
    version: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """The language of the person at the browser, and links in it.

    Attributes:
        column: language of the interface.
        lang: its code if it was chosen in the address, to be kept in links.
        root: what the paths of this site begin with.
        page_size: the default, which addresses leave out.
    """

    locale: Locale
    lang: str
    root: str
    page_size: int

    def link(self, target: SearchRequest) -> str:
        """Return the address of a request's page."""
        return f"{self.root}/?{write_query(target, self.page_size, self.lang)}"

    def article(self, doc_id: str, asked: SearchRequest, anchor: str = "") -> str:
        """Return the address of an article that a request led to."""
        query = write_query(asked, self.page_size, self.lang)
        return f"{self.root}/article/{doc_id}?{query}{anchor and '#' + anchor}"

    def export(self, path: str, asked: SearchRequest) -> str:
        """Return the address of all hits of a request in another format."""
        query = write_query(with_page(asked, 1), self.page_size, self.lang)
        return f"{self.root}{path}?{query}"

    def path(self, path: str, **parameters: str) -> str:
        """Return the address of another page of this site, in the same language."""
        pairs = {**parameters, "lang": self.lang}
        query = urlencode({name: value for name, value in pairs.items() if value})
        return f"{self.root}{path}?{query}" if query else f"{self.root}{path}"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request as every route reads it.

    Attributes:
        pairs: the parameters.
        asked: what they ask for.
        etag: of the answer.
    """

    site: Site
    visitor: Visitor
    pairs: Pairs
    asked: SearchRequest
    etag: str

    @property
    def asks(self) -> bool:
        """Whether anything but the language is chosen."""
        return any(name != "lang" for name, _ in self.pairs)

    @property
    def not_modified(self) -> bool:
        """Whether the browser has the answer already."""
        return request.if_none_match.contains(self.etag)

    def answer_not_modified(self) -> Response:
        """Return the answer 304 Not Modified."""
        return self.allow_revalidation(Response(status=304))

    def allow_revalidation(self, response: Response) -> Response:
        """Let the browser keep the answer, and ask by ETag if it is still valid."""
        response.set_etag(self.etag)
        response.cache_control.no_cache = True
        return response


def read_context(*, strict: bool = False) -> RequestContext:
    """Read the request at hand.

    Args:
        strict: whether an unknown parameter is an error.

    Raises:
        RequestError: a parameter is of no use.
        IndexStoreError: the index cannot serve.
    """
    site, visitor, pairs = current_site(), current_visitor(), current_pairs()
    asked = read_request(pairs, site.config.search.page_size, strict=strict)
    return RequestContext(site, visitor, pairs, asked, make_etag(visitor))


def current_site() -> Site:
    """Return the site that the running application serves."""
    site: Site = current_app.extensions["broadsheet"]
    return site


def current_pairs() -> Pairs:
    """Return the parameters of the request at hand.

    Raises:
        RequestError: they do not read.
    """
    return read_pairs(request.environ.get("QUERY_STRING", ""))


def current_visitor() -> Visitor:
    """Return how the visitor reads: an offered ``lang``, else as the browser asks."""
    config = current_site().config
    locales = offered_locales(config.languages)
    lang = request.args.get("lang", "")
    lang = lang if lang in locales else ""
    code = lang or request.accept_languages.best_match(locales) or next(iter(locales))
    return Visitor(locales[code], lang, request.script_root, config.search.page_size)


def offered_locales(languages: Iterable[str]) -> dict[str, Locale]:
    """Return the languages of the interface that suit the publication's."""
    return {code: LOCALES[code] for code in languages if code in LOCALES} or LOCALES


def make_etag(visitor: Visitor) -> str:
    """Return a tag that changes whenever the page at hand may change."""
    site = current_site()
    parts = (
        site.version,
        str(site.backend.info().generation),
        dt.datetime.now(site.config.zone).date().isoformat(),
        visitor.locale.code,
        request.path,
        request.environ.get("QUERY_STRING", ""),
    )
    return blake2b("\0".join(parts).encode("utf-8"), digest_size=12).hexdigest()


def make_version(config: Config) -> str:
    """Return a fingerprint of what makes the pages: the settings, code and style."""
    digest = blake2b(repr(config).encode("utf-8", "surrogatepass"), digest_size=6)
    for folder in (Path(indexer.__path__[0]), Path(__file__).parents[1]):
        for path in sorted(folder.rglob("*")):
            if path.suffix in VERSIONED_SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()
