"""What the catalog makes of a product: required fields, right prices, plain descriptions."""

import re
from collections.abc import Mapping
from typing import Any

from arasta.twins.offers import Issue, is_gtin

REQUIRED = ("title", "description", "availability", "condition", "price", "link", "image_link")
AVAILABILITY = frozenset(
    {"in stock", "out of stock", "available for order", "preorder", "discontinued", "mark_as_sold", "pending"}
)
_PRICE = re.compile(r"\d+(\.\d{1,3})? [A-Z]{3}")
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")
LONGEST_TITLE = 200


def missing(data: Mapping[str, Any]) -> list[str]:
    """Name the required fields that a new product lacks."""
    return [name for name in REQUIRED if not data.get(name)]


def fields_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Read a row of a feed as a batch would carry it."""
    data: dict[str, Any] = dict(row)
    if data.get("additional_image_link"):
        data["additional_image_link"] = str(data["additional_image_link"]).split(",")
    units = str(data.get("quantity_to_sell_on_facebook", ""))
    if units.isdigit():
        data["quantity_to_sell_on_facebook"] = int(units)
    data["availability"] = str(data.get("availability", "")).replace("_", " ")
    return data


def judge(sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Issue]]:
    """Return what is shown of a product, and what is wrong with it."""
    shown = dict(sent)
    shown["title"] = " ".join(str(sent.get("title", "")).split())[:LONGEST_TITLE]
    issues = [Issue(name, "missing_required_field", f"A required field is missing: {name}") for name in missing(sent)]
    price, sale = str(sent.get("price", "")), str(sent.get("sale_price") or "")
    issues += [
        Issue(name, "invalid_price", f"The {name} is not an amount with a currency")
        for name, text in (("price", price), ("sale_price", sale))
        if text and not _PRICE.fullmatch(text)
    ]
    if sent.get("availability") and sent["availability"] not in AVAILABILITY:
        issues.append(Issue("availability", "invalid_value", "The availability is not one of the known words"))
    if _TAG.search(str(sent.get("description", ""))):
        issues.append(Issue("description", "html_in_description", "The description contains HTML"))
    gtin = str(sent.get("gtin") or "")
    if not any(sent.get(name) for name in ("brand", "gtin", "mpn")):
        issues.append(Issue("brand", "missing_identifier", "A brand, a GTIN or an MPN is needed"))
    elif gtin and not is_gtin(gtin):
        issues.append(Issue("gtin", "invalid_gtin", "The GTIN is not valid", refused=False))
    return shown, issues
