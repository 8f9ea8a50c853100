"""Ours to theirs and back: products and what changes of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from arasta.connectors.meta import documents
from arasta.connectors.meta.account import Catalog
from arasta.contexts.channels.types import Issue, ListingItem, OfferItem
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.showing import Shown, plain
from arasta.kernel.money import Money, exponent

LONGEST = {"external_id": 100, "title": 200, "description": 9999, "link": 2000}
MOST_IMAGES = 11
IN_STOCK, OUT_OF_STOCK = "in stock", "out of stock"
_TAKEN_AWAY = ("sale_price", "additional_image_link")
_GTIN_LENGTHS = (8, 12, 13, 14)
_AMOUNT = re.compile(r"([\d.,]+)\s*([A-Z]{3})")
_STATES = {
    "approved": SeenState.ACTIVE,
    "": SeenState.ACTIVE,
    "pending": SeenState.PENDING,
    "rejected": SeenState.REJECTED,
}


def whole(item: ListingItem) -> dict[str, Any]:
    """Write a product; `check` has found nothing that blocks it."""
    named = {key.lower(): value for key, value in item.options.items()}
    data: dict[str, Any] = {
        "id": item.external_id,
        "title": item.title,
        "description": plain(item.description) or item.title,
        "condition": "new",
        "link": item.link,
        "image_link": item.images[0],
        "additional_image_link": list(item.images[1:MOST_IMAGES]),
        "brand": item.brand,
        "gtin": item.barcode if len(item.barcode) in _GTIN_LENGTHS and item.barcode.isdigit() else "",
        "item_group_id": item.group if item.options else "",
        "color": named.get("color", ""),
        "size": named.get("size", ""),
        "product_type": item.category,
        **_stock(item.quantity),
        **_prices(item.price, item.list_price),
    }
    return _request(
        "UPDATE", {key: value for key, value in data.items() if value not in ("", []) or key in _TAKEN_AWAY}
    )


def change(item: OfferItem) -> dict[str, Any]:
    """Write what changed of a product."""
    data: dict[str, Any] = {"id": item.external_id}
    if item.quantity is not None:
        data |= _stock(item.quantity)
    if item.price is not None:
        data |= _prices(item.price, item.list_price)
    return _request("UPDATE", data)


def deletion(code: str) -> dict[str, Any]:
    """Write that a product leaves the catalog."""
    return _request("DELETE", {"id": code})


def words(amount: Money) -> str:
    """Write an amount: `12.34 TRY`, with the digits of its currency."""
    return f"{amount.amount:.{exponent(amount.currency)}f} {amount.currency}"


def money(text: str) -> Money | None:
    """Read an amount as Meta shows it: `12.34 TRY` or `1,234.00 TRY`."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return Money.of(Decimal(match[1].replace(",", "")), match[2])
    except (InvalidOperation, ValueError):
        return None


def shown(item: ListingItem) -> Shown:
    """Say how a product is shown: its description is plain, the pictures are fetched from where we said."""
    return Shown(
        title=item.title,
        description=plain(item.description) or item.title,
        category=item.category,
        images=item.images[:MOST_IMAGES],
    )


def seen(product: documents.Product) -> SeenListing:
    """Read what the catalog shows, and what is wrong with it."""
    sale, full = money(product.sale_price), money(product.price)
    problem = next(iter(product.errors), None)
    reasons = ", ".join(product.review_rejection_reasons)
    return SeenListing(
        external_id=product.retailer_id,
        state=_STATES.get(product.review_status, SeenState.UNKNOWN),
        sku=product.retailer_id,
        barcode=product.gtin,
        group=product.retailer_product_group_id,
        title=product.name,
        description=product.description,
        category=product.product_type,
        price=sale or full,
        list_price=full if sale else None,
        quantity=product.inventory,
        images=tuple(one for one in (product.image_url, *product.additional_image_urls) if one),
        url=product.url,
        problem_code=problem.title if problem else ("rejected" if reasons else ""),
        problem=problem.description if problem else reasons,
    )


def check(item: ListingItem, catalog: Catalog) -> Iterator[Issue]:
    """Name the rules that a product breaks."""
    texts: Mapping[str, str] = {
        "external_id": item.external_id,
        "title": item.title,
        "description": plain(item.description) or item.title,
        "link": item.link,
    }
    for name, text in texts.items():
        if not 0 < len(text.strip()) <= len(text) <= LONGEST[name]:
            yield issue(name, "length", most=LONGEST[name], count=len(text))
    if not item.images:
        yield issue("images", "image_missing")
    if not item.brand and not item.barcode:
        yield issue("brand", "identifier_missing")
    if item.price.currency != catalog.currency or item.price.minor <= 0:
        yield issue("price", "price", currency=catalog.currency)


def _request(method: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"method": method, "data": data}


def _stock(quantity: int) -> dict[str, Any]:
    return {
        "availability": IN_STOCK if quantity > 0 else OUT_OF_STOCK,
        "quantity_to_sell_on_facebook": max(quantity, 0),
    }


def _prices(now: Money, before: Money | None) -> dict[str, str]:
    """An empty sale price takes an earlier one away."""
    if before is not None and before.currency == now.currency and before.minor > now.minor:
        return {"price": words(before), "sale_price": words(now)}
    return {"price": words(now), "sale_price": ""}
