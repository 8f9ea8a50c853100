"""Customers' orders: many are placed at once, each gets a package, and no more is sold than is shown."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from arasta.twins.faults import Fault
from arasta.twins.people import SHOPPERS, Shopper
from arasta.twins.store import take_numbers
from arasta.twins.trendyol import webhooks
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.shoppers import OrderRequest, Want
from arasta.twins.trendyol.types import UNKNOWN_STATUS, Approval, Status
from arasta.twins.wire import encode

FIRST_ORDER = 10_654_411_111
FIRST_PACKAGE = 3_330_111_111
FIRST_LINE = 4_765_111_111
FIRST_TRACKING = 7_280_027_504_111_111
UNKNOWN_VAT_RATE = 20


@dataclass(frozen=True)
class Placed:
    """An order that stands; `replayed` when the same reference was placed before."""

    order_number: str
    package_id: int
    replayed: bool = False


@dataclass(frozen=True)
class Refused:
    """An order that was not taken, and the line that stood in its way."""

    barcode: str
    asked: int
    left: int
    reason: str


Outcome = Placed | Refused


@dataclass
class _Shelf:
    """What is on sale, and what is left of it while orders are taken."""

    rows: dict[str, sqlite3.Row]
    left: dict[str, int]
    sold: set[str] = field(default_factory=set)

    def obstacle(self, request: OrderRequest) -> Refused | None:
        """Return the first line that cannot be sold."""
        asked: Counter[str] = Counter()
        for want in request.wants:
            asked[want.barcode] += want.quantity
        for barcode, quantity in asked.items():
            if barcode not in self.rows:
                if request.allow_unknown:
                    continue
                return Refused(barcode, quantity, 0, "not_on_sale")
            if quantity > self.left[barcode]:
                return Refused(barcode, quantity, self.left[barcode], "sold_out")
        return None

    def take(self, wants: Iterable[Want]) -> None:
        """Sell; the caller has asked for obstacles before."""
        for want in wants:
            if want.barcode in self.left:
                self.left[want.barcode] -= want.quantity
                self.sold.add(want.barcode)


def _open_shelf(books: Books, seller_id: int, requests: Sequence[OrderRequest]) -> _Shelf:
    barcodes = sorted({want.barcode for request in requests for want in request.wants})
    found = books.db.execute(
        "SELECT * FROM listing WHERE seller_id = ? AND approval = ? AND barcode IN (SELECT value FROM json_each(?))",
        (seller_id, Approval.APPROVED.value, encode(barcodes).decode()),
    ).fetchall()
    rows = {row["barcode"]: row for row in found}
    return _Shelf(rows, {barcode: row["quantity"] for barcode, row in rows.items()})


def _placed_before(books: Books, requests: Sequence[OrderRequest]) -> dict[str, Placed]:
    references = sorted({request.reference for request in requests if request.reference})
    rows = books.db.execute(
        "SELECT p.reference, p.order_number, min(k.id) AS package_id FROM purchase p "
        "JOIN package k ON k.order_number = p.order_number "
        "WHERE p.reference IN (SELECT value FROM json_each(?)) GROUP BY p.order_number",
        (encode(references).decode(),),
    )
    return {row["reference"]: Placed(row["order_number"], row["package_id"], replayed=True) for row in rows}


@dataclass
class _Ledger:
    """Rows that wait to be written together."""

    purchases: list[tuple[object, ...]] = field(default_factory=list)
    packages: list[tuple[object, ...]] = field(default_factory=list)
    histories: list[tuple[object, ...]] = field(default_factory=list)
    lines: list[tuple[object, ...]] = field(default_factory=list)

    def write(self, db: sqlite3.Connection) -> None:
        """Write everything with one statement per table."""
        db.executemany("INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self.purchases)
        db.executemany(
            "INSERT INTO package (id, seller_id, order_number, status, created_ms, modified_ms, created_by, "
            "origin_ids, tracking_number, odd_status, odd_field) VALUES (?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, ?)",
            self.packages,
        )
        db.executemany("INSERT INTO history VALUES (?, ?, ?)", self.histories)
        db.executemany(
            "INSERT INTO line (package_id, id, barcode, shown_barcode, stock_code, name, content_id, quantity, "
            "unit_minor, vat_rate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self.lines,
        )


@dataclass(frozen=True)
class _Numbers:
    order_number: str
    package_id: int
    first_line: int
    tracking: int


def _customer_id(shopper: Shopper) -> int:
    digest = sha256(f"{shopper.first_name} {shopper.last_name} {shopper.phone}".encode()).digest()
    return 100_000_000 + int.from_bytes(digest[:4], "big") % 800_000_000


def _write_down(books: Books, ledger: _Ledger, request: OrderRequest, *, seller_id: int, numbers: _Numbers) -> None:
    shopper = request.shopper or SHOPPERS[numbers.package_id % len(SHOPPERS)]
    customer_id = _customer_id(shopper)
    email = f"pf{customer_id}@relay.invalid"
    where = (shopper.address, shopper.city, shopper.district, shopper.postal_code, shopper.phone)
    who = (customer_id, shopper.first_name, shopper.last_name, email)
    ledger.purchases.append((numbers.order_number, seller_id, request.reference, books.now_ms, *who, *where))
    status = Status.AWAITING if request.awaiting else Status.CREATED
    odd_status = UNKNOWN_STATUS if books.strikes(Fault.UNKNOWN_STATUS) else None
    odd_field = int(books.strikes(Fault.UNKNOWN_FIELD))
    times = (books.now_ms, books.now_ms)
    rest = ("order-creation", numbers.tracking, odd_status, odd_field)
    ledger.packages.append((numbers.package_id, seller_id, numbers.order_number, status.value, *times, *rest))
    ledger.histories.append((numbers.package_id, status.value, books.now_ms))


def _line_rows(books: Books, shelf: _Shelf, wants: Sequence[Want], numbers: _Numbers) -> list[tuple[object, ...]]:
    strange = books.strikes(Fault.UNKNOWN_BARCODE)
    rows: list[tuple[object, ...]] = []
    for position, want in enumerate(wants):
        listing = shelf.rows.get(want.barcode)
        shown = f"X{want.barcode}"[:40] if strange and position == 0 else want.barcode
        about: tuple[object, ...] = (want.barcode, shown, "", "?", 0, want.quantity, 0, UNKNOWN_VAT_RATE)
        if listing is not None:
            names = (listing["stock_code"], listing["title"], listing["content_id"])
            about = (want.barcode, shown, *names, want.quantity, listing["sale_minor"], listing["vat_rate"])
        rows.append((numbers.package_id, numbers.first_line + position, *about))
    return rows


def _sell(books: Books, seller_id: int, shelf: _Shelf) -> None:
    books.db.executemany(
        "UPDATE listing SET quantity = ? WHERE seller_id = ? AND barcode = ?",
        [(shelf.left[barcode], seller_id, barcode) for barcode in sorted(shelf.sold)],
    )


def place_many(books: Books, seller_id: int, requests: Sequence[OrderRequest]) -> list[Outcome]:
    """Place orders in their sequence; each is taken whole or refused whole, and the answers stand in the same order."""
    count = len(requests)
    first_order = take_numbers(books.db, "order", count, start=FIRST_ORDER)
    first_package = take_numbers(books.db, "package", count, start=FIRST_PACKAGE)
    next_line = take_numbers(books.db, "line", sum(len(one.wants) for one in requests), start=FIRST_LINE)
    shelf, ledger = _open_shelf(books, seller_id, requests), _Ledger()
    before = _placed_before(books, requests)
    outcomes: list[Outcome] = []
    for position, request in enumerate(requests):
        earlier = before.get(request.reference or "")
        obstacle = None if earlier else shelf.obstacle(request)
        if earlier or obstacle:
            outcomes.append(earlier or obstacle)  # type: ignore[arg-type]
            continue
        package_id = first_package + position
        tracking = FIRST_TRACKING + package_id - FIRST_PACKAGE
        numbers = _Numbers(str(first_order + position), package_id, next_line, tracking)
        next_line += len(request.wants)
        shelf.take(request.wants)
        _write_down(books, ledger, request, seller_id=seller_id, numbers=numbers)
        ledger.lines.extend(_line_rows(books, shelf, request.wants, numbers))
        outcomes.append(Placed(numbers.order_number, package_id))
        if request.reference:
            before[request.reference] = Placed(numbers.order_number, package_id, replayed=True)
    ledger.write(books.db)
    _sell(books, seller_id, shelf)
    webhooks.announce(books, seller_id, [one[0] for one in ledger.packages])  # type: ignore[misc]
    return outcomes


def place(books: Books, seller_id: int, request: OrderRequest) -> Outcome:
    """Place one order."""
    return place_many(books, seller_id, [request])[0]
