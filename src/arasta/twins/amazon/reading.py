"""Orders the way the interface shows them: searched by their last change, or one alone."""

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from arasta.twins.amazon import orders
from arasta.twins.amazon.moments import iso, milliseconds
from arasta.twins.amazon.types import COUNTRY, MARKETPLACE, MARKETPLACE_NAME, Books, Status
from arasta.twins.faults import Fault
from arasta.twins.wire import Answer, Call, Refusal, decode, query_number

PAGE = 100
LATE_MS = 120_000
SKEW_MS = 5 * 60_000
DAY_MS = 24 * 3_600_000
SHIP_WITHIN_MS = 2 * DAY_MS
DIGITS = {"JPY": 0, "KWD": 3}
LONGEST_WINDOW_MS = 30 * DAY_MS


def search(books: Books, call: Call) -> Answer:
    """Show one page of orders that changed since a moment; a token lives a day and goes with the same words."""
    query = call.query
    if "lastUpdatedAfter" not in query:
        raise Refusal(400, "InvalidInput", "lastUpdatedAfter or createdAfter is needed.")
    after = milliseconds(query["lastUpdatedAfter"], "lastUpdatedAfter")
    if MARKETPLACE not in query.get("marketplaceIds", "").split(","):
        raise Refusal(400, "InvalidInput", "marketplaceIds must name a marketplace of the seller.")
    too_long = books.now_ms - after > LONGEST_WINDOW_MS
    if too_long and books.strikes(Fault.WINDOW_LIMIT):
        raise Refusal(400, "InvalidInput", "The window is too long.")
    size = query_number(query, "maxResultsPerPage", PAGE, least=1, most=PAGE)
    place, until_ms = _place(books, query.get("paginationToken", ""), after)
    rows = _rows(books, after, until_ms, place, size + 1)
    shifted = place and len(rows) > 1 and books.strikes(Fault.PAGE_SHIFT)
    body: dict[str, Any] = {
        "orders": documents(books, rows[1:size] if shifted else rows[:size], _asked(query.get("includedData", ""))),
        "lastUpdatedBefore": iso(until_ms),
    }
    if len(rows) > size:
        last = rows[size - 1]
        body["pagination"] = {"nextToken": f"{after}.{until_ms}.{last['updated_ms']}.{last['number']}.{books.now_ms}"}
    return Answer(200, body)


Place = tuple[int, int] | None


def _place(books: Books, token: str, after: int) -> tuple[Place, int]:
    """Return where a token goes on, and up to when its search goes."""
    if not token:
        return None, books.now_ms
    parts = token.split(".")
    is_good = len(parts) == 5 and all(part.isdigit() for part in parts)
    if not is_good or books.strikes(Fault.CURSOR_EXPIRED):
        raise Refusal(400, "InvalidInput", "The pagination token is no longer taken.")
    start, until, updated, number, made = (int(part) for part in parts)
    if start != after or books.now_ms - made > DAY_MS:
        raise Refusal(400, "InvalidInput", "The pagination token goes with another search, or is too old.")
    return (updated, number), until


def _rows(books: Books, after: int, until: int, place: Place, limit: int) -> list[sqlite3.Row]:
    updated, number = place or (-1, -1)
    return books.db.execute(
        "SELECT * FROM purchase WHERE updated_ms >= ? AND updated_ms <= ? AND (updated_ms, number) > (?, ?) "
        "ORDER BY updated_ms, number LIMIT ?",
        (after, until, updated, number, limit),
    ).fetchall()


def one(books: Books, call: Call) -> Answer:
    """Show one order."""
    row = orders.find(books, call.params["order_id"])
    [body] = documents(books, [row], _asked(call.query.get("includedData", "")))
    return Answer(200, {"order": body})


