"""Packages on their way: reported, fulfilled, tracked; canceled and given back as the merchant or the buyer asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.shopify import buying, purchases
from arasta.twins.shopify.desk import Desk, minor_of, user_error
from arasta.twins.shopify.purchases import Doc, Purchase
from arasta.twins.shopify.types import gid, number_of
from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal

OPEN = frozenset({"OPEN", "IN_PROGRESS", "SCHEDULED"})
STEPS: Mapping[str, frozenset[str]] = {
    "SUBMITTED": frozenset({"IN_TRANSIT", "DELIVERED", "FAILURE"}),
    "IN_TRANSIT": frozenset({"READY_FOR_PICKUP", "DELIVERED", "FAILURE"}),
    "READY_FOR_PICKUP": frozenset({"DELIVERED", "FAILURE"}),
}
"""How a fulfillment moves on with its carrier."""


def _package(desk: Desk, text: str) -> tuple[Purchase, Doc] | None:
    number = number_of(text, "FulfillmentOrder")
    purchase = purchases.holding(desk.books, "FulfillmentOrder", number)
    package = purchases.one_of(purchase.doc["packages"], number) if purchase else None
    return (purchase, package) if purchase and package else None


def report(desk: Desk, text: str) -> dict[str, Any]:
    """Take note that somebody works on a package."""
    found = _package(desk, text)
    if found is None or found[1]["status"] not in OPEN:
        error = user_error(["id"], "The fulfillment order cannot be reported as in progress.")
        return {"fulfillmentOrder": None, "userErrors": [error]}
    purchase, package = found
    package["status"] = "IN_PROGRESS"
    _touch(desk, purchase, package)
    return {"fulfillmentOrder": {"id": text, "status": "IN_PROGRESS"}, "userErrors": []}


def _touch(desk: Desk, purchase: Purchase, package: Doc) -> None:
    package["updated_ms"] = desk.books.now_ms
    purchase.doc["odd_status"] = None
    purchases.save(desk, purchase)


def fulfill(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Send units of a package."""
    asked = given["lineItemsByFulfillmentOrder"][0]
    found = _package(desk, asked["fulfillmentOrderId"])
    if found is None:
        return {"fulfillment": None, "userErrors": [user_error(["fulfillment"], "Fulfillment order does not exist.")]}
    purchase, package = found
    wanted = asked.get("fulfillmentOrderLineItems")
    counts = {number_of(one["id"], "FulfillmentOrderLineItem"): one["quantity"] for one in wanted or []}
    if wanted is None:
        counts = {line["id"]: line["remaining"] for line in package["lines"] if line["remaining"]}
    lines = {line["id"]: line for line in package["lines"]}
    if (
        package["status"] not in OPEN
        or not counts
        or any(number not in lines or not 0 < count <= lines[number]["remaining"] for number, count in counts.items())
    ):
        message = "Fulfillment order is not in a state in which these units can be fulfilled."
        return {"fulfillment": None, "userErrors": [user_error(["fulfillment"], message)]}
    for number, count in counts.items():
        lines[number]["remaining"] -= count
    package["status"] = "IN_PROGRESS" if any(line["remaining"] for line in package["lines"]) else "CLOSED"
    parcel: Doc = {
        "id": purchases.new_part(desk.books, "Fulfillment", purchase.id),
        "package_id": package["id"],
        "status": "SUBMITTED",
        "tracking": _tracking(given.get("trackingInfo") or {}),
        "lines": [
            {
                "id": purchases.new_part(desk.books, "FulfillmentLineItem", purchase.id),
                "line_id": lines[number]["line_id"],
                "quantity": count,
            }
            for number, count in counts.items()
        ],
    }
    purchase.doc["fulfillments"].append(parcel)
    _touch(desk, purchase, package)
    return {"fulfillment": {"id": gid("Fulfillment", parcel["id"])}, "userErrors": []}


def _tracking(given: Mapping[str, Any]) -> Doc:
    return {name: given.get(name) for name in ("number", "company", "url")}


