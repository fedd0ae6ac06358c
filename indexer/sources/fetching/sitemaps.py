"""Sitemaps: indexes, lists of addresses, news, plain text, each also in gzip.

Source: sitemaps.org, protocol 0.9; Google, news sitemaps.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, replace

from lxml import etree

from ...model import NO_HINTS, PageHints

GZIP_MAGIC = b"\x1f\x8b"
MAX_SITEMAP_BYTES = 50 * 2**20
"""Of one file, unpacked. Source: sitemaps.org."""
MAX_SITEMAP_ENTRIES = 50_000
"""Of one file. Source: sitemaps.org."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address that a sitemap lists.

    Attributes:
        url: as written.
        lastmod: when the page was changed, as written; empty if it says nothing.
        is_sitemap: whether it is another sitemap.
        hints: of a news sitemap.
    """

    url: str
    lastmod: str = ""
    is_sitemap: bool = False
    hints: PageHints = NO_HINTS


def parse_sitemap(content: bytes) -> list[SitemapEntry]:
    """Return what a sitemap lists, as far as it can be read.

    Raises:
        ValueError: it is too large when unpacked, or no sitemap.
    """
    if content.startswith(GZIP_MAGIC):
        content = unpack_gzip(content, MAX_SITEMAP_BYTES)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _parse_xml(content)
    return _parse_text(content)


def unpack_gzip(content: bytes, limit: int) -> bytes:
    """Return unpacked bytes.

    Raises:
        ValueError: there are more than ``limit``, or it is no gzip.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, limit + 1)
    except zlib.error as error:
        raise ValueError(f"its gzip is damaged ({error})") from error
    if len(unpacked) > limit:
        raise ValueError(f"it has more than {limit} bytes when unpacked")
    return unpacked


def _parse_text(content: bytes) -> list[SitemapEntry]:
    """Return the addresses of a list with one on each line."""
    lines = content.decode("utf-8-sig", "replace").split()
    found = [SitemapEntry(line) for line in lines if line.startswith("http")]
    if lines and not found:
        raise ValueError("it is no sitemap")
    return found[:MAX_SITEMAP_ENTRIES]


def _parse_xml(content: bytes) -> list[SitemapEntry]:
    events = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    found: list[SitemapEntry] = []
    root = ""
    entry = SitemapEntry("")
    try:
        for _, element in events:
            name = etree.QName(element).localname
            text = (element.text or "").strip()
            if name in ("url", "sitemap"):
                if entry.url and len(found) < MAX_SITEMAP_ENTRIES:
                    found.append(replace(entry, is_sitemap=name == "sitemap"))
                entry = SitemapEntry("")
                element.clear()
            else:
                entry, root = _read_element(entry, name, text), name
    except etree.XMLSyntaxError as error:
        raise ValueError(f"its XML cannot be read ({error})") from error
    if not found and root not in ("urlset", "sitemapindex"):
        raise ValueError("it is no sitemap")
    return found


def _read_element(entry: SitemapEntry, name: str, text: str) -> SitemapEntry:
    """Return an entry with what one element of it says."""
    match name:
        case "loc" if not entry.url:  # images have one too, after that of the page
            return replace(entry, url=text)
        case "lastmod":
            return replace(entry, lastmod=text)
        case "publication_date":
            return replace(entry, hints=replace(entry.hints, published=text))
        case "title" if not entry.hints.title:
            return replace(entry, hints=replace(entry.hints, title=text))
    return entry
