"""Amazon's calls as request values: where each goes, which bucket it is charged to, what it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from arasta.connectors.amazon.account import Shop
from arasta.kernel.transport.limits import Bucket, RateGroup
from arasta.kernel.transport.wire import HttpRequest, write_json

# The default usage plan of each operation: how many calls at once, and how many more each second.
PLANS = {
    "searchOrders": (20, "0.0056"),
    "getOrder": (30, "0.5"),
    "confirmShipment": (10, "2"),
    "searchListingsItems": (5, "5"),
    "putListingsItem": (10, "5"),
    "patchListingsItem": (5, "5"),
    "deleteListingsItem": (5, "5"),
    "getInventorySummaries": (2, "2"),
    "createFeedDocument": (15, "0.5"),
    "createFeed": (15, "0.0083"),
    "getFeed": (15, "2"),
    "getFeedDocument": (10, "0.0222"),
    "listTransactions": (10, "0.5"),
    "getDefinitionsProductType": (10, "5"),
    "getMarketplaceParticipations": (15, "0.016"),
    "getDestinations": (5, "1"),
    "createDestination": (5, "1"),
    "getSubscription": (5, "1"),
    "createSubscription": (5, "1"),
}
LOGIN, FILES, QUEUE = "login", "files", "queue"

ORDERS_PAGE = 100
LISTINGS_PAGE = 20
STOCK_PAGE = 50
FEED_TYPE = "JSON_LISTINGS_FEED"
FEED_CONTENT = "application/json; charset=UTF-8"
ORDER_DATA = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX"
LISTING_DATA = "summaries,attributes,issues,offers,fulfillmentAvailability"
_JSON = {"content-type": "application/json"}


def rate_groups() -> Sequence[RateGroup]:
    """Return a bucket for each operation, as the usage plans give them to everybody."""
    return [RateGroup(name, bucket=Bucket(burst, Decimal(rate))) for name, (burst, rate) in PLANS.items()]


def iso(moment: datetime) -> str:
    """Write a moment as Amazon reads it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(moment: datetime) -> int:
    """Return a moment as a number that grows with it."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Calls:
    """The calls of one seller on one marketplace."""

    shop: Shop

    def orders(self, after: str, token: str) -> HttpRequest:
        """Read orders by their last change; a token goes with the very words that brought it."""
        query = {
            "lastUpdatedAfter": after,
            "marketplaceIds": self.shop.marketplace_id,
            "includedData": ORDER_DATA,
            "maxResultsPerPage": str(ORDERS_PAGE),
        }
        return self._get("/orders/2026-01-01/orders", "searchOrders", query | _given(paginationToken=token))

    def order(self, order_id: str) -> HttpRequest:
        """Read one order whole."""
        return self._get(f"/orders/2026-01-01/orders/{_part(order_id)}", "getOrder", {"includedData": ORDER_DATA})

    def confirm_shipment(self, order_id: str, package: Mapping[str, Any]) -> HttpRequest:
        """Say which items of an order left in a parcel."""
        body = {"marketplaceId": self.shop.marketplace_id, "packageDetail": package}
        path = f"/orders/v0/orders/{_part(order_id)}/shipmentConfirmation"
        return _send("POST", path, "confirmShipment", body)

    def listings(self, after: str, token: str) -> HttpRequest:
        """Read listings by their last change, the oldest first."""
        query = {"sortBy": "lastUpdatedDate", "sortOrder": "ASC", **_given(lastUpdatedAfter=after, pageToken=token)}
        return self._listings(query)

    def listings_of(self, skus: Sequence[str]) -> HttpRequest:
        """Read at most twenty listings by their SKUs."""
        return self._listings({"identifiersType": "SKU", "identifiers": ",".join(skus)})

    def put_listing(self, sku: str, body: Mapping[str, Any], *, preview: bool = False) -> HttpRequest:
        """Put a product on offer whole, or only ask whether it could be."""
        query = self._market() | ({"mode": "VALIDATION_PREVIEW"} if preview else {})
        return _send("PUT", self._listing(sku), "putListingsItem", body, query=query, repeatable=True)

    def patch_listing(self, sku: str, body: Mapping[str, Any]) -> HttpRequest:
        """Change some attributes of a listing to absolute values."""
        path = self._listing(sku)
        return _send("PATCH", path, "patchListingsItem", body, query=self._market(), repeatable=True)

    def delete_listing(self, sku: str) -> HttpRequest:
        """Take a listing off the marketplace."""
        return HttpRequest(
            method="DELETE", path=self._listing(sku), group="deleteListingsItem", query=self._market(), repeatable=True
        )

    def stock_at_amazon(self, skus: Sequence[str]) -> HttpRequest:
        """Read how many units of at most fifty SKUs Amazon holds for us."""
        query = {
            "details": "true",
            "granularityType": "Marketplace",
            "granularityId": self.shop.marketplace_id,
            "marketplaceIds": self.shop.marketplace_id,
            "sellerSkus": ",".join(skus),
        }
        return self._get("/fba/inventory/v1/summaries", "getInventorySummaries", query)

    def new_document(self, content_type: str = FEED_CONTENT) -> HttpRequest:
        """Ask for a place to put a feed."""
        return _send("POST", "/feeds/2021-06-30/documents", "createFeedDocument", {"contentType": content_type})

    def new_feed(self, document_id: str, feed_type: str = FEED_TYPE) -> HttpRequest:
        """Have a feed worked off."""
        body = {
            "feedType": feed_type,
            "marketplaceIds": [self.shop.marketplace_id],
            "inputFeedDocumentId": document_id,
        }
        return _send("POST", "/feeds/2021-06-30/feeds", "createFeed", body)

    def feed(self, feed_id: str) -> HttpRequest:
        """Ask how far a feed is."""
        return self._get(f"/feeds/2021-06-30/feeds/{_part(feed_id)}", "getFeed", {})

    def document(self, document_id: str) -> HttpRequest:
        """Ask where a feed's report lies."""
        return self._get(f"/feeds/2021-06-30/documents/{_part(document_id)}", "getFeedDocument", {})

    def transactions(self, after: str, before: str, token: str) -> HttpRequest:
        """Read what money moved, by when it was booked."""
        query = {"postedAfter": after, "postedBefore": before, "marketplaceId": self.shop.marketplace_id}
        return self._get("/finances/2024-06-19/transactions", "listTransactions", query | _given(nextToken=token))

    def product_type(self, name: str) -> HttpRequest:
        """Ask where the schema of a product type lies."""
        query = self._market() | {"sellerId": self.shop.seller_id, "requirements": "LISTING"}
        return self._get(f"/definitions/2020-09-01/productTypes/{_part(name)}", "getDefinitionsProductType", query)

    def participations(self) -> HttpRequest:
        """Ask on which marketplaces the seller sells."""
        return self._get("/sellers/v1/marketplaceParticipations", "getMarketplaceParticipations", {})

    def subscription(self, kind: str) -> HttpRequest:
        """Ask whether notices of a kind are sent to us."""
        return self._get(f"/notifications/v1/subscriptions/{_part(kind)}", "getSubscription", {})

    def subscribe(self, kind: str, destination_id: str) -> HttpRequest:
        """Have notices of a kind sent to a destination."""
        body = {"payloadVersion": "1.0", "destinationId": destination_id}
        return _send("POST", f"/notifications/v1/subscriptions/{_part(kind)}", "createSubscription", body)

    def destinations(self, token: str) -> HttpRequest:
        """Ask where notices may be sent; a token of the application itself opens this, not the seller's."""
        path = "/notifications/v1/destinations"
        return HttpRequest(
            method="GET", path=path, group="getDestinations", headers=_opened(token), base=self.shop.base_url
        )

    def new_destination(self, token: str, name: str, arn: str) -> HttpRequest:
        """Name a queue that notices may be sent to."""
        body = {"name": name, "resourceSpecification": {"sqs": {"arn": arn}}}
        return HttpRequest(
            method="POST",
            path="/notifications/v1/destinations",
            group="createDestination",
            headers=_JSON | _opened(token),
            body=write_json(body),
            base=self.shop.base_url,
        )

    def _listings(self, query: dict[str, str]) -> HttpRequest:
        fixed = self._market() | {"includedData": LISTING_DATA, "pageSize": str(LISTINGS_PAGE)}
        return self._get(
            f"/listings/2021-08-01/items/{_part(self.shop.seller_id)}", "searchListingsItems", fixed | query
        )

    def _listing(self, sku: str) -> str:
        return f"/listings/2021-08-01/items/{_part(self.shop.seller_id)}/{_part(sku)}"

    def _market(self) -> dict[str, str]:
        return {"marketplaceIds": self.shop.marketplace_id}

    def _get(self, path: str, group: str, query: Mapping[str, str]) -> HttpRequest:
        return HttpRequest(method="GET", path=path, group=group, query=query, repeatable=True)


def upload(url: str, body: bytes, content_type: str = FEED_CONTENT) -> HttpRequest:
    """Put a feed's content at the address that was given for it."""
    return _at(url, "PUT", headers={"content-type": content_type}, body=body)


def download(url: str) -> HttpRequest:
    """Fetch a document from the address that was given for it."""
    return _at(url, "GET")


def _at(url: str, method: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> HttpRequest:
    parts = urlsplit(url)
    return HttpRequest(
        method=method,
        base=f"{parts.scheme}://{parts.netloc}",
        path=parts.path,
        group=FILES,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers or {},
        body=body,
        repeatable=True,
    )


def _send(
    method: str,
    path: str,
    group: str,
    body: Mapping[str, Any],
    *,
    query: Mapping[str, str] | None = None,
    repeatable: bool = False,
) -> HttpRequest:
    return HttpRequest(
        method=method,
        path=path,
        group=group,
        query=query or {},
        headers=_JSON,
        body=write_json(body),
        repeatable=repeatable,
    )


def _part(text: str) -> str:
    return quote(text, safe="")


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _opened(token: str) -> dict[str, str]:
    return {"x-amz-access-token": token}
