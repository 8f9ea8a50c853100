"""How a shop calls us: subscriptions, signatures, and what a call is about.

The id of a delivery is made of the subscription and the second, so two changes of one second share it: the body tells
them apart. Right after a subscription is made the shop tries the address with a form instead of a document, unsigned.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from arasta.connectors.woocommerce import answers, client, goods
from arasta.connectors.woocommerce.documents import Product, Webhook, milliseconds
from arasta.connectors.woocommerce.mapping import is_draft
from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Subscribed, Verified
from arasta.kernel.transport.wire import Plan, Unreadable, read_json, write_json

TOPICS = (
    "order.created", "order.updated", "order.deleted", "product.created", "product.updated", "product.deleted",
)  # fmt: skip
PING = "ping"
SIGNATURE, TOPIC, DELIVERY = "x-wc-webhook-signature", "x-wc-webhook-topic", "x-wc-webhook-delivery-id"
_PING_FORM = re.compile(rb"webhook_id=\d{1,18}")


def secret_of(secrets: Mapping[str, str]) -> str:
    """Return the secret calls are signed with: one that was given, else one made of the consumer's secret."""
    own = secrets.get("webhook_secret", "")
    return own or hmac.new(secrets.get("consumer_secret", "").encode(), b"webhooks", hashlib.sha256).hexdigest()


def subscribe(address: str, secret: str) -> Plan[Subscribed]:
    """Make sure each topic calls the address; what the shop gave up after failures is woken."""
    there = yield from _subscriptions()
    ids = []
    for topic in TOPICS:
        body = {
            "name": f"Arasta {topic}",
            "topic": topic,
            "delivery_url": address,
            "secret": secret,
            "status": "active",
        }
        known = [one for one in there if one.topic == topic and one.delivery_url == address]
        answer = yield client.update_webhook(known[0].id, body) if known else client.add_webhook(body)
        ids.append(str(answers.expect(answer, Webhook).id))
    return Subscribed(external_ids=tuple(ids))


def _subscriptions() -> Plan[list[Webhook]]:
    found: list[Webhook] = []
    page, more = 1, True
    while more:
        answer = yield client.webhooks(page)
        some = answers.expect(answer, list[Webhook])
        found += some
        more = answers.has_more(answer, len(found) - len(some), len(some), client.PAGE)
        page += 1
    return found


def verify(request: RawRequest, secrets: Sequence[str]) -> Verified | Refused:
    """Believe what one of the secrets signed; all are tried, whichever fits."""
    given = request.headers.get(SIGNATURE, "")
    if not given:
        return _ping(request)
    fits = [hmac.compare_digest(given.encode(), signature(request.body, secret)) for secret in secrets if secret]
    if not any(fits):
        return Refused(Refusal.WRONG_SIGNATURE)
    content = hashlib.sha256(request.body).hexdigest()[:16]
    return Verified(
        delivery_id=f"{request.headers.get(DELIVERY, '')}:{content}",
        topic=request.headers.get(TOPIC, ""),
        body=request.body,
    )


def signature(body: bytes, secret: str) -> bytes:
    """Sign a body as the shop does."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())


def hints(verified: Verified) -> list[Hint]:
    """Say what changed; an order comes whole, unless units of it were refunded: then more must be read."""
    resource, _, event = verified.topic.partition(".")
    document = _document(verified.body)
    if not str(document.get("id", "")).isdigit():
        return []
    if resource == "order":
        return _order_hints(document, is_whole=event != "deleted")
    return _product_hints(document) if resource == "product" else []


def _ping(request: RawRequest) -> Verified | Refused:
    """Let the trial of a new subscription pass: it says nothing, so nobody gains by forging it."""
    if _PING_FORM.fullmatch(request.body):
        return Verified(delivery_id=PING, topic=PING, body=request.body)
    return Refused(Refusal.NO_SIGNATURE)


def _order_hints(document: Mapping[str, Any], *, is_whole: bool) -> list[Hint]:
    if is_draft(document):
        return []
    order_id, version, refunds = str(document["id"]), _version(document), document.get("refunds")
    text = write_json(document).decode() if is_whole and not refunds else ""
    found = [Hint(stream=Stream.ORDERS, external_id=order_id, version=version, document=text)]
    return [*found, Hint(stream=Stream.RETURNS, external_id=order_id, version=version)] if refunds else found


def _product_hints(document: Mapping[str, Any]) -> list[Hint]:
    """Say what is offered: a product above variations is not, but each of them is."""
    product_id, parent, version = int(document["id"]), document.get("parent_id") or 0, _version(document)
    children = document.get("variations")
    if document.get("type") == "variable" and isinstance(children, list):
        codes = [goods.code_of("", product_id, child) for child in children]
    else:
        ids = (parent, product_id) if document.get("type") == "variation" else (product_id, 0)
        codes = [goods.code_of(str(document.get("sku") or ""), *ids)]
    return [Hint(stream=Stream.LISTINGS, external_id=code, version=version) for code in codes]


def _version(document: Mapping[str, Any]) -> int:
    try:
        product = msgspec.convert({"id": 0, "date_modified_gmt": document.get("date_modified_gmt")}, Product)
    except msgspec.ValidationError:
        return 0
    return milliseconds(product.date_modified_gmt)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = read_json(body)
    except Unreadable:
        return {}
    return document if isinstance(document, dict) else {}
