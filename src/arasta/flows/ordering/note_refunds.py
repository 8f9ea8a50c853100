"""Know what a marketplace gave back for an order: what its canceled units cost, and what it refunded beside.

Judged by all that is known, so it may be done again at any time; the caller has locked the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.channels.queries import returns as return_reads
from arasta.contexts.channels.types.returning import ReturnRow, never_left, refunded_in
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import canceled_worth
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import MoneyMove, Tender
from arasta.flows.ordering.order_payments import note_payments
from arasta.kernel.access import Actor
from arasta.kernel.money import Money


def note_refunds(order_id: UUID, *, actor: Actor) -> None:
    """Record what the marketplace gave back, and store the sums on the order."""
    order = order_book.order(order_id)
    paid_there = [row for row in payment_book.payments_of([order_id]) if row.tender is Tender.MARKETPLACE]
    came_back = return_reads.returns_of_orders([order_id])[order_id] if paid_there else []
    back_in_all = given_back(order, came_back)
    moves = [
        MoneyMove(payment.id, due - payment.refunded, f"canceled:{due.minor}")
        for payment in paid_there
        if (due := min(back_in_all, payment.captured)) > payment.refunded
    ]
    money.record_refunds(moves, actor=actor)
    note_payments(order_id, actor=actor)


def given_back(order: OrderDetail, came_back: Sequence[ReturnRow]) -> Money:
    """Return what the channel gave back in all.

    Units taken back before they left are refunded and canceled at once: their refund tells of the same money twice.
    """
    currency = order.row.total.currency
    told = refunded_in(currency, came_back)
    refunds = sum(one.refunded.minor for one in told if one.refunded is not None)
    return canceled_worth(order) + Money(refunds - _told_twice(order, told), currency)


def _told_twice(order: OrderDetail, told: Sequence[ReturnRow]) -> int:
    gone = never_left(told)
    return sum(line.total.minor * min(gone[line.id], line.canceled) // line.quantity for line in order.lines)
