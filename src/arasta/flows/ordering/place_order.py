"""Turn a cart into a paid order, once.

prepare (one transaction): lock the cart, replay, check the price seen, hold the units, prepare the payment;
outside: authorize the tender at its provider;
finish (one transaction): allocate, write the order, record the payment. A sweeper finishes or undoes what a crash left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import CartStatus, PlacedOrder, UnknownCart
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import (
    GatewayResult,
    Outcome,
    PaymentId,
    PaymentResult,
    PaymentRow,
    PaymentStatus,
    PaymentToPrepare,
    Tender,
)
from arasta.flows.ordering.choose_later import Split, choose_now_or_later
from arasta.flows.ordering.give_up_sale import give_back
from arasta.flows.ordering.hold_cart import demand_of, hold_cart
from arasta.flows.ordering.order_payments import former as placed_before
from arasta.flows.ordering.order_payments import paid_with, record_on_order
from arasta.flows.ordering.price_cart import PricedCart, price_cart
from arasta.flows.ordering.refusals import PaidTwice, PaymentDeclined, PaymentUnclear, refusal_of
from arasta.flows.ordering.write_orders import held_as_wanted, order_of
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PayWith:
    """The tender: the provider's code and a token that stands for the card; where 3-D Secure returns to.

    `capture`: take the money at once; otherwise it is promised now and taken when the goods leave.
    """

    provider: str
    token: str
    return_url: str = ""
    tender: Tender = Tender.CARD
    capture: bool = True
    language: str = ""
    shop: str = ""
    buyer: ports.Buyer = ports.NOBODY


@dataclass(frozen=True, slots=True)
class Placed:
    """The order; or, while the buyer must prove themselves at `redirect_url`, only the payment."""

    order: PlacedOrder | None
    payment_id: UUID | None = None
    redirect_url: str = ""


def place_order(cart_id: UUID, *, pay_with: PayWith, seen_total: Money | None, at: datetime, actor: Actor) -> Placed:
    """Place a cart's order. Doing it twice gives the same order.

    Raises UnknownCart, EmptyCart, CheckoutIncomplete, PriceChanged, OutOfStock, PaymentDeclined, PaymentUnclear.
    """
    ports.gateway(pay_with.provider)
    former, payment = _prepare(cart_id, pay_with, seen_total, at, actor)
    if former is not None:
        return Placed(former)
    assert payment is not None  # noqa: S101 - no former order means that a payment was prepared
    return authorize(payment, pay_with, at=at, actor=actor)


def authorize(payment: PaymentRow, pay_with: PayWith, *, at: datetime, actor: Actor) -> Placed:
    """Ask the provider for a prepared payment, and finish or undo. Raises what `place_order` raises."""
    gateway = ports.gateway(pay_with.provider)
    request = ports.AuthorizationRequest(
        payment.id,
        payment.amount,
        payment.tender,
        pay_with.token,
        pay_with.return_url,
        capture=pay_with.capture,
        language=pay_with.language,
        shop=pay_with.shop,
        buyer=pay_with.buyer,
    )
    result = gateway.authorize(request)
    if result.outcome is Outcome.UNKNOWN:
        result = gateway.fetch(payment.id)
        if result.outcome is Outcome.MISSING:
            raise PaymentUnclear  # the question may still be on its way: only the sweeper, later, takes silence for a no
    return settle(payment, result, at=at, actor=actor)


def resume(payment_id: UUID, *, at: datetime, actor: Actor) -> Placed:
    """Go on after the buyer came back from the provider: ask the provider, then finish or undo.

    Raises PaymentUnclear too while the provider has not heard of the payment: the request may still be on its way.
    """
    payment = payment_book.payment(payment_id)
    former = order_book.id_of_cart(payment.cart_id) if payment.cart_id else None
    if former is not None and payment.is_settled:
        return Placed(_former(former))
    result = ports.gateway(payment.provider).fetch(payment.id, payment.provider_reference)
    if result.outcome is Outcome.MISSING and not payment.is_settled:
        raise PaymentUnclear
    return settle(payment, result, at=at, actor=actor)


def settle(payment: PaymentRow, result: GatewayResult, *, at: datetime, actor: Actor) -> Placed:
    """Finish or undo by what the provider said."""
    if result.outcome is Outcome.UNKNOWN:
        raise PaymentUnclear
    if result.outcome is Outcome.MISSING:
        result = replace(result, outcome=Outcome.FAILED)
    if result.outcome not in {Outcome.AUTHORIZED, Outcome.CAPTURED}:
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        if result.outcome is Outcome.REQUIRES_ACTION:
            return Placed(None, payment.id, result.redirect_url)
        raise PaymentDeclined(reason=result.decline_code or result.outcome.value)
    try:
        return Placed(_finish(payment, result, at, actor))
    except PaidTwice:
        give_back(payment, result, actor=actor)
        return Placed(_former(payment.order_id))
    except DomainError:
        give_back(payment, result, actor=actor)
        raise


def _prepare(
    cart_id: UUID, pay_with: PayWith, seen_total: Money | None, at: datetime, actor: Actor
) -> tuple[PlacedOrder | None, PaymentRow | None]:
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return _former(cart_id), None
        priced = price_cart(cart_id, at=at)
        check(priced, seen_total)
        tried = payment_book.payments_of_carts([cart_id])
        if any(row.status is PaymentStatus.PENDING for row in tried):
            raise PaymentUnclear
        hold_cart(cart_id, actor=actor)
        payment = payments.prepare_payments(
            [
                PaymentToPrepare(
                    id=PaymentId(new_id()),
                    order_id=cart_id,
                    cart_id=cart_id,
                    tender=pay_with.tender,
                    provider=pay_with.provider,
                    amount=priced.total,
                    attempt=1 + len(tried),
                )
            ]
        )[0]
    return None, payment


def check(priced: PricedCart, seen_total: Money | None) -> None:
    """Refuse a cart that is empty, incomplete, not sold here, or costs another sum than was seen."""
    refusal = refusal_of(priced, seen_total)
    if refusal:
        raise refusal


def _finish(payment: PaymentRow, result: GatewayResult, at: datetime, actor: Actor) -> PlacedOrder:
    cart_id = payment.order_id
    with db.transaction():
        if _is_ordered(cart_id):
            return record_on_order(payment, result, actor=actor)
        priced = price_cart(cart_id, at=at)
        check(priced, payment.amount)
        order = placing.place_orders([order_of(priced)], actor=actor)[0]
        _allocate(order, priced, actor)
        cart_book.close([cart_id])
        paid = payments.record_results([PaymentResult(payment.id, result)], actor=actor)[0]
        statuses.record_payments([paid_with(order.id, paid)], actor=actor)
    return order


def _is_ordered(cart_id: UUID) -> bool:
    """Lock a cart and tell whether it is an order; one that came whole never was a cart."""
    try:
        return cart_book.lock(cart_id) is CartStatus.ORDERED
    except UnknownCart:
        return True


def _allocate(order: PlacedOrder, priced: PricedCart, actor: Actor) -> None:
    """Promise the held units; where the hold ran out or something is to come, choose again.

    Raises OutOfStock, which undoes all.
    """
    held = held_as_wanted(priced, stock.held_lines(priced.cart.id))
    split = Split(held) if held else choose_now_or_later(demand_of(priced.cart, priced.served))
    if isinstance(split, OutOfStock):
        raise split
    line_of = {line.variant_id: line.id for line in order.lines}
    lines, later = (
        tuple(replace(line, reference=line_of[line.variant_id]) for line in part) for part in (split.now, split.later)
    )
    request = AllocationRequest(order.id, priced.channel.id, lines, cart_id=priced.cart.id, later=later)
    answer = allocations.allocate([request], actor=actor)[0]
    if isinstance(answer, OutOfStock):
        raise answer


def _former(order_id: UUID) -> PlacedOrder:
    return placed_before(order_book.order(order_id))
