"""Plans that read what comes back, and what the shop's own payment service booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from arasta.connectors.shopify import answers, mapping, queries
from arasta.connectors.shopify.answering import REQUESTED
from arasta.connectors.shopify.client import BALANCE_PAGE, RETURNS_PAGE, call
from arasta.connectors.shopify.documents import tail
from arasta.connectors.shopify.pulling import Place, moment, page_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import PulledPage, Trouble, Unmapped
from arasta.contexts.channels.types.explaining import Strange, explain_error
from arasta.contexts.channels.types.returning import (
    ChannelReturn,
    ChannelReturnLine,
    EntryKind,
    MoneyEntry,
    ReturnState,
)
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan, write_json

STATES = {
    "REQUESTED": ReturnState.REQUESTED,
    "OPEN": ReturnState.APPROVED,
    "DECLINED": ReturnState.REJECTED,
    "CANCELED": ReturnState.CANCELLED,
    "CLOSED": ReturnState.RECEIVED,
}
KINDS = {
    "CHARGE": EntryKind.SALE,
    "REFUND": EntryKind.REFUND,
    "REFUND_FAILURE": EntryKind.REFUND,
    "TRANSFER": EntryKind.PAYOUT,
    "CHARGEBACK_FEE": EntryKind.FEE,
    "STRIPE_FEE": EntryKind.FEE,
    "SHIPPING_LABEL": EntryKind.SHIPPING,
    "SHIPPING_LABEL_ADJUSTMENT": EntryKind.SHIPPING,
    "IMPORT_TAX": EntryKind.TAX,
    "CUSTOMS_DUTY": EntryKind.TAX,
}
CANCELED_UNSENT = "CANCEL"

Raw = dict[str, Any]


def read_returns(at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of orders that changed, and the returns and refunds of those that have any."""
    nodes, following = yield from page_of(queries.CHANGED_MONEY, at, RETURNS_PAGE, ["orders"])
    found: list[ChannelReturn] = []
    unread: list[Unmapped] = []
    for node in nodes:
        if node["refunds"] or node["returns"]["nodes"]:
            data = yield from answers.fetch(call(queries.RETURNS, id=node["id"]))
            read = returns_of(data["order"], currency) if data["order"] else []
            if isinstance(read, Unmapped):
                unread.append(read)
            else:
                found += read
    newest = max((str(node["updatedAt"]) for node in nodes), default="")
    return PulledPage(
        returns=found,
        unmapped=unread,
        cursor=at.cursor(following),
        watermark=at.watermark(newest, is_last=not following),
        newest_at=moment(newest) if newest else None,
    )


def returns_of(order: Raw, currency: str) -> list[ChannelReturn] | Unmapped:
    """Read the returns of an order, and the refunds that belong to none; what cannot be read whole is left to a person."""
    try:
        _refuse_a_part(order)
        version = mapping.version_of(moment(order["updatedAt"]))
        asked = [_return(one, order, currency, version) for one in order["returns"]["nodes"]]
        given = [_refund(one, order, currency, version) for one in order["refunds"] if not one["return"]]
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raw = write_json(order).decode()
        return Unmapped(external_id=f"order-{tail(str(order.get('id')))}", explanation=explain_error(wrong), raw=raw)
    return [*asked, *given]


def _refuse_a_part(order: Raw) -> None:
    """Raise ValueError when an order has more returns, refunds or lines than one call shows."""
    lists = [
        order["returns"],
        *(one["returnLineItems"] for one in order["returns"]["nodes"]),
        *(one["refundLineItems"] for one in order["refunds"]),
    ]
    if len(order["refunds"]) >= queries.MOST_REFUNDS or any(one["pageInfo"]["hasNextPage"] for one in lists):
        raise Strange("too_many_returns")


