"""Protects a local server from web pages: they can send requests to it, and through a name that resolves to it (DNS
rebinding) read the answers."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


def refusal(named: str | None, origin: str | None, host: str) -> tuple[int, str, str] | None:
    """(status, message, code) for a request with a foreign Host or Origin. `host` is what the server listens on."""
    if not _is_allowed(_hostname(named or ""), host):
        return 403, f"Expected a request to {host} or this machine, got another Host", "host_not_allowed"
    if origin is not None and origin != f"http://{named}":
        return 403, "Expected no request from a foreign web page, got another Origin", "origin_not_allowed"
    return None


def is_loopback(name: str | None) -> bool:
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def _is_allowed(name: str | None, host: str) -> bool:
    """On all interfaces also the machine's own name, and any numeric address, which no foreign name can be."""
    if is_loopback(name) or name == host.lower():
        return True
    if host not in ("", "0.0.0.0", "::"):
        return False
    return _address(name) is not None or name == socket.gethostname().lower()


def _hostname(named: str) -> str | None:
    try:
        return urlsplit(f"http://{named}").hostname
    except ValueError:
        return None


def _address(name: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name or "")
    except ValueError:
        return None
