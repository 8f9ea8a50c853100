"""Ours to theirs and back: products, changes of them, what stores have. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arasta.connectors.google import documents
from arasta.connectors.google.account import Merchant
from arasta.contexts.channels.types import Issue, ListingItem, OfferItem
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.money import Money, exponent

LONGEST = {"external_id": 50, "title": 150, "description": 5000, "link": 2000}
MOST_IMAGES = 11
MICRO_DIGITS = 6
FEW = 2
DISAPPROVED = "DISAPPROVED"
_STOCK = ("productAttributes.availability", "productAttributes.sellOnGoogleQuantity")
_PRICES = ("productAttributes.price", "productAttributes.salePrice")
_GTIN_LENGTHS = (8, 12, 13, 14)


def whole(item: ListingItem, merchant: Merchant) -> dict[str, Any]:
    """Write a product; `check` has found nothing that blocks it."""
    gtin = item.barcode if len(item.barcode) in _GTIN_LENGTHS and item.barcode.isdigit() else ""
    named = {key.lower(): value for key, value in item.options.items()}
    attributes: dict[str, Any] = {
        "title": item.title,
        "description": item.description,
        "link": item.link,
        "imageLink": item.images[0],
        "additionalImageLinks": list(item.images[1:MOST_IMAGES]),
        **_stock(item.quantity),
        **_prices(item.price, item.list_price),
        "brand": item.brand,
        "gtins": [gtin] if gtin else [],
        "identifierExists": bool(gtin),
        "condition": "NEW",
        "itemGroupId": item.group if item.options else "",
        "color": named.get("color", ""),
        "size": named.get("size", ""),
        "productTypes": [item.category] if item.category else [],
    }
    body: dict[str, Any] = {
        "offerId": item.external_id,
        "contentLanguage": merchant.language,
        "feedLabel": merchant.label,
        "productAttributes": {key: value for key, value in attributes.items() if value not in ("", [])},
    }
    return body | ({"versionNumber": str(item.version)} if item.version else {})


def change(item: OfferItem, merchant: Merchant) -> tuple[dict[str, Any], Sequence[str]]:
    """Write what changed of a product, with the names of the fields that it is about."""
    attributes: dict[str, Any] = {}
    fields: list[str] = []
    if item.quantity is not None:
        attributes |= _stock(item.quantity)
        fields += _STOCK
    if item.price is not None:
        attributes |= _prices(item.price, item.list_price)
        fields += _PRICES
    body = {
        "offerId": item.external_id,
        "contentLanguage": merchant.language,
        "feedLabel": merchant.label,
        "productAttributes": attributes,
    }
    return body, fields


def at_stores(item: OfferItem) -> Iterator[dict[str, Any]]:
    """Write what each store has."""
    for code, units in item.at_places.items():
        some = "LIMITED_AVAILABILITY" if units <= FEW else "IN_STOCK"
        attributes = {
            "availability": some if units > 0 else "OUT_OF_STOCK",
            "quantity": str(max(units, 0)),
            "pickupMethod": "BUY",
            "pickupSla": "SAME_DAY",
        }
        yield {"storeCode": code, "localInventoryAttributes": attributes}


def price(amount: Money) -> dict[str, str]:
    """Write an amount in millionths."""
    return {
        "amountMicros": str(amount.minor * 10 ** (MICRO_DIGITS - exponent(amount.currency))),
        "currencyCode": amount.currency,
    }


def money(given: documents.Price | None) -> Money | None:
    """Read an amount; one finer than its currency has no place here."""
    if given is None or not given.amount_micros.isdigit() or len(given.currency_code) != 3:
        return None
    minor, rest = divmod(int(given.amount_micros), 10 ** (MICRO_DIGITS - exponent(given.currency_code)))
    return None if rest else Money(minor, given.currency_code)


def shown(item: ListingItem) -> Shown:
    """Say how a product is shown: the pictures are fetched from where we said."""
    return Shown(
        title=item.title, description=item.description, category=item.category, images=item.images[:MOST_IMAGES]
    )


def seen(product: documents.Product) -> SeenListing:
    """Read what is shown, and what Google finds wrong with it."""
    shown, status = product.product_attributes, product.product_status
    worst = [one for one in status.item_level_issues if one.severity == DISAPPROVED]
    issue = next(iter([*worst, *status.item_level_issues]), None)
    sale, full = money(shown.sale_price), money(shown.price)
    units = shown.sell_on_google_quantity
    return SeenListing(
        external_id=product.offer_id,
        state=_state(status, is_refused=bool(worst)),
        sku=product.offer_id,
        barcode=next(iter(shown.gtins), ""),
        group=shown.item_group_id,
        title=shown.title,
        description=shown.description,
        category=next(iter(shown.product_types), ""),
        price=sale or full,
        list_price=full if sale else None,
        quantity=int(units) if units.isdigit() else None,
        images=tuple(one for one in (shown.image_link, *shown.additional_image_links) if one),
        url=shown.link,
        problem_code=issue.code if issue else "",
        problem=_sentence(issue) if issue else "",
        version=int(product.version_number) if product.version_number.isdigit() else 0,
    )


def check(item: ListingItem, merchant: Merchant) -> Iterator[Issue]:
    """Name the rules that a product breaks."""
    texts: Mapping[str, str] = {
        "external_id": item.external_id,
        "title": item.title,
        "description": item.description,
        "link": item.link,
    }
    for name, text in texts.items():
        if not 0 < len(text.strip()) <= len(text) <= LONGEST[name]:
            yield issue(name, "length", most=LONGEST[name], count=len(text))
    if not item.images:
        yield issue("images", "image_missing")
    if not all(url.startswith(("https://", "http://")) for url in (item.link, *item.images) if url):
        yield issue("images", "image_address")
    if item.price.currency != merchant.currency or item.price.minor <= 0:
        yield issue("price", "price", currency=merchant.currency)
    if not item.brand:
        yield issue("brand", "brand_missing", blocks=False)


def _stock(quantity: int) -> dict[str, str]:
    return {
        "availability": "IN_STOCK" if quantity > 0 else "OUT_OF_STOCK",
        "sellOnGoogleQuantity": str(max(quantity, 0)),
    }


def _prices(now: Money, before: Money | None) -> dict[str, Any]:
    if before is not None and before.currency == now.currency and before.minor > now.minor:
        return {"price": price(before), "salePrice": price(now)}
    return {"price": price(now)}


def _state(status: documents.ProductStatus, *, is_refused: bool) -> SeenState:
    if is_refused:
        return SeenState.REJECTED
    if any(one.approved_countries for one in status.destination_statuses):
        return SeenState.ACTIVE
    return SeenState.PENDING


def _sentence(issue: documents.Issue) -> str:
    said = issue.description or issue.detail or issue.code
    return f"{issue.attribute}: {said}" if issue.attribute else said
