"""The account: a row for each line that was delivered and each unit given back, what is deducted, and payouts."""

import sqlite3
from collections.abc import Callable
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import DAY_MS
from arasta.twins.trendyol.views import COMMISSION_PERCENT
from arasta.twins.wire import Call, Refusal, amount, query_number

SALE, RETURN = "Sale", "Return"
KINDS = (
    SALE, RETURN, "Discount", "DiscountCancel", "Coupon", "CouponCancel", "ProvisionPositive", "ProvisionNegative",
    "SellerRevenuePositive", "SellerRevenueNegative", "CommissionPositive", "CommissionNegative",
    "SellerRevenuePositiveCancel", "SellerRevenueNegativeCancel", "CommissionPositiveCancel", "CommissionNegativeCancel",
)  # fmt: skip
PAYMENTS, DEDUCTIONS = "PaymentOrder", "DeductionInvoices"
OTHER_KINDS = (
    PAYMENTS, DEDUCTIONS, "Stoppage", "CashAdvance", "WireTransfer", "IncomingTransfer", "ReturnInvoice",
    "CommissionAgreementInvoice", "FinancialItem",
)  # fmt: skip
CARGO, SERVICE = "Kargo Fatura", "Platform Hizmet Bedeli"
SENT, SENT_BACK = "Gönderi Kargo Bedeli", "İade Kargo Bedeli"
CARGO_MINOR = 3424
SERVICE_MINOR = 1099
LONGEST_MS = 15 * DAY_MS
PAID_AFTER_MS = 28 * DAY_MS
SIZES = (500, 1000)
FURTHEST = 10**14


def write_sale(books: Books, package: sqlite3.Row) -> None:
    """Write down what a delivered package brought, and what bringing it cost."""
    for line in books.db.execute("SELECT * FROM line WHERE package_id = ? ORDER BY id", (package["id"],)).fetchall():
        gross = line["unit_minor"] * line["quantity"]
        _write(books, package["seller_id"], SALE, (line["barcode"], package["order_number"], gross))
    charge_cargo(books, package["seller_id"], package["order_number"], SENT)


def write_return(books: Books, seller_id: int, item: sqlite3.Row) -> None:
    """Write down what went back for one unit."""
    _write(books, seller_id, RETURN, (item["barcode"], item["order_number"], item["unit_minor"]))


def charge_cargo(books: Books, seller_id: int, order_number: str, word: str) -> None:
    """Write down a parcel that the next invoice of the carrier bears."""
    number = take_numbers(books.db, "cargo", 1)
    books.db.execute(
        "INSERT INTO cargo VALUES (?, ?, ?, ?, ?, NULL)", (number, seller_id, order_number, word, CARGO_MINOR)
    )


def pay_out(books: Books, seller_id: int) -> int:
    """Deduct parcels and service, pay the rest of the account, and return the payment order's number."""
    number = take_numbers(books.db, "payout", 1, start=57_224_853)
    rows = books.db.execute(
        "SELECT number, kind, minor FROM settlement s WHERE seller_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM paid WHERE settlement = s.number)",
        (seller_id,),
    ).fetchall()
    earned = sum(_revenue(row["minor"]) * (1 if row["kind"] == SALE else -1) for row in rows)
    books.db.execute("INSERT INTO payout VALUES (?, ?, ?, 0)", (number, seller_id, books.now_ms))
    kept = _deduct_cargo(books, seller_id, number) + SERVICE_MINOR
    _deduct(books, seller_id, number, (SERVICE, SERVICE_MINOR))
    books.db.execute("UPDATE payout SET minor = ? WHERE number = ?", (earned - kept, number))
    books.db.executemany("INSERT INTO paid VALUES (?, ?)", [(row["number"], number) for row in rows])
    return number


def _deduct_cargo(books: Books, seller_id: int, payout: int) -> int:
    waiting = "FROM cargo WHERE seller_id = ? AND deduction IS NULL"
    total = int(books.db.execute(f"SELECT coalesce(sum(minor), 0) AS sum {waiting}", (seller_id,)).fetchone()["sum"])
    if total:
        serial = _deduct(books, seller_id, payout, (CARGO, total))
        books.db.execute(
            "UPDATE cargo SET deduction = ? WHERE seller_id = ? AND deduction IS NULL", (serial, seller_id)
        )
    return total


def _deduct(books: Books, seller_id: int, payout: int, about: tuple[str, int]) -> str:
    serial = f"DDF2026{take_numbers(books.db, 'deduction', 1):09}"
    values = (serial, seller_id, books.now_ms, *about, payout)
    books.db.execute("INSERT INTO deduction VALUES (?, ?, ?, ?, ?, ?)", values)
    return serial


def _revenue(gross: int) -> int:
    return gross - gross * COMMISSION_PERCENT // 100


