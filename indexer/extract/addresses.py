"""Parts, keys and forms of addresses as pages write them, which may be unreadable.

What two addresses have in common is a hint, never proof: pages are taken for one
article only if their texts and titles agree too (``grouping.page_groups``).
"""

from __future__ import annotations

import re
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

UNREADABLE_ADDRESS = SplitResult("", "", "", "", "")

MAX_ADDRESS_CHARS = 4000
"""Characters of an address that browsers and servers agree on, with room to spare."""
TRACKING_PARAMETER = re.compile(
    r"(?:utm|hsa|pk|mtm|piwik|matomo)_\w+|[a-z]{1,4}clid|[gw]braid|igshid|igsh|srsltid|"
    r"spm|scm|mc_[ce]id|_hsenc|_hsmi|mkt_tok|_g[al]|s_cid|cmpid|wt[._]mc(?:_\w+)?|"
    r"ref_src|ref_url|share_token|isappinstalled|nsukey",
    re.I,
)
"""Names of parameters that tell where a visitor came from, not which page to show."""
INDEX_FILE = re.compile(r"/(?:index|default|home)\.\w{3,5}$", re.I)
FRONT_PAGE_PATH = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?", re.I)
"""Paths of the front page of a site or of a language."""
HOST_PREFIX = re.compile(
    r"^(?:(?:www|m|mobi|mobile|wap|3g|touch|h5|amp|print)\.)+", re.I
)
"""Labels before the host of a site that lead to the same site."""

_BEFORE_EXTENSION = r"(?=\.\w{2,5}$)"
COPY_FORMS: dict[str, tuple[str, str, str]] = {
    "mobile": (
        r"^(?:m|mobi|mobile|wap|3g|touch|h5)\.",
        r"^/(?:m|mobile|wap)(?=/)",
        "mobile",
    ),
    "amp": (r"^amp\.", rf"/amp/?$|^/amp(?=/)|[._-]amp(?:{_BEFORE_EXTENSION}|$)", "amp"),
    "print": (
        r"^print\.",
        rf"^/print(?=/)|/print(?:able|er|view)?/?$|[._-]print{_BEFORE_EXTENSION}",
        r"print(?:able|er|view|_view|page)?",
    ),
}
"""Marks of a copy of a page, best first: in its host, its path, and its query as the
name of a parameter or as a value."""
_COPY_PATTERNS = {
    name: tuple(re.compile(p, re.I) for p in patterns)
    for name, patterns in COPY_FORMS.items()
}
OFF_VALUES = ("0", "false", "no")

_PAGE_NUMBERS = (
    re.compile(rf"[_-](?:p|page)?[_-]?(\d{{1,3}}){_BEFORE_EXTENSION}", re.I),
    re.compile(rf"/(?:p|page)?[_-]?(\d{{1,3}}){_BEFORE_EXTENSION}", re.I),
    re.compile(r"/(?:(?:p|pg|page)[/_-]?)?(\d{1,3})/?$", re.I),
    re.compile(r"[_-](?:p|page)?[_-]?(\d{1,3})/?$", re.I),
)
"""How paths count the pages of an article."""
_PAGE_PARAMETER = re.compile(
    r"p|pg|pn|cur_?page|page(?:_?(?:no|num|number|index|id))?|paged|pagewanted", re.I
)


def split_address(address: str) -> SplitResult:
    """Return the parts of an address, all empty if it cannot be read.

    >>> split_address("https://[news.example/a").path
    ''
    """
    try:
        return urlsplit(address)
    except ValueError:
        return UNREADABLE_ADDRESS


def find_host(url: str) -> str:
    """Return the host of an address; empty if it has none that can be read."""
    return split_address(url).hostname or ""


def join_address(base: str, link: str) -> str:
    """Return where a link of a page leads, or an empty string if it cannot be read.

    Args:
        base: address of the page; one that cannot be read counts as none.
    """
    try:
        joined = urljoin(
            base if split_address(base) != UNREADABLE_ADDRESS else "", link
        )
        urlsplit(joined)  # without a base the link was not even looked at
    except ValueError:
        return ""
    return joined


