"""The shop's calls to us: whether they are its own, what they hint at, and how we ask for them."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from arasta.connectors.shopify import answers, mapping, mutations, queries
from arasta.connectors.shopify.client import call
from arasta.connectors.shopify.documents import tail
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Stream, Trouble
from arasta.contexts.channels.types.inbound import (
    ChannelPlace,
    Hint,
    Introduction,
    RawRequest,
    Refusal,
    Refused,
    Subscribed,
    Verified,
    WebhookSpec,
)
from arasta.kernel.transport.wire import Plan, Unreadable, read_json

TOPICS: Mapping[str, Sequence[str]] = {
    "ORDERS_CREATE": ["id", "updated_at"],
    "ORDERS_UPDATED": ["id", "updated_at"],
    "REFUNDS_CREATE": ["id", "order_id"],
    "RETURNS_REQUEST": ["id", "order"],
    "RETURNS_APPROVE": ["id", "order"],
    "RETURNS_DECLINE": ["id", "order"],
    "RETURNS_CLOSE": ["id", "order"],
    "RETURNS_CANCEL": ["id", "order"],
    "PRODUCTS_UPDATE": ["id", "updated_at", "variants"],
}
"""What we want to hear, and the fields we need of it: no more is sent, least of all about people."""

OLDEST = timedelta(days=1)
SPEC = WebhookSpec(
    auth="hmac",
    is_full=False,
    is_signed=True,
    answer_within=timedelta(seconds=5),
    disables_after="9 failures of one delivery in 4 hours",
)


def verify(
    request: RawRequest, *, shop: str, secrets: Sequence[Mapping[str, str]], now: datetime
) -> Verified | Refused:
    """Judge a call by the signature over its raw bytes, made with the secret of the app."""
    headers = request.headers
    given = headers.get("x-shopify-hmac-sha256", "")
    if not given:
        return Refused(Refusal.NO_SIGNATURE)
    keys = [one["client_secret"] for one in secrets if one.get("client_secret")]
    matches = [hmac.compare_digest(_digest(request.body, key), _decoded(given)) for key in keys]
    if not any(matches):
        return Refused(Refusal.WRONG_SIGNATURE)
    if headers.get("x-shopify-shop-domain", "").casefold() != shop.casefold():
        return Refused(Refusal.OTHER_ACCOUNT)
    sent_at = _moment(headers.get("x-shopify-triggered-at", ""))
    if sent_at is not None and now - sent_at > OLDEST:
        return Refused(Refusal.TOO_OLD)
    delivery, topic = headers.get("x-shopify-webhook-id", ""), headers.get("x-shopify-topic", "")
    if not delivery or not topic:
        return Refused(Refusal.UNREADABLE)
    return Verified(delivery_id=delivery, topic=topic, body=request.body, sent_at=sent_at)


def _digest(body: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), body, sha256).digest()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def hints(verified: Verified) -> list[Hint]:
    """Say what is to be read again. Topics about people and the app itself concern other rooms."""
    try:
        body = read_json(verified.body)
        return _hints(verified.topic.partition("/")[0], body) if isinstance(body, dict) else []
    except (Unreadable, KeyError, TypeError, ValueError):
        return []


def _hints(kind: str, body: Any) -> list[Hint]:
    changed = _moment(str(body.get("updated_at") or ""))
    version = mapping.version_of(changed) if changed else 0
    if kind == "orders":
        return [Hint(stream=Stream.ORDERS, external_id=str(body["id"]), version=version)]
    if kind in {"refunds", "returns"}:
        order = str(body["order_id"] if kind == "refunds" else body["order"]["id"])
        return [
            Hint(stream=Stream.ORDERS, external_id=order),
            Hint(stream=Stream.RETURNS, external_id=f"{kind.removesuffix('s')}-{body['id']}"),
        ]
    if kind == "products":
        skus = [str(one["sku"]) for one in body.get("variants") or () if one.get("sku")]
        return [Hint(stream=Stream.LISTINGS, external_id=sku, version=version) for sku in skus]
    return []


def subscribe(address: str) -> Plan[Subscribed]:
    """Have the shop call us, once for each topic. Raises ChannelTrouble."""
    known = yield from _subscribed(address)
    for topic, fields in TOPICS.items():
        if topic in known:
            continue
        given = {"uri": address, "format": "JSON", "includeFields": list(fields)}
        data = yield from answers.fetch(call(mutations.SUBSCRIBE, topic=topic, subscription=given))
        made = data["webhookSubscriptionCreate"]
        if made["webhookSubscription"] is None:
            again = yield from _subscribed(address)
            if topic not in again:
                wrong = answers.complaints(made["userErrors"])
                raise ChannelTrouble(Trouble.REFUSED, f"{topic}: {wrong[0].text if wrong else 'refused'}")
            known[topic] = again[topic]
            continue
        known[topic] = str(made["webhookSubscription"]["id"])
    return Subscribed(external_ids=tuple(tail(known[topic]) for topic in sorted(known)))


def _subscribed(address: str) -> Plan[dict[str, str]]:
    data = yield from answers.fetch(call(queries.SUBSCRIPTIONS, uri=address))
    nodes = data["webhookSubscriptions"]["nodes"]
    return {str(one["topic"]): str(one["id"]) for one in nodes if one["uri"] == address}


def introduce() -> Plan[Introduction]:
    """Ask the shop who we are to it. Raises ChannelTrouble."""
    data = yield from answers.fetch(call(queries.INTRODUCTION))
    shop, primary = data["shop"], data["location"]
    places = tuple(
        ChannelPlace(external_id=tail(one["id"]), name=one["name"], is_ours=not one["isFulfillmentService"])
        for one in data["locations"]["nodes"]
        if one["isActive"]
    )
    windows = data["publications"]["nodes"]
    settings = {
        "location_id": tail(primary["id"]) if primary else "",
        "publication_id": tail(windows[0]["id"]) if windows else "",
    }
    return Introduction(
        account=str(shop["myshopifyDomain"]),
        name=str(shop["name"]),
        currency=str(shop["currencyCode"]),
        country=str(shop["shopAddress"]["countryCodeV2"] or ""),
        places=places,
        settings={name: value for name, value in settings.items() if value},
    )
