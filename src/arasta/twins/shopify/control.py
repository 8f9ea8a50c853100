"""The shop's part of the control API: plays the customer, the merchant at his own screen, the carrier and the bank."""

from collections.abc import Callable
from functools import partial
from typing import Any

from arasta.twins import deliveries
from arasta.twins.shopify import buying, publishing, purchases, returning, sending, subscribing
from arasta.twins.shopify.desk import Desk
from arasta.twins.shopify.purchases import Purchase
from arasta.twins.shopify.schema import RESET
from arasta.twins.shopify.shop import Shop, read_shop
from arasta.twins.shopify.types import Books, Settings
from arasta.twins.steering import Action, forget, shown_faults, shown_settings
from arasta.twins.store import take_numbers
from arasta.twins.wire import Answer, Call, Refusal, decode, query_number, whole_number

MOST_ROWS = 5000
MOST_OFFERED = 1000
MOST_ORDERS = 5000


def at_desk(books: Books, act: Callable[[Desk], Any]) -> Any:
    """Do something in the shop and let its subscribers hear of it."""
    desk = Desk(books, read_shop(books))
    result = act(desk)
    subscribing.announce(desk)
    return result


def state(shop: Shop, books: Books, call: Call) -> Answer:
    """Show everything in numbers."""
    count = books.db.execute
    hooks = count("SELECT id, url, topic, active, failures FROM webhook ORDER BY number").fetchall()
    return Answer(
        200,
        {
            "now": books.now_ms,
            "settings": shown_settings(shop, books),
            "faults": shown_faults(shop, books),
            "products": count("SELECT count(*) AS n FROM product").fetchone()["n"],
            "listings": count("SELECT count(*) AS n FROM variant").fetchone()["n"],
            "orders": count("SELECT count(*) AS n FROM purchase").fetchone()["n"],
            "jobsWaiting": count("SELECT count(*) AS n FROM job WHERE done = 0").fetchone()["n"],
            "webhooks": [dict(row) | {"active": bool(row["active"])} for row in hooks],
            "deliveriesWaiting": deliveries.waiting(books),
        },
    )


def list_listings(books: Books, call: Call) -> Answer:
    """Show variants by id: `?after=` pages on, `?limit=` bounds, `?sku=` picks one."""
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    after = query_number(call.query, "after", 0, least=0, most=10**17)
    only = call.query.get("sku", "")
    rows = books.db.execute(
        "SELECT v.*, p.handle, p.title, p.status, p.published, "
        "(SELECT json_group_object(place_id, available) FROM level l WHERE l.item_id = v.item_id) AS levels "
        "FROM variant v JOIN product p ON p.id = v.product_id "
        "WHERE v.id > ? AND (? = '' OR v.sku = ?) ORDER BY v.id LIMIT ?",
        (after, only, only, limit),
    )
    return Answer(200, {"listings": [_listing(row) for row in rows]})


def _listing(row: Any) -> dict[str, Any]:
    levels = decode(row["levels"])
    return {
        "id": row["id"],
        "productId": row["product_id"],
        "inventoryItemId": row["item_id"],
        "sku": row["sku"],
        "barcode": row["barcode"],
        "title": row["title"],
        "options": decode(row["options"]),
        "priceMinor": row["price_minor"],
        "compareMinor": row["compare_minor"],
        "published": bool(row["published"]) and row["status"] == "ACTIVE",
        "levels": levels,
        "quantity": sum(levels.values()),
    }


def offer(books: Books, call: Call) -> Answer:
    """Put products of one variant into the shop, as the merchant does at his own screen: {products: [...]}."""
    products = call.json_object().get("products")
    if not isinstance(products, list) or not 1 <= len(products) <= MOST_OFFERED:
        raise Refusal(400, "invalid", f"products must hold 1 to {MOST_OFFERED} products.")
    desk = Desk(books, read_shop(books))
    for one in products:
        _offer_one(desk, one)
    return Answer(200, {"offered": len(products)})


