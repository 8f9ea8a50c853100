"""Packages as the marketplace writes them, for its answers and its webhooks alike."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import DAY_MS, GMT3_MS
from arasta.twins.wire import amount, decode, encode

COMMISSION_PERCENT = 13
CURRENCY = "TRY"
TRACKING_PAGE = "https://tracking.example/?id="
CITY_CODES = {"İstanbul": 34, "Ankara": 6, "İzmir": 35, "Antalya": 7, "Bursa": 16}


def shown_modified(books: Books, at_ms: int) -> int:
    """Return `lastModifiedDate` for an instant, in the reading that is set."""
    return at_ms + GMT3_MS if books.settings.shift_modified else at_ms


def _line(line: sqlite3.Row, status: str) -> dict[str, Any]:
    unit, nothing = amount(line["unit_minor"]), amount(0)
    discount = {"lineItemPrice": unit, "lineItemSellerDiscount": nothing, "lineItemTyDiscount": nothing}
    body = {
        "lineId": line["id"],
        "barcode": line["shown_barcode"],
        "stockCode": line["stock_code"],
        "productName": line["name"],
        "contentId": line["content_id"],
        "quantity": line["quantity"],
        "lineGrossAmount": unit,
        "lineSellerDiscount": nothing,
        "lineTyDiscount": nothing,
        "lineTotalDiscount": nothing,
        "lineUnitPrice": unit,
        "vatRate": line["vat_rate"],
        "currencyCode": CURRENCY,
        "commission": COMMISSION_PERCENT,
        "orderLineItemStatusName": status,
        "discountDetails": [
            {"lineItemId": f"{line['id']}{unit_number:04}"} | discount for unit_number in range(line["quantity"])
        ],
    }
    if line["canceled_by"]:
        body |= {"cancelledBy": line["canceled_by"], "cancelReason": line["cancel_reason"]}
        body["cancelReasonCode"] = line["cancel_code"]
    return body


def _address(package: sqlite3.Row, address_id: int) -> dict[str, Any]:
    return {
        "id": address_id,
        "fullName": f"{package['first_name']} {package['last_name']}",
        "address1": package["address"],
        "city": package["city"],
        "cityCode": CITY_CODES.get(package["city"], 0),
        "district": package["district"],
        "postalCode": package["postal_code"],
        "countryCode": "TR",
        "phone": package["phone"],
    }


def _package(
    books: Books, package: sqlite3.Row, lines: Sequence[sqlite3.Row], history: Sequence[Any]
) -> dict[str, Any]:
    status = package["odd_status"] or package["status"]
    total = amount(sum(line["unit_minor"] * line["quantity"] for line in lines))
    nothing = amount(0)
    body = {
        "shipmentPackageId": package["id"],
        "orderNumber": package["order_number"],
        "orderDate": package["ordered_ms"] + GMT3_MS,
        "lastModifiedDate": shown_modified(books, package["modified_ms"]),
        "shipmentPackageStatus": status,
        "status": status,
        "currencyCode": CURRENCY,
        "packageGrossAmount": total,
        "packageSellerDiscount": nothing,
        "packageTyDiscount": nothing,
        "packageTotalDiscount": nothing,
        "packageTotalPrice": total,
        "customerId": package["customer_id"],
        "customerFirstName": package["first_name"],
        "customerLastName": package["last_name"],
        "customerEmail": package["email"],
        "supplierId": package["seller_id"],
        "cargoTrackingNumber": package["tracking_number"],
        "cargoTrackingLink": f"{TRACKING_PAGE}{package['tracking_number']}" if package["tracking_number"] else None,
        "cargoSenderNumber": package["sender_number"],
        "cargoProviderName": "Trendyol Express",
        "invoiceNumber": package["invoice_number"],
        "commercial": False,
        "micro": False,
        "isCod": False,
        "fastDelivery": False,
        "createdBy": package["created_by"],
        "originPackageIds": decode(package["origin_ids"]) or None,
        "agreedDeliveryDate": package["ordered_ms"] + 2 * DAY_MS,
        "packageHistories": [{"createdDate": one["at_ms"], "status": one["status"]} for one in history],
        "shipmentAddress": _address(package, package["customer_id"] * 10 + 1),
        "invoiceAddress": _address(package, package["customer_id"] * 10 + 2),
        "lines": [_line(line, status) for line in lines],
    }
    if package["odd_field"]:
        body["carbonFootprint"] = {"grams": 412, "offset": True}
    return body


def _by_package(rows: Iterable[sqlite3.Row]) -> Mapping[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        groups[row["package_id"]].append(row)
    return groups


def package_bodies(books: Books, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the packages in the order of their ids, with three reads however many they are."""
    wanted = (encode(list(ids)).decode(),)
    packages = books.db.execute(
        "SELECT p.*, k.* FROM package k JOIN purchase p ON p.order_number = k.order_number "
        "WHERE k.id IN (SELECT value FROM json_each(?))",
        wanted,
    ).fetchall()
    lines = books.db.execute(
        "SELECT * FROM line WHERE package_id IN (SELECT value FROM json_each(?)) ORDER BY package_id, id", wanted
    )
    histories = books.db.execute(
        "SELECT * FROM history WHERE package_id IN (SELECT value FROM json_each(?)) ORDER BY rowid", wanted
    )
    found = {row["id"]: row for row in packages}
    lines_by, histories_by = _by_package(lines), _by_package(histories)
    return [_package(books, found[one], lines_by[one], histories_by[one]) for one in ids]
