"""Orders as one document each: how they are kept, found by any of their parts, and changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from arasta.twins.shopify.desk import Desk
from arasta.twins.shopify.types import Books
from arasta.twins.store import take_numbers
from arasta.twins.wire import decode, encode

FIRST_ORDER = 5_800_000_001
FIRST_PART = 9_100_000_001

Doc = dict[str, Any]


@dataclass
class Purchase:
    """An order with its document. Money is in minor units of the shop's currency."""

    id: int
    updated_ms: int
    doc: Doc

    @property
    def units_left(self) -> int:
        """How many units still wait to be sent."""
        return sum(line["remaining"] for package in self.doc["packages"] for line in package["lines"])

    @property
    def total_minor(self) -> int:
        """What the buyer was asked for."""
        return sum(total_of(line) for line in self.doc["lines"]) + int(self.doc["shipping_minor"])

    @property
    def refunded_minor(self) -> int:
        """What was given back so far."""
        return sum(one["amount_minor"] for one in self.doc["refunds"])


def total_of(line: Doc) -> int:
    """Return what a line costs as it was bought, after its discount."""
    return int(line["unit_minor"] * line["quantity"] - line["discount_minor"])


def new_part(books: Books, kind: str, purchase_id: int) -> int:
    """Give a part of an order its number, by which the order is found again."""
    number = take_numbers(books.db, "part", 1, start=FIRST_PART)
    books.db.execute("INSERT INTO part VALUES (?, ?, ?)", (kind, number, purchase_id))
    return number


def load(books: Books, purchase_id: int) -> Purchase | None:
    """Return an order."""
    row = books.db.execute("SELECT * FROM purchase WHERE id = ?", (purchase_id,)).fetchone()
    return None if row is None else Purchase(row["id"], row["updated_ms"], decode(row["doc"]))


def holding(books: Books, kind: str, number: int) -> Purchase | None:
    """Return the order a part belongs to."""
    row = books.db.execute("SELECT purchase_id FROM part WHERE kind = ? AND id = ?", (kind, number)).fetchone()
    return None if row is None else load(books, row["purchase_id"])


def save(desk: Desk, purchase: Purchase) -> None:
    """Write an order back, and let its subscribers hear that it changed."""
    purchase.updated_ms = desk.books.now_ms
    desk.books.db.execute(
        "UPDATE purchase SET updated_ms = ?, doc = ? WHERE id = ?",
        (purchase.updated_ms, encode(purchase.doc).decode(), purchase.id),
    )
    desk.tells.append(("ORDERS_UPDATED", order_payload(desk, purchase)))


def order_payload(desk: Desk, purchase: Purchase) -> Doc:
    """Write what a webhook of an order says."""
    odd = {"carbon_footprint": {"grams": 412}} if purchase.doc["odd_field"] else {}
    return odd | {
        "id": purchase.id,
        "admin_graphql_api_id": f"gid://shopify/Order/{purchase.id}",
        "name": f"#{purchase.doc['number']}",
        "email": purchase.doc["email"],
        "updated_at": desk.time(purchase.updated_ms),
        "created_at": desk.time(purchase.doc["created_ms"]),
        "cancelled_at": desk.time(purchase.doc["cancelled_ms"]),
        "total_price": desk.price(purchase.total_minor),
        "currency": desk.currency,
    }


def latest(books: Books, limit: int, offset: int = 0) -> list[Purchase]:
    """Return the newest orders first."""
    rows = books.db.execute("SELECT * FROM purchase ORDER BY id DESC LIMIT ? OFFSET ?", (limit, offset))
    return [Purchase(row["id"], row["updated_ms"], decode(row["doc"])) for row in rows]


def one_of(rows: Iterable[Doc], number: int) -> Doc | None:
    """Return the part with a number."""
    return next((row for row in rows if row["id"] == number), None)


Change = Callable[[Desk, Purchase], None]
