"""The operations of the contract, each a few lines over the rest of the twin."""

from collections.abc import Callable, Sequence
from typing import Any

from arasta.twins.amazon import feeds, items, kinds, money, notices, orders, reading
from arasta.twins.amazon.gate import APPLICATION, Operation
from arasta.twins.amazon.moments import iso, milliseconds
from arasta.twins.amazon.types import COUNTRY, CURRENCY, LANGUAGE, MARKETPLACE, MARKETPLACE_NAME, Books
from arasta.twins.store import take_numbers
from arasta.twins.wire import Answer, Call, Refusal, query_number, whole_number

LISTINGS_PAGE = 20
MOST_FOUND = 1000
STOCK_PAGE = 50
MOST_TEXT = 100


def _own(books: Books, call: Call) -> None:
    """Refuse what is not of this seller on this marketplace."""
    if MARKETPLACE not in call.query.get("marketplaceIds", "").split(","):
        raise Refusal(400, "InvalidInput", "marketplaceIds must name a marketplace of the seller.")
    if not books.db.execute("SELECT 1 FROM seller WHERE id = ?", (call.params["seller_id"],)).fetchone():
        raise Refusal(403, "Unauthorized", "The grant is another seller's.")


def _submission(books: Books, sku: str, status: str, issues: Sequence[dict[str, Any]]) -> Answer:
    number = take_numbers(books.db, "submission", 1)
    key = books.digest(f"submission {number}")[:32]
    return Answer(200, {"sku": sku, "status": status, "submissionId": key, "issues": list(issues)})


def _submit(kind: str) -> Callable[[Books, Call], Answer]:
    def act(books: Books, call: Call) -> Answer:
        _own(books, call)
        sku, body = call.params["sku"], call.json_object() if kind != items.DELETE else {}
        if call.query.get("mode") == "VALIDATION_PREVIEW":
            wrong = items.problems(books, sku, kind, body)
            return _submission(books, sku, "INVALID" if wrong else "VALID", wrong)
        wrong = items.submit(books, sku, kind, body)
        return _submission(books, sku, "INVALID" if wrong else "ACCEPTED", wrong)

    return act


def get_item(books: Books, call: Call) -> Answer:
    """Show one item."""
    _own(books, call)
    row = items.find(books, call.params["sku"])
    if row is None:
        raise Refusal(404, "NotFound", "There is no such SKU.")
    return Answer(200, items.shown(books, row))


def search_items(books: Books, call: Call) -> Answer:
    """Show items by their SKUs, or all by their last change; a search goes no further than a thousand."""
    _own(books, call)
    size = query_number(call.query, "pageSize", 10, least=1, most=LISTINGS_PAGE)
    named = call.query.get("identifiers", "")
    if named:
        skus = named.split(",")
        if len(skus) > LISTINGS_PAGE or call.query.get("identifiersType") != "SKU":
            raise Refusal(400, "InvalidInput", f"At most {LISTINGS_PAGE} SKUs are taken.")
        rows = [row for sku in skus if (row := items.find(books, sku)) is not None]
        return Answer(200, {"numberOfResults": len(rows), "items": [items.shown(books, row) for row in rows]})
    after = call.query.get("lastUpdatedAfter")
    start = milliseconds(after, "lastUpdatedAfter") if after else 0
    place = query_number(call.query, "pageToken", 0, least=0, most=MOST_FOUND)
    total = books.db.execute("SELECT count(*) AS n FROM item WHERE updated_ms >= ?", (start,)).fetchone()["n"]
    rows = books.db.execute(
        "SELECT * FROM item WHERE updated_ms >= ? ORDER BY updated_ms, sku LIMIT ? OFFSET ?", (start, size, place)
    ).fetchall()
    body: dict[str, Any] = {"numberOfResults": total, "items": [items.shown(books, row) for row in rows]}
    if place + size < min(total, MOST_FOUND):
        body["pagination"] = {"nextToken": str(place + size)}
    return Answer(200, body)


def stock_held(books: Books, call: Call) -> Answer:
    """Show what Amazon holds of SKUs."""
    skus = call.query.get("sellerSkus", "").split(",")
    if not 1 <= len(skus) <= STOCK_PAGE or call.query.get("granularityType") != "Marketplace":
        raise Refusal(400, "InvalidInput", f"1 to {STOCK_PAGE} SKUs of a marketplace are taken.")
    rows = [row for sku in skus if (row := items.find(books, sku)) is not None and row["held"] is not None]
    shown = [
        {
            "asin": row["asin"],
            "fnSku": f"X00{row['number']:07}",
            "sellerSku": row["sku"],
            "condition": "NewItem",
            "inventoryDetails": {"fulfillableQuantity": row["held"]},
            "lastUpdatedTime": iso(row["updated_ms"]),
            "productName": row["title"],
            "totalQuantity": row["held"],
        }
        for row in rows
    ]
    granularity = {"granularityType": "Marketplace", "granularityId": MARKETPLACE}
    return Answer(200, {"payload": {"granularity": granularity, "inventorySummaries": shown}})


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MOST_TEXT:
        raise Refusal(400, "InvalidInput", f"{name} must be a text of at most {MOST_TEXT} characters.")
    return value.strip()


