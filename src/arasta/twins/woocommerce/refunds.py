"""What is given back: an amount, and units of lines with it. Every call gives back once more."""

import sqlite3
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, decode, encode
from arasta.twins.woocommerce import orders, products
from arasta.twins.woocommerce.products import FIRST_POST
from arasta.twins.woocommerce.types import DIGITS, Books
from arasta.twins.woocommerce.writing import money


def of(books: Books, order_id: int) -> list[sqlite3.Row]:
    """Return the refunds of an order."""
    return books.db.execute("SELECT * FROM refund WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()


def add(books: Books, order: sqlite3.Row, body: Mapping[str, Any]) -> sqlite3.Row:
    """Give back, and mark the order as refunded once all its money went. Raises Refusal 400."""
    total = _total(books, order)
    given = sum(one["amount_minor"] for one in of(books, order["id"]))
    amount = _minor(body.get("amount"), order["currency"])
    if not 0 <= amount <= total - given:
        raise Refusal(400, "woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.")
    lines = _lines(books, order, body.get("line_items") or [])
    meta = orders.merge_meta([], body.get("meta_data") or [], 1)
    refund_id = take_numbers(books.db, "post", 1, start=FIRST_POST)
    values = (refund_id, order["id"], amount, str(body.get("reason") or ""), books.now_ms)
    moved = int(body.get("api_refund", True) is not False)
    books.db.execute(
        "INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, moved, encode(lines).decode(), encode(meta).decode()),
    )
    if body.get("api_restock", True) is not False:
        products.take(books, [(one["variation_id"] or one["product_id"], one["quantity"]) for one in lines])
    if given + amount == total and total:
        orders.move(books, order, "refunded")
    else:
        orders.touch(books, order["id"])
    return of(books, order["id"])[-1]


def _total(books: Books, order: sqlite3.Row) -> int:
    goods = sum(line["total_minor"] for line in orders.lines_of(books, order["id"]))
    return int(goods + order["delivery_minor"] + order["fee_minor"])


def _lines(books: Books, order: sqlite3.Row, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): line_items")
    known = {line["id"]: line for line in orders.lines_of(books, order["id"])}
    left = _left(books, order, known)
    lines = []
    for one in given:
        line, units = known.get(one.get("id")), one.get("quantity", 0)
        if line is None or not isinstance(units, int) or not 0 <= units <= left[line["id"]]:
            raise Refusal(400, "woocommerce_rest_invalid_order_refund", "Invalid refund quantity.")
        left[line["id"]] -= units
        lines.append(_line(books, line, units, one, order["currency"]))
    return lines


def _left(books: Books, order: sqlite3.Row, known: Mapping[int, sqlite3.Row]) -> dict[int, int]:
    """Return how many units of each line can still be given back."""
    left = {line_id: line["quantity"] for line_id, line in known.items()}
    for refund in of(books, order["id"]):
        for one in decode(refund["lines"]):
            left[int(one["meta_data"][0]["value"])] += one["quantity"]
    return left


def _line(books: Books, line: sqlite3.Row, units: int, given: Mapping[str, Any], currency: str) -> dict[str, Any]:
    taxes: Sequence[Mapping[str, Any]] = given.get("refund_tax") or []
    tax = sum(_minor(one.get("refund_total"), currency) for one in taxes)
    item_id = take_numbers(books.db, "item", 1)
    return {
        "id": item_id,
        "name": line["name"],
        "product_id": line["product_id"],
        "variation_id": line["variation_id"],
        "quantity": -units,
        "total": money(-_minor(given.get("refund_total"), currency), currency),
        "total_tax": money(-tax, currency),
        "meta_data": [{"id": item_id, "key": "_refunded_item_id", "value": str(line["id"])}],
        "sku": line["sku"],
    }


def _minor(value: Any, currency: str) -> int:
    try:
        return round(Decimal(str(value or "0")).scaleb(DIGITS.get(currency, 2)))
    except InvalidOperation as error:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): amount") from error
