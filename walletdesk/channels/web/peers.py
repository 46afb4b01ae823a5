"""Who is calling, and what the browser calls us. Headers of proxies are believed where the settings say so."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Networks = Sequence[IPv4Network | IPv6Network]
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via")
_NOBODY = "nobody"


def address_of(request: Any, proxies: Networks) -> str:
    """What limits count: an IPv4 address, or the network of an IPv6 one, of which everybody at home has trillions."""
    address = _parsed(request.ip)
    for hop in reversed(_forwarded(request)):
        if address is None or not _is_in(address, proxies):
            break
        address = _parsed(hop) or address
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return _NOBODY if address is None else str(address)


def is_direct_loopback(request: Any) -> bool:
    """From this machine, and not through a proxy on it."""
    address = _parsed(request.ip)
    return bool(address and address.is_loopback) and not any(name in request.headers for name in _FORWARDED)


def origin_of(request: Any, proxies: Networks) -> str:
    """Our own origin, as the browser sees it; "" where it cannot be told."""
    scheme = "https" if request.transport and request.transport.get_extra_info("sslcontext") else "http"
    host = _header(request, "host")
    peer = _parsed(request.ip)
    if peer is not None and _is_in(peer, proxies):
        scheme = _header(request, "x-forwarded-proto") or scheme
        host = _header(request, "x-forwarded-host") or host
    return normal(f"{scheme}://{host}") if host else ""


def normal(origin: str) -> str:
    """In lower case, without the port that the scheme implies."""
    origin = origin.lower()
    scheme = origin.partition("://")[0]
    return origin.removesuffix({"http": ":80", "https": ":443"}.get(scheme, "/"))


def _header(request: Any, name: str) -> str:
    """The last value is our nearest proxy's; those before it may be anybody's."""
    values = request.headers.getall(name, ())
    return values[-1].rpartition(",")[2].strip() if values else ""


def _forwarded(request: Any) -> list[str]:
    return [hop.strip() for value in request.headers.getall("x-forwarded-for", ()) for hop in value.split(",")]


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_in(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    return any(address in network for network in networks)
