"""Returns: the buyer asks, the merchant answers, goods come back, money follows."""

from collections.abc import Mapping
from typing import Any

from arasta.twins.shopify import purchases, sending
from arasta.twins.shopify.desk import Desk
from arasta.twins.shopify.purchases import Doc, Purchase
from arasta.twins.shopify.types import number_of
from arasta.twins.wire import Refusal

MOVES: Mapping[str, frozenset[str]] = {
    "REQUESTED": frozenset({"OPEN", "DECLINED", "CANCELED"}),
    "OPEN": frozenset({"CLOSED", "CANCELED"}),
}
TOPICS = {
    "REQUESTED": "RETURNS_REQUEST",
    "OPEN": "RETURNS_APPROVE",
    "DECLINED": "RETURNS_DECLINE",
    "CLOSED": "RETURNS_CLOSE",
    "CANCELED": "RETURNS_CANCEL",
}


def ask(desk: Desk, purchase: Purchase, reason: str) -> Doc:
    """Let the buyer ask to send everything back that was sent. Raises Refusal 409."""
    sent = [line for parcel in purchase.doc["fulfillments"] for line in parcel["lines"]]
    if not sent or any(one["status"] in {"REQUESTED", "OPEN"} for one in purchase.doc["returns"]):
        raise Refusal(409, "illegal_move", "There is nothing that could be sent back.")
    made: Doc = {
        "id": purchases.new_part(desk.books, "Return", purchase.id),
        "status": "REQUESTED",
        "created_ms": desk.books.now_ms,
        "closed_ms": None,
        "lines": [
            {
                "id": purchases.new_part(desk.books, "ReturnLineItem", purchase.id),
                "sent_id": line["id"],
                "line_id": line["line_id"],
                "quantity": line["quantity"],
                "refunded": 0,
                "note": reason,
            }
            for line in sent
        ],
    }
    purchase.doc["returns"].append(made)
    _tell(desk, purchase, made)
    purchases.save(desk, purchase)
    return made


def move(desk: Desk, return_id: int, status: str) -> Doc:
    """Answer a return, or take the goods in and give the money back. Raises Refusal 404, 409."""
    purchase = purchases.holding(desk.books, "Return", return_id)
    made = purchases.one_of(purchase.doc["returns"], return_id) if purchase else None
    if purchase is None or made is None:
        raise Refusal(404, "not_found", f"There is no return {return_id}.")
    if status not in MOVES.get(made["status"], frozenset()):
        raise Refusal(409, "illegal_move", f"{made['status']} does not become {status}.")
    made["status"] = status
    if status == "CLOSED":
        made["closed_ms"] = desk.books.now_ms
        _refund(desk, purchase, made)
    _tell(desk, purchase, made)
    purchases.save(desk, purchase)
    return made


def answer(desk: Desk, asked: Mapping[str, Any], status: str) -> dict[str, Any]:
    """Answer a request as the merchant."""
    try:
        move(desk, number_of(asked["id"], "Return"), status)
    except Refusal as refusal:
        code = "NOT_FOUND" if refusal.status == 404 else "INVALID_STATE"
        return {"return": None, "userErrors": [{"field": ["input", "id"], "message": refusal.message, "code": code}]}
    return {"return": None, "userErrors": []}


def _refund(desk: Desk, purchase: Purchase, made: Doc) -> None:
    lines = {line["id"]: line for line in purchase.doc["lines"]}
    amount = 0
    for one in made["lines"]:
        line = lines[one["line_id"]]
        amount += purchases.total_of(line) * one["quantity"] // line["quantity"]
        one["refunded"] = one["quantity"]
    refund = sending.give_back(desk, purchase, made["lines"], amount, kind="RETURN", restocked=True)
    refund["return_id"] = made["id"]


def _tell(desk: Desk, purchase: Purchase, made: Doc) -> None:
    payload = {"id": made["id"], "order": {"id": purchase.id}, "status": made["status"].lower()}
    desk.tells.append((TOPICS[made["status"]], payload))
