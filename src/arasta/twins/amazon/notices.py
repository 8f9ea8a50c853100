"""Notices: where they may go, who asked for which, and the queue they lie in until they are acknowledged."""

import re
from collections.abc import Mapping
from typing import Any

from arasta.twins import log
from arasta.twins.amazon.moments import iso, milliseconds
from arasta.twins.amazon.types import Books, Settings
from arasta.twins.faults import Fault
from arasta.twins.store import take_numbers
from arasta.twins.twin import Twin
from arasta.twins.wire import Answer, Call, Refusal, encode

ORDER_CHANGE = "ORDER_CHANGE"
LISTING_STATUS = "LISTINGS_ITEM_STATUS_CHANGE"
LISTING_ISSUES = "LISTINGS_ITEM_ISSUES_CHANGE"
HELD_CHANGE = "FBA_INVENTORY_AVAILABILITY_CHANGES"
MONEY_MOVED = "TRANSACTION_UPDATE"
KINDS = (ORDER_CHANGE, LISTING_STATUS, LISTING_ISSUES, HELD_CHANGE, MONEY_MOVED, "FEED_PROCESSING_FINISHED")

AT_ONCE = 10
SKEW_MS = 15 * 60_000
_ARN = re.compile(r"arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}")
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([a-z0-9-]+)/sqs/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}"
)


def queue_of(arn_or_url: str) -> str:
    """Return the name of a queue, by which its ARN and its address are one."""
    return re.split(r"[:/]", arn_or_url.rstrip("/"))[-1]