def strip_tracking(url: str) -> str:
    """Return an address without its fragment and its ``TRACKING_PARAMETER``.

    >>> strip_tracking("https://a.example/x?id=3&utm_source=mail#top")
    'https://a.example/x?id=3'
    """
    url = url.partition("#")[0]
    if "?" not in url or len(url) > MAX_ADDRESS_CHARS:
        return url
    head, _, query = url.partition("?")
    kept = [
        p
        for p in query.split("&")
        if not TRACKING_PARAMETER.fullmatch(p.partition("=")[0])
    ]
    return f"{head}?{'&'.join(kept)}" if any(kept) else head


def make_address_key(url: str) -> str:
    """Return what all spellings of one address share.

    It is empty if the address cannot be read or has over ``MAX_ADDRESS_CHARS``.

    >>> make_address_key("http://www.A.example:80/x/index.html?b=2&a=1&spm=9#top")
    'a.example/x?a=1&b=2'
    """
    if len(url) > MAX_ADDRESS_CHARS:
        return ""
    try:
        parts = urlsplit(strip_tracking(url))
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    if not host or parts.scheme not in ("http", "https"):
        return ""
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    whole = quote(unquote(parts.path), errors="replace")
    path = INDEX_FILE.sub("/", whole).rstrip("/")
    query = _write_query(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{place}{path}?{query}" if query else place + path


def are_of_one_site(one: str, other: str) -> bool:
    """Return whether two addresses are of one site, mobile or not."""
    return _find_site(one) == _find_site(other) != ""


def is_front(url: str) -> bool:
    """Return whether an address is that of a front page."""
    key = make_address_key(url)
    return (
        "?" not in key and FRONT_PAGE_PATH.fullmatch(key.partition("/")[2]) is not None
    )


def find_copy_form(url: str) -> tuple[str, str]:
    """Return the form of a copy, and the address it may be a copy of.

    >>> find_copy_form("https://m.a.example/x?id=3")
    ('mobile', 'https://a.example/x?id=3')
    >>> find_copy_form("https://a.example/x.html?print=1"), find_copy_form("https://a.example/x/")
    (('print', 'https://a.example/x.html'), ('', 'https://a.example/x/'))
    """
    if len(url) > MAX_ADDRESS_CHARS:
        return "", url
    parts = split_address(url)
    host, path, query = parts.netloc, parts.path, parse_qsl(parts.query, True)
    form = ""
    for name, (of_host, of_path, of_query) in _COPY_PATTERNS.items():
        before = host, path, query
        host = of_host.sub("", host)
        path = of_path.sub("", path, count=1)
        query = [
            (k, v)
            for k, v in query
            if not (of_query.fullmatch(k) and v.lower() not in OFF_VALUES)
            and not of_query.fullmatch(v)
        ]
        if (host, path, query) != before:
            form = name
    if not form:
        return "", url
    return form, urlunsplit((parts.scheme, host, path, _write_query(query), ""))


def find_address_stems(url: str) -> dict[str, int]:
    """Return the keys that the pages of one article may share, with the page number.

    The number is 0 where the address has none.

    >>> find_address_stems("https://a.example/x_2.html")
    {'a.example/x_2.html': 0, 'a.example/x.html': 2}
    """
    key = make_address_key(url)
    path, mark, query = key.partition("?")
    stems = {key: 0}
    for pattern in _PAGE_NUMBERS:
        if found := pattern.search(path):
            stem = path[: found.start()] + path[found.end() :]
            stems.setdefault(stem + mark + query, int(found[1]))
    pairs = parse_qsl(query, keep_blank_values=True)
    for name, value in pairs:
        if _PAGE_PARAMETER.fullmatch(name) and re.fullmatch(r"\d{1,3}", value):
            rest = _write_query([pair for pair in pairs if pair != (name, value)])
            stems.setdefault(f"{path}?{rest}" if rest else path, int(value))
    return stems


def _write_query(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="replace")


def _find_site(url: str) -> str:
    return HOST_PREFIX.sub(
        "", make_address_key(url).partition("/")[0].partition("?")[0]
    )
