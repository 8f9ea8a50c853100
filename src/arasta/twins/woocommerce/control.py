"""The shop's part of the control API: plays its customer and its staff. Plain JSON, no password."""

from functools import partial
from typing import Any

from arasta.twins import deliveries
from arasta.twins.steering import Action, forget, shown_faults, shown_settings
from arasta.twins.wire import Answer, Call, Refusal, query_number
from arasta.twins.woocommerce import orders, products, refunds, webhooks
from arasta.twins.woocommerce.api import told_order, told_products
from arasta.twins.woocommerce.order_views import note_view, refund_view, views
from arasta.twins.woocommerce.schema import RESET
from arasta.twins.woocommerce.shop import Shop
from arasta.twins.woocommerce.types import Books, Settings

MOST_ROWS = 5000
MOST_ORDERS = 5000


def state(shop: Shop, books: Books, call: Call) -> Answer:
    """Show everything in numbers: clock, settings, faults, products, orders, webhooks, what waits."""
    count = books.db.execute
    by_status = {r["status"]: r["n"] for r in count("SELECT status, count(*) AS n FROM purchase GROUP BY status")}
    return Answer(
        200,
        {
            "now": books.now_ms,
            "settings": shown_settings(shop, books),
            "faults": shown_faults(shop, books),
            "products": count("SELECT count(*) AS n FROM product WHERE kind <> 'variable'").fetchone()["n"],
            "orders": by_status,
            "webhooks": [webhooks.view(row) for row in count("SELECT * FROM webhook ORDER BY number").fetchall()],
            "deliveriesWaiting": deliveries.waiting(books),
        },
    )


def list_products(books: Books, call: Call) -> Answer:
    """Show products and variations by id: `?after=` pages on, `?limit=` bounds, `?sku=` picks one."""
    limit, after = _window(call)
    only = call.query.get("sku", "")
    rows = books.db.execute(
        "SELECT * FROM product WHERE id > ? AND (? = '' OR sku = ?) ORDER BY id LIMIT ?", (after, only, only, limit)
    ).fetchall()
    return Answer(200, {"products": products.views(books, rows)})


def add_product(books: Books, call: Call) -> Answer:
    """Put a product up as the shop's staff would, a variation with `parent`."""
    body = call.json_object()
    product_id = products.create(books, body, parent=int(body.get("parent") or 0))
    return Answer(201, told_products(books, [product_id], "product.created")[0])


def drop_product(books: Books, call: Call) -> Answer:
    """Delete a product or a variation as the shop's staff would."""
    product_id = call.params["product_id"]
    webhooks.announce(books, "product.deleted", [{"id": product_id}], "product")
    books.db.execute("DELETE FROM product WHERE id = ? OR parent_id = ?", (product_id, product_id))
    return Answer(200, {"id": product_id})


def place_orders(books: Books, call: Call) -> Answer:
    """Place one order ({lines}) or many ({orders: [...]}); a refused one of many is an outcome, of one a 409."""
    body = call.json_object()
    if "orders" not in body:
        shown = _placed(books, body)
        return Answer(201 if shown["placed"] else 409, shown)
    many = body["orders"]
    if (
        not isinstance(many, list)
        or not 1 <= len(many) <= MOST_ORDERS
        or not all(isinstance(one, dict) for one in many)
    ):
        raise Refusal(400, "invalid", f"orders must hold 1 to {MOST_ORDERS} orders.")
    return Answer(200, {"outcomes": [_placed(books, one) for one in many]})


def _placed(books: Books, body: dict[str, Any]) -> dict[str, Any]:
    outcome = orders.place(books, orders.read_request(body))
    if isinstance(outcome, orders.Refused):
        return {"placed": False, "sku": outcome.sku, "left": outcome.left}
    if not outcome.replayed:
        announce_sale(books, outcome.order_id)
    return {"placed": True, "orderId": outcome.order_id, "replayed": outcome.replayed}


def announce_sale(books: Books, order_id: int) -> None:
    """Tell of a new order, and of the products that became fewer."""
    told_order(books, order_id, "order.created")
    told_products(books, sorted({one["variation_id"] or one["product_id"] for one in orders.lines_of(books, order_id)}))


def list_orders(books: Books, call: Call) -> Answer:
    """Show the truth about orders by id: `?after=` pages on, `?limit=` bounds."""
    limit, after = _window(call)
    rows = books.db.execute("SELECT id FROM purchase WHERE id > ? ORDER BY id LIMIT ?", (after, limit)).fetchall()
    return Answer(200, {"orders": views(books, [row["id"] for row in rows])})


def show_order(books: Books, call: Call) -> Answer:
    """Show an order with its notes and refunds."""
    order = orders.find(books, call.params["order_id"])
    notes = books.db.execute("SELECT * FROM note WHERE order_id = ? ORDER BY id", (order["id"],)).fetchall()
    return Answer(
        200,
        {
            "order": views(books, [order["id"]])[0],
            "notes": [note_view(row) for row in notes],
            "refunds": [refund_view(row, order["currency"]) for row in refunds.of(books, order["id"])],
        },
    )


def move_order(books: Books, call: Call) -> Answer:
    """Move an order as its customer, the payment or the staff would: {status}."""
    row = orders.find(books, call.params["order_id"])
    moved = orders.move(books, row, str(call.json_object().get("status")))
    told_products(books, moved)
    return Answer(200, told_order(books, row["id"], "order.updated"))


def refund_order(books: Books, call: Call) -> Answer:
    """Give back as the shop's staff would."""
    row = orders.find(books, call.params["order_id"])
    refunds.add(books, row, call.json_object())
    return Answer(200, told_order(books, row["id"], "order.updated"))


def _window(call: Call) -> tuple[int, int]:
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    return limit, query_number(call.query, "after", 0, least=0, most=10**17)


def actions(shop: Shop) -> list[Action[Settings]]:
    """Return what the shop's control API has beside what every twin's has."""
    return [
        ("GET", "/state", partial(state, shop)),
        ("GET", "/products", list_products),
        ("POST", "/products", add_product),
        ("DELETE", "/products/{product_id:int}", drop_product),
        ("POST", "/orders", place_orders),
        ("GET", "/orders", list_orders),
        ("GET", "/orders/{order_id:int}", show_order),
        ("POST", "/orders/{order_id:int}/status", move_order),
        ("POST", "/orders/{order_id:int}/refunds", refund_order),
        ("POST", "/reset", forget(RESET)),
    ]
