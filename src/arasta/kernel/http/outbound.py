"""The only HTTP client: time-outs always, never inside a transaction, and to no address inside our own house that
somebody else named.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpcore
import httpx
from django.conf import settings

from arasta.kernel import db

TIMEOUT = httpx.Timeout(10.0, connect=3.0)


class AddressRefused(ValueError):
    """An address that somebody else named is none that may be called."""


def client(
    *,
    base_url: str = "",
    headers: dict[str, str] | None = None,
    timeout: httpx.Timeout = TIMEOUT,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """Open a client that refuses to speak while rows are locked."""
    return httpx.Client(
        base_url=base_url,
        headers=headers,
        timeout=timeout,
        event_hooks={"request": [_refuse_in_transaction]},
        verify=_certificates(),
        transport=transport,
    )


def guarded() -> httpx.Client:
    """Open a client for addresses that people typed: what lies inside our own house is not called. See `_Guard`.

    Where the environment names a proxy, that one finds and calls the addresses, and its rules hold.
    """
    return client(transport=None if {"http", "https", "all"} & getproxies().keys() else _Guarded())


class _Guard(httpcore.NetworkBackend):
    """Looks a name up once and connects to the very address that it judged: a name that leads elsewhere a moment later
    leads nowhere.
    """

    def __init__(self) -> None:
        self._line = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers. Raises AddressRefused if one of them is not to be called."""
        addresses = _found(host, port)
        if (host.lower(), port) != _twins():
            _refuse_inner(host, addresses)
        failures = list[httpcore.ConnectError | httpcore.ConnectTimeout]()
        for address in addresses:
            try:
                return self._line.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                failures.append(failure)
        raise failures[-1]


class _Guarded(httpx.BaseTransport):
    """Speaks as any other, over connections that the guard makes."""

    def __init__(self) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=_Guard())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the beginning of its answer; the rest is read from the stream."""
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _failing_as_any_other():
            answer = self._pool.handle_request(asked)
        body = _Body(cast(Iterable[bytes], answer.stream), answer.close)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()


@dataclass(frozen=True, slots=True)
class _Body(httpx.SyncByteStream):
    """What comes behind the head of an answer, piece by piece."""

    pieces: Iterable[bytes]
    end: Callable[[], None]

    def __iter__(self) -> Iterator[bytes]:
        with _failing_as_any_other():
            yield from self.pieces

    def close(self) -> None:
        self.end()


@contextmanager
def _failing_as_any_other() -> Iterator[None]:
    """Raise failures of a connection as httpx raises them, which calls them by the same names."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as failure:
        known: type[httpx.TransportError] = getattr(httpx, type(failure).__name__)
        raise known(str(failure)) from failure


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
    try:
        found = _found(host, parts.port or 443)
    except httpcore.ConnectError as unknown:
        raise AddressRefused(f"{host} is not known") from unknown
    _refuse_inner(host, found)


def _refuse_inner(host: str, addresses: Iterable[str]) -> None:
    """Raise AddressRefused if one address is no public one, unless the operator lets us reach its network."""
    for address in addresses:
        where = ipaddress.ip_address(address)
        if not where.is_global and not any(where in network for network in settings.REACHABLE_NETWORKS):
            raise AddressRefused(f"{host} leads into a private network")


def _found(host: str, port: int) -> list[str]:
    """Look a name up. Raises ConnectError if nobody knows it now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise httpcore.ConnectError(f"{host} is not known") from unknown
    return list(dict.fromkeys(str(each[4][0]).partition("%")[0] for each in found))


def _twins() -> tuple[str, int | None]:
    """Return where the twins stand in for outside systems: whoever runs us said so."""
    parts = urlsplit(settings.TWINS_URL)
    return (parts.hostname or "", parts.port)
