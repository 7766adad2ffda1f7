"""What a request tells of where it comes from, and as little of it as is needed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: In this order: the later ones claim to be the earlier ones, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """Browser and system in two words; no version, nothing that marks one machine."""
    said = request.headers.get("User-Agent", "")
    found = [
        next((name for sign, name in signs if sign in said), "") for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def network_of(request: HttpRequest) -> str:
    """The network that asks: an IPv4 address, or the /64 of an IPv6 one. Only ever hashed.

    Behind `TRUSTED_PROXIES` proxies it is what the outermost of them saw; what a client itself
    writes into the header before that is not looked at.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(hops) >= proxies and hops[-proxies]:
        address = hops[-proxies]
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip) if ip.version == 4 else str(ip_network(f"{ip}/64", strict=False))
