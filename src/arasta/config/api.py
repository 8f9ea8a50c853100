"""The JSON API: every context's and flow's router under /api/v1."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from arasta.kernel.http import problems

HERE = Path(__file__).parent.parent


def _auth() -> list[Any]:
    if not (HERE / "contexts/identity/api_auth.py").exists():
        return []
    return [import_module("arasta.contexts.identity.api_auth").ApiKeyAuth()]


api = NinjaAPI(
    title="Arasta",
    version="1",
    description="One pool of stock, one order book, every channel. Money is in minor units; every write takes an Idempotency-Key.",
    urls_namespace="api",
    auth=_auth() or None,
    docs_url="/docs",
    openapi_url="/openapi.json",
)
problems.install(api)

ROOMS = [f"arasta.contexts.{name}.api" for name in settings.CONTEXTS] + ["arasta.flows.ordering.api", "arasta.flows.shipping.api", "arasta.flows.stocking.api"]  # fmt: skip
for room in ROOMS:
    if (HERE.parent / (room.replace(".", "/") + ".py")).exists():
        api.add_router("", import_module(room).router)
