"""End a till's cart without a sale; money that a terminal took for it goes back.

one transaction: empty the cart and free its units, so that whoever still waits for the terminal finds nothing to sell;
outside: ask the terminal, give back; then record it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from arasta.contexts.inventory.services import reservations
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartClosed, UnknownCart
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentResult, PaymentRow, Tender
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor

_GOOD = {Outcome.AUTHORIZED, Outcome.CAPTURED}


def give_up_sale(cart_id: UUID, *, actor: Actor) -> None:
    """Empty a till's cart and let its units go. Raises UnknownCart, CartClosed.

    A payment the terminal is silent about stays open; `sweep_terminals` settles it.
    """
    with db.transaction():
        cart_book.set_lines(cart_id, [], replace=True)
        reservations.release([cart_id], actor=actor)
    for payment in payment_book.payments_of_carts([cart_id]):
        if not payment.is_settled:
            result = ports.gateway(payment.provider).fetch(payment.id)
            if result.outcome is not Outcome.MISSING:
                give_back(payment, result, actor=actor)


def give_back(payment: PaymentRow, result: GatewayResult, *, actor: Actor) -> None:
    """Give back what a provider took for a payment that sells nothing, and record both.

    Until the provider says that the money is back the payment stays unsettled, so that a sweep asks again.
    """
    if result.outcome not in _GOOD:
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        return
    answer = _returned(payment, result)
    if answer.outcome is Outcome.UNKNOWN or answer.outcome in _GOOD:
        return
    with db.transaction():
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        payments.record_results([PaymentResult(payment.id, answer)], actor=actor)


def _returned(payment: PaymentRow, result: GatewayResult) -> GatewayResult:
    """Ask the provider to give back what it took, or to let go what it only promised."""
    gateway = ports.gateway(payment.provider)
    known = ports.ProviderPayment(payment.id, result.provider_reference or payment.provider_reference)
    if result.outcome is Outcome.AUTHORIZED:
        return gateway.void(known)
    return gateway.refund(known, amount=result.captured or payment.amount, key=f"undo-{payment.id}")


def sweep_terminals(*, older_than: timedelta) -> int:
    """Settle terminal payments that nobody asked about any more; return how many. What was taken goes back."""
    settled = 0
    for payment in payment_book.pending_since(older_than):
        if payment.tender is not Tender.TERMINAL or payment.cart_id is None:
            continue
        with suppress(CartClosed, UnknownCart):
            give_up_sale(payment.cart_id, actor=SYSTEM)
        if not payment_book.payment(payment.id).is_settled:
            give_back(
                payment, ports.gateway(payment.provider).fetch(payment.id, payment.provider_reference), actor=SYSTEM
            )
        settled += payment_book.payment(payment.id).is_settled
    return settled