def track(desk: Desk, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Change how a parcel is followed."""
    number = number_of(text, "Fulfillment")
    purchase = purchases.holding(desk.books, "Fulfillment", number)
    parcel = purchases.one_of(purchase.doc["fulfillments"], number) if purchase else None
    if purchase is None or parcel is None:
        return {"fulfillment": None, "userErrors": [user_error(["fulfillmentId"], "Fulfillment not found.")]}
    parcel["tracking"] = _tracking(given)
    purchases.save(desk, purchase)
    return {"fulfillment": {"id": text}, "userErrors": []}


def move(desk: Desk, fulfillment_id: int, status: str) -> None:
    """Let the carrier move a parcel on. Raises Refusal 404, 409."""
    purchase = purchases.holding(desk.books, "Fulfillment", fulfillment_id)
    parcel = purchases.one_of(purchase.doc["fulfillments"], fulfillment_id) if purchase else None
    if purchase is None or parcel is None:
        raise Refusal(404, "not_found", f"There is no fulfillment {fulfillment_id}.")
    if status not in STEPS.get(parcel["status"], frozenset()):
        raise Refusal(409, "illegal_move", f"{parcel['status']} does not become {status}.")
    parcel["status"] = status
    purchases.save(desk, purchase)


def ask_to_cancel(desk: Desk, order: str, reason: str) -> dict[str, Any]:
    """Take a cancelation in: a job carries it out."""
    purchase = purchases.load(desk.books, number_of(order, "Order"))
    problem = None
    if purchase is None:
        problem = user_error(["orderId"], "Order does not exist.", "NOT_FOUND")
    elif purchase.doc["cancelled_ms"] or purchase.doc["fulfillments"]:
        problem = user_error(["orderId"], "Cannot cancel this order.", "INVALID")
    if problem or purchase is None:
        return {"job": None, "orderCancelUserErrors": [problem]}
    number = take_numbers(desk.books.db, "job", 1)
    ready_ms = desk.books.now_ms + desk.books.settings.job_delay_ms
    desk.books.db.execute(
        "INSERT INTO job (id, work, about, detail, ready_ms) VALUES (?, 'cancel', ?, ?, ?)",
        (number, purchase.id, reason, ready_ms),
    )
    return {"job": {"id": gid("Job", number), "done": False}, "orderCancelUserErrors": []}


def cancel(desk: Desk, purchase: Purchase, *, restock: bool) -> None:
    """Cancel an order whole: nothing of it is sent, the money goes back."""
    doc = purchase.doc
    if doc["cancelled_ms"] or doc["fulfillments"]:
        raise Refusal(409, "illegal_move", "This order cannot be canceled any more.")
    lines = [{"line_id": line["id"], "quantity": line["current"]} for line in doc["lines"] if line["current"]]
    left = sum(one["amount_minor"] for one in doc["payments"]) - purchase.refunded_minor
    give_back(desk, purchase, lines, left, kind="CANCEL", restocked=restock)
    doc["cancelled_ms"], doc["odd_status"] = desk.books.now_ms, None
    doc["financial"] = "REFUNDED" if doc["payments"] else "VOIDED"
    purchases.save(desk, purchase)


def give_back(
    desk: Desk, purchase: Purchase, lines: Sequence[Doc], amount_minor: int, *, kind: str, restocked: bool
) -> Doc:
    """Refund units and money. Units that were not sent leave their packages."""
    doc = purchase.doc
    refund: Doc = {
        "id": purchases.new_part(desk.books, "Refund", purchase.id),
        "created_ms": desk.books.now_ms,
        "amount_minor": amount_minor,
        "note": "",
        "return_id": None,
        "lines": [
            {"line_id": one["line_id"], "quantity": one["quantity"], "kind": kind, "restocked": restocked}
            for one in lines
        ],
    }
    for one in lines:
        _lower(desk, doc, one["line_id"], one["quantity"], restocked=restocked)
    doc["refunds"].append(refund)
    paid = sum(one["amount_minor"] for one in doc["payments"])
    if amount_minor:
        doc["financial"] = "REFUNDED" if purchase.refunded_minor >= paid else "PARTIALLY_REFUNDED"
        buying.enter(desk, "REFUND", purchase.id, -amount_minor, 0)
    desk.tells.append(("REFUNDS_CREATE", {"id": refund["id"], "order_id": purchase.id}))
    return refund


def _lower(desk: Desk, doc: Doc, line_id: int, quantity: int, *, restocked: bool) -> None:
    line = purchases.one_of(doc["lines"], line_id)
    if line is None or line["current"] < quantity:
        raise Refusal(422, "invalid", "More is given back than was bought.")
    line["current"] -= quantity
    for package in doc["packages"]:
        for piece in package["lines"]:
            taken = min(quantity, piece["remaining"]) if piece["line_id"] == line_id else 0
            if taken:
                piece["total"] -= taken
                piece["remaining"] -= taken
                quantity -= taken
                _back_to_stock(desk, line, package["place_id"], taken if restocked else 0)
        if package["status"] in OPEN and not any(piece["remaining"] for piece in package["lines"]):
            package["status"], package["updated_ms"] = "CLOSED", desk.books.now_ms


def _back_to_stock(desk: Desk, line: Doc, place_id: int, count: int) -> None:
    desk.books.db.execute(
        "UPDATE level SET available = available + ? WHERE item_id = ? AND place_id = ?",
        (count, line["item_id"], place_id),
    )


def refund(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Refund as the merchant asks."""
    purchase = purchases.load(desk.books, number_of(given["orderId"], "Order"))
    if purchase is None:
        return {"refund": None, "userErrors": [user_error(["orderId"], "Order does not exist.")]}
    amounts = [minor_of(one["amount"], desk.currency) for one in given.get("transactions") or []]
    paid = sum(one["amount_minor"] for one in purchase.doc["payments"])
    if None in amounts or purchase.refunded_minor + sum(one or 0 for one in amounts) > paid:
        return {"refund": None, "userErrors": [user_error(["transactions"], "Refund amount is not right.")]}
    lines = [
        {"line_id": number_of(one["lineItemId"], "LineItem"), "quantity": one["quantity"]}
        for one in given.get("refundLineItems") or []
    ]
    kinds = {one.get("restockType") or "NO_RESTOCK" for one in given.get("refundLineItems") or []} or {"NO_RESTOCK"}
    kind = min(kinds)
    known = {line["id"]: line["current"] for line in purchase.doc["lines"]}
    if any(known.get(one["line_id"], 0) < one["quantity"] for one in lines):
        message = "Quantity cannot refund more items than were purchased."
        return {"refund": None, "userErrors": [user_error(["refundLineItems"], message)]}
    made = give_back(
        desk, purchase, lines, sum(one or 0 for one in amounts), kind=kind, restocked=kind in {"CANCEL", "RETURN"}
    )
    made["note"] = given.get("note") or ""
    purchases.save(desk, purchase)
    return {"refund": {"id": gid("Refund", made["id"])}, "userErrors": []}
