"""The roots of the schema: which function answers which question."""

from collections.abc import Callable, Mapping
from typing import Any

from arasta.twins.shopify import exporting, goods, publishing, purchases, returning, search, sending, subscribing, views
from arasta.twins.shopify.desk import Desk, Row, connection, instant, paged
from arasta.twins.shopify.types import gid, number_of

Asked = dict[str, Any]


def _nodes(desk: Desk, ids: list[str]) -> list[dict[str, Any] | None]:
    return [_node(desk, one) for one in ids]


def _node(desk: Desk, text: str) -> dict[str, Any] | None:
    """Return whatever has an id, of the kinds that are asked for by id."""
    kind, number = text.removeprefix("gid://shopify/").split("/")[0], text.rpartition("/")[2]
    if not number.isdigit():
        return None
    finder = _FINDERS.get(kind)
    return finder(desk, int(number)) if finder else None


def _order(desk: Desk, number: int) -> dict[str, Any] | None:
    purchase = purchases.load(desk.books, number)
    return views.write_order(desk, purchase) if purchase else None


def _variant(desk: Desk, number: int) -> dict[str, Any] | None:
    row = goods.variant_rows(desk.books, [number]).get(number)
    return goods.write_variant(desk, row) if row else None


def _item(desk: Desk, number: int) -> dict[str, Any] | None:
    known = desk.books.db.execute("SELECT 1 FROM variant WHERE item_id = ?", (number,)).fetchone()
    return goods.write_item(desk, number) if known else None


def _package(desk: Desk, number: int) -> dict[str, Any] | None:
    purchase = purchases.holding(desk.books, "FulfillmentOrder", number)
    package = purchases.one_of(purchase.doc["packages"], number) if purchase else None
    return views.write_package(desk, purchase, package) if purchase and package else None


_FINDERS: Mapping[str, Callable[[Desk, int], dict[str, Any] | None]] = {
    "Order": _order,
    "Product": lambda desk, number: goods.write_product(desk, goods.product_row(desk.books, number)),
    "ProductVariant": _variant,
    "InventoryItem": _item,
    "FulfillmentOrder": _package,
}


def _shop(desk: Desk) -> dict[str, Any]:
    return {
        "id": gid("Shop", 1),
        "name": desk.shop["name"],
        "myshopifyDomain": desk.shop["domain"],
        "currencyCode": desk.currency,
        "shopAddress": {"id": gid("ShopAddress", 1), "countryCodeV2": desk.shop["country"]},
    }


def _write_place(row: Row) -> dict[str, Any]:
    return {
        "id": gid("Location", row["id"]),
        "name": row["name"],
        "isActive": True,
        "fulfillsOnlineOrders": True,
        "isFulfillmentService": False,
    }


def _places(desk: Desk) -> list[Row]:
    return list(desk.books.db.execute("SELECT * FROM place ORDER BY position"))


def _job(desk: Desk, text: str) -> dict[str, Any] | None:
    row = desk.books.db.execute("SELECT * FROM job WHERE id = ?", (number_of(text, "Job"),)).fetchone()
    return {"id": text, "done": bool(row["done"])} if row and not row["lost"] else None


def _account(desk: Desk) -> dict[str, Any]:
    def transactions(info: object, **asked: Any) -> dict[str, Any]:
        terms = search.read(asked.get("query"), frozenset({"processed_at"}))
        since = search.least(terms, "processed_at")
        at_ms, number = (int(part) for part in (asked.get("after") or "0-0").split("-"))
        first = asked.get("first") or 50
        rows = desk.books.db.execute(
            "SELECT * FROM entry WHERE at_ms >= ? AND (at_ms, id) > (?, ?) ORDER BY at_ms, id LIMIT ?",
            (instant(since) if since else 0, at_ms, number, first + 1),
        ).fetchall()
        return paged(rows, write, first=first, cursor=lambda row: f"{row['at_ms']}-{row['id']}")

    def write(row: Row) -> dict[str, Any]:
        payout = row["payout_id"]
        return {
            "id": gid("ShopifyPaymentsBalanceTransaction", row["id"]),
            "type": row["type"],
            "transactionDate": desk.time(row["at_ms"]),
            "amount": desk.money(row["amount_minor"]),
            "fee": desk.money(row["fee_minor"]),
            "associatedOrder": {"id": gid("Order", row["purchase_id"])} if row["purchase_id"] else None,
            "associatedPayout": {
                "id": gid("ShopifyPaymentsPayout", payout) if payout else None,
                "status": "PAID" if payout else "PENDING",
            },
        }

    return {"id": gid("ShopifyPaymentsAccount", 1), "balanceTransactions": transactions}


