"""Where callbacks come from: a second lock beside the signature, for accounts that ask for it (only_platform_ips)."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp import web

from bot.refusals import NotOurs, SayFailed

log = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network
Listing = Callable[[], Awaitable[Sequence[Network]]]


class Callers:
    """The platform's own addresses, as it lists them itself; without a listing, or before the first, everybody may call."""

    def __init__(self, listing: Listing | None) -> None:
        self._listing = listing
        self._networks: tuple[Network, ...] = ()

    async def refresh(self) -> None:
        """Asks for the list again; one that cannot be had, or is empty, changes nothing."""
        if self._listing is None:
            return
        try:
            self._networks = tuple(await self._listing()) or self._networks
        except SayFailed as fault:
            log.warning("the list of callback addresses cannot be had: %s", fault.code)

    def check(self, request: web.Request) -> None:
        """Raises NotOurs(403)."""
        if not self._networks:
            return
        caller = _caller(request)
        if caller is None or not any(caller in network for network in self._networks):
            raise NotOurs(403, "address")


def networks_in(answer: Mapping[str, Any]) -> tuple[Network, ...]:
    """What getcallbackip gave; what is no address is left out."""
    listed = answer.get("ip_list")
    found = [_network(each) for each in listed] if isinstance(listed, list) else []
    return tuple(each for each in found if each is not None)


def _caller(request: web.Request) -> IPv4Address | IPv6Address | None:
    """Who called: behind a proxy on this machine the last address it wrote, which alone it has seen itself."""
    direct = _address(request.remote)
    if direct is None or not direct.is_loopback:
        return direct
    behind = request.headers.getall("X-Forwarded-For", [])
    return _address(behind[-1].rpartition(",")[2].strip()) if behind else direct


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address  # a socket for both kinds writes ::ffff:1.2.3.4


def _network(text: Any) -> Network | None:
    try:
        return ip_network(text, strict=False) if isinstance(text, str) else None
    except ValueError:
        return None
