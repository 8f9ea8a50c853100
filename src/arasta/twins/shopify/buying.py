"""The shop's customers: they buy, cancel, and ask to send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.people import SHOPPERS
from arasta.twins.shopify import purchases
from arasta.twins.shopify.desk import Desk, Row
from arasta.twins.shopify.goods import variant_rows
from arasta.twins.shopify.purchases import FIRST_ORDER, Doc, Purchase
from arasta.twins.shopify.types import ODD_CURRENCIES, UNKNOWN_STATUS
from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, decode, encode, whole_number

MOST_LINES = 200
MOST_UNITS = 1000
FEE_PERMILLE = 29
TAX_PERCENT = 20


@dataclass(frozen=True)
class Wish:
    """One line a customer wants: which SKU, how many, with which discount for the whole line."""

    sku: str
    quantity: int
    discount_minor: int = 0


@dataclass(frozen=True)
class Basket:
    """What a customer asks for; a reference makes asking again harmless."""

    wishes: tuple[Wish, ...]
    reference: str | None = None
    shipping_minor: int = 0
    paid: bool = True
    taxes_included: bool = True


@dataclass(frozen=True)
class Short:
    """Not bought: there is less than was asked for."""

    sku: str
    asked: int
    left: int


def read_basket(body: Mapping[str, Any]) -> Basket:
    """Read an order of the control API. Raises Refusal 400."""
    lines = body.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise Refusal(400, "invalid", f"lines must hold 1 to {MOST_LINES} lines.")
    return Basket(
        wishes=tuple(_read_wish(line) for line in lines),
        reference=str(body["reference"])[:100] if body.get("reference") else None,
        shipping_minor=whole_number(body.get("shippingMinor", 0), "shippingMinor", least=0, most=10**9),
        paid=body.get("paid", True) is True,
        taxes_included=body.get("taxesIncluded", True) is True,
    )


def _read_wish(line: Any) -> Wish:
    if not isinstance(line, dict) or not isinstance(line.get("sku"), str) or not line["sku"]:
        raise Refusal(400, "invalid", "Every line needs a sku.")
    return Wish(
        line["sku"],
        whole_number(line.get("quantity", 1), "quantity", least=1, most=MOST_UNITS),
        whole_number(line.get("discountMinor", 0), "discountMinor", least=0, most=10**9),
    )


def available(desk: Desk, item_id: int) -> int:
    """Return how many a customer can buy: what all places have."""
    row = desk.books.db.execute(
        "SELECT coalesce(sum(max(available, 0)), 0) AS n FROM level WHERE item_id = ?", (item_id,)
    ).fetchone()
    return int(row["n"])


def place(desk: Desk, basket: Basket) -> Purchase | Short:
    """Buy all or nothing; what is bought leaves the stock at once."""
    known = _repeated(desk, basket.reference)
    if known is not None:
        return known
    rows = [_wanted(desk, wish.sku) for wish in basket.wishes]
    for wish, row in zip(basket.wishes, rows, strict=True):
        left = available(desk, row["item_id"])
        if left < wish.quantity:
            return Short(wish.sku, wish.quantity, left)
    purchase = _open(desk, basket)
    for wish, row in zip(basket.wishes, rows, strict=True):
        _take(desk, purchase, wish, row, taxes_included=basket.taxes_included)
    if basket.paid:
        pay(desk, purchase)
    desk.books.db.execute("UPDATE purchase SET doc = ? WHERE id = ?", (encode(purchase.doc).decode(), purchase.id))
    desk.tells.append(("ORDERS_CREATE", purchases.order_payload(desk, purchase)))
    return purchase


def _repeated(desk: Desk, reference: str | None) -> Purchase | None:
    row = desk.books.db.execute("SELECT id FROM purchase WHERE reference = ?", (reference,)).fetchone()
    return purchases.load(desk.books, row["id"]) if row else None


def _wanted(desk: Desk, sku: str) -> Row:
    row = desk.books.db.execute("SELECT id FROM variant WHERE sku = ? ORDER BY id", (sku,)).fetchone()
    found = variant_rows(desk.books, [row["id"]])[row["id"]] if row else None
    if found is None or not found["published"] or found["status"] != "ACTIVE":
        raise Refusal(404, "not_found", f"Nothing with the SKU {sku} is on sale.")
    return found


def _open(desk: Desk, basket: Basket) -> Purchase:
    books = desk.books
    number = take_numbers(books.db, "number", 1, start=1001)
    purchase_id = take_numbers(books.db, "order", 1, start=FIRST_ORDER)
    buyer = SHOPPERS[number % len(SHOPPERS)]
    odd = books.strikes(Fault.ODD_CURRENCY)
    doc: Doc = {
        "number": number,
        "created_ms": books.now_ms,
        "cancelled_ms": None,
        "financial": "PENDING",
        "buyer": {
            "first": buyer.first_name,
            "last": buyer.last_name,
            "address1": buyer.address,
            "district": buyer.district,
            "city": buyer.city,
            "zip": buyer.postal_code,
            "phone": buyer.phone,
            "country": str(desk.shop["country"]),
        },
        "email": f"{number}@buyers.example",
        "currency": ODD_CURRENCIES[number % len(ODD_CURRENCIES)] if odd else desk.currency,
        "taxes_included": basket.taxes_included,
        "shipping_minor": basket.shipping_minor,
        "lines": [],
        "packages": [],
        "fulfillments": [],
        "refunds": [],
        "returns": [],
        "payments": [],
        "odd_status": UNKNOWN_STATUS if books.strikes(Fault.UNKNOWN_STATUS) else None,
        "odd_field": books.strikes(Fault.UNKNOWN_FIELD),
        "odd_sku": books.strikes(Fault.UNKNOWN_BARCODE),
    }
    books.db.execute(
        "INSERT INTO purchase (id, reference, updated_ms, doc) VALUES (?, ?, ?, '')",
        (purchase_id, basket.reference, books.now_ms),
    )
    return Purchase(purchase_id, books.now_ms, doc)


def _take(desk: Desk, purchase: Purchase, wish: Wish, row: Row, *, taxes_included: bool) -> None:
    books, doc = desk.books, purchase.doc
    line_id = purchases.new_part(books, "LineItem", purchase.id)
    paid = row["price_minor"] * wish.quantity - wish.discount_minor
    tax = paid * TAX_PERCENT // (100 + TAX_PERCENT) if taxes_included else paid * TAX_PERCENT // 100
    doc["lines"].append(
        {
            "id": line_id,
            "variant_id": row["id"],
            "product_id": row["product_id"],
            "item_id": row["item_id"],
            "sku": f"X{row['sku']}" if doc["odd_sku"] else row["sku"],
            "title": row["title"],
            "variant": " / ".join(decode(row["options"]).values()),
            "quantity": wish.quantity,
            "current": wish.quantity,
            "unit_minor": row["price_minor"],
            "discount_minor": wish.discount_minor,
            "tax_minor": tax,
            "tax_percent": TAX_PERCENT,
        }
    )
    for place_id, count in _places(desk, row["item_id"], wish.quantity):
        books.db.execute(
            "UPDATE level SET available = available - ? WHERE item_id = ? AND place_id = ?",
            (count, row["item_id"], place_id),
        )
        package = _package_at(desk, purchase, place_id)
        piece = purchases.new_part(books, "FulfillmentOrderLineItem", purchase.id)
        package["lines"].append({"id": piece, "line_id": line_id, "total": count, "remaining": count})


def _places(desk: Desk, item_id: int, wanted: int) -> list[tuple[int, int]]:
    """Choose the first place that has all, else as many places as it takes."""
    rows = desk.books.db.execute(
        "SELECT l.place_id, l.available FROM level l JOIN place p ON p.id = l.place_id "
        "WHERE l.item_id = ? AND l.available > 0 ORDER BY l.available >= ? DESC, p.position",
        (item_id, wanted),
    ).fetchall()
    chosen = []
    for row in rows:
        count = min(wanted, row["available"])
        if count:
            chosen.append((row["place_id"], count))
            wanted -= count
    return chosen


def _package_at(desk: Desk, purchase: Purchase, place_id: int) -> Doc:
    for package in purchase.doc["packages"]:
        if package["place_id"] == place_id:
            found: Doc = package
            return found
    package = {
        "id": purchases.new_part(desk.books, "FulfillmentOrder", purchase.id),
        "place_id": place_id,
        "status": "OPEN",
        "updated_ms": desk.books.now_ms,
        "lines": [],
    }
    purchase.doc["packages"].append(package)
    return package


def pay(desk: Desk, purchase: Purchase) -> None:
    """Take the money, and note in the account what came and what was kept of it."""
    total = purchase.total_minor + tax_on_top(purchase.doc)
    number = purchases.new_part(desk.books, "OrderTransaction", purchase.id)
    purchase.doc["payments"].append({"id": number, "kind": "SALE", "amount_minor": total})
    purchase.doc["financial"] = "PAID"
    enter(desk, "CHARGE", purchase.id, total, total * FEE_PERMILLE // 1000)


def tax_on_top(doc: Doc) -> int:
    """Return the tax that is added to the prices, where they do not contain it."""
    return 0 if doc["taxes_included"] else sum(line["tax_minor"] for line in doc["lines"])


def enter(desk: Desk, kind: str, purchase_id: int | None, amount_minor: int, fee_minor: int) -> None:
    """Enter a movement of money into the account."""
    number = take_numbers(desk.books.db, "entry", 1, start=2_000_000_001)
    desk.books.db.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, NULL)",
        (number, kind, purchase_id, amount_minor, fee_minor, desk.books.now_ms),
    )
