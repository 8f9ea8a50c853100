"""Take the money that was promised for an order, when its goods leave; let go what is not needed.

outside: ask the provider to give what the order is worth now, canceled units left out;
one transaction: record it, and what the order is paid. A silent provider is asked again by whoever hears the fact.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import (
    CaptureWhen,
    GatewayResult,
    Outcome,
    PaymentResult,
    PaymentRow,
    PaymentStatus,
)
from arasta.flows.ordering import cancel_order
from arasta.flows.ordering.order_payments import due, note_payments
from arasta.flows.ordering.refusals import CaptureRefused, PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

_KEY = "goods-left"


def capture_order(order_id: UUID, *, actor: Actor) -> None:
    """Take what is promised for an order, at most what it is worth; again changes nothing.

    Raises PaymentUnclear while the provider is silent, CaptureRefused if it does not give the money.
    """
    rows = payment_book.payments_of([order_id])
    held = [row for row in rows if row.status is PaymentStatus.AUTHORIZED]
    if not held:
        return
    order = order_book.order(order_id)
    if order.row.status is OrderStatus.CANCELED:
        return
    left = due(order, [row for row in rows if row.status is not PaymentStatus.AUTHORIZED])
    for payment in held:
        amount = min(left, payment.amount)
        left = left - amount
        _record(payment, _asked(payment, amount), actor)


def capture_with_order(payment_id: UUID, *, actor: Actor) -> None:
    """Take a promised sum as soon as its order stands, where the shop's account says so. Raises as `capture_order`."""
    payment = payment_book.payment(payment_id)
    account = payment.account_id
    if account is not None and payment_book.account(account).captures is CaptureWhen.WITH_ORDER:
        capture_order(payment.order_id, actor=actor)


def let_go(order_id: UUID, *, actor: Actor) -> None:
    """See that nothing is kept of a canceled order. Raises PaymentUnclear while a provider is silent."""
    cancel_order.refund(order_id, actor=actor)
    held = [row for row in payment_book.payments_of([order_id]) if row.status is PaymentStatus.AUTHORIZED]
    if held:
        raise PaymentUnclear


def sweep_lapsed(*, actor: Actor) -> int:
    """Ask about authorizations whose time is over; return how many are gone. Their orders are unpaid again."""
    gone = 0
    for payment in payment_book.lapsed():
        result = ports.gateway(payment.provider).fetch(payment.id, payment.provider_reference)
        if result.outcome in {Outcome.VOIDED, Outcome.FAILED, Outcome.MISSING}:
            voided = GatewayResult(Outcome.VOIDED, result.provider_reference)
            gone += 1
            _write(payment, voided, actor)
    return gone


def _asked(payment: PaymentRow, amount: Money) -> GatewayResult:
    gateway = ports.gateway(payment.provider)
    known = ports.ProviderPayment(payment.id, payment.provider_reference)
    return gateway.capture(known, amount=amount, key=_KEY) if amount else gateway.void(known)


def _record(payment: PaymentRow, result: GatewayResult, actor: Actor) -> None:
    if result.outcome is Outcome.UNKNOWN:
        raise PaymentUnclear
    if result.outcome is Outcome.AUTHORIZED:
        raise CaptureRefused(reason=result.decline_code or result.outcome.value)
    _write(payment, result, actor)


def _write(payment: PaymentRow, result: GatewayResult, actor: Actor) -> None:
    with db.transaction():
        statuses.lock([payment.order_id])
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        note_payments(payment.order_id, actor=actor)
