"""Feeds: documents that are put down, worked off later message by message, and reported on."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.amazon import acknowledging, items, kinds, notices
from arasta.twins.amazon.moments import iso
from arasta.twins.amazon.types import MARKETPLACE, Books
from arasta.twins.faults import Fault
from arasta.twins.store import take_numbers
from arasta.twins.wire import Answer, Call, Refusal, decode, encode

FEED_TYPE = "JSON_LISTINGS_FEED"
ORDER_FEED_TYPE = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
FIRST_FEED = 53_347_018_456
KEEP_MS = 90 * 24 * 3_600_000
MOST_MESSAGES = 25_000
OPERATIONS = {"UPDATE": items.PUT, "PATCH": items.PATCH, "DELETE": items.DELETE}

Message = Mapping[str, Any]


def new_document(books: Books, content: bytes | None = None) -> str:
    """Make room for a document and return its id."""
    number = take_numbers(books.db, "document", 1)
    key = f"amzn1.tortuga.4.eu.{books.digest(f'document {number}')[:32]}"
    books.db.execute("INSERT INTO document VALUES (?, ?, ?)", (key, content, books.now_ms))
    return key


def create_document(books: Books, call: Call) -> Answer:
    """Say where a feed may be put."""
    if not isinstance(call.json_object().get("contentType"), str):
        raise Refusal(400, "InvalidInput", "contentType is needed.")
    key = new_document(books)
    return Answer(201, {"feedDocumentId": key, "url": address(call, key)})


def address(call: Call, key: str) -> str:
    """Return where a document lies."""
    return f"{call.origin}/amazon/files/{key}?X-Amz-Expires=300&X-Amz-Signature=demo"


def show_document(books: Books, call: Call) -> Answer:
    """Say where a report lies."""
    key = call.params["document_id"]
    if books.db.execute("SELECT 1 FROM document WHERE id = ?", (key,)).fetchone() is None:
        raise Refusal(404, "NotFound", "There is no such document.")
    return Answer(200, {"feedDocumentId": key, "url": address(call, key)})


def put(books: Books, call: Call) -> Answer:
    """Take a document's content."""
    rows = books.db.execute("UPDATE document SET content = ? WHERE id = ?", (call.body, call.params["document_id"]))
    if rows.rowcount == 0:
        raise Refusal(403, "AccessDenied", "Request has expired.")
    return Answer(200)


def fetch(books: Books, call: Call) -> Answer:
    """Give a document's content."""
    row = books.db.execute("SELECT content FROM document WHERE id = ?", (call.params["document_id"],)).fetchone()
    if row is None or row["content"] is None:
        raise Refusal(403, "AccessDenied", "Request has expired.")
    return Answer(200, decode(row["content"]))


def create(books: Books, call: Call) -> Answer:
    """Take in a feed, to be worked off later."""
    body = call.json_object()
    key = body.get("inputFeedDocumentId")
    row = books.db.execute("SELECT content FROM document WHERE id = ?", (key,)).fetchone()
    kind = body.get("feedType")
    if kind not in {FEED_TYPE, ORDER_FEED_TYPE} or body.get("marketplaceIds") != [MARKETPLACE]:
        raise Refusal(400, "InvalidInput", f"Only {FEED_TYPE} and {ORDER_FEED_TYPE} for {MARKETPLACE} are taken.")
    if row is None or row["content"] is None:
        raise Refusal(400, "InvalidInput", "The document was not put down.")
    number = take_numbers(books.db, "feed", 1, start=FIRST_FEED)
    late_ms = books.settings.late_result_ms if books.strikes(Fault.LATE_RESULT) else 0
    lost = int(books.strikes(Fault.RESULT_LOST))
    ready_ms = books.now_ms + books.settings.feed_delay_ms + late_ms
    books.db.execute(
        "INSERT INTO feed VALUES (?, ?, ?, 'IN_QUEUE', ?, ?, NULL, NULL, ?)",
        (number, kind, key, books.now_ms, ready_ms, lost),
    )
    return Answer(202, {"feedId": str(number)})


