"""What an order is worth, what of it is still to be paid, and a payment that comes to an order that stands already."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.services import changing, statuses
from arasta.contexts.orders.types import OrderPaid, PlacedOrder
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import GatewayResult, PaymentResult, PaymentRow
from arasta.flows.ordering.refusals import PaidTwice
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money


def due(order: OrderDetail, paying: Sequence[PaymentRow]) -> Money:
    """Return what is still to be paid, beside what these payments promise; never less than nothing."""
    nothing = Money(0, order.row.total.currency)
    promised = sum((row.promised for row in paying), nothing)
    return max(wanted_worth(order) - promised, nothing)


def due_of(order_id: UUID) -> Money:
    """Return what is still to be paid of an order. Raises UnknownOrder."""
    return due(order_book.order(order_id), payment_book.payments_of([order_id]))


def record_on_order(payment: PaymentRow, result: GatewayResult, *, actor: Actor) -> PlacedOrder:
    """Record a good payment of an order that stands; again changes nothing.

    Raises PaidTwice if the order needs no such sum any more: it is to be given back.
    """
    db.require_transaction()
    statuses.lock([payment.order_id])
    order, rows = order_book.order(payment.order_id), payment_book.payments_of([payment.order_id])
    known = next(row for row in rows if row.id == payment.id)
    if not known.is_good:
        if payment.amount > due(order, [row for row in rows if row.id != payment.id]):
            raise PaidTwice
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        note_payments(payment.order_id, actor=actor)
        changing.tell_due_paid(payment.order_id, actor=actor)
    return former(order)


def note_payments(order_id: UUID, *, actor: Actor) -> None:
    """Store on a locked order what its payments come to."""
    statuses.note_payments(order_id, payment_book.paid_in_all(order_id), actor=actor)


def paid_with(order_id: UUID, payment: PaymentRow) -> OrderPaid:
    """Return what one payment, fresh and the only one, comes to for its order."""
    return OrderPaid(order_id, payment.amount.minor, payment.captured.minor)


def former(order: OrderDetail) -> PlacedOrder:
    """Return an order that was placed before."""
    return PlacedOrder(order.row.id, order.row.number, order.row.total, (), is_new=False)
