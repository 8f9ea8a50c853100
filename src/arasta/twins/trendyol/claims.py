"""Claims: what buyers send back, unit by unit, until the seller approves it and their money goes back."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.trendyol import finance
from arasta.twins.trendyol.books import Books
from arasta.twins.wire import Call, Refusal, amount, query_number

CREATED, WAITING, ACCEPTED, CANCELLED = "Created", "WaitingInAction", "Accepted", "Cancelled"
STATUSES = (CREATED, WAITING, "WaitingFraudCheck", ACCEPTED, CANCELLED, "Rejected", "Unresolved", "InAnalysis")
MAX_SIZE = 200
FURTHEST = 10**14
REASON = "I changed my mind"


def ask(books: Books, package: sqlite3.Row, units: Mapping[int, int], *, status: str = WAITING) -> str:
    """Send units of a package's lines back, for its customer, and return the claim's id."""
    claim_id = books.digest(f"claim {take_numbers(books.db, 'claim', 1)}")[:32]
    values = (claim_id, package["seller_id"], package["order_number"], books.now_ms, books.now_ms)
    books.db.execute("INSERT INTO claim VALUES (?, ?, ?, ?, ?)", values)
    rows = [
        (books.digest(f"{claim_id} {line_id} {unit}")[:32], claim_id, package["id"], line_id, status)
        for line_id, count in units.items()
        for unit in range(count)
    ]
    books.db.executemany("INSERT INTO claim_item VALUES (?, ?, ?, ?, ?)", rows)
    return claim_id


def approve(books: Books, seller_id: int, claim_id: str, item_ids: Any) -> None:
    """Give the money of some items back. Raises Refusal 400 for items that do not wait for the seller."""
    _require_list(item_ids)
    waiting = {
        row["id"]: row
        for row in books.db.execute(
            "SELECT i.*, l.unit_minor, l.barcode, c.order_number FROM claim_item i JOIN claim c ON c.id = i.claim_id "
            "JOIN line l ON l.package_id = i.package_id AND l.id = i.line_id "
            "WHERE i.claim_id = ? AND c.seller_id = ? AND i.status = ?",
            (claim_id, seller_id, WAITING),
        )
    }
    if not set(item_ids) <= set(waiting):
        raise Refusal(400, "ClaimItemException", "An item of the claim does not wait for the seller.")
    set_status(books, claim_id, item_ids, ACCEPTED)
    for item_id in item_ids:
        finance.write_return(books, seller_id, waiting[item_id])


def set_status(books: Books, claim_id: str, item_ids: Sequence[str], status: str) -> None:
    """Say how items of a claim stand."""
    books.db.executemany("UPDATE claim_item SET status = ? WHERE id = ?", [(status, one) for one in item_ids])
    books.db.execute("UPDATE claim SET modified_ms = max(?, modified_ms + 1) WHERE id = ?", (books.now_ms, claim_id))


def page(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of claims, by their last change or by their order. Raises Refusal 400."""
    number = query_number(call.query, "page", 0, least=0, most=10**6)
    size = query_number(call.query, "size", MAX_SIZE, least=1, most=MAX_SIZE)
    start = query_number(call.query, "startDate", 0, least=0, most=FURTHEST)
    end = query_number(call.query, "endDate", FURTHEST, least=0, most=FURTHEST)
    order = call.query.get("orderNumber", "")
    source = "FROM claim WHERE seller_id = ? AND modified_ms BETWEEN ? AND ? AND (? = '' OR order_number = ?)"
    values = (seller_id, start, end, order, order)
    total = books.db.execute(f"SELECT count(*) AS n {source}", values).fetchone()["n"]
    rows = books.db.execute(
        f"SELECT * {source} ORDER BY modified_ms, id LIMIT ? OFFSET ?",
        (*values, size, number * size),
    ).fetchall()
    shown = [view(books, row) for row in rows]
    return {"totalElements": total, "totalPages": -(-total // size), "page": number, "size": size, "content": shown}


def view(books: Books, claim: sqlite3.Row) -> dict[str, Any]:
    """Return a claim as the marketplace writes it."""
    items = books.db.execute(
        "SELECT i.*, l.barcode, l.name, l.stock_code, l.unit_minor FROM claim_item i "
        "JOIN line l ON l.package_id = i.package_id AND l.id = i.line_id WHERE i.claim_id = ? ORDER BY i.rowid",
        (claim["id"],),
    ).fetchall()
    groups: dict[int, list[Any]] = defaultdict(list)
    for item in items:
        groups[item["line_id"]].append(item)
    return {
        "id": claim["id"],
        "orderNumber": claim["order_number"],
        "claimDate": claim["created_ms"],
        "lastModifiedDate": claim["modified_ms"],
        "items": [
            {"orderLine": _line(group[0]), "claimItems": [_item(one) for one in group]} for group in groups.values()
        ],
    }


def _line(item: sqlite3.Row) -> dict[str, Any]:
    names = {"barcode": item["barcode"], "productName": item["name"], "merchantSku": item["stock_code"]}
    return {"id": item["line_id"], **names, "price": amount(item["unit_minor"])}


def _item(item: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": item["id"],
        "orderLineItemId": item["line_id"],
        "customerClaimItemReason": {"id": 401, "name": REASON, "code": "UNWANTED"},
        "claimItemStatus": {"name": item["status"]},
        "resolved": item["status"] in {ACCEPTED, CANCELLED},
    }


def _require_list(item_ids: Any) -> None:
    if not isinstance(item_ids, list) or not item_ids or not all(isinstance(one, str) for one in item_ids):
        raise Refusal(400, "ClaimItemException", "claimLineItemIdList must name items.")
