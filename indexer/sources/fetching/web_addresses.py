"""Addresses of pages in one spelling each, and the hosts that a source may ask."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

MAX_URL_CHARS = 2000
MAX_REPEATED_SEGMENTS = 3
"""How often a path has one segment; relative links that are wrong repeat it forever."""

DEFAULT_PORTS = {"http": 80, "https": 443}
PATH_CHARACTERS = "/!$&'()*+,;=:@~%"
"""What stands for itself in a path; percent signs are there already. RFC 3986, 3.3."""
QUERY_CHARACTERS = PATH_CHARACTERS + "?"
ENCODED_LETTER = re.compile("%(?:4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE]|3[0-9]|2[DE])")
"""Percent-encoded characters that mean the same without it. RFC 3986, 2.3."""
TRACKING_PARAMETER = re.compile(r"(?:utm_\w+|[a-z]{1,4}clid|replytocom)=", re.I)
HOST_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]*")
ROOTED_LINK = re.compile(r"/[\w%-]|https?://\w")
"""Links that lead to the same place from every page of a site."""
FILE_SUFFIX = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svgz?|ico|bmp|tiff?|css|js|mjs|map|json|woff2?|ttf|"
    r"eot|otf|mp[34]|m4[av]|ogg|og[av]|wav|flac|webm|avi|mov|wmv|flv|swf|zip|rar|7z|gz|"
    r"tgz|bz2|xz|tar|exe|msi|dmg|apk|deb|rpm|iso|bin|torrent|epub|mobi)$",
    re.I,
)
"""Ends of paths that no page has."""


def normalize_link(base: str, link: str) -> str:
    """Return what ``normalize_url`` does; quick for links that are on many pages."""
    is_rooted = ROOTED_LINK.match(link) is not None
    return _normalize_known(find_origin(base) if is_rooted else base, link)


def normalize_url(base: str, link: str) -> str:
    """Return where a link leads, in one spelling, without its fragment.

    It is empty if the link cannot be read, leads to no web page or is too long.

    >>> normalize_url("https://A.example:443/x/", "../%7euser/é?utm_source=b&id=2#top")
    'https://a.example/~user/%C3%A9?id=2'
    """
    try:
        link.encode()  # fails for half a surrogate pair
        parts = urlsplit(urljoin(base, link.strip()))
        port = parts.port
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return ""
    name = host.rstrip(".")
    if parts.scheme not in DEFAULT_PORTS or parts.username is not None:
        return ""
    if not HOST_NAME.fullmatch(name):
        if not is_ip_address(host):
            return ""
        name = f"[{host}]"
    if port and port != DEFAULT_PORTS[parts.scheme]:
        name += f":{port}"
    path = _quote(_drop_dots(parts.path) or "/", PATH_CHARACTERS)
    query = "&".join(
        pair for pair in parts.query.split("&") if not TRACKING_PARAMETER.match(pair)
    )
    url = urlunsplit((parts.scheme, name, path, _quote(query, QUERY_CHARACTERS), ""))
    return url if len(url) <= MAX_URL_CHARS else ""


def is_ip_address(host: str) -> bool:
    """Return whether a host is an address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_trap(url: str) -> bool:
    """Return whether an address looks made up by a link that is wrong or endless.

    >>> is_trap("https://a.example/b/news/b/news/b/news/b/news/")
    True
    """
    segments = [one for one in urlsplit(url).path.split("/") if one]
    return any(segments.count(one) > MAX_REPEATED_SEGMENTS for one in set(segments))


def is_file(url: str) -> bool:
    """Return whether the name at an address is that of an image or the like."""
    return FILE_SUFFIX.search(urlsplit(url).path) is not None


def find_origin(url: str) -> str:
    """Return scheme, host and port of a normalized address.

    >>> find_origin("https://a.example/b/")
    'https://a.example'
    """
    return "/".join(url.split("/", 3)[:3])


def find_places(urls: Iterable[str]) -> frozenset[str]:
    """Return the hosts of addresses, with ports, and their twins with or without www.

    >>> sorted(find_places(["https://a.example/b/"]))
    ['a.example', 'www.a.example']
    """
    places = {urlsplit(url).netloc for url in urls}
    twins = {
        place.removeprefix("www.") if place.startswith("www.") else f"www.{place}"
        for place in places
    }
    return frozenset(places | twins)


_normalize_known = lru_cache(20_000)(normalize_url)


def _quote(text: str, safe: str) -> str:
    """Return a path or a query in one spelling."""
    text = re.sub("%(?![0-9a-fA-F]{2})", "%25", text)
    text = re.sub("%[0-9a-f]{2}", lambda found: found[0].upper(), text, flags=re.I)
    text = ENCODED_LETTER.sub(lambda found: unquote(found[0]), text)
    return quote(text, safe=safe)


def _drop_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` that stood in the address itself. RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    end = [""] if segments[-1] in (".", "..") else []
    return "/".join(["", *kept, *end])
