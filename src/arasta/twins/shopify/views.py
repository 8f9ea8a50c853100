"""Orders as the schema has them; what is not asked for is not written."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.shopify import search
from arasta.twins.shopify.desk import Desk, Wrong, connection, instant, paged
from arasta.twins.shopify.purchases import Doc, Purchase, one_of, total_of
from arasta.twins.shopify.types import gid, number_of
from arasta.twins.wire import decode

_SEARCHED = frozenset({"updated_at", "created_at"})


def search_orders(desk: Desk, first: int, after: str | None, query: str | None) -> dict[str, Any]:
    """Return a page of orders, the oldest change first. The cursor is a place by value, so nothing shifts."""
    terms = search.read(query, _SEARCHED)
    since = search.least(terms, "updated_at")
    if after and desk.books.strikes(Fault.CURSOR_EXPIRED):
        raise Wrong("Invalid cursor for current pagination sort.")
    at_ms, number = (int(part) for part in after.split("-")) if after else (0, 0)
    rows = desk.books.db.execute(
        "SELECT * FROM purchase WHERE updated_ms >= ? AND (updated_ms, id) > (?, ?) ORDER BY updated_ms, id LIMIT ?",
        (instant(since) if since else 0, at_ms, number, first + 1),
    ).fetchall()
    found = [Purchase(row["id"], row["updated_ms"], decode(row["doc"])) for row in rows]
    return paged(
        found, lambda one: write_order(desk, one), first=first, cursor=lambda one: f"{one.updated_ms}-{one.id}"
    )


def write_order(desk: Desk, purchase: Purchase) -> dict[str, Any]:
    """Write an order."""
    doc = purchase.doc

    def bag(minor: int) -> dict[str, Any]:
        return desk.bag(minor, doc["currency"])

    on_top = 0 if doc["taxes_included"] else sum(line["tax_minor"] for line in doc["lines"])
    shipping = [{"discountedPriceSet": bag(doc["shipping_minor"]), "taxLines": []}] if doc["shipping_minor"] else []
    received = sum(one["amount_minor"] for one in doc["payments"])
    buyer = doc["buyer"]
    return {
        "__typename": "Order",
        "id": gid("Order", purchase.id),
        "name": f"#{doc['number']}",
        "createdAt": desk.time(doc["created_ms"]),
        "processedAt": desk.time(doc["created_ms"]),
        "updatedAt": desk.time(purchase.updated_ms),
        "cancelledAt": desk.time(doc["cancelled_ms"]),
        "currencyCode": desk.currency,
        "taxesIncluded": doc["taxes_included"],
        "edited": False,
        "originalTotalDutiesSet": None,
        "originalTotalAdditionalFeesSet": None,
        "email": doc["email"],
        "phone": None,
        "displayFinancialStatus": doc["financial"],
        "customer": {"id": gid("Customer", doc["number"]), "firstName": buyer["first"], "lastName": buyer["last"]},
        "shippingAddress": _address(purchase.id, buyer),
        "billingAddress": _address(purchase.id, buyer),
        "totalPriceSet": bag(purchase.total_minor + on_top),
        "totalTipReceivedSet": bag(0),
        "totalReceivedSet": bag(received),
        "totalRefundedSet": bag(purchase.refunded_minor),
        "shippingLines": lambda info, first=None: connection(shipping, lambda one: one, first=first),
        "lineItems": lambda info, first=None, after=None: connection(
            doc["lines"], lambda line: write_line(desk, doc, line), first=first, after=int(after or 0)
        ),
        "fulfillmentOrders": lambda info, first=None, after=None: connection(
            doc["packages"], lambda one: write_package(desk, purchase, one), first=first, after=int(after or 0)
        ),
        "refunds": lambda info, first=None: [_refund(desk, doc, one) for one in doc["refunds"][: first or None]],
        "returns": lambda info, first=None: connection(
            doc["returns"], lambda one: _return(desk, doc, one), first=first
        ),
        "transactions": lambda info, first=None: [_payment(one, bag) for one in doc["payments"]][: first or None],
        "suggestedRefund": lambda info, **asked: _suggestion(doc, asked.get("refundLineItems") or [], bag),
    }


def _address(number: int, buyer: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": gid("MailingAddress", number),
        "name": f"{buyer['first']} {buyer['last']}",
        "firstName": buyer["first"],
        "lastName": buyer["last"],
        "company": None,
        "address1": buyer["address1"],
        "address2": buyer["district"],
        "city": buyer["city"],
        "province": None,
        "zip": buyer["zip"],
        "countryCodeV2": buyer["country"],
        "phone": buyer["phone"],
    }


def write_line(desk: Desk, doc: Doc, line: Doc) -> dict[str, Any]:
    """Write a line as it was bought."""

    def bag(minor: int) -> dict[str, Any]:
        return desk.bag(minor, doc["currency"])

    discount = [{"allocatedAmountSet": bag(line["discount_minor"])}] if line["discount_minor"] else []
    tax = {"rate": line["tax_percent"] / 100, "priceSet": bag(line["tax_minor"])}
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line["id"]),
        "sku": line["sku"],
        "title": line["title"],
        "variantTitle": line["variant"] or None,
        "quantity": line["quantity"],
        "currentQuantity": line["current"],
        "variant": {"id": gid("ProductVariant", line["variant_id"])},
        "originalUnitPriceSet": bag(line["unit_minor"]),
        "discountAllocations": discount,
        "taxLines": [tax] if line["tax_minor"] else [],
    }


def write_package(desk: Desk, purchase: Purchase, package: Doc) -> dict[str, Any]:
    """Write a package."""
    doc = purchase.doc
    parcels = [one for one in doc["fulfillments"] if one["package_id"] == package["id"]]

    def piece(one: Doc) -> dict[str, Any]:
        line = one_of(doc["lines"], one["line_id"])
        return {
            "id": gid("FulfillmentOrderLineItem", one["id"]),
            "totalQuantity": one["total"],
            "remainingQuantity": one["remaining"],
            "lineItem": write_line(desk, doc, line) if line else None,
        }

    return {
        "__typename": "FulfillmentOrder",
        "id": gid("FulfillmentOrder", package["id"]),
        "status": doc["odd_status"] or package["status"],
        "updatedAt": desk.time(package["updated_ms"]),
        "fulfillBy": None,
        "order": lambda info: write_order(desk, purchase),
        "assignedLocation": {"location": {"id": gid("Location", package["place_id"])}},
        "fulfillments": lambda info, first=None: connection(parcels, _parcel, first=first),
        "lineItems": lambda info, first=None, after=None: connection(
            package["lines"], piece, first=first, after=int(after or 0)
        ),
    }


def _parcel(one: Doc) -> dict[str, Any]:
    return {
        "id": gid("Fulfillment", one["id"]),
        "displayStatus": one["status"],
        "trackingInfo": lambda info, first=None: [one["tracking"]] if any(one["tracking"].values()) else [],
    }


def _refund(desk: Desk, doc: Doc, one: Doc) -> dict[str, Any]:
    def line(row: Doc) -> dict[str, Any]:
        bought = one_of(doc["lines"], row["line_id"])
        return {
            "id": gid("RefundLineItem", f"{one['id']}{row['line_id']}"),
            "quantity": row["quantity"],
            "restockType": row["kind"],
            "restocked": row["restocked"],
            "lineItem": write_line(desk, doc, bought) if bought else None,
        }

    return {
        "__typename": "Refund",
        "id": gid("Refund", one["id"]),
        "createdAt": desk.time(one["created_ms"]),
        "updatedAt": desk.time(one["created_ms"]),
        "note": one["note"] or None,
        "totalRefundedSet": desk.bag(one["amount_minor"], doc["currency"]),
        "return": {"id": gid("Return", one["return_id"])} if one["return_id"] else None,
        "refundLineItems": lambda info, first=None: connection(one["lines"], line, first=first),
    }


def _return(desk: Desk, doc: Doc, one: Doc) -> dict[str, Any]:
    def line(row: Doc) -> dict[str, Any]:
        bought = one_of(doc["lines"], row["line_id"])
        shown = write_line(desk, doc, bought) if bought else None
        return {
            "__typename": "ReturnLineItem",
            "id": gid("ReturnLineItem", row["id"]),
            "quantity": row["quantity"],
            "refundedQuantity": row["refunded"],
            "returnReasonNote": row["note"],
            "fulfillmentLineItem": {"id": gid("FulfillmentLineItem", row["sent_id"]), "lineItem": shown},
        }

    return {
        "__typename": "Return",
        "id": gid("Return", one["id"]),
        "status": one["status"],
        "createdAt": desk.time(one["created_ms"]),
        "closedAt": desk.time(one["closed_ms"]),
        "returnLineItems": lambda info, first=None: connection(one["lines"], line, first=first),
    }


def _payment(one: Doc, bag: Any) -> dict[str, Any]:
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", one["id"]),
        "kind": one["kind"],
        "status": "SUCCESS",
        "gateway": "shopify_payments",
        "amountSet": bag(one["amount_minor"]),
    }


def _suggestion(doc: Doc, lines: Sequence[Mapping[str, Any]], bag: Any) -> dict[str, Any]:
    amount = 0
    for one in lines:
        line = one_of(doc["lines"], number_of(one["lineItemId"], "LineItem"))
        if line:
            on_top = 0 if doc["taxes_included"] else line["tax_minor"]
            amount += (total_of(line) + on_top) * one["quantity"] // line["quantity"]
    paid = doc["payments"][0] if doc["payments"] and amount else None
    way = {"gateway": "shopify_payments", "amountSet": bag(amount)}
    parent = {"id": gid("OrderTransaction", paid["id"])} if paid else None
    return {
        "amountSet": bag(amount),
        "suggestedTransactions": [way | {"parentTransaction": parent}] if paid else [],
    }
