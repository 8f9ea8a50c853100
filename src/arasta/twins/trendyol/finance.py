"""The settlement service: a row for each line that was delivered, and for each unit whose money went back."""

import sqlite3
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import DAY_MS
from arasta.twins.trendyol.views import COMMISSION_PERCENT
from arasta.twins.wire import Call, Refusal, amount, query_number

SALE, RETURN = "Sale", "Return"
KINDS = (SALE, RETURN, "Discount", "DiscountCancel", "Coupon", "CouponCancel")
LONGEST_MS = 15 * DAY_MS
SIZES = (500, 1000)
FURTHEST = 10**14


def write_sale(books: Books, package: sqlite3.Row) -> None:
    """Write down what a delivered package brought."""
    for line in books.db.execute("SELECT * FROM line WHERE package_id = ? ORDER BY id", (package["id"],)).fetchall():
        gross = line["unit_minor"] * line["quantity"]
        _write(books, package["seller_id"], SALE, (line["barcode"], package["order_number"], gross))


def write_return(books: Books, seller_id: int, item: sqlite3.Row) -> None:
    """Write down what went back for one unit."""
    _write(books, seller_id, RETURN, (item["barcode"], item["order_number"], item["unit_minor"]))


def _write(books: Books, seller_id: int, kind: str, about: tuple[str, str, int]) -> None:
    number = take_numbers(books.db, "settlement", 1, start=725_041)
    books.db.execute(
        "INSERT INTO settlement VALUES (?, ?, ?, ?, ?, ?, ?)", (number, seller_id, kind, books.now_ms, *about)
    )


def page(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of one kind of transaction. Raises Refusal 400."""
    kind = call.query.get("transactionType", "")
    start = query_number(call.query, "startDate", 0, least=0, most=FURTHEST)
    end = query_number(call.query, "endDate", 0, least=0, most=FURTHEST)
    number = query_number(call.query, "page", 0, least=0, most=10**6)
    size = query_number(call.query, "size", SIZES[0], least=1, most=SIZES[1])
    if kind not in KINDS or size not in SIZES or not 0 <= end - start <= LONGEST_MS:
        raise Refusal(400, "SettlementException", "transactionType, size or the span of time is not allowed.")
    source = "FROM settlement WHERE seller_id = ? AND kind = ? AND at_ms BETWEEN ? AND ?"
    values = (seller_id, kind, start, end)
    total = books.db.execute(f"SELECT count(*) AS n {source}", values).fetchone()["n"]
    rows = books.db.execute(
        f"SELECT * {source} ORDER BY number LIMIT ? OFFSET ?",
        (*values, size, number * size),
    ).fetchall()
    shown = [_view(row) for row in rows]
    return {"totalElements": total, "totalPages": -(-total // size), "page": number, "size": size, "content": shown}


def _view(row: sqlite3.Row) -> dict[str, Any]:
    commission = row["minor"] * COMMISSION_PERCENT // 100
    is_sale = row["kind"] == SALE
    return {
        "id": str(row["number"]),
        "transactionDate": row["at_ms"],
        "barcode": row["barcode"],
        "transactionType": row["kind"],
        "description": row["kind"],
        "debt": amount(0 if is_sale else row["minor"]),
        "credit": amount(row["minor"] if is_sale else 0),
        "commissionRate": COMMISSION_PERCENT,
        "commissionAmount": amount(commission),
        "sellerRevenue": amount(row["minor"] - commission),
        "orderNumber": row["order_number"],
        "paymentOrderId": None,
    }
