"""Write down as a refund of ours what a channel gave back by itself, so that it is credited to the invoice as ours are.

one transaction: lock the order, compare what the channel gave back in all with the refunds that are written down. Only
the difference is written, so news may come twice and in any order, and what staff asked the channel for is not new.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from arasta.contexts.channels.queries import returns as channel_returns
from arasta.contexts.channels.types.returning import ReturnRow, never_left, refunded_in, units_told
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import canceled_worth
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import PaymentRow, Tender
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import refunds
from arasta.contexts.returns.types import LineToRefund, RefundRow, RefundShare, RefundStatus, RefundToAsk
from arasta.flows.returning.refund_order import piece
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money, total


def adopt_refunds(order_id: UUID, *, actor: Actor) -> None:
    """Write down what the channel of an order gave back beyond what is written down; again changes nothing."""
    with db.transaction():
        statuses.lock([order_id])
        order, before = order_book.order(order_id), queries.refunds_of_orders([order_id])
        told = refunded_in(order.row.total.currency, channel_returns.returns_of_orders([order_id])[order_id])
        for payment in payment_book.payments_of([order_id]):
            if payment.tender is Tender.MARKETPLACE:
                given = min(_given(order, told), payment.captured - canceled_worth(order))
                _adopt(order, told, RefundShare(payment.id, given - _written(payment, before), given), before, actor)


def _adopt(
    order: OrderDetail, told: Sequence[ReturnRow], share: RefundShare, before: Sequence[RefundRow], actor: Actor
) -> None:
    """Write a share down that is not yet, be it that of a refund which the channel had refused to be told of."""
    if share.amount.minor <= 0:
        return
    refused = next((row for row in before if not row.counts and row.amount == share.amount), None)
    if refused:
        for one in refused.shares:
            refunds.mark_share_given(refused.id, one.payment_id)
        refunds.mark_given(refused.id, actor=actor)
        return
    lines = _lines(order, told, share.amount, [row for row in before if row.counts])
    extra = share.amount - total([line.amount for line in lines], share.amount.currency)
    key = f"channel:{order.row.id}:{share.until.minor}"
    wanted = RefundToAsk(key, order.row.id, _reason(order, told), lines, extra, (share,))
    refunds.record_given(wanted, actor=actor)


def _given(order: OrderDetail, told: Sequence[ReturnRow]) -> Money:
    """Return what the channel gave back beside the cancellations.

    Units that it does not show any more count once they left: until then they may turn out to be canceled.
    """
    gone = never_left(told)
    minor = sum(one.refunded.minor for one in told if one.refunded is not None)
    minor -= sum(
        line.total.minor * min(gone[line.id], line.quantity - line.shipped) // line.quantity for line in order.lines
    )
    return Money(minor, order.row.total.currency)


def _written(payment: PaymentRow, before: Sequence[RefundRow]) -> Money:
    shares = [
        share.amount
        for row in before
        for share in row.shares
        if share.payment_id == payment.id and (share.is_given or row.status is not RefundStatus.REFUSED)
    ]
    return total(shares, payment.captured.currency)


def _lines(
    order: OrderDetail, told: Sequence[ReturnRow], amount: Money, before: Sequence[RefundRow]
) -> tuple[LineToRefund, ...]:
    """Return the units that were paid back whole; money that no number of units comes to is for no line."""
    units, gone = units_told([line for one in told for line in one.lines]), never_left(told)
    found: list[LineToRefund] = []
    is_whole = True
    for line in order.lines:
        written = sum(one.quantity for row in before for one in row.lines if one.order_line_id == line.id)
        left = min(units[line.id] - min(gone[line.id], line.canceled), line.shipped) - written
        rest = amount - total([one.amount for one in found], amount.currency)
        pieces = (piece(line, count, before) for count in range(left, 0, -1))
        fitting = list(islice((one for one in pieces if one.amount <= rest), 1))
        is_whole &= left <= 0 or [left] == [one.quantity for one in fitting]
        found += fitting
    is_exact = total([one.amount for one in found], amount.currency) == amount
    return tuple(found) if is_whole or is_exact else ()


def _reason(order: OrderDetail, told: Sequence[ReturnRow]) -> str:
    """Return why, in the channel's words where it tells any."""
    said = "; ".join(dict.fromkeys(line.reason for one in told for line in one.lines if line.reason))
    with override(order.language):
        return said or _("Refunded by the marketplace")
