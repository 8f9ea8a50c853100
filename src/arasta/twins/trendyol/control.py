"""The control API: plays the customer, the carrier, the clock and the faults. Plain JSON, no password."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from arasta.twins import log
from arasta.twins.store import savepoint
from arasta.twins.trendyol import listings, orders, packages, shoppers
from arasta.twins.trendyol.books import Books, change_settings, clear_faults, load_settings, set_fault
from arasta.twins.trendyol.pump import pump
from arasta.twins.trendyol.schema import RESET
from arasta.twins.trendyol.twin import Account, Twin, enroll
from arasta.twins.trendyol.types import MARKET_MOVES, Approval, Fault, Status
from arasta.twins.trendyol.views import package_bodies
from arasta.twins.web import refuse_foreign_form
from arasta.twins.wire import Answer, Call, Refusal, query_number, whole_number

MOST_ORDERS = 5000
MOST_ROWS = 5000
MOST_PUMPED = 500

Act = Callable[[Twin, Books, Call], Answer]


def control(twin: Twin, act: Act) -> Callable[[Call], Answer]:
    """Run a control action in one transaction."""

    def answer(call: Call) -> Answer:
        try:
            refuse_foreign_form(call)
            with twin.books() as books, savepoint(books.db):
                return act(twin, books, call)
        except Refusal as refusal:
            return refusal.plain()

    return answer


def _account(books: Books, twin: Twin, call: Call) -> int:
    seller_id = query_number(call.query, "seller", twin.account.seller_id, least=1, most=10**17)
    if books.db.execute("SELECT 1 FROM seller WHERE id = ?", (seller_id,)).fetchone() is None:
        raise Refusal(404, "not_found", f"There is no seller {seller_id}.")
    return seller_id


def _settings(books: Books) -> dict[str, Any]:
    return asdict(load_settings(books.db))


def _faults(books: Books) -> dict[str, Any]:
    stored = {row["name"]: row for row in books.db.execute("SELECT * FROM fault")}
    shown: dict[str, Any] = {}
    for fault in Fault:
        row, switch = stored.get(fault.value), books.switches.get(fault)
        shown[fault.value] = {
            "percent": switch.percent if switch else 0,
            "times": switch.times if switch else None,
            "fired": switch.fired if switch else (row["fired"] if row else 0),
        }
    return shown


def state(twin: Twin, books: Books, call: Call) -> Answer:
    """Show everything in numbers: clock, settings, faults, listings, packages, webhooks, what waits."""
    count = books.db.execute
    by_status = {r["status"]: r["n"] for r in count("SELECT status, count(*) AS n FROM package GROUP BY status")}
    webhooks = count("SELECT id, url, active, failures FROM webhook ORDER BY number").fetchall()
    return Answer(
        200,
        {
            "now": books.now_ms,
            "settings": _settings(books),
            "faults": _faults(books),
            "sellers": [row["id"] for row in count("SELECT id FROM seller ORDER BY id")],
            "listings": listings.count_by_approval(books),
            "orders": count("SELECT count(*) AS n FROM purchase").fetchone()["n"],
            "packages": by_status,
            "batchesWaiting": count("SELECT count(*) AS n FROM batch WHERE processed_ms IS NULL").fetchone()["n"],
            "webhooks": [dict(row) | {"active": bool(row["active"])} for row in webhooks],
            "deliveriesWaiting": count("SELECT count(*) AS n FROM delivery WHERE done_ms IS NULL").fetchone()["n"],
        },
    )


def reset(twin: Twin, books: Books, call: Call) -> Answer:
    """Forget everything but the sellers; numbers of orders and packages go on where they were."""
    for statement in RESET:
        books.db.execute(statement)
    books.switches.clear()
    return Answer(200, {"reset": True})


def show_settings(twin: Twin, books: Books, call: Call) -> Answer:
    """Show the settings."""
    return Answer(200, _settings(books))


def put_settings(twin: Twin, books: Books, call: Call) -> Answer:
    """Change some settings."""
    change_settings(books.db, call.json_object())
    return Answer(200, _settings(books))


def move_clock(twin: Twin, books: Books, call: Call) -> Answer:
    """Set the offset of twin time (`offsetMs`) or add to it (`advanceMs`)."""
    body = call.json_object()
    offset = body.get("offsetMs", books.settings.clock_offset_ms)
    advance = whole_number(body.get("advanceMs", 0), "advanceMs", least=-(10**11), most=10**11)
    base = whole_number(offset, "offsetMs", least=-(10**11), most=10**11)
    change_settings(books.db, {"clock_offset_ms": base + advance})
    now_ms = books.now_ms - books.settings.clock_offset_ms + base + advance
    return Answer(200, {"offsetMs": base + advance, "now": now_ms})


def show_faults(twin: Twin, books: Books, call: Call) -> Answer:
    """Show every fault with its switch."""
    return Answer(200, _faults(books))


def _read_switch(value: Any) -> tuple[int, int | None]:
    if not isinstance(value, Mapping):
        raise Refusal(400, "invalid", "A fault takes {percent, times}.")
    percent = whole_number(value.get("percent", 100), "percent", least=0, most=100)
    times = value.get("times")
    return percent, None if times is None else whole_number(times, "times", least=0, most=10**9)


def put_faults(twin: Twin, books: Books, call: Call) -> Answer:
    """Turn faults on or off: {"seed": 7, "faults": {"reorder": {"percent": 20, "times": null}}}."""
    body = call.json_object()
    faults = body.get("faults", {})
    if not isinstance(faults, dict) or not all(name in set(Fault) for name in faults):
        raise Refusal(400, "unknown_fault", f"faults may name {', '.join(Fault)}.")
    if "seed" in body:
        change_settings(books.db, {"fault_seed": body["seed"]})
    for name, value in faults.items():
        percent, times = _read_switch(value)
        set_fault(books, Fault(name), percent=percent, times=times)
    return Answer(200, _faults(books))


def delete_faults(twin: Twin, books: Books, call: Call) -> Answer:
    """Turn every fault off."""
    clear_faults(books)
    return Answer(200, _faults(books))


def add_seller(twin: Twin, books: Books, call: Call) -> Answer:
    """Add a seller with credentials of its own: {sellerId, apiKey, apiSecret}."""
    body = call.json_object()
    seller_id = whole_number(body.get("sellerId"), "sellerId", least=1, most=10**17)
    texts = [body.get("apiKey"), body.get("apiSecret")]
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts):
        raise Refusal(400, "invalid", "apiKey and apiSecret are required.")
    if books.db.execute("SELECT 1 FROM seller WHERE id = ?", (seller_id,)).fetchone():
        raise Refusal(409, "exists", f"Seller {seller_id} is there already.")
    enroll(books, Account(seller_id, str(texts[0]), str(texts[1])))
    return Answer(201, {"sellerId": seller_id})


def list_listings(twin: Twin, books: Books, call: Call) -> Answer:
    """Show listings by barcode: `?after=` pages on, `?limit=` bounds, `?barcode=` picks one."""
    seller_id, limit = _account(books, twin, call), query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    only = call.query.get("barcode", "")
    rows = books.db.execute(
        "SELECT * FROM listing WHERE seller_id = ? AND barcode > ? AND (? = '' OR barcode = ?) "
        "ORDER BY barcode LIMIT ?",
        (seller_id, call.query.get("after", ""), only, only, limit),
    )
    names = ("barcode", "title", "quantity", "approval", "image_url", "stock_code", "pushed_ms", "reject_reason")
    prices = {"sale_minor": "saleMinor", "list_minor": "listMinor"}
    shown = [{name: row[name] for name in names} | {new: row[old] for old, new in prices.items()} for row in rows]
    return Answer(200, {"listings": shown})


def decide_listing(twin: Twin, books: Books, call: Call) -> Answer:
    """Approve, reject or put back a listing: {approval, reason}."""
    body = call.json_object()
    if body.get("approval") not in set(Approval):
        raise Refusal(400, "invalid", f"approval must be {', '.join(Approval)}.")
    approval, reason = Approval(body["approval"]), str(body.get("reason") or "")[:300]
    listings.decide(books, _account(books, twin, call), call.params["barcode"], approval=approval, reason=reason)
    return Answer(200, {"barcode": call.params["barcode"], "approval": approval})


def _shown_outcome(outcome: orders.Outcome) -> dict[str, Any]:
    if isinstance(outcome, orders.Placed):
        shown = {"orderNumber": outcome.order_number, "packageId": outcome.package_id, "replayed": outcome.replayed}
        return {"placed": True} | shown
    shown = {"barcode": outcome.barcode, "asked": outcome.asked, "left": outcome.left, "reason": outcome.reason}
    return {"placed": False} | shown


def place_orders(twin: Twin, books: Books, call: Call) -> Answer:
    """Place one order ({lines}) or many ({orders: [...]}); a refused one of many is an outcome, of one a 409."""
    body, seller_id = call.json_object(), _account(books, twin, call)
    if "orders" not in body:
        outcome = orders.place(books, seller_id, shoppers.read_order(body))
        return Answer(201 if isinstance(outcome, orders.Placed) else 409, _shown_outcome(outcome))
    many = body["orders"]
    if not isinstance(many, list) or not 1 <= len(many) <= MOST_ORDERS:
        raise Refusal(400, "invalid", f"orders must hold 1 to {MOST_ORDERS} orders.")
    if not all(isinstance(one, dict) for one in many):
        raise Refusal(400, "invalid", "Every order must be an object.")
    outcomes = orders.place_many(books, seller_id, [shoppers.read_order(one) for one in many])
    return Answer(200, {"outcomes": [_shown_outcome(one) for one in outcomes]})


def show_order(twin: Twin, books: Books, call: Call) -> Answer:
    """Show an order with its packages."""
    number = call.params["order_number"]
    rows = books.db.execute("SELECT id FROM package WHERE order_number = ? ORDER BY id", (number,)).fetchall()
    if not rows:
        raise Refusal(404, "not_found", f"There is no order {number}.")
    return Answer(200, {"orderNumber": number, "packages": package_bodies(books, [row["id"] for row in rows])})


def list_packages(twin: Twin, books: Books, call: Call) -> Answer:
    """Show the truth about packages by id: `?after=` pages on, `?limit=` bounds."""
    limit = query_number(call.query, "limit", 500, least=1, most=MOST_ROWS)
    after = query_number(call.query, "after", 0, least=0, most=10**17)
    rows = books.db.execute("SELECT id FROM package WHERE id > ? ORDER BY id LIMIT ?", (after, limit)).fetchall()
    return Answer(200, {"packages": package_bodies(books, [row["id"] for row in rows])})


def cancel_package(twin: Twin, books: Books, call: Call) -> Answer:
    """Cancel for the customer, whole or by {lines: [{lineId, quantity}]}; returns the packages that result."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"])
    gone = packages.read_lines(books, package, body["lines"]) if "lines" in body else None
    text = str(body.get("reason") or "Customer changed their mind")[:300]
    return Answer(200, {"packageIds": packages.cancel(books, package, gone, text=text)})


