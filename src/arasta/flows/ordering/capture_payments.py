"""Take the money that was promised for an order, when its goods leave; let go what is not needed.

outside: ask the provider to give what left, or what the order is worth now, canceled units left out;
one transaction: record it, and what the order is paid. A silent provider is asked again by whoever hears the fact.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries import worth
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
)
from arasta.flows.ordering import cancel_order
from arasta.flows.ordering.give_back import give_back_canceled
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.refusals import CaptureRefused, PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

_KEY = "goods-left"


def capture_order(order_id: UUID, *, at_once: bool = False, actor: Actor) -> None:
    """Take what is promised for what left, at most what the order is worth; again changes nothing.

    A provider that captures in parts gives it parcel by parcel, any other all that may still leave with the first one;
    `at_once`: all of it, though nothing left. When nothing may leave any more, the rest of a promise is let go.
    Raises PaymentUnclear while the provider is silent, CaptureRefused if it does not give the money.
    """
    rows = payment_book.payments_of([order_id])
    held = [row for row in rows if row.is_held]
    order = order_book.order(order_id) if held else None
    if order is None or order.row.status is OrderStatus.CANCELED:
        return
    others = sum((row.promised for row in rows if not row.is_held), Money.zero(order.row.total.currency))
    for payment in held:
        is_last = at_once or not worth.is_open(order) or not ports.captures_in_parts(payment.provider)
        owed = (worth.wanted_worth(order) if is_last else worth.gone_worth(order)) - others
        share = max(min(owed, payment.amount), payment.captured)
        others = others + share
        taken = _take(payment, share, actor)
        if is_last and taken.is_held:
            _record(taken, _gateway(taken).void(_known(taken)), actor)


def capture_with_order(payment_id: UUID, *, actor: Actor) -> None:
    """Take a promised sum as soon as its order stands, where the shop's account says so. Raises as `capture_order`."""
    payment = payment_book.payment(payment_id)
    account = payment.account_id
    if account is not None and payment_book.account(account).captures is CaptureWhen.WITH_ORDER:
        capture_order(payment.order_id, at_once=True, actor=actor)


def follow_canceled_lines(order_id: UUID, *, actor: Actor) -> None:
    """Take, let go or give back what it means for the money that lines were canceled, or a delivery became cheaper.

    Raises as `capture_order`.
    What is promised for an order of which nothing left yet stays so: what is taken later is what it is worth then.
    """
    order = order_book.order(order_id)
    if order.row.status is OrderStatus.CANCELED:
        let_go(order_id, actor=actor)
        return
    if any(line.shipped for line in order.lines):
        capture_order(order_id, actor=actor)
    give_back_canceled(order_id, actor=actor)


def let_go(order_id: UUID, *, actor: Actor) -> None:
    """See that nothing is kept of a canceled order. Raises PaymentUnclear while a provider is silent."""
    cancel_order.refund(order_id, actor=actor)
    if any(row.is_held for row in payment_book.payments_of([order_id])):
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


def _take(payment: PaymentRow, wanted: Money, actor: Actor) -> PaymentRow:
    """Take money until so much is taken in all.

    A capture is named by what was taken before it: where nobody heard the answer of one, the provider knows the name, and
    tells what it took instead of taking twice.
    """
    while payment.is_held and payment.captured < wanted:
        key = f"{_KEY}-{payment.captured.minor}" if payment.captured else _KEY
        result = _gateway(payment).capture(_known(payment), amount=wanted - payment.captured, key=key)
        after = _record(payment, result, actor)
        if after.is_held and after.captured == payment.captured:
            raise CaptureRefused(reason=result.decline_code or result.outcome.value)
        payment = after
    return payment


def _gateway(payment: PaymentRow) -> ports.PaymentGateway:
    return ports.gateway(payment.provider)


def _known(payment: PaymentRow) -> ports.ProviderPayment:
    return ports.ProviderPayment(payment.id, payment.provider_reference)


def _record(payment: PaymentRow, result: GatewayResult, actor: Actor) -> PaymentRow:
    if result.outcome is Outcome.UNKNOWN:
        raise PaymentUnclear
    if result.outcome is Outcome.AUTHORIZED:
        raise CaptureRefused(reason=result.decline_code or result.outcome.value)
    return _write(payment, result, actor)


def _write(payment: PaymentRow, result: GatewayResult, actor: Actor) -> PaymentRow:
    with db.transaction():
        statuses.lock([payment.order_id])
        row = payments.record_results([PaymentResult(payment.id, result)], actor=actor)[0]
        note_payments(payment.order_id, actor=actor)
    return row
