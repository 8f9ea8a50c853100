"""Calls of the test payment provider, as a shop makes them."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx

from tests.twins.makers import World

V1 = "/testpay/v1"
SECRET = {"authorization": "Bearer demo-pay-secret"}
_keys = count()


def ask(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"amount_minor": 12_345, "currency": "TRY", "reference": "order-1", "capture": False}
    return body | {"token": "tok_approve"} | changes


def post(world: World, path: str, body: dict[str, Any] | None = None, *, key: str | None = None) -> httpx.Response:
    headers = SECRET | {"idempotency-key": key or f"key-{next(_keys)}"}
    return world.call("POST", V1 + path, json=body or {}, headers=headers)


def create(world: World, **changes: Any) -> dict[str, Any]:
    return dict(post(world, "/payments", ask(**changes)).json())


def show(world: World, payment_id: str) -> dict[str, Any]:
    return dict(world.call("GET", f"{V1}/payments/{payment_id}", headers=SECRET).json())