def confirm_shipment(books: Books, call: Call) -> Answer:
    """Take a parcel that the seller sent; Amazon's own orders take none."""
    body = call.json_object()
    detail = body.get("packageDetail")
    named = detail.get("orderItems") if isinstance(detail, dict) else None
    if not isinstance(detail, dict) or not isinstance(named, list) or not named:
        raise Refusal(400, "InvalidInput", "packageDetail with orderItems is needed.")
    if body.get("marketplaceId") != MARKETPLACE:
        raise Refusal(400, "InvalidInput", "The marketplace is not the order's.")
    reference, code = _text(detail, "packageReferenceId"), _text(detail, "carrierCode")
    if not reference.isdigit():
        raise Refusal(400, "InvalidInput", "packageReferenceId must be a positive number.")
    carrier = _text(detail, "carrierName") if code == "Other" else code
    milliseconds(_text(detail, "shipDate"), "shipDate")
    parcel = {
        "reference": reference,
        "carrier": carrier,
        "tracking": _text(detail, "trackingNumber"),
        "shipped_at": detail["shipDate"],
    }
    if orders.find(books, call.params["order_id"])["by_amazon"]:
        raise Refusal(400, "InvalidInput", "Amazon ships this order itself.")
    quantities = {
        str(one.get("orderItemId")): whole_number(one.get("quantity"), "quantity", least=1, most=10**6)
        for one in named
        if isinstance(one, dict)
    }
    orders.ship(books, call.params["order_id"], parcel, quantities)
    return Answer(204)


def product_type(books: Books, call: Call) -> Answer:
    """Say where the schema of a kind of product lies."""
    name = call.params["product_type"]
    if not name.replace("_", "").isalnum() or name != name.upper():
        raise Refusal(404, "NotFound", "There is no such product type.")
    link = {
        "link": {"resource": f"{call.origin}/amazon/schemas/{name}", "verb": "GET"},
        "checksum": books.digest(name)[:24],
    }
    body = {
        "metaSchema": link,
        "schema": link,
        "requirements": "LISTING",
        "requirementsEnforced": "ENFORCED",
        "propertyGroups": {"product_identity": {"title": "Product Identity", "propertyNames": list(kinds.REQUIRED)}},
        "locale": LANGUAGE,
        "marketplaceIds": [MARKETPLACE],
        "productType": name,
        "displayName": name.replace("_", " ").capitalize(),
        "productTypeVersion": {"version": "1", "latest": True, "releaseCandidate": False},
    }
    return Answer(200, body)


def participations(books: Books, call: Call) -> Answer:
    """Show on which marketplaces the seller sells."""
    market = {
        "id": MARKETPLACE,
        "countryCode": COUNTRY,
        "name": MARKETPLACE_NAME,
        "defaultCurrencyCode": CURRENCY,
        "defaultLanguageCode": LANGUAGE,
        "domainName": "www.amazon.com.tr",
    }
    one = {
        "marketplace": market,
        "storeName": "Kervan",
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }
    return Answer(200, {"payload": [one]})


_ITEM = "/listings/2021-08-01/items/{seller_id}/{sku:path}"
_ORDERS = "/orders/2026-01-01/orders"
_FEEDS = "/feeds/2021-06-30"
_NOTICES = "/notifications/v1"

OPERATIONS: Sequence[Operation] = (
    Operation("searchOrders", "GET", _ORDERS, reading.search),
    Operation("getOrder", "GET", f"{_ORDERS}/{{order_id}}", reading.one),
    Operation("confirmShipment", "POST", "/orders/v0/orders/{order_id}/shipmentConfirmation", confirm_shipment),
    Operation("searchListingsItems", "GET", "/listings/2021-08-01/items/{seller_id}", search_items),
    Operation("getListingsItem", "GET", _ITEM, get_item),
    Operation("putListingsItem", "PUT", _ITEM, _submit(items.PUT)),
    Operation("patchListingsItem", "PATCH", _ITEM, _submit(items.PATCH)),
    Operation("deleteListingsItem", "DELETE", _ITEM, _submit(items.DELETE)),
    Operation("getInventorySummaries", "GET", "/fba/inventory/v1/summaries", stock_held),
    Operation("createFeedDocument", "POST", f"{_FEEDS}/documents", feeds.create_document),
    Operation("getFeedDocument", "GET", f"{_FEEDS}/documents/{{document_id}}", feeds.show_document),
    Operation("createFeed", "POST", f"{_FEEDS}/feeds", feeds.create),
    Operation("getFeed", "GET", f"{_FEEDS}/feeds/{{feed_id}}", feeds.show),
    Operation("listTransactions", "GET", "/finances/2024-06-19/transactions", money.list_transactions),
    Operation("getDefinitionsProductType", "GET", "/definitions/2020-09-01/productTypes/{product_type}", product_type),
    Operation("getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", participations),
    Operation("getDestinations", "GET", f"{_NOTICES}/destinations", notices.list_destinations, APPLICATION),
    Operation("createDestination", "POST", f"{_NOTICES}/destinations", notices.create_destination, APPLICATION),
    Operation("getSubscription", "GET", f"{_NOTICES}/subscriptions/{{kind}}", notices.show_subscription),
    Operation("createSubscription", "POST", f"{_NOTICES}/subscriptions/{{kind}}", notices.create_subscription),
)