def _return(one: Raw, order: Raw, currency: str, version: int) -> ChannelReturn:
    refunds = [refund for refund in order["refunds"] if refund["return"] and refund["return"]["id"] == one["id"]]
    refunded = [_amount(refund["totalRefundedSet"], currency) for refund in refunds]
    state = STATES.get(one["status"], ReturnState.UNKNOWN)
    if state is ReturnState.RECEIVED and refunds:
        state = ReturnState.REFUNDED
    return ChannelReturn(
        external_id=f"return-{tail(one['id'])}",
        order_id=tail(order["id"]),
        state=state,
        external_status=one["status"],
        version=version,
        asked_at=moment(one["createdAt"]),
        lines=[_return_line(line) for line in one["returnLineItems"]["nodes"]],
        refunded=sum(refunded[1:], refunded[0]) if refunded else None,
        restocked=any(line["restocked"] for refund in refunds for line in refund["refundLineItems"]["nodes"]),
        awaits_answer=one["status"] == REQUESTED,
        raw=write_json({**one, "refunds": refunds}).decode(),
    )


def _return_line(line: Raw) -> ChannelReturnLine:
    bought = (line.get("fulfillmentLineItem") or {}).get("lineItem") or {"id": "", "sku": ""}
    return ChannelReturnLine(
        external_id=tail(line["id"]),
        line_id=tail(bought["id"]),
        sku=bought["sku"] or "",
        quantity=line["quantity"],
        reason=line.get("returnReasonNote") or "",
    )


def _refund(one: Raw, order: Raw, currency: str, version: int) -> ChannelReturn:
    lines = [
        ChannelReturnLine(
            external_id=tail(line["id"] or line["lineItem"]["id"]),
            line_id=tail(line["lineItem"]["id"]),
            sku=line["lineItem"]["sku"] or "",
            quantity=line["quantity"],
            reason=one["note"] or "",
            never_left=line["restockType"] == CANCELED_UNSENT,
        )
        for line in one["refundLineItems"]["nodes"]
    ]
    return ChannelReturn(
        external_id=f"refund-{tail(one['id'])}",
        order_id=tail(order["id"]),
        state=ReturnState.REFUNDED,
        external_status="REFUNDED",
        version=version,
        asked_at=moment(one["createdAt"] or one["updatedAt"]),
        lines=lines,
        refunded=_amount(one["totalRefundedSet"], currency),
        restocked=any(line["restocked"] for line in one["refundLineItems"]["nodes"]),
        raw=write_json(one).decode(),
    )


def read_balance(at: Place) -> Plan[PulledPage]:
    """Read one page of what was booked. A shop without the payment service has none."""
    plan = page_of(
        queries.BALANCE, at, BALANCE_PAGE, ["shopifyPaymentsAccount", "balanceTransactions"], field="processed_at"
    )
    nodes, following = yield from plan
    try:
        entries = [entry for node in nodes for entry in entries_of(node)]
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, f"a booking: {wrong}") from wrong
    newest = max((str(node["transactionDate"]) for node in nodes), default="")
    return PulledPage(
        entries=entries,
        cursor=at.cursor(following),
        watermark=at.watermark(newest, is_last=not following),
        newest_at=moment(newest) if newest else None,
    )


def entries_of(node: Raw) -> list[MoneyEntry]:
    """Read a booking: what it moved, and what was kept for it."""
    at: datetime = moment(node["transactionDate"])
    shared: Mapping[str, Any] = {
        "at": at,
        "word": node["type"],
        "order_id": tail(node["associatedOrder"]["id"]) if node["associatedOrder"] else "",
        "payout_id": tail(node["associatedPayout"]["id"] or ""),
    }
    number, fee = tail(node["id"]), _money(node["fee"])
    kind = KINDS.get(node["type"], EntryKind.OTHER)
    entries = [MoneyEntry(external_id=number, kind=kind, amount=_money(node["amount"]), **shared)]
    if fee:
        entries.append(MoneyEntry(external_id=f"{number}-fee", kind=EntryKind.FEE, amount=-fee, **shared))
    return entries


def _money(given: Raw) -> Money:
    return Money.of(Decimal(given["amount"]), given["currencyCode"])


def _amount(bag: Raw, currency: str) -> Money:
    seen = bag["presentmentMoney"]["currencyCode"] == currency != bag["shopMoney"]["currencyCode"]
    return _money(bag["presentmentMoney"] if seen else bag["shopMoney"])
