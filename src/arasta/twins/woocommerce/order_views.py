"""Orders, refunds and notes as the shop writes them, for its answers and its webhooks alike."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arasta.twins.wire import decode, encode
from arasta.twins.woocommerce.products import TAX_RATE_ID
from arasta.twins.woocommerce.types import Books
from arasta.twins.woocommerce.writing import amounts, both, money, tax_in, totals

SHIPPING_ID, FEE_ID, COUPON_ID, TAX_ID = 1, 2, 3, 4


def views(books: Books, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return orders in the order of their ids, with three reads however many they are."""
    wanted = (encode(list(ids)).decode(),)
    orders = books.db.execute("SELECT * FROM purchase WHERE id IN (SELECT value FROM json_each(?))", wanted)
    found = {row["id"]: row for row in orders.fetchall()}
    lines = _by_order(
        books.db.execute("SELECT * FROM line WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id", wanted)
    )
    refunds = _by_order(
        books.db.execute("SELECT * FROM refund WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id", wanted)
    )
    return [_order(books, found[one], lines[one], refunds[one]) for one in ids]


def _by_order(rows: Iterable[sqlite3.Row]) -> Mapping[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        groups[row["order_id"]].append(row)
    return groups


def _order(
    books: Books, row: sqlite3.Row, lines: Sequence[sqlite3.Row], refunds: Sequence[sqlite3.Row]
) -> dict[str, Any]:
    percent, currency = books.settings.tax_percent, row["currency"]
    goods = sum(line["total_minor"] for line in lines)
    saved = sum(line["before_minor"] - line["total_minor"] for line in lines)
    total = goods + row["delivery_minor"] + row["fee_minor"]
    cart_tax = sum(tax_in(line["total_minor"], percent) for line in lines) + tax_in(row["fee_minor"], percent)
    delivery_tax = tax_in(row["delivery_minor"], percent)
    body = {
        "id": row["id"],
        "parent_id": 0,
        "number": str(row["id"]),
        "order_key": f"wc_order_{books.digest(str(row['id']))[:13]}",
        "created_via": "checkout",
        "version": "9.9.0",
        "status": row["odd_status"] or row["status"],
        "currency": currency,
        **both("date_created", row["created_ms"]),
        **both("date_modified", row["modified_ms"]),
        **both("date_completed", row["completed_ms"]),
        **both("date_paid", None if row["status"] == "pending" else row["created_ms"]),
        **totals(saved, percent, currency, "discount"),
        **totals(row["delivery_minor"], percent, currency, "shipping"),
        "cart_tax": money(cart_tax, currency),
        "total": money(total, currency),
        "total_tax": money(cart_tax + delivery_tax, currency),
        "prices_include_tax": bool(books.settings.prices_include_tax),
        "customer_id": row["customer_id"],
        "customer_ip_address": "",
        "customer_user_agent": "",
        "customer_note": "",
        "billing": _address(row) | {"email": row["email"]},
        "shipping": _address(row),
        "payment_method": "card",
        "payment_method_title": "Card",
        "transaction_id": f"tx-{row['id']}",
        "meta_data": decode(row["meta"]),
        "line_items": [_line(line, percent, currency) for line in lines],
        "tax_lines": [_tax_line(percent, cart_tax, delivery_tax, currency)],
        "shipping_lines": [_charge(SHIPPING_ID, row["delivery_minor"], percent, currency)]
        if row["delivery_minor"]
        else [],
        "fee_lines": [_charge(FEE_ID, row["fee_minor"], percent, currency)] if row["fee_minor"] else [],
        "coupon_lines": _coupons(row["coupon"], saved, percent, currency),
        "refunds": [
            {"id": one["id"], "reason": one["reason"], "total": money(-one["amount_minor"], currency)}
            for one in refunds
        ],
    }
    return body | ({"carbon_grams": {"amount": 412, "offset": True}} if row["odd_field"] else {})


def _line(line: sqlite3.Row, percent: int, currency: str) -> dict[str, Any]:
    total, before = line["total_minor"], line["before_minor"]
    return {
        "id": line["id"],
        "name": line["name"],
        "product_id": line["product_id"],
        "variation_id": line["variation_id"],
        "quantity": line["quantity"],
        "tax_class": "",
        **amounts(before, percent, currency, "subtotal"),
        **amounts(total, percent, currency),
        "taxes": [_taxes(total, before, percent, currency)],
        "meta_data": [],
        "sku": line["sku"],
    }


def _taxes(total: int, before: int, percent: int, currency: str) -> dict[str, Any]:
    shown = {"total": money(tax_in(total, percent), currency), "subtotal": money(tax_in(before, percent), currency)}
    return {"id": TAX_RATE_ID, **shown}


def _charge(item_id: int, gross: int, percent: int, currency: str) -> dict[str, Any]:
    title = {"method_title": "Delivery", "method_id": "flat_rate"} if item_id == SHIPPING_ID else {"name": "Fee"}
    taxes = [{"id": TAX_RATE_ID, "total": money(tax_in(gross, percent), currency)}]
    return {"id": item_id, **title, **amounts(gross, percent, currency), "taxes": taxes, "meta_data": []}


def _tax_line(percent: int, cart: int, delivery: int, currency: str) -> dict[str, Any]:
    return {
        "id": TAX_ID,
        "rate_code": "TR-KDV-1",
        "rate_id": TAX_RATE_ID,
        "label": "KDV",
        "compound": False,
        "tax_total": money(cart, currency),
        "shipping_tax_total": money(delivery, currency),
        "rate_percent": percent,
        "meta_data": [],
    }


def _coupons(code: str, saved: int, percent: int, currency: str) -> list[dict[str, Any]]:
    if not code:
        return []
    return [{"id": COUPON_ID, "code": code, **amounts(saved, percent, currency, "discount"), "meta_data": []}]


def _address(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "company": "",
        "address_1": row["address"],
        "address_2": "",
        "city": row["district"],
        "state": "TR34" if row["city"] == "İstanbul" else row["city"],
        "postcode": row["postal_code"],
        "country": "TR",
        "phone": row["phone"],
    }


def refund_view(row: sqlite3.Row, currency: str) -> dict[str, Any]:
    """Return a refund: its lines count below zero, and name the line of the order among their meta data."""
    return {
        "id": row["id"],
        **both("date_created", row["at_ms"]),
        "amount": money(row["amount_minor"], currency),
        "reason": row["reason"],
        "refunded_by": 1,
        "refunded_payment": bool(row["moved"]),
        "meta_data": decode(row["meta"]),
        "line_items": decode(row["lines"]),
    }


def note_view(row: sqlite3.Row) -> dict[str, Any]:
    """Return a note."""
    return {
        "id": row["id"],
        "author": "WooCommerce",
        **both("date_created", row["at_ms"]),
        "note": row["text"],
        "customer_note": bool(row["for_customer"]),
    }
