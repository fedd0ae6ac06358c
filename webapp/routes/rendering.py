"""Templates filled with what every page needs, and the headers of every answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from indexer import RequestError

from ..locales import Locale
from .context import Visitor, current_pairs, current_site, offered_locales

MAX_REPEATED_CHARS = 20_000
"""Characters of an address that a page repeats."""


def make_content_policy(image_origins: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy of a page that loads pictures from origins."""
    images = " ".join(("'self'", *image_origins))
    return (
        f"default-src 'none'; style-src 'self'; img-src {images}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


SECURITY_HEADERS = {
    "Content-Security-Policy": make_content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def render(
    template: str, visitor: Visitor, status: int = 200, **values: object
) -> Response:
    """Fill a template with its values and what every page needs."""
    site = current_site()
    page = render_template(
        template,
        site=site.config,
        version=site.version,
        visitor=visitor,
        translate=visitor.locale.translate,
        link=visitor.link,
        switches=list_switches(visitor, site.config.languages),
        **values,
    )
    response = make_response(page, status)
    response.vary.add("Accept-Language")
    return response


def list_switches(
    visitor: Visitor, languages: Iterable[str]
) -> list[tuple[Locale, str]]:
    """Return each language with the address of the page at hand in it.

    An address that is wrong or endless is left out, but for its path.
    """
    pairs: list[tuple[str, str]] = []
    if len(request.environ.get("QUERY_STRING", "")) <= MAX_REPEATED_CHARS:
        with contextlib.suppress(RequestError):
            pairs = [(n, v) for n, v in current_pairs() if n != "lang"]
    return [
        (locale, f"{visitor.root}{request.path}?{urlencode([*pairs, ('lang', code)])}")
        for code, locale in offered_locales(languages).items()
    ]


def add_headers(response: Response) -> Response:
    """Add the headers that keep a page to itself."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response
