"""Connections to public addresses only.

A host name is checked by the addresses that it stands for at the moment of connecting,
and the connection is made to an address that was checked. So neither a redirect nor a
name that changes between two look-ups leads into the network of this machine.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Container

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from .web_addresses import is_ip_address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones. RFC 6052, section 2.1."""


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet.

    >>> is_public("192.0.43.8"), is_public("::ffff:10.0.0.1")
    (True, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def is_private_name(host: str) -> bool:
    """Return whether a host is named so that it can only be a private one.

    >>> is_private_name("localhost"), is_private_name("a.example")
    (True, False)
    """
    if is_ip_address(host):
        return not is_public(host)
    return host == "localhost" or host.endswith(".localhost")


class GuardedResolver(AbstractResolver):
    """Looks up hosts, and refuses those that are not public.

    Args:
        private_hosts: may be private.
    """

    def __init__(self, private_hosts: Container[str]) -> None:
        self._private_hosts = private_hosts
        self._resolver = ThreadedResolver()

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            OSError: there are none, or one of them is not public.
        """
        found = await self._resolver.resolve(host, port, family)
        if host not in self._private_hosts:
            check_public(host, [one["host"] for one in found])
        return found

    async def close(self) -> None:
        await self._resolver.close()


def check_public(host: str, addresses: list[str]) -> None:
    """Raise OSError if an address of a host is not public."""
    for address in addresses:
        if not is_public(address):
            raise OSError(f"{host} is at {address}, which is a private address")
