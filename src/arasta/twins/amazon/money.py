"""The account: what sales, refunds and payouts booked, with what Amazon keeps of them."""

import sqlite3
from typing import Any

from arasta.twins.amazon import notices
from arasta.twins.amazon.moments import iso, milliseconds
from arasta.twins.amazon.types import CURRENCY, MARKETPLACE, MARKETPLACE_NAME, Books
from arasta.twins.faults import Fault
from arasta.twins.wire import Answer, Call, Refusal, amount, decode, encode

COMMISSION_PERCENT = 15
KEPT_OF_REFUND_PERCENT = 20
PAGE = 100
LATE_MS = 120_000
LONGEST_MS = 180 * 24 * 3_600_000


def _currency(minor: int) -> dict[str, Any]:
    return {"currencyCode": CURRENCY, "currencyAmount": amount(minor)}


def _part(name: str, minor: int, inner: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"breakdownType": name, "breakdownAmount": _currency(minor), "breakdowns": inner or []}


def book_sale(books: Books, order_id: str, line: sqlite3.Row, quantity: int) -> None:
    """Book units that left: what the buyer paid, less the commission."""
    price = line["unit_minor"] * quantity
    fee = -(price * COMMISSION_PERCENT // 100)
    parts = [
        _part("Sales", price, [_part("ProductCharges", price)]),
        _part("Expenses", fee, [_part("AmazonFees", fee, [_part("Commission", fee)])]),
    ]
    _book(books, order_id, "Shipment", parts, price + fee, [_item(line, quantity, price + fee, line["id"])])


def book_refund(books: Books, order_id: str, line: sqlite3.Row, quantity: int, price: int) -> None:
    """Book units that were paid back: the commission comes back too, less what Amazon keeps for its work."""
    fee = price * COMMISSION_PERCENT // 100
    kept = -(fee * KEPT_OF_REFUND_PERCENT // 100)
    parts = [
        _part("Sales", -price, [_part("ProductCharges", -price)]),
        _part("Expenses", fee + kept, [_part("Commission", fee), _part("RefundCommission", kept)]),
    ]
    adjustment = f"{line['id']}-{line['refunded'] + quantity}"
    _book(books, order_id, "Refund", parts, fee + kept - price, [_item(line, quantity, fee + kept - price, adjustment)])


def settle(books: Books) -> int:
    """Pay out what is on the account and begin a new period; return how much it was."""
    period = _period(books)
    row = books.db.execute("SELECT sum(minor) AS owed FROM booking WHERE settlement = ?", (period,)).fetchone()
    owed = int(row["owed"] or 0)
    if owed > 0:
        _book(books, "", "Transfer", [_part("Transfer to bank account", -owed)], -owed, [])
        books.db.execute(
            "INSERT INTO counter VALUES ('settlement', ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next",
            (period + 1,),
        )
    return max(owed, 0)


def _period(books: Books) -> int:
    row = books.db.execute("SELECT next FROM counter WHERE name = 'settlement'").fetchone()
    return int(row["next"]) if row else 1


def _item(line: sqlite3.Row, quantity: int, minor: int, adjustment: str) -> dict[str, Any]:
    product = {"contextType": "ProductContext", "asin": line["asin"], "sku": line["sku"], "quantityShipped": quantity}
    related = [{"itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID", "itemRelatedIdentifierValue": adjustment}]
    return {
        "description": line["title"],
        "relatedIdentifiers": related,
        "totalAmount": _currency(minor),
        "contexts": [product],
    }


def _book(
    books: Books, order_id: str, kind: str, parts: list[dict[str, Any]], minor: int, items: list[dict[str, Any]]
) -> None:
    period = _period(books)
    cursor = books.db.execute(
        "INSERT INTO booking (order_id, kind, body, minor, posted_ms, settlement) VALUES (?, ?, '', ?, ?, ?)",
        (order_id, kind, minor, books.now_ms, period),
    )
    number = cursor.lastrowid or 0
    related = [{"relatedIdentifierName": "FINANCIAL_EVENT_GROUP_ID", "relatedIdentifierValue": f"GROUP-{period}"}]
    if order_id:
        related.append({"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": order_id})
    if kind == "Refund":
        related.append({"relatedIdentifierName": "REFUND_ID", "relatedIdentifierValue": f"REFUND-{number}"})
    body = {
        "sellingPartnerMetadata": {"accountType": "Standard Orders", "marketplaceId": MARKETPLACE},
        "relatedIdentifiers": related,
        "transactionType": kind,
        "transactionId": books.digest(f"transaction {number}")[:40],
        "transactionStatus": "RELEASED",
        "description": {"Shipment": "Order Payment", "Refund": "Refund Order"}.get(kind, kind),
        "postedDate": iso(books.now_ms),
        "totalAmount": _currency(minor),
        "marketplaceDetails": {"marketplaceId": MARKETPLACE, "marketplaceName": MARKETPLACE_NAME},
        "items": items,
        "breakdowns": parts,
    }
    books.db.execute("UPDATE booking SET body = ? WHERE id = ?", (encode(body).decode(), number))
    if order_id:
        told = {
            "SellingPartnerMetadata": {"MarketplaceId": MARKETPLACE},
            "RelatedIdentifiers": [{"RelatedIdentifierName": "OrderId", "RelatedIdentifierValue": order_id}],
            "TransactionType": kind,
            "PostedDate": iso(books.now_ms),
        }
        notices.announce(books, notices.MONEY_MOVED, order_id, {"TransactionUpdateNotification": told})


def list_transactions(books: Books, call: Call) -> Answer:
    """Show what was booked in a window; what was booked in the last two minutes is not told yet."""
    query = call.query
    if "postedAfter" not in query:
        raise Refusal(400, "InvalidInput", "postedAfter is needed.")
    after = milliseconds(query["postedAfter"], "postedAfter")
    newest = books.now_ms - LATE_MS
    before = milliseconds(query["postedBefore"], "postedBefore") if "postedBefore" in query else newest
    if before > newest or after > newest:
        raise Refusal(400, "InvalidInput", "The window must end two minutes before now.")
    token = query.get("nextToken", "")
    if token and (books.strikes(Fault.CURSOR_EXPIRED) or not token.isdigit()):
        raise Refusal(400, "InvalidInput", "The token is no longer taken.")
    start = int(token or 0)
    rows = books.db.execute(
        "SELECT id, body FROM booking WHERE id > ? AND posted_ms >= ? AND posted_ms < ? ORDER BY id LIMIT ?",
        (start, after, before, PAGE + 1),
    ).fetchall()
    if before - after > LONGEST_MS:
        rows = []
    payload: dict[str, Any] = {"transactions": [decode(row["body"]) for row in rows[:PAGE]]}
    if len(rows) > PAGE:
        payload["nextToken"] = str(rows[PAGE - 1]["id"])
    return Answer(200, {"payload": payload})
