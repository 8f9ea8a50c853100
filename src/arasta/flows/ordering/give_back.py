"""Give back, at providers, what was taken for an order beyond what it is worth.

outside: refund; one transaction: record it, and what the order is paid.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import Outcome, PaymentResult, Tender
from arasta.contexts.returns import queries as refund_book
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

_AT_PROVIDER = {Tender.CARD, Tender.TERMINAL}


def give_back_canceled(order_id: UUID, *, actor: Actor) -> None:
    """Give back, at providers, what was taken for canceled units; again changes nothing.

    What is only promised is left: what is taken later is what the order is worth then. Raises PaymentUnclear while the
    provider is silent.
    """
    for payment in payment_book.payments_of([order_id]):
        if payment.tender not in _AT_PROVIDER or not payment.captured > payment.refunded:
            continue
        over = _over(order_id)
        if not over:
            return
        known = ports.ProviderPayment(payment.id, payment.provider_reference)
        amount = min(over, payment.captured - payment.refunded)
        key = f"canceled-{payment.id}-{(payment.refunded + amount).minor}"
        result = ports.gateway(payment.provider).refund(known, amount=amount, key=key)
        if result.outcome is Outcome.UNKNOWN:
            raise PaymentUnclear
        with db.transaction():
            statuses.lock([order_id])
            payments.record_results([PaymentResult(payment.id, result)], actor=actor)
            note_payments(order_id, actor=actor)


def _over(order_id: UUID) -> Money:
    """Return what was taken for an order beyond what it is worth; what staff gave back was for another reason."""
    order = order_book.order(order_id)
    rows = payment_book.payments_of([order_id])
    nothing = Money.zero(order.row.total.currency)
    kept = sum((row.captured - row.refunded for row in rows), nothing)
    given = [row.given for row in refund_book.refunds_of_orders([order_id])]
    return max(kept + sum(given, nothing) - wanted_worth(order), nothing)
