"""Packages on their way: who may move them where, and how one is made anew when a part of it falls out."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arasta.twins.store import take_numbers
from arasta.twins.trendyol import claims, finance, webhooks
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.orders import FIRST_PACKAGE, FIRST_TRACKING
from arasta.twins.trendyol.types import CUSTOMER_MAY_CANCEL, MARKET_MOVES, SELLER_MAY_REFUSE, Status
from arasta.twins.wire import Refusal, decode, encode

NO_ID = 2**63 - 1


@dataclass(frozen=True)
class Reason:
    """Why lines were canceled, and by whom."""

    by: str
    text: str
    code: int


def find(books: Books, package_id: int, *, seller_id: int | None = None) -> sqlite3.Row:
    """Return a package. Raises Refusal 400 for a seller, 404 for everybody else, when it is not there."""
    known_id = min(package_id, NO_ID)
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM package WHERE id = ?", (known_id,)).fetchone()
    if row is None or seller_id not in {None, row["seller_id"]}:
        status = 404 if seller_id is None else 400
        raise Refusal(status, "PackageNotFoundException", f"There is no package {package_id}.")
    return row


def lines_of(books: Books, package_id: int) -> dict[int, sqlite3.Row]:
    """Return the lines of a package by their id."""
    rows = books.db.execute("SELECT * FROM line WHERE package_id = ? ORDER BY id", (package_id,))
    return {row["id"]: row for row in rows}


def _touch(books: Books, package: sqlite3.Row) -> int:
    """Return the time of a change: now, and always later than the change before."""
    modified_ms = max(books.now_ms, int(package["modified_ms"]) + 1)
    books.db.execute("UPDATE package SET modified_ms = ? WHERE id = ?", (modified_ms, package["id"]))
    return modified_ms


def _set_status(books: Books, package: sqlite3.Row, status: Status) -> None:
    modified_ms = _touch(books, package)
    books.db.execute("UPDATE package SET status = ?, odd_status = NULL WHERE id = ?", (status.value, package["id"]))
    books.db.execute("INSERT INTO history VALUES (?, ?, ?)", (package["id"], status.value, modified_ms))


def move(
    books: Books, package: sqlite3.Row, status: Status, *, legal: Mapping[Status, frozenset[Status]] | None
) -> None:
    """Give a package its next status and tell the webhooks; `legal` None lets any move happen.

    Raises Refusal 400 when the move is not legal.
    """
    if legal is not None and status not in legal.get(Status(package["status"]), frozenset()):
        message = f"A package cannot go from {package['status']} to {status.value}."
        raise Refusal(400, "IllegalStatusException", message)
    _set_status(books, package, status)
    if status is Status.DELIVERED:
        finance.write_sale(books, package)
    if status is Status.RETURNED and package["status"] == Status.DELIVERED:
        lines = lines_of(books, package["id"])
        claims.ask(books, package, {line_id: line["quantity"] for line_id, line in lines.items()})
    webhooks.announce(books, package["seller_id"], [package["id"]])


def next_by_carrier(status: str) -> Sequence[Status]:
    """Return where the market and its carriers may move a package next."""
    return sorted(MARKET_MOVES.get(Status(status), frozenset()))


def track(books: Books, package: sqlite3.Row, number: str) -> None:
    """Note the tracking number the seller gives; digits also replace the one of the package."""
    modified = _touch(books, package)
    tracking = int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else None
    books.db.execute(
        "UPDATE package SET sender_number = ?, tracking_number = coalesce(?, tracking_number), modified_ms = ? "
        "WHERE id = ?",
        (number, tracking, modified, package["id"]),
    )


def set_invoice(books: Books, package: sqlite3.Row, number: str) -> None:
    """Note the number of the seller's invoice."""
    books.db.execute("UPDATE package SET invoice_number = ? WHERE id = ?", (number, package["id"]))


def link_invoice(books: Books, package: sqlite3.Row, url: object) -> None:
    """Note where the invoice of a package is. Raises Refusal 400, or 409 when package or address have one already."""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Refusal(400, "InvoiceLinkException", "invoiceLink must be an address.")
    taken = books.db.execute(
        "SELECT 1 FROM invoice_link WHERE package_id = ? OR url = ?", (package["id"], url)
    ).fetchone()
    if taken:
        raise Refusal(409, "InvoiceLinkException", "The package or the address was fed before.")
    books.db.execute("INSERT INTO invoice_link VALUES (?, ?)", (package["id"], url))


def invoice_link(books: Books, package_id: int) -> str:
    """Return where the invoice of a package is, or nothing."""
    row = books.db.execute("SELECT url FROM invoice_link WHERE package_id = ?", (package_id,)).fetchone()
    return str(row["url"]) if row else ""


