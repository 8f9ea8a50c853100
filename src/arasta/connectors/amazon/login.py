"""Tokens: the grant that a seller gave us buys one for an hour; the application buys its own for what is no seller's."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import msgspec

from arasta.connectors.amazon import answers
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import LOGIN
from arasta.contexts.channels.ports import ChannelTrouble, Token
from arasta.contexts.channels.types import Trouble
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Plan

NOTICES_SCOPE = "sellingpartnerapi::notifications"
REVOKED = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied"})


class Granted(msgspec.Struct):
    """What the login gives."""

    access_token: str
    expires_in: int


def token(shop: Shop, at: datetime) -> Plan[Token]:
    """Buy a token for the seller. Raises ChannelTrouble, AUTH when the grant was revoked."""
    granted = yield from _buy(shop, {"grant_type": "refresh_token", "refresh_token": shop.secrets["refresh_token"]})
    return Token({"x-amz-access-token": granted.access_token}, at + timedelta(seconds=granted.expires_in))


def application_token(shop: Shop) -> Plan[str]:
    """Buy a token of the application, for the operations on destinations of notices."""
    granted = yield from _buy(shop, {"grant_type": "client_credentials", "scope": NOTICES_SCOPE})
    return granted.access_token


def _buy(shop: Shop, asked: dict[str, str]) -> Plan[Granted]:
    who = {"client_id": shop.secrets["client_id"], "client_secret": shop.secrets["client_secret"]}
    parts = urlsplit(shop.login_url)
    answer = yield HttpRequest(
        method="POST",
        base=f"{parts.scheme}://{parts.netloc}",
        path=parts.path,
        group=LOGIN,
        headers={"content-type": "application/x-www-form-urlencoded;charset=UTF-8"},
        body=urlencode(asked | who).encode(),
        repeatable=True,
    )
    failure = answers.failure_of(answer)
    if failure is not None and isinstance(answer, HttpResponse) and failure.code in REVOKED:
        raise ChannelTrouble(Trouble.AUTH, f"{failure.code} {failure.text}".strip())
    return answers.expect(answer, Granted)