def show(books: Books, call: Call) -> Answer:
    """Show how far a feed is."""
    key = call.params["feed_id"]
    found = books.db.execute("SELECT * FROM feed WHERE id = ? AND lost = 0", (int(key) if key.isdigit() else 0,))
    row = found.fetchone()
    if row is None:
        raise Refusal(404, "NotFound", "There is no such feed.")
    body = {
        "feedId": str(row["id"]),
        "feedType": row["kind"],
        "marketplaceIds": [MARKETPLACE],
        "createdTime": iso(row["created_ms"]),
        "processingStatus": row["status"],
    }
    if row["done_ms"] is not None:
        times = {"processingStartTime": iso(row["ready_ms"]), "processingEndTime": iso(row["done_ms"])}
        body |= {"resultFeedDocumentId": row["report_id"], **times}
    return Answer(200, body)


def work_off(books: Books) -> None:
    """Work off the feeds whose time has come, in the order they were sent, and forget old ones."""
    due = books.db.execute(
        "SELECT f.*, d.content FROM feed f JOIN document d ON d.id = f.document_id "
        "WHERE f.status = 'IN_QUEUE' AND f.ready_ms <= ? ORDER BY f.id",
        (books.now_ms,),
    ).fetchall()
    for row in due:
        if row["kind"] == ORDER_FEED_TYPE:
            report: Any = acknowledging.take(books, row["content"])
        else:
            report = _report(books, row["id"], decode(row["content"]))
        key = new_document(books, encode(report))
        books.db.execute(
            "UPDATE feed SET status = 'DONE', done_ms = ?, report_id = ? WHERE id = ?", (books.now_ms, key, row["id"])
        )
        finished = {"feedId": str(row["id"]), "feedType": row["kind"], "processingStatus": "DONE"}
        payload = {"feedProcessingFinishedNotification": finished | {"resultFeedDocumentId": key}}
        notices.announce(books, "FEED_PROCESSING_FINISHED", str(row["id"]), payload)
    if due:
        books.db.execute("DELETE FROM feed WHERE created_ms <= ?", (books.now_ms - KEEP_MS,))
        books.db.execute("DELETE FROM document WHERE created_ms <= ?", (books.now_ms - KEEP_MS,))


def _report(books: Books, feed_id: int, feed: Mapping[str, Any]) -> dict[str, Any]:
    messages: Sequence[Message] = feed.get("messages") or ()
    spoiled = books.strikes(Fault.PARTIAL_BATCH)
    issues: list[dict[str, Any]] = []
    taken: list[str] = []
    for position, message in enumerate(messages[:MOST_MESSAGES]):
        wrong = [_SPOILED] if spoiled and position % 2 == 0 else _take(books, message)
        about = {"messageId": message["messageId"], "sku": message["sku"]}
        kept = ("code", "severity", "message")
        issues += [about | {name: one[name] for name in kept} for one in wrong]
        if not wrong:
            taken.append(message["sku"])
    header = feed.get("header") or {}
    return {
        "header": {"sellerId": header.get("sellerId", ""), "version": "2.0", "feedId": str(feed_id)},
        "issues": issues,
        "summary": {
            "errors": len(issues),
            "warnings": 0,
            "messagesProcessed": len(messages),
            "messagesAccepted": len(taken),
            "messagesInvalid": len(messages) - len(taken),
        },
        "items": [{"sku": sku, "issues": []} for sku in taken] if "report" in header else [],
    }


_SPOILED = kinds.issue("4000000", "The message could not be processed, try again later.", "sku", "INTERNAL")


def _take(books: Books, message: Message) -> list[dict[str, Any]]:
    kind = OPERATIONS.get(str(message.get("operationType")))
    if kind is None:
        return [kinds.issue("4000002", "The operation is not known.", "operationType", "INVALID_ATTRIBUTE")]
    return items.submit(books, message["sku"], kind, message)
