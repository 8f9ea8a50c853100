"""Ours to theirs: quantities, prices and products as attributes of a listing, and the rules that are checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arasta.connectors.amazon.account import OWN_STOCK, Shop
from arasta.contexts.channels.types import Issue, ListingItem, OfferItem
from arasta.contexts.channels.types.issues import issue
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Unreadable, read_json

LARGEST_QUANTITY = 1_000_000
ANY_PRODUCT = "PRODUCT"
MOST_IMAGES = 9
LONGEST = {"sku": 40, "title": 200, "description": 2000}
ATTRIBUTE = "attribute:"
PICTURES = (
    "main_product_image_locator",
    *(f"other_product_image_locator_{number}" for number in range(1, MOST_IMAGES)),
)
CODES = {8: "ean", 12: "upc", 13: "ean", 14: "gtin"}
BY_AMAZON = "AMAZON"
KIND = re.compile(r"[A-Z][A-Z0-9_]+")
OFFER_ONLY, WHOLE = "LISTING_OFFER_ONLY", "LISTING"

Attributes = dict[str, Any]


def is_amazons(item: OfferItem) -> bool:
    """Tell whether Amazon itself holds and counts the units of a listing; then a quantity of ours is not to be told."""
    return item.refs.get("stock", OWN_STOCK) not in {"", OWN_STOCK}


def offer_issue(item: OfferItem, shop: Shop) -> str:
    """Return why an offer cannot be sent, or nothing."""
    if not 0 < len(item.external_id) <= LONGEST["sku"]:
        return f"the SKU must have 1 to {LONGEST['sku']} characters"
    if item.quantity is None and item.price is None:
        return "there is neither a quantity nor a price"
    if any(price is not None and price.currency != shop.currency for price in (item.price, item.list_price)):
        return f"prices must be in {shop.currency}"
    return ""


def patch(item: OfferItem, shop: Shop) -> dict[str, Any]:
    """Write a quantity, a price or both as absolute values; no patches where there is nothing to say."""
    said: Attributes = {}
    if item.quantity is not None and not is_amazons(item):
        said |= _availability(item.quantity)
    if item.price is not None:
        said |= _prices(item.price, item.list_price, shop)
    patches = [{"op": "replace", "path": f"/attributes/{name}", "value": value} for name, value in said.items()]
    return {"productType": item.refs.get("product_type") or ANY_PRODUCT, "patches": patches}


def product(item: ListingItem, shop: Shop) -> dict[str, Any]:
    """Write a product whole; where the fact `asin` names another's product, only the offer on it."""
    asin = _fact(item, "asin")
    own = attributes_of(item, shop)
    if not asin:
        return {"productType": product_type(item, shop), "requirements": WHOLE, "attributes": own}
    offered = {name: own[name] for name in _OFFER if name in own}
    offered["merchant_suggested_asin"] = [{"value": asin, "marketplace_id": shop.marketplace_id}]
    return {"productType": product_type(item, shop), "requirements": OFFER_ONLY, "attributes": offered}


_OFFER = ("condition_type", "fulfillment_availability", "purchasable_offer", "list_price")


def attributes_of(item: ListingItem, shop: Shop) -> Attributes:
    """Write all that is known of a product as attributes; facts called `attribute:NAME` go over the rest."""
    said: Attributes = {
        "item_name": _text(item.title, shop),
        "product_description": _text(item.description, shop),
        "condition_type": _value("new_new", shop),
        **_availability_of(item, shop),
        **_prices(item.price, item.list_price, shop),
        **_pictures(item.images, shop),
    }
    if item.brand:
        said["brand"] = _text(item.brand, shop)
    if len(item.barcode) in CODES and item.barcode.isdigit():
        code = {"type": CODES[len(item.barcode)], "value": item.barcode, "marketplace_id": shop.marketplace_id}
        said["externally_assigned_product_identifier"] = [code]
    points = [value for _, text in sorted(item.attributes.items()) for value in _text(text, shop)]
    if points:
        said["bullet_point"] = points[:5]
    given = {name.removeprefix(ATTRIBUTE): text for name, text in item.facts.items() if name.startswith(ATTRIBUTE)}
    return said | {name: _given(text, shop) for name, text in given.items()}


