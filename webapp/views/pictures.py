"""The pictures of an article: which are loaded from where, and how they are written.

A browser that loads a picture lets its server see the address of the reader. So only
pictures of the publication's own hosts are loaded, without a referrer and when they
come into view; others are links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from indexer import Article
from indexer.model import ANNOTATION_VALUES

from ..locales import Locale
from ..state.request import host_of, safe_url

SIZE_VALUES = ("width", "height")
ORIGIN = re.compile(r"https?://[\w.-]+(?::\d+)?(?=[/?#]|\Z)", re.I | re.A)


@dataclass(frozen=True, slots=True)
class PictureHosts:
    """Hosts whose pictures are loaded, those below them included."""

    names: frozenset[str] = frozenset()

    def find_origin(self, address: str) -> str:
        """Return the origin of a picture that may be loaded, else an empty string.

        >>> PictureHosts(frozenset(["paper.example"])).find_origin(
        ...     "https://img.paper.example/a.jpg"
        ... )
        'https://img.paper.example'
        """
        origin = ORIGIN.match(address)
        if origin is None:
            return ""
        host = origin[0].partition("://")[2].partition(":")[0].lower()
        own = any(host == name or host.endswith(f".{name}") for name in self.names)
        return origin[0] if own else ""


NO_HOSTS = PictureHosts()
"""For sites that load no pictures."""


def list_origins(article: Article, hosts: PictureHosts) -> tuple[str, ...]:
    """Return the origins of the pictures of an article that are loaded, each once."""
    images = (one for one in article.annotations if one.kind == "img")
    found = (hosts.find_origin(image.values[0]) for image in images)
    return tuple(sorted({origin for origin in found if origin}))


def find_picture_hosts(*addresses: str) -> PictureHosts:
    """Return the hosts of some addresses of a publication, ``www.`` aside."""
    hosts = (host_of(safe_url(address)).partition(":")[0] for address in addresses)
    return PictureHosts(frozenset(host.lower() for host in hosts) - {""})


def write_picture(
    values: tuple[str, ...], hosts: PictureHosts, locale: Locale
) -> Markup:
    """Return a picture, or a link to it if it is not loaded.

    Args:
        values: of its annotation.
    """
    named = dict(zip(ANNOTATION_VALUES["img"], values, strict=True))
    source, alt = escape(named["src"]), named["alt"]
    if not hosts.find_origin(named["src"]):
        words = escape(locale.translate("article.picture"))
        label = f'{words} <span class="alt">{escape(alt)}</span>' if alt else words
        return Markup(f'<a class="picture" href="{source}" rel="noopener">{label}</a>')
    size = "".join(f' {n}="{escape(v)}"' for n in SIZE_VALUES if (v := named[n]))
    return Markup(
        f'<img src="{source}" alt="{escape(alt)}"{size} loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer">'
    )
