"""The marketplace's part of the control API: plays the customer and the carrier. Plain JSON, no password."""

from collections.abc import Callable
from functools import partial
from typing import Any

from arasta.twins import deliveries
from arasta.twins.steering import Action, forget, shown_faults, shown_settings
from arasta.twins.trendyol import claims, finance, listings, orders, packages, shoppers
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.schema import RESET
from arasta.twins.trendyol.twin import Account, Twin, enroll
from arasta.twins.trendyol.types import MARKET_MOVES, Approval, Settings, Status
from arasta.twins.trendyol.views import package_bodies
from arasta.twins.wire import Answer, Call, Refusal, query_number, whole_number

MOST_ORDERS = 5000
MOST_ROWS = 5000


def _account(books: Books, twin: Twin, call: Call) -> int:
    seller_id = query_number(call.query, "seller", twin.account.seller_id, least=1, most=10**17)
    if books.db.execute("SELECT 1 FROM seller WHERE id = ?", (seller_id,)).fetchone() is None:
        raise Refusal(404, "not_found", f"There is no seller {seller_id}.")
    return seller_id


def state(twin: Twin, books: Books, call: Call) -> Answer:
    """Show everything in numbers: clock, settings, faults, listings, packages, webhooks, what waits."""
    count = books.db.execute
    by_status = {r["status"]: r["n"] for r in count("SELECT status, count(*) AS n FROM package GROUP BY status")}
    webhooks = count("SELECT id, url, active, failures FROM webhook ORDER BY number").fetchall()
    return Answer(
        200,
        {
            "now": books.now_ms,
            "settings": shown_settings(twin, books),
            "faults": shown_faults(twin, books),
            "sellers": [row["id"] for row in count("SELECT id FROM seller ORDER BY id")],
            "listings": listings.count_by_approval(books),
            "orders": count("SELECT count(*) AS n FROM purchase").fetchone()["n"],
            "packages": by_status,
            "batchesWaiting": count("SELECT count(*) AS n FROM batch WHERE processed_ms IS NULL").fetchone()["n"],
            "webhooks": [dict(row) | {"active": bool(row["active"])} for row in webhooks],
            "deliveriesWaiting": deliveries.waiting(books),
        },
    )


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


def delete_listing(twin: Twin, books: Books, call: Call) -> Answer:
    """Delete a listing, as somebody at the marketplace's own pages."""
    listings.delete(books, _account(books, twin, call), call.params["barcode"])
    return Answer(204)


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


def claim_package(twin: Twin, books: Books, call: Call) -> Answer:
    """Send units back for the customer: {lines: [{lineId, quantity}], status}."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"])
    status = body.get("status", claims.WAITING)
    if status not in claims.STATUSES:
        raise Refusal(400, "invalid", f"status must be one of {', '.join(claims.STATUSES)}.")
    units = packages.read_lines(books, package, body.get("lines"))
    return Answer(201, {"claimId": claims.ask(books, package, units, status=status)})


def move_claim(twin: Twin, books: Books, call: Call) -> Answer:
    """Move what comes back as the market, its carrier or the customer may: {status}."""
    status = str(call.json_object().get("status"))
    claims.move(books, call.params["claim_id"], status)
    return Answer(200, {"claimId": call.params["claim_id"], "status": status})


def pay_out(twin: Twin, books: Books, call: Call) -> Answer:
    """Pay what the account holds, after what is deducted."""
    return Answer(201, {"paymentOrderId": finance.pay_out(books, _account(books, twin, call))})


def show_invoice(twin: Twin, books: Books, call: Call) -> Answer:
    """Show where the customer finds the invoice of a package."""
    return Answer(200, {"invoiceLink": packages.invoice_link(books, call.params["package_id"])})


def move_package(twin: Twin, books: Books, call: Call) -> Answer:
    """Move a package as the market and its carrier may: {status, force}; force allows any move."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"])
    if body.get("status") not in set(Status):
        raise Refusal(400, "invalid", f"status must be one of {', '.join(Status)}.")
    legal = None if body.get("force") is True else MARKET_MOVES
    packages.move(books, package, Status(body["status"]), legal=legal)
    return Answer(200, {"packageId": package["id"], "status": body["status"]})


def actions(twin: Twin) -> list[Action[Settings]]:
    """Return what the marketplace's control API has beside what every twin's has."""
    own: tuple[tuple[str, str, Callable[[Twin, Books, Call], Answer]], ...] = (
        ("GET", "/state", state),
        ("POST", "/sellers", add_seller),
        ("GET", "/listings", list_listings),
        ("DELETE", "/listings/{barcode}", delete_listing),
        ("PUT", "/listings/{barcode}/approval", decide_listing),
        ("POST", "/orders", place_orders),
        ("GET", "/orders/{order_number}", show_order),
        ("GET", "/packages", list_packages),
        ("POST", "/packages/{package_id:int}/cancel", cancel_package),
        ("POST", "/packages/{package_id:int}/claims", claim_package),
        ("POST", "/packages/{package_id:int}/status", move_package),
        ("GET", "/packages/{package_id:int}/invoice", show_invoice),
        ("POST", "/claims/{claim_id}/status", move_claim),
        ("POST", "/payouts", pay_out),
    )
    bound: list[Action[Settings]] = [(method, path, partial(act, twin)) for method, path, act in own]
    return [*bound, ("POST", "/reset", forget(RESET))]
