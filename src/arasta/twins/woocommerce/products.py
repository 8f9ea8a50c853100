"""Products and their variations: what is offered, at which price, and how many there are."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, decode, encode
from arasta.twins.woocommerce.types import PRODUCT_STATUSES, Books
from arasta.twins.woocommerce.writing import both, price, read_price

FIRST_POST = 700
TAX_RATE_ID = 1
MOST_QUANTITY = 10**9
KINDS = ("simple", "variable")
_SLUG = re.compile(r"[^\w-]+", re.UNICODE)

Body = Mapping[str, Any]


def find(books: Books, product_id: int, *, parent: int = 0) -> sqlite3.Row:
    """Return a product, or a variation of a parent. Raises Refusal 404 where it is not, and 400 in a batch's words."""
    row: sqlite3.Row | None = books.db.execute(
        "SELECT * FROM product WHERE id = ? AND parent_id = ?", (product_id, parent)
    ).fetchone()
    if row is None:
        word = "product_variation" if parent else "product"
        raise Refusal(404, f"woocommerce_rest_{word}_invalid_id", "Invalid ID.")
    return row


def create(books: Books, body: Body, *, parent: int = 0) -> int:
    """Put a product or a variation up and return its id. Raises Refusal 400."""
    kind = "variation" if parent else body.get("type", "simple")
    if not parent and kind not in KINDS:
        raise _wrong("type")
    product_id = take_numbers(books.db, "post", 1, start=FIRST_POST)
    name = _text(body, "name", "" if parent else "Product")
    values = (product_id, parent, kind, name, _free_slug(books, _text(body, "slug", "") or name, parent))
    books.db.execute(
        "INSERT INTO product (id, parent_id, kind, status, name, slug, sku, description, attributes, images, managed, "
        "quantity, created_ms, modified_ms) VALUES (?, ?, ?, 'publish', ?, ?, '', '', '[]', '[]', 0, 0, ?, ?)",
        (*values, books.now_ms, books.now_ms),
    )
    change(books, find(books, product_id, parent=parent), body)
    return product_id


def change(books: Books, row: sqlite3.Row, body: Body) -> None:
    """Change what a body names. Raises Refusal 400 for a wrong value or a SKU that is taken."""
    new = _changes(books, row, body)
    names = ", ".join(f"{name} = ?" for name in new)
    books.db.execute(
        f"UPDATE product SET {names}{', ' if new else ''}modified_ms = ? WHERE id = ?",  # noqa: S608 - columns named here
        (*new.values(), books.now_ms, row["id"]),
    )


def _changes(books: Books, row: sqlite3.Row, body: Body) -> dict[str, object]:
    new: dict[str, object] = {name: _text(body, name, "") for name in ("name", "description") if name in body}
    if "status" in body:
        if body["status"] not in PRODUCT_STATUSES:
            raise _wrong("status")
        new["status"] = body["status"]
    if "sku" in body:
        new["sku"] = _free_sku(books, row["id"], _text(body, "sku", ""))
    for name in ("regular_price", "sale_price"):
        if name in body:
            new[name.replace("_price", "_minor")] = read_price(body[name], name)
    if "manage_stock" in body:
        new["managed"] = int(body["manage_stock"] is True)
    if "stock_quantity" in body:
        new["quantity"] = _quantity(body["stock_quantity"])
    return new | _lists(books, body)


def _lists(books: Books, body: Body) -> dict[str, object]:
    new: dict[str, object] = {}
    if "attributes" in body:
        new["attributes"] = encode(_objects(body, "attributes", "name")).decode()
    if "categories" in body:
        if not isinstance(body["categories"], list) or not all(
            isinstance(one, dict) and isinstance(one.get("id"), int) for one in body["categories"]
        ):
            raise _wrong("categories")
        new["categories"] = encode([one["id"] for one in body["categories"]]).decode()
    pictures = [body["image"]] if isinstance(body.get("image"), dict) else body.get("images")
    if pictures is not None:
        shown = _objects({"images": pictures}, "images", "src")
        new["images"] = encode([one["src"] for one in shown]).decode()
    return new


