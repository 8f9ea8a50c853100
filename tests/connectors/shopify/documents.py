"""An order as a shop writes it, to be changed by each test."""

from __future__ import annotations

import json
from typing import Any

from arasta.connectors.shopify import mapping, mutations, queries
from arasta.connectors.shopify.packages import Terms
from arasta.contexts.channels.types import ChannelOrder

Doc = dict[str, Any]


def bag(amount: str, currency: str = "TRY", seen: tuple[str, str] | None = None) -> Doc:
    """Write an amount; `seen` is what the buyer saw, where that is another currency."""
    shown = seen or (amount, currency)
    return {
        "shopMoney": {"amount": amount, "currencyCode": currency},
        "presentmentMoney": {"amount": shown[0], "currencyCode": shown[1]},
    }


def line(number: int = 11, **changes: Any) -> Doc:
    """Write a line of two cups at 120.00, tax included."""
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "sku": f"CUP-{number}",
        "title": "Cup",
        "variantTitle": "Blue",
        "quantity": 2,
        "currentQuantity": 2,
        "variant": {"id": f"gid://shopify/ProductVariant/9{number}"},
        "originalUnitPriceSet": bag("120.00"),
        "discountAllocations": [],
        "taxLines": [{"rate": 0.2, "priceSet": bag("40.00")}],
    } | changes


def piece(number: int, of: int = 11, total: int = 2, remaining: int | None = None) -> Doc:
    """Write what a package holds of a line."""
    return {
        "id": f"gid://shopify/FulfillmentOrderLineItem/{number}",
        "totalQuantity": total,
        "remainingQuantity": total if remaining is None else remaining,
        "lineItem": {"id": f"gid://shopify/LineItem/{of}"},
    }


def package(number: int = 21, *pieces: Doc, **changes: Any) -> Doc:
    """Write a package that waits to be sent."""
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": "OPEN",
        "updatedAt": "2026-11-20T10:00:00Z",
        "fulfillBy": None,
        "fulfillments": {"nodes": []},
        "lineItems": {"nodes": list(pieces) or [piece(31)]},
    } | changes


def parcel(status: str | None = "FULFILLED", number: str = "TR1") -> Doc:
    """Write a parcel that left."""
    tracking = {"number": number, "company": "Yurtiçi Kargo", "url": f"https://track.example/{number}"}
    return {"id": "gid://shopify/Fulfillment/41", "displayStatus": status, "trackingInfo": [tracking]}


def order(**changes: Any) -> Doc:
    """Write a paid order of two cups, with delivery for 30.00."""
    address = {
        "name": "Selin Korkmaz",
        "firstName": "Selin",
        "lastName": "Korkmaz",
        "company": None,
        "address1": "Bahar Sokak 4",
        "address2": "Daire 2",
        "city": "İstanbul",
        "province": "Kadıköy",
        "zip": "34710",
        "countryCodeV2": "TR",
        "phone": "+905550000000",
    }
    return {
        "id": "gid://shopify/Order/5800000001",
        "name": "#1001",
        "createdAt": "2026-11-20T09:59:58Z",
        "processedAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-20T10:00:05Z",
        "cancelledAt": None,
        "currencyCode": "TRY",
        "taxesIncluded": True,
        "edited": False,
        "email": "selin@buyers.example",
        "phone": None,
        "displayFinancialStatus": "PAID",
        "customer": {"id": "gid://shopify/Customer/77", "firstName": "Selin", "lastName": "Korkmaz"},
        "shippingAddress": address,
        "billingAddress": address | {"address1": "Fatura Caddesi 1"},
        "totalPriceSet": bag("270.00"),
        "totalTipReceivedSet": bag("0.00"),
        "originalTotalDutiesSet": None,
        "originalTotalAdditionalFeesSet": None,
        "shippingLines": {"nodes": [{"discountedPriceSet": bag("30.00"), "taxLines": []}]},
        "lineItems": {"nodes": [line()]},
        "fulfillmentOrders": {"nodes": [package()]},
    } | changes


def read(document: Doc, currency: str = "TRY", *unpaid: str) -> ChannelOrder:
    """Read it the way it comes, out of JSON."""
    found = mapping.read_raw(json.dumps(document), Terms(currency, frozenset(unpaid)))
    assert isinstance(found, ChannelOrder), found
    return found


def every_document() -> dict[str, str]:
    """Return every document of the connector by its name."""
    named = {**vars(queries), **vars(mutations)}
    return {
        name: text
        for name, text in named.items()
        if isinstance(text, str) and name.isupper() and text.lstrip().startswith(("query", "mutation"))
    }
