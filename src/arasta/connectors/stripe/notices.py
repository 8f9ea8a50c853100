"""Stripe's webhooks: who signed them, and which payment they are about."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from arasta.connectors.stripe.mapping import ours
from arasta.contexts.payments.ports import Call, Notice, NoticeForged
from arasta.contexts.payments.types import PaymentId

TOLERANCE = 300
"""Seconds that a call may be old, or ahead of our clock."""


def read_notice(credentials: Mapping[str, str], call: Call, now: datetime) -> Notice | None:
    """Judge a call and say which payment it is about. Raises NoticeForged."""
    secrets = [secret.strip() for secret in credentials.get("webhook_secret", "").split(",") if secret.strip()]
    header = {name.lower(): value for name, value in call.headers.items()}.get("stripe-signature", "")
    if not any(is_signed(header, call.body, secret, now) for secret in secrets):
        raise NoticeForged
    try:
        event = msgspec.json.decode(call.body)
    except msgspec.DecodeError as wrong:
        raise NoticeForged from wrong
    return _about(event)


def is_signed(header: str, body: bytes, secret: str, now: datetime) -> bool:
    """Tell whether one of a header's signatures is the secret's, over the bytes as they came, and recent."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    told = next((value for name, _, value in parts if name == "t"), "")
    if not told.isascii() or not told.isdecimal() or abs(now.timestamp() - int(told)) > TOLERANCE:
        return False
    due = hmac.new(secret.encode(), told.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(due.encode(), value.encode()) for name, _, value in parts if name == "v1")


def _about(event: Any) -> Notice | None:
    data = event.get("data") if isinstance(event, dict) else None
    thing = data.get("object") if isinstance(data, dict) else None
    if not isinstance(thing, dict):
        return None
    is_intent = thing.get("object") == "payment_intent"
    reference = thing.get("id") if is_intent else thing.get("payment_intent")
    if not isinstance(reference, str) or not reference.startswith("pi_"):
        return None
    return Notice(_payment_id(ours(thing)) if is_intent else None, reference)


def _payment_id(word: str) -> PaymentId | None:
    try:
        return PaymentId(UUID(word))
    except ValueError:
        return None