def _objects(body: Body, name: str, needed: str) -> list[dict[str, Any]]:
    values = body[name]
    if not isinstance(values, list) or not all(
        isinstance(one, dict) and isinstance(one.get(needed), str) for one in values
    ):
        raise _wrong(name)
    return values


def _quantity(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -MOST_QUANTITY <= value <= MOST_QUANTITY:
        raise _wrong("stock_quantity")
    return value


def _text(body: Body, name: str, stand_in: str) -> str:
    value = body.get(name, stand_in)
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def _wrong(name: str) -> Refusal:
    return Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {name}")


def _free_sku(books: Books, product_id: int, sku: str) -> str:
    taken = books.db.execute("SELECT id FROM product WHERE sku = ? AND id <> ?", (sku, product_id)).fetchone()
    if sku and taken:
        raise Refusal(400, "product_invalid_sku", "Invalid or duplicated SKU.")
    return sku


def _free_slug(books: Books, wanted: str, parent: int) -> str:
    """Return a short name that nobody has: the shop puts a number behind a second one."""
    slug = _SLUG.sub("-", wanted.lower()).strip("-") or "product"
    taken = {row["slug"] for row in books.db.execute("SELECT slug FROM product WHERE parent_id = ?", (parent,))}
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free


def take(books: Books, sold: Iterable[tuple[int, int]]) -> None:
    """Take sold units off the shelf, or put them back below zero."""
    books.db.executemany(
        "UPDATE product SET quantity = quantity - ?, modified_ms = ? WHERE id = ? AND managed = 1",
        [(units, books.now_ms, product_id) for product_id, units in sold],
    )


def views(books: Books, rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    """Return products as the shop writes them."""
    children: dict[int, list[int]] = {}
    parents = [row["id"] for row in rows if row["kind"] == "variable"]
    for row in books.db.execute(
        "SELECT id, parent_id FROM product WHERE parent_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (encode(parents).decode(),),
    ):
        children.setdefault(row["parent_id"], []).append(row["id"])
    return [_view(row, children.get(row["id"], [])) for row in rows]


def _view(row: sqlite3.Row, children: Sequence[int]) -> dict[str, Any]:
    sale = row["sale_minor"]
    images = [
        {"id": row["id"] * 10 + place, "src": src, "name": "", "alt": ""}
        for place, src in enumerate(decode(row["images"]))
    ]
    body = {
        "id": row["id"],
        "name": row["name"],
        "slug": row["slug"],
        "permalink": f"https://woo.example/product/{row['slug']}/",
        **both("date_created", row["created_ms"]),
        **both("date_modified", row["modified_ms"]),
        "type": row["kind"],
        "status": row["status"],
        "description": row["description"],
        "sku": row["sku"],
        "price": price(row["regular_minor"] if sale is None else sale),
        "regular_price": price(row["regular_minor"]),
        "sale_price": price(sale),
        "on_sale": sale is not None,
        "purchasable": row["status"] == "publish",
        "tax_status": "taxable",
        "tax_class": "",
        "manage_stock": bool(row["managed"]),
        "stock_quantity": row["quantity"] if row["managed"] else None,
        "stock_status": "instock" if not row["managed"] or row["quantity"] > 0 else "outofstock",
        "backorders": "no",
        "parent_id": row["parent_id"],
        "attributes": [{"id": 0, **one} for one in decode(row["attributes"])],
        "meta_data": [],
    }
    if row["kind"] == "variation":
        return body | {"image": images[0] if images else None}
    filed = [{"id": one, "name": f"Category {one}", "slug": f"category-{one}"} for one in decode(row["categories"])]
    return body | {"images": images, "categories": filed, "variations": list(children)}
