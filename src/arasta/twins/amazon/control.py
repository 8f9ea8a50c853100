"""What the marketplace's control API has beside what every twin's has: its customers, its houses, its account."""

from collections.abc import Callable, Mapping
from typing import Any

from arasta.twins import buckets
from arasta.twins.amazon import items, money, notices, orders, reading
from arasta.twins.amazon.orders import OrderRequest, Placed, Want
from arasta.twins.amazon.schema import RESET
from arasta.twins.amazon.types import Books, Settings
from arasta.twins.people import read_shopper
from arasta.twins.steering import Action, forget
from arasta.twins.wire import Answer, Call, Refusal, query_number, whole_number

MOST_ROWS = 5000
MOST_LINES = 200
MOST_UNITS = 1000
MOST_MINOR = 10**9
EVERYTHING = frozenset({"FULFILLMENT", "PROCEEDS", "PACKAGES", "BUYER", "RECIPIENT", "CANCELLATION"})


def state(books: Books, call: Call) -> Answer:
    """Show everything in numbers."""
    count = books.db.execute
    by_status = {r["status"]: r["n"] for r in count("SELECT status, count(*) AS n FROM purchase GROUP BY status")}
    waiting = {
        "changesWaiting": "SELECT count(*) AS n FROM change",
        "feedsWaiting": "SELECT count(*) AS n FROM feed WHERE status = 'IN_QUEUE'",
        "noticesWaiting": "SELECT count(*) AS n FROM message",
        "items": "SELECT count(*) AS n FROM item",
    }
    numbers = {name: count(statement).fetchone()["n"] for name, statement in waiting.items()}
    return Answer(200, {"now": books.now_ms, "orders": by_status, **numbers})


def list_items(books: Books, call: Call) -> Answer:
    """Show items by SKU: `?after=` pages on, `?limit=` bounds, `?sku=` picks one."""
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    only = call.query.get("sku", "")
    rows = books.db.execute(
        "SELECT * FROM item WHERE sku > ? AND (? = '' OR sku = ?) ORDER BY sku LIMIT ?",
        (call.query.get("after", ""), only, only, limit),
    )
    names = ("sku", "title", "asin", "product_type", "quantity", "held")
    prices = {"price_minor": "priceMinor", "list_minor": "listMinor"}
    shown = [
        {name: row[name] for name in names}
        | {new: row[old] for old, new in prices.items()}
        | {"status": items.status_of(row), "left": items.left(row)}
        for row in rows
    ]
    return Answer(200, {"items": shown})


def hold(books: Books, call: Call) -> Answer:
    """Let Amazon hold units of an item: {units}."""
    sku = call.params["sku"]
    if items.find(books, sku) is None:
        raise Refusal(404, "not_found", f"There is no SKU {sku}.")
    items.hold(books, sku, whole_number(call.json_object().get("units"), "units", least=0, most=10**6))
    return Answer(200, {"sku": sku})


def drop_item(books: Books, call: Call) -> Answer:
    """Let an item vanish."""
    books.db.execute("DELETE FROM item WHERE sku = ?", (call.params["sku"],))
    return Answer(200, {"sku": call.params["sku"]})


def read_order(value: Any) -> OrderRequest:
    """Read one order of the control API. Raises Refusal 400."""
    lines = value.get("lines") if isinstance(value, dict) else None
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise Refusal(400, "invalid", f"lines must hold 1 to {MOST_LINES} lines.")
    if not all(isinstance(line, dict) and isinstance(line.get("sku"), str) for line in lines):
        raise Refusal(400, "invalid", "Every line needs a sku.")
    reference = value.get("reference")
    if reference is not None and not (isinstance(reference, str) and 0 < len(reference) <= 100):
        raise Refusal(400, "invalid", "reference must be a text of at most 100 characters.")
    wants = [
        Want(line["sku"], whole_number(line.get("quantity", 1), "quantity", least=1, most=MOST_UNITS)) for line in lines
    ]
    return OrderRequest(tuple(wants), read_shopper(value.get("buyer")), reference, value.get("pending") is True)


def place_orders(books: Books, call: Call) -> Answer:
    """Place one order ({lines}) or many ({orders: [...]}); a refused one of many is an outcome, of one a 409."""
    body = call.json_object()
    if "orders" not in body:
        outcome = orders.place(books, read_order(body))
        return Answer(201 if isinstance(outcome, Placed) else 409, _shown(outcome))
    many = body["orders"]
    if not isinstance(many, list) or not 1 <= len(many) <= MOST_ROWS:
        raise Refusal(400, "invalid", f"orders must hold 1 to {MOST_ROWS} orders.")
    return Answer(200, {"outcomes": [_shown(orders.place(books, read_order(one))) for one in many]})


