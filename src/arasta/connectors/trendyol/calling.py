"""How the marketplace calls us: subscriptions, the key that proves a call, and what a call is about.

Bodies are not signed, only a key vouches for them: a call says which order to read, and is never taken as the order.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import msgspec

from arasta.connectors.trendyol import answers
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import Called, Subscription
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Stream, Trouble
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Subscribed, Verified
from arasta.kernel.transport.wire import Answer, Plan, Unreadable, read_json

KEY = "x-api-key"
ACTIVE = "ACTIVE"


def key_of(secrets: Mapping[str, str]) -> str:
    """Return the key calls bring: made of the seller's secret, so that it changes with it and is kept nowhere."""
    return hmac.new(secrets.get("api_secret", "").encode(), b"webhooks", hashlib.sha256).hexdigest()


def subscribe(calls: Calls, address: str, key: str) -> Plan[Subscribed]:
    """Make sure the marketplace calls the address with the key, for every status; wake it if it fell silent."""
    there = yield from subscriptions(calls)
    body = {"url": address, "authenticationType": "API_KEY", "apiKey": key, "subscribedStatuses": []}
    known = next((one for one in there if one.url == address), None)
    if known is None:
        made = answers.expect_json((yield calls.add_webhook(body)))
        return Subscribed(external_ids=(str(made["id"]),))
    _expect_done((yield calls.update_webhook(known.id, body)))
    if known.status != ACTIVE:
        _expect_done((yield calls.activate_webhook(known.id)))
    return Subscribed(external_ids=(known.id,))


def subscriptions(calls: Calls) -> Plan[list[Subscription]]:
    """Read what the marketplace calls for us."""
    answer = yield calls.webhooks()
    try:
        return msgspec.convert(answers.expect_json(answer), list[Subscription])
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def _expect_done(answer: Answer) -> None:
    failure = answers.failure_of(answer)
    if failure is not None:
        raise ChannelTrouble(failure.trouble, f"{failure.code} {failure.text}".strip())


def verify(request: RawRequest, keys: Sequence[str]) -> Verified | Refused:
    """Believe whoever brings one of the keys. A call has no id of its own: what it says is its id."""
    given = request.headers.get(KEY, "")
    if not given:
        return Refused(Refusal.NO_SIGNATURE)
    fits = [hmac.compare_digest(given.encode(), key.encode()) for key in keys]
    if not any(fits):
        return Refused(Refusal.WRONG_SIGNATURE)
    content = hashlib.sha256(request.body).hexdigest()[:32]
    return Verified(delivery_id=content, topic="packages", body=request.body)


def hints(verified: Verified) -> list[Hint]:
    """Say which orders to read; each once, with its newest version."""
    newest: dict[str, int] = {}
    try:
        called = msgspec.convert(read_json(verified.body), Called)
    except (Unreadable, msgspec.ValidationError):
        return []
    for package in called.content:
        newest[package.order_number] = max(newest.get(package.order_number, 0), package.last_modified_date)
    return [Hint(stream=Stream.ORDERS, external_id=number, version=version) for number, version in newest.items()]
