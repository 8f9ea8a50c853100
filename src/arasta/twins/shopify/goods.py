"""Products, variants and what is available of them where."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.shopify import search
from arasta.twins.shopify.desk import Desk, Row, Wrong, instant, paged, user_error
from arasta.twins.shopify.types import Books, gid, number_of
from arasta.twins.wire import decode, encode

HIGHEST = 1_000_000_000
_SEARCHED = frozenset({"sku", "updated_at", "id", "product_id"})
_VARIANTS = (
    "SELECT v.*, p.handle, p.title, p.html, p.status, p.image, p.published, p.updated_ms AS product_ms "
    "FROM variant v JOIN product p ON p.id = v.product_id "
)


def variant_rows(books: Books, ids: Sequence[int]) -> dict[int, Row]:
    """Return variants with their products, by id."""
    marks = ", ".join("?" * len(ids))
    rows = books.db.execute(f"{_VARIANTS} WHERE v.id IN ({marks})", list(ids))
    return {row["id"]: row for row in rows}


def search_variants(desk: Desk, first: int, after: str | None, query: str | None) -> dict[str, Any]:
    """Return a page of variants by id."""
    terms = search.read(query, _SEARCHED)
    skus, since = search.values_of(terms, "sku"), search.least(terms, "updated_at")
    if desk.books.strikes(Fault.CURSOR_EXPIRED) and after:
        raise Wrong("Invalid cursor for current pagination sort.")
    rows = desk.books.db.execute(
        _VARIANTS + "WHERE v.id > ? AND (? = 0 OR v.sku IN (SELECT value FROM json_each(?))) "  # noqa: S608 - no value is in it
        "AND v.updated_ms >= ? ORDER BY v.id LIMIT ?",
        (int(after or 0), len(skus), _texts(skus), instant(since) if since else 0, first + 1),
    ).fetchall()
    return paged(rows, lambda row: write_variant(desk, row), first=first, cursor=lambda row: str(row["id"]))


def count_variants(desk: Desk, limit: int | None) -> dict[str, Any]:
    """Count the variants, not further than to a limit."""
    count = int(desk.books.db.execute("SELECT count(*) FROM variant").fetchone()[0])
    if limit is not None and count >= limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


def _texts(values: Sequence[str]) -> str:
    return encode(list(values)).decode()


def write_variant(desk: Desk, row: Row) -> dict[str, Any]:
    """Write a variant as the schema has it."""
    options = decode(row["options"])
    return {
        "__typename": "ProductVariant",
        "id": gid("ProductVariant", row["id"]),
        "sku": row["sku"] or None,
        "barcode": row["barcode"] or None,
        "title": " / ".join(options.values()) or "Default Title",
        "price": desk.price(row["price_minor"]),
        "compareAtPrice": desk.price(row["compare_minor"]),
        "selectedOptions": [{"name": name, "value": value} for name, value in options.items()]
        or [{"name": "Title", "value": "Default Title"}],
        "product": lambda info: write_product(desk, product_row(desk.books, row["product_id"])),
        "inventoryItem": lambda info: write_item(desk, row["item_id"]),
    }


def product_row(books: Books, product_id: int) -> Row | None:
    """Return a product."""
    found: Row | None = books.db.execute(
        "SELECT p.*, k.kind FROM product p LEFT JOIN product_kind k ON k.product_id = p.id WHERE p.id = ?",
        (product_id,),
    ).fetchone()
    return found


def pictures(row: Row) -> list[str]:
    """Return the addresses of a product's pictures: they are kept one a line."""
    return str(row["image"]).splitlines()


def write_product(desk: Desk, row: Row | None) -> dict[str, Any] | None:
    """Write a product as the schema has it."""
    if row is None:
        return None
    media = [
        {
            "preview": {"image": {"url": url}},
            "__typename": "MediaImage",
            "id": gid("MediaImage", row["id"] * 100 + place),
        }
        for place, url in enumerate(pictures(row))
    ]
    return {
        "__typename": "Product",
        "id": gid("Product", row["id"]),
        "handle": row["handle"],
        "title": row["title"],
        "descriptionHtml": row["html"],
        "status": row["status"],
        "updatedAt": desk.time(row["updated_ms"]),
        "onlineStoreUrl": f"https://{desk.shop['domain']}/products/{row['handle']}" if row["published"] else None,
        "productType": row["kind"] or "",
        "featuredMedia": media[0] if media else None,
        "media": lambda info, first=None: {"nodes": media[:first]},
        "variants": lambda info, first=None: variants_of(desk, row["id"], first),
    }