def move_package(twin: Twin, books: Books, call: Call) -> Answer:
    """Move a package as the market and its carrier may: {status, force}; force allows any move."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"])
    if body.get("status") not in set(Status):
        raise Refusal(400, "invalid", f"status must be one of {', '.join(Status)}.")
    legal = None if body.get("force") is True else MARKET_MOVES
    packages.move(books, package, Status(body["status"]), legal=legal)
    return Answer(200, {"packageId": package["id"], "status": body["status"]})


def list_deliveries(twin: Twin, books: Books, call: Call) -> Answer:
    """Show the newest deliveries of webhooks."""
    rows = books.db.execute(
        "SELECT id, webhook_id, package_id, status, due_ms, attempts, answer, done_ms FROM delivery "
        "ORDER BY id DESC LIMIT 200"
    )
    return Answer(200, {"deliveries": [dict(row) for row in rows]})


def show_log(twin: Twin, books: Books, call: Call) -> Answer:
    """Show the newest requests of sellers."""
    limit = query_number(call.query, "limit", 100, least=1, most=log.KEEP)
    return Answer(200, {"requests": log.latest(books.db, limit)})


def run_pump(twin: Twin) -> Callable[[Call], Answer]:
    """Deliver what is due now: {limit}."""

    def answer(call: Call) -> Answer:
        try:
            refuse_foreign_form(call)
            limit = whole_number(call.json_object().get("limit", 50), "limit", least=1, most=MOST_PUMPED)
        except Refusal as refusal:
            return refusal.plain()
        return Answer(200, pump(twin, limit=limit))

    return answer


ACTIONS: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/state", state),
    ("POST", "/reset", reset),
    ("GET", "/settings", show_settings),
    ("PUT", "/settings", put_settings),
    ("POST", "/clock", move_clock),
    ("GET", "/faults", show_faults),
    ("PUT", "/faults", put_faults),
    ("DELETE", "/faults", delete_faults),
    ("POST", "/sellers", add_seller),
    ("GET", "/listings", list_listings),
    ("PUT", "/listings/{barcode}/approval", decide_listing),
    ("POST", "/orders", place_orders),
    ("GET", "/orders/{order_number}", show_order),
    ("GET", "/packages", list_packages),
    ("POST", "/packages/{package_id:int}/cancel", cancel_package),
    ("POST", "/packages/{package_id:int}/status", move_package),
    ("GET", "/deliveries", list_deliveries),
    ("GET", "/log", show_log),
)