def _write(books: Books, seller_id: int, kind: str, about: tuple[str, str, int]) -> None:
    number = take_numbers(books.db, "settlement", 1, start=725_041)
    books.db.execute(
        "INSERT INTO settlement VALUES (?, ?, ?, ?, ?, ?, ?)", (number, seller_id, kind, books.now_ms, *about)
    )


def settlements(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of one kind of transaction. Raises Refusal 400."""
    kind, start, end = _asked(call, KINDS)
    source = (
        "FROM settlement s LEFT JOIN paid ON paid.settlement = s.number LEFT JOIN payout p ON p.number = paid.payout "
        "WHERE s.seller_id = ? AND kind = ? AND s.at_ms BETWEEN ? AND ?"
    )
    columns = "s.*, p.number AS payout, p.at_ms AS paid_ms"
    return _page(books, call, (columns, source, "s.number"), (seller_id, kind, start, end), _settlement)


def others(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of payments or deductions. Raises Refusal 400."""
    kind, start, end = _asked(call, OTHER_KINDS)
    values = (seller_id, start, end)
    if kind == PAYMENTS:
        source = "FROM payout WHERE seller_id = ? AND at_ms BETWEEN ? AND ?"
        return _page(books, call, ("*", source, "number"), values, _payment)
    source = "FROM deduction WHERE seller_id = ? AND at_ms BETWEEN ? AND ?" + ("" if kind == DEDUCTIONS else " AND 0")
    return _page(books, call, ("*", source, "id"), values, _deduction)


def cargo_invoice(books: Books, seller_id: int, call: Call) -> dict[str, Any]:
    """Return a page of what an invoice of the carrier is made of; of an unknown one, nothing."""
    source = "FROM cargo WHERE seller_id = ? AND deduction = ?"
    return _page(books, call, ("*", source, "number"), (seller_id, call.params["serial"]), _parcel)


def _asked(call: Call, kinds: tuple[str, ...]) -> tuple[str, int, int]:
    kind = call.query.get("transactionType", "")
    start = query_number(call.query, "startDate", 0, least=0, most=FURTHEST)
    end = query_number(call.query, "endDate", 0, least=0, most=FURTHEST)
    if kind not in kinds or not 0 <= end - start <= LONGEST_MS:
        raise Refusal(400, "SettlementException", "transactionType or the span of time is not allowed.")
    return kind, start, end


def _page(
    books: Books,
    call: Call,
    asked: tuple[str, str, str],
    values: tuple[Any, ...],
    view: Callable[[sqlite3.Row], dict[str, Any]],
) -> dict[str, Any]:
    columns, source, order = asked
    number = query_number(call.query, "page", 0, least=0, most=10**6)
    size = query_number(call.query, "size", SIZES[0], least=1, most=SIZES[1])
    if size not in SIZES:
        raise Refusal(400, "SettlementException", "size must be 500 or 1000.")
    total = books.db.execute(f"SELECT count(*) AS n {source}", values).fetchone()["n"]
    rows = books.db.execute(
        f"SELECT {columns} {source} ORDER BY {order} LIMIT ? OFFSET ?", (*values, size, number * size)
    ).fetchall()
    shown = [view(row) for row in rows]
    return {"totalElements": total, "totalPages": -(-total // size), "page": number, "size": size, "content": shown}


def _settlement(row: sqlite3.Row) -> dict[str, Any]:
    commission = row["minor"] * COMMISSION_PERCENT // 100
    is_sale = row["kind"] == SALE
    return {
        "id": str(row["number"]),
        "transactionDate": row["at_ms"],
        "barcode": row["barcode"],
        "transactionType": "Satış" if is_sale else "İade",
        "description": row["kind"],
        "debt": amount(0 if is_sale else row["minor"]),
        "credit": amount(row["minor"] if is_sale else 0),
        "commissionRate": COMMISSION_PERCENT,
        "commissionAmount": amount(commission),
        "sellerRevenue": amount(row["minor"] - commission),
        "orderNumber": row["order_number"],
        "paymentOrderId": row["payout"],
        "paymentDate": row["paid_ms"] or row["at_ms"] + PAID_AFTER_MS,
    }


def _payment(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": f"PO{row['number']}",
        "transactionDate": row["at_ms"],
        "transactionType": "Ödeme",
        "debt": amount(row["minor"]),
        "credit": amount(0),
        "orderNumber": None,
        "paymentOrderId": row["number"],
        "paymentDate": row["at_ms"],
    }


def _deduction(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "transactionDate": row["at_ms"],
        "transactionType": row["word"],
        "debt": amount(row["minor"]),
        "credit": amount(0),
        "orderNumber": None,
        "paymentOrderId": row["payout"],
        "paymentDate": row["at_ms"],
    }


def _parcel(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "shipmentPackageType": row["word"],
        "parcelUniqueId": 7_260_000_000_000_000 + row["number"],
        "orderNumber": row["order_number"],
        "amount": amount(row["minor"]),
        "desi": 1,
    }
