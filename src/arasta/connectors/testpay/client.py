"""HTTP with the test payment provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

from arasta.kernel.http import outbound

TIMEOUT = httpx.Timeout(12.0, connect=3.0)
"""A card may take the bank ten seconds; a buyer should not wait longer."""

KEY_REUSED = "idempotency_key_reused"
_TRY_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}

OpenClient = Callable[[], httpx.Client]


@dataclass(frozen=True, slots=True)
class Answered:
    """The provider did what was asked."""

    body: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider did nothing, and says why."""

    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """It may or may not have happened."""


Reply = Answered | Refused | Unheard


def open_client(url: str, secret: str) -> OpenClient:
    """Return a way to open clients to a provider."""
    headers = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}
    return lambda: outbound.client(base_url=f"{url.rstrip('/')}/testpay/v1", headers=headers, timeout=TIMEOUT)


def post(open_: OpenClient, path: str, body: Mapping[str, Any], *, key: str) -> Reply:
    """Ask for an effect once per key."""
    content = msgspec.json.encode(body)
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return _heard(open_, lambda client: client.post(path, content=content, headers=headers))


def get(open_: OpenClient, path: str, query: Mapping[str, str] | None = None) -> Reply:
    """Ask a question."""
    return _heard(open_, lambda client: client.get(path, params=query))


def _heard(open_: OpenClient, ask: Callable[[httpx.Client], httpx.Response]) -> Reply:
    try:
        with open_() as client:
            return _sorted(ask(client))
    except httpx.HTTPError:
        return Unheard()


def _sorted(response: httpx.Response) -> Reply:
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return Unheard()
    if response.is_success:
        return Answered(body)
    if response.is_server_error or response.status_code in _TRY_LATER:
        return Unheard()
    error = body.get("error") if isinstance(body, dict) else None
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    return Refused(response.status_code, code or f"http_{response.status_code}")
