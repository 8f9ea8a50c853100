"""Text messages by a gateway that speaks as Twilio does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

from arasta.contexts.messages.ports import Outgoing, RefusedForGood, register_sender
from arasta.contexts.messages.types import Medium
from arasta.kernel.http import outbound

LONGEST = 1600
_VERSION = "2010-04-01"
_SERVICE = "MG"
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_CLOCKS_DIFFER = timedelta(minutes=5)
_LOST = {"failed", "canceled"}
_NO_ACCOUNT, _NOT_CALLED = "no_text_account", "text_gateway_not_called"


class TextSender:
    """Hands messages to the gateway where our account is."""

    def __init__(self, open_client: Callable[[], httpx.Client]) -> None:
        self._open = open_client

    def send(self, message: Outgoing) -> None:
        """Hand over a text. Raises RefusedForGood for a phone, a text or an account that is refused."""
        if not message.through:
            raise RefusedForGood(_NO_ACCOUNT)
        try:
            with self._open() as client:
                client.auth = httpx.BasicAuth(message.through["account"], message.through["token"])
                if not (message.tried_since and _is_there(client, message, message.tried_since)):
                    _heard(client.post(_address(message), data=_form(message)))
        except outbound.AddressRefused as refused:
            raise RefusedForGood(_NOT_CALLED) from refused


def register() -> None:
    """Carry text messages, for whoever has an account."""
    register_sender(Medium.SMS, TextSender(outbound.guarded))


def _address(message: Outgoing) -> str:
    return f"{message.through['address']}/{_VERSION}/Accounts/{message.through['account']}/Messages.json"


def _form(message: Outgoing) -> dict[str, str]:
    sender = message.through["sender"]
    origin = "MessagingServiceSid" if sender.startswith(_SERVICE) else "From"
    return {"To": message.to, origin: sender, "Body": message.text[:LONGEST]}


def _is_there(client: httpx.Client, message: Outgoing, since: datetime) -> bool:
    """Tell whether the gateway took the message at an earlier try; what it took and lost is not there."""
    told = _heard(client.get(_address(message), params={"To": message.to, "PageSize": 50}))
    return any(
        one["body"] == message.text[:LONGEST]
        and one["status"] not in _LOST
        and parsedate_to_datetime(one["date_created"]) >= since - _CLOCKS_DIFFER
        for one in told["messages"]
    )


def _heard(answer: httpx.Response) -> dict[str, Any]:
    """Read an answer. Raises RefusedForGood for a refusal, and HTTPStatusError where it may go better later."""
    if answer.is_client_error and answer.status_code not in _LATER:
        raise RefusedForGood(_reason(answer))
    if not answer.is_success:
        raise httpx.HTTPStatusError(f"{answer.status_code}", request=answer.request, response=answer)
    told: dict[str, Any] = msgspec.json.decode(answer.content, type=dict[str, Any])
    return told


def _reason(answer: httpx.Response) -> str:
    try:
        told = msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return f"{answer.status_code} {answer.text[:200]}"
    return f"{told.get('code') or answer.status_code} {told.get('message', '')}".strip()
