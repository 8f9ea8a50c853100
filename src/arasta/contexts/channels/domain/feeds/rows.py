"""What stands in each row, in the words of its reader. The first columns say whose row it is."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date

from arasta.contexts.channels.domain.feeds.rules import RULES, is_gtin
from arasta.contexts.channels.types.feeds import Availability, FeedKind, FeedOffer, FeedTarget, StoreStock
from arasta.kernel.money import Money, exponent

Row = tuple[str, ...]

_GOOGLE = (
    "id", "title", "description", "link", "image_link", "additional_image_link", "availability", "availability_date",
    "price", "sale_price", "brand", "gtin", "mpn", "identifier_exists", "condition", "item_group_id", "color", "size",
    "material", "product_type", "shipping_weight", "expiration_date",
)  # fmt: skip
_META = (
    "id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand", "gtin",
    "mpn", "additional_image_link", "sale_price", "item_group_id", "color", "size", "material", "product_type",
    "quantity_to_sell_on_facebook", "shipping_weight", "status",
)  # fmt: skip
_PLAIN = (
    "id", "sku", "title", "description", "link", "images", "availability", "available_on", "quantity", "price",
    "price_before", "currency", "brand", "gtin", "mpn", "group", "options", "category", "weight_grams", "status",
)  # fmt: skip
_LOCAL = ("store_code", "id", "availability", "quantity", "price", "sale_price", "pickup_method", "pickup_sla")
_COLUMNS: Mapping[FeedTarget, Row] = {FeedTarget.GOOGLE: _GOOGLE, FeedTarget.META: _META, FeedTarget.PLAIN: _PLAIN}

KEYS = {FeedKind.PRODUCTS: 1, FeedKind.LOCAL: 2}
"""How many of the first columns say whose row it is."""

_META_AVAILABILITY = {
    Availability.IN_STOCK: "in stock",
    Availability.OUT_OF_STOCK: "out of stock",
    Availability.PREORDER: "preorder",
    Availability.BACKORDER: "available for order",
}
_MOST_IMAGES = 10
_FEW = 2
_LONG_AGO = "2000-01-01T00:00Z"
_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")


def columns(target: FeedTarget, kind: FeedKind) -> Row:
    """Return the columns of a feed."""
    return _LOCAL if kind is FeedKind.LOCAL else _COLUMNS[target]


def product_row(offer: FeedOffer, offer_id: str, target: FeedTarget) -> Row:
    """Write an offer whose price is known."""
    return _WRITERS[target](offer, offer_id)


def local_row(offer: FeedOffer, offer_id: str, stock: StoreStock, code: str) -> Row:
    """Write what a store has of an offer."""
    now, before = _prices(stock.price or offer.price, stock.compare_at)
    some = "limited_availability" if stock.quantity <= _FEW else "in_stock"
    word = some if stock.quantity > 0 else "out_of_stock"
    method, when = ("buy", "same_day") if stock.picks_up else ("not_supported", "")
    return (code, offer_id, word, str(max(stock.quantity, 0)), before or now, now if before else "", method, when)


def gone_row(target: FeedTarget, kind: FeedKind, offer_id: str, code: str) -> Row:
    """Write that an offer is not there any more, for readers of what changed."""
    said = {
        "id": offer_id,
        "store_code": code,
        "availability": "out of stock" if target is FeedTarget.META else "out_of_stock",
        "quantity": "0",
        "expiration_date": _LONG_AGO,
        "status": "archived" if target is FeedTarget.META else "deleted",
    }
    return tuple(said.get(column, "") for column in columns(target, kind))


def price_words(amount: Money) -> str:
    """Write an amount as feeds have it: `12.34 TRY`."""
    digits = exponent(amount.currency)
    if not digits:
        return f"{amount.minor} {amount.currency}"
    text = str(amount.minor).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]} {amount.currency}"


def plain_text(text: str) -> str:
    """Return a text without tags and entities."""
    if text.isprintable() and not ("<" in text or "&" in text or "  " in text):
        return text.strip()
    return _BLANKS.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def title_of(offer: FeedOffer, longest: int) -> str:
    """Return the title with the variant's options, if there is room for them."""
    full = f"{offer.title} - {offer.options_text}" if offer.options_text else offer.title
    return full if len(full) <= longest else offer.title


