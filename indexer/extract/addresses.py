"""Addresses as pages write them, some of which are none: ``http://[``."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

UNREADABLE = SplitResult("", "", "", "", "")


def split_address(address: str) -> SplitResult:
    """Return the parts of an address, all empty if it cannot be read.

    >>> split_address("https://[news.example/a").path
    ''
    """
    try:
        return urlsplit(address)
    except ValueError:
        return UNREADABLE


def join_address(base: str, link: str) -> str:
    """Return where a link of a page leads, or an empty string if it cannot be read.

    Args:
        base: address of the page; one that cannot be read counts as none.
    """
    try:
        joined = urljoin(base if split_address(base) != UNREADABLE else "", link)
        urlsplit(joined)  # without a base the link was not even looked at
    except ValueError:
        return ""
    return joined