def _primary(desk: Desk) -> dict[str, Any]:
    return _write_place(_places(desk)[0])


QUESTIONS: Mapping[str, Callable[[Desk, Asked], Any]] = {
    "orders": lambda desk, a: views.search_orders(desk, a["first"], a.get("after"), a.get("query")),
    "order": lambda desk, a: _order(desk, number_of(a["id"], "Order")),
    "node": lambda desk, a: _node(desk, a["id"]),
    "nodes": lambda desk, a: _nodes(desk, a["ids"]),
    "productVariants": lambda desk, a: goods.search_variants(desk, a["first"], a.get("after"), a.get("query")),
    "productVariantsCount": lambda desk, a: goods.count_variants(desk, a.get("limit")),
    "bulkOperation": lambda desk, a: exporting.show(desk, a["id"]),
    "productByIdentifier": lambda desk, a: goods.write_product(
        desk, goods.product_row(desk.books, publishing.find(desk, a["identifier"]) or -1)
    ),
    "productOperation": lambda desk, a: publishing.operation(desk, a["id"]),
    "job": lambda desk, a: _job(desk, a["id"]),
    "shop": lambda desk, a: _shop(desk),
    "location": lambda desk, a: _primary(desk),
    "locations": lambda desk, a: connection(_places(desk), _write_place, first=a.get("first")),
    "publications": lambda desk, a: connection([1], lambda one: {"id": gid("Publication", one)}, first=a.get("first")),
    "shopifyPaymentsAccount": lambda desk, a: _account(desk),
    "webhookSubscriptions": lambda desk, a: subscribing.list_all(desk, a.get("first"), a.get("uri")),
}

CHANGES: Mapping[str, Callable[[Desk, Asked], Any]] = {
    "inventorySetQuantities": lambda desk, a: goods.set_quantities(desk, a["input"]),
    "inventoryActivate": lambda desk, a: goods.activate(
        desk,
        number_of(a["inventoryItemId"], "InventoryItem"),
        number_of(a["locationId"], "Location"),
        a.get("available") or 0,
    ),
    "productVariantsBulkUpdate": lambda desk, a: publishing.set_prices(desk, a["productId"], a["variants"]),
    "productSet": lambda desk, a: publishing.set_product(desk, a.get("identifier"), a["input"], a["synchronous"]),
    "publishablePublish": lambda desk, a: publishing.show(desk, a["id"], published=True),
    "publishableUnpublish": lambda desk, a: publishing.show(desk, a["id"], published=False),
    "fulfillmentOrderReportProgress": lambda desk, a: sending.report(desk, a["id"]),
    "fulfillmentCreate": lambda desk, a: sending.fulfill(desk, a["fulfillment"]),
    "fulfillmentTrackingInfoUpdate": lambda desk, a: sending.track(desk, a["fulfillmentId"], a["trackingInfoInput"]),
    "orderCancel": lambda desk, a: sending.ask_to_cancel(desk, a["orderId"], a["reason"]),
    "refundCreate": lambda desk, a: sending.refund(desk, a["input"]),
    "returnApproveRequest": lambda desk, a: returning.answer(desk, a["input"], "OPEN"),
    "returnDeclineRequest": lambda desk, a: returning.answer(desk, a["input"], "DECLINED"),
    "bulkOperationRunQuery": lambda desk, a: exporting.start(desk, a["query"], QUESTIONS),
    "webhookSubscriptionCreate": lambda desk, a: subscribing.create(desk, a["topic"], a["webhookSubscription"]),
}

KEYED = frozenset({"inventorySetQuantities", "inventoryActivate", "refundCreate"})
"""Changes that take the directive @idempotent."""
