"""Variation families: the parent that Amazon shows once, and the children that are bought. Pure.

A product whose variants differ in options becomes a family where its kind has a theme of exactly those: Amazon's schema
of the kind names the themes. The parent has a SKU of its own and no offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.connectors.amazon import offers
from arasta.connectors.amazon.account import Shop
from arasta.contexts.channels.types import ListingItem

PARENT = "-PARENT"
LEVEL, RELATION, THEME = "parentage_level", "child_parent_sku_relationship", "variation_theme"
LONGEST_GROUP = offers.LONGEST["sku"] - len(PARENT)
# What people call an axis in the languages of listings, and Amazon's attribute for it.
AXES = {
    "color": ("color", "colour", "renk", "цвет"),
    "size": ("size", "beden", "numara", "boy", "размер"),
    "style": ("style", "model", "stil", "модель", "стиль"),
    "material": ("material", "malzeme", "материал"),
    "pattern": ("pattern", "desen", "узор"),
    "scent": ("scent", "koku", "аромат"),
}
_ATTRIBUTES = {word: axis for axis, words in AXES.items() for word in words}
_OF_THE_OFFER = (
    "fulfillment_availability",
    "purchasable_offer",
    "list_price",
    "externally_assigned_product_identifier",
)

Schema = Mapping[str, Any]
Attributes = dict[str, Any]


def axes_of(item: ListingItem) -> dict[str, str]:
    """Return what tells a variant apart, by Amazon's attributes; nothing where an option has none."""
    found = {_ATTRIBUTES.get(name.strip().casefold(), ""): value for name, value in item.options.items()}
    return {} if "" in found or len(found) < len(item.options) else found


def theme_of(item: ListingItem, schema: Schema | None) -> str:
    """Return the theme of a variant's family, as its kind spells it; nothing where it belongs to none."""
    axes = set(axes_of(item))
    if not axes or not 0 < len(item.group) <= LONGEST_GROUP or item.facts.get("asin"):
        return ""
    return next((one for one in _themes(schema) if set(one.lower().split("/")) == axes), "")


def parent_sku(item: ListingItem) -> str:
    """Return the SKU of a variant's parent."""
    return item.group + PARENT


def as_child(attributes: Attributes, item: ListingItem, theme: str, shop: Shop) -> Attributes:
    """Say of a variant whose child it is, and what tells it apart."""
    market = {"marketplace_id": shop.marketplace_id}
    relation = {"child_relationship_type": "variation", "parent_sku": parent_sku(item), **market}
    apart = {axis: [{"value": value, "language_tag": shop.language, **market}] for axis, value in axes_of(item).items()}
    return {
        **apart,
        **attributes,
        LEVEL: [{"value": "child", **market}],
        RELATION: [relation],
        THEME: _theme(theme, shop),
    }


def parent(items: Sequence[ListingItem], theme: str, shop: Shop) -> dict[str, Any]:
    """Write the parent of variants: what they share, and no offer."""
    first = items[0]
    own = offers.attributes_of(first, shop)
    apart = {*_OF_THE_OFFER, *axes_of(first)}
    shared = {name: value for name, value in own.items() if name not in apart}
    level = [{"value": "parent", "marketplace_id": shop.marketplace_id}]
    attributes = {**shared, LEVEL: level, THEME: _theme(theme, shop)}
    return {
        "productType": offers.product_type(first, shop),
        "requirements": offers.WHOLE,
        "attributes": attributes,
    }


def is_parent(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a listing is a parent: nobody can buy it."""
    levels = attributes.get(LEVEL)
    return isinstance(levels, list) and any(isinstance(one, dict) and one.get("value") == "parent" for one in levels)


def _theme(theme: str, shop: Shop) -> list[dict[str, Any]]:
    return [{"name": theme, "marketplace_id": shop.marketplace_id}]


def _themes(schema: Schema | None) -> list[str]:
    try:
        names = (schema or {})["properties"][THEME]["items"]["properties"]["name"]["enum"]
    except (KeyError, TypeError):
        return []
    return [one for one in names if isinstance(one, str)]
