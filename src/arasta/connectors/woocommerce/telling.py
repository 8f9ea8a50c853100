"""Plans that tell about an order: its parcels, that it is canceled whole or in part, and money given back.

A shop has no place for tracking numbers: they are kept beside the order, told to the buyer in a note, and the order is
completed once all its units are in parcels. No key makes a refund harmless to repeat: each bears our own, and refunds
are read before one is added, and again when nobody knows whether it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from arasta.connectors.woocommerce import answers, client, pulling
from arasta.connectors.woocommerce.amounts import minor
from arasta.connectors.woocommerce.documents import Line, Meta, Note, Order, Refund
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Op, Outcome, PackageItem, Pushed
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan, read_json, write_json

PARCELS, KEY = "_arasta_parcels", "_arasta_key"
_OVER = frozenset({"cancelled", "refunded", "failed", "trash"})


@dataclass(frozen=True)
class Terms:
    """How refunds are written: in which currency, and whether the shop's own payment provider pays them out."""

    currency: str
    moves_money: bool


def tell(op: Op, item: PackageItem, terms: Terms) -> Plan[Pushed]:
    """Tell about one order. Trouble is the result, not an exception."""
    try:
        answer = yield client.order(item.package_id or item.order_id)
        if answers.is_missing(answer):
            return _said(item, Outcome.INVALID, "no_order", "The shop has no such order.")
        order = answers.expect(answer, Order)
        if op is Op.TRACKING:
            return (yield from _tell_parcel(order, item))
        if op is Op.CANCEL and _is_whole(order, item):
            return (yield from _cancel(order, item))
        return (yield from _give_back(order, item, terms, moves_money=op is Op.REFUND and terms.moves_money))
    except ChannelTrouble as trouble:
        return Pushed(results=[answers.unsent(item.package_id, trouble)])


def _tell_parcel(order: Order, item: PackageItem) -> Plan[Pushed]:
    """Keep the parcel beside the order, complete the order if it was the last, and tell the buyer once."""
    before = _parcels(order.meta_data)
    parcels = before | {item.tracking_number: _parcel(order, item)}
    is_last = _packed(parcels) >= Counter({str(line.id): line.quantity for line in order.line_items})
    body: dict[str, Any] = {"meta_data": [{"key": PARCELS, "value": write_json(parcels).decode()}]}
    if is_last and order.status not in _OVER:
        body["status"] = "completed"
    if parcels != before or body.get("status", order.status) != order.status:
        failure = answers.failure_of((yield client.update_order(str(order.id), body)))
        if failure is not None:
            return Pushed(results=[failure.result(item.package_id)])
    text = " ".join(part for part in (item.carrier, item.tracking_number, item.tracking_url) if part)
    notes = answers.expect((yield client.notes(str(order.id))), list[Note])
    if any(text in one.note for one in notes):
        return _said(item, Outcome.SAME if parcels == before else Outcome.OK)
    answer = yield client.add_note(str(order.id), {"note": text, "customer_note": True})
    failure = answers.failure_of(answer)
    return Pushed(results=[failure.result(item.package_id)]) if failure else _said(item, Outcome.OK)


def _parcel(order: Order, item: PackageItem) -> dict[str, Any]:
    lines = {line.external_id: line.quantity for line in item.lines}
    every = {str(line.id): line.quantity for line in order.line_items}
    return {"carrier": item.carrier, "url": item.tracking_url, "lines": lines or every}


def _parcels(meta: Sequence[Meta]) -> dict[str, Any]:
    kept = next((one.value for one in meta if one.key == PARCELS), "{}")
    read = read_json(kept) if isinstance(kept, str) else {}
    return read if isinstance(read, dict) else {}


def _packed(parcels: Mapping[str, Any]) -> Counter[str]:
    packed: Counter[str] = Counter()
    for parcel in parcels.values():
        packed.update(parcel["lines"])
    return packed


def _cancel(order: Order, item: PackageItem) -> Plan[Pushed]:
    if order.status in _OVER:
        return _said(item, Outcome.SAME, text=order.status)
    failure = answers.failure_of((yield client.update_order(str(order.id), {"status": "cancelled"})))
    return Pushed(results=[failure.result(item.package_id)]) if failure else _said(item, Outcome.OK)


def _is_whole(order: Order, item: PackageItem) -> bool:
    named = Counter({line.external_id: line.quantity for line in item.lines})
    return not named or named >= Counter({str(line.id): line.quantity for line in order.line_items})


def _give_back(order: Order, item: PackageItem, terms: Terms, *, moves_money: bool) -> Plan[Pushed]:
    """Refund units or an amount, once. Units are never put back on the shelf there: we say what is on it."""
    key = item.key or _natural_key(item)
    if _has(key, (yield from pulling.refunds_of(str(order.id)))):
        return _said(item, Outcome.SAME)
    lines = [line for line in (_refund_line(order, one.external_id, one.quantity) for one in item.lines) if line]
    amount = item.amount or _worth(order, lines, terms.currency)
    body = {
        "amount": str(amount.amount),
        "reason": item.reason,
        "api_refund": moves_money,
        "api_restock": False,
        "line_items": lines,
        "meta_data": [{"key": KEY, "value": key}],
    }
    failure = answers.failure_of((yield client.add_refund(str(order.id), body)))
    if failure is None:
        return _said(item, Outcome.OK)
    if failure.outcome is Outcome.UNKNOWN and _has(key, (yield from pulling.refunds_of(str(order.id)))):
        return _said(item, Outcome.OK)
    return Pushed(results=[failure.result(item.package_id)])


def _refund_line(order: Order, line_id: str, quantity: int) -> dict[str, Any] | None:
    """Write the units of a line to give back, with their share of its amount and of each of its taxes."""
    line = next((one for one in order.line_items if str(one.id) == line_id), None)
    if line is None or not quantity:
        return None
    taxes = [
        {"id": tax.id, "refund_total": _share(Decimal(tax.total), quantity, line)} for tax in line.taxes if tax.total
    ]
    return {
        "id": line.id,
        "quantity": quantity,
        "refund_total": _share(line.total, quantity, line),
        "refund_tax": taxes,
    }


def _share(amount: Decimal, quantity: int, line: Line) -> str:
    return str((amount * quantity / line.quantity).quantize(Decimal("0.0001")))


def _worth(order: Order, lines: Sequence[Mapping[str, Any]], currency: str) -> Money:
    gross = {line.id: line.gross / line.quantity for line in order.line_items}
    return Money(minor(sum((gross[one["id"]] * one["quantity"] for one in lines), Decimal(0)), currency), currency)


def _has(key: str, refunds: Sequence[Refund]) -> bool:
    return any(meta.key == KEY and meta.value == key for refund in refunds for meta in refund.meta_data)


def _natural_key(item: PackageItem) -> str:
    words = [f"{line.external_id}x{line.quantity}" for line in item.lines] + [str(item.amount), item.reason]
    return hashlib.sha256("|".join([item.package_id, *words]).encode()).hexdigest()[:24]


def _said(item: PackageItem, outcome: Outcome, code: str = "", text: str = "") -> Pushed:
    return Pushed(results=[ItemResult(external_id=item.package_id, outcome=outcome, code=code, text=text)])