def _shown(outcome: orders.Placed | orders.Refused) -> dict[str, Any]:
    if isinstance(outcome, Placed):
        return {"placed": True, "orderId": outcome.order_id, "replayed": outcome.replayed}
    return {"placed": False, "sku": outcome.sku, "asked": outcome.asked, "left": outcome.left}


def show_order(books: Books, call: Call) -> Answer:
    """Show an order as the interface does."""
    [body] = reading.documents(books, [orders.find(books, call.params["order_id"])], EVERYTHING)
    return Answer(200, body)


def list_orders(books: Books, call: Call) -> Answer:
    """Show the truth about orders by their number: `?after=` pages on, `?limit=` bounds."""
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    after = query_number(call.query, "after", 0, least=0, most=10**17)
    rows = books.db.execute(
        "SELECT * FROM purchase WHERE number > ? ORDER BY number LIMIT ?", (after, limit)
    ).fetchall()
    return Answer(200, {"orders": reading.documents(books, rows, EVERYTHING)})


def act_on_order(books: Books, call: Call) -> Answer:
    """Play the customer, the carrier or Amazon: {act, lines, reason, units, minor}."""
    body, order_id = call.json_object(), call.params["order_id"]
    act = str(body.get("act"))
    if act == "cancel":
        orders.cancel(books, order_id, body.get("lines"), by="BUYER", units=_number(body, "units", MOST_UNITS))
    elif act == "refund":
        orders.refund(
            books, order_id, units=_number(body, "units", MOST_UNITS), minor=_number(body, "minor", MOST_MINOR)
        )
    elif act == "ask":
        orders.ask_to_cancel(books, order_id, str(body.get("reason") or "Changed mind")[:200])
    elif act in ACTS:
        ACTS[act](books, order_id)
    else:
        raise Refusal(400, "invalid", f"act must be cancel, ask, {', '.join(ACTS)}.")
    return show_order(books, call)


def _number(body: Mapping[str, Any], name: str, most: int) -> int | None:
    return whole_number(body[name], name, least=1, most=most) if name in body else None


ACTS: Mapping[str, Callable[[Books, str], None]] = {
    "pay": orders.pay,
    "ship": orders.ship_by_amazon,
    "deliver": orders.deliver,
    "refund": orders.refund,
}


def settle(books: Books, call: Call) -> Answer:
    """Pay out what is on the account."""
    return Answer(200, {"paidMinor": money.settle(books)})


def list_notices(books: Books, call: Call) -> Answer:
    """Show the notices that wait."""
    rows = books.db.execute("SELECT id, queue, kind, subject, visible_ms, taken FROM message ORDER BY id LIMIT 500")
    return Answer(200, {"notices": [dict(row) for row in rows]})


def forge_notice(books: Books, call: Call) -> Answer:
    """Leave a notice as somebody would who may write into the queue: {orderId}, of an order that need not be there."""
    notices.forge(books, str(call.json_object().get("orderId", "")))
    return list_notices(books, call)


def unsubscribe(books: Books, call: Call) -> Answer:
    """Let nobody hear of anything."""
    books.db.execute("DELETE FROM subscription")
    books.db.execute("DELETE FROM destination")
    return Answer(200, {"subscriptions": 0})


def refill(books: Books, call: Call) -> Answer:
    """Fill all buckets, as if nobody had called for long."""
    for statement in buckets.RESET:
        books.db.execute(statement)
    return Answer(200, {"refilled": True})


def actions() -> list[Action[Settings]]:
    """Return the actions."""
    return [
        ("GET", "/state", state),
        ("GET", "/items", list_items),
        ("PUT", "/items/{sku:path}/held", hold),
        ("DELETE", "/items/{sku:path}", drop_item),
        ("POST", "/orders", place_orders),
        ("GET", "/orders", list_orders),
        ("GET", "/orders/{order_id}", show_order),
        ("POST", "/orders/{order_id}", act_on_order),
        ("POST", "/settle", settle),
        ("GET", "/notices", list_notices),
        ("POST", "/notices", forge_notice),
        ("DELETE", "/subscriptions", unsubscribe),
        ("POST", "/refill", refill),
        ("POST", "/reset", forget(RESET)),
    ]
