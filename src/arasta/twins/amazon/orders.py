"""Orders: placed by customers from our stock or from Amazon's, shipped by us or by Amazon, canceled, paid back."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from arasta.twins.amazon import items, money, notices
from arasta.twins.amazon.moments import iso
from arasta.twins.amazon.types import MARKETPLACE, OPEN, UNKNOWN_STATUS, Books, Status
from arasta.twins.faults import Fault
from arasta.twins.people import SHOPPERS, Shopper
from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, encode

FIRST_ORDER = 4_053_346_021
FIRST_LINE = 20_276_543_210_987
ODD_CURRENCIES = ("JPY", "KWD")


@dataclass(frozen=True)
class Want:
    """One line of an order."""

    sku: str
    quantity: int


@dataclass(frozen=True)
class OrderRequest:
    """What a customer asks for; a reference makes sending it again harmless."""

    wants: tuple[Want, ...]
    shopper: Shopper | None = None
    reference: str | None = None
    is_pending: bool = False


@dataclass(frozen=True)
class Placed:
    """An order that stands."""

    order_id: str
    replayed: bool = False


@dataclass(frozen=True)
class Refused:
    """An order that was not taken, and the line that stood in its way."""

    sku: str
    asked: int
    left: int


def place(books: Books, request: OrderRequest) -> Placed | Refused:
    """Place an order; all of it is Amazon's to ship, or all ours."""
    if request.reference is not None:
        row = books.db.execute("SELECT order_id FROM purchase WHERE reference = ?", (request.reference,)).fetchone()
        if row is not None:
            return Placed(row["order_id"], replayed=True)
    rows = {want.sku: items.find(books, want.sku) for want in request.wants}
    for want in request.wants:
        row = rows[want.sku]
        there = items.left(row) if row is not None and "BUYABLE" in items.status_of(row) else 0
        if there < want.quantity:
            return Refused(want.sku, want.quantity, there)
    found = {sku: row for sku, row in rows.items() if row is not None}
    return Placed(_write(books, request, found))


def _write(books: Books, request: OrderRequest, found: Mapping[str, sqlite3.Row]) -> str:
    number = take_numbers(books.db, "order", 1, start=FIRST_ORDER)
    order_id = f"405-{number % 10**7:07}-{number * 7919 % 10**7:07}"
    shopper = request.shopper or SHOPPERS[number % len(SHOPPERS)]
    by_amazon = all(row["held"] is not None for row in found.values())
    odd = books.strikes(Fault.ODD_CURRENCY)
    currency = ODD_CURRENCIES[number % 2] if odd else "TRY"
    status = Status.PENDING if request.is_pending else Status.UNSHIPPED
    odd_status = UNKNOWN_STATUS if books.strikes(Fault.UNKNOWN_STATUS) else None
    times = (books.now_ms, books.now_ms)
    books.db.execute(
        "INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order_id, number, request.reference, status.value, int(by_amazon), currency, *times,
         encode(asdict(shopper)).decode(), odd_status, int(books.strikes(Fault.UNKNOWN_FIELD))),
    )  # fmt: skip
    strange = books.strikes(Fault.UNKNOWN_BARCODE)
    first = take_numbers(books.db, "line", len(request.wants), start=FIRST_LINE)
    for position, want in enumerate(request.wants):
        row = found[want.sku]
        shown = f"X{want.sku}" if strange and position == 0 else want.sku
        books.db.execute(
            "INSERT INTO line (order_id, id, sku, shown_sku, asin, title, quantity, unit_minor) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (order_id, str(first + position), want.sku, shown, row["asin"], row["title"], want.quantity,
             row["price_minor"]),
        )  # fmt: skip
        _take(books, want.sku, want.quantity)
    tell(books, order_id, "")
    return order_id


def _take(books: Books, sku: str, units: int) -> None:
    """Take units from what is offered, or give them back."""
    books.db.execute(
        "UPDATE item SET held = held - ?, quantity = CASE WHEN held IS NULL THEN quantity - ? ELSE quantity END "
        "WHERE sku = ?",
        (units, units, sku),
    )
    items.tell_held(books, [sku])


