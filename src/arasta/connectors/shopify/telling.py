"""Plans that tell what becomes of packages. Each looks first how the package stands, so saying it again is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from arasta.connectors.shopify import answers, mutations, queries
from arasta.connectors.shopify.client import call
from arasta.connectors.shopify.documents import gid, tail
from arasta.connectors.shopify.packages import STATES, WAITING
from arasta.contexts.channels.types import ItemResult, Op, Outcome, PackageItem, Polled, Pushed, Trouble
from arasta.contexts.channels.types.failures import Failure
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan

REASON = "INVENTORY"
JOB = "/Job/"
LONGEST_NOTE = 200

Raw = dict[str, Any]


def tell(op: Op, item: PackageItem, currency: str) -> Plan[Pushed]:
    """Tell about one package."""
    if op is Op.REFUND:
        return (yield from _refund(item, currency))
    data = yield from answers.ask(call(queries.ONE_PACKAGE, id=gid("FulfillmentOrder", item.package_id)))
    if isinstance(data, Failure):
        return _said(item, data)
    package = data["node"]
    if package is None:
        return _said(item, _refusal("unknown_package", "the shop does not know this package"))
    if op is Op.ACCEPT:
        return (yield from _accept(item, package))
    if op is Op.TRACKING:
        return (yield from _track(item, package))
    return (yield from _cancel(item, package))


def _said(item: PackageItem, failure: Failure | None, *, outcome: Outcome = Outcome.OK, text: str = "") -> Pushed:
    result = ItemResult(external_id=item.package_id, outcome=outcome, text=text)
    return Pushed(results=[failure.result(item.package_id) if failure else result])


def _refusal(code: str, text: str) -> Failure:
    return Failure(Outcome.INVALID, Trouble.REFUSED, code, text)


def _complaint(errors: Sequence[Any]) -> Failure | None:
    wrong = answers.complaints(errors)
    return _refusal(wrong[0].code, wrong[0].result_text()) if wrong else None


def _accept(item: PackageItem, package: Raw) -> Plan[Pushed]:
    """Report that somebody works on a package."""
    if package["status"] not in {"OPEN", "SCHEDULED", "ON_HOLD"}:
        known = package["status"] in STATES
        return _said(item, None, outcome=Outcome.SAME if known else Outcome.OK, text=package["status"])
    answer = yield from answers.ask(call(mutations.ACCEPT, id=package["id"]))
    if isinstance(answer, Failure):
        return _said(item, answer)
    return _said(item, _complaint(answer["fulfillmentOrderReportProgress"]["userErrors"]))


def _track(item: PackageItem, package: Raw) -> Plan[Pushed]:
    """Say that units left, with the number to follow them by; or correct the number of what left before."""
    parcels = package["fulfillments"]["nodes"]
    if any(one["number"] == item.tracking_number for parcel in parcels for one in parcel["trackingInfo"]):
        return _said(item, None, outcome=Outcome.SAME, text=package["status"])
    tracking = {
        name: value
        for name, value in (
            ("number", item.tracking_number),
            ("company", item.carrier),
            ("url", item.tracking_url),
        )
        if value
    }
    lines = _wanted(item, package["lineItems"]["nodes"])
    if package["status"] in WAITING and lines:
        given = {
            "lineItemsByFulfillmentOrder": [
                {"fulfillmentOrderId": package["id"], "fulfillmentOrderLineItems": lines},
            ],
            "trackingInfo": tracking,
            "notifyCustomer": True,
        }
        answer = yield from answers.ask(call(mutations.FULFILL, fulfillment=given))
        name = "fulfillmentCreate"
    elif parcels:
        answer = yield from answers.ask(call(mutations.TRACK, id=parcels[-1]["id"], tracking=tracking))
        name = "fulfillmentTrackingInfoUpdate"
    else:
        return _said(item, _refusal("not_open", f"the package is {package['status']}"))
    return _said(item, answer if isinstance(answer, Failure) else _complaint(answer[name]["userErrors"]))


def _wanted(item: PackageItem, lines: Sequence[Raw]) -> list[Raw]:
    """Return what of a package leaves now: the lines that were named, or all that is left."""
    named = {line.external_id.partition("-")[0]: line.quantity for line in item.lines}
    found = []
    for line in lines:
        asked = named.get(tail(line["lineItem"]["id"]), 0) if named else line["remainingQuantity"]
        count = min(asked, line["remainingQuantity"])
        if count > 0:
            found.append({"id": line["id"], "quantity": count})
    return found


def _cancel(item: PackageItem, package: Raw) -> Plan[Pushed]:
    """Cancel the order when nothing of it is left then; else take the units out of it and give their money back."""
    order, left = package["order"], [one for one in package["lineItems"]["nodes"] if one["remainingQuantity"]]
    if order["cancelledAt"] or not left:
        return _said(item, None, outcome=Outcome.SAME, text=package["status"])
    wanted = {one["id"]: one["quantity"] for one in _wanted(item, left)}
    lines = [
        {
            "lineItemId": one["lineItem"]["id"],
            "quantity": wanted[one["id"]],
            "restockType": "CANCEL",
            "locationId": ((package["assignedLocation"] or {}).get("location") or {}).get("id"),
        }
        for one in left
        if one["id"] in wanted
    ]
    whole = yield from _is_whole_order(order["id"], package, wanted)
    if isinstance(whole, Failure):
        return _said(item, whole)
    if not whole:
        return (yield from _give_back(item, order["id"], lines, None))
    note = item.reason[:LONGEST_NOTE] or None
    answer = yield from answers.ask(call(mutations.CANCEL, order=order["id"], reason=REASON, note=note))
    if isinstance(answer, Failure):
        return _said(item, answer)
    failure, job = _complaint(answer["orderCancel"]["orderCancelUserErrors"]), answer["orderCancel"]["job"]
    if failure or job is None or job["done"]:
        return _said(item, failure)
    return Pushed(results=[ItemResult(external_id=item.package_id, outcome=Outcome.WAITING)], ticket=str(job["id"]))


def _is_whole_order(order: str, package: Raw, wanted: dict[str, int]) -> Plan[bool | Failure]:
    """Tell whether nothing was sent, nothing else waits, and all of this package is meant."""
    lines = package["lineItems"]["nodes"]
    if any(one["remainingQuantity"] != one["totalQuantity"] for one in lines) or package["fulfillments"]["nodes"]:
        return False
    if any(wanted.get(one["id"], 0) < one["remainingQuantity"] for one in lines):
        return False
    found = yield from answers.ask(call(queries.MORE_PACKAGES, id=order, after=None))
    if isinstance(found, Failure):
        return found
    connection = found["order"]["fulfillmentOrders"]
    others = [one for one in connection["nodes"] if one["id"] != package["id"] and _holds_units(one)]
    return not others and not connection["pageInfo"]["hasNextPage"]


def _holds_units(package: Raw) -> bool:
    return any(one["totalQuantity"] for one in package["lineItems"]["nodes"])


def _refund(item: PackageItem, currency: str) -> Plan[Pushed]:
    """Give money back, for units or without any. A refund with the same key in its note was made before."""
    lines = [
        {
            "lineItemId": gid("LineItem", line.external_id.partition("-")[0]),
            "quantity": line.quantity,
            "restockType": "NO_RESTOCK",
        }
        for line in item.lines
    ]
    if item.amount is not None and item.amount.currency != currency:
        return _said(item, _refusal("currency", f"must be in {currency}"))
    return (yield from _give_back(item, gid("Order", item.order_id), lines, item.amount))


def _give_back(item: PackageItem, order: str, lines: Sequence[Raw], amount: Money | None) -> Plan[Pushed]:
    asked = [{"lineItemId": one["lineItemId"], "quantity": one["quantity"]} for one in lines]
    found = yield from answers.ask(call(queries.MONEY_OF_ORDER, id=order, lines=asked or None))
    if isinstance(found, Failure):
        return _said(item, found)
    money = found["order"]
    if money is None:
        return _said(item, _refusal("unknown_order", "the shop does not know this order"))
    mark = _mark(item)
    if any(mark and mark in (one["note"] or "") for one in money["refunds"]):
        return _said(item, None, outcome=Outcome.SAME, text="refunded before")
    moves = _moves(money, amount)
    if moves is None:
        return _said(item, _refusal("too_much", "more than was paid cannot be given back"))
    given = {
        "orderId": order,
        "note": " ".join(filter(None, (item.reason[:LONGEST_NOTE], mark))),
        "notify": True,
        "refundLineItems": list(lines),
        "transactions": moves,
    }
    key = item.key or f"{item.package_id}-{'-'.join(str(one) for one in asked)}"
    answer = yield from answers.ask(call(mutations.REFUND, input=given, key=key))
    return _said(item, answer if isinstance(answer, Failure) else _complaint(answer["refundCreate"]["userErrors"]))


def _mark(item: PackageItem) -> str:
    return f"[{item.key}]" if item.key else ""


def _moves(money: Raw, amount: Money | None) -> list[Raw] | None:
    """Return from which payments how much goes back: as the shop suggests, or a given amount from the first that has it."""
    if amount is None:
        return [
            _move(money["id"], one["gateway"], (one["parentTransaction"] or {}).get("id"), _shop(one["amountSet"]))
            for one in money["suggestedRefund"]["suggestedTransactions"]
        ]
    left = amount.amount
    if left > _shop(money["totalReceivedSet"]) - _shop(money["totalRefundedSet"]):
        return None
    moves = []
    for one in money["transactions"]:
        if one["kind"] in {"SALE", "CAPTURE"} and one["status"] == "SUCCESS" and left > 0:
            part = min(left, _shop(one["amountSet"]))
            moves.append(_move(money["id"], one["gateway"], one["id"], part))
            left -= part
    return moves if left == 0 else None


def _move(order: str, gateway: str, parent: str | None, amount: Decimal) -> Raw:
    return {"orderId": order, "kind": "REFUND", "gateway": gateway, "parentId": parent, "amount": str(amount)}


def _shop(bag: Raw) -> Decimal:
    return Decimal(bag["shopMoney"]["amount"])


def poll(ticket: str) -> Plan[Polled]:
    """Ask whether a job is done. Raises ChannelTrouble."""
    data = yield from answers.fetch(call(queries.JOB, id=ticket))
    job = data["job"]
    return Polled(is_done=job is None or bool(job["done"]), lost=job is None)