def variants_of(desk: Desk, product_id: int, first: int | None) -> dict[str, Any]:
    """Return a product's variants."""
    rows = desk.books.db.execute(f"{_VARIANTS} WHERE v.product_id = ? ORDER BY v.id", (product_id,)).fetchall()
    return paged(
        rows, lambda row: write_variant(desk, row), first=first or len(rows), cursor=lambda row: str(row["id"])
    )


def write_item(desk: Desk, item_id: int) -> dict[str, Any]:
    """Write an inventory item with its levels."""

    def levels(info: object, first: int | None = None) -> dict[str, Any]:
        rows = desk.books.db.execute("SELECT * FROM level WHERE item_id = ? ORDER BY place_id", (item_id,)).fetchall()
        return paged(rows, _write_level, first=first or len(rows), cursor=lambda row: str(row["place_id"]))

    def level(info: object, locationId: str) -> dict[str, Any] | None:  # noqa: N803 - the argument's own name
        place = number_of(locationId, "Location")
        row = desk.books.db.execute(
            "SELECT * FROM level WHERE item_id = ? AND place_id = ?", (item_id, place)
        ).fetchone()
        return _write_level(row) if row else None

    return {
        "__typename": "InventoryItem",
        "id": gid("InventoryItem", item_id),
        "inventoryLevels": levels,
        "inventoryLevel": level,
    }


def _write_level(row: Row) -> dict[str, Any]:
    mark = f"{row['item_id']}?location={row['place_id']}"

    def quantities(info: object, names: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {"id": gid("InventoryQuantity", f"{mark}&name={name}"), "name": name, "quantity": row["available"]}
            for name in names
            if name in {"available", "on_hand"}
        ]

    location = {"id": gid("Location", row["place_id"])}
    return {"id": gid("InventoryLevel", mark), "location": location, "quantities": quantities}


def set_quantities(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Set absolute quantities, all or none: one that is wrong or stale stops all."""
    errors = (
        []
        if given["name"] in {"available", "on_hand"}
        else [user_error(["input", "name"], "Invalid name.", "INVALID_NAME")]
    )
    spoiled = desk.books.strikes(Fault.PARTIAL_BATCH)
    for index, one in enumerate(given["quantities"]):
        problem = _problem(desk.books, one)
        if spoiled and index % 2 == 0:
            problem = ("The inventory item could not be found.", "INVALID_INVENTORY_ITEM")
        if problem:
            errors.append(user_error(["input", "quantities", index, "quantity"], *problem))
    if not errors:
        for one in given["quantities"]:
            desk.books.db.execute(
                "UPDATE level SET available = ? WHERE item_id = ? AND place_id = ?",
                (one["quantity"], *_spot(one)),
            )
    return {"userErrors": errors}


def _spot(one: Mapping[str, Any]) -> tuple[int, int]:
    return number_of(one["inventoryItemId"], "InventoryItem"), number_of(one["locationId"], "Location")


def _problem(books: Books, one: Mapping[str, Any]) -> tuple[str, str] | None:
    if "changeFromQuantity" not in one:
        return "changeFromQuantity must be passed, even if it is null.", "COMPARE_QUANTITY_REQUIRED"
    if abs(one["quantity"]) > HIGHEST:
        word = "HIGH" if one["quantity"] > 0 else "LOW"
        return f"The quantity is too {word.lower()}.", f"INVALID_QUANTITY_TOO_{word}"
    item, place = _spot(one)
    if books.db.execute("SELECT 1 FROM place WHERE id = ?", (place,)).fetchone() is None:
        return "The specified location could not be found.", "INVALID_LOCATION"
    row = books.db.execute("SELECT available FROM level WHERE item_id = ? AND place_id = ?", (item, place)).fetchone()
    if row is None:
        return "The specified inventory item could not be found.", "INVALID_INVENTORY_ITEM"
    expected = one["changeFromQuantity"]
    if expected is not None and expected != row["available"]:
        return "The changeFromQuantity argument no longer matches the persisted quantity.", "CHANGE_FROM_QUANTITY_STALE"
    return None


def activate(desk: Desk, item_id: int, place_id: int, available: int) -> dict[str, Any]:
    """Stock an item at a place where it was not."""
    db = desk.books.db
    known = db.execute("SELECT 1 FROM variant WHERE item_id = ?", (item_id,)).fetchone()
    place = db.execute("SELECT 1 FROM place WHERE id = ?", (place_id,)).fetchone()
    if not known or not place:
        return {"inventoryLevel": None, "userErrors": [user_error(["inventoryItemId"], "It could not be found.")]}
    db.execute(
        "INSERT INTO level (item_id, place_id, available) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (item_id, place_id, available),
    )
    row = db.execute("SELECT * FROM level WHERE item_id = ? AND place_id = ?", (item_id, place_id)).fetchone()
    return {"inventoryLevel": _write_level(row), "userErrors": []}
