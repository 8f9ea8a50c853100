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
REJECTED, UNRESOLVED, IN_ANALYSIS = "Rejected", "Unresolved", "InAnalysis"
STATUSES = (CREATED, WAITING, "WaitingFraudCheck", ACCEPTED, CANCELLED, REJECTED, UNRESOLVED, IN_ANALYSIS)
# What the market, the carrier or the customer may do next with a unit that comes back.
MARKET_MOVES = {
    CREATED: (WAITING, CANCELLED),
    REJECTED: (UNRESOLVED,),
    UNRESOLVED: (ACCEPTED, REJECTED),
    IN_ANALYSIS: (ACCEPTED, REJECTED),
}
TO_ANALYSIS = 451
REASONS_WITHOUT_FILE = {TO_ANALYSIS, 1651, 2101}
REASONS = {51, 151, 201, 401, 1951, 2051, 2077, 2078, 2079, *REASONS_WITHOUT_FILE}
LONGEST_DESCRIPTION = 500
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
    _give_back(books, _items(books, seller_id, claim_id, item_ids, WAITING))


def issue(books: Books, seller_id: int, call: Call) -> None:
    """Let the seller refuse items, with a reason, its words and, for most reasons, a picture. Raises Refusal 400."""
    reason = query_number(call.query, "claimIssueReasonId", 0, least=0, most=10**6)
    description = call.query.get("description", "")
    item_ids = [one for one in call.query.get("claimItemIdList", "").split(",") if one]
    files = call.body.count(b'name="files"; filename="')
    if reason not in REASONS or not 0 < len(description) <= LONGEST_DESCRIPTION:
        raise Refusal(
            400, "ClaimIssueException", "The reason is unknown, or its description is not 1 to 500 characters."
        )
    if not files and reason not in REASONS_WITHOUT_FILE:
        raise Refusal(400, "ClaimIssueException", "This reason needs a file.")
    items = _items(books, seller_id, call.params["claim_id"], item_ids, WAITING)
    status = IN_ANALYSIS if reason == TO_ANALYSIS else REJECTED
    set_status(books, call.params["claim_id"], item_ids, status)
    values = [(one["id"], reason, description, files) for one in items]
    books.db.executemany("INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?)", values)


def move(books: Books, claim_id: str, status: str) -> None:
    """Move what of a claim may go there, for the market, the carrier or the customer. Raises Refusal 400."""
    claim = books.db.execute("SELECT * FROM claim WHERE id = ?", (claim_id,)).fetchone()
    before = [one for one, following in MARKET_MOVES.items() if status in following]
    found = books.db.execute("SELECT id, status FROM claim_item WHERE claim_id = ?", (claim_id,)).fetchall()
    moving = {one: [row["id"] for row in found if row["status"] == one] for one in before}
    if claim is None or not any(moving.values()):
        raise Refusal(400, "ClaimItemException", f"Nothing of the claim {claim_id} can become {status}.")
    for one, item_ids in moving.items():
        if item_ids and status == ACCEPTED:
            _give_back(books, _items(books, claim["seller_id"], claim_id, item_ids, one))
        elif item_ids:
            set_status(books, claim_id, item_ids, status)


def _items(books: Books, seller_id: int, claim_id: str, item_ids: Any, status: str) -> list[sqlite3.Row]:
    """Return the items that are named, all of which must stand there. Raises Refusal 400."""
    _require_list(item_ids)
    found = {
        row["id"]: row
        for row in books.db.execute(
            "SELECT i.*, l.unit_minor, l.barcode, c.order_number, c.seller_id FROM claim_item i "
            "JOIN claim c ON c.id = i.claim_id JOIN line l ON l.package_id = i.package_id AND l.id = i.line_id "
            "WHERE i.claim_id = ? AND c.seller_id = ? AND i.status = ?",
            (claim_id, seller_id, status),
        )
    }
    if not set(item_ids) <= set(found):
        raise Refusal(400, "ClaimItemException", "An item of the claim does not wait for the seller.")
    return [found[one] for one in dict.fromkeys(item_ids)]


def _give_back(books: Books, items: Sequence[sqlite3.Row]) -> None:
    first = items[0]
    set_status(books, first["claim_id"], [one["id"] for one in items], ACCEPTED)
    for one in items:
        finance.write_return(books, one["seller_id"], one)
    finance.charge_cargo(books, first["seller_id"], first["order_number"], finance.SENT_BACK)


def set_status(books: Books, claim_id: str, item_ids: Sequence[str], status: str) -> None:
    """Say how items of a claim stand."""
    books.db.executemany("UPDATE claim_item SET status = ? WHERE id = ?", [(status, one) for one in item_ids])
    books.db.execute("UPDATE claim SET modified_ms = max(?, modified_ms + 1) WHERE id = ?", (books.now_ms, claim_id))


def page(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of claims by the day they were made or by their order, ordered by change. Raises Refusal 400."""
    number = query_number(call.query, "page", 0, least=0, most=10**6)
    size = query_number(call.query, "size", MAX_SIZE, least=1, most=MAX_SIZE)
    start = query_number(call.query, "startDate", 0, least=0, most=FURTHEST)
    end = query_number(call.query, "endDate", FURTHEST, least=0, most=FURTHEST)
    order = call.query.get("orderNumber", "")
    source = "FROM claim WHERE seller_id = ? AND created_ms BETWEEN ? AND ? AND (? = '' OR order_number = ?)"
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
