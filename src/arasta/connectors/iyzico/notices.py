"""iyzico's webhooks: who signed them, and which payment they are about."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from arasta.connectors.iyzico.mapping import FORM
from arasta.contexts.payments.ports import Call, Notice, NoticeForged
from arasta.contexts.payments.types import PaymentId

_HEADER = "x-iyz-signature-v3"


def read_notice(credentials: Mapping[str, str], call: Call, now: datetime) -> Notice | None:
    """Judge a call and say which payment it is about. Raises NoticeForged.

    They sign no time; an old call that is sent again only makes us look again.
    """
    try:
        told = msgspec.json.decode(call.body)
    except msgspec.DecodeError as wrong:
        raise NoticeForged from wrong
    given = {name.lower(): value for name, value in call.headers.items()}.get(_HEADER, "")
    secret = credentials.get("secret_key", "")
    if not isinstance(told, dict) or not secret or not is_signed(told, given, secret):
        raise NoticeForged
    token = str(told.get("token") or "")
    return Notice(_payment_id(str(told.get("paymentConversationId") or "")), FORM + token if token else "")


def is_signed(told: dict[str, Any], given: str, secret: str) -> bool:
    """Tell whether the secret signed a call: that of a page has a token and is signed with it, others without."""
    names = ["iyziEventType", "paymentId", "paymentConversationId", "status"]
    if told.get("token"):
        names = ["iyziEventType", "iyziPaymentId", "token", "paymentConversationId", "status"]
    words = secret + "".join(str(told.get(name, "")) for name in names)
    due = hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(due.encode(), given.encode())


def _payment_id(word: str) -> PaymentId | None:
    try:
        return PaymentId(UUID(word))
    except ValueError:
        return None
