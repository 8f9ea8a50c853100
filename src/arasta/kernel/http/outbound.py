"""The only HTTP client: time-outs always, never inside a transaction, and to no address inside our own house that
somebody else named.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from functools import cache
from urllib.parse import urlsplit

import httpx

from arasta.kernel import db

TIMEOUT = httpx.Timeout(10.0, connect=3.0)


class AddressRefused(ValueError):
    """An address that somebody else named is none that may be called."""


def client(
    *, base_url: str = "", headers: dict[str, str] | None = None, timeout: httpx.Timeout = TIMEOUT
) -> httpx.Client:
    """Open a client that refuses to speak while rows are locked."""
    return httpx.Client(
        base_url=base_url,
        headers=headers,
        timeout=timeout,
        event_hooks={"request": [_refuse_in_transaction]},
        verify=_certificates(),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Read the trusted certificates once per process: that takes longer than most calls."""
    return httpx.create_ssl_context()


def _refuse_in_transaction(request: httpx.Request) -> None:
    db.refuse_transaction()


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port


def require_public(url: str) -> None:
    """Refuse an address that is not spoken to securely, or that leads into a private network. Raises AddressRefused."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or parts.username is not None:
        raise AddressRefused(f"only https addresses are called, not {parts.scheme}://{host}")
    for address in _addresses(host, parts.port or 443):
        if not ipaddress.ip_address(address).is_global:
            raise AddressRefused(f"{host} leads into a private network")


def _addresses(host: str, port: int) -> set[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise AddressRefused(f"{host} is not known") from unknown
    return {str(each[4][0]).partition("%")[0] for each in found}
