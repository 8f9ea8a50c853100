"""Cancel what has not left: promises are released, requests taken back, money given back.

one transaction: cancel fulfillment, release allocations, cancel the order; outside: refund at the provider; then record it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import PaymentResult, PaymentRow, Tender
from arasta.kernel import db
from arasta.kernel.access import Actor

_OPEN = {FulfillmentStatus.OPEN, FulfillmentStatus.ACCEPTED, FulfillmentStatus.READY}
_AT_PROVIDER = {Tender.CARD, Tender.TERMINAL}


def cancel_order(order_id: UUID, *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel an order of which nothing has left. Raises UnknownOrder, OrderClosed, and what fulfillment refuses."""
    with db.transaction():
        asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status in _OPEN]
        if asked:
            requests.cancel(asked, at=at, actor=actor)
        promised = [
            (allocation, StockLine(variant, location, quantity, line))
            for allocation, _, line, variant, location, quantity in stock.open_allocations([order_id])
        ]
        statuses.cancel(order_id, reason=reason, actor=actor)
        allocations.release(promised, actor=actor)
    refund(order_id, actor=actor)


def refund(order_id: UUID, *, actor: Actor) -> None:
    """Give back what was taken at providers for an order; doing it again changes nothing."""
    for payment in payment_book.payments_of([order_id]):
        if payment.tender in _AT_PROVIDER and payment.is_good:
            _give_back(payment, actor)
    rows = payment_book.payments_of([order_id])
    total = order_book.order(order_id).row.total.minor
    paid = sum(row.captured.minor for row in rows)
    back = sum(row.refunded.minor for row in rows)
    statuses.record_payments([(order_id, total if paid else 0, paid, back)], actor=actor)


def _give_back(payment: PaymentRow, actor: Actor) -> None:
    gateway = ports.gateway(payment.provider)
    known = ports.ProviderPayment(payment.id, payment.provider_reference)
    left = payment.captured - payment.refunded
    if left:
        answer = gateway.refund(known, amount=left, key=f"cancel-{payment.id}")
    else:
        answer = gateway.void(known)
    payments.record_results([PaymentResult(payment.id, answer)], actor=actor)
