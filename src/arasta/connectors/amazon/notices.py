"""The queue in which Amazon leaves notices: taken in tens, and acknowledged only when the next ten are asked for.

By then those before were stored; what is never acknowledged comes again, and that does no harm: a notice is a hint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from arasta.connectors.amazon import answers, signing
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import QUEUE, milliseconds
from arasta.contexts.channels.types import PulledPage, Stream, Unmapped
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.inbound import Hint
from arasta.kernel.transport.wire import HttpRequest, Plan, Unreadable, read_json, write_json

AT_ONCE = 10
HIDDEN_SECONDS = 120

Body = Mapping[str, Any]


class Message(msgspec.Struct, rename="pascal"):
    """A message of the queue."""

    message_id: str
    receipt_handle: str
    body: str


class Received(msgspec.Struct, rename="pascal"):
    """The messages taken out of the queue; none, where the queue is empty."""

    messages: list[Message] = msgspec.field(default_factory=list)


def read_page(shop: Shop, cursor: str, now: datetime) -> Plan[PulledPage]:
    """Acknowledge what the cursor names, then take the next messages. Raises ChannelTrouble."""
    if cursor:
        gone = [{"Id": str(at), "ReceiptHandle": receipt} for at, receipt in enumerate(read_json(cursor))]
        answer = yield _ask(shop, "DeleteMessageBatch", {"Entries": gone}, now)
        answers.expect_good(answer)
    wanted = {"MaxNumberOfMessages": AT_ONCE, "VisibilityTimeout": HIDDEN_SECONDS, "WaitTimeSeconds": 0}
    answer = yield _ask(shop, "ReceiveMessage", wanted, now)
    messages = answers.expect(answer, Received).messages
    hints, strange = read_messages(messages)
    return PulledPage(
        hints=hints,
        unmapped=strange,
        cursor=write_json([message.receipt_handle for message in messages]).decode() if messages else "",
        watermark="" if messages else now.isoformat(),
    )


def read_messages(messages: Sequence[Message]) -> tuple[list[Hint], list[Unmapped]]:
    """Return what notices hint at, and those that are no notices."""
    hints, strange = [], []
    for message in messages:
        try:
            hint = hint_of(read_json(message.body))
        except (Unreadable, KeyError, TypeError, ValueError, IndexError) as wrong:
            explanation = explain("unreadable", detail=repr(wrong))
            strange.append(Unmapped(external_id=message.message_id, explanation=explanation, raw=message.body))
            continue
        if hint is not None:
            hints.append(hint)
    return hints, strange


def hint_of(notice: Body) -> Hint | None:
    """Return what a notice hints at, if it concerns us. Raises KeyError and the like when it is none."""
    lowered = {name.lower(): value for name, value in notice.items()}
    kind, payload = str(lowered["notificationtype"]), lowered["payload"]
    reader = READERS.get(kind)
    named = reader(payload) if reader else None
    if named is None:
        return None
    stream, external_id = named
    return Hint(stream=stream, external_id=external_id, version=_version(lowered.get("eventtime")))


def _order(payload: Body) -> tuple[Stream, str]:
    return Stream.ORDERS, str(payload["OrderChangeNotification"]["AmazonOrderId"])


def _listing(payload: Body) -> tuple[Stream, str]:
    return Stream.LISTINGS, str(payload.get("Sku") or payload["SKU"])


def _transaction(payload: Body) -> tuple[Stream, str] | None:
    related = payload["TransactionUpdateNotification"].get("RelatedIdentifiers") or []
    orders = [one["RelatedIdentifierValue"] for one in related if one["RelatedIdentifierName"] == "OrderId"]
    return (Stream.SETTLEMENTS, str(orders[0])) if orders else None


READERS = {
    "ORDER_CHANGE": _order,
    "LISTINGS_ITEM_STATUS_CHANGE": _listing,
    "LISTINGS_ITEM_ISSUES_CHANGE": _listing,
    "FBA_INVENTORY_AVAILABILITY_CHANGES": _listing,
    "TRANSACTION_UPDATE": _transaction,
}


def _version(moment: object) -> int:
    return milliseconds(datetime.fromisoformat(str(moment))) if moment else 0


def _ask(shop: Shop, action: str, body: Body, now: datetime) -> HttpRequest:
    """Ask the queue in its JSON protocol, signed."""
    url = shop.setting("queue_url")
    parts = urlsplit(shop.setting("queue_endpoint", url))
    path = f"{parts.path.rstrip('/')}/" if shop.setting("queue_endpoint") else "/"
    content = write_json({"QueueUrl": url, **body})
    headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": f"AmazonSQS.{action}"}
    region = shop.setting("queue_region") or _region(parts.netloc)
    signer = signing.Signer(shop.secrets["queue_key"], shop.secrets["queue_secret"], region, "sqs")
    unsigned = signing.Unsigned(method="POST", path=path, headers=headers | {"host": parts.netloc}, body=content)
    return HttpRequest(
        method="POST",
        base=f"{parts.scheme}://{parts.netloc}",
        path=path,
        group=QUEUE,
        headers=headers | signing.sign(signer, unsigned, now),
        body=content,
        repeatable=True,
    )


def _region(host: str) -> str:
    """Read the region out of the queue's host: sqs.eu-west-1.amazonaws.com."""
    parts = host.split(".")
    return parts[1] if len(parts) > 2 and parts[0] == "sqs" else "eu-west-1"