def find(books: Books, order_id: str) -> sqlite3.Row:
    """Return an order. Raises Refusal 404."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM purchase WHERE order_id = ?", (order_id,)).fetchone()
    if row is None:
        raise Refusal(404, "NotFound", f"There is no order {order_id}.")
    return row


def lines_of(books: Books, order_id: str) -> list[sqlite3.Row]:
    """Return the lines of an order."""
    return books.db.execute("SELECT * FROM line WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()


def parcels_of(books: Books, order_id: str) -> list[sqlite3.Row]:
    """Return the parcels of an order."""
    return books.db.execute("SELECT * FROM parcel WHERE order_id = ? ORDER BY rowid", (order_id,)).fetchall()


def move(books: Books, order_id: str, status: Status) -> None:
    """Let an order have a status, and say so."""
    before = find(books, order_id)["status"]
    books.db.execute(
        "UPDATE purchase SET status = ?, updated_ms = ?, odd_status = NULL WHERE order_id = ?",
        (status.value, books.now_ms, order_id),
    )
    tell(books, order_id, before)


def pay(books: Books, order_id: str) -> None:
    """Let the payment come through. Raises Refusal 409."""
    if find(books, order_id)["status"] != Status.PENDING:
        raise Refusal(409, "InvalidState", "Only a pending order waits for its payment.")
    move(books, order_id, Status.UNSHIPPED)


def ship(books: Books, order_id: str, parcel: Mapping[str, Any], named: Mapping[str, int]) -> None:
    """Let units leave in a parcel; the same parcel may be said again. Raises Refusal 400."""
    row = find(books, order_id)
    known = {parcel_row["reference"] for parcel_row in parcels_of(books, order_id)}
    lines = {line["id"]: line for line in lines_of(books, order_id)}
    is_new = parcel["reference"] not in known
    if row["status"] not in OPEN - {Status.PENDING} and is_new:
        raise Refusal(400, "InvalidInput", f"A {row['status']} order cannot be shipped.")
    for line_id, quantity in named.items():
        if line_id not in lines or (is_new and quantity > open_units(lines[line_id])):
            raise Refusal(400, "InvalidInput", f"Item {line_id} has not so many units to ship.")
    books.db.execute(
        "INSERT OR REPLACE INTO parcel VALUES (:order_id, :reference, :carrier, :tracking, :shipped_at, :items, 'SHIPPED')",
        {"order_id": order_id, "items": encode(dict(named)).decode(), **parcel},
    )
    if is_new:
        for line_id, quantity in named.items():
            books.db.execute(
                "UPDATE line SET shipped = shipped + ? WHERE order_id = ? AND id = ?", (quantity, order_id, line_id)
            )
            money.book_sale(books, order_id, lines[line_id], quantity)
    rest = sum(open_units(line) for line in lines_of(books, order_id))
    move(books, order_id, Status.PARTIALLY_SHIPPED if rest else Status.SHIPPED)


def open_units(line: sqlite3.Row) -> int:
    """Return how many units of a line have not left and were not canceled."""
    return int(line["quantity"] - line["shipped"] - line["canceled"])


def ship_by_amazon(books: Books, order_id: str) -> None:
    """Let Amazon ship what it holds; it tells no parcel of it. Raises Refusal 409."""
    row = find(books, order_id)
    if not row["by_amazon"] or row["status"] != Status.UNSHIPPED:
        raise Refusal(409, "InvalidState", "Amazon ships only what it holds, once it is paid.")
    for line in lines_of(books, order_id):
        money.book_sale(books, order_id, line, open_units(line))
    books.db.execute("UPDATE line SET shipped = quantity - canceled WHERE order_id = ?", (order_id,))
    move(books, order_id, Status.SHIPPED)


def deliver(books: Books, order_id: str) -> None:
    """Let the carrier bring all parcels."""
    books.db.execute("UPDATE parcel SET status = 'DELIVERED' WHERE order_id = ?", (order_id,))
    move(books, order_id, Status(find(books, order_id)["status"]))


def cancel(books: Books, order_id: str, line_ids: Sequence[str] | None, *, by: str, units: int | None = None) -> None:
    """Cancel an order or some of its lines, or so many units of each, what has not left. Raises Refusal 409."""
    row, lines = find(books, order_id), lines_of(books, order_id)
    named = [line for line in lines if (open_units(line) if line_ids is None else line["id"] in line_ids)]
    chosen = [(line, open_units(line) if units is None else units) for line in named]
    if row["status"] not in OPEN or any(not 0 < count <= open_units(line) for line, count in chosen) or not chosen:
        raise Refusal(409, "InvalidState", f"A {row['status']} order cannot be canceled.")
    for line, count in chosen:
        books.db.execute(
            "UPDATE line SET canceled = canceled + ?, canceled_by = ? WHERE order_id = ? AND id = ?",
            (count, by, order_id, line["id"]),
        )
        _take(books, line["sku"], -count)
    left = [line for line in lines_of(books, order_id) if line["canceled"] < line["quantity"]]
    is_shipped = bool(left) and not any(open_units(line) for line in left)
    move(books, order_id, Status.SHIPPED if is_shipped else Status(row["status"]) if left else Status.CANCELLED)


def ask_to_cancel(books: Books, order_id: str, reason: str) -> None:
    """Let the buyer ask the seller to cancel."""
    books.db.execute("UPDATE line SET asked = ? WHERE order_id = ? AND canceled_by = ''", (reason, order_id))
    move(books, order_id, Status(find(books, order_id)["status"]))


def refund(books: Books, order_id: str, *, units: int | None = None, minor: int | None = None) -> None:
    """Pay back all that was shipped, or so many units of each line, or only so much of what they cost. Raises Refusal 409."""
    chosen = [line for line in lines_of(books, order_id) if line["shipped"] > line["refunded"]]
    if not chosen:
        raise Refusal(409, "InvalidState", "Nothing is left to be paid back.")
    for line in chosen:
        left = line["shipped"] - line["refunded"]
        count = left if units is None else min(units, left)
        money.book_refund(books, order_id, line, count, line["unit_minor"] * count if minor is None else minor)
        books.db.execute(
            "UPDATE line SET refunded = refunded + ? WHERE order_id = ? AND id = ?", (count, order_id, line["id"])
        )


def tell(books: Books, order_id: str, before: str) -> None:
    """Leave a notice that an order changed; a stale one tells the status it had before."""
    row = find(books, order_id)
    asked = any(line["asked"] for line in lines_of(books, order_id))
    word = before if before and books.strikes(Fault.STALE_PAYLOAD) else row["status"]
    summary = {
        "MarketplaceId": MARKETPLACE,
        "OrderStatus": word.replace("_", "").capitalize(),
        "PurchaseDate": iso(row["created_ms"]),
        "FulfillmentType": "AFN" if row["by_amazon"] else "MFN",
        "OrderType": "StandardOrder",
    }
    change = {
        "NotificationLevel": "OrderLevel",
        "SellerId": "",
        "AmazonOrderId": order_id,
        "OrderChangeType": "BuyerRequestedChange" if asked and row["status"] in OPEN else "OrderStatusChange",
        "OrderChangeTrigger": {"TimeOfOrderChange": iso(row["updated_ms"]), "ChangeReason": "Order changed"},
        "Summary": summary,
    }
    notices.announce(books, notices.ORDER_CHANGE, order_id, {"OrderChangeNotification": change})