def product_type(item: ListingItem, shop: Shop) -> str:
    """Return Amazon's word for what kind of product it is; a category of ours is one only if it looks like one."""
    own = item.category if KIND.fullmatch(item.category) else ""
    return _fact(item, "product_type") or item.refs.get("product_type") or own or shop.setting("product_type")


def check(item: ListingItem, shop: Shop) -> Iterator[Issue]:
    """Yield the rules that a product breaks whatever kind it is."""
    texts = {"sku": item.external_id, "title": item.title, "description": item.description}
    for name, text in texts.items():
        if not 0 < len(text.strip()) <= len(text) <= LONGEST[name]:
            yield issue(name, "length", most=LONGEST[name], count=len(text))
    if not product_type(item, shop):
        yield issue("product_type", "product_type_missing")
    if not 1 <= len(item.images) <= MOST_IMAGES:
        yield issue("images", "image_count", most=MOST_IMAGES, count=len(item.images))
    if not all(url.startswith(("https://", "http://")) for url in item.images):
        yield issue("images", "image_address")
    if any(price is not None and price.currency != shop.currency for price in (item.price, item.list_price)):
        yield issue("price", "currency", currency=shop.currency)
    if not item.barcode and not (_fact(item, "asin") or item.refs.get("asin")):
        yield issue("barcode", "barcode_missing", blocks=False)


def _availability_of(item: ListingItem, shop: Shop) -> Attributes:
    """Say who ships: what Amazon ships, by the fact `fulfilled_by` or as it stands there, is Amazon's to count."""
    stock = item.refs.get("stock", OWN_STOCK)
    if _fact(item, "fulfilled_by") == BY_AMAZON:
        stock = shop.amazon_stock
    if stock in {"", OWN_STOCK}:
        return _availability(item.quantity)
    return {"fulfillment_availability": [{"fulfillment_channel_code": stock}]}


def _availability(quantity: int) -> Attributes:
    counted = max(0, min(quantity, LARGEST_QUANTITY))
    return {"fulfillment_availability": [{"fulfillment_channel_code": OWN_STOCK, "quantity": counted}]}


def _prices(price: Money, list_price: Money | None, shop: Shop) -> Attributes:
    schedule = [{"schedule": [{"value_with_tax": price.amount}]}]
    market = {"marketplace_id": shop.marketplace_id, "currency": price.currency}
    said: Attributes = {"purchasable_offer": [{**market, "our_price": schedule}]}
    if list_price is not None and list_price.minor > price.minor:
        said["list_price"] = [{**market, "value_with_tax": list_price.amount}]
    return said


def _pictures(images: Sequence[str], shop: Shop) -> Attributes:
    market = shop.marketplace_id
    named = zip(PICTURES, images, strict=False)
    return {name: [{"media_location": url, "marketplace_id": market}] for name, url in named}


def _value(value: str, shop: Shop) -> list[dict[str, Any]]:
    return [{"value": value, "marketplace_id": shop.marketplace_id}]


def _text(text: str, shop: Shop) -> list[dict[str, Any]]:
    return [{"value": text, "language_tag": shop.language, "marketplace_id": shop.marketplace_id}]


def _given(text: str, shop: Shop) -> Any:
    """Return a fact as an attribute: JSON as it stands, else one value."""
    if text.startswith("["):
        try:
            return read_json(text)
        except Unreadable:
            pass
    return _value(text, shop)


def _fact(item: ListingItem, name: str) -> str:
    facts: Mapping[str, str] = item.facts
    return facts.get(name, "")