def _asked(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


def documents(books: Books, rows: Sequence[sqlite3.Row], asked: frozenset[str]) -> list[dict[str, Any]]:
    """Return orders with the data that were asked for."""
    return [_document(books, row, asked) for row in rows]


def _document(books: Books, row: sqlite3.Row, asked: frozenset[str]) -> dict[str, Any]:
    lines = orders.lines_of(books, row["order_id"])
    skew = SKEW_MS if books.strikes(Fault.CLOCK_SKEW) else 0
    body: dict[str, Any] = {
        "orderId": row["order_id"],
        "createdTime": iso(row["created_ms"] + skew),
        "lastUpdatedTime": iso(row["updated_ms"] + skew),
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": MARKETPLACE,
            "marketplaceName": MARKETPLACE_NAME,
        },
        "orderItems": [_item(row, line, asked) for line in lines],
    }
    if "FULFILLMENT" in asked:
        body["fulfillment"] = _fulfillment(row)
    if "PROCEEDS" in asked and row["status"] != Status.PENDING:
        whole = sum(line["unit_minor"] * line["quantity"] for line in lines)
        body["proceeds"] = {"grandTotal": _amount(row, whole)}
    if row["status"] != Status.PENDING:
        body |= _people(row, asked)
    parcels = orders.parcels_of(books, row["order_id"])
    if "PACKAGES" in asked and parcels:
        body["packages"] = [_parcel(parcel) for parcel in parcels]
    if row["odd_field"]:
        body["giftRegistry"] = {"registryId": "R-1"}
    return body


def _fulfillment(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "fulfillmentStatus": row["odd_status"] or row["status"],
        "fulfilledBy": "AMAZON" if row["by_amazon"] else "MERCHANT",
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": {
            "earliestDateTime": iso(row["created_ms"]),
            "latestDateTime": iso(row["created_ms"] + SHIP_WITHIN_MS),
        },
    }


def _people(row: sqlite3.Row, asked: frozenset[str]) -> dict[str, Any]:
    """Return who bought and where it goes; of what Amazon ships itself it tells no more than the city."""
    buyer = decode(row["buyer"])
    name = f"{buyer['first_name']} {buyer['last_name']}"
    there = {"city": buyer["city"], "stateOrRegion": buyer["city"], "countryCode": COUNTRY}
    if not row["by_amazon"]:
        there |= {
            "name": name,
            "addressLine1": buyer["address"],
            "districtOrCounty": buyer["district"],
            "postalCode": buyer["postal_code"],
            "phone": buyer["phone"],
            "addressType": "RESIDENTIAL",
        }
    people: dict[str, Any] = {}
    if "RECIPIENT" in asked:
        people["recipient"] = {"deliveryAddress": there}
    if "BUYER" in asked:
        mail = {} if row["by_amazon"] else {"buyerEmail": f"{row['number']}@marketplace.invalid"}
        people["buyer"] = {"buyerName": name, **mail}
    return people


def _item(row: sqlite3.Row, line: sqlite3.Row, asked: frozenset[str]) -> dict[str, Any]:
    product: dict[str, Any] = {"asin": line["asin"], "title": line["title"], "sellerSku": line["shown_sku"]}
    body: dict[str, Any] = {"orderItemId": line["id"], "quantityOrdered": line["quantity"], "product": product}
    if row["status"] != Status.PENDING:
        product["price"] = {"unitPrice": _amount(row, line["unit_minor"])}
        whole = _amount(row, line["unit_minor"] * line["quantity"])
        if "PROCEEDS" in asked:
            body["proceeds"] = {"proceedsTotal": whole, "breakdowns": [{"type": "ITEM", "subtotal": whole}]}
    if "FULFILLMENT" in asked:
        left = orders.open_units(line)
        body["fulfillment"] = {"quantityFulfilled": line["shipped"], "quantityUnfulfilled": left}
    if "CANCELLATION" in asked and (line["asked"] or line["canceled_by"]):
        body["cancellation"] = _cancellation(line)
    return body


def _cancellation(line: sqlite3.Row) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if line["asked"]:
        body["cancellationRequest"] = {"requester": "BUYER", "cancelReason": line["asked"]}
    if line["canceled_by"]:
        body["cancellationExecution"] = {"cancelledBy": line["canceled_by"], "cancelReason": "Order canceled"}
    return body


def _parcel(parcel: sqlite3.Row) -> dict[str, Any]:
    return {
        "packageReferenceId": parcel["reference"],
        "packageStatus": {"status": parcel["status"]},
        "carrier": parcel["carrier"],
        "shipTime": parcel["shipped_at"],
        "trackingNumber": parcel["tracking"],
        "packageItems": [
            {"orderItemId": key, "quantity": quantity} for key, quantity in decode(parcel["items"]).items()
        ],
    }


def _amount(row: sqlite3.Row, minor: int) -> dict[str, str]:
    """Write an amount; a currency without cents or with thousandths gets its own digits."""
    digits = DIGITS.get(row["currency"], 2)
    value = Decimal(minor if digits else minor // 100).scaleb(-digits)
    return {"amount": str(value), "currencyCode": row["currency"]}