def description_of(offer: FeedOffer, target: FeedTarget) -> str:
    """Return the description as its reader takes it; without one, the title."""
    rules = RULES[target]
    text = offer.description if rules.keeps_html else plain_text(offer.description)
    if len(text) > rules.longest_description:
        text = text[: rules.longest_description - 1].rsplit(" ", 1)[0] + "…"
    return text or offer.title


def _prices(price: Money | None, compare_at: Money | None) -> tuple[str, str]:
    """Return the price that is asked, and the higher one before a reduction."""
    if price is None:
        return "", ""
    reduced = compare_at is not None and compare_at.currency == price.currency and compare_at.minor > price.minor
    return price_words(price), price_words(compare_at) if reduced and compare_at else ""


def _google(offer: FeedOffer, offer_id: str) -> Row:
    now, before = _prices(offer.price, offer.compare_at)
    gtin = offer.gtin if is_gtin(offer.gtin) else ""
    named = dict(offer.options)
    return (
        offer_id,
        title_of(offer, RULES[FeedTarget.GOOGLE].longest_title),
        description_of(offer, FeedTarget.GOOGLE),
        offer.link,
        offer.images[0],
        ",".join(offer.images[1 : _MOST_IMAGES + 1]),
        offer.availability,
        _moment(offer.available_on),
        before or now,
        now if before else "",
        offer.brand,
        gtin,
        offer.mpn,
        "" if gtin or (offer.mpn and offer.brand) else "no",
        "new",
        offer.group if offer.options else "",
        named.get("color", ""),
        named.get("size", ""),
        named.get("material", ""),
        offer.category,
        f"{offer.weight_grams} g" if offer.weight_grams else "",
        "",
    )


def _meta(offer: FeedOffer, offer_id: str) -> Row:
    now, before = _prices(offer.price, offer.compare_at)
    named = dict(offer.options)
    return (
        offer_id,
        title_of(offer, RULES[FeedTarget.META].longest_title),
        description_of(offer, FeedTarget.META),
        _META_AVAILABILITY[offer.availability],
        "new",
        before or now,
        offer.link,
        offer.images[0],
        offer.brand,
        offer.gtin if is_gtin(offer.gtin) else "",
        offer.mpn,
        ",".join(offer.images[1 : _MOST_IMAGES + 1]),
        now if before else "",
        offer.group if offer.options else "",
        named.get("color", ""),
        named.get("size", ""),
        named.get("material", ""),
        offer.category,
        str(max(offer.quantity, 0)),
        f"{offer.weight_grams} g" if offer.weight_grams else "",
        "active",
    )


def _plain(offer: FeedOffer, offer_id: str) -> Row:
    now, before = _prices(offer.price, offer.compare_at)
    return (
        offer_id,
        offer.sku,
        offer.title,
        description_of(offer, FeedTarget.PLAIN),
        offer.link,
        ",".join(offer.images),
        offer.availability,
        offer.available_on.isoformat() if offer.available_on else "",
        str(max(offer.quantity, 0)),
        now.partition(" ")[0],
        before.partition(" ")[0],
        now.partition(" ")[2],
        offer.brand,
        offer.gtin,
        offer.mpn,
        offer.group,
        offer.options_text,
        offer.category,
        str(offer.weight_grams or ""),
        "active",
    )


_WRITERS = {FeedTarget.GOOGLE: _google, FeedTarget.META: _meta, FeedTarget.PLAIN: _plain}


def _moment(day: date | None) -> str:
    return f"{day.isoformat()}T00:00Z" if day else ""


def key_of(row: Sequence[str], kind: FeedKind) -> tuple[str, ...]:
    """Return whose row it is."""
    return tuple(row[: KEYS[kind]])
