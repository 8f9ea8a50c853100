"""The kinds of products: their schema, and what a submission breaks of it."""

from collections.abc import Mapping
from typing import Any

REQUIRED = ("item_name", "condition_type", "product_description", "main_product_image_locator")
LONGEST = {"item_name": 200, "product_description": 2000, "brand": 100, "bullet_point": 500}
MOST_POINTS = 5
LARGEST_QUANTITY = 10_000_000


def issue(code: str, message: str, name: str, category: str) -> dict[str, Any]:
    """Write an issue of a submission."""
    return {"code": code, "message": message, "severity": "ERROR", "attributeNames": [name], "categories": [category]}


BAD_PATCH = issue("4000004", "The patches cannot be applied.", "patches", "INVALID_ATTRIBUTE")


def schema(product_type: str) -> dict[str, Any]:
    """Return the schema of a kind of product; all kinds have the same one here."""
    fields = {name: _texts(longest) for name, longest in LONGEST.items()}
    fields["bullet_point"]["maxUniqueItems"] = MOST_POINTS
    fields["condition_type"] = {
        "type": "array",
        "items": {"type": "object", "properties": {"value": {"type": "string", "enum": ["new_new", "used_good"]}}},
    }
    fields["variation_theme"] = {
        "type": "array",
        "items": {"type": "object", "properties": {"name": {"type": "string", "enum": THEMES}}},
    }
    return {
        "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
        "title": product_type,
        "type": "object",
        "required": list(REQUIRED),
        "properties": fields,
    }


THEMES = ["COLOR", "SIZE", "SIZE/COLOR", "SIZE/MATERIAL"]


def _texts(longest: int) -> dict[str, Any]:
    value = {"type": "string", "maxLength": longest}
    return {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {"value": value}}}


def problems(attributes: Mapping[str, Any], *, offer_only: bool) -> list[dict[str, Any]]:
    """Return what attributes break; an offer on a known product needs none of the product's own."""
    missing = [name for name in REQUIRED if not attributes.get(name)]
    found = [
        issue("90220", f"'{name}' is required but not supplied.", name, "MISSING_ATTRIBUTE")
        for name in ([] if offer_only else missing)
    ]
    for name, longest in LONGEST.items():
        if any(len(str(one.get("value", ""))) > longest for one in _objects(attributes.get(name))):
            text = f"The value of '{name}' is longer than {longest} characters."
            found.append(issue("90225", text, name, "INVALID_ATTRIBUTE"))
    for one in _objects(attributes.get("fulfillment_availability")):
        quantity = one.get("quantity", 0)
        if isinstance(quantity, bool) or not isinstance(quantity, int) or not 0 <= quantity <= LARGEST_QUANTITY:
            name = "fulfillment_availability"
            found.append(issue("90117", "The quantity is no whole number.", name, "INVALID_ATTRIBUTE"))
    return found


def _objects(values: Any) -> list[dict[str, Any]]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
