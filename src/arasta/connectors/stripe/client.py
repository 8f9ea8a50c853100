"""HTTP with Stripe: forms in, JSON out, one effect per idempotency key."""

from __future__ import annotations

from collections.abc import Mapping

from arasta.kernel.http import outbound
from arasta.kernel.http.replies import TIMEOUT, OpenClient, Reply, ask

VERSION = "2026-10-28.endive"
EXPANDED = {"expand[]": "latest_charge"}


def open_client(url: str, secret_key: str) -> OpenClient:
    """Return a way to open clients to an account."""
    headers = {"Authorization": f"Bearer {secret_key}", "Stripe-Version": VERSION}
    return lambda: outbound.client(base_url=f"{url.rstrip('/')}/v1", headers=headers, timeout=TIMEOUT)


def post(open_: OpenClient, path: str, body: Mapping[str, str], *, key: str) -> Reply:
    """Ask for an effect once per key."""
    return ask(open_, lambda client: client.post(path, data=dict(body), headers={"Idempotency-Key": key}))


def get(open_: OpenClient, path: str, query: Mapping[str, str] | None = None) -> Reply:
    """Ask a question."""
    return ask(open_, lambda client: client.get(path, params=query))