def _shown_destination(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": row["name"], "destinationId": row["id"], "resource": {"sqs": {"arn": row["arn"]}}}


def list_destinations(books: Books, call: Call) -> Answer:
    """Show where notices may go."""
    rows = books.db.execute("SELECT * FROM destination ORDER BY id")
    return Answer(200, {"payload": [_shown_destination(dict(row)) for row in rows]})


def create_destination(books: Books, call: Call) -> Answer:
    """Name a queue that notices may go to."""
    body = call.json_object()
    resource = body.get("resourceSpecification")
    queue = resource.get("sqs") if isinstance(resource, dict) else None
    arn, name = (queue or {}).get("arn", ""), body.get("name", "")
    if not isinstance(arn, str) or _ARN.fullmatch(arn) is None or not isinstance(name, str) or not name:
        raise Refusal(400, "InvalidInput", "A name and the ARN of a queue are needed.")
    if books.db.execute("SELECT 1 FROM destination WHERE arn = ?", (arn,)).fetchone():
        raise Refusal(409, "Conflict", "There is a destination for that queue already.")
    row = {"id": books.digest(f"destination {arn}")[:32], "name": name, "arn": arn}
    books.db.execute("INSERT INTO destination VALUES (:id, :name, :arn)", row)
    return Answer(200, {"payload": _shown_destination(row)})


def _shown_subscription(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"subscriptionId": row["id"], "payloadVersion": "1.0", "destinationId": row["destination_id"]}


def show_subscription(books: Books, call: Call) -> Answer:
    """Show who hears of a kind of notice."""
    row = books.db.execute("SELECT * FROM subscription WHERE kind = ?", (call.params["kind"],)).fetchone()
    if row is None:
        raise Refusal(404, "NotFound", "There is no such subscription.")
    return Answer(200, {"payload": _shown_subscription(dict(row))})


def create_subscription(books: Books, call: Call) -> Answer:
    """Have a kind of notice sent to a destination."""
    body, kind = call.json_object(), call.params["kind"]
    if kind not in KINDS:
        raise Refusal(400, "InvalidInput", f"There are no notices called {kind}.")
    if books.db.execute("SELECT 1 FROM subscription WHERE kind = ?", (kind,)).fetchone():
        raise Refusal(409, "Conflict", "There is a subscription already.")
    if not books.db.execute("SELECT 1 FROM destination WHERE id = ?", (body.get("destinationId"),)).fetchone():
        raise Refusal(400, "InvalidInput", "There is no such destination.")
    row = {"kind": kind, "id": books.digest(f"subscription {kind}")[:32], "destination_id": body["destinationId"]}
    books.db.execute("INSERT INTO subscription VALUES (:kind, :id, :destination_id)", row)
    return Answer(200, {"payload": _shown_subscription(row)})


def subscribe_all(books: Books, arn: str) -> None:
    """Let a queue hear of everything, where nobody else does."""
    key = books.digest(f"destination {arn}")[:32]
    books.db.execute("INSERT INTO destination VALUES (?, 'demo', ?) ON CONFLICT DO NOTHING", (key, arn))
    books.db.executemany(
        "INSERT INTO subscription VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(kind, books.digest(f"subscription {kind}")[:32], key) for kind in KINDS],
    )


def announce(books: Books, kind: str, subject: str, payload: Mapping[str, Any]) -> None:
    """Leave a notice for whoever asked for its kind: as the faults make of it, once, not at all, twice, or late."""
    row = books.db.execute(
        "SELECT s.id, d.arn FROM subscription s JOIN destination d ON d.id = s.destination_id WHERE s.kind = ?", (kind,)
    ).fetchone()
    if row is None or books.strikes(Fault.LOST_WEBHOOK):
        return
    notice = {
        "NotificationVersion": "1.0",
        "NotificationType": kind,
        "PayloadVersion": "1.0",
        "EventTime": iso(books.now_ms),
        "Payload": payload,
        "NotificationMetadata": {
            "ApplicationId": "amzn1.sellerapps.app.demo",
            "SubscriptionId": row["id"],
            "PublishTime": iso(books.now_ms),
            "NotificationId": books.digest(f"notice {take_numbers(books.db, 'notice', 1)}")[:32],
        },
    }
    visible_ms = books.now_ms + (books.settings.reorder_ms if books.strikes(Fault.REORDER) else 0)
    count = 2 if books.strikes(Fault.DUPLICATE_DELIVERY) else 1
    letter = (queue_of(row["arn"]), kind, subject, encode(notice).decode(), visible_ms)
    books.db.executemany(
        "INSERT INTO message (queue, kind, subject, body, visible_ms) VALUES (?, ?, ?, ?, ?)", [letter] * count
    )


def forge(books: Books, order_id: str) -> None:
    """Leave a notice of an order in every queue, whoever has subscribed to what."""
    payload = {"OrderChangeNotification": {"AmazonOrderId": order_id}}
    notice = {"NotificationType": ORDER_CHANGE, "EventTime": iso(books.now_ms), "Payload": payload}
    queues = books.db.execute("SELECT arn FROM destination").fetchall()
    books.db.executemany(
        "INSERT INTO message (queue, kind, subject, body, visible_ms) VALUES (?, ?, ?, ?, ?)",
        [(queue_of(row["arn"]), ORDER_CHANGE, order_id, encode(notice).decode(), books.now_ms) for row in queues],
    )


def serve_queue(twin: Twin[Settings], call: Call) -> Answer:
    """Answer as the queue service does, in its JSON protocol."""
    with twin.books() as books:
        try:
            _check_signature(books, call)
            answer = _ACTIONS[_action(call)](books, call.json_object())
        except Refusal as refusal:
            answer = Answer(refusal.status, {"__type": f"com.amazonaws.sqs#{refusal.code}", "message": refusal.message})
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def _action(call: Call) -> str:
    service, _, action = call.headers.get("x-amz-target", "").partition(".")
    if service != "AmazonSQS" or action not in _ACTIONS:
        raise Refusal(400, "UnknownOperationException", "There is no such action.")
    return action


def _check_signature(books: Books, call: Call) -> None:
    """Look at the shape of the signature, at who signed and when; the key's secret is not known here."""
    match = _AUTHORIZATION.fullmatch(call.headers.get("authorization", ""))
    signed = set(match[4].split(";")) if match else set()
    stamp = call.headers.get("x-amz-date", "")
    if match is None or not {"host", "x-amz-date", "x-amz-target"} <= signed or not stamp.startswith(match[2]):
        raise Refusal(403, "IncompleteSignature", "The request is not signed as it must be.")
    if not books.db.execute("SELECT 1 FROM seller WHERE queue_key = ?", (match[1],)).fetchone():
        raise Refusal(403, "InvalidClientTokenId", "The key is not known.")
    if abs(milliseconds(stamp, "x-amz-date") - books.now_ms) > SKEW_MS:
        raise Refusal(403, "SignatureDoesNotMatch", "Signature expired.")


def _receive(books: Books, body: Mapping[str, Any]) -> Answer:
    hidden_ms = int(body.get("VisibilityTimeout", 30)) * 1000
    rows = books.db.execute(
        "SELECT * FROM message WHERE queue = ? AND visible_ms <= ? ORDER BY visible_ms, id LIMIT ?",
        (queue_of(str(body.get("QueueUrl"))), books.now_ms, min(int(body.get("MaxNumberOfMessages", 1)), AT_ONCE)),
    ).fetchall()
    shown = []
    for row in rows:
        receipt = books.digest(f"receipt {row['id']} {row['taken']}")
        books.db.execute(
            "UPDATE message SET visible_ms = ?, receipt = ?, taken = taken + 1 WHERE id = ?",
            (books.now_ms + hidden_ms, receipt, row["id"]),
        )
        key = books.digest(f"message {row['id']}")[:32]
        shown.append({"MessageId": key, "ReceiptHandle": receipt, "Body": row["body"]})
    return Answer(200, {"Messages": shown} if shown else {})


def _delete(books: Books, body: Mapping[str, Any]) -> Answer:
    entries = body.get("Entries")
    if not isinstance(entries, list) or not 1 <= len(entries) <= AT_ONCE:
        raise Refusal(400, "BatchRequestTooLong", f"1 to {AT_ONCE} entries are taken.")
    for entry in entries:
        books.db.execute("DELETE FROM message WHERE receipt = ?", (entry.get("ReceiptHandle"),))
    return Answer(200, {"Successful": [{"Id": entry.get("Id")} for entry in entries], "Failed": []})


_ACTIONS = {"ReceiveMessage": _receive, "DeleteMessageBatch": _delete}
