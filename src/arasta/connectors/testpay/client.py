"""HTTP with the test payment provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from arasta.kernel.http import outbound
from arasta.kernel.http.replies import TIMEOUT, OpenClient, Reply, ask

KEY_REUSED = "idempotency_key_reused"


def open_client(url: str, secret: str) -> OpenClient:
    """Return a way to open clients to a provider."""
    headers = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}
    return lambda: outbound.client(base_url=f"{url.rstrip('/')}/testpay/v1", headers=headers, timeout=TIMEOUT)


def post(open_: OpenClient, path: str, body: Mapping[str, Any], *, key: str) -> Reply:
    """Ask for an effect once per key."""
    content = msgspec.json.encode(body)
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return ask(open_, lambda client: client.post(path, content=content, headers=headers))


def get(open_: OpenClient, path: str, query: Mapping[str, str] | None = None) -> Reply:
    """Ask a question."""
    return ask(open_, lambda client: client.get(path, params=query))
