"""The only HTTP client: time-outs always, never inside a transaction."""

from __future__ import annotations

import ssl
from functools import cache

import httpx

from arasta.kernel import db

TIMEOUT = httpx.Timeout(10.0, connect=3.0)


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