def _offer_one(desk: Desk, one: dict[str, Any]) -> None:
    sku = str(one.get("sku") or f"SKU-{take_numbers(desk.books.db, 'own', 1)}")
    price = whole_number(one.get("priceMinor", 10_000), "priceMinor", least=0, most=10**10)
    units = whole_number(one.get("quantity", 0), "quantity", least=0, most=10**9)
    place = desk.books.db.execute("SELECT id FROM place ORDER BY position").fetchone()["id"]
    variant = {
        "sku": sku,
        "barcode": str(one.get("barcode") or ""),
        "price": desk.price(price),
        "optionValues": [{"optionName": "Title", "name": "Default Title"}],
        "inventoryQuantities": [
            {"locationId": f"gid://shopify/Location/{place}", "name": "available", "quantity": units}
        ],
    }
    given = {
        "title": str(one.get("title") or sku),
        "handle": str(one.get("handle") or sku.lower()),
        "productOptions": [{"name": "Title", "values": [{"name": "Default Title"}]}],
        "variants": [variant],
    }
    known = publishing.find(desk, {"handle": given["handle"]})
    number = publishing.write(desk, known, {}, given)
    publishing.show(desk, f"gid://shopify/Product/{number}", published=True)


def drop(books: Books, call: Call) -> Answer:
    """Delete a variant with its product, as somebody would behind our back."""
    row = books.db.execute("SELECT product_id FROM variant WHERE sku = ?", (call.params["sku"],)).fetchone()
    if row is None:
        raise Refusal(404, "not_found", f"There is no SKU {call.params['sku']}.")
    books.db.execute("DELETE FROM product WHERE id = ?", (row["product_id"],))
    return Answer(200, {"dropped": call.params["sku"]})


def place_orders(books: Books, call: Call) -> Answer:
    """Place one order ({lines}) or many ({orders: [...]}); a refused one of many is an outcome, of one a 409."""
    body = call.json_object()
    if "orders" not in body:
        outcome = at_desk(books, lambda desk: buying.place(desk, buying.read_basket(body)))
        return Answer(201 if isinstance(outcome, Purchase) else 409, _shown(outcome))
    many = body["orders"]
    if not isinstance(many, list) or not 1 <= len(many) <= MOST_ORDERS:
        raise Refusal(400, "invalid", f"orders must hold 1 to {MOST_ORDERS} orders.")
    outcomes = [at_desk(books, partial(_place_one, one=one)) for one in many]
    return Answer(200, {"outcomes": [_shown(one) for one in outcomes]})


def _place_one(desk: Desk, *, one: Any) -> Purchase | buying.Short:
    if not isinstance(one, dict):
        raise Refusal(400, "invalid", "Every order must be an object.")
    return buying.place(desk, buying.read_basket(one))


def _shown(outcome: Purchase | buying.Short) -> dict[str, Any]:
    if isinstance(outcome, buying.Short):
        return {"placed": False, "sku": outcome.sku, "asked": outcome.asked, "left": outcome.left}
    return {"placed": True, **_order(outcome)}


def _order(purchase: Purchase) -> dict[str, Any]:
    doc = purchase.doc
    return {
        "orderId": purchase.id,
        "number": doc["number"],
        "totalMinor": purchase.total_minor,
        "financial": doc["financial"],
        "canceled": doc["cancelled_ms"] is not None,
        "refundedMinor": purchase.refunded_minor,
        "packages": [
            {"id": one["id"], "status": one["status"], "placeId": one["place_id"], "lines": one["lines"]}
            for one in doc["packages"]
        ],
        "fulfillments": doc["fulfillments"],
        "returns": doc["returns"],
        "lines": doc["lines"],
    }


def _find(books: Books, call: Call) -> Purchase:
    purchase = purchases.load(books, call.params["order_id"])
    if purchase is None:
        raise Refusal(404, "not_found", f"There is no order {call.params['order_id']}.")
    return purchase


def show_order(books: Books, call: Call) -> Answer:
    """Show the truth about an order."""
    return Answer(200, _order(_find(books, call)))


def list_orders(books: Books, call: Call) -> Answer:
    """Show the truth about orders by id: `?after=` pages on, `?limit=` bounds."""
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    after = query_number(call.query, "after", 0, least=0, most=10**17)
    rows = books.db.execute("SELECT id FROM purchase WHERE id > ? ORDER BY id LIMIT ?", (after, limit)).fetchall()
    found = [purchases.load(books, row["id"]) for row in rows]
    return Answer(200, {"orders": [_order(one) for one in found if one]})


