"""Items: submitted and accepted now, true a little later; what the marketplace shows of them, and what it holds."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arasta.twins.amazon import kinds, notices
from arasta.twins.amazon.moments import iso
from arasta.twins.amazon.types import AMAZONS_STOCK, CURRENCY, MARKETPLACE, OWN_STOCK, Books
from arasta.twins.store import take_numbers
from arasta.twins.wire import amount, decode, encode, minor_units

PUT, PATCH, DELETE = "put", "patch", "delete"
SHOUTED = {"code": "99300", "message": "The title is written in capital letters.", "severity": "ERROR"}
LONGEST_SHOUT = 6

Attributes = dict[str, Any]


def find(books: Books, sku: str) -> sqlite3.Row | None:
    """Return an item."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM item WHERE sku = ?", (sku,)).fetchone()
    return row


def submit(books: Books, sku: str, kind: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Accept a change, which takes effect later; or return what is wrong with it."""
    wrong = _problems(books, sku, kind, body)
    if not wrong:
        books.db.execute(
            "INSERT INTO change (sku, kind, body, ready_ms) VALUES (?, ?, ?, ?)",
            (sku, kind, encode(body).decode(), books.now_ms + books.settings.listing_delay_ms),
        )
        take_effect(books)
    return wrong


def problems(books: Books, sku: str, kind: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is wrong with a change that is only looked at."""
    return _problems(books, sku, kind, body)


def _problems(books: Books, sku: str, kind: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    if kind == DELETE:
        return []
    product_type = body.get("productType")
    if not isinstance(product_type, str) or not product_type:
        return [kinds.issue("4000001", "The product type is missing.", "productType", "INVALID_ATTRIBUTE")]
    if kind == PUT:
        attributes = body.get("attributes")
        given = attributes if isinstance(attributes, dict) else {}
        above = _first(given, "child_parent_sku_relationship", "parent_sku")
        if above is not None and not is_known(books, str(above)):
            text = f"The parent {above} does not exist."
            return [kinds.issue("8007", text, "child_parent_sku_relationship", "INVALID_ATTRIBUTE")]
        return kinds.problems(given, offer_only=body.get("requirements") == "LISTING_OFFER_ONLY")
    if not is_known(books, sku):
        return [kinds.issue("4000003", f"The SKU {sku} does not exist.", "sku", "INVALID_ATTRIBUTE")]
    patched = _patched({}, body.get("patches"))
    return kinds.problems(patched, offer_only=True) if patched is not None else [kinds.BAD_PATCH]


def is_known(books: Books, sku: str) -> bool:
    """Tell whether an item is there or about to be."""
    waiting = books.db.execute("SELECT kind FROM change WHERE sku = ? ORDER BY id DESC LIMIT 1", (sku,)).fetchone()
    if waiting is not None:
        return bool(waiting["kind"] != DELETE)
    return find(books, sku) is not None


def take_effect(books: Books) -> None:
    """Let the changes whose time has come be true, in the order they were sent."""
    due = books.db.execute("SELECT * FROM change WHERE ready_ms <= ? ORDER BY id", (books.now_ms,)).fetchall()
    for row in due:
        _apply(books, row["sku"], row["kind"], decode(row["body"]))
    books.db.executemany("DELETE FROM change WHERE id = ?", [(row["id"],) for row in due])


def _apply(books: Books, sku: str, kind: str, body: Mapping[str, Any]) -> None:
    before = find(books, sku)
    if kind == DELETE:
        books.db.execute("DELETE FROM item WHERE sku = ?", (sku,))
        if before is not None:
            _tell_status(books, sku, before["asin"], [])
        return
    known: Attributes = decode(before["attributes"]) if before else {}
    patched = dict(body["attributes"]) if kind == PUT else _patched(known, body.get("patches")) or known
    product_type = str(body["productType"])
    if kind == PATCH and before is not None:
        product_type = before["product_type"]
    _write(books, sku, product_type, patched, before)


def _write(books: Books, sku: str, product_type: str, attributes: Attributes, before: sqlite3.Row | None) -> None:
    number = before["number"] if before else take_numbers(books.db, "item", 1)
    asin = _first(attributes, "merchant_suggested_asin", "value") or (before["asin"] if before else "")
    quantity, is_held = _availability(attributes)
    title = str(_first(attributes, "item_name", "value") or (before["title"] if before else sku))
    known = before["held"] if before is not None else None
    held = (books.settings.first_held if known is None else known) if is_held else None
    row = {
        "sku": sku,
        "number": number,
        "product_type": product_type,
        "asin": asin or f"B0{books.digest(f'asin {number}')[:8].upper()}",
        "attributes": encode(attributes).decode(),
        "title": title,
        "picture": str(_first(attributes, "main_product_image_locator", "media_location") or ""),
        "quantity": quantity,
        "held": held,
        "price_minor": _price(attributes),
        "list_minor": minor_units(_first(attributes, "list_price", "value_with_tax")),
        "issues": encode([SHOUTED] if title.isupper() and len(title) > LONGEST_SHOUT else []).decode(),
        "created_ms": before["created_ms"] if before else books.now_ms,
        "updated_ms": books.now_ms,
    }
    books.db.execute(f"INSERT OR REPLACE INTO item VALUES ({', '.join(f':{name}' for name in row)})", row)  # noqa: S608
    after = find(books, sku)
    if after is not None and (before is None or status_of(before) != status_of(after)):
        _tell_status(books, sku, after["asin"], status_of(after))
    if held is not None and known is None:
        tell_held(books, [sku])
    if row["issues"] != "[]":
        payload = {"SellerId": "", "MarketplaceId": MARKETPLACE, "Asin": row["asin"], "Sku": sku}
        notices.announce(books, notices.LISTING_ISSUES, sku, payload | {"Severities": ["ERROR"]})


def _tell_status(books: Books, sku: str, asin: str, status: Sequence[str]) -> None:
    seller = books.db.execute("SELECT id FROM seller LIMIT 1").fetchone()
    payload = {
        "SellerId": seller["id"] if seller else "",
        "MarketplaceId": MARKETPLACE,
        "Asin": asin,
        "Sku": sku,
        "CreatedDate": iso(books.now_ms),
        "Status": list(status),
    }
    notices.announce(books, notices.LISTING_STATUS, sku, payload)


def _patched(attributes: Attributes, patches: Any) -> Attributes | None:
    """Return attributes after patches; None when they are no patches."""
    result = dict(attributes)
    if not isinstance(patches, list) or not patches:
        return None
    for patch in patches:
        path = patch.get("path") if isinstance(patch, dict) else None
        if not isinstance(path, str) or not path.startswith("/attributes/"):
            return None
        name = path.removeprefix("/attributes/")
        if patch.get("op") == "delete":
            result.pop(name, None)
        elif isinstance(patch.get("value"), list):
            result[name] = patch["value"]
        else:
            return None
    return result


def _first(attributes: Attributes, name: str, key: str) -> Any:
    values = attributes.get(name)
    first = values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}
    return first.get(key)


def _availability(attributes: Attributes) -> tuple[int | None, bool]:
    """Return our own quantity, and whether Amazon holds units too."""
    values = attributes.get("fulfillment_availability")
    said = {one.get("fulfillment_channel_code"): one.get("quantity") for one in values or () if isinstance(one, dict)}
    own = said.get(OWN_STOCK)
    return (own if isinstance(own, int) else None), any(code != OWN_STOCK for code in said)


def _price(attributes: Attributes) -> int | None:
    offer = _first(attributes, "purchasable_offer", "our_price")
    try:
        return minor_units(offer[0]["schedule"][0]["value_with_tax"])
    except (KeyError, IndexError, TypeError):
        return None


def hold(books: Books, sku: str, units: int) -> None:
    """Let Amazon hold so many units of an item, which it then ships itself."""
    row = find(books, sku)
    if row is None:
        return
    attributes = decode(row["attributes"])
    attributes["fulfillment_availability"] = [{"fulfillment_channel_code": AMAZONS_STOCK}]
    books.db.execute(
        "UPDATE item SET held = ?, quantity = NULL, attributes = ?, updated_ms = ? WHERE sku = ?",
        (units, encode(attributes).decode(), books.now_ms, sku),
    )
    tell_held(books, [sku])


def tell_held(books: Books, skus: Iterable[str]) -> None:
    """Leave notices of what Amazon holds now."""
    for sku in skus:
        row = find(books, sku)
        if row is None or row["held"] is None:
            continue
        there = {
            "InboundQuantityBreakdown": {"Working": 0, "Shipped": 0, "Receiving": 0},
            "Fulfillable": row["held"],
            "Unfulfillable": 0,
            "Researching": 0,
            "ReservedQuantityBreakdown": {"WarehouseProcessing": 0, "WarehouseTransfer": 0, "PendingCustomerOrder": 0},
            "FutureSupplyBuyable": 0,
            "PendingCustomerOrderInTransit": 0,
        }
        places = [{"MarketplaceId": MARKETPLACE, "ItemName": row["title"], "FulfillmentInventory": there}]
        payload = {"SellerId": "", "FNSKU": f"X00{row['number']:07}", "ASIN": row["asin"], "SKU": sku}
        notices.announce(books, notices.HELD_CHANGE, sku, payload | {"FulfillmentInventoryByMarketplace": places})


def left(row: sqlite3.Row) -> int:
    """Return how many a customer can buy."""
    return int(row["held"] if row["held"] is not None else row["quantity"] or 0)


def status_of(row: sqlite3.Row) -> list[str]:
    """Say whether customers find an item and can buy it."""
    if row["issues"] != "[]" or row["price_minor"] is None:
        return []
    return ["BUYABLE", "DISCOVERABLE"] if left(row) > 0 else ["DISCOVERABLE"]


def shown(books: Books, row: sqlite3.Row) -> dict[str, Any]:
    """Show an item the way the interface does."""
    summary: dict[str, Any] = {
        "marketplaceId": MARKETPLACE,
        "asin": row["asin"],
        "productType": row["product_type"],
        "conditionType": "new_new",
        "status": status_of(row),
        "itemName": row["title"],
        "createdDate": iso(row["created_ms"]),
        "lastUpdatedDate": iso(row["updated_ms"]),
    }
    if row["picture"]:
        summary["mainImage"] = {"link": row["picture"], "height": 1000, "width": 1000}
    body: dict[str, Any] = {
        "sku": row["sku"],
        "summaries": [summary],
        "attributes": decode(row["attributes"]),
        "issues": [one | {"categories": ["INVALID_ATTRIBUTE"]} for one in decode(row["issues"])],
        "offers": [],
        "fulfillmentAvailability": [],
    }
    if row["price_minor"] is not None:
        price = {"currencyCode": CURRENCY, "amount": str(amount(row["price_minor"]))}
        body["offers"] = [{"marketplaceId": MARKETPLACE, "offerType": "B2C", "price": price}]
    if row["quantity"] is not None:
        own = {"fulfillmentChannelCode": OWN_STOCK, "quantity": row["quantity"]}
        body["fulfillmentAvailability"].append(own)
    if row["held"] is not None:
        body["fulfillmentAvailability"].append({"fulfillmentChannelCode": AMAZONS_STOCK})
    return body