def read_lines(books: Books, package: sqlite3.Row, value: object) -> dict[int, int]:
    """Read `lines` of a body into quantities by line. Raises Refusal 400 when they are not the package's."""
    known = lines_of(books, package["id"])
    if not isinstance(value, list) or not value:
        raise Refusal(400, "LinesException", "lines must be a list with at least one line.")
    wanted: dict[int, int] = {}
    for one in value:
        line_id, quantity = (one.get("lineId"), one.get("quantity")) if isinstance(one, dict) else (None, None)
        if type(line_id) is not int or type(quantity) is not int or line_id not in known or line_id in wanted:
            raise Refusal(400, "LinesException", "Every line needs its own lineId of this package, and a quantity.")
        if not 1 <= quantity <= known[line_id]["quantity"]:
            raise Refusal(400, "LinesException", f"The quantity of line {line_id} is out of range.")
        wanted[line_id] = quantity
    return wanted


def _create_after(books: Books, origin: sqlite3.Row, status: Status, lines: Mapping[int, int]) -> int:
    package_id = take_numbers(books.db, "package", 1, start=FIRST_PACKAGE)
    origins = [*decode(origin["origin_ids"]), origin["id"]]
    is_alive = status not in {Status.CANCELLED, Status.UNSUPPLIED}
    books.db.execute(
        "INSERT INTO package (id, seller_id, order_number, status, created_ms, modified_ms, created_by, origin_ids, "
        "tracking_number, invoice_number) VALUES (?, ?, ?, ?, ?, ?, 'cancel', ?, ?, ?)",
        (
            package_id,
            origin["seller_id"],
            origin["order_number"],
            status.value,
            books.now_ms,
            max(books.now_ms, origin["modified_ms"] + 1),
            encode(origins).decode(),
            FIRST_TRACKING + package_id - FIRST_PACKAGE if is_alive else None,
            origin["invoice_number"] if is_alive else None,
        ),
    )
    books.db.execute("INSERT INTO history VALUES (?, ?, ?)", (package_id, status.value, books.now_ms))
    books.db.executemany(
        "INSERT INTO line (package_id, id, barcode, shown_barcode, stock_code, name, content_id, quantity, "
        "unit_minor, vat_rate) SELECT ?, id, barcode, shown_barcode, stock_code, name, content_id, ?, unit_minor, "
        "vat_rate FROM line WHERE package_id = ? AND id = ?",
        [(package_id, quantity, origin["id"], line_id) for line_id, quantity in lines.items()],
    )
    return package_id


def _blame(books: Books, package_id: int, reason: Reason) -> None:
    books.db.execute(
        "UPDATE line SET canceled_by = ?, cancel_reason = ?, cancel_code = ? WHERE package_id = ?",
        (reason.by, reason.text, reason.code, package_id),
    )


def _take_out(
    books: Books, package: sqlite3.Row, gone: Mapping[int, int], *, status: Status, reason: Reason
) -> list[int]:
    """Unpack a package: what is gone becomes one new package, what stays another with the status it had."""
    lines = lines_of(books, package["id"])
    left = {line_id: row["quantity"] - gone.get(line_id, 0) for line_id, row in lines.items()}
    stays = {line_id: quantity for line_id, quantity in left.items() if quantity}
    _set_status(books, package, Status.UNPACKED)
    gone_id = _create_after(books, package, status, gone)
    _blame(books, gone_id, reason)
    made = [gone_id]
    if stays:
        made.append(_create_after(books, package, Status(package["status"]), stays))
    webhooks.announce(books, package["seller_id"], [package["id"], *made])
    return made


def mark_unsupplied(books: Books, package: sqlite3.Row, gone: Mapping[int, int], reason_id: int) -> list[int]:
    """Let the seller cancel lines and return the ids of the packages that take this one's place.

    Raises Refusal 400 when the package is on its way already.
    """
    if Status(package["status"]) not in SELLER_MAY_REFUSE:
        raise Refusal(400, "IllegalStatusException", f"Nothing of a {package['status']} package can be unsupplied.")
    reason = Reason("Seller", "UnSupplied", reason_id)
    return _take_out(books, package, gone, status=Status.UNSUPPLIED, reason=reason)


def cancel(books: Books, package: sqlite3.Row, gone: Mapping[int, int] | None, *, text: str) -> list[int]:
    """Let the customer cancel a package, or some of it, and return the packages that hold the outcome.

    Raises Refusal 409 when it is too late for that.
    """
    if Status(package["status"]) not in CUSTOMER_MAY_CANCEL:
        raise Refusal(409, "too_late", f"A {package['status']} package can no longer be canceled.")
    reason = Reason("Customer", text, 0)
    everything = {line_id: row["quantity"] for line_id, row in lines_of(books, package["id"]).items()}
    if gone is not None and dict(gone) != everything:
        return _take_out(books, package, gone, status=Status.CANCELLED, reason=reason)
    _blame(books, package["id"], reason)
    move(books, package, Status.CANCELLED, legal=None)
    return [package["id"]]
