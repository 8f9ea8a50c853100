"""What is made of a product: tidied up, put under a category, and found wrong or right."""

import re
from collections.abc import Mapping
from typing import Any

from arasta.twins.offers import Issue, is_gtin

LONGEST_TITLE = 150
LONGEST_DESCRIPTION = 5000
MICROS = 1_000_000
_AVAILABILITY = frozenset({"IN_STOCK", "OUT_OF_STOCK", "PREORDER", "BACKORDER", "LIMITED_AVAILABILITY"})
_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
_AMOUNT = re.compile(r"(\d+)(?:\.(\d{1,6}))? ([A-Z]{3})")

_FROM_FEED = {
    "title": "title",
    "description": "description",
    "link": "link",
    "image_link": "imageLink",
    "brand": "brand",
    "item_group_id": "itemGroupId",
    "color": "color",
    "size": "size",
    "material": "material",
}


def attributes_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Read a row of a feed as the attributes that a call would carry."""
    found: dict[str, Any] = {ours: row[theirs] for theirs, ours in _FROM_FEED.items() if row.get(theirs)}
    if row.get("additional_image_link"):
        found["additionalImageLinks"] = row["additional_image_link"].split(",")
    if row.get("availability"):
        found["availability"] = row["availability"].upper()
    if row.get("product_type"):
        found["productTypes"] = [row["product_type"]]
    if row.get("gtin"):
        found["gtins"] = [row["gtin"]]
    if row.get("identifier_exists"):
        found["identifierExists"] = row["identifier_exists"] != "no"
    for theirs, ours in (("price", "price"), ("sale_price", "salePrice")):
        amount = price_of(row.get(theirs, ""))
        if amount:
            found[ours] = amount
    return found


def price_of(text: str) -> dict[str, str] | None:
    """Read `12.34 TRY`."""
    match = _AMOUNT.fullmatch(text)
    if not match:
        return None
    whole, part, currency = match.groups()
    return {"amountMicros": str(int(whole) * MICROS + int((part or "").ljust(6, "0"))), "currencyCode": currency}


def judge(sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Issue]]:
    """Return what is shown of a product, and what is wrong with it."""
    shown = dict(sent)
    issues: list[Issue] = []
    title = _BLANKS.sub(" ", str(sent.get("title", ""))).strip()
    shown["title"] = title[:LONGEST_TITLE]
    shown["description"] = _BLANKS.sub(" ", _TAG.sub(" ", str(sent.get("description", "")))).strip()[
        :LONGEST_DESCRIPTION
    ]
    shown["googleProductCategory"] = "Home & Garden"
    for name, code in (("title", "item_missing_required_attribute"), ("link", "item_missing_required_attribute")):
        if not sent.get(name):
            issues.append(Issue(name, code, f"Missing value [{name}]"))
    if not sent.get("imageLink"):
        issues.append(Issue("image link", "image_link_missing", "Missing image [image link]"))
    issues += _of_price(sent)
    issues += _of_identity(sent)
    if len(title) > LONGEST_TITLE:
        issues.append(Issue("title", "title_too_long", "Text too long [title]: it was cut", refused=False))
    return shown, issues


def _of_price(sent: Mapping[str, Any]) -> list[Issue]:
    price, sale = sent.get("price"), sent.get("salePrice")
    if not isinstance(price, Mapping) or int(price.get("amountMicros", "0")) <= 0:
        return [Issue("price", "item_missing_required_attribute", "Missing value [price]")]
    if isinstance(sale, Mapping) and int(sale.get("amountMicros", "0")) >= int(price["amountMicros"]):
        return [Issue("sale price", "sale_price_too_high", "Sale price is not below the price", refused=False)]
    if sent.get("availability") not in _AVAILABILITY:
        return [Issue("availability", "item_missing_required_attribute", "Missing value [availability]")]
    return []


def _of_identity(sent: Mapping[str, Any]) -> list[Issue]:
    gtins = sent.get("gtins") or []
    if any(not is_gtin(str(one)) for one in gtins):
        return [Issue("gtin", "invalid_gtin", "Invalid value [gtin]")]
    if not gtins and sent.get("identifierExists", True):
        text = "Limited performance due to missing identifiers [gtin, mpn, brand]"
        return [Issue("gtin", "missing_gtin", text, refused=False)]
    return []
