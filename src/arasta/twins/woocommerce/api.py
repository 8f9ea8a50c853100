"""The REST interface: its operations, each a few lines over the rest of the shop."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.store import savepoint, take_numbers
from arasta.twins.wire import Answer, Call, Refusal, decode
from arasta.twins.woocommerce import orders, paging, products, refunds, webhooks
from arasta.twins.woocommerce.gate import Operation
from arasta.twins.woocommerce.order_views import note_view, refund_view, views
from arasta.twins.woocommerce.shop import COUNTRY, CURRENCY, HOME, VERSION, Shop
from arasta.twins.woocommerce.types import Books

MOST_OBJECTS = 100
FIRST_META = 5000


def list_orders(books: Books, call: Call) -> Answer:
    """Show a page of orders."""
    status = call.query.get("status", "any")
    clauses: dict[str, Sequence[object]] = {} if status == "any" else {"status = ?": [status]}
    ids, page = paging.read(books, call, "purchase", clauses)
    return paging.filled(page, views(books, ids))


def show_order(books: Books, call: Call) -> Answer:
    """Show an order."""
    return Answer(200, views(books, [orders.find(books, call.params["order_id"])["id"]])[0])


def change_order(books: Books, call: Call) -> Answer:
    """Change an order's status and meta data."""
    row, body = orders.find(books, call.params["order_id"]), call.json_object()
    if "meta_data" in body:
        orders.touch(books, row["id"], orders.merge_meta(decode(row["meta"]), body["meta_data"], FIRST_META))
    moved = orders.move(books, row, body["status"]) if "status" in body else []
    told = told_order(books, row["id"], "order.updated")
    told_products(books, moved)
    return Answer(200, told)


def list_notes(books: Books, call: Call) -> Answer:
    """Show the notes of an order."""
    order_id = orders.find(books, call.params["order_id"])["id"]
    rows = books.db.execute("SELECT * FROM note WHERE order_id = ? ORDER BY id DESC", (order_id,)).fetchall()
    return Answer(200, [note_view(row) for row in rows])


def add_note(books: Books, call: Call) -> Answer:
    """Write a note."""
    order_id, body = orders.find(books, call.params["order_id"])["id"], call.json_object()
    if not isinstance(body.get("note"), str) or not body["note"]:
        raise Refusal(400, "rest_missing_callback_param", "Missing parameter(s): note")
    note_id = take_numbers(books.db, "note", 1)
    for_customer = int(body.get("customer_note") is True)
    books.db.execute(
        "INSERT INTO note VALUES (?, ?, ?, ?, ?)", (note_id, order_id, body["note"], for_customer, books.now_ms)
    )
    row = books.db.execute("SELECT * FROM note WHERE id = ?", (note_id,)).fetchone()
    return Answer(201, note_view(row))


def list_refunds(books: Books, call: Call) -> Answer:
    """Show what was given back of an order."""
    order = orders.find(books, call.params["order_id"])
    return Answer(200, [refund_view(row, order["currency"]) for row in refunds.of(books, order["id"])])


def add_refund(books: Books, call: Call) -> Answer:
    """Give back."""
    order = orders.find(books, call.params["order_id"])
    row = refunds.add(books, order, call.json_object())
    told_order(books, order["id"], "order.updated")
    return Answer(201, refund_view(row, order["currency"]))


def list_products(books: Books, call: Call) -> Answer:
    """Show a page of products; asked for SKUs, variations too."""
    skus = [sku for sku in call.query.get("sku", "").split(",") if sku]
    clauses: dict[str, Sequence[object]] = {} if skus else {"parent_id = 0": []}
    if skus:
        clauses[f"sku IN ({', '.join('?' for _ in skus)})"] = skus
    if call.query.get("slug"):
        clauses["slug = ?"] = [call.query["slug"]]
    clauses |= _status_clause(call)
    return _product_page(books, call, clauses)


def list_variations(books: Books, call: Call) -> Answer:
    """Show a page of a product's variations."""
    parent = products.find(books, call.params["parent_id"])["id"]
    return _product_page(books, call, {"parent_id = ?": [parent], **_status_clause(call)})


def _status_clause(call: Call) -> dict[str, Sequence[object]]:
    status = call.query.get("status", "any")
    return {"status <> 'trash'": []} if status == "any" else {"status = ?": [status]}


def _product_page(books: Books, call: Call, clauses: Mapping[str, Sequence[object]]) -> Answer:
    ids, page = paging.read(books, call, "product", clauses)
    return paging.filled(page, _product_views(books, ids))


def _product_views(books: Books, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = [books.db.execute("SELECT * FROM product WHERE id = ?", (one,)).fetchone() for one in ids]
    return products.views(books, rows)


def add_product(books: Books, call: Call) -> Answer:
    """Put a product up."""
    product_id = products.create(books, call.json_object())
    return Answer(201, told_products(books, [product_id], "product.created")[0])


def change_product(books: Books, call: Call) -> Answer:
    """Change a product."""
    row = products.find(books, call.params["product_id"])
    products.change(books, row, call.json_object())
    return Answer(200, told_products(books, [row["id"]])[0])


def batch(books: Books, call: Call) -> Answer:
    """Create and change up to a hundred products or variations; each succeeds or fails for itself."""
    body, parent = call.json_object(), call.params.get("parent_id", 0)
    if parent:
        products.find(books, parent)
    parts = {name: body.get(name) or [] for name in ("create", "update")}
    if not all(
        isinstance(objects, list) and all(isinstance(one, dict) for one in objects) for objects in parts.values()
    ):
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): create, update")
    if sum(len(objects) for objects in parts.values()) > MOST_OBJECTS:
        raise Refusal(
            413, "woocommerce_rest_request_entity_too_large", f"Unable to accept more than {MOST_OBJECTS} items."
        )
    spoiled = books.strikes(Fault.PARTIAL_BATCH)
    act: Mapping[str, Callable[[Mapping[str, Any]], int]] = {
        "create": lambda one: products.create(books, one, parent=parent),
        "update": lambda one: _changed(books, one, parent),
    }
    answer = {
        name: [_tried(books, act[name], one, is_spoiled=spoiled and not place % 2) for place, one in enumerate(objects)]
        for name, objects in parts.items()
        if objects
    }
    for name, results in answer.items():
        done = [one["id"] for one in results if "error" not in one]
        told_products(books, done, "product.created" if name == "create" else "product.updated")
    return Answer(200, answer)


