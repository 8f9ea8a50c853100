"""Ours to theirs: quantities, prices and products as Trendyol takes them, and the rules it checks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from arasta.contexts.channels.types import Issue, ListingItem, OfferItem
from arasta.contexts.channels.types.issues import issue
from arasta.kernel.money import Money

LARGEST_QUANTITY = 20_000
REPEAT_BAN = timedelta(minutes=15)
VAT_RATES = (0, 1, 10, 20)
MOST_IMAGES = 8
LONGEST = {"barcode": 40, "title": 100, "group": 40, "sku": 100, "description": 30_000}
CURRENCY = "TRY"


def offer(item: OfferItem) -> dict[str, Any]:
    """Write a quantity, a price or both; a price always goes with the price before a reduction."""
    body: dict[str, Any] = {"barcode": item.external_id}
    if item.quantity is not None:
        body["quantity"] = capped(item.quantity)
    if item.price is not None:
        body |= _prices(item.price, item.list_price)
    return body


def wordings(item: OfferItem) -> list[dict[str, Any]]:
    """Write an offer in all the ways that mean the same. There are more than one only where the marketplace already has
    the price: then naming it, half of it or none of it changes nothing but the body."""
    said, sent = offer(item), item.last_sent
    if item.quantity is None or sent is None or sent.price is None or item.price not in {None, sent.price}:
        return [said]
    if item.price is not None and item.list_price not in {None, sent.list_price}:
        return [said]
    bare = {"barcode": item.external_id, "quantity": capped(item.quantity)}
    prices = _prices(sent.price, sent.list_price)
    parts = [{}, prices, {"salePrice": prices["salePrice"]}, {"listPrice": prices["listPrice"]}]
    return [said, *(other for other in ({**bare, **part} for part in parts) if other != said)]


def is_same_again(item: OfferItem, now: datetime) -> bool:
    """Tell whether exactly this went out in the last fifteen minutes and nothing changed since."""
    sent = item.last_sent
    if sent is None or now - sent.at >= REPEAT_BAN or sent.version != item.version:
        return False
    same_quantity = item.quantity is None or item.quantity == sent.quantity
    same_price = item.price is None or (item.price == sent.price and item.list_price in {None, sent.list_price})
    return same_quantity and same_price


def offer_issue(item: OfferItem) -> str:
    """Return why an offer cannot be sent, or nothing."""
    if not 0 < len(item.external_id) <= LONGEST["barcode"]:
        return "the barcode must have 1 to 40 characters"
    if item.quantity is None and item.price is None:
        return "there is neither a quantity nor a price"
    if any(price is not None and price.currency != CURRENCY for price in (item.price, item.list_price)):
        return f"prices must be in {CURRENCY}"
    return ""


def capped(quantity: int) -> int:
    """Keep a quantity within what the marketplace takes."""
    return max(0, min(quantity, LARGEST_QUANTITY))


def product(item: ListingItem, settings: Mapping[str, str]) -> dict[str, Any]:
    """Write a new product; `check` has found nothing that blocks it."""
    return {
        **described(item, settings),
        "quantity": capped(item.quantity),
        **_prices(item.price, item.list_price),
    }


def described(item: ListingItem, settings: Mapping[str, str]) -> dict[str, Any]:
    """Write what a product says, which may be said anew until it is approved."""
    return {
        "barcode": item.external_id,
        "title": item.title,
        "productMainId": item.group,
        "brandId": int(_fact(item, settings, "brand_id")),
        "categoryId": int(_fact(item, settings, "category_id")),
        "stockCode": item.sku,
        "description": item.description,
        "vatRate": item.tax_percent,
        "images": pictures(item),
        "attributes": attributes(item),
    }


def pictures(item: ListingItem) -> list[dict[str, Any]]:
    """Write the pictures of a product."""
    return [{"url": url} for url in item.images]


def attributes(item: ListingItem) -> list[dict[str, Any]]:
    """Write what a product is in the marketplace's own numbers."""
    keys = sorted(key for key in item.facts if key.startswith("attribute:"))
    return [_attribute(int(key.removeprefix("attribute:")), item.facts[key]) for key in keys]


def check(item: ListingItem, settings: Mapping[str, str]) -> Sequence[Issue]:
    """Return the rules that a product breaks."""
    texts = {
        "barcode": item.external_id,
        "title": item.title,
        "group": item.group,
        "sku": item.sku,
        "description": item.description,
    }
    issues = [
        issue(name, "length", most=LONGEST[name], count=len(text))
        for name, text in texts.items()
        if not 0 < len(text.strip()) <= len(text) <= LONGEST[name]
    ]
    issues += [
        issue(name, "number_missing")
        for name in ("brand_id", "category_id")
        if not _fact(item, settings, name).isdigit()
    ]
    return [*issues, *_value_issues(item)]


def _value_issues(item: ListingItem) -> Iterator[Issue]:
    if item.tax_percent not in VAT_RATES:
        yield issue("tax_percent", "tax_rate", known=", ".join(map(str, sorted(VAT_RATES))))
    if not 1 <= len(item.images) <= MOST_IMAGES:
        yield issue("images", "image_count", most=MOST_IMAGES, count=len(item.images))
    if not all(url.startswith("https://") for url in item.images):
        yield issue("images", "image_address")
    if any(price is not None and price.currency != CURRENCY for price in (item.price, item.list_price)):
        yield issue("price", "currency", currency=CURRENCY)
    if not all(key.removeprefix("attribute:").isdigit() for key in item.facts if key.startswith("attribute:")):
        yield issue("facts", "attribute_number")
    if item.quantity > LARGEST_QUANTITY:
        yield issue("quantity", "capped", most=LARGEST_QUANTITY, blocks=False)


def _prices(price: Money, list_price: Money | None) -> dict[str, Any]:
    before = list_price if list_price is not None and list_price.minor >= price.minor else price
    return {"salePrice": price.amount, "listPrice": before.amount}


def _fact(item: ListingItem, settings: Mapping[str, str], name: str) -> str:
    return item.facts.get(name) or settings.get(name, "")


def _attribute(number: int, value: str) -> dict[str, Any]:
    if value.isdigit():
        return {"attributeId": number, "attributeValueIds": [int(value)]}
    return {"attributeId": number, "attributeValue": value}