def cancel_order(books: Books, call: Call) -> Answer:
    """Cancel an order whole for the customer."""
    purchase = _find(books, call)
    at_desk(books, lambda desk: sending.cancel(desk, purchase, restock=False))
    return Answer(200, _order(purchase))


def refund_lines(books: Books, call: Call) -> Answer:
    """Take units out of an order and give their money back: {lines: [{lineId, quantity}], amountMinor}."""
    purchase, body = _find(books, call), call.json_object()
    lines = [
        {
            "line_id": whole_number(one.get("lineId"), "lineId", least=1, most=10**17),
            "quantity": whole_number(one.get("quantity"), "quantity", least=1, most=1000),
        }
        for one in body.get("lines", [])
    ]
    amount = whole_number(body.get("amountMinor", 0), "amountMinor", least=0, most=purchase.total_minor)

    def act(desk: Desk) -> None:
        sending.give_back(desk, purchase, lines, amount, kind="CANCEL", restocked=False)
        purchases.save(desk, purchase)

    at_desk(books, act)
    return Answer(200, _order(purchase))


def pay_order(books: Books, call: Call) -> Answer:
    """Let the money of an unpaid order come."""
    purchase = _find(books, call)

    def act(desk: Desk) -> None:
        buying.pay(desk, purchase)
        purchases.save(desk, purchase)

    at_desk(books, act)
    return Answer(200, _order(purchase))


def ask_return(books: Books, call: Call) -> Answer:
    """Let the buyer ask to send back what came."""
    purchase = _find(books, call)
    reason = str(call.json_object().get("reason") or "Does not fit")[:200]
    return Answer(201, at_desk(books, lambda desk: returning.ask(desk, purchase, reason)))


def move_return(books: Books, call: Call) -> Answer:
    """Move a return on: {status}."""
    status = str(call.json_object().get("status"))
    return Answer(200, at_desk(books, lambda desk: returning.move(desk, call.params["return_id"], status)))


def move_parcel(books: Books, call: Call) -> Answer:
    """Let the carrier move a parcel: {status}."""
    status = str(call.json_object().get("status"))
    at_desk(books, lambda desk: sending.move(desk, call.params["fulfillment_id"], status))
    return Answer(200, {"fulfillmentId": call.params["fulfillment_id"], "status": status})


def pay_out(books: Books, call: Call) -> Answer:
    """Pay out what is in the account."""
    number = take_numbers(books.db, "payout", 1, start=3_000_001)
    books.db.execute("UPDATE entry SET payout_id = ? WHERE payout_id IS NULL", (number,))
    row = books.db.execute(
        "SELECT coalesce(sum(amount_minor - fee_minor), 0) AS n FROM entry WHERE payout_id = ?", (number,)
    ).fetchone()
    at_desk(books, lambda desk: buying.enter(desk, "TRANSFER", None, -row["n"], 0))
    books.db.execute("UPDATE entry SET payout_id = ? WHERE payout_id IS NULL", (number,))
    return Answer(200, {"payoutId": number, "amountMinor": row["n"]})


def actions(shop: Shop) -> list[Action[Settings]]:
    """Return what the shop's control API has beside what every twin's has."""
    return [
        ("GET", "/state", partial(state, shop)),
        ("POST", "/reset", forget(RESET)),
        ("GET", "/listings", list_listings),
        ("POST", "/listings", offer),
        ("DELETE", "/listings/{sku}", drop),
        ("POST", "/orders", place_orders),
        ("GET", "/orders", list_orders),
        ("GET", "/orders/{order_id:int}", show_order),
        ("POST", "/orders/{order_id:int}/cancel", cancel_order),
        ("POST", "/orders/{order_id:int}/refund", refund_lines),
        ("POST", "/orders/{order_id:int}/pay", pay_order),
        ("POST", "/orders/{order_id:int}/return", ask_return),
        ("POST", "/returns/{return_id:int}/status", move_return),
        ("POST", "/fulfillments/{fulfillment_id:int}/status", move_parcel),
        ("POST", "/payout", pay_out),
    ]
