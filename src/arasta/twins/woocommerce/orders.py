"""Customers' orders, what becomes of them, and what is given back."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.people import SHOPPERS, Shopper, read_shopper
from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, encode, whole_number
from arasta.twins.woocommerce import products
from arasta.twins.woocommerce.products import FIRST_POST
from arasta.twins.woocommerce.shop import CURRENCY
from arasta.twins.woocommerce.types import OUT_OF_THE_BOOKS, STATUSES, UNKNOWN_STATUS, Books

MOST_LINES = 200
MOST_UNITS = 1000
MOST_MINOR = 10**9
ODD_CURRENCIES = ("JPY", "KWD")


@dataclass(frozen=True)
class Want:
    """Some units of what has a SKU."""

    sku: str
    quantity: int


@dataclass(frozen=True)
class OrderRequest:
    """What a customer asks for; a reference makes sending it again harmless. A fee may be below zero: a discount."""

    wants: tuple[Want, ...]
    shopper: Shopper | None = None
    reference: str | None = None
    status: str = "processing"
    coupon_percent: int = 0
    delivery_minor: int | None = None
    fee_minor: int = 0


@dataclass(frozen=True)
class Placed:
    """An order that stands; `replayed` when the same reference was placed before."""

    order_id: int
    replayed: bool = False


@dataclass(frozen=True)
class Refused:
    """An order that was not taken, and the line that stood in its way."""

    sku: str
    left: int


@dataclass
class _Basket:
    lines: list[tuple[sqlite3.Row, int]] = field(default_factory=list)


def read_request(value: Mapping[str, Any]) -> OrderRequest:
    """Read one order of the control API. Raises Refusal 400."""
    lines = value.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise Refusal(400, "invalid", f"lines must hold 1 to {MOST_LINES} lines.")
    reference, status = value.get("reference"), value.get("status", "processing")
    if reference is not None and not (isinstance(reference, str) and 0 < len(reference) <= 100):
        raise Refusal(400, "invalid", "reference must be a text of at most 100 characters.")
    if status not in STATUSES:
        raise Refusal(400, "invalid", f"status must be one of {', '.join(STATUSES)}.")
    delivery = value.get("deliveryMinor")
    return OrderRequest(
        wants=tuple(_read_want(line) for line in lines),
        shopper=read_shopper(value.get("buyer")),
        reference=reference,
        status=status,
        coupon_percent=whole_number(value.get("couponPercent", 0), "couponPercent", least=0, most=100),
        delivery_minor=delivery if delivery is None else whole_number(delivery, "d", least=0, most=MOST_MINOR),
        fee_minor=whole_number(value.get("feeMinor", 0), "feeMinor", least=-MOST_MINOR, most=MOST_MINOR),
    )


def _read_want(value: Any) -> Want:
    if not isinstance(value, dict) or not isinstance(value.get("sku"), str) or not value["sku"]:
        raise Refusal(400, "invalid", "Every line needs a sku.")
    return Want(value["sku"], whole_number(value.get("quantity", 1), "quantity", least=1, most=MOST_UNITS))


def place(books: Books, request: OrderRequest) -> Placed | Refused:
    """Place an order, whole or not at all; no more is sold than is shown."""
    before = books.db.execute("SELECT id FROM purchase WHERE reference = ?", (request.reference,)).fetchone()
    if before is not None:
        return Placed(before["id"], replayed=True)
    basket = _Basket()
    for want in request.wants:
        row = books.db.execute("SELECT * FROM product WHERE sku = ? AND status = 'publish'", (want.sku,)).fetchone()
        asked = want.quantity + sum(units for one, units in basket.lines if row is not None and one["id"] == row["id"])
        if row is None or (row["managed"] and row["quantity"] < asked):
            return Refused(want.sku, 0 if row is None else max(0, row["quantity"]))
        basket.lines.append((row, want.quantity))
    order_id = take_numbers(books.db, "post", 1, start=FIRST_POST)
    _write(books, order_id, request)
    _write_lines(books, order_id, basket, request)
    if request.status not in OUT_OF_THE_BOOKS | {"pending"}:
        products.take(books, [(row["id"], units) for row, units in basket.lines])
    return Placed(order_id)


def _write(books: Books, order_id: int, request: OrderRequest) -> None:
    shopper = request.shopper or SHOPPERS[order_id % len(SHOPPERS)]
    digest = sha256(f"{shopper.first_name} {shopper.last_name}".encode()).digest()
    customer_id = 1 + int.from_bytes(digest[:3], "big")
    odd = books.strikes(Fault.ODD_CURRENCY)
    delivery = books.settings.delivery_minor if request.delivery_minor is None else request.delivery_minor
    values = {
        "id": order_id,
        "reference": request.reference,
        "status": request.status,
        "currency": ODD_CURRENCIES[order_id % 2] if odd else CURRENCY,
        "created_ms": books.now_ms,
        "modified_ms": books.now_ms,
        "customer_id": customer_id,
        **{name: getattr(shopper, name) for name in Shopper.__dataclass_fields__},
        "email": f"buyer{customer_id}@mail.invalid",
        "coupon": f"welcome{request.coupon_percent}" if request.coupon_percent else "",
        "delivery_minor": delivery,
        "fee_minor": request.fee_minor,
        "odd_status": UNKNOWN_STATUS if books.strikes(Fault.UNKNOWN_STATUS) else None,
        "odd_field": int(books.strikes(Fault.UNKNOWN_FIELD)),
        "meta": "[]",
    }
    names, marks = ", ".join(values), ", ".join("?" for _ in values)
    books.db.execute(f"INSERT INTO purchase ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - columns named here


def _write_lines(books: Books, order_id: int, basket: _Basket, request: OrderRequest) -> None:
    first = take_numbers(books.db, "item", len(basket.lines))
    strange = books.strikes(Fault.UNKNOWN_BARCODE)
    for place_in_order, (row, units) in enumerate(basket.lines):
        price = row["regular_minor"] if row["sale_minor"] is None else row["sale_minor"]
        before = (price or 0) * units + _tax_on_top(books, (price or 0) * units)
        ids = (row["parent_id"], row["id"]) if row["parent_id"] else (row["id"], 0)
        sku = f"X-{row['sku']}" if strange and place_in_order == 0 else row["sku"]
        total = before - before * request.coupon_percent // 100
        books.db.execute(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (first + place_in_order, order_id, *ids, _title(books, row), sku, units, before, total),
        )


def _tax_on_top(books: Books, net: int) -> int:
    """Return the tax to add, where the shop's prices are without it."""
    return 0 if books.settings.prices_include_tax else -(-net * books.settings.tax_percent // 100)


def _title(books: Books, row: sqlite3.Row) -> str:
    return str(row["name"] or products.find(books, row["parent_id"])["name"])


def find(books: Books, order_id: int) -> sqlite3.Row:
    """Return an order. Raises Refusal 404."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM purchase WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        raise Refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    return row


def lines_of(books: Books, order_id: int) -> list[sqlite3.Row]:
    """Return the lines of an order."""
    return books.db.execute("SELECT * FROM line WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()


def move(books: Books, row: sqlite3.Row, status: str) -> list[int]:
    """Move an order; units go back on the shelf when it is canceled. Returns the products that changed.

    Raises Refusal 400 for an unknown status.
    """
    if status not in STATUSES:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): status")
    held = row["status"] not in OUT_OF_THE_BOOKS | {"pending"}
    keeps = status not in OUT_OF_THE_BOOKS | {"pending"} or status == "refunded"
    books.db.execute(
        "UPDATE purchase SET status = ?, odd_status = NULL, modified_ms = ?, completed_ms = CASE WHEN ? THEN ? "
        "ELSE completed_ms END WHERE id = ?",
        (status, books.now_ms, status == "completed", books.now_ms, row["id"]),
    )
    if held == keeps:
        return []
    sign = -1 if held else 1
    moved = [
        (line["variation_id"] or line["product_id"], sign * line["quantity"]) for line in lines_of(books, row["id"])
    ]
    products.take(books, moved)
    return [product_id for product_id, _ in moved]


def merge_meta(kept: Sequence[Mapping[str, Any]], given: Any, first_id: int) -> list[dict[str, Any]]:
    """Return meta data with what was given: the same key keeps its id. Raises Refusal 400."""
    if not isinstance(given, list) or not all(
        isinstance(one, dict) and isinstance(one.get("key"), str) for one in given
    ):
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): meta_data")
    merged = {str(one["key"]): dict(one) for one in kept}
    for one in given:
        known = merged.get(one["key"], {"id": first_id + len(merged), "key": one["key"]})
        merged[one["key"]] = known | {"value": one.get("value", "")}
    return list(merged.values())


def touch(books: Books, order_id: int, meta: Sequence[Mapping[str, Any]] | None = None) -> None:
    """Note that an order changed, with its new meta data."""
    if meta is not None:
        books.db.execute("UPDATE purchase SET meta = ? WHERE id = ?", (encode(list(meta)).decode(), order_id))
    books.db.execute("UPDATE purchase SET modified_ms = ? WHERE id = ?", (books.now_ms, order_id))
