"""Batches: what was accepted now, takes effect a little later, and can be asked about for four hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.store import take_numbers
from arasta.twins.trendyol import contents, listings
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import HOUR_MS, MINUTE_MS
from arasta.twins.wire import Refusal, decode, encode

KEEP_MS = 4 * HOUR_MS
REPEAT_BAN_MS = 15 * MINUTE_MS
PRODUCTS = "ProductV2OnBoarding"
INVENTORY = "ProductInventoryUpdate"
CONTENT = "ApprovedProductContentUpdate"
VARIANT = "ApprovedProductVariantUpdate"
DRAFT = "UnapprovedProductUpdate"

Result = dict[str, Any]
_TAKE_IN: Mapping[str, Callable[[Books, int, Mapping[str, Any]], list[str]]] = {
    PRODUCTS: listings.offer_product,
    INVENTORY: listings.push_offer,
    CONTENT: contents.update,
    VARIANT: contents.update_variant,
    DRAFT: listings.redraft,
}


def accept(books: Books, seller_id: int, kind: str, items: Sequence[Mapping[str, Any]]) -> str:
    """Queue a batch and return its id."""
    number = take_numbers(books.db, "batch", 1)
    digits = books.digest(f"batch {number}")
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32])
    batch_id = f"{'-'.join(parts)}-{(books.now_ms + KEEP_MS) // 1000}"
    books.db.execute(
        "INSERT INTO batch (number, id, seller_id, kind, created_ms, ready_ms, items, lost) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            batch_id,
            seller_id,
            kind,
            books.now_ms,
            books.now_ms + books.settings.batch_delay_ms,
            encode(items).decode(),
            int(books.strikes(Fault.RESULT_LOST)),
        ),
    )
    return batch_id


def refuse_repeat(books: Books, seller_id: int, body: Mapping[str, Any]) -> None:
    """Remember an accepted body. Raises Refusal 400 when the same one was accepted in the last 15 minutes."""
    digest = books.digest(encode(body).decode())
    since = books.now_ms - REPEAT_BAN_MS
    row = books.db.execute(
        "SELECT at_ms FROM accepted_body WHERE seller_id = ? AND digest = ?", (seller_id, digest)
    ).fetchone()
    if row is not None and row["at_ms"] > since:
        raise Refusal(400, "RepeatedRequestException", "The same request cannot be repeated for 15 minutes.")
    books.db.execute(
        "INSERT INTO accepted_body (seller_id, digest, at_ms) VALUES (?, ?, ?) "
        "ON CONFLICT (seller_id, digest) DO UPDATE SET at_ms = excluded.at_ms",
        (seller_id, digest, books.now_ms),
    )


def process_due(books: Books) -> None:
    """Let the batches whose time has come take effect, in the order they were sent, and forget old ones."""
    due = books.db.execute(
        "SELECT * FROM batch WHERE processed_ms IS NULL AND ready_ms <= ? ORDER BY number", (books.now_ms,)
    ).fetchall()
    for row in due:
        _process(books, row)
    listings.approve_due(books)
    if due:
        books.db.execute("DELETE FROM batch WHERE created_ms <= ?", (books.now_ms - KEEP_MS,))
        books.db.execute("DELETE FROM accepted_body WHERE at_ms <= ?", (books.now_ms - REPEAT_BAN_MS,))


def _process(books: Books, row: Mapping[str, Any]) -> None:
    items = decode(row["items"])
    spoiled = books.strikes(Fault.PARTIAL_BATCH)
    take_in = _TAKE_IN[row["kind"]]
    results: list[Result] = []
    for position, item in enumerate(items):
        if spoiled and position % 2 == 0:
            reasons = ["the item could not be processed, try again later"]
        else:
            reasons = take_in(books, row["seller_id"], item)
        results.append({"status": "FAILED" if reasons else "SUCCESS", "failureReasons": reasons})
    books.db.execute(
        "UPDATE batch SET processed_ms = ?, results = ? WHERE number = ?",
        (books.now_ms, encode(results).decode(), row["number"]),
    )


def _shown_item(kind: str, seller_id: int, item: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind == CONTENT:
        return {"supplierId": seller_id, "updateRequest": item}
    return {"barcode": item.get("barcode"), "product": item} if kind == PRODUCTS else item


def result(books: Books, seller_id: int, batch_id: str) -> dict[str, Any]:
    """Return the result of a batch. Raises Refusal 400 when it is unknown, lost or older than four hours."""
    row = books.db.execute(
        "SELECT * FROM batch WHERE id = ? AND seller_id = ? AND lost = 0 AND created_ms > ?",
        (batch_id, seller_id, books.now_ms - KEEP_MS),
    ).fetchone()
    if row is None:
        raise Refusal(400, "BatchRequestNotFoundException", "There is no result for this batchRequestId.")
    items = decode(row["items"])
    waiting = {"status": "IN_PROGRESS", "failureReasons": []}
    results = decode(row["results"]) if row["results"] else [waiting] * len(items)
    body = {
        "batchRequestId": batch_id,
        "batchRequestType": row["kind"],
        "sourceType": "API",
        "creationDate": row["created_ms"],
        "lastModification": row["processed_ms"] or row["created_ms"],
        "itemCount": len(items),
        "failedItemCount": sum(one["status"] == "FAILED" for one in results),
        "items": [
            {"requestItem": _shown_item(row["kind"], seller_id, item), **one}
            for item, one in zip(items, results, strict=True)
        ],
    }
    if row["kind"] != INVENTORY:
        body["status"] = "COMPLETED" if row["results"] else "IN_PROGRESS"
    return body