def _changed(books: Books, one: Mapping[str, Any], parent: int) -> int:
    product_id = one.get("id")
    row = products.find(books, product_id if isinstance(product_id, int) else 0, parent=parent)
    products.change(books, row, one)
    return int(row["id"])


def _tried(
    books: Books, act: Callable[[Mapping[str, Any]], int], one: Mapping[str, Any], *, is_spoiled: bool
) -> dict[str, Any]:
    try:
        if is_spoiled:
            raise Refusal(500, "db_update_error", "Could not update in the database.")
        with savepoint(books.db):
            return _product_views(books, [act(one)])[0]
    except Refusal as refusal:
        error = {"code": refusal.code, "message": refusal.message, "data": {"status": refusal.status}}
        return {"id": one.get("id", 0), "error": error}


def list_webhooks(books: Books, call: Call) -> Answer:
    """Show all subscriptions."""
    rows = books.db.execute("SELECT * FROM webhook ORDER BY number").fetchall()
    status = call.query.get("status", "all")
    shown = [view for view in map(webhooks.view, rows) if status in {"all", view["status"]}]
    return Answer(200, shown, {"x-wp-total": str(len(shown)), "x-wp-totalpages": "1"})


def add_webhook(books: Books, call: Call) -> Answer:
    """Subscribe."""
    return Answer(201, webhooks.view(webhooks.find(books, webhooks.create(books, call.json_object()))))


def change_webhook(books: Books, call: Call) -> Answer:
    """Change a subscription."""
    row = webhooks.find(books, call.params["webhook_id"])
    webhooks.change(books, row, call.json_object())
    return Answer(200, webhooks.view(webhooks.find(books, row["number"])))


def delete_webhook(books: Books, call: Call) -> Answer:
    """Drop a subscription."""
    row = webhooks.find(books, call.params["webhook_id"])
    webhooks.delete(books, row)
    return Answer(200, webhooks.view(row))


def system_status(books: Books, call: Call) -> Answer:
    """Show what the shop says of itself."""
    environment = {"home_url": HOME, "site_url": HOME, "version": VERSION}
    return Answer(200, {"environment": environment, "settings": {"currency": CURRENCY, "number_of_decimals": 2}})


def show_setting(books: Books, call: Call) -> Answer:
    """Show one setting."""
    known = {
        ("general", "woocommerce_default_country"): COUNTRY,
        ("general", "woocommerce_currency"): CURRENCY,
        ("tax", "woocommerce_prices_include_tax"): "yes" if books.settings.prices_include_tax else "no",
    }
    name = (call.params["group"], call.params["name"])
    if name not in known:
        raise Refusal(404, "rest_setting_setting_invalid", "Invalid setting.")
    return Answer(200, {"id": name[1], "value": known[name]})


def show_currency(books: Books, call: Call) -> Answer:
    """Show the shop's currency."""
    return Answer(200, {"code": CURRENCY, "name": "Turkish lira", "symbol": "₺"})


def told_order(books: Books, order_id: int, topic: str) -> dict[str, Any]:
    """Return an order as it is now, and tell whoever wants to know."""
    body = views(books, [order_id])[0]
    webhooks.announce(books, topic, [body], "purchase")
    return body


def told_products(books: Books, ids: Sequence[int], topic: str = "product.updated") -> list[dict[str, Any]]:
    """Return products as they are now, and tell whoever wants to know."""
    bodies = _product_views(books, ids)
    webhooks.announce(books, topic, bodies, "product")
    return bodies


def _ping(shop: Shop, answer: Answer) -> None:
    webhooks.ping(shop, answer.body["delivery_url"], answer.body["id"])


_ORDER = "/orders/{order_id:int}"
_VARIATIONS = "/products/{parent_id:int}/variations"

OPERATIONS: Sequence[Operation] = (
    Operation("GET", "/orders", list_orders),
    Operation("GET", _ORDER, show_order),
    Operation("PUT", _ORDER, change_order),
    Operation("GET", f"{_ORDER}/notes", list_notes),
    Operation("POST", f"{_ORDER}/notes", add_note),
    Operation("GET", f"{_ORDER}/refunds", list_refunds),
    Operation("POST", f"{_ORDER}/refunds", add_refund),
    Operation("GET", "/products", list_products),
    Operation("POST", "/products", add_product),
    Operation("POST", "/products/batch", batch),
    Operation("PUT", "/products/{product_id:int}", change_product),
    Operation("GET", _VARIATIONS, list_variations),
    Operation("POST", f"{_VARIATIONS}/batch", batch),
    Operation("GET", "/webhooks", list_webhooks),
    Operation("POST", "/webhooks", add_webhook, _ping),
    Operation("PUT", "/webhooks/{webhook_id:int}", change_webhook),
    Operation("DELETE", "/webhooks/{webhook_id:int}", delete_webhook),
    Operation("GET", "/system_status", system_status),
    Operation("GET", "/settings/{group}/{name}", show_setting),
    Operation("GET", "/data/currencies/current", show_currency),
)
